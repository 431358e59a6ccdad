"""What becomes of a need when it is stored with a limited number of digits."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from .quantities import MAX_DIGITS, TOLERANCE, Unit, rounded
from .requirement import round_up


@dataclass(frozen=True)
class Rounding:
    """A need and what is taken in its place, both in the unit of the stock."""

    needed: Decimal
    taken: Decimal
    needed_digits: int

    @property
    def change(self) -> Decimal:
        """By how many percent more, or less below zero, is taken than needed.

        >>> Rounding(Decimal("0.125"), Decimal("0.13"), 3).change
        Decimal('4.00')
        """
        return (self.taken - self.needed) / self.needed * 100


def rounding(needed: Decimal, unit: Unit, stock: Unit, digits: int) -> Rounding | None:
    """How Odoo's rounding changes what is ``needed``; None when it hardly does.

    A move keeps the need in the recipe's unit, rounded up; stock keeps that in its
    own unit, rounded half up.

    :param needed: in ``unit``, of the same family as ``stock``

    >>> gram = Unit("g", "g", "mass", Decimal(1))
    >>> kilogram = Unit("kg", "kg", "mass", Decimal(1000))
    >>> rounding(Decimal("2.5"), gram, kilogram, 2)
    Rounding(needed=Decimal('0.0025'), taken=Decimal('0.00'), needed_digits=4)
    >>> rounding(Decimal(2500), gram, kilogram, 2) is None
    True
    """
    ratio = unit.factor / stock.factor
    exact = needed * ratio

    def taken(digits):
        return rounded(round_up(needed, Decimal(1).scaleb(-digits)) * ratio, digits)

    def is_enough(digits):
        return abs(taken(digits) - exact) <= abs(exact) * TOLERANCE

    if is_enough(digits):
        return None
    more = range(digits + 1, MAX_DIGITS)
    enough = next(filter(is_enough, more), MAX_DIGITS)
    return Rounding(exact, taken(digits), enough)
