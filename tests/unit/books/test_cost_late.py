"""What is recorded after a close is told once, in the next open period."""

from dataclasses import replace as changed
from decimal import Decimal as D

from cost_flow.periods import (
    Flow,
    Holding,
    Method,
    Move,
    NewPrice,
    after_close,
    replay,
)
from hypothesis import given, settings
from hypothesis import strategies as st

settings.register_profile("maker", derandomize=True, deadline=None)
settings.load_profile("maker")

CENTS = st.integers(0, 50_000).map(lambda cents: D(cents) / 100)
AMOUNTS = st.integers(1, 500).map(D)
MOVES = st.builds(
    lambda quantity, value, goes: Move(
        "sold" if goes else "purchase", -quantity if goes else quantity, value
    ),
    AMOUNTS,
    CENTS,
    st.booleans(),
)
EVENTS = st.lists(
    st.one_of(MOVES, MOVES, MOVES, st.builds(NewPrice, CENTS)), max_size=9
)
METHODS = st.sampled_from(Method)


def _recorded(events):
    return sum(
        (event.value if event.quantity >= 0 else -event.value)
        for event in events
        if isinstance(event, Move)
    )


def _billed(event, gain):
    return (
        changed(event, value=event.value + gain) if isinstance(event, Move) else event
    )


def _near(one, other):
    return abs(one - other) < D("1e-15") * max(1, abs(one), abs(other))


@given(METHODS, EVENTS, EVENTS, st.lists(CENTS, min_size=9, max_size=9))
def test_the_open_period_ends_where_all_records_lead(method, closed, open_, gains):
    frozen = replay(method, Holding(), closed).closing
    billed = [_billed(*pair) for pair in zip(closed, gains, strict=False)]
    late = D(_recorded(billed) - _recorded(closed))
    truth = replay(method, Holding(), [*billed, *open_]).closing
    carried = replay(method, replay(method, Holding(), billed).closing, open_)
    flow = after_close(carried, frozen, late)
    assert flow.opening == frozen
    assert _near(flow.closing.value, truth.value)
    assert flow.late == late
    assert _near(flow.gap(), D(0))


@given(METHODS, EVENTS, st.lists(EVENTS, min_size=2, max_size=4))
def test_a_chain_of_closes_tells_each_late_value_once(method, first, later):
    """Each month a bill comes for the one before: openings are closings."""
    records, frozen = list(first), replay(method, Holding(), first).closing
    noted = _recorded(records)
    for month in later:
        records = [_billed(event, D(7)) for event in records]
        late = D(_recorded(records) - noted)
        before = replay(method, Holding(), records).closing
        flow = after_close(replay(method, before, month), frozen, late)
        assert flow.opening == frozen
        assert _near(flow.gap(), D(0))
        records += month
        frozen, noted = flow.closing, _recorded(records)
    # nothing more came: the next period has nothing late
    quiet = replay(method, replay(method, Holding(), records).closing, [])
    assert after_close(quiet, frozen, D(0)).late == 0
    assert _near(quiet.opening.value, frozen.value)


def test_an_untouched_close_changes_nothing():
    held = Holding(D(10), D(5), D("0.5"))
    assert after_close(Flow(held, held), held, D(0)) == Flow(held, held)
