"""What is compared of Odoo's own tests, with Maker and without."""

import pytest
from maker_setup import odoo_suites
from maker_setup.commands.test import _parse
from maker_setup.odoo_suites import Outcome

MOVE = "odoo.addons.stock.tests.test_move.StockMove."
PASSED = Outcome("passed", queries=100)


def told(test, verdict="passed", why="", queries=1):
    common = {"event": "test", "test": test, "verdict": verdict, "why": why}
    return {**common, "queries": queries, "seconds": 0.5}


def test_outcomes_are_what_the_runner_told():
    events = [{"event": "found", "test": f"{MOVE}test_{name}"} for name in "abc"]
    broken = "odoo.addons.mrp.tests.test_bom.TestBoM"
    events += [{"event": "found", "test": f"{broken}.test_d"}]
    events += [
        told(f"{MOVE}test_a", queries=7),
        told(f"{MOVE}test_b", "failed", "ValueError: no"),
        told(f"{MOVE}test_c", "skipped", "not today"),
        {"event": "class", "test": f"setUpClass ({broken})", "why": "KeyError: 'x'"},
    ]
    assert odoo_suites.outcomes(events) == {
        f"{MOVE}test_a": Outcome("passed", "", 7, 0.5),
        f"{MOVE}test_b": Outcome("failed", "ValueError: no", 1, 0.5),
        f"{MOVE}test_c": Outcome("skipped", "not today", 1, 0.5),
        f"{broken}.test_d": Outcome("not run", "KeyError: 'x'"),
    }


def test_a_test_is_lost_when_it_passed_only_without():
    plain = {name: PASSED for name in ("same", "broken", "absent", "skipped")}
    plain["never"] = Outcome("failed", "AssertionError")
    ours = {
        "same": PASSED,
        "broken": Outcome("failed", "UserError: not so"),
        "skipped": Outcome("skipped"),
        "never": Outcome("failed", "AssertionError"),
    }
    assert odoo_suites.lost(plain, ours) == {
        "broken": "UserError: not so",
        "absent": "was not run",
        "skipped": "skipped",
    }


def test_names_and_tags_lead_to_one_test():
    assert odoo_suites.short(f"{MOVE}test_a") == "stock: StockMove.test_a"
    assert odoo_suites.tag(f"{MOVE}test_a") == "/stock:StockMove.test_a"


def test_reasons_are_read_from_the_table_of_the_documents():
    text = (
        "Some words.\n\n| test | reason |\n|---|---|\n"
        "| `stock: StockMove.test_a` | A lot that expired is refused. |\n"
        "| `not a test` | ignored |\n"
    )
    known = odoo_suites.reasons(text)
    assert known == {"stock: StockMove.test_a": "A lot that expired is refused."}
    odoo_suites.reasons(odoo_suites.REASONS.read_text())


def test_cost_counts_only_what_passes_on_both():
    plain = {
        "small": Outcome("passed", queries=200),
        "big": Outcome("passed", queries=1000),
        "bigger": Outcome("passed", queries=201),
        "lost": Outcome("passed", queries=5000),
    }
    ours = {
        "small": Outcome("passed", queries=400),
        "big": Outcome("passed", queries=1100),
        "bigger": Outcome("passed", queries=224),
        "lost": Outcome("failed", queries=1),
    }
    spent = odoo_suites.cost(plain, ours)
    assert (spent.plain, spent.ours) == (1401, 1724)
    assert spent.over == [("bigger", 201, 224)]
    assert round(spent.more, 1) == 23.1
    assert not spent.is_right
    assert odoo_suites.cost(plain, plain).is_right


def test_chosen_tests_are_those_of_the_tags():
    known = {f"{MOVE}test_a": PASSED, "odoo.addons.mrp.tests.test_x.X.test_a": PASSED}
    for tags, count in (([], 2), (["/stock"], 1), (["/stock:StockMove.test_a"], 1)):
        assert len(odoo_suites._chosen(known, tags)) == count
    assert not odoo_suites._chosen(known, ["/stock:Stock"])


@pytest.mark.parametrize(
    ("given", "modes"),
    [
        (["--odoo-suites"], ("screens", "everywhere")),
        (["--odoo-suites=everywhere"], ("everywhere",)),
    ],
)
def test_suites_are_asked_for_by_a_flag_of_their_own(given, modes):
    options, extra = _parse([*given, "--", "/stock"])
    assert options.parts == {"suites"} and options.odoo_suites == modes
    assert extra == ["/stock"]
    assert "suites" not in _parse([])[0].parts
