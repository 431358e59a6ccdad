from decimal import Decimal as D

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from recipe_math import LineRule, expected, explain, in_whole_pieces, requirement

repeatable = settings(derandomize=True, deadline=None)
counts = st.integers(1, 5000).map(D)
batches = st.decimals("0.01", 500, places=2, allow_nan=False)
percents = st.decimals(0, 95, places=2, allow_nan=False)


@pytest.mark.parametrize(
    ("rule", "needed"),
    [
        (LineRule(D(10), loss_pct=D(2)), 41),
        (LineRule(D(10), yield_loss_pct=D(2)), 41),
        (LineRule(D(1), scale=D("1.5")), 6),
        (LineRule(D(1), scale=D("1.3")), 6),
        (LineRule(D(10), setup=D(1)), 41),
    ],
)
def test_losses_sizes_and_set_ups_end_in_whole_pieces(rule, needed):
    assert requirement(in_whole_pieces(rule, D(1)), D(4)) == needed


def test_pieces_of_a_dozen_are_whole():
    rule = in_whole_pieces(LineRule(D(2), loss_pct=D(2)), D(12))
    assert round(requirement(rule, D(1)) * 12, 9) == 25


@pytest.mark.parametrize(
    "rule",
    [
        LineRule(D(10)),
        LineRule(D("0.25")),
        LineRule(D("0.25"), loss_pct=D(2)),
        LineRule(D(10), setup=D("0.5")),
        LineRule(D(10), loss_pct=D(2), multiple=D(6)),
    ],
)
def test_a_plain_share_and_a_chosen_step_stay(rule):
    assert in_whole_pieces(rule, D(1)) is rule


def test_the_sum_says_that_pieces_are_whole():
    rule = in_whole_pieces(LineRule(D(10), loss_pct=D(2)), D(1))
    assert explain(rule, D(4), "tins") == "10 tins × 4 ÷ 0.98 ↑ whole pieces"
    assert explain(rule, D("0.98"), "tins", "ganze") == "10 tins × 0.98 ÷ 0.98"


@repeatable
@given(counts, batches, percents, percents, st.sampled_from([D(1), D(2), D(12)]))
def test_whole_pieces_are_never_too_few_nor_one_too_many(
    count, runs, loss, failed, pieces
):
    rule = LineRule(count, loss_pct=loss, yield_loss_pct=failed)
    exact = requirement(rule, runs) * pieces
    taken = requirement(in_whole_pieces(rule, pieces), runs) * pieces
    assert taken - exact < 1
    assert taken >= exact - exact * D("1e-8") - D("1e-7")
    if not rule.is_plain:
        assert abs(taken - round(taken)) < D("1e-9") * max(1, taken)


@repeatable
@given(counts, percents, batches)
def test_the_expected_need_is_less_than_a_piece_under_what_a_run_takes(
    number, loss, made
):
    rule = in_whole_pieces(LineRule(number, loss_pct=loss), D(1))
    share = expected(rule, made)
    assert -D("1e-6") <= requirement(rule, made) - share < 1 + D("1e-6")
    assert share == expected(LineRule(number, loss_pct=loss), made)


def test_a_step_that_was_chosen_is_part_of_what_is_expected():
    rule = LineRule(D(10), loss_pct=D(2), multiple=D(6))
    assert expected(rule, D(1)) == requirement(rule, D(1)) == 12
