from decimal import Decimal as D

import pytest
from cost_flow import MARGIN, MARKUP, Batch, Cost, Need, PriceRule, margin_pct, roll_up
from cost_flow.rollup import CostCycle, batch_cost
from hypothesis import given, settings
from hypothesis import strategies as st
from recipe_math import FormulaSum, amounts, check_sum, lye_for, normalise

repeatable = settings(derandomize=True, deadline=None)


def test_cost_flows_through_components_by_what_it_was_paid_for():
    batches = {
        "candle": Batch(
            D(10),
            (Need("blend", D(2000)), Need("jar", D(10), is_packaging=True)),
            labour=D(15),
            overhead=D(5),
        ),
        "blend": Batch(D(1000), (Need("wax", D(1000)),), labour=D(1)),
    }
    units = roll_up(batches, {"wax": D("0.02"), "jar": D("0.5")})
    assert units["candle"] == Cost(D(4), D("0.5"), D("1.7"), D("0.5"))
    assert units["candle"].total == D("6.7")


def test_by_products_carry_their_share():
    batches = {"cut": Batch(D(1), (Need("bar", D(1)),), share=D("0.8"))}
    assert roll_up(batches, {"bar": D(10)})["cut"].total == 8


def test_an_item_made_of_itself_is_named():
    batches = {
        "a": Batch(D(1), (Need("b", D(1)),)),
        "b": Batch(D(1), (Need("a", D(1)),)),
    }
    with pytest.raises(CostCycle) as caught:
        roll_up(batches, {})
    assert caught.value.path == ("a", "b", "a")


def test_a_very_deep_recipe_is_no_trouble():
    batches = {n: Batch(D(1), (Need(n + 1, D(1)),)) for n in range(5000)}
    assert roll_up(batches, {5000: D(3)})[0].total == 3


def test_prices_follow_the_rule():
    assert PriceRule(MARKUP, D(100)).price(D(5)) == 10
    assert PriceRule(MARGIN, D(75)).price(D(5)) == 20
    assert PriceRule(MARKUP, D(100), D("0.5")).price(D("5.1")) == D("10.5")
    with pytest.raises(ValueError, match="under 100"):
        PriceRule(MARGIN, D(100)).price(D(5))


def test_margin_after_fees():
    assert margin_pct(D(20), D(5)) == 75
    assert margin_pct(D(20), D(5), D(10), D(1)) == 60
    assert margin_pct(D(0), D(5)) is None


def test_a_formula_must_add_up():
    assert check_sum({"a": D("33.3333"), "b": D("66.6667")}) == 100
    with pytest.raises(FormulaSum):
        check_sum({"a": D(50), "b": D(49)})
    with pytest.raises(FormulaSum):
        amounts({"a": D(0)}, D(100))


def test_lye_leaves_the_superfat():
    oils = [(D(700), D("0.135")), (D(300), D("0.178"))]
    assert lye_for(oils, D(0)) == D("147.9")
    assert lye_for(oils, D(5)) == D("140.505")


shares = st.dictionaries(
    st.integers(0, 20),
    st.decimals("0.01", 500, places=2),
    min_size=1,
    max_size=12,
)


@repeatable
@given(shares)
def test_normalising_gives_exactly_a_hundred_in_the_same_proportions(given_shares):
    result = normalise(given_shares)
    assert sum(result.values()) == 100
    total = sum(given_shares.values())
    for key, share in given_shares.items():
        assert abs(result[key] - share * 100 / total) <= D("0.000001")


@repeatable
@given(shares, st.decimals("0.1", 100000, places=1))
def test_a_formula_scales_without_loss(given_shares, batch):
    result = amounts(given_shares, batch)
    assert abs(sum(result.values()) - batch) <= batch * D("1e-20")


def test_what_is_made_counts_after_what_is_bought():
    needs = (Need("ribbon", D(2)), Need("candle", D(3)))
    cost = batch_cost(
        Batch(D(1), needs), {"candle": Cost(D(4), D(1), D(2))}, {"ribbon": D("0.5")}
    )
    assert cost == Cost(material=D(13), packaging=D(3), labour=D(6))


def test_a_cost_that_needs_itself_tells_the_way_round():
    batches = {
        "set": Batch(D(1), (Need("box", D(1)),)),
        "box": Batch(D(1), (Need("set", D(1)),)),
    }
    with pytest.raises(CostCycle, match="^set > box > set$"):
        roll_up(batches, {})
