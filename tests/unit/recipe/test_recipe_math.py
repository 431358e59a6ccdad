from decimal import Decimal as D

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from recipe_math import (
    COUNT,
    MASS,
    VOLUME,
    ImpossibleLoss,
    LineRule,
    Material,
    MissingDensity,
    MissingPieceWeight,
    MixedFamilies,
    Parts,
    Percent,
    PrecisionLoss,
    Quantity,
    Unit,
    UnknownUnit,
    UnreadableQuantity,
    UnrelatedUnits,
    check_precision,
    convert,
    explain,
    parse_quantity,
    plain,
    requirement,
)

G = Unit(1, "g", MASS, D(1))
KG = Unit(2, "kg", MASS, D(1000))
OZ = Unit(3, "oz", MASS, D("28.3495"))
LB = Unit(4, "lb", MASS, D("453.592"))
ML = Unit(5, "ml", VOLUME, D(1))
FLOZ = Unit(6, "fl oz", VOLUME, D("29.5735"))
PIECE = Unit(7, "unit", COUNT, D(1))
DOZEN = Unit(8, "dozen", COUNT, D(12))
HOUR = Unit(9, "hour", 99, D(1))
UNITS = {unit.name: unit for unit in (G, KG, OZ, LB, ML, FLOZ, PIECE, DOZEN, HOUR)}
OIL = Material(density=D("0.92"), piece_weight=D("12.5"))

units = st.sampled_from([G, KG, OZ, LB, ML, FLOZ, PIECE, DOZEN])
amounts = st.decimals("0.001", "100000", places=4, allow_nan=False)
percents = st.decimals(0, 95, places=2, allow_nan=False)
repeatable = settings(derandomize=True, deadline=None)


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("1/2 kg", "0.5", KG),
        ("1 1/2 kg", "1.5", KG),
        ("1½kg", "1.5", KG),
        ("1 lb 4 oz", "20", OZ),
        ("1lb4oz", "20", OZ),
        ("250ml", "250", ML),
        ("2 dozen", "24", None),
        ("1,250 g", "1250", G),
        ("1,5 kg", "1.5", KG),
        (".5 oz", "0.5", OZ),
        ("3 fl oz", "3", FLOZ),
        ("4 Units", "4", PIECE),
        ("12", "12", None),
        ("4 x 1/2 kg", "2", KG),
        ("3×250g", "750", G),
    ],
)
def test_written_quantities(text, amount, unit):
    read = parse_quantity(text, UNITS)
    if text == "2 dozen":
        assert read == Quantity(D(2), DOZEN)
    else:
        assert read == Quantity(D(amount), unit)


def test_shares():
    assert parse_quantity("12.5 %", UNITS) == Percent(D("12.5"))
    assert parse_quantity("2 parts", UNITS) == Parts(D(2))


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", UnreadableQuantity),
        ("some", UnreadableQuantity),
        ("-5 g", UnreadableQuantity),
        ("1/0 kg", UnreadableQuantity),
        ("2 handful", UnknownUnit),
        ("1 kg 2 ml", MixedFamilies),
        ("1 kg 5 %", UnknownUnit),
        ("1.2.3 g", UnreadableQuantity),
        ("4 x 5 %", UnreadableQuantity),
        ("4 x", UnreadableQuantity),
    ],
)
def test_what_is_not_a_quantity(text, error):
    with pytest.raises(error):
        parse_quantity(text, UNITS)


def test_a_typing_slip_is_answered_with_close_names():
    with pytest.raises(UnknownUnit) as caught:
        parse_quantity("2 dozn", UNITS)
    assert caught.value.known == ("dozen",)


@repeatable
@given(st.text(max_size=20))
def test_any_text_is_read_or_refused(text):
    try:
        parse_quantity(text, UNITS)
    except UnreadableQuantity:
        pass


def test_families_only_meet_with_the_facts_that_link_them():
    with pytest.raises(MissingDensity):
        convert(1, ML, G, Material(piece_weight=D(5)))
    with pytest.raises(MissingPieceWeight):
        convert(1, PIECE, G, Material(density=D(1)))
    with pytest.raises(UnrelatedUnits):
        convert(1, HOUR, G, OIL)
    assert convert(1, DOZEN, ML, OIL) == 12 * D("12.5") / D("0.92")


@repeatable
@given(amounts, units, units)
def test_there_and_back_loses_nothing(amount, source, target):
    back = convert(convert(amount, source, target, OIL), target, source, OIL)
    assert abs(back - amount) <= amount * D("1e-20")


@repeatable
@given(st.lists(amounts, min_size=1, max_size=8), units, units)
def test_splitting_and_summing_loses_nothing(parts, source, target):
    whole = convert(sum(parts), source, target, OIL)
    pieces = sum(convert(part, source, target, OIL) for part in parts)
    assert abs(whole - pieces) <= whole * D("1e-20")


@repeatable
@given(amounts, st.integers(0, 6), units)
def test_what_passes_the_guard_is_stored_within_a_thousandth(amount, digits, unit):
    try:
        kept = check_precision(amount, unit, digits)
    except PrecisionLoss as refusal:
        assert refusal.needed_digits > digits or digits == 6
        assert abs(refusal.rounded - amount) > amount / 1000
    else:
        assert abs(round(kept, digits) - amount) <= amount / 1000


@repeatable
@given(amounts, amounts, percents, percents)
def test_scaling_up_and_down_loses_nothing(per_batch, batches, loss, failed):
    rule = LineRule(per_batch, loss_pct=loss, yield_loss_pct=failed)
    up = requirement(rule, batches) / batches
    assert abs(up - requirement(rule, D(1))) <= up * D("1e-20")


@repeatable
@given(amounts, amounts, amounts, st.decimals("0.01", 1000, places=2))
def test_steps_round_up_by_less_than_one_step(per_batch, batches, setup, step):
    exact = requirement(LineRule(per_batch, setup=setup), batches)
    stepped = requirement(LineRule(per_batch, setup=setup, multiple=step), batches)
    assert -step * D("1e-8") <= stepped - exact < step
    assert stepped % step == 0


def test_a_loss_of_everything_is_refused():
    with pytest.raises(ImpossibleLoss):
        requirement(LineRule(D(1), loss_pct=D(100)), D(1))


def test_nothing_is_set_up_for_no_run():
    assert requirement(LineRule(D(1), setup=D(15)), D(0)) == 0


def test_the_sum_is_shown():
    rule = LineRule(D(250), loss_pct=D(2), setup=D(15))
    assert explain(rule, D(40), "g") == "250 g × 40 ÷ 0.98 + 15 g"
    rule = LineRule(D(250), scale=D("1.5"), multiple=D(500))
    assert explain(rule, D(1), "g") == "250 g × 1.5 ↑ 500 g"


def test_any_number_can_be_written_down():
    assert plain(D("1.2500")) == "1.25"
    assert plain(D(10) ** 300) == "1.000e+300"
