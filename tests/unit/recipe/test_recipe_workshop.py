"""What can be made: set-ups, noise of floats, chains of recipes, substitutes."""

import pytest
from recipe_math import Answer, Plan, RecipeCycle, Step, Workshop


def test_a_run_of_nothing_takes_nothing():
    step = Step("wax", per_batch=200, setup=15, multiple=50)
    assert (step.needs(0), step.needs(-1), step.needs(1)) == (0, 0, 250)
    assert Step("wax", per_batch=200, setup=15).needs(2) == 415


def test_a_set_up_is_taken_off_what_is_there():
    step = Step("wax", per_batch=200, setup=15)
    assert step.batches_from(515) == 2.5
    assert step.batches_from(15.5) == 0.0025
    assert step.batches_from(15) == step.batches_from(3) == 0
    by_the_sheet = Step("sheet", per_batch=0.5, setup=1, multiple=1)
    assert by_the_sheet.batches_from(2.9) == 2


def test_what_only_a_set_up_takes_is_enough_for_any_number():
    plans = {"card": Plan(1, (Step("plate", 0, setup=1), Step("paper", 2)))}
    assert Workshop(plans, {"plate": 1, "paper": 9}).can_make("card").quantity == 4
    assert Workshop(plans, {"paper": 9}).can_make("card").quantity == 0


@pytest.mark.parametrize(
    ("quantity", "whole", "part"),
    [
        (3.9999999999, 4, 4),
        (999.9999995, 1000, 1000),
        (3.996, 3, 3.99),
        (0.9999, 0, 0.99),
        (0.2899999999999, 0, 0.29),
    ],
)
def test_what_is_made_is_rounded_down_but_for_the_noise(quantity, whole, part):
    assert Plan(1, ()).floor(quantity) == whole
    assert Plan(1, (), whole=False).floor(quantity) == part


def test_what_takes_nothing_that_is_kept_in_stock_has_no_number():
    plans = {"note": Plan(1, ()), "tea": Plan(1, (Step("water", 1),))}
    shop = Workshop(plans, {}, endless={"water"})
    assert shop.can_make("note") == shop.can_make("tea") == Answer(0)


def test_what_lacks_most_of_its_need_limits():
    plans = {"candle": Plan(1, (Step("wax", 300), Step("lid", 1)))}
    answer = Workshop(plans, {"wax": 500, "lid": 1}).can_make("candle")
    assert answer == Answer(1, "lid", {"wax": 100, "lid": 1})


def test_the_noise_of_a_float_is_no_shortage():
    plans = {"soap": Plan(1, (Step("oil", 1.1),))}
    assert 1.1 * 3000 > 3300  # by less than anybody weighs
    assert Workshop(plans, {"oil": 3300}).shortages({"soap": 3000}) == {}
    assert Workshop(plans, {"oil": 3299}).shortages({"soap": 3000}) == {
        "oil": pytest.approx(1)
    }


def chain():
    """A set takes blends and base; a blend takes base; their names say nothing."""
    return {
        "z set": Plan(1, (Step("a blend", 2), Step("b base", 1))),
        "a blend": Plan(4, (Step("b base", 8), Step("oil", 2), Step("water", 1))),
        "b base": Plan(10, (Step("wax", 30),), whole=False),
    }


def test_what_a_chain_of_recipes_takes_is_summed_from_the_top():
    shop = Workshop(chain(), {"b base": 99}, endless={"water"})
    # two blends take four base, and one more: five base of 30 wax a ten
    assert shop.usage("z set") == {"oil": 1, "wax": 15}
    assert shop.usage("a blend") == {"oil": 0.5, "wax": 6}
    assert Workshop(chain(), {}, endless={"water"}).shortages({"z set": 2}) == {
        "oil": 2,
        "wax": 30,
    }


def test_a_cycle_further_down_is_named_without_the_way_to_it():
    plans = {
        "a": Plan(1, (Step("wax", 1), Step("b", 1))),
        "b": Plan(1, (Step("c", 1),)),
        "c": Plan(1, (Step("wax", 1), Step("b", 1))),
    }
    with pytest.raises(RecipeCycle) as caught:
        Workshop(plans, {})
    assert caught.value.path == ("b", "c", "b")
    assert str(caught.value) == "b > c > b"


def test_a_part_of_several_recipes_is_no_cycle():
    plans = {
        "a": Plan(1, (Step("c", 1), Step("b", 1))),
        "b": Plan(1, (Step("c", 1),)),
        "c": Plan(1, (Step("wax", 1),)),
    }
    assert Workshop(plans, {"wax": 9}).can_make("a").quantity == 4


def test_a_substitute_is_shared_by_those_that_can_use_it():
    """40 of beeswax and 20 in soy for two that want 60 and 20."""
    bees = Step("beeswax", 1, substitutes=(("soy", 2),))
    plans = {
        "pillar": Plan(1, (bees,)),
        "taper": Plan(1, (bees, Step("paper", 1))),
    }
    shop = Workshop(plans, {"beeswax": 40, "soy": 40, "paper": 20})
    assert shop.can_make("pillar").quantity == 60
    assert shop.can_make("taper").quantity == 20
    assert shop.jointly({"pillar": 60, "taper": 20}) == {"pillar": 45, "taper": 15}


def test_a_substitute_that_another_recipe_needs_adds_nothing():
    bees = Step("beeswax", 1, substitutes=(("soy", 1),))
    plans = {"pillar": Plan(1, (bees,)), "tart": Plan(1, (Step("soy", 1),))}
    shop = Workshop(plans, {"beeswax": 10, "soy": 10})
    assert shop.jointly({"pillar": 20, "tart": 10}) == {"pillar": 10, "tart": 10}
