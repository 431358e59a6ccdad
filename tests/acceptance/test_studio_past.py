"""The studio's past is one that Odoo could have lived: by its own figures.

Run by ``./setup/test``; needs Odoo, a database server and a minute.
"""

import json
import os
import subprocess
from datetime import date
from pathlib import Path

import pytest
from addon_tests import test_server
from maker_setup import past_db, template_db
from maker_setup.console import step
from maker_setup.past import timeline
from maker_setup.past.events import Size
from maker_setup.paths import SETUP, clone_key

pytestmark = pytest.mark.slow
DATABASE = f"maker_past_test_{clone_key()}"
CHECKS = Path(__file__).parent / "past_checks.py"
SIZE = Size(months=3)
UNTIL = date.today()


@pytest.fixture(scope="module")
def odoo():
    return test_server()


@pytest.fixture(scope="module")
def told(odoo):
    """What a short past tells of itself, in a copy of the suite's database."""
    template = os.environ.get("MAKER_TEST_TEMPLATE") or template_db.ensure_suite(odoo)
    template_db.copy(odoo, template, DATABASE)
    try:
        with step("Writing a short past") as progress:
            past_db.write_past(odoo, DATABASE, SIZE, UNTIL, progress)
        yield checks(odoo)
    finally:
        odoo.server.drop(DATABASE)


def checks(odoo):
    done = subprocess.run(
        odoo.command(["shell", "-d", DATABASE, "--no-http", "--log-level=warn"]),
        input=CHECKS.read_text(),
        env={**odoo.environ(), "PYTHONPATH": str(SETUP)},
        capture_output=True,
        text=True,
        check=False,
    )
    (line,) = [x for x in done.stdout.splitlines() if x.startswith("PAST ")] or [
        done.stderr[-3000:]
    ]
    return json.loads(line.removeprefix("PAST "))


def test_books_mass_balance_and_listings_add_up(told):
    assert told["differences"] == []
    assert told["closed"] >= 2
    assert told["channels"] == 5


def test_odoo_works_out_the_same_figures(told):
    assert told["recomputed"] == {}


def test_what_is_spoilt_is_found(told):
    assert all(told["spoilt"].values()), told["spoilt"]


def test_everything_that_happened_is_there(odoo, told):
    past = timeline.live(SIZE, UNTIL)
    sold = len(past.orders) + sum(len(market.sales) for market in past.markets)
    assert told["goods"] == len(past.closing)
    for table, count in {
        "purchase_order": len(past.receipts),
        "mrp_production": len(past.runs),
        "sale_order": sold,
        "maker_market_day": len(past.markets),
        "account_move": sum(one.billed < past.end for one in past.receipts),
    }.items():
        with odoo.server.cursor(DATABASE) as cursor:
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            assert cursor.fetchone() == (count,), table
