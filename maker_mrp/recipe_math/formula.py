"""Recipes written as shares of a batch."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from decimal import ROUND_FLOOR, Decimal

from .errors import FormulaSum

HUNDRED = Decimal(100)
#: what three thirds of a hundred, written with four digits, may miss
SUM_TOLERANCE = Decimal("0.0005")
_STEP = Decimal("0.000001")


def check_sum(shares: Mapping[Hashable, Decimal]) -> Decimal:
    """The sum of the shares, when it is a hundred.

    :raise FormulaSum: when it is not

    >>> check_sum({"wax": Decimal("92.5"), "fragrance": Decimal("7.5")})
    Decimal('100.0')
    >>> check_sum({"wax": Decimal(92), "fragrance": Decimal(7)})
    Traceback (most recent call last):
    recipe_math.errors.FormulaSum: percentages add up to 99
    """
    total = sum(shares.values(), Decimal(0))
    if abs(total - HUNDRED) > SUM_TOLERANCE:
        raise FormulaSum(total)
    return total


def normalise(shares: Mapping[Hashable, Decimal]) -> dict[Hashable, Decimal]:
    """The same proportions, adding up to exactly a hundred.

    What rounding to six digits leaves over goes to the shares that lost most.
    :raise FormulaSum: when there is nothing to share out

    >>> thirds = normalise(dict.fromkeys("abc", Decimal(1)))
    >>> sum(thirds.values()), thirds["a"] - thirds["c"]
    (Decimal('100.000000'), Decimal('0.000001'))
    """
    total = sum(shares.values(), Decimal(0))
    if total <= 0:
        raise FormulaSum(total)
    wanted = {key: share * HUNDRED / total for key, share in shares.items()}
    result = {
        key: share.quantize(_STEP, rounding=ROUND_FLOOR)
        for key, share in wanted.items()
    }
    left = int((HUNDRED - sum(result.values())) / _STEP)
    by_loss = sorted(wanted, key=lambda key: wanted[key] - result[key], reverse=True)
    for key in by_loss[:left]:
        result[key] += _STEP
    return result


def amounts(
    shares: Mapping[Hashable, Decimal], batch: Decimal
) -> dict[Hashable, Decimal]:
    """What each share is of a batch, proportionally, whatever they add up to.

    >>> amounts({"wax": Decimal(3), "fragrance": Decimal(1)}, Decimal(1000))
    {'wax': Decimal('750'), 'fragrance': Decimal('250')}
    """
    total = sum(shares.values(), Decimal(0))
    if total <= 0:
        raise FormulaSum(total)
    return {key: batch * share / total for key, share in shares.items()}


def lye_for(oils, superfat_pct: Decimal) -> Decimal:
    """Grams of lye that turn oils into soap, less the superfat.

    :param oils: pairs (grams of an oil, grams of lye one gram of it takes)
    :param superfat_pct: share of the oils, in percent, that is to stay oil

    >>> olive, coconut = Decimal("0.134"), Decimal("0.183")
    >>> lye_for([(Decimal(500), olive), (Decimal(200), coconut)], Decimal(5))
    Decimal('98.420')
    """
    full = sum((grams * value for grams, value in oils), Decimal(0))
    return full * (HUNDRED - superfat_pct) / HUNDRED
