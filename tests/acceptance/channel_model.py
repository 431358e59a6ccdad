"""What shops and stock must come to, counted without any of the addon's code."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field

CANDLE, SOAP, KIT, PACK = "CANDLE", "SOAP", "KIT", "PACK"
PARTS = {
    CANDLE: {CANDLE: 1},
    SOAP: {SOAP: 1},
    KIT: {CANDLE: 1, SOAP: 2},
    PACK: {CANDLE: 2},
}
"""What one sold unit takes from the shelf."""
TAKES_WHEN_PAID = ("woocommerce",)
"""Shops whose unpaid orders leave their numbers alone."""


@dataclass
class Sold:
    """One order of a shop; ``back`` was refunded and put back, ``left`` shipped."""

    shop: str
    ref: str
    lines: dict
    paid: bool = True
    cancelled: bool = False
    thrown_away: bool = False
    back: dict = field(default_factory=dict)
    left: dict = field(default_factory=dict)
    shipped: bool = False
    known_cancelled: bool = False
    known_back: dict = field(default_factory=dict)
    """What the studio knew for certain of the two at its last look."""
    sold_short: dict = field(default_factory=dict)
    """Units of each part that it took below nothing since then."""

    def due(self, sku: str) -> int:
        """Units of a line that are neither refunded nor cancelled."""
        return self.lines[sku] - self.back.get(sku, 0)

    def needs(self, informed: bool = True) -> dict:
        """Units of each part that must still leave the shelf.

        :param informed: False: by what was known at the last look, when nobody in
            the studio may have heard of cancellations and refunds since
        """
        if self.shipped or (self.cancelled if informed else self.known_cancelled):
            return {}
        back = self.back if informed else self.known_back
        needed: dict[str, int] = {}
        for sku, ordered in self.lines.items():
            for part, count in PARTS[sku].items():
                more = count * (ordered - back.get(sku, 0))
                needed[part] = needed.get(part, 0) + more
        return needed

    def looked(self) -> None:
        self.known_cancelled = self.cancelled
        self.known_back = dict(self.back)
        self.sold_short = {}


@dataclass
class Rules:
    """A shop's own policy."""

    buffer: int = 0
    cap: int = 0


class Model:
    """Stock by part and lot, orders, and what follows for every listing."""

    def __init__(self, shops, stock: dict):
        self.stock = dict(stock)
        self.held: set = set()
        self.orders: list[Sold] = []
        self.rules = {shop: Rules() for shop in shops}
        self.sold_short = dict.fromkeys((CANDLE, SOAP), 0)
        """Units that sales since the last look took below nothing."""
        self.was_short = dict.fromkeys((CANDLE, SOAP), False)
        self.seemed_short = dict.fromkeys((CANDLE, SOAP), False)
        """Short to whoever had not heard of what was cancelled or refunded."""

    def on_hand(self, part: str) -> int:
        return sum(count for (what, _lot), count in self.stock.items() if what == part)

    def free(self, part: str, informed: bool = True) -> int:
        """What may be promised: on hand, not held, not promised yet."""
        usable = sum(
            count
            for (what, lot), count in self.stock.items()
            if what == part and lot not in self.held
        )
        return usable - sum(order.needs(informed).get(part, 0) for order in self.orders)

    def free_for(self, shop: str, part: str) -> int:
        """What a shop may offer: its own buyers may still pay for what it has not
        taken off its numbers."""
        if shop not in TAKES_WHEN_PAID:
            return self.free(part)
        mine = [one for one in self.orders if one.shop == shop and not one.paid]
        return self.free(part) + sum(order.needs().get(part, 0) for order in mine)

    def shown(self, shop: str, sku: str) -> int:
        """What a listing must show once everything has settled."""
        rules = self.rules[shop]
        if sku == KIT:
            level = min(
                self.free_for(shop, part) // n for part, n in PARTS[KIT].items()
            )
            level -= rules.buffer
        else:
            (part, units), *_ = PARTS[sku].items()
            level = (self.free_for(shop, part) - rules.buffer) // units
        level = max(level, 0)
        return min(level, rules.cap) if rules.cap else level

    def sell(self, order: Sold) -> None:
        """Place an order and note what it took that is not there."""
        with self.selling(order):
            self.orders.append(order)

    def goes_on(self, order: Sold) -> None:
        """An order that was called off is paid after all: it sells once more."""
        with self.selling(order):
            order.cancelled = order.thrown_away = False
            order.paid = True

    @contextmanager
    def selling(self, order: Sold):
        """Note what ``order`` takes in the block that is not there."""
        before = {part: max(-self.free(part), 0) for part in self.sold_short}
        yield
        for part, short in before.items():
            more = max(-self.free(part), 0) - short
            self.sold_short[part] += more
            order.sold_short[part] = order.sold_short.get(part, 0) + max(more, 0)
            self.was_short[part] |= more > 0
            self.seemed_short[part] |= self.free(part, informed=False) < 0

    @contextmanager
    def giving_back(self, order: Sold):
        """``order`` gets smaller in the block, or is called off: what it had not is
        no oversell to whoever hears of both at once."""
        before = {part: max(-self.free(part), 0) for part in self.sold_short}
        yield
        for part, short in before.items():
            less = min(
                max(short - max(-self.free(part), 0), 0), order.sold_short.get(part, 0)
            )
            self.sold_short[part] -= less
            order.sold_short[part] = order.sold_short.get(part, 0) - less
        self.moved()

    def moved(self) -> None:
        """Call after anything but a sale: what is short again is no sale's fault."""
        for part in self.sold_short:
            short = max(-self.free(part), 0)
            self.sold_short[part] = min(self.sold_short[part], short)
            self.was_short[part] |= short > 0
            self.seemed_short[part] |= self.free(part, informed=False) < 0

    def looked(self) -> None:
        """Everything was compared; count what is sold short anew."""
        for order in self.orders:
            order.looked()
        for part in self.sold_short:
            self.sold_short[part] = 0
            self.was_short[part] = self.seemed_short[part] = self.free(part) < 0
