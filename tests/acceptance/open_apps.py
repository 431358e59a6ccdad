"""Beside the apps that open Odoo to customers and visitors, Maker tells them nothing.

The tests of ``tests/integration`` that call every public method and every address run
here again, on a database with those of Odoo's apps that let outsiders read models which
Maker knows, and with apps that bring user groups and bridges of their own. It takes
long, so ``./setup/test`` leaves it out; run it by its name.
"""

import ast
import csv
import subprocess
import sys

import pytest
from addon_tests import test_server
from maker_setup import template_db
from maker_setup.paths import ROOT, RUNTIME, clone_key
from maker_setup.suite import addons, dependencies

pytestmark = pytest.mark.slow
DATABASE = f"maker_open_{clone_key()}"
TESTS = (
    "test_public_methods.py",
    "test_public_routes.py",
    "test_core_fields.py",
    "test_view_groups.py",
)
# They open the same models, join two apps that do, or have groups of their own.
BRIDGES = (
    "mrp_landed_costs",
    "event",
    "survey",
    "hr",
    "mrp_subcontracting_purchase",
    "mrp_subcontracting_dropshipping",
    "mrp_repair",
    "mrp_subcontracting_repair",
    "project_mrp",
    "project_purchase",
    "project_stock",
    "sale_project",
    "point_of_sale",
    "pos_sale",
    "pos_mrp",
    "pos_repair",
    "stock_picking_batch",
    "website_sale_stock",
    "website_sale_mrp",
    "website_sale_collect",
)
OUTSIDERS = ("base.group_portal", "base.group_public")


def needed_modules(odoo):
    """Names of the modules that Maker's addons need, with what those need."""
    found, waiting = set(), set(dependencies())
    while waiting:
        name = waiting.pop()
        found.add(name)
        for folder in odoo.odoo.addons:
            manifest = folder / name / "__manifest__.py"
            if manifest.exists():
                needed = ast.literal_eval(manifest.read_text()).get("depends", ())
                waiting |= set(needed) - found
    return found - {"base"}


def opening_apps(odoo):
    """Odoo's modules whose access rows let outsiders read a model that Maker knows."""
    found, known = set(), needed_modules(odoo)
    for folder in odoo.odoo.addons:
        for rows in folder.glob("*/security/ir.model.access.csv"):
            name = rows.parts[-3]
            if name.startswith(("l10n_", "test_", "hw_", "maker_")):
                continue
            with rows.open() as file:
                if any(
                    row.get("group_id:id") in OUTSIDERS
                    and row.get("perm_read") == "1"
                    and (row["model_id:id"].partition(".")[0] in known or name in known)
                    for row in csv.DictReader(file)
                ):
                    found.add(name)
    return sorted(found)


@pytest.fixture(scope="module")
def database():
    odoo = test_server()
    wanted = {*opening_apps(odoo), *BRIDGES} - {*addons(), *dependencies()}
    template_db.copy(odoo, template_db.ensure_suite(odoo), DATABASE)
    try:
        arguments = ["-d", DATABASE, "-i", ",".join(sorted(wanted))]
        arguments += ["--stop-after-init", "--no-http", "--without-demo=True"]
        done = subprocess.run(
            odoo.command(arguments),
            env=odoo.environ(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        yield odoo
    finally:
        odoo.server.drop(DATABASE)


def test_the_apps_that_open_odoo_are_known():
    found = opening_apps(test_server())
    for expected in ("mrp_subcontracting", "website_sale", "purchase", "sale"):
        assert expected in found


def test_outsiders_are_told_nothing_beside_any_app(database):
    config = database.config_file(RUNTIME / "open.conf", DATABASE)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    command += [f"--odoo-config={config}", f"--odoo-database={DATABASE}"]
    command += ["--odoo-http", *(f"tests/integration/{name}" for name in TESTS)]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=database.environ(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6000:]
