"""From a cost to a price, by a rule that can be said in one sentence."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

MARKUP, MARGIN = "markup", "margin"
_HUNDRED = Decimal(100)


@dataclass(frozen=True)
class PriceRule:
    """``markup``: percent put on the cost. ``margin``: percent of the price kept.

    Prices are rounded up to a multiple of ``step`` when one is given.
    """

    kind: str
    percent: Decimal
    step: Decimal = Decimal(0)

    def price(self, cost: Decimal) -> Decimal:
        """The price for a cost.

        :raise ValueError: a margin of a hundred percent or more

        >>> PriceRule(MARKUP, Decimal(50)).price(Decimal(8))
        Decimal('12')
        >>> PriceRule(MARGIN, Decimal(50)).price(Decimal(8))
        Decimal('16')
        >>> PriceRule(MARKUP, Decimal(50), step=Decimal(5)).price(Decimal(8))
        Decimal('15')
        """
        if self.kind == MARKUP:
            price = cost * (_HUNDRED + self.percent) / _HUNDRED
        elif self.percent >= _HUNDRED:
            raise ValueError("a margin is under 100 %")
        else:
            price = cost * _HUNDRED / (_HUNDRED - self.percent)
        if self.step:
            price = (price / self.step).to_integral_value(ROUND_CEILING) * self.step
        return price


def margin_pct(
    price: Decimal, cost: Decimal, fee_pct=Decimal(0), fee_fixed=Decimal(0)
) -> Decimal | None:
    """Percent of a price that is left after cost and fees; None without a price.

    >>> margin_pct(Decimal(20), Decimal(8), fee_pct=Decimal(5), fee_fixed=Decimal(1))
    Decimal('50.0')
    """
    if not price:
        return None
    kept = price * (_HUNDRED - fee_pct) / _HUNDRED - fee_fixed - cost
    return kept / price * _HUNDRED
