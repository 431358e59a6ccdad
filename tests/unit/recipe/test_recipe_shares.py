from decimal import Decimal as D

from hypothesis import given, settings
from hypothesis import strategies as st
from recipe_math import pour, pour_kinds, share_of_rest, shares

amounts = st.decimals(min_value=0, max_value=10**6, places=4)
weights = st.lists(
    st.decimals(min_value=0, max_value=10**4, places=2), min_size=1, max_size=12
).filter(any)
steps = st.sampled_from([D(1).scaleb(-digits) for digits in range(5)])


def test_a_tenth_of_a_kilo_in_seven():
    parts = shares(D("0.10"), [D(1)] * 7, D("0.01"))
    assert sum(parts) == D("0.10")
    assert set(parts) == {D("0.01"), D("0.02")}


def test_three_quarters_and_one():
    assert shares(D("1.10"), [D(750), D(250)], D("0.01")) == [D("0.83"), D("0.27")]


def test_a_jar_begun_is_a_jar_taken():
    assert shares(D(41), [D(30), D(10)], D(1), whole=True) == [31, 10]
    assert shares(D(2), [D(1)] * 3, D(1), whole=True) == [1, 1, 0]


@settings(max_examples=60)
@given(amounts, weights, steps, st.booleans())
def test_nothing_is_lost_or_added(total, parts, step, whole):
    result = shares(total, parts, step, whole)
    assert sum(result) == total
    assert all(0 <= part <= total for part in result)
    assert len(result) == len(parts)


@settings(max_examples=60)
@given(amounts, weights, steps, st.booleans())
def test_one_after_the_other_is_the_same_as_at_once(total, parts, step, whole):
    rest, taken = total, []
    for index, weight in enumerate(parts):
        left = sum(parts[index:])
        taken.append(share_of_rest(rest, weight, left, step, whole))
        rest -= taken[-1]
    assert taken == shares(total, parts, step, whole)


@settings(max_examples=60)
@given(st.integers(0, 10**6), st.integers(1, 12), steps)
def test_equal_parts_differ_by_a_step_at_most(count, parts, step):
    result = shares(count * step, [D(1)] * parts, step)
    assert max(result) - min(result) <= step
    assert all(part % step == 0 for part in result)


def test_what_is_over_goes_into_the_last():
    assert pour(D(95), [D(30), D(70)]) == [30, 65]
    assert pour(D(120), [D(30), D(70)], [D(40), D(70)]) == [40, 80]


@settings(max_examples=60)
@given(
    st.lists(amounts, min_size=1, max_size=5),
    st.lists(amounts, min_size=1, max_size=5),
    st.lists(st.dictionaries(st.integers(0, 4), amounts), min_size=5, max_size=5),
)
def test_every_lot_is_poured_wholly(lots, plans, held):
    wanted = dict(enumerate(lots))
    parts = pour(sum(lots), plans)
    assert sum(parts) == sum(lots)
    poured = pour_kinds(wanted, parts, held)
    for lot, quantity in wanted.items():
        assert sum(part.get(lot, 0) for part in poured) == quantity
    assert [sum(part.values()) for part in poured] == parts
