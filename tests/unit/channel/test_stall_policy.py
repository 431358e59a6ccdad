from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stock_policy.stall import Outing, apportion, quantity_to_take

CENT = Decimal("0.01")


def outing(packed, sold):
    return Outing(Decimal(packed), Decimal(sold))


@pytest.mark.parametrize(
    ("outings", "free", "taken"),
    [
        ([], 10, 0),
        ([(0, 0)], 10, 0),
        ([(10, 6), (0, 0)], 20, 6),
        ([(10, 6)], 20, 6),
        ([(10, 6), (10, 3)], 20, 5),
        ([(4, 4)], 20, 5),
        ([(4, 4)], 3, 3),
        ([(4, 4)], -2, 0),
        ([(4, 0)], 9, 0),
        ([(2, 3)], 9, 4),
        ([(10, 6)], "5.7", 5),
    ],
)
def test_what_to_take_follows_earlier_days_and_what_is_free(outings, free, taken):
    days = [outing(*one) for one in outings]
    assert quantity_to_take(days, Decimal(free)) == taken


@settings(derandomize=True)
@given(
    st.integers(0, 10**6),
    st.lists(st.integers(0, 10**5), min_size=1, max_size=20),
)
def test_a_discount_is_spread_to_the_cent(cents, weights):
    weights = [Decimal(one) for one in weights]
    amount = cents * CENT
    if cents and not sum(weights):
        with pytest.raises(ValueError, match="nothing to spread"):
            apportion(amount, weights)
        return
    parts = apportion(amount, weights)
    assert sum(parts) == amount
    assert all(part >= 0 and part % CENT == 0 for part in parts)
    total = sum(weights)
    for part, weight in zip(parts, weights, strict=True):
        exact = amount * weight / total if total else 0
        assert abs(part - exact) < CENT


def test_a_discount_below_a_cent_is_no_amount():
    with pytest.raises(ValueError, match="multiple"):
        apportion(Decimal("0.005"), [Decimal(1)])
    with pytest.raises(ValueError, match="positive"):
        apportion(Decimal(-1), [Decimal(1)])
