"""Units, and what may be converted into what."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from .errors import (
    MissingDensity,
    MissingPieceWeight,
    PrecisionLoss,
    UnrelatedUnits,
)

MASS, VOLUME, COUNT = "mass", "volume", "count"
#: share of a quantity that rounding may change before it is refused
TOLERANCE = Decimal("0.001")
MAX_DIGITS = 6
_ZERO = Decimal(0)


@dataclass(frozen=True)
class Unit:
    """A unit of measure.

    ``factor`` is how many root units it holds. The root of ``mass`` is the
    gram, of ``volume`` the millilitre, of ``count`` the piece; any other
    ``family`` stands for itself.
    """

    key: object
    name: str
    family: object
    factor: Decimal


@dataclass(frozen=True)
class Material:
    """What a conversion needs to know of a material.

    ``density`` is in g/ml (the same number as kg/L), ``piece_weight`` in g.
    """

    density: Decimal | None = None
    piece_weight: Decimal | None = None


def exact(number) -> Decimal:
    """The decimal a person sees when a float is printed.

    >>> exact(0.1), exact(None)
    (Decimal('0.1'), Decimal('0'))
    """
    if isinstance(number, Decimal):
        return number
    return Decimal(str(number)) if number else _ZERO


def _grams_per_root(unit: Unit, source: Unit, target: Unit, material: Material):
    if unit.family == MASS:
        return Decimal(1)
    if unit.family == VOLUME:
        if not material.density:
            raise MissingDensity(source, target)
        return material.density
    if not material.piece_weight:
        raise MissingPieceWeight(source, target)
    return material.piece_weight


def conversion_ratio(
    source: Unit, target: Unit, material: Material | None = None
) -> Decimal:
    """How many ``target`` units one ``source`` unit holds.

    :raise UnrelatedUnits: when nothing links the two
    :raise MissingDensity: weight and volume without a density
    :raise MissingPieceWeight: pieces and weight without a weight per piece

    >>> gram = Unit("g", "g", MASS, Decimal(1))
    >>> millilitre = Unit("ml", "ml", VOLUME, Decimal(1))
    >>> conversion_ratio(millilitre, gram, Material(density=Decimal("0.92")))
    Decimal('0.92')
    >>> conversion_ratio(millilitre, gram)
    Traceback (most recent call last):
    recipe_math.errors.MissingDensity: ml cannot become g
    """
    ratio = source.factor / target.factor
    if source.family == target.family:
        return ratio
    weighable = {MASS, VOLUME, COUNT}
    if source.family not in weighable or target.family not in weighable:
        raise UnrelatedUnits(source, target)
    material = material or Material()
    return (
        ratio
        * _grams_per_root(source, source, target, material)
        / _grams_per_root(target, source, target, material)
    )


def convert(quantity, source: Unit, target: Unit, material=None) -> Decimal:
    """``quantity`` of ``source`` expressed in ``target``, unrounded.

    >>> gram = Unit("g", "g", MASS, Decimal(1))
    >>> kilogram = Unit("kg", "kg", MASS, Decimal(1000))
    >>> convert(250, gram, kilogram)
    Decimal('0.250')
    """
    return exact(quantity) * conversion_ratio(source, target, material)


def rounded(quantity: Decimal, digits: int) -> Decimal:
    """``quantity`` as it will be stored with that many digits.

    >>> rounded(Decimal("0.125"), 2), rounded(Decimal("-0.125"), 2)
    (Decimal('0.13'), Decimal('-0.13'))
    """
    return quantity.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


def survives(quantity: Decimal, digits: int, tolerance: Decimal = TOLERANCE) -> bool:
    """Whether storing ``quantity`` with ``digits`` changes it little enough.

    >>> survives(Decimal("1.004"), 2), survives(Decimal("0.004"), 2)
    (False, False)
    >>> survives(Decimal("10.004"), 2)
    True
    """
    return abs(rounded(quantity, digits) - quantity) <= abs(quantity) * tolerance


def check_precision(
    quantity: Decimal, unit: Unit, digits: int, tolerance: Decimal = TOLERANCE
) -> Decimal:
    """``quantity`` itself, when rounding to ``digits`` hardly changes it.

    :param tolerance: share of it that rounding may change
    :raise PrecisionLoss: with the digits that would be enough
    """
    if survives(quantity, digits, tolerance):
        return quantity
    needed = needed_digits(quantity, digits)
    raise PrecisionLoss(
        quantity, rounded(quantity, digits), unit, digits, needed, tolerance
    )


def needed_digits(quantity: Decimal, digits: int) -> int:
    """How many digits, more than ``digits``, keep ``quantity`` well enough.

    >>> needed_digits(Decimal("0.00125"), 2)
    5
    """
    more = range(digits + 1, MAX_DIGITS)
    return next((n for n in more if survives(quantity, n)), MAX_DIGITS)


def is_weighed_in(source: Unit, target: Unit) -> bool:
    """Whether moving the point makes ``source`` of ``target``, as grams of kilograms.

    Anything else, a teaspoon of grams or an ounce of kilograms, is a conversion of
    which the result has more digits than anybody measured.

    >>> gram = Unit("g", "g", MASS, Decimal(1))
    >>> ounce = Unit("oz", "oz", MASS, Decimal("28.349523125"))
    >>> kilogram = Unit("kg", "kg", MASS, Decimal(1000))
    >>> is_weighed_in(gram, kilogram), is_weighed_in(ounce, kilogram)
    (True, False)
    """
    if source.family != target.family:
        return False
    ratio = max(source.factor, target.factor) / min(source.factor, target.factor)
    return ratio == Decimal(10) ** ratio.adjusted()
