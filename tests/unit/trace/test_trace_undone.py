"""Which flows stay possible when a run is undone, each with what may have gone."""

from datetime import datetime, timedelta
from decimal import Decimal

from trace_graph import (
    BACKWARD,
    FORWARD,
    LOT,
    POSSIBLE,
    PROCESS,
    RUN,
    UNLOTTED,
    Flow,
    Node,
    doubts,
    trace,
)

RUN_1, ORDER = Node(RUN, 1), Node("order", 1)
WAX, OIL, CANDLE, CRUMBS, LOOSE = (
    *(Node(LOT, number) for number in (1, 2, 3, 4)),
    Node(UNLOTTED, 1),
)


def flow(source, target, quantity, at, number=0, weight=None):
    """One record of hour ``at``; its number is the hour unless it is told."""
    moment = datetime(2026, 1, 1) + timedelta(hours=at)
    weight = None if weight is None else Decimal(weight)
    return Flow(
        source,
        target,
        Decimal(str(quantity)),
        weight=weight,
        moves=(number or at,),
        since=moment,
        until=moment,
    )


def possible(source, target, quantity, weight=None):
    return Flow(source, target, Decimal(str(quantity)), POSSIBLE, weight)


def test_all_of_one_lot_came_back_and_part_of_the_other():
    """7 and 5 make 12, of which 4 are left: of the 7 a third may be in them."""
    found = doubts(
        [
            flow(WAX, RUN_1, 7, 1),
            flow(OIL, RUN_1, 5, 2),
            flow(RUN_1, CANDLE, 12, 3),
            flow(RUN_1, CANDLE, -5, 7),
            flow(RUN_1, CANDLE, -3, 4),
            flow(WAX, RUN_1, -7, 5),
            flow(OIL, RUN_1, -1, 6),
        ]
    )
    act = Node(PROCESS, 4)
    in_the_rest, *mixed = found
    assert (in_the_rest.source, in_the_rest.target) == (WAX, RUN_1)
    assert abs(in_the_rest.quantity - Decimal(7) / 3) < Decimal("1e-9")
    assert in_the_rest.tier == POSSIBLE
    assert mixed == [
        possible(RUN_1, act, 0),
        possible(CANDLE, act, 0),
        possible(act, WAX, 7),
        possible(act, OIL, 1),
    ]


def test_one_material_undone_in_part_leaves_no_doubt():
    history = [
        flow(WAX, RUN_1, 12, 1),
        flow(RUN_1, CANDLE, 12, 2),
        flow(CANDLE, ORDER, 4, 3),
        flow(RUN_1, CANDLE, -8, 4),
        flow(WAX, RUN_1, -8, 5),
    ]
    assert doubts(history) == []


def test_more_unbuilt_than_was_left_may_all_have_been_sold():
    history = [
        flow(WAX, RUN_1, 12, 1),
        flow(RUN_1, CANDLE, 12, 2),
        flow(CANDLE, ORDER, 4, 3),
        flow(RUN_1, CANDLE, -12, 4),
        flow(WAX, RUN_1, -12, 5),
    ]
    assert doubts(history) == [
        possible(RUN_1, CANDLE, 12, Decimal(12)),
        possible(WAX, RUN_1, 12),
    ]


def test_what_is_in_doubt_is_split_by_weight_like_what_is_sure():
    """90 of 100 went into the candles, however many they are; two were sold."""
    history = [
        flow(WAX, RUN_1, 100, 1),
        flow(RUN_1, CANDLE, 4, 2, weight=36),
        flow(RUN_1, CANDLE, 6, 3, weight=54),
        flow(RUN_1, CRUMBS, 800, 3, weight=10),
        flow(CANDLE, ORDER, 2, 4),
        flow(RUN_1, CANDLE, -10, 5, weight=-90),
    ]
    reached = trace(history, [WAX], FORWARD).reached
    assert reached[CANDLE].tier == POSSIBLE
    assert reached[CANDLE].amount == 90


def test_what_has_no_lot_comes_back_as_another_line_and_raises_no_doubt():
    history = [
        flow(WAX, RUN_1, 5, 1),
        flow(LOOSE, RUN_1, 3, 1),
        flow(RUN_1, CANDLE, 8, 2),
        flow(RUN_1, CANDLE, -8, 3),
        flow(WAX, RUN_1, -5, 4),
        flow(LOOSE, RUN_1, -2, 4),
    ]
    assert doubts(history) == []


def test_a_run_undone_whole_is_forgotten_though_more_came_back_than_it_took():
    history = [
        flow(WAX, RUN_1, 5, 1),
        flow(RUN_1, CANDLE, 5, 2),
        flow(RUN_1, CANDLE, -5, 3),
        flow(WAX, RUN_1, -6, 4),
    ]
    assert doubts(history) == []


def test_what_came_back_short_of_two_lots_may_be_of_each():
    """Of all that was undone, 6 of 7 of the wax came back, and all of the oil."""
    history = [
        flow(WAX, RUN_1, 7, 1),
        flow(OIL, RUN_1, 5, 2),
        flow(RUN_1, CANDLE, 12, 3),
        flow(RUN_1, CANDLE, -12, 4),
        flow(WAX, RUN_1, -6, 5),
        flow(OIL, RUN_1, -5, 6),
    ]
    forward = trace(history, [WAX], FORWARD).reached
    assert forward[OIL].tier == POSSIBLE
    assert trace(history, [OIL], BACKWARD).reached[WAX].tier == POSSIBLE


def test_a_lot_sold_at_the_very_moment_of_its_undoing_may_have_been_of_the_run():
    history = [
        flow(WAX, RUN_1, 5, 1),
        flow(RUN_1, CANDLE, 5, 2),
        flow(RUN_1, CANDLE, -5, 3),
        flow(WAX, RUN_1, -5, 3),
        flow(Node(RUN, 2), CANDLE, 5, 4),
    ]
    assert doubts([*history, flow(CANDLE, ORDER, 5, 5)]) == []
    assert possible(WAX, RUN_1, 5) in doubts([*history, flow(CANDLE, ORDER, 5, 3)])


def test_more_sold_than_was_made_anew_may_have_been_of_the_undone_run():
    history = [
        flow(WAX, RUN_1, 5, 1),
        flow(RUN_1, CANDLE, 5, 2),
        flow(RUN_1, CANDLE, -5, 3),
        flow(WAX, RUN_1, -5, 3),
        flow(Node(RUN, 2), CANDLE, 3, 4),
    ]
    assert doubts([*history, flow(CANDLE, ORDER, 3, 5)]) == []
    assert possible(WAX, RUN_1, 5) in doubts([*history, flow(CANDLE, ORDER, 5, 5)])


def test_what_was_unbuilt_of_a_run_that_is_not_seen_to_make_it_is_no_crash():
    history = [
        flow(WAX, RUN_1, 5, 1),
        flow(CANDLE, ORDER, 1, 2),
        flow(RUN_1, CANDLE, -5, 3),
        flow(WAX, RUN_1, -5, 4),
    ]
    assert possible(WAX, RUN_1, 5) in doubts(history)
