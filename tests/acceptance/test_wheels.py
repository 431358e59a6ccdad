"""Wheels of all addons, installed by pip beside an Odoo that knows nothing of Maker."""

import os
import subprocess
import sys
import zipfile

import pytest
from addon_tests import run_tests_in, test_server
from maker_setup import template_db
from maker_setup.odoo_command import OdooCommand
from maker_setup.paths import ROOT, clone_key
from maker_setup.suite import addons, optional_addons

pytestmark = [
    pytest.mark.slow,
    pytest.mark.only_if((ROOT / ".git").exists()),  # whool packs what git tracks
]
PIP = (sys.executable, "-m", "pip", "-q", "--disable-pip-version-check")
# Some of each addon; all of them pass where the addons lie in a clone.
TESTS = (
    "/maker_mrp:TestApi",
    "/maker_mrp:TestPromise",
    "/maker_mrp:TestCanMake",
    "/maker_lot_trace:TestApi",
    "/maker_lot_trace:TestLotHold",
    "/maker_channel_sync:TestTokens",
)
WHERE = """
from odoo.modules import get_module_path
for name in {names}:
    print("lies in", get_module_path(name))
"""


class PlainOdoo(OdooCommand):
    """Odoo with its own addons on the path: Maker's are where pip put them."""

    def __init__(self, odoo, server, packages):
        super().__init__(odoo, server)
        self.packages = packages

    def settings(self):
        return {
            **super().settings(),
            "addons_path": ",".join(map(str, self.odoo.addons)),
        }

    def environ(self):
        return {**super().environ(), "PYTHONPATH": str(self.packages)}


@pytest.fixture(scope="module")
def wheels(tmp_path_factory):
    """The folder with a wheel of each addon and of the metapackage."""
    folder = tmp_path_factory.mktemp("wheels")
    sources = [ROOT / name for name in (*addons(), *optional_addons())]
    build = ["wheel", "--no-deps", "--no-build-isolation", "--no-index", "-w", folder]
    sources.append(ROOT / "setup" / "_metapackage")
    subprocess.run([*PIP, *build, *sources], check=True)
    return folder


@pytest.fixture(scope="module")
def odoo(wheels, tmp_path_factory):
    """A plain Odoo beside a folder in which pip installed the wheels."""
    packages = tmp_path_factory.mktemp("packages")
    install = ["install", "--no-deps", "--no-index", "--target", packages]
    subprocess.run([*PIP, *install, *sorted(wheels.glob("*.whl"))], check=True)
    known = test_server()
    return PlainOdoo(known.odoo, known.server, packages)


def test_a_wheel_holds_what_the_addon_needs_and_names_what_it_depends_on(wheels):
    asked = {}
    for wheel in wheels.glob("odoo_addon_*.whl"):
        with zipfile.ZipFile(wheel) as packed:
            names = packed.namelist()
            (metadata,) = [one for one in names if one.endswith("/METADATA")]
            text = packed.read(metadata).decode()
        addon = next(one.split("/")[2] for one in names if "__manifest__" in one)
        for part in (
            "static/description/index.html",
            "README.rst",
            "tests/__init__.py",
        ):
            assert f"odoo/addons/{addon}/{part}" in names
        assert not [one for one in names if "__pycache__" in one]
        asked[addon] = {
            line.removeprefix("Requires-Dist: odoo-addon-").partition("==")[0]
            for line in text.splitlines()
            if line.startswith("Requires-Dist: odoo-addon-")
        }
        assert "Requires-Dist: odoo==19.0.*" in text
    assert asked == {
        "maker_mrp": set(),
        "maker_lot_trace": {"maker_mrp"},
        "maker_channel_sync": {"maker_lot_trace"},
        "maker_channel_sync_queue_job": {"maker_channel_sync", "queue_job"},
    }


def test_they_install_into_a_plain_odoo_and_pass_their_tests_there(odoo):
    assert str(ROOT) not in odoo.settings()["addons_path"].split(",")
    database = f"maker_wheels_{clone_key()}"
    template_db.copy(odoo, template_db.ensure_base(odoo), database)
    try:
        verdict = run_tests_in(odoo, database, addons(), ",".join(TESTS))
        assert int(verdict[2]) >= 30
        told = subprocess.run(
            odoo.command(["shell", "-d", database, "--no-http", "--log-level=warn"]),
            env=odoo.environ(),
            input=WHERE.format(names=addons()),
            capture_output=True,
            text=True,
            check=True,
        )
    finally:
        odoo.server.drop(database)
    lies = [line for line in told.stdout.splitlines() if "lies in" in line]
    home = os.path.realpath(odoo.packages)
    assert len(lies) == len(addons())
    assert all(line.split("lies in ")[1].startswith(home) for line in lies), lies
