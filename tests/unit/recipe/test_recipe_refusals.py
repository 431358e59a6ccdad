"""What is refused is told with the whole text, the part of it, and what would do."""

from decimal import Decimal as D

import pytest
from recipe_math import (
    MASS,
    VOLUME,
    AmbiguousUnit,
    Contradiction,
    Doubt,
    FormulaSum,
    ImpossibleLoss,
    MixedFamilies,
    OutOfReach,
    Parts,
    Percent,
    PrecisionLoss,
    Quantity,
    RangeGiven,
    Unit,
    UnknownUnit,
    UnreadableQuantity,
    amounts,
    check_loss,
    check_precision,
    check_sum,
    normalise,
    parse_number,
    parse_quantity,
    shown,
)

G = Unit(1, "g", MASS, D(1))
OZ = Unit(2, "oz", MASS, D("28.35"))
LB = Unit(3, "lb", MASS, D("453.6"))
FLOZ = Unit(4, "fl oz", VOLUME, D("29.57"))
ML = Unit(5, "ml", VOLUME, D(1))
TIN = [Unit(6 + number, f"tin {number}", "tin", D(1)) for number in range(4)]
UNITS = {
    "g": G,
    "lb": LB,
    "ml": ML,
    "ounce": Doubt({"oz wt": OZ, "fl oz": FLOZ}),
    "jar": Unit(10, "jar", "jar", D(1)),
    **{unit.name: unit for unit in TIN},
}
LARGEST = D(10) ** 12


def refusal(text, kind=UnreadableQuantity, family=MASS):
    with pytest.raises(kind) as caught:
        parse_quantity(text, UNITS, family)
    assert type(caught.value) is kind
    return caught.value


@pytest.mark.parametrize(
    ("text", "kind", "fragment"),
    [
        ("1 1/0 g", UnreadableQuantity, "1 1/0"),
        ("5 g and more", UnknownUnit, "g and more"),
        ("some g", UnreadableQuantity, "some g"),
        ("1 g 1.2.3 lb", UnreadableQuantity, "1.2.3"),
        ("", UnreadableQuantity, ""),
        ("5 blorps", UnknownUnit, "blorps"),
        ("1 lb 4", UnknownUnit, "1 lb 4"),
        ("4 x 5 %", UnreadableQuantity, "5 %"),
        ("1 lb 2 ml", MixedFamilies, "1 lb 2 ml"),
        ("2 ounces", AmbiguousUnit, "ounces"),
        ("1 ounce (40 blorps)", UnknownUnit, "blorps"),
        ("1000000000000", OutOfReach, "1000000000000"),
        ("1000000000000 g", OutOfReach, "1000000000000 g"),
        ("1000000000000 %", OutOfReach, "1000000000000 %"),
        ("1000000000000 parts", OutOfReach, "1000000000000 parts"),
        ("1000000 x 1000000 g", OutOfReach, "1000000 x 1000000 g"),
        ("1 g = 1 lb", Contradiction, "1 g = 1 lb"),
        ("15-20 g", RangeGiven, "15-20 g"),
        ("1 \ue000", UnreadableQuantity, "1 \ufffd"),
        ("1 \u0378", UnreadableQuantity, "1 \ufffd"),
    ],
)
def test_a_text_is_refused_with_the_part_that_is_not_understood(text, kind, fragment):
    error = refusal(text, kind)
    assert error.fragment == fragment
    assert error.text in shown(text)
    assert repr(fragment) in str(error)


def test_what_is_just_within_reach_is_read():
    most = LARGEST - 1
    assert parse_quantity(f"{most}", UNITS) == Quantity(most, None)
    assert parse_quantity(f"{most} g", UNITS) == Quantity(most, G)
    assert parse_quantity(f"{most} %", UNITS) == Percent(most)
    assert parse_quantity(f"{most} parts", UNITS) == Parts(most)


def test_a_text_that_is_too_long_is_refused_before_it_is_read():
    assert parse_quantity("1" + " " * 198 + "g", UNITS) == Quantity(D(1), G)
    error = refusal("1" + " " * 199 + "g", OutOfReach)
    assert len(error.text) == 60


def test_what_would_do_is_told():
    ambiguous = refusal("2 ounces", AmbiguousUnit)
    assert ambiguous.spellings == ("oz wt", "fl oz")
    assert refusal("2 ounec", UnknownUnit).known == ("oz wt",)
    assert set(refusal("1 tin 9", UnknownUnit).known) == {unit.name for unit in TIN}
    assert (refusal("15 - 20 g", RangeGiven).low) == "15"
    assert (refusal("15 - 20 g", RangeGiven).high) == "20"
    twice = refusal("1 g ( 1 lb )", Contradiction)
    assert (twice.first, twice.second) == ("1 g", "1 lb")


def test_a_unit_of_two_meanings_beside_one_that_tells_nothing_is_asked_about():
    assert refusal("2 ounces (3 jars)", AmbiguousUnit, None).fragment == "ounces"
    for family, unit in ((MASS, OZ), (VOLUME, FLOZ)):
        kept_so = parse_quantity("2 ounces (3 jars)", UNITS, family)
        assert kept_so == Quantity(D(2), unit)


def test_a_number_is_refused_as_it_was_written():
    with pytest.raises(UnreadableQuantity) as caught:
        parse_number("1.2.3")
    assert (caught.value.text, caught.value.fragment) == ("1.2.3", "1.2.3")


def test_what_is_short_enough_is_shown_whole():
    assert shown("abcde", longest=5) == "abcde"
    assert shown("abcdef", longest=5) == "abcd…"


@pytest.mark.parametrize("read", [normalise, lambda shares: amounts(shares, D(5))])
@pytest.mark.parametrize(("shares", "total"), [({}, 0), ({"a": D(-1)}, -1)])
def test_nothing_to_share_out_is_told_with_its_sum(read, shares, total):
    with pytest.raises(FormulaSum) as caught:
        read(shares)
    assert caught.value.total == total


def test_percentages_may_miss_what_three_thirds_miss_and_no_more():
    assert check_sum({"a": D("66.6663"), "b": D("33.3332")}) == D("99.9995")
    assert check_sum({"a": D("100.0005")}) == D("100.0005")
    with pytest.raises(FormulaSum) as caught:
        check_sum({"a": D("66.6663"), "b": D("33.3331")})
    assert caught.value.total == D("99.9994")
    assert str(caught.value) == "percentages add up to 99.9994"


def test_a_loss_is_refused_with_its_percentage():
    assert check_loss(D(0)) == 1
    assert check_loss(D("99.5")) == D("0.005")
    for percent in (D("-0.1"), D(100)):
        with pytest.raises(ImpossibleLoss) as caught:
            check_loss(percent)
        assert caught.value.percent == percent


def test_what_rounding_loses_is_told_with_the_digits_that_do():
    with pytest.raises(PrecisionLoss) as caught:
        check_precision(D("0.0034"), G, 2, D("0.01"))
    error = caught.value
    assert (error.quantity, error.rounded, error.unit) == (D("0.0034"), 0, G)
    assert (error.digits, error.needed_digits, error.tolerance) == (2, 4, D("0.01"))
    with pytest.raises(PrecisionLoss) as caught:
        check_precision(D("0.00000012"), G, 2)
    assert caught.value.needed_digits == 6
