"""No history of undoing ends in silence: the trace against a brute-force walk."""

import random
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from trace_graph import (
    BACKWARD,
    CERTAIN,
    FORWARD,
    POSSIBLE,
    PROCESS,
    UNBUILD,
    Node,
    trace,
)
from trace_studio import UNDOING, Studio, history, lot, order, seven_and_five


def test_what_came_back_by_the_record_may_still_be_in_the_rest():
    found = trace(seven_and_five().flows(), [lot(1)], FORWARD)
    assert found.reached[lot(3)].tier == POSSIBLE
    assert found.reached[order(1)].tier == POSSIBLE
    assert 2 < found.reached[order(1)].amount < 3  # a third of seven
    back = trace(seven_and_five().flows(), [order(1)], BACKWARD)
    assert back.reached[lot(1)].tier == POSSIBLE
    assert back.reached[lot(2)].tier == CERTAIN


def test_amounts_that_are_sure_do_not_change_with_doubts():
    found = trace(seven_and_five().flows(), [lot(2)], FORWARD)
    assert found.reached[order(1)].tier == CERTAIN
    assert found.reached[order(1)].amount == 4


def test_what_came_back_may_be_of_the_other_lot():
    studio = seven_and_five()
    studio.make(2, {1: 7}, 4, 7)
    studio.ship(4, 2, 7)
    found = trace(studio.flows(), [lot(2)], FORWARD)
    assert found.reached[order(2)].tier == POSSIBLE


def test_a_run_undone_as_a_whole_is_forgotten():
    studio = Studio()
    studio.receive(1, 7)
    studio.receive(2, 5)
    studio.make(1, {1: 7, 2: 5}, 3, 12)
    studio.unbuild(1, 3, 12, {1: 7, 2: 5})
    assert set(trace(studio.flows(), [lot(1)], FORWARD).reached) == {lot(1)}
    # ... also when the lot is made anew, of the right material
    studio.make(2, {2: 5}, 3, 12)
    studio.ship(3, 1, 12)
    assert set(trace(studio.flows(), [lot(1)], FORWARD).reached) == {lot(1)}
    assert trace(studio.flows(), [lot(2)], FORWARD).reached[order(1)].tier == CERTAIN


def test_more_unbuilt_than_was_left_reaches_who_had_bought():
    """Twelve made, four sold, twelve unbuilt: the stock is negative."""
    studio = Studio()
    studio.receive(1, 12)
    studio.make(1, {1: 12}, 3, 12)
    studio.ship(3, 1, 4)
    studio.unbuild(1, 3, 12, {1: 12})
    assert trace(studio.flows(), [lot(1)], FORWARD).reached[order(1)].tier == POSSIBLE


def test_unbuilding_by_the_wrong_run_hides_nothing():
    """Two runs made one lot; what was unbuilt by the first may be the second's."""
    studio = Studio()
    studio.receive(1, 5)
    studio.receive(2, 5)
    studio.make(1, {1: 5}, 3, 5)
    studio.make(2, {2: 5}, 3, 5)
    studio.unbuild(1, 3, 5, {1: 5})
    studio.ship(3, 1, 5)
    studio.make(3, {1: 5}, 4, 5)
    studio.ship(4, 2, 5)
    assert trace(studio.flows(), [lot(1)], FORWARD).reached[order(1)].tier == POSSIBLE
    assert trace(studio.flows(), [lot(2)], FORWARD).reached[order(2)].tier == POSSIBLE


def test_goods_returned_under_another_name_are_followed():
    studio = Studio()
    studio.receive(1, 5)
    studio.receive(2, 5)
    studio.ship(1, 1, 5)
    studio.give_back(1, 2, 5)
    studio.ship(2, 2, 10)
    found = trace(studio.flows(), [lot(1)], FORWARD)
    assert found.reached[order(1)].tier == CERTAIN
    assert found.reached[lot(2)].tier == POSSIBLE
    assert found.reached[order(2)].tier == POSSIBLE
    back = trace(studio.flows(), [order(2)], BACKWARD)
    assert back.reached[lot(1)].tier == POSSIBLE


def test_goods_returned_as_what_was_bought_are_no_riddle():
    studio = Studio()
    studio.receive(1, 5)
    studio.receive(2, 5)
    studio.ship(1, 1, 3)
    studio.ship(2, 1, 2)
    studio.give_back(1, 2, 2)  # all of it
    studio.give_back(2, 1, 1)  # a present: given back by somebody else
    assert lot(2) not in trace(studio.flows(), [lot(1)], FORWARD).reached
    assert lot(1) not in trace(studio.flows(), [lot(2)], FORWARD).reached


def test_what_was_taken_apart_without_its_run_is_followed():
    studio = Studio()
    studio.receive(1, 5)
    studio.take_apart(1, 1, 5, 2)
    studio.ship(2, 1, 5)
    found = trace(studio.flows(), [lot(1)], FORWARD)
    assert found.reached[Node(UNBUILD, 1)].tier == CERTAIN
    assert found.reached[order(1)].tier == POSSIBLE
    back = trace(studio.flows(), [order(1)], BACKWARD)
    assert back.reached[lot(1)].tier == POSSIBLE


def _check(studio, seeds):
    """Whatever brute force reaches, the trace reaches, both ways."""
    flows, held = studio.flows(), studio.walk()
    orders = [node for node in held if node.kind == "order"]
    for seed in seeds:
        found = trace(flows, [lot(seed)], FORWARD)
        for node in orders:
            assert lot(seed) not in held[node] or node in found.reached, (seed, node)
    for node in orders[: len(seeds)]:
        back = trace(flows, [node], BACKWARD)
        assert held[node] <= back.reached.keys() | {node}, node


@settings(max_examples=80, derandomize=True, deadline=None)
@given(st.data())
def test_no_history_of_undoing_ends_in_silence(data):
    studio, known = history(
        lambda options: data.draw(st.sampled_from(options)),
        lambda least, most: data.draw(st.integers(least, most)),
        data.draw(st.integers(3, 14)),
        lots=6,
    )
    _check(studio, known)


@pytest.mark.slow
def test_no_history_of_2000_lots_ends_in_silence():
    dice = random.Random(20260)
    studio, known = history(dice.choice, dice.randint, 4500, lots=25)
    assert len(known) > 2000
    _check(studio, dice.sample(known, 6))


@pytest.mark.slow
def test_doubts_cost_no_more_than_the_history_is_long():
    def seconds(steps):
        dice = random.Random(7)
        studio, _known = history(dice.choice, dice.randint, steps, 25, UNDOING)
        flows = studio.flows()
        started = process_time()
        trace(flows, [lot(1)], FORWARD)
        return process_time() - started

    seconds(500)
    assert seconds(8000) < 16 * seconds(1000) + 1


def test_an_unbuild_shows_as_a_step_of_its_own():
    found = trace(seven_and_five().flows(), [lot(2)], FORWARD)
    steps = [item for item in found.nodes(PROCESS) if item.tier == POSSIBLE]
    assert len(steps) == 1
    assert found.reached[lot(1)].tier == POSSIBLE
