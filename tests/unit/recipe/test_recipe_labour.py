"""Minutes of work: for a quantity, and for parts of it that add up again."""

from decimal import Decimal as D

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from recipe_math import part_minutes, work_minutes


def test_a_quantity_takes_its_share_of_a_cycle():
    assert work_minutes(30, 12, 15) == D("37.5")
    assert work_minutes(30, 12, 15, once=4) == D("41.5")
    assert work_minutes(0, 12, 15, once=4) == 4


def test_a_mould_that_is_filled_again_takes_whole_cycles():
    assert work_minutes(20, 8, 15, is_filled_again=True) == 45
    assert work_minutes(24, 8, 15, is_filled_again=True) == 45
    assert work_minutes(24.001, 8, 15, is_filled_again=True) == 60
    # what a float adds is no cycle
    assert work_minutes(0.1 + 0.2, 0.1, 15, is_filled_again=True) == 45


def test_a_part_takes_its_share_in_whole_seconds():
    assert part_minutes(15, 0, 4, 12) == 5
    assert part_minutes(15, 4, 8, 12) == 10
    # 200 seconds each, written as two decimals that Odoo reads as such
    assert [part_minutes(20, done, 2, 6) for done in (0, 2, 4)] == [6.66] * 3


def test_seconds_are_rounded_where_the_parts_meet():
    # after 8.57, 17.14, 25.71… seconds
    spent = [part_minutes(1, done, 1, 7) for done in range(7)]
    assert [round(minutes * 60) for minutes in spent] == [9, 8, 9, 8, 9, 8, 9]


@pytest.mark.parametrize("total", [0, -1])
def test_a_part_of_nothing_takes_no_time(total):
    assert part_minutes(15, 0, 4, total) == 0


@settings(derandomize=True, deadline=None)
@given(
    st.integers(1, 600),
    st.lists(st.integers(1, 50), min_size=1, max_size=8),
)
def test_all_parts_add_up_to_the_whole(whole, parts):
    total, before, seconds = sum(parts), 0, 0
    for part in parts:
        seconds += round(part_minutes(whole, before, part, total) * 60)
        before += part
    assert seconds == whole * 60
