"""The suite's manifest is what the setup, Odoo and pytest-odoo can all read."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
SUITE = ast.literal_eval((ROOT / "__manifest__.py").read_text())["depends"]
OPTIONAL = sorted(
    {path.parent.name for path in ROOT.glob("maker_*/__manifest__.py")} - set(SUITE)
)


def test_suite_manifest_is_one_literal_dict_naming_the_addons():
    manifest = ast.literal_eval((ROOT / "__manifest__.py").read_text())
    assert manifest["depends"] == ["maker_mrp", "maker_lot_trace", "maker_channel_sync"]
    assert manifest.get("installable", True), "pytest-odoo would drop tests silently"
    assert not (ROOT / "__init__.py").exists(), "it would break every addon's tests"


@pytest.mark.parametrize("name", [*SUITE, *OPTIONAL])
def test_each_addon_has_licence_version_readme_and_packaging(name):
    addon = ROOT / name
    manifest = ast.literal_eval((addon / "__manifest__.py").read_text())
    assert manifest["license"] == "LGPL-3"
    assert manifest["version"].startswith("19.0.")
    assert 'build-backend = "whool.buildapi"' in (addon / "pyproject.toml").read_text()
    assert (addon / "static/description/icon.png").exists()
    assert (addon / "README.rst").exists()
    assert (addon / "readme/DESCRIPTION.md").exists()


@pytest.mark.parametrize("name", SUITE)
def test_each_addon_of_the_suite_has_access_rules(name):
    manifest = ast.literal_eval((ROOT / name / "__manifest__.py").read_text())
    assert "security/ir.model.access.csv" in manifest["data"]


def test_an_optional_addon_installs_itself_beside_a_published_one():
    assert OPTIONAL == ["maker_channel_sync_queue_job"]
    peers = (ROOT / "setup/requirements-peers.lock").read_text()
    published = set(re.findall(r"^odoo-addon-(\w+)==19\.0\.", peers, re.MULTILINE))
    for name in OPTIONAL:
        manifest = ast.literal_eval((ROOT / name / "__manifest__.py").read_text())
        assert manifest["auto_install"] is True
        others = set(manifest["depends"]) - set(SUITE)
        assert others and others <= published
