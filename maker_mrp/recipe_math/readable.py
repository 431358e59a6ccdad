"""Quantities in the unit and with the digits a person would choose."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from .quantities import COUNT, MAX_DIGITS, Unit, rounded

#: digits that matter on a bench scale; more are noise
FIGURES = 4


def decimals(number: Decimal, figures: int = FIGURES) -> int:
    """How many decimals of ``number`` are worth showing; none of thousands.

    >>> [decimals(Decimal(text)) for text in ("1234.5", "12.345", "0.012345")]
    [0, 2, 5]
    """
    if not number:
        return 0
    return min(MAX_DIGITS, max(0, figures - 1 - number.adjusted()))


def readable(
    quantity: Decimal, unit: Unit, finer: Mapping[object, Unit]
) -> tuple[Decimal, Unit]:
    """``quantity`` in the unit a person would choose, unrounded.

    What is less than one of its unit goes into the next finer one, as long as there
    is one; broken dozens become pieces.

    :param finer: the next smaller unit, by the key of a unit

    >>> gram = Unit("g", "g", "mass", Decimal(1))
    >>> kilogram = Unit("kg", "kg", "mass", Decimal(1000))
    >>> amount, unit = readable(Decimal("0.25"), kilogram, {"kg": gram})
    >>> amount, unit.name
    (Decimal('250.00'), 'g')
    """
    while unit.key in finer and quantity:
        if unit.family == COUNT:
            broken = rounded(quantity, MAX_DIGITS) % 1
        else:
            broken = abs(round(quantity, decimals(quantity))) < 1
        if not broken:
            break
        smaller = finer[unit.key]
        quantity, unit = quantity * unit.factor / smaller.factor, smaller
    return quantity, unit
