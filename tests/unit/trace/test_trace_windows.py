"""Which lots stay possible: fractions of a unit, equal moments, what was counted."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from trace_graph import Candidates, StockEvent, candidates, renamed, returned

START = datetime(2026, 1, 1)
HALF = Decimal("0.5")


def event(number, hours, change, lot=None, taker=None):
    at = START + timedelta(hours=hours)
    return StockEvent(number, at, Decimal(str(change)), lot, taker)


def told(found):
    """Which lots each doubted event may be of."""
    return [(item.event.id, item.lots) for item in found]


def test_a_withdrawal_is_told_with_all_it_may_be_of():
    withdrawal = event(5, 4, -3)
    history = [
        event(1, 0, 2, "a"),
        event(2, 1, HALF, "b"),
        event(3, 2, HALF),
        event(4, 3, 4, "a"),
        withdrawal,
    ]
    assert candidates(history) == [
        Candidates(withdrawal, {"a": Decimal(6), "b": HALF}, {3: HALF})
    ]


def test_half_a_unit_that_arrives_at_the_same_moment_is_possible():
    history = [event(1, 0, 2, "a"), event(2, 1, -1), event(3, 1, HALF, "b")]
    assert told(candidates(history)) == [(2, {"a": 2, "b": HALF})]


def test_half_a_unit_that_is_left_may_be_of_any_lot_that_came():
    history = [event(1, 0, 1, "a"), event(2, 1, -HALF), event(3, 2, -HALF)]
    assert told(candidates(history)) == [(2, {"a": 1}), (3, {"a": 1})]


def test_a_lot_sold_within_all_that_came_of_it_is_what_it_says():
    history = [
        event(1, 0, 2, "a"),
        event(2, 1, 3, "b"),
        event(3, 2, HALF, "b"),
        event(4, 3, -3, "b"),
        event(5, 4, -HALF, "b"),
    ]
    assert renamed(history, set()) == []


def test_a_lot_sold_beyond_what_came_of_it_may_be_any_that_is_left():
    oversold = event(7, 6, -1, "c")
    history = [
        event(1, 0, 2, "a"),
        event(2, 1, -2, "a"),  # used up
        event(3, 2, HALF, "b"),
        event(4, 3, 9),  # nobody knows what: no lot to be mistaken for
        event(5, 4, 1, "c"),
        event(6, 5, -HALF, "c"),
        oversold,
    ]
    assert renamed(history, set()) == [Candidates(oversold, {"b": HALF}, {})]


def test_arrivals_of_a_lot_that_was_oversold_are_what_they_say():
    history = [
        event(1, 0, 9, "a"),
        event(2, 1, -5, "b"),
        event(3, 2, 2, "b"),
        event(4, 3, HALF, "b"),
    ]
    assert told(renamed(history, set())) == [(2, {"a": 9})]


@pytest.mark.parametrize(("hours", "lots"), [(24, [{"a": HALF}]), (25, [])])
def test_what_a_count_finds_may_be_what_it_misses_within_a_day(hours, lots):
    history = [
        event(1, 0, 7, "a"),
        event(2, 50, HALF, "b"),
        event(3, 50 + hours, -HALF, "a"),
    ]
    assert [item.lots for item in renamed(history, {2, 3})] == lots


def test_only_what_a_count_misses_can_be_what_it_finds():
    history = [
        event(1, 0, 7, "a"),
        event(2, 49, -5, "a"),  # sold
        event(3, 50, 3, "b"),
        event(4, 50, HALF, "c"),  # found as well
        event(5, 51, -2),  # missed, of no lot
    ]
    assert renamed(history, {3, 4, 5}) == []


def test_a_count_that_finds_what_it_missed_of_the_same_lot_is_no_riddle():
    history = [event(1, 0, 7, "a"), event(2, 49, -5, "a"), event(3, 50, 5, "a")]
    assert renamed(history, {2, 3}) == []


def test_a_count_that_changes_nothing_finds_nothing():
    history = [event(1, 0, 7, "a"), event(2, 50, 0, "b"), event(3, 51, -5, "a")]
    assert renamed(history, {2, 3}) == []


def test_what_comes_back_beyond_what_was_bought_may_be_what_else_was_bought():
    back = event(6, 5, HALF, "b", taker=1)
    history = [
        event(1, 0, -3, "a", taker=1),
        event(2, 1, -1, "a", taker=1),
        event(3, 2, -2, "b", taker=1),
        event(4, 3, -9, "c", taker=2),
        event(5, 4, 2, "b", taker=1),
        back,
    ]
    assert returned(history) == [Candidates(back, {"a": Decimal(4)}, {})]


def test_only_more_than_ever_went_out_is_in_doubt_when_nothing_else_was_bought():
    beyond = event(6, 5, HALF, "a", taker=2)
    history = [
        event(1, 0, -3, "a", taker=1),
        event(2, 1, -4, "b", taker=1),
        event(3, 2, -1, "b", taker=3),
        event(4, 3, Decimal("2.5"), "a", taker=2),  # a present of the first customer
        event(5, 4, HALF, "a", taker=2),  # all of it
        beyond,
    ]
    assert returned(history) == [Candidates(beyond, {"b": Decimal(5)}, {})]


def test_what_was_bought_can_come_back_at_the_same_moment():
    history = [event(1, 0, HALF, "a", taker=1), event(2, 0, -HALF, "a", taker=1)]
    history += [event(3, 0, -1, "b", taker=1)]
    assert returned(history) == []


def test_only_what_customers_got_and_gave_says_what_a_return_may_be():
    back = event(4, 3, 1, "a", taker=1)
    history = [
        event(1, 0, -5, "b"),  # scrapped
        event(2, 1, -5, None, taker=1),  # of no lot
        event(3, 2, -2, "c", taker=1),
        back,
    ]
    assert returned(history) == [Candidates(back, {"c": Decimal(2)}, {})]
