from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stock_policy.cases import cases_within, whole_cases

amounts = st.decimals(0, 10000, places=2)


@pytest.mark.parametrize(
    ("quantity", "case", "minimum", "right"),
    [
        (30, 12, 0, 36),
        (24, 12, 0, 24),
        ("23.999999999", 12, 0, 24),
        ("24.000000001", 12, 0, 24),
        (5, 0, 0, 5),
        (5, 0, 8, 8),
        (5, 6, 8, 12),
        (0, 12, 24, 0),
        (-3, 12, 24, 0),
        ("0.5", "0.25", 0, "0.5"),
    ],
)
def test_quantities_are_whole_cases_and_no_less_than_the_minimum(
    quantity, case, minimum, right
):
    found = whole_cases(Decimal(quantity), Decimal(case), Decimal(minimum))
    assert found == Decimal(right)


@settings(derandomize=True)
@given(amounts, st.decimals("0.25", 500, places=2), amounts)
def test_rounding_up_is_the_smallest_that_covers_both(quantity, case, minimum):
    found = whole_cases(quantity, case, minimum)
    if not quantity:
        assert found == 0
        return
    assert found % case == 0
    assert found >= quantity
    assert found >= minimum
    assert found - case < max(quantity, minimum)


@settings(derandomize=True)
@given(amounts, st.decimals(0, 500, places=2))
def test_cases_within_never_take_more(quantity, case):
    found = cases_within(quantity, case)
    step = case or Decimal(1)
    assert 0 <= found <= quantity
    assert quantity - found < step
    assert found % step == 0
