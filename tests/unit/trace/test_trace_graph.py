from collections import defaultdict
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from trace_graph import (
    BACKWARD,
    CERTAIN,
    FORWARD,
    LOT,
    POSSIBLE,
    RUN,
    Flow,
    MassBalance,
    Node,
    StockEvent,
    candidates,
    mass_balance,
    net,
    renamed,
    trace,
)

D = Decimal
START = datetime(2026, 1, 1)


def lot(number):
    return Node(LOT, number)


def run(number):
    return Node(RUN, number)


def order(number):
    return Node("order", number)


SUPPLIER = Node("receipt", 1)
SCRAP = Node("loss", 1)


def flow(source, target, quantity, **values):
    return Flow(source, target, D(str(quantity)), **values)


def chain():
    """500 g of fragrance: 200 g into 40 candles, of which 12 go to two orders."""
    return [
        flow(SUPPLIER, lot(1), 500),
        flow(lot(1), run(1), 200),
        flow(run(1), lot(2), 40),
        flow(lot(2), order(1), 10),
        flow(lot(2), order(2), 2),
    ]


def test_forward_quantities_are_pro_rata():
    found = trace(chain(), [lot(1)], FORWARD)
    assert found.reached[run(1)].amount == 200
    assert found.reached[lot(2)].amount == 200
    assert found.reached[order(1)].amount == 50
    assert found.reached[order(2)].amount == 10
    assert found.reached[order(2)].level == 3


def test_backward_quantities_are_pro_rata():
    found = trace(chain(), [order(1)], BACKWARD)
    assert found.reached[lot(2)].amount == 10
    assert found.reached[run(1)].amount == D("0.25")
    assert found.reached[lot(1)].amount == 50
    assert found.reached[SUPPLIER].amount == 50


def test_four_levels_and_several_lots_of_one_material():
    flows = [
        flow(SUPPLIER, lot(1), 100),
        flow(SUPPLIER, lot(2), 300),
        flow(lot(1), run(1), 100),
        flow(lot(2), run(1), 300),
        flow(run(1), lot(3), 400),
        flow(lot(3), run(2), 200),
        flow(run(2), lot(4), 20),
        flow(lot(4), run(3), 10),
        flow(run(3), lot(5), 5),
        flow(lot(5), order(1), 5),
    ]
    found = trace(flows, [lot(1)], FORWARD)
    assert found.reached[order(1)].amount == 25
    assert found.reached[order(1)].level == 7
    back = trace(flows, [lot(5)], BACKWARD)
    assert back.reached[lot(1)].amount == 25
    assert back.reached[lot(2)].amount == 75


def test_returns_are_netted():
    flows = [*chain(), flow(lot(2), order(1), -4), flow(lot(2), order(2), -2)]
    found = trace(flows, [lot(1)], FORWARD)
    assert found.reached[order(1)].amount == 30
    assert order(2) not in found.reached


def test_more_back_than_forth_turns_the_flow_round():
    back = Flow(lot(2), order(1), D(-3), moves=(7,))
    assert net([back]) == [Flow(order(1), lot(2), D(3), moves=(7,))]


def test_more_weight_back_than_forth_leaves_none():
    made = Flow(run(1), lot(2), D(10), weight=D(2), moves=(1,))
    undone = Flow(run(1), lot(2), D(-4), weight=D(-5), moves=(2,))
    left = Flow(run(1), lot(2), D(6), weight=D(0), moves=(1, 2))
    assert net([made, undone]) == [left]
    assert net([made, made]) == [Flow(run(1), lot(2), D(20), weight=D(4), moves=(1, 1))]


def test_undone_run_is_forgotten():
    undone = [flow(lot(1), run(1), -200), flow(run(1), lot(2), -40)]
    found = trace([*chain(), *undone], [lot(1)], FORWARD)
    assert set(found.reached) == {lot(1)}


def test_by_products_take_their_weight_not_their_quantity():
    flows = [
        flow(SUPPLIER, lot(1), 100),
        flow(lot(1), run(1), 100),
        flow(run(1), lot(2), 10, weight=D(90)),
        flow(run(1), lot(3), 800, weight=D(10)),
    ]
    found = trace(flows, [lot(1)], FORWARD)
    assert found.reached[lot(2)].amount == 90
    assert found.reached[lot(3)].amount == 10


def test_rework_loop_ends_and_keeps_the_mass():
    flows = [
        flow(SUPPLIER, lot(1), 100),
        flow(lot(1), run(1), 100),
        flow(run(1), lot(2), 150),
        flow(lot(2), run(1), 50),
        flow(lot(2), order(1), 100),
    ]
    found = trace(flows, [lot(1)], FORWARD)
    assert abs(found.reached[order(1)].amount - 100) < D("1e-6")
    back = trace(flows, [order(1)], BACKWARD)
    assert abs(back.reached[lot(1)].amount - 100) < D("1e-6")


def test_orders_do_not_pass_on():
    flows = [*chain(), flow(order(1), lot(9), 3)]
    assert lot(9) not in trace(flows, [lot(1)], FORWARD).reached


def test_a_path_is_as_sure_as_its_weakest_flow_and_the_surest_path_counts():
    flows = [
        flow(lot(1), run(1), 5, tier=POSSIBLE),
        flow(run(1), lot(2), 5),
        flow(lot(1), run(2), 5),
        flow(run(2), lot(3), 5),
        flow(lot(2), order(1), 1),
        flow(lot(3), order(1), 1),
        flow(lot(2), order(2), 1),
    ]
    found = trace(flows, [lot(1)], FORWARD)
    tiers = {node: item.tier for node, item in found.reached.items()}
    assert tiers[run(1)] == tiers[lot(2)] == tiers[order(2)] == POSSIBLE
    assert tiers[run(2)] == tiers[order(1)] == CERTAIN


def test_direction_is_checked():
    with pytest.raises(ValueError, match="sideways"):
        trace([], [lot(1)], "sideways")


def test_mass_balance_names_what_is_missing():
    flows = [*chain()[:2], flow(lot(1), SCRAP, 30), flow(lot(1), order(5), 20)]
    found = mass_balance(lot(1), flows, D(240), frozenset({"loss"}))
    assert found == MassBalance(D(500), D(200), D(20), D(30), D(240))
    assert found.difference == 10
    assert found.accounted_pct == 98
    assert (found + found).difference == 20


def test_mass_balance_of_nothing_is_complete():
    assert mass_balance(lot(1), [], D(0), frozenset()).accounted_pct == 100


def event(number, hours, change, lot_key=None):
    return StockEvent(number, START + timedelta(hours=hours), D(change), lot_key)


def test_lots_not_there_at_the_time_are_ruled_out():
    found = candidates(
        [
            event(1, 0, 10, "early"),
            event(2, 1, 10, "present"),
            event(3, 2, -10, "early"),
            event(4, 3, -5),
            event(5, 4, 10, "late"),
        ]
    )
    assert [sorted(item.lots) for item in found] == [["present"]]
    assert found[0].lots["present"] == 10


def test_arrival_of_the_same_moment_is_possible():
    found = candidates([event(2, 1, -5), event(1, 1, 10, "a")])
    assert list(found[0].lots) == ["a"]


def test_empty_stock_clears_every_suspicion():
    found = candidates(
        [
            event(1, 0, 10, "a"),
            event(2, 1, 5),
            event(3, 2, -15),
            event(4, 3, 10, "b"),
            event(5, 4, -2),
        ]
    )
    assert sorted(found[0].lots) == ["a"]
    assert list(found[0].arrivals) == [2]
    assert list(found[1].lots) == ["b"]
    assert not found[1].arrivals


def test_unrecorded_arrivals_stay_possible_until_used_up():
    found = candidates([event(1, 0, 5), event(2, 1, 5), event(3, 2, -6)])
    assert set(found[0].arrivals) == {1, 2}


@st.composite
def layered_flows(draw):
    """Random studio: lots, runs and orders in layers, every lot within its stock."""
    flows, current, number = [], [], 0
    for _each in range(draw(st.integers(1, 3))):
        number += 1
        flows.append(flow(SUPPLIER, lot(number), draw(st.integers(1, 100))))
        current.append((lot(number), flows[-1].quantity))
    for layer in range(draw(st.integers(1, 4))):
        fed = defaultdict(D)
        for source, held in current:
            part = D(draw(st.integers(0, 100))) / 100
            if held * part:
                target = run(layer * 10 + draw(st.integers(0, 1)))
                flows.append(Flow(source, target, held * part))
                fed[target] += held * part
            if part < 1:
                ends = [order(draw(st.integers(1, 5))), SCRAP]
                end = draw(st.sampled_from(ends))
                flows.append(Flow(source, end, held * (1 - part) / 2))
        current = []
        for target in fed:
            for _each in range(draw(st.integers(1, 2))):
                number += 1
                made = D(draw(st.integers(1, 50)))
                flows.append(Flow(target, lot(number), made))
                current.append((lot(number), made))
    return flows


@settings(max_examples=150, derandomize=True, deadline=None)
@given(layered_flows())
def test_no_mass_is_made_or_lost_on_the_way(flows):
    seed = lot(1)
    found = trace(flows, [seed], FORWARD)
    received = found.reached[seed].amount
    ends = sum(
        item.amount
        for node, item in found.reached.items()
        if node.kind not in (LOT, RUN)
    )
    out = defaultdict(D)
    for edge in found.edges:
        out[edge.flow.source] += edge.carried
    left = sum(item.amount - out[item.node] for item in found.nodes(LOT))
    assert abs(ends + left - received) < D("1e-9") * received


@settings(max_examples=150, derandomize=True, deadline=None)
@given(layered_flows())
def test_forward_and_backward_agree(flows):
    """What lot 1 gave to an order is what the order took of lot 1."""
    forward = trace(flows, [lot(1)], FORWARD)
    for item in forward.nodes("order"):
        back = trace(flows, [item.node], BACKWARD)
        assert abs(back.reached[lot(1)].amount - item.amount) < D("1e-9")


@settings(max_examples=100, derandomize=True, deadline=None)
@given(layered_flows(), st.data())
def test_forgetting_lots_never_hides_an_order(flows, data):
    """Recorded or merely possible, what was reached stays reached."""
    sure = trace(flows, [lot(1)], FORWARD)
    picked = data.draw(st.sets(st.integers(0, len(flows) - 1)))
    blurred = [
        Flow(f.source, f.target, f.quantity, POSSIBLE) if i in picked else f
        for i, f in enumerate(flows)
    ]
    found = trace(blurred, [lot(1)], FORWARD)
    assert found.reached.keys() == sure.reached.keys()


@settings(max_examples=100, derandomize=True, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 20),
            st.sampled_from(["a", "b", "c"]),
            st.integers(1, 10),
            st.booleans(),
        ),
        max_size=15,
    )
)
def test_the_lot_really_used_is_never_ruled_out(history):
    """Withdraw from known lots, hide which: each stays among the candidates."""
    held, events, truth = defaultdict(int), [], {}
    for number, (hour, name, quantity, arrives) in enumerate(sorted(history)):
        if arrives:
            held[name] += quantity
            events.append(event(number, hour, quantity, name))
        elif held[name] >= quantity:
            held[name] -= quantity
            truth[number] = name
            events.append(event(number, hour, -quantity))
    for found in candidates(events):
        assert truth[found.event.id] in found.lots


def test_what_was_sold_beyond_a_lot_may_be_of_another():
    found = renamed(
        [
            event(1, 0, 7, "a"),
            event(2, 1, 2, "b"),
            event(3, 2, -5, "b"),
            event(4, 3, 9, "late"),
        ],
        set(),
    )
    assert [(item.event.lot, item.lots) for item in found] == [("b", {"a": 7})]


def test_what_a_count_finds_may_be_what_it_misses():
    events = [
        event(1, 0, 7, "a"),
        event(2, 50, 5, "b"),
        event(3, 51, -5, "a"),
        event(4, 500, 1, "b"),
    ]
    found = renamed(events, {2, 3, 4})
    assert [(item.event.id, item.lots) for item in found] == [(2, {"a": 5})]


@settings(max_examples=100, derandomize=True, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), max_size=12))
def test_no_lot_sold_by_another_name_ends_in_silence(sales):
    """Three of each came in; each sale takes one lot and writes down another."""
    events = [event(number, 0, 3, name) for number, name in enumerate("abc")]
    there, record = dict.fromkeys("abc", 3), dict.fromkeys("abc", 3)
    for hour, (true, written) in enumerate(sales, start=1):
        if there[true]:
            there[true] -= 1
            record[written] -= 1
            events.append(event(100 + hour, hour, -1, written))
    found = renamed(events, set())
    for name in "abc":
        if record[name] < 0:
            assert any(item.event.lot == name for item in found)
