"""What came in of a lot, against all that can be accounted for."""

from decimal import Decimal

from trace_graph import LOT, RUN, Flow, MassBalance, Node, mass_balance

LOSSES = frozenset({"scrap", "count"})


def test_all_flows_of_a_kind_add_up_and_those_of_other_lots_do_not_count():
    lot, other, run = Node(LOT, 1), Node(LOT, 2), Node(RUN, 1)
    flows = [
        Flow(source, target, Decimal(quantity))
        for source, target, quantity in (
            (Node("receipt", 1), other, 900),
            (other, run, 400),
            (Node("receipt", 1), lot, 300),
            (Node("receipt", 2), lot, 200),
            (lot, run, 150),
            (lot, Node(RUN, 2), 50),
            (lot, Node("order", 1), 20),
            (lot, Node("order", 2), 5),
            (lot, Node("scrap", 1), 8),
            (lot, Node("count", 1), 2),
            (run, other, 70),
        )
    ]
    expected = map(Decimal, (500, 200, 25, 10, 260))
    balance = mass_balance(lot, flows, Decimal(260), LOSSES)
    assert balance == MassBalance(*expected)
    assert balance.difference == 5


def test_what_never_came_in_but_went_out_is_not_accounted_for():
    lot = Node(LOT, 1)
    sold = [Flow(lot, Node("order", 1), Decimal(3))]
    balance = mass_balance(lot, sold, Decimal(0), LOSSES)
    assert (balance.difference, balance.accounted_pct) == (-3, 0)
