"""Reading values that channels write now as numbers, now as text, now not at all."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation


def number(value) -> Decimal:
    """Decimal of a number or its text; 0 where there is none to read.

    >>> number("12.50"), number(None), number("n/a")
    (Decimal('12.50'), Decimal('0'), Decimal('0'))
    """
    try:
        found = Decimal(str(value).strip() or 0) if value is not None else Decimal(0)
    except InvalidOperation:
        return Decimal(0)
    return found if found.is_finite() else Decimal(0)


def whole(value) -> int:
    """The whole number in a number or its text; 0 where there is none."""
    return int(number(value))


def quantity(value) -> int | Decimal:
    """How many, never cut: a whole number as int, else the decimal as it is.

    Raises ValueError where something else than a number is told.

    >>> quantity("3.00"), quantity(1.5), quantity(None)
    (3, Decimal('1.5'), 0)
    >>> quantity("many")
    Traceback (most recent call last):
    ValueError: 'many' is no quantity
    """
    if value in (None, ""):
        return 0
    try:
        found = Decimal(str(value).strip())
    except InvalidOperation:
        raise ValueError(f"{value!r} is no quantity") from None
    if not found.is_finite():
        raise ValueError(f"{value!r} is no quantity")
    return int(found) if found == found.to_integral_value() else found.normalize()
