"""Wholesale quantities: whole cases, and no fewer than a minimum."""

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

# Smaller than anything that is counted: what binary fractions leave behind.
CRUMB = Decimal("0.000001")


def whole_cases(quantity: Decimal, case: Decimal, minimum: Decimal) -> Decimal:
    """The smallest quantity of whole cases that covers both amounts.

    A ``case`` of 0 or less means that pieces are sold; a ``quantity`` of 0 or less
    asks for nothing and stays 0.

    >>> whole_cases(Decimal(13), case=Decimal(6), minimum=Decimal(0))
    Decimal('18')
    >>> whole_cases(Decimal(1), case=Decimal(6), minimum=Decimal(20))
    Decimal('24')
    """
    if quantity <= CRUMB:
        return Decimal(0)
    wanted = max(quantity, minimum)
    if case <= 0:
        return wanted
    return _cases(wanted - CRUMB, case, ROUND_CEILING)


def cases_within(quantity: Decimal, case: Decimal) -> Decimal:
    """The largest quantity of whole cases, or pieces, that ``quantity`` holds.

    >>> cases_within(Decimal(17), Decimal(6)), cases_within(Decimal("2.9"), Decimal(0))
    (Decimal('12'), Decimal('2'))
    """
    if quantity <= 0:
        return Decimal(0)
    if case <= 0:
        return _cases(quantity + CRUMB, Decimal(1), ROUND_FLOOR)
    return _cases(quantity + CRUMB, case, ROUND_FLOOR)


def _cases(quantity, case, rounding):
    return (quantity / case).to_integral_value(rounding=rounding) * case
