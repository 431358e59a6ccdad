"""A further channel is one small addon: install it, and its own tests pass."""

from pathlib import Path

import pytest
from addon_tests import run_own_tests, test_server

pytestmark = pytest.mark.slow
ADDON = "maker_channel_pegboard"
ADDONS = Path(__file__).resolve().parents[1] / "addons"


def test_a_sixth_channel_is_one_addon():
    odoo = test_server()
    paths = f"{odoo.settings()['addons_path']},{ADDONS}"
    verdict = run_own_tests(odoo, ADDON, "maker_sixth", f"--addons-path={paths}")
    assert verdict == ("0", "0", "1")


def test_the_example_is_small():
    folder = ADDONS / ADDON
    code = [*folder.glob("*.py"), *folder.glob("models/*.py")]
    assert sum(len(path.read_text().splitlines()) for path in code) < 200
