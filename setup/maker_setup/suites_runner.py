"""Runs Odoo's own tests under Odoo's Python; one JSON line per test on standard output.

All tests of a module run on the whole registry, also those that Odoo itself would run
before the modules installed later were loaded: only so do they meet every addon.
"""

import argparse
import contextlib
import json
import logging
import os
import signal
import sys
import time

FIELD = "maker_rules"
"""The company's choice of where Maker's rules hold."""


def main() -> int:
    """Set the rules' mode, then run and tell each test of the modules."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--config", required=True)
    parser.add_argument("--database", required=True)
    parser.add_argument("--modules", required=True)
    parser.add_argument("--tags", default="+standard")
    parser.add_argument("--rules", default="")
    parser.add_argument("--http-port", default="0")
    options = parser.parse_args()
    # Odoo and its tests may print; only events go to the real standard output.
    events = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)

    def tell(event: dict) -> None:
        events.write(json.dumps(event) + "\n")
        events.flush()

    _configure(options)
    if options.rules:
        _set_rules(options.database, options.rules)
    with _serving(options.database) as registry:
        _run(registry, options.modules.split(","), options.tags, tell)
    return 0


def _configure(options) -> None:
    import odoo.tools

    arguments = [f"--config={options.config}", f"--database={options.database}"]
    # Loading the registry would run the tests that are tagged: none is, yet.
    arguments += ["--test-tags=none_of_them", f"--http-port={options.http_port}"]
    arguments += ["--max-cron-threads=0", "--log-level=warn"]
    odoo.tools.config.parse_config(arguments, setup_logging=True)
    # Odoo counts queries only where somebody would read the counts.
    logging.getLogger("odoo.tests.stats").setLevel(logging.INFO)


def _set_rules(database: str, rules: str) -> None:
    """Choose where the rules hold, for every company and those the tests create."""
    from odoo import SUPERUSER_ID, api
    from odoo.modules.registry import Registry

    with Registry(database).cursor() as cursor:
        env = api.Environment(cursor, SUPERUSER_ID, {})
        companies = env["res.company"].search([])
        if FIELD not in companies._fields:
            return
        companies[FIELD] = rules
        env["ir.default"].set("res.company", FIELD, rules)
        _value_as_before(env, companies)


def _value_as_before(env, companies) -> None:
    """Undo what Maker sets where nothing was valued yet: the tests' business has.

    Odoo values at standard cost, in the companies there are and in those to come.
    """
    defaults = env["ir.default"]
    defaults.set("product.category", "property_cost_method", "standard")
    defaults.set("res.company", "cost_method", "standard")
    defaults.set("res.company", "maker_vendor_cost", False)
    companies.write({"cost_method": "standard", "maker_vendor_cost": False})
    for company in companies:
        defaults.set(
            "product.category",
            "property_cost_method",
            "standard",
            company_id=company.id,
        )
        categories = env["product.category"].with_company(company).search([])
        categories.property_cost_method = "standard"


@contextlib.contextmanager
def _serving(database: str):
    """Give the registry of ``database`` beside a server that answers the browser."""
    import odoo.http
    from odoo.modules.registry import Registry
    from odoo.service import server

    server.load_server_wide_modules()
    server.server = server.ThreadedServer(odoo.http.root)
    server.server.start(stop=False)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield Registry(database)
    finally:
        server.server.stop()


def _run(registry, modules, tags, tell) -> None:
    import odoo.modules.module
    import odoo.tools
    from odoo import SUPERUSER_ID, api
    from odoo.tests import loader

    odoo.tools.config["test_tags"] = tags
    for position in ("at_install", "post_install"):
        suite = loader.make_suite(modules, position)
        if suite.has_http_case():
            with registry.cursor() as cursor:
                env = api.Environment(cursor, SUPERUSER_ID, {})
                env["ir.qweb"]._pregenerate_assets_bundles()
        tests = list(suite)
        for test in tests:
            tell({"event": "found", "test": test.id()})
        odoo.modules.module.current_test = True
        suite(_result(tell))
        odoo.modules.module.current_test = False


def _result(tell):
    from odoo import sql_db
    from odoo.tests.case import TestCase, _SubTest
    from odoo.tests.result import OdooTestResult

    class Result(OdooTestResult):
        """Tells what became of each test, in how many queries and seconds."""

        verdict, why = "passed", ""

        def startTest(self, test):
            self.verdict, self.why = "passed", ""
            super().startTest(test)

        def stopTest(self, test):
            tell(
                {
                    "event": "test",
                    "test": test.id(),
                    "verdict": self.verdict,
                    "why": self.why,
                    "queries": sql_db.sql_counter - self.queries_start,
                    "seconds": round(time.time() - self.time_start, 2),
                }
            )
            super().stopTest(test)

        def addSkip(self, test, reason):
            self.verdict, self.why = "skipped", str(reason)
            super().addSkip(test, reason)

        def logError(self, flavour, test, error):
            text = self._exc_info_to_string(error, test).strip()
            why = text.splitlines()[-1][:300]
            if isinstance(test, (TestCase, _SubTest)):
                self.verdict, self.why = "failed", self.why or why
            else:
                tell({"event": "class", "test": test.id(), "why": why})
            super().logError(flavour, test, error)

    return Result()


if __name__ == "__main__":
    sys.exit(main())
