import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from recipe_math import Plan, RecipeCycle, Step, Workshop

repeatable = settings(derandomize=True, deadline=None)


def candle(wax=0.25):
    return Plan(1.0, (Step("wax", wax), Step("jar", 1.0)))


def test_the_scarcest_material_limits():
    answer = Workshop({"candle": candle()}, {"wax": 10.1, "jar": 60}).can_make("candle")
    assert (answer.quantity, answer.limiting) == (40, "wax")
    assert answer.missing == pytest.approx({"wax": 0.15})


def test_nothing_in_stock_makes_nothing():
    answer = Workshop({"candle": candle()}, {"jar": 60}).can_make("candle")
    assert (answer.quantity, answer.limiting) == (0, "wax")


def test_negative_stock_counts_as_none():
    shop = Workshop({"candle": candle()}, {"wax": -5, "jar": 60})
    assert shop.can_make("candle").quantity == 0


def test_components_in_stock_are_used_before_more_are_made():
    plans = {
        "gift": Plan(1.0, (Step("blend", 2.0), Step("wax", 1.0))),
        "blend": Plan(10.0, (Step("wax", 10.0),), whole=False),
    }
    # three gifts: six blend, of which four are there, and three plus two wax
    assert Workshop(plans, {"blend": 4, "wax": 5}).can_make("gift").quantity == 3
    assert Workshop(plans, {"blend": 4, "wax": 4.9}).can_make("gift").quantity == 2


def test_substitutes_count_but_only_what_their_own_users_leave():
    plans = {
        "candle": Plan(
            1.0,
            (Step("beeswax", 1.0, substitutes=(("soy", 2.0),)), Step("soy", 1.0)),
        )
    }
    # each needs 1 soy; beeswax for 4, the other 2 take 2 soy each in its place
    assert Workshop(plans, {"beeswax": 4, "soy": 10}).can_make("candle").quantity == 6


def test_setup_and_steps_are_charged_once_per_run():
    plans = {"card": Plan(1.0, (Step("sheet", 0.25, setup=1.0, multiple=1.0),))}
    shop = Workshop(plans, {"sheet": 10})
    assert shop.can_make("card").quantity == 36
    assert shop.shortages({"card": 37}) == {"sheet": 1}


def test_what_is_not_kept_in_stock_never_limits():
    plans = {"soap": Plan(1.0, (Step("water", 1.0), Step("oil", 1.0)))}
    shop = Workshop(plans, {"oil": 3}, endless={"water"})
    assert shop.can_make("soap").quantity == 3


def test_two_that_share_are_told_what_both_can_have():
    plans = {
        "big": Plan(1.0, (Step("wax", 2.0),)),
        "small": Plan(1.0, (Step("wax", 1.0),)),
        "card": Plan(1.0, (Step("paper", 1.0),)),
    }
    shop = Workshop(plans, {"wax": 40, "paper": 7})
    singles = {item: shop.can_make(item).quantity for item in plans}
    assert singles == {"big": 20, "small": 40, "card": 7}
    assert shop.jointly(singles) == {"big": 10, "small": 20, "card": 7}


def test_a_recipe_that_needs_itself_is_named():
    plans = {
        "a": Plan(1.0, (Step("b", 1.0),)),
        "b": Plan(1.0, (Step("a", 1.0),)),
    }
    with pytest.raises(RecipeCycle) as caught:
        Workshop(plans, {})
    assert caught.value.path == ("a", "b", "a")


stocks = st.dictionaries(st.sampled_from("uvwxyz"), st.integers(0, 500), min_size=6)
steps = st.lists(
    st.builds(
        Step,
        st.sampled_from("uvwxyz"),
        st.integers(1, 9).map(float),
        st.integers(0, 3).map(float),
        st.sampled_from([0.0, 1.0, 5.0]),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda step: step.item,
)
plans = st.fixed_dictionaries(
    {
        name: st.builds(Plan, st.integers(1, 5).map(float), steps.map(tuple))
        for name in ("p", "q", "r")
    }
)


@repeatable
@given(plans, stocks)
def test_the_answer_is_the_largest_that_works(made, free):
    shop = Workshop(made, free)
    for item in made:
        quantity = shop.can_make(item).quantity
        assert not quantity or not shop.shortages({item: quantity})
        assert shop.shortages({item: quantity + 1})


@repeatable
@given(plans, stocks)
def test_joint_quantities_work_together_and_never_exceed_single_ones(made, free):
    shop = Workshop(made, free)
    singles = {item: shop.can_make(item).quantity for item in made}
    joint = shop.jointly(singles)
    assert not shop.shortages({item: qty for item, qty in joint.items() if qty})
    assert all(joint[item] <= singles[item] for item in made)


steps = st.builds(
    Step,
    st.sampled_from("abcd"),
    st.floats(0.01, 50),
    setup=st.sampled_from([0.0, 0.0, 3.0]),
    multiple=st.sampled_from([0.0, 0.0, 1.0, 12.0]),
)
plans = st.builds(
    Plan,
    st.sampled_from([1.0, 10.0, 0.5]),
    st.lists(steps, min_size=1, max_size=4, unique_by=lambda step: step.item).map(
        tuple
    ),
    whole=st.booleans(),
)
stocks = st.fixed_dictionaries({item: st.floats(0, 5000) for item in "abcd"})


@repeatable
@given(plans, stocks)
def test_working_it_out_and_trying_it_out_agree(plan, stock):
    shop = Workshop({"made": plan}, stock)
    outright = shop.can_make("made")
    shop._outright = lambda plan: None
    tried = shop.can_make("made")
    grain = 1.0 if plan.whole else 0.01
    assert abs(outright.quantity - tried.quantity) <= grain * 1.001
    assert not outright.quantity or not shop.shortages({"made": outright.quantity})
    assert shop.shortages({"made": outright.quantity + grain * 1.001})
