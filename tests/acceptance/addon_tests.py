"""Install an addon beside the suite and run the addon's own tests."""

import os
import re
import subprocess

from maker_setup import odoo_source, template_db
from maker_setup.odoo_command import OdooCommand
from maker_setup.paths import clone_key
from maker_setup.postgres import Server

VARIABLES = ("PGHOST", "PGPORT", "PGUSER", "PGPASSWORD")


def test_server():
    """Odoo's command line beside the server that ``./setup/test`` has started."""
    environ = {key: os.environ[key] for key in VARIABLES if key in os.environ}
    return OdooCommand(odoo_source.locate(), Server(environ, is_private=False))


test_server.__test__ = False


def run_own_tests(odoo, addon, prefix, *options, modules=(), environ=None):
    """Install ``addon`` in a copy of the suite's database and run its tests.

    :param modules: install these instead; ``addon`` is to come by itself
    :return: the numbers of tests failed, broken and run, as Odoo's runner prints them
    """
    database = f"{prefix}_{clone_key()}"
    template = os.environ.get("MAKER_TEST_TEMPLATE")
    template_db.copy(odoo, template or template_db.ensure_suite(odoo), database)
    try:
        return run_tests_in(
            odoo, database, modules or [addon], f"/{addon}", *options, environ=environ
        )
    finally:
        odoo.server.drop(database)


def run_tests_in(odoo, database, modules, tags, *options, environ=None):
    """Install ``modules`` in ``database`` and run tests of them.

    :return: as :func:`run_own_tests`
    """
    command = ["-d", database, "-i", ",".join(modules), f"--test-tags={tags}"]
    command += [*options, "--stop-after-init", "--http-port=0", "--log-level=warn"]
    command += ["--log-handler=odoo.tests.result:INFO"]
    done = subprocess.run(
        odoo.command(command),
        env=environ or odoo.environ(),
        capture_output=True,
        text=True,
        check=False,
    )
    found = re.search(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests", done.stderr)
    assert done.returncode == 0, done.stderr[-3000:]
    assert found, done.stderr[-3000:]
    assert found.groups()[:2] == ("0", "0"), done.stderr[-3000:]
    return found.groups()
