"""Maker comes to a business that already runs Odoo, and can leave it again.

Run by ``./setup/test``; needs Odoo, a database server and a minute.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from maker_setup import odoo_source, template_db
from maker_setup.odoo_command import OdooCommand, complaints
from maker_setup.paths import ROOT, clone_key
from maker_setup.postgres import Server
from maker_setup.suite import addons

pytestmark = pytest.mark.slow
DATABASE = f"maker_living_{clone_key()}"
BUSINESS = Path(__file__).parent / "living_business.py"
WITH_MAKER = Path(__file__).parent / "living_maker.py"

# What must be the same after Maker was there: the business's own figures.
FIGURES = {
    "stock": "SELECT product_id, location_id, lot_id, quantity, reserved_quantity "
    "FROM stock_quant WHERE quantity <> 0 ORDER BY 1, 2, 3",
    "moves": "SELECT id, product_id, state, quantity, value FROM stock_move ORDER BY 1",
    "runs": "SELECT id, name, state, product_qty FROM mrp_production ORDER BY 1",
    "recipes": "SELECT id, product_id, product_qty FROM mrp_bom_line ORDER BY 1",
    "sales": "SELECT id, name, state, amount_total FROM sale_order ORDER BY 1",
    "purchases": "SELECT id, name, state, amount_total FROM purchase_order ORDER BY 1",
    "lots": "SELECT id, name, product_id FROM stock_lot ORDER BY 1",
    "costs": "SELECT id, standard_price FROM product_product ORDER BY 1",
}

# What Maker adds to where Odoo keeps its own, and takes away again.
ADDED = {
    "indexes": "SELECT tablename, indexname FROM pg_indexes "
    "WHERE schemaname = 'public'",
    "places": "SELECT complete_name FROM stock_location WHERE active",
    "units": "SELECT name ->> 'en_US' FROM uom_uom WHERE active",
    "parameters": "SELECT key FROM ir_config_parameter WHERE key LIKE '%maker%'",
}


@pytest.fixture(scope="module")
def server():
    return Server(
        {
            key: os.environ[key]
            for key in ("PGHOST", "PGPORT", "PGUSER", "PGPASSWORD")
            if key in os.environ
        },
        is_private=False,
    )


@pytest.fixture(scope="module")
def odoo(server):
    return OdooCommand(odoo_source.locate(), server)


@pytest.fixture
def business(odoo, server):
    """A database of plain Odoo in which a business bought, made and sold."""
    template_db.copy(odoo, template_db.base_name(odoo), DATABASE)
    log = run(odoo, "shell", "--log-level=warn", stdin=BUSINESS.read_text())
    assert "Traceback" not in log, log
    yield DATABASE
    server.drop(DATABASE)


def run(odoo, verb, *arguments, stdin=None, environ=None):
    """Run Odoo on the database and return its log."""
    command = odoo.command([verb, "-d", DATABASE, "--no-http", *arguments])
    done = subprocess.run(
        command,
        input=stdin,
        env=environ or odoo.environ(),
        capture_output=True,
        text=True,
        check=False,
    )
    log = done.stdout + done.stderr
    assert done.returncode == 0, log[-3000:]
    return log


def figures(server, queries=FIGURES):
    found = {}
    with server.cursor(DATABASE) as cursor:
        for name, query in queries.items():
            cursor.execute(query)
            found[name] = json.loads(json.dumps(cursor.fetchall(), default=str))
    return found


def lost(before, after):
    """Return the figures of ``before`` that are gone or changed in ``after``."""
    return {
        name: [row for row in rows if row not in after[name]]
        for name, rows in before.items()
        if any(row not in after[name] for row in rows)
    }


def traces(server):
    """Return the tables, models and fields in which Maker can still be seen."""
    with server.cursor(DATABASE) as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE tablename LIKE 'maker%' UNION ALL "
            "SELECT model FROM ir_model WHERE model LIKE 'maker.%' UNION ALL "
            "SELECT model || '.' || name FROM ir_model_fields "
            "WHERE name LIKE 'maker\\_%' UNION ALL "
            "SELECT table_name || '.' || column_name FROM information_schema.columns "
            "WHERE column_name LIKE 'maker\\_%' UNION ALL "
            "SELECT module || '.' || name FROM ir_model_data "
            "WHERE module LIKE 'maker\\_%' UNION ALL "
            "SELECT 'cron ' || cron_name FROM ir_cron WHERE cron_name ILIKE '%maker%'"
        )
        return [name for (name,) in cursor.fetchall()]


def uninstall(odoo):
    script = (
        f"env['ir.module.module'].search([('name', 'in', {addons()!r})])"
        ".button_immediate_uninstall()\n"
    )
    return run(odoo, "shell", "--log-level=info", stdin=script)


def test_installs_and_uninstalls_on_a_living_database(odoo, server, business):
    before = figures(server)
    assert before["sales"] and before["runs"] and before["moves"]
    modules = ",".join(addons())
    log = run(odoo, "server", "-i", modules, "--stop-after-init")
    assert complaints(log, own_only=True) == []
    assert lost(before, figures(server)) == {}
    log = uninstall(odoo)
    assert complaints(log, own_only=True) == []
    assert lost(before, figures(server)) == {}
    assert traces(server) == []
    log = run(
        odoo, "server", "-u", "mrp,sale_stock,purchase_stock", "--stop-after-init"
    )
    assert complaints(log) == []


def test_leaves_nothing_that_nobody_needs(odoo, server, business):
    before = figures(server, ADDED)
    run(odoo, "server", "-i", ",".join(addons()), "--stop-after-init")
    assert lost(before, figures(server, ADDED)) == {}
    log = run(odoo, "shell", "--log-level=warn", stdin=WITH_MAKER.read_text())
    assert "Traceback" not in log, log
    log = uninstall(odoo)
    assert complaints(log, own_only=True) == []
    after = figures(server, ADDED)
    assert lost(before, after) == {}
    # the business has a second warehouse now, and keeps sugar in pounds
    shed = [["SHED"], ["SHED/Stock"]]
    assert [row for row in after["places"] if row in shed] == shed
    after["places"] = [row for row in after["places"] if "SHED" not in row[0]]
    assert ["lb"] in after["units"]
    after["units"].remove(["lb"])
    assert lost(after, before) == {}
    with server.cursor(DATABASE) as cursor:
        cursor.execute(
            "SELECT complete_name, active FROM stock_location WHERE complete_name "
            "LIKE '%progress%' OR complete_name LIKE '%stall%' "
            "OR complete_name LIKE 'Supplies%'"
        )
        # moves of the past led through it: it is put away, not removed
        assert cursor.fetchall() == [("WH/Work in progress", False)]


@pytest.mark.only_if((ROOT / ".git").exists())  # whool packs what git tracks
def test_installs_from_wheels_without_the_clone(odoo, server, business, tmp_path):
    wheels, site = tmp_path / "wheels", tmp_path / "site"
    pip = [sys.executable, "-m", "pip", "-q", "--disable-pip-version-check"]
    for addon in addons():
        build = ["wheel", "--no-deps", "--no-build-isolation", "-w", wheels]
        subprocess.run([*pip, *build, ROOT / addon], check=True)
    files = sorted(wheels.glob("*.whl"))
    assert len(files) == len(addons())
    subprocess.run([*pip, "install", "--no-deps", "--target", site, *files], check=True)
    environ = {**odoo.environ(), "PYTHONPATH": str(site)}
    own = ",".join(map(str, odoo.odoo.addons))
    options = ["-i", ",".join(addons()), "--stop-after-init", f"--addons-path={own}"]
    log = run(odoo, "server", *options, environ=environ)
    assert complaints(log, own_only=True) == []
    with server.cursor(DATABASE) as cursor:
        cursor.execute(
            "SELECT count(*) FROM ir_module_module WHERE state = 'installed' "
            "AND name = ANY(%s)",
            [addons()],
        )
        assert cursor.fetchone() == (len(addons()),)
