import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from replenishment_math import (
    LeadStats,
    UsageStats,
    economic_order_quantity,
    max_level,
    order_units,
    reorder_point,
    safety_stock,
    summarise_lead_times,
    summarise_usage,
)

settings.register_profile("maker", derandomize=True, deadline=None)
settings.load_profile("maker")

amounts = st.floats(0, 1e6, allow_nan=False)
positive = st.floats(1e-3, 1e6, allow_nan=False)


def test_formulas_give_the_figures_of_the_guide():
    # A candle maker: 200 g of wax a day, a week to get it, 350 g on a busy day.
    assert reorder_point(200, 7) == 1400
    assert safety_stock(350, 200, 10) == 1500
    assert economic_order_quantity(73000, 5, 0.004) == pytest.approx(13509.26, abs=0.01)
    assert max_level(1400, 13500, 50, 5) == 14650


def test_reorder_point_leaves_safety_stock_out():
    assert reorder_point(10, 3) == 30


def test_negative_figures_are_refused_by_name():
    with pytest.raises(ValueError, match="lead_days is -1"):
        reorder_point(1, -1)
    with pytest.raises(ValueError, match="lies under the average"):
        safety_stock(1, 2, 3)
    with pytest.raises(ValueError, match="order_cost is -2"):
        economic_order_quantity(1, -2, 1)
    with pytest.raises(ValueError, match="no economic order quantity"):
        economic_order_quantity(1, 1, 0)


def test_max_level_is_never_negative():
    assert max_level(10, 5, 100, 1) == 0


def test_days_without_use_count():
    assert summarise_usage([30.0, 60.0], 30) == UsageStats(3.0, 60.0, 0.0, 30)


def test_lowest_day_counts_when_something_was_used_every_day():
    assert summarise_usage([2.0, 4.0, 6.0], 3) == UsageStats(4.0, 6.0, 2.0, 3)


def test_returns_lower_the_average_but_not_the_peak():
    stats = summarise_usage([10.0, -4.0], 2)
    assert (stats.average, stats.maximum, stats.minimum) == (3.0, 10.0, 0.0)


def test_more_returned_than_used_is_no_usage():
    assert summarise_usage([-5.0], 10) == UsageStats(0.0, 0.0, 0.0, 10)


def test_no_day_is_refused():
    with pytest.raises(ValueError, match="period of 0 days"):
        summarise_usage([], 0)


def test_lead_times():
    assert summarise_lead_times([]) is None
    assert summarise_lead_times([2.0, 6.0, -1.0]) == LeadStats(8 / 3, 6.0, 0.0, 3)


def test_wax_needed_in_grams_is_ordered_in_whole_pounds():
    assert order_units(9000, 453.59237) == 20
    assert order_units(20 * 453.59237, 453.59237) == 20
    assert order_units(20 * 453.59237 + 1, 453.59237) == 21


def test_order_respects_minimum_and_step():
    assert order_units(1, 1, minimum=12) == 12
    assert order_units(13, 1, step=12) == 24
    assert order_units(0, 1, minimum=12) == 0


def test_what_rounding_to_hundredths_of_a_gram_added_is_not_ordered():
    assert order_units(41276.91, 453.59237, slack=0.01) == 91
    assert order_units(453.6, 453.59237, slack=0.01) == 1
    assert order_units(453.62, 453.59237, slack=0.01) == 2


def test_impossible_unit_is_refused():
    with pytest.raises(ValueError, match="greater than 0"):
        order_units(1, 0)


@given(amounts, amounts, amounts, amounts)
def test_more_usage_or_longer_lead_never_lowers_the_reorder_point(use, more, days, d2):
    assert reorder_point(use + more, days + d2) >= reorder_point(use, days)


@given(positive, positive, positive)
def test_eoq_balances_ordering_and_holding(demand, cost, holding):
    quantity = economic_order_quantity(demand, cost, holding)
    ordering, keeping = demand / quantity * cost, quantity / 2 * holding
    assert ordering == pytest.approx(keeping, rel=1e-6)


@given(
    st.lists(st.floats(-1e4, 1e5, allow_nan=False), max_size=60), st.integers(60, 90)
)
def test_usage_is_ordered_and_feeds_safety_stock(totals, days):
    stats = summarise_usage(totals, days)
    assert 0 <= stats.minimum <= stats.average <= stats.maximum
    assert safety_stock(stats.maximum, stats.average, 5) >= 0


@given(positive, st.floats(1e-2, 1e4), st.integers(0, 100), st.integers(1, 24))
def test_order_covers_need_and_minimum_with_no_step_too_many(need, per, least, step):
    units = order_units(need, per, least, step)
    slack = 1 + 1e-5
    assert units * per * slack >= need
    assert units * slack >= least
    assert units / step == pytest.approx(round(units / step))
    assert units - step <= max(need / per, least) * slack


@pytest.mark.parametrize("place", range(4))
def test_the_maximum_refuses_each_figure_below_zero(place):
    names = ("reorder_level", "order_quantity", "min_daily_usage", "min_lead_days")
    figures = dict.fromkeys(names, 5.0)
    figures[names[place]] = -1.0
    with pytest.raises(ValueError, match=f"^must not be negative: {names[place]} is"):
        max_level(**figures)


def test_a_period_may_be_one_day():
    assert summarise_usage([4.0], 1) == UsageStats(4.0, 4.0, 4.0, 1)


def test_nothing_is_the_least_a_vendor_sells_unless_told():
    assert order_units(0.3, 1, step=0.25) == 0.5
    for wrong in ({"stock_per_unit": 0}, {"stock_per_unit": 1, "step": 0}):
        with pytest.raises(ValueError, match="^units and steps must be"):
            order_units(1, **wrong)


@pytest.mark.parametrize(
    ("formula", "figures"),
    [
        (reorder_point, ("avg_daily_usage", "lead_days")),
        (safety_stock, ("max_daily_usage", "avg_daily_usage", "max_lead_days")),
        (economic_order_quantity, ("annual_demand", "order_cost", "holding_cost")),
    ],
)
def test_every_figure_below_zero_is_named(formula, figures):
    for name in figures:
        given = {**dict.fromkeys(figures, 0.5), name: -1.0}
        with pytest.raises(ValueError, match=f"^must not be negative: {name} is -1.0$"):
            formula(**given)
    named = ", ".join(f"{name} is -1" for name in figures)
    with pytest.raises(ValueError, match=f": {named}$"):
        formula(**dict.fromkeys(figures, -1))


def test_the_shortest_lead_time_is_told():
    assert summarise_lead_times([4, 2, 9]) == LeadStats(5, 9, 2, 3)


def test_what_rounding_added_is_taken_in_steps_of_the_vendor():
    # 10 of 100 are one step of ten; 3 more of the stock's unit is rounding.
    assert order_units(1003, 100, step=10, slack=3) == 10
    assert order_units(1003, 100, step=10, slack=2) == 20
