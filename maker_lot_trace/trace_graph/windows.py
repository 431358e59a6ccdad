"""Which lots can have been used where nobody wrote the lot down.

Stock that was not there cannot have been used: a lot not yet received, or used up,
at the moment of an unrecorded withdrawal is ruled out; every other is possible.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

ZERO = Decimal(0)


@dataclass(frozen=True)
class StockEvent:
    """One change of a product's stock.

    ``lot`` is None where none was recorded; ``id`` tells events apart and orders
    those of one moment. ``change`` is positive for what came in.
    """

    id: int
    at: datetime
    change: Decimal
    lot: Hashable | None = None


@dataclass(frozen=True)
class Candidates:
    """Possible origins of one unrecorded withdrawal.

    ``lots``: each lot on hand at that moment with how much of it there can have
    been; ``arrivals``: ids of unrecorded arrivals that may not have been used up.
    """

    event: StockEvent
    lots: dict[Hashable, Decimal]
    arrivals: dict[int, Decimal]


def candidates(events: Iterable[StockEvent]) -> list[Candidates]:
    """The candidates of each unrecorded withdrawal of one product, by time.

    One walk. At the same moment arrivals come first, so that the answer errs
    towards "possible". When the product's stock reaches zero nothing of what came
    before can be left, whatever the records of single lots say.
    """
    lots: dict[Hashable, Decimal] = {}
    arrivals: dict[int, Decimal] = {}
    total = ZERO
    result = []
    for event in sorted(events, key=lambda e: (e.at, e.change < 0, e.id)):
        if event.lot is None and event.change < 0:
            on_hand = {lot: held for lot, held in lots.items() if held > 0}
            result.append(Candidates(event, on_hand, dict(arrivals)))
        elif event.lot is None:
            arrivals[event.id] = event.change
        else:
            lots[event.lot] = lots.get(event.lot, ZERO) + event.change
        total += event.change
        if total <= 0:
            lots.clear()
            arrivals.clear()
            total = ZERO
    return result
