"""A further channel is one small addon: install it, and its own tests pass."""

import os
import re
import subprocess
from pathlib import Path

import pytest
from maker_setup import odoo_source, template_db
from maker_setup.odoo_command import OdooCommand
from maker_setup.paths import clone_key
from maker_setup.postgres import Server

pytestmark = pytest.mark.slow
ADDON = "maker_channel_pegboard"
ADDONS = Path(__file__).resolve().parents[1] / "addons"
VARIABLES = ("PGHOST", "PGPORT", "PGUSER", "PGPASSWORD")


def test_a_sixth_channel_is_one_addon():
    environ = {key: os.environ[key] for key in VARIABLES if key in os.environ}
    server = Server(environ, is_private=False)
    odoo = OdooCommand(odoo_source.locate(), server)
    database = f"maker_sixth_{clone_key()}"
    template = os.environ.get("MAKER_TEST_TEMPLATE")
    template_db.copy(odoo, template or template_db.ensure_suite(odoo), database)
    paths = f"{odoo.settings()['addons_path']},{ADDONS}"
    command = ["-d", database, "-i", ADDON, f"--test-tags=/{ADDON}"]
    command += ["--stop-after-init", "--http-port=0", "--log-level=warn"]
    command += [f"--addons-path={paths}", "--log-handler=odoo.tests.result:INFO"]
    try:
        done = subprocess.run(
            odoo.command(command),
            env=odoo.environ(),
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        server.drop(database)
    verdict = re.search(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests", done.stderr)
    assert done.returncode == 0, done.stderr[-3000:]
    assert verdict, done.stderr[-3000:]
    assert verdict.groups() == ("0", "0", "1"), done.stderr[-3000:]


def test_the_example_is_small():
    folder = ADDONS / ADDON
    code = [*folder.glob("*.py"), *folder.glob("models/*.py")]
    assert sum(len(path.read_text().splitlines()) for path in code) < 200
