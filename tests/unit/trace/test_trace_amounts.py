"""How much of a lot is where, and along which flows it went."""

from decimal import Decimal

import pytest
from trace_graph import (
    BACKWARD,
    FORWARD,
    LOT,
    RUN,
    UNLOTTED,
    Edge,
    Flow,
    Node,
    trace,
)

SUPPLIER = Node("receipt", 1)
ORDER = Node("order", 1)


def lot(number):
    return Node(LOT, number)


def run(number):
    return Node(RUN, number)


def flow(source, target, quantity, **values):
    return Flow(source, target, Decimal(quantity), **values)


def amounts(found):
    return {node: item.amount for node, item in found.reached.items()}


def batch():
    """100 of lot 1 and 300 of another make 40, of which 10 are sold."""
    return [
        flow(lot(1), run(1), 100),
        flow(lot(9), run(1), 300),
        flow(run(1), lot(2), 40),
        flow(lot(2), ORDER, 10),
    ]


def test_only_the_flows_that_were_gone_along_are_told_forward():
    taken, _other, made, sold = flows = batch()
    assert set(trace(flows, [lot(1)], FORWARD).edges) == {
        Edge(taken, Decimal(100)),
        Edge(made, Decimal(100)),
        Edge(sold, Decimal(25)),
    }


def test_only_the_flows_that_were_gone_along_are_told_backward():
    taken, other, made, sold = flows = batch()
    kept = flow(lot(2), Node("order", 2), 30)
    assert set(trace([*flows, kept], [ORDER], BACKWARD).edges) == {
        Edge(taken, Decimal(25)),
        Edge(other, Decimal(75)),
        Edge(made, Decimal(10)),
        Edge(sold, Decimal(10)),
    }


def test_a_lot_is_all_that_came_in_of_it():
    flows = [
        flow(SUPPLIER, lot(1), 100),
        flow(Node("receipt", 2), lot(1), 300),
        flow(lot(1), run(1), 200),
    ]
    found = trace(flows, [lot(1)], FORWARD)
    assert amounts(found) == {lot(1): 400, run(1): 200}


@pytest.mark.parametrize("direction", [FORWARD, BACKWARD])
def test_a_lot_of_which_nothing_is_recorded_is_one_of_itself(direction):
    assert amounts(trace([], [lot(1)], direction)) == {lot(1): 1}


def test_only_what_a_run_makes_is_split_by_weight():
    flows = [
        flow(SUPPLIER, lot(1), 40),
        flow(lot(1), run(1), 10, weight=Decimal(90)),
        flow(lot(1), run(2), 30),
    ]
    found = trace(flows, [lot(1)], FORWARD)
    assert amounts(found) == {lot(1): 40, run(1): 10, run(2): 30}


def test_several_lots_are_followed_at_once_though_one_led_to_the_other():
    flows = [*batch(), flow(SUPPLIER, lot(3), 7), flow(lot(3), Node("order", 3), 7)]
    found = trace(flows, [lot(1), lot(2), lot(3)], FORWARD)
    assert found.reached[lot(2)].level == 0
    assert found.reached[ORDER].amount == 10
    assert found.reached[Node("order", 3)].amount == 7


def test_what_has_no_lot_is_followed_like_a_lot():
    loose = Node(UNLOTTED, 1)
    flows = [flow(lot(1), run(1), 5), flow(run(1), loose, 5), flow(loose, ORDER, 2)]
    assert trace(flows, [lot(1)], FORWARD).reached[ORDER].amount == 2
