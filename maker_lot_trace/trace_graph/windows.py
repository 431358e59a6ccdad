"""Which lots can have been used where nobody wrote the lot down.

Stock that was not there cannot have been used: a lot not yet received, or used up,
at the moment of an unrecorded withdrawal is ruled out; every other is possible.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

ZERO = Decimal(0)
ONE_COUNT = timedelta(days=1)
"""How far apart the two halves of a lot that was counted under a wrong name lie."""


@dataclass(frozen=True)
class StockEvent:
    """One change of a product's stock.

    ``lot`` is None where none was recorded; ``id`` tells events apart and orders
    those of one moment. ``change`` is positive for what came in. ``taker`` is the
    customer it went to or came back from, None for all other changes.
    """

    id: int
    at: datetime
    change: Decimal
    lot: Hashable | None = None
    taker: Hashable | None = None


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

    >>> events = [
    ...     StockEvent(1, datetime(2026, 1, 1), Decimal(5), "A"),
    ...     StockEvent(2, datetime(2026, 1, 2), Decimal(-5), "A"),
    ...     StockEvent(3, datetime(2026, 1, 3), Decimal(8), "B"),
    ...     StockEvent(4, datetime(2026, 1, 4), Decimal(-2)),
    ... ]
    >>> [found] = candidates(events)
    >>> found.lots  # nothing of A was left
    {'B': Decimal('8')}
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


def renamed(events: Iterable[StockEvent], counted: set[int]) -> list[Candidates]:
    """Goods that went, or were found, as one lot and may have been another.

    A lot that is sold or used beyond what there is of it must have been goods of
    another lot that was there. What a count finds of one lot may be what it misses of
    another. Only events whose lot is recorded are told.

    :param counted: ids of the events that are counts, scraps or other losses
    """
    lots: dict[Hashable, Decimal] = {}
    result = []
    told = sorted(events, key=lambda e: (e.at, e.change < 0, e.id))
    lost = [one for one in told if one.id in counted and one.lot and one.change < 0]
    for event in told:
        if event.lot is None:
            continue
        before = lots.get(event.lot, ZERO)
        lots[event.lot] = before + event.change
        if event.id in counted:
            others = {}
            if event.change > 0:
                near = [one for one in lost if abs(one.at - event.at) <= ONE_COUNT]
                others = {one.lot: -one.change for one in near}
        elif event.change < 0 and lots[event.lot] < 0:
            others = {lot: held for lot, held in lots.items() if held > 0}
        else:
            continue
        others.pop(event.lot, None)
        if others:
            result.append(Candidates(event, others, {}))
    return result


def returned(events: Iterable[StockEvent]) -> list[Candidates]:
    """Goods that customers gave back as one lot and that may be of another.

    A customer gives back what that customer got: what comes back of a lot beyond that
    may be of any other lot that went there. Who got no other lot may have it from
    somebody else; then only more than ever went out of the lot is in doubt, and may
    be of any lot that went to anybody.
    """
    shipped: dict[Hashable, dict[Hashable, Decimal]] = defaultdict(dict)
    total: dict[Hashable, Decimal] = {}
    kept: dict[tuple[Hashable, Hashable], Decimal] = defaultdict(Decimal)
    still_out: dict[Hashable, Decimal] = defaultdict(Decimal)
    result = []
    for event in sorted(events, key=lambda e: (e.at, e.change > 0, e.id)):
        lot, taker = event.lot, event.taker
        if lot is None or taker is None:
            continue
        if event.change <= 0:
            for sums in (shipped[taker], total):
                sums[lot] = sums.get(lot, ZERO) - event.change
        kept[lot, taker] -= event.change
        still_out[lot] -= event.change
        if event.change <= 0 or kept[lot, taker] >= 0:
            continue
        others = {name: sent for name, sent in shipped[taker].items() if name != lot}
        if not others and still_out[lot] < 0:
            others = {name: sent for name, sent in total.items() if name != lot}
        if others:
            result.append(Candidates(event, others, {}))
    return result
