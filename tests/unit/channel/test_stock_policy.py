from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stock_facts import Supply
from stock_policy import Basis, Policy, Shown, Step, lowest, risk_buffer, shown_quantity

D = Decimal
amount = st.decimals(0, 10_000, places=2)
supplies = st.builds(
    Supply,
    free=st.decimals(-100, 10_000, places=2),
    demand=amount,
    held=amount,
    soon=amount,
    can_make=amount,
)
policies = st.builds(
    Policy,
    basis=st.sampled_from(Basis),
    buffer=amount,
    reserved=amount,
    share=st.decimals(0, 100, places=1),
    units_per_listing=st.sampled_from([D(1), D(6), D(12), D("0.5")]),
    floor=st.integers(0, 5),
    cap=st.none() | st.integers(0, 999),
    minimum_shown=st.integers(0, 5),
    limit=st.none() | st.integers(0, 999),
)
seeded = settings(derandomize=True, max_examples=200, deadline=None)


def shown(policy=None, **supply):
    supply = {name: D(value) for name, value in supply.items()}
    return shown_quantity(Supply(**supply), policy or Policy()).quantity


def test_what_is_free_is_shown():
    assert shown(free=10) == 10


def test_confirmed_demand_and_held_orders_are_taken_off():
    assert shown(free=10, demand=3, held=2) == 5


def test_each_thing_that_counts_is_told_with_what_it_leaves():
    supply = Supply(free=D(20), demand=D(3), held=D(2), soon=D(4), can_make=D(6))
    policy = Policy(
        basis=Basis.CAN_MAKE,
        reserved=D(5),
        share=D(50),
        buffer=D(1),
        risk=D(2),
        units_per_listing=D(2),
        minimum_shown=1,
        cap=2,
        floor=4,
        limit=3,
    )
    told = [
        ("free", 20, 20),
        ("demand", 3, 17),
        ("held", 2, 15),
        ("soon", 4, 19),
        ("can_make", 6, 25),
        ("reserved", 5, 20),
        ("share", 50, 10),
        ("buffer", 1, 9),
        ("risk", 2, 7),
        ("units", 2, 3),
        ("minimum_shown", 1, 3),
        ("cap", 2, 2),
        ("floor", 4, 4),
        ("limit", 3, 3),
    ]
    steps = tuple(Step(code, D(amount), D(left)) for code, amount, left in told)
    assert shown_quantity(supply, policy) == Shown(3, steps)


def test_what_is_lacking_is_shared_with_nobody():
    found = shown_quantity(Supply(free=D(-4)), Policy(share=D(50)))
    assert Step("share", D(50), D(-4)) in found.steps
    assert found.quantity == 0


def test_listings_with_one_number_show_the_lowest_of_them():
    many = shown_quantity(Supply(free=D(5)), Policy())
    few = shown_quantity(Supply(free=D(3)), Policy())
    none = shown_quantity(Supply(free=D(1)), Policy(exclude=True))
    shared = Step("shared", D(3), D(3))
    assert lowest({"a": many, "b": few, "c": none}) == {
        "a": Shown(3, (*many.steps, shared)),
        "b": few,
        "c": none,
    }
    assert lowest({"c": none}) == {"c": none}


def test_negative_stock_shows_zero():
    assert shown(free=-4) == 0


@pytest.mark.parametrize(
    ("basis", "expected"), [(Basis.FREE, 4), (Basis.SOON, 7), (Basis.CAN_MAKE, 12)]
)
def test_basis_widens_what_counts(basis, expected):
    assert shown(Policy(basis=basis), free=4, soon=3, can_make=5) == expected


def test_a_pack_counts_whole_packs_only():
    assert shown(Policy(units_per_listing=D(6)), free=23) == 3


def test_buffer_share_and_wholesale_reserve_apply_in_that_order():
    policy = Policy(reserved=D(20), share=D(50), buffer=D(5))
    result = shown_quantity(Supply(free=D(100)), policy)
    assert result.quantity == 35
    assert [step.code for step in result.steps] == [
        "free",
        "reserved",
        "share",
        "buffer",
    ]


def test_fewer_than_the_minimum_shows_none():
    assert shown(Policy(minimum_shown=3), free=2) == 0
    assert shown(Policy(minimum_shown=3), free=3) == 3


def test_cap_and_channel_limit_bound_from_above():
    assert shown(Policy(cap=5), free=10) == 5
    assert shown(Policy(limit=999), free=5000) == 999


def test_made_to_order_listing_never_shows_less_than_its_floor():
    assert shown(Policy(floor=2), free=0) == 2


def test_excluded_listing_has_no_quantity():
    found = shown_quantity(Supply(free=D(10)), Policy(exclude=True))
    assert found == Shown(None, (Step("exclude", D(0), D(0)),))


def test_units_must_be_positive():
    with pytest.raises(ValueError, match="positive"):
        shown(Policy(units_per_listing=D(0)), free=1)


@seeded
@given(supplies, policies)
def test_never_negative_and_never_over_the_limits(supply, policy):
    quantity = shown_quantity(supply, policy).quantity
    assert quantity >= 0
    if policy.limit is not None:
        assert quantity <= policy.limit
    if policy.cap is not None:
        assert quantity <= max(policy.cap, policy.floor)


@seeded
@given(supplies, policies, amount)
def test_more_stock_never_shows_less(supply, policy, more):
    richer = replace(supply, free=supply.free + more)
    assert (
        shown_quantity(richer, policy).quantity
        >= shown_quantity(supply, policy).quantity
    )


@seeded
@given(supplies, policies)
def test_without_a_floor_the_listing_is_covered_by_the_supply(supply, policy):
    policy = replace(policy, floor=0)
    promised = shown_quantity(supply, policy).quantity * policy.units_per_listing
    backing = supply.free + supply.soon + supply.can_make
    assert promised <= max(backing, 0)


@seeded
@given(supplies, policies)
def test_the_last_step_is_the_answer(supply, policy):
    result = shown_quantity(supply, policy)
    assert max(result.steps[-1].result, 0) == result.quantity


@pytest.mark.parametrize(
    ("per_day", "lag", "risk", "kept"),
    [
        (0, 60, 0.01, 0),
        (2, 60, 0.01, 0),
        (200, 60, 0.01, 1),
        (2000, 60, 0.01, 5),
        (200, 600, 0.01, 5),
        (200, 60, 0, 0),
    ],
)
def test_the_buffer_grows_with_sales_and_with_the_delay(per_day, lag, risk, kept):
    assert risk_buffer(per_day, lag, risk) == kept


def test_a_slow_seller_is_kept_back_where_the_delay_is_long():
    assert risk_buffer(per_day=0.5, lag_seconds=3 * 86400, risk=0.01) == 5


@seeded
@given(st.floats(0, 5000), st.floats(0, 3600), st.floats(0.001, 0.5))
def test_less_risk_never_keeps_back_less(per_day, lag, risk):
    assert risk_buffer(per_day, lag, risk / 2) >= risk_buffer(per_day, lag, risk)
