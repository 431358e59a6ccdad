"""Each sub-command of Odoo finds database and addons through ``./setup/odoo``."""

import ast
import subprocess
import zipfile

import pytest
from addon_tests import test_server
from maker_setup import template_db
from maker_setup.paths import ROOT, clone_key
from maker_setup.suite import addons

pytestmark = pytest.mark.slow
DATABASE = f"maker_command_{clone_key()}"
SECRETS = {
    "client_key": "key-of-the-shop",
    "client_secret": "secret-of-the-shop",
    "access_token": "token-of-the-shop",
    "refresh_token": "refresh-of-the-shop",
    "webhook_secret": "webhook-of-the-shop",
}
A_SHOP = f"""
env["maker.channel"].create({{"name": "Shop", "code": "etsy", **{SECRETS!r}}})
env.cr.commit()
"""


@pytest.fixture(scope="module")
def odoo():
    return test_server()


@pytest.fixture(scope="module")
def database(odoo):
    """A database with the suite and one shop."""
    template_db.copy(odoo, template_db.ensure_suite(odoo), DATABASE)
    run(odoo, "shell", "-d", DATABASE, "--no-http", stdin=A_SHOP)
    yield DATABASE
    odoo.server.drop(DATABASE)


@pytest.fixture
def copy(odoo, database):
    """A copy of that database for a test that changes it."""
    name = f"{database}_copy"
    template_db.copy(odoo, database, name)
    yield name
    odoo.server.drop(name)


def run(odoo, *arguments, stdin=None):
    """Run a sub-command as ``./setup/odoo`` does; return what it said."""
    done = subprocess.run(
        odoo.command(arguments),
        env=odoo.environ(),
        input=stdin,
        capture_output=True,
        text=True,
        cwd="/",
        check=False,
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, said[-3000:]
    assert "Traceback" not in said, said[-3000:]
    return said


def ask(odoo, name, query):
    with odoo.server.cursor(name) as cursor:
        cursor.execute(query)
        return cursor.fetchall()


def state(odoo, name, module):
    found = f"SELECT state FROM ir_module_module WHERE name = '{module}'"
    return ask(odoo, name, found)[0][0]


def test_modules_come_grow_and_go(odoo, copy):
    assert state(odoo, copy, "sale_margin") == "uninstalled"
    run(odoo, "module", "install", "-d", copy, "sale_margin")
    assert state(odoo, copy, "sale_margin") == "installed"
    query = "UPDATE ir_module_module SET latest_version = '19.0.0.0.1' WHERE name = "
    with odoo.server.cursor(copy) as cursor:
        cursor.execute(f"{query}'maker_channel_sync'")
    run(odoo, "module", "upgrade", "-d", copy, "maker_channel_sync")
    manifest = ast.literal_eval(
        (ROOT / "maker_channel_sync" / "__manifest__.py").read_text()
    )
    query = "SELECT latest_version FROM ir_module_module WHERE name = "
    assert ask(odoo, copy, f"{query}'maker_channel_sync'") == [(manifest["version"],)]
    run(odoo, "module", "uninstall", "-d", copy, "maker_channel_sync")
    assert state(odoo, copy, "maker_channel_sync") == "uninstalled"
    assert state(odoo, copy, "maker_lot_trace") == "installed"


def test_neutralizing_empties_the_keys_of_the_shops(odoo, copy):
    columns = ", ".join(SECRETS)
    query = f"SELECT {columns} FROM maker_channel"
    assert set(SECRETS.values()) == set(ask(odoo, copy, query)[0])
    run(odoo, "neutralize", "-d", copy)
    assert ask(odoo, copy, query) == [(None,) * len(SECRETS)]


def test_neutralizing_prints_what_it_would_do(odoo, database):
    said = run(odoo, "neutralize", "-d", database, "--stdout")
    assert "maker_channel" in said


def test_databases_are_copied_renamed_dumped_loaded_and_dropped(
    odoo, database, tmp_path
):
    names = [f"{DATABASE}_{number}" for number in range(3)]
    try:
        run(odoo, "db", "duplicate", database, names[0])
        run(odoo, "db", "rename", names[0], names[1])
        run(odoo, "db", "dump", names[1], str(tmp_path / "dump.zip"))
        with zipfile.ZipFile(tmp_path / "dump.zip") as packed:
            assert "dump.sql" in packed.namelist()
        run(odoo, "db", "load", "-n", names[2], str(tmp_path / "dump.zip"))
        assert ask(odoo, names[2], "SELECT access_token FROM maker_channel") == [
            (None,)
        ]
        run(odoo, "db", "drop", names[1])
        assert set(names) & set(odoo.server.databases()) == {names[2]}
    finally:
        for name in names:
            odoo.server.drop(name)


def test_terms_are_exported(odoo, database, tmp_path):
    file = tmp_path / "maker.pot"
    run(odoo, "i18n", "export", "-d", database, "-o", str(file), "maker_lot_trace")
    assert "maker_lot_trace" in file.read_text()


def test_records_are_multiplied(odoo, copy):
    query = "SELECT count(*) FROM product_template"
    before = ask(odoo, copy, query)[0][0]
    arguments = ["--models=product.template", "--factors=1"]
    run(odoo, "populate", "-d", copy, *arguments)
    assert ask(odoo, copy, query)[0][0] == before * 2


def test_values_are_obfuscated(odoo, copy):
    query = "SELECT name FROM res_partner WHERE name IS NOT NULL ORDER BY id"
    before = ask(odoo, copy, query)
    run(odoo, "obfuscate", "-d", copy, "--pwd=secret", "--yes")
    assert not set(before) & set(ask(odoo, copy, query))


def test_lines_of_code_are_counted(odoo, database):
    said = run(odoo, "cloc", "-d", database)
    assert all(addon in said for addon in addons())


def test_code_is_upgraded_in_the_addons_of_the_clone(odoo):
    said = run(odoo, "upgrade_code", "--dry-run", "--from=19.0", "--to=19.0")
    assert "error" not in said.lower()


def test_shell_and_server_open_the_database(odoo, database):
    said = run(odoo, "shell", "-d", database, "--no-http", stdin="print(env.cr.dbname)")
    assert database in said
    run(odoo, "server", "-d", database, "--no-http", "--stop-after-init")
    run(odoo, "-d", database, "--no-http", "--stop-after-init")


def test_commands_without_settings_are_left_alone(odoo, tmp_path):
    run(odoo, "scaffold", "maker_extra", str(tmp_path))
    assert (tmp_path / "maker_extra" / "__manifest__.py").exists()
    assert "module" in run(odoo, "help")
    assert "path" in run(odoo, "deploy", "--help")
