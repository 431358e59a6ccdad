from decimal import Decimal as D

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from recipe_math import COUNT, MASS, Unit, decimals, plain, readable

GRAM, KILO = Unit(1, "g", MASS, D(1)), Unit(2, "kg", MASS, D(1000))
OUNCE, POUND = Unit(3, "oz", MASS, D("28.349523")), Unit(4, "lb", MASS, D("453.59237"))
PIECE, DOZEN = Unit(5, "Units", COUNT, D(1)), Unit(6, "Dozens", COUNT, D(12))
FINER = {KILO.key: GRAM, POUND.key: OUNCE, DOZEN.key: PIECE}


def words(quantity, unit):
    number, shown = readable(D(quantity), unit, FINER)
    return f"{plain(number, decimals(number))} {shown.name}"


@pytest.mark.parametrize(
    ("quantity", "unit", "text"),
    [
        ("0.04386", KILO, "43.86 g"),
        ("0.0438596491", KILO, "43.86 g"),
        ("0.020944", KILO, "20.94 g"),
        ("0.999999999", KILO, "1 kg"),
        ("1.5", KILO, "1.5 kg"),
        ("-0.25", KILO, "-250 g"),
        ("0", KILO, "0 kg"),
        ("0.5", GRAM, "0.5 g"),
        ("3.00", GRAM, "3 g"),
        ("12345.678", GRAM, "12346 g"),
        ("0.25", POUND, "4 oz"),
        ("2.083333", DOZEN, "25 Units"),
        ("2", DOZEN, "2 Dozens"),
        ("1234", DOZEN, "1234 Dozens"),
        ("1234.5", DOZEN, "14814 Units"),
        ("1234.0000000001", DOZEN, "1234 Dozens"),
        ("0.25", PIECE, "0.25 Units"),
    ],
)
def test_quantities_read_as_a_person_would_write_them(quantity, unit, text):
    assert words(quantity, unit) == text


def test_a_unit_nobody_uses_is_not_changed_to():
    assert readable(D("0.25"), POUND, {}) == (D("0.25"), POUND)


@settings(derandomize=True, deadline=None)
@given(
    st.decimals("0.000001", 10**7, allow_nan=False),
    st.sampled_from([GRAM, KILO, OUNCE, POUND, PIECE, DOZEN]),
)
def test_nothing_is_lost_on_the_way_to_another_unit(quantity, unit):
    number, shown = readable(quantity, unit, FINER)
    same = number * shown.factor / unit.factor
    assert abs(same - quantity) <= quantity * D("1e-20")
    assert abs(round(number, decimals(number)) - number) <= max(
        number * D("0.0005"), D("1e-6")
    )
