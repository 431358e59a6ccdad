from decimal import Decimal as D

import pytest
from cost_flow.periods import Flow, Holding, Method, Move, NewPrice, replay
from hypothesis import given, settings
from hypothesis import strategies as st

settings.register_profile("maker", derandomize=True, deadline=None)
settings.load_profile("maker")

EMPTY = Holding()


def move(kind, quantity, value):
    return Move(kind, D(quantity), D(value))


def test_average_sells_at_the_mean_of_what_was_bought():
    flow = replay(
        Method.AVERAGE,
        EMPTY,
        [move("bought", 10, 20), move("bought", 10, 40), move("sold", -5, 15)],
    )
    assert flow.closing.quantity == 15
    assert flow.closing.value == 45
    assert flow.moved == {"bought": (20, 60), "sold": (-5, -15)}
    assert (flow.correction, flow.revaluation, flow.moves) == (0, 0, 3)


def test_a_bill_that_came_after_the_sale_is_a_correction_of_its_amount():
    # Sold at 2 while the bill said 3: 5 pieces left at 3, 5 too little recorded.
    flow = replay(Method.AVERAGE, EMPTY, [move("b", 10, 30), move("sold", -5, 10)])
    assert flow.closing.value == 15
    assert flow.correction == -5


def test_the_receipt_that_ends_negative_stock_sets_the_cost():
    flow = replay(Method.AVERAGE, EMPTY, [move("sold", -2, 0), move("b", 10, 40)])
    assert flow.closing.quantity == 8
    assert flow.closing.value == 32
    assert flow.correction == -8


def test_a_new_price_revalues_what_is_there():
    events = [move("b", 10, 20), NewPrice(D(3)), move("sold", -4, 12)]
    flow = replay(Method.AVERAGE, EMPTY, events)
    assert (flow.revaluation, flow.closing.value, flow.correction) == (10, 18, 0)


def test_standard_price_names_what_a_receipt_cost_more():
    events = [move("b", 10, 25), move("sold", -5, 10)]
    flow = replay(Method.STANDARD, Holding(unit_cost=D(2)), events)
    assert flow.closing.value == 10
    assert flow.correction == -5


def test_fifo_takes_the_oldest_and_hands_its_layers_on():
    events = [move("b", 10, 10), move("b", 10, 30), move("sold", -12, 16)]
    flow = replay(Method.FIFO, EMPTY, events)
    assert flow.closing.layers == ((D(8), D(24)),)
    assert flow.correction == 0
    later = replay(Method.FIFO, flow.closing, [move("sold", -8, 24)])
    assert (later.closing.quantity, later.closing.value) == (0, 0)


def test_fifo_below_zero_is_settled_by_the_next_receipt():
    flow = replay(Method.FIFO, EMPTY, [move("sold", -4, 4), move("b", 10, 20)])
    assert (flow.closing.quantity, flow.closing.value) == (6, 12)
    assert flow.correction == -4


def test_fifo_opens_with_one_layer_where_none_are_told():
    flow = replay(Method.FIFO, Holding(D(10), D(30)), [move("sold", -4, 12)])
    assert (flow.closing.quantity, flow.closing.value, flow.correction) == (6, 18, 0)


def test_fifo_remembers_what_the_last_goods_cost():
    flow = replay(Method.FIFO, EMPTY, [move("b", 10, 20), move("sold", -10, 20)])
    assert (flow.closing.quantity, flow.closing.unit_cost) == (0, 2)


def test_flow_of_nothing():
    assert replay(Method.FIFO, EMPTY, []) == Flow(EMPTY, EMPTY)


def test_value_without_goods_is_a_correction_where_fifo_has_no_layer():
    flow = replay(Method.FIFO, EMPTY, [move("landed", 0, 7)])
    assert flow.moved == {"landed": (0, 7)}
    assert (flow.closing.value, flow.correction, flow.gap()) == (0, -7, 0)
    owing = [move("sold", -4, 4), move("landed", 0, 7), move("b", 10, 20)]
    flow = replay(Method.FIFO, EMPTY, owing)
    assert (flow.closing.quantity, flow.closing.value) == (6, 12)
    assert (flow.correction, flow.gap()) == (-11, 0)


def test_value_without_goods_raises_the_average_of_what_is_there():
    flow = replay(Method.AVERAGE, EMPTY, [move("b", 10, 20), move("landed", 0, 5)])
    assert flow.closing == Holding(D(10), D(25), D("2.5"))
    assert (flow.correction, flow.gap()) == (0, 0)


quantities = st.integers(-50, 80)
events = st.lists(
    st.one_of(
        st.builds(
            Move,
            st.sampled_from(["bought", "sold", "lost"]),
            quantities.map(D),
            st.integers(0, 100_000).map(lambda cents: D(cents) / 100),
        ),
        st.integers(0, 2000).map(lambda cents: NewPrice(D(cents) / 100)),
    ),
    max_size=40,
)


@given(st.sampled_from(list(Method)), events)
def test_every_difference_is_named(method, happened):
    flow = replay(method, EMPTY, happened)
    assert abs(flow.gap()) < D("1e-15")


@given(st.sampled_from(list(Method)), events, st.integers(0, 40))
def test_closing_in_between_changes_nothing(method, happened, cut):
    whole = replay(method, EMPTY, happened)
    first = replay(method, EMPTY, happened[:cut])
    second = replay(method, first.closing, happened[cut:])
    assert second.closing.quantity == whole.closing.quantity
    assert second.closing.value == pytest.approx(whole.closing.value, abs=D("1e-9"))
