from decimal import Decimal as D

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from recipe_math import COUNT, MASS, Unit, is_weighed_in, rounding

G = Unit(1, "g", MASS, D(1))
KG = Unit(2, "kg", MASS, D(1000))
OZ = Unit(3, "oz", MASS, D("28.3495"))
DOZEN = Unit(8, "dozen", COUNT, D(12))
PIECE = Unit(7, "unit", COUNT, D(1))


@pytest.mark.parametrize(
    ("needed", "unit", "stock", "taken", "change", "digits"),
    [
        ("125", G, KG, "0.13", 4, 3),
        ("3", G, KG, "0.00", -100, 3),
        ("1", PIECE, DOZEN, "0.08", -4, 4),
        # 0.209 would do, but a recipe's need is rounded up, to 0.210
        ("0.2092", KG, KG, "0.21", 0, 4),
    ],
)
def test_what_is_taken_instead(needed, unit, stock, taken, change, digits):
    found = rounding(D(needed), unit, stock, 2)
    assert found.taken == D(taken)
    assert round(found.change) == change
    assert found.needed_digits == digits


def test_a_share_of_a_batch_is_rounded_up_first():
    found = rounding(D("0.5") / 12, KG, KG, 2)
    assert found.taken == D("0.05")
    assert round(found.change, 1) == 20


def test_nothing_is_told_of_what_is_kept_well_enough():
    assert rounding(D("41.6667"), G, G, 2) is None
    assert rounding(D("0.5"), KG, KG, 2) is None
    assert rounding(D(0), KG, KG, 2) is None


def test_only_a_moved_point_is_no_conversion():
    assert is_weighed_in(G, KG) and is_weighed_in(KG, G) and is_weighed_in(OZ, OZ)
    assert not is_weighed_in(OZ, KG)
    assert not is_weighed_in(PIECE, DOZEN)
    assert not is_weighed_in(G, PIECE)


@settings(derandomize=True, deadline=None)
@given(
    st.decimals("0.0001", "5000", places=4),
    st.sampled_from([(G, KG), (KG, KG), (OZ, KG), (PIECE, DOZEN)]),
    st.integers(0, 4),
)
def test_enough_digits_are_enough(needed, units, digits):
    found = rounding(needed, *units, digits)
    if found and found.needed_digits < 6:
        assert rounding(needed, *units, found.needed_digits) is None
