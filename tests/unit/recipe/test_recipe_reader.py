"""What people write on recipes, with units that mean more than one thing."""

from decimal import Decimal as D

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from recipe_math import (
    COUNT,
    MASS,
    VOLUME,
    AmbiguousUnit,
    Contradiction,
    Doubt,
    Material,
    Multiple,
    OutOfReach,
    Quantity,
    RangeGiven,
    Unit,
    UnknownUnit,
    UnreadableQuantity,
    parse_quantity,
    shown,
)

G = Unit(1, "g", MASS, D(1))
TON = Unit(2, "Ton", MASS, D(1000000))
OZ = Unit(3, "oz", MASS, D("28.349523125"))
LB = Unit(4, "lb", MASS, D("453.59237"))
ML = Unit(5, "ml", VOLUME, D(1))
FLOZ = Unit(6, "fl oz (US)", VOLUME, D("29.5735295625"))
TSP = Unit(7, "tsp (US)", VOLUME, D("4.92892159375"))
TBSP = Unit(8, "tbsp (US)", VOLUME, D("14.78676478125"))
DROP = Unit(9, "drop", VOLUME, D("0.05"))
GROSS = Unit(10, "Gross (144)", COUNT, D(144))
CUP = Unit(11, "cup (US)", VOLUME, D("236.5882365"))
SPOONS = {"tsp": TSP, "tbsp": TBSP, "ton": TON}
UNITS = {
    "g": G,
    "gram": G,
    "ton": TON,
    "oz": Doubt({"oz wt": OZ, "fl oz": FLOZ}, only_for=VOLUME),
    "oz wt": OZ,
    "lb": LB,
    "ml": ML,
    "cl": Multiple(ML, D(10)),
    "dl": Multiple(ML, D(100)),
    "pt": Multiple(FLOZ, D(16)),
    "fl oz": FLOZ,
    "tsp": TSP,
    "tbs": TBSP,
    "cup": CUP,
    "t": Doubt(SPOONS),
    "drop": DROP,
    "gross (144)": GROSS,
    "pack of 6": GROSS,
}


def read(text, family=MASS, material=None):
    return parse_quantity(text, UNITS, family, material)


@pytest.mark.parametrize("text", ["1/2 t", "1 T", "2 t.", "1 lb 1 T and"])
def test_a_t_is_asked_about(text):
    with pytest.raises(UnreadableQuantity) as caught:
        read(text)
    if text != "1 lb 1 T and":
        assert isinstance(caught.value, AmbiguousUnit)
        assert caught.value.spellings == ("tsp", "tbsp", "ton")


def test_ounces_of_what_is_kept_by_volume_are_asked_about():
    assert read("4 oz") == Quantity(D(4), OZ)
    assert read("4 oz wt", VOLUME) == Quantity(D(4), OZ)
    assert read("4 fl. oz.", VOLUME) == Quantity(D(4), FLOZ)
    assert read("1 lb 4 oz", VOLUME) == Quantity(D(20), OZ)
    with pytest.raises(AmbiguousUnit) as caught:
        read("4 oz", VOLUME)
    assert caught.value.spellings == ("oz wt", "fl oz")


def test_what_is_said_twice_is_checked():
    assert read("15 oz. (425 grams)") == Quantity(D(15), OZ)
    assert read("15 oz (425 grams)", VOLUME) == Quantity(D(15), OZ)
    assert read("8 oz (237 ml)", VOLUME) == Quantity(D(8), FLOZ)
    assert read("8 oz (237 ml)", VOLUME, Material(D("0.92"))) == Quantity(D(8), FLOZ)
    assert read("1 T = 15 ml") == Quantity(D(1), TBSP)
    assert read("15 oz/425 g") == Quantity(D(15), OZ)
    assert read("2 Gross (144)", COUNT) == Quantity(D(2), GROSS)
    with pytest.raises(Contradiction) as caught:
        read("15 oz (525 grams)")
    assert (caught.value.first, caught.value.second) == ("15 oz", "525 grams")


def test_weight_and_volume_said_together_need_a_density():
    assert read("1 cup (218 g)", VOLUME, Material(D("0.92"))) == Quantity(D(1), CUP)
    with pytest.raises(Contradiction):
        read("1 cup (300 g)", VOLUME, Material(D("0.92")))
    assert read("1 cup (120 g)", MASS) == Quantity(D(120), G)
    assert read("1 cup (120 g)", VOLUME) == Quantity(D(1), CUP)


def test_a_range_is_not_one_number():
    for text in ("15-20 drops", "15 – 20 drops", "15 to 20 drops", "1/4-1/2 cup"):
        with pytest.raises(RangeGiven) as caught:
            read(text, VOLUME)
    assert (caught.value.low, caught.value.high) == ("1/4", "1/2")
    assert read("1-1/2 cups", VOLUME) == Quantity(D("1.5"), CUP)


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("2 Tbs", 2, TBSP),
        ("1 pt", 16, FLOZ),
        ("5 dl", 500, ML),
        ("75 cl", 750, ML),
        ("1 dl 5 cl", 150, ML),
        ("2 pack of 6", 2, GROSS),
        ("250\u00a0ml", 250, ML),
        ("\ufeff250\u200b ml", 250, ML),
    ],
)
def test_names_of_other_kitchens(text, amount, unit):
    assert read(text, VOLUME) == Quantity(D(amount), unit)


def test_a_slip_suggests_what_can_be_written():
    with pytest.raises(UnknownUnit) as caught:
        read("1 tspp")
    assert "tsp (US)" in caught.value.known


def test_what_nobody_can_have():
    for text in ("9" * 30 + " g", "1 " + "x" * 500, "9" * 10000):
        with pytest.raises(UnreadableQuantity) as caught:
            read(text)
        assert len(str(caught.value.fragment)) <= 300
    with pytest.raises(OutOfReach):
        read("9" * 30 + " g")


@pytest.mark.parametrize("text", ["1 g\x00", "\ud800 g", "\x07", 5, ["1 g"], b"1 g"])
def test_what_no_keyboard_writes(text):
    with pytest.raises(UnreadableQuantity) as caught:
        read(text)
    caught.value.text.encode()


def test_what_is_shown_can_be_shown():
    assert shown("a\x00\ud800b" + "x" * 100).startswith("a\ufffd\ufffdbxxx")
    assert len(shown("x" * 10000)) == 60


pieces = st.sampled_from(
    [*UNITS, "1", "1/2", "½", "15-20", " ", "(", ")", "=", "/", "x", "-", ".", ",", "%"]
)


@settings(derandomize=True, deadline=None, max_examples=300)
@given(
    st.one_of(
        st.text(max_size=300),
        st.lists(pieces, max_size=12).map("".join),
        st.lists(pieces, max_size=12).map(" ".join),
    ),
    st.sampled_from([None, MASS, VOLUME, COUNT]),
    st.sampled_from([None, Material(D("0.9"), D(5))]),
)
def test_any_text_is_a_result_or_words(text, family, material):
    try:
        result = parse_quantity(text, UNITS, family, material)
    except UnreadableQuantity as error:
        shown(error.text).encode()
        shown(error.fragment).encode()
    else:
        assert 0 <= result.amount < 10**12
