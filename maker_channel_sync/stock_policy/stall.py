"""What to take to a market stall, and how a round discount spreads over goods."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

# A day on which everything was sold says "at least this many".
SOLD_OUT = Decimal("1.25")
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Outing:
    """How many units of a product one earlier day took along and sold."""

    packed: Decimal
    sold: Decimal


def quantity_to_take(outings: Sequence[Outing], free: Decimal) -> int:
    """Whole units to take along: what such a day sells, no more than is free.

    The mean of the days that had the product; a day that sold out counts a
    quarter more. Never negative; 0 without any day to learn from.

    >>> days = [Outing(Decimal(10), Decimal(6)), Outing(Decimal(8), Decimal(8))]
    >>> quantity_to_take(days, Decimal(50)), quantity_to_take(days, Decimal("5.5"))
    (8, 5)
    """
    tried = [one for one in outings if one.packed > 0]
    if not tried or free <= 0:
        return 0
    wanted = sum(
        one.sold * (SOLD_OUT if one.sold >= one.packed else 1) for one in tried
    )
    mean = (Decimal(wanted) / len(tried)).to_integral_value(rounding=ROUND_CEILING)
    return int(max(min(mean, free.to_integral_value(rounding=ROUND_FLOOR)), 0))


def apportion(
    amount: Decimal, weights: Sequence[Decimal], step: Decimal = CENT
) -> list[Decimal]:
    """Spread ``amount`` over ``weights`` in multiples of ``step``.

    The parts add up to ``amount`` exactly: what rounding leaves over goes, one step
    each, to the parts that lost most by it. Raises ValueError when ``amount`` is
    negative, no multiple of ``step``, or there is no weight to carry it.

    >>> [str(part) for part in apportion(Decimal("1.00"), [Decimal(1)] * 3)]
    ['0.34', '0.33', '0.33']
    """
    if amount < 0 or amount % step:
        raise ValueError("amount must be a positive multiple of the step")
    total = sum(weights, Decimal(0))
    if amount and total <= 0:
        raise ValueError("nothing to spread the amount over")
    if not amount:
        return [Decimal(0)] * len(weights)
    exact = [amount * weight / total for weight in weights]
    parts = [(one / step).to_integral_value(ROUND_FLOOR) * step for one in exact]
    missing = int((amount - sum(parts)) / step)
    lost = sorted(range(len(parts)), key=lambda n: parts[n] - exact[n])
    for place in lost[:missing]:
        parts[place] += step
    return parts
