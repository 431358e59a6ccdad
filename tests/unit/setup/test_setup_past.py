"""The studio's past: the same from the same seed, in order, never short of stock."""

from collections import defaultdict
from datetime import date, datetime
from itertools import pairwise

import pytest
from maker_setup.past import timeline
from maker_setup.past.events import Size
from maker_setup.past.goods import CHANNELS, goods
from maker_setup.past.shelf import Shelf, money

UNTIL = date(2026, 12, 3)


@pytest.fixture(scope="module")
def year():
    return timeline.live(Size(months=12), UNTIL)


def movements(past):
    """All that came and went: (moment, item, lot, quantity), in order of time."""
    found = []
    for receipt in past.receipts:
        found += [(receipt.at, x.item, x.lot, x.quantity) for x in receipt.lines]
    for run in past.runs:
        found.append((run.at, run.item, run.lot, run.good))
        found += gone(run.at, run.used)
    for order in [*past.orders, *(sale for day in past.markets for sale in day.sales)]:
        found += gone(order.at, [taken for taken, _price in order.lines])
    for missing in past.missing:
        found += gone(missing.at, [missing.taken])
    return sorted(found, key=lambda row: row[0])


def gone(moment, everything):
    return [
        (moment, taken.item, lot, -quantity)
        for taken in everything
        for lot, quantity in taken.portions
    ]


def test_the_same_seed_gives_the_same_past(year):
    assert timeline.live(Size(months=12), UNTIL) == year
    assert timeline.live(Size(months=12, seed=7), UNTIL) != year


def test_it_ends_with_the_week_before_the_day(year):
    assert year.end == datetime(2026, 11, 30)
    assert max(row[0] for row in movements(year)) < year.end
    assert min(row[0] for row in movements(year)) >= year.begin


def test_no_lot_is_ever_short(year):
    here = defaultdict(float)
    for moment, item, lot, quantity in movements(year):
        here[item, lot] += quantity
        assert here[item, lot] > -1e-6, (moment, item, lot)
    closing = {
        (item, lot): quantity
        for item, end in year.closing.items()
        for lot, quantity in end.lots
    }
    assert {key: left for key, left in here.items() if left > 1e-6} == closing


def test_each_kind_is_in_the_order_of_its_days(year):
    for kind in (year.receipts, year.runs, year.orders, year.markets, year.missing):
        assert kind
        assert all(one.at <= two.at for one, two in pairwise(kind))
    assert all(one.ordered < one.at for one in year.orders)
    assert all(one.ordered < one.promised for one in year.receipts)


def test_soap_is_sold_when_it_has_cured(year):
    ready = {run.lot: run.ready for run in year.runs if run.ready}
    assert ready
    for order in year.orders:
        for taken, _price in order.lines:
            for lot, _quantity in taken.portions:
                assert ready.get(lot, order.at) <= order.at


def test_there_is_something_to_look_at(year):
    assert {order.channel for order in year.orders} == {
        *(channel.code for channel in CHANNELS),
        timeline.WHOLESALE,
    }
    assert any(one.at > one.promised for one in year.receipts)
    assert any(run.spoiled for run in year.runs)
    assert any(day.back for day in year.markets)
    assert {missing.counted for missing in year.missing} == {True, False}


def test_it_grows_with_its_size():
    small = timeline.live(Size(months=6), UNTIL)
    large = timeline.live(Size(months=6, orders_per_week=280), UNTIL)
    long = timeline.live(Size(months=18), UNTIL)
    assert 8 < len(large.orders) / len(small.orders) < 12
    assert 2.5 < len(long.orders) / len(small.orders) < 5
    assert len(goods(40).products) == 40
    assert len({product.name for product in goods(80).products}) == 80


def test_what_is_sold_and_left_cost_what_was_bought(year):
    bought = sum(line.value for one in year.receipts for line in one.lines)
    orders = [*year.orders, *(sale for day in year.markets for sale in day.sales)]
    sold = sum(taken.value for order in orders for taken, _price in order.lines)
    lost = sum(missing.taken.value for missing in year.missing)
    left = sum(end.value for end in year.closing.values())
    # every move is told to the cent, the average is not
    moves = len(movements(year))
    assert abs(bought - sold - lost - left) < 0.005 * moves


def test_a_shelf_averages_and_gives_the_oldest_first():
    shelf, now = Shelf(), datetime(2026, 1, 1)
    shelf.receive("A", 10.0, 20.0, now)
    shelf.receive("B", 10.0, 40.0, now)
    assert shelf.portions(15.0, now) == [("A", 10.0), ("B", 5.0)]
    assert shelf.take([("A", 10.0), ("B", 5.0)]) == 45.0
    assert [(lot.name, lot.left) for lot in shelf.lots] == [("B", 5.0)]
    with pytest.raises(ValueError, match="not there"):
        shelf.portions(6.0, now)


def test_money_rounds_halves_up():
    assert [money(one) for one in (0.005, 1.004, 2.675, 3.0)] == [0.01, 1.0, 2.68, 3.0]
