"""What shops and stock must come to, counted without any of the addon's code."""

from __future__ import annotations

from dataclasses import dataclass, field

CANDLE, SOAP, KIT, PACK = "CANDLE", "SOAP", "KIT", "PACK"
PARTS = {
    CANDLE: {CANDLE: 1},
    SOAP: {SOAP: 1},
    KIT: {CANDLE: 1, SOAP: 2},
    PACK: {CANDLE: 2},
}
"""What one sold unit takes from the shelf."""


@dataclass
class Sold:
    """One order of a shop; ``back`` was refunded and put back, ``left`` shipped."""

    shop: str
    ref: str
    lines: dict
    paid: bool = True
    cancelled: bool = False
    back: dict = field(default_factory=dict)
    left: dict = field(default_factory=dict)
    shipped: bool = False

    def due(self, sku: str) -> int:
        """Units of a line that are neither refunded nor cancelled."""
        return self.lines[sku] - self.back.get(sku, 0)

    def needs(self) -> dict:
        """Units of each part that must still leave the shelf."""
        if self.cancelled or self.shipped:
            return {}
        needed: dict[str, int] = {}
        for sku in self.lines:
            for part, count in PARTS[sku].items():
                needed[part] = needed.get(part, 0) + count * self.due(sku)
        return needed


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

    def on_hand(self, part: str) -> int:
        return sum(count for (what, _lot), count in self.stock.items() if what == part)

    def free(self, part: str) -> int:
        """What may be promised: on hand, not held, not promised yet."""
        usable = sum(
            count
            for (what, lot), count in self.stock.items()
            if what == part and lot not in self.held
        )
        return usable - sum(order.needs().get(part, 0) for order in self.orders)

    def shown(self, shop: str, sku: str) -> int:
        """What a listing must show once everything has settled."""
        rules = self.rules[shop]
        if sku == KIT:
            level = min(self.free(part) // n for part, n in PARTS[KIT].items())
            level -= rules.buffer
        else:
            (part, units), *_ = PARTS[sku].items()
            level = (self.free(part) - rules.buffer) // units
        level = max(level, 0)
        return min(level, rules.cap) if rules.cap else level

    def sell(self, order: Sold) -> None:
        """Place an order and note what it took that is not there."""
        before = {part: max(-self.free(part), 0) for part in self.sold_short}
        self.orders.append(order)
        for part, short in before.items():
            more = max(-self.free(part), 0) - short
            self.sold_short[part] += more
            self.was_short[part] |= more > 0

    def moved(self) -> None:
        """Call after anything but a sale: what is short again is no sale's fault."""
        for part in self.sold_short:
            short = max(-self.free(part), 0)
            self.sold_short[part] = min(self.sold_short[part], short)
            self.was_short[part] |= short > 0

    def looked(self) -> None:
        """Everything was compared; count what is sold short anew."""
        for part in self.sold_short:
            self.sold_short[part] = 0
            self.was_short[part] = self.free(part) < 0
