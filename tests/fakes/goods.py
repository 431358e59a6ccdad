"""What a fake shop keeps: listings, variants, stock, orders."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal


class SoldOut(Exception):
    """The checkout refuses: there is not enough to buy."""


@dataclass
class Level:
    """Stock at one place: ``on_hand`` is what is available plus committed."""

    available: int = 0
    committed: int = 0
    active: bool = True

    @property
    def on_hand(self) -> int:
        return self.available + self.committed


@dataclass
class Variant:
    """One thing that can be bought."""

    id: str
    listing: Listing
    sku: str
    price: Decimal
    barcode: str = ""
    values: dict = field(default_factory=dict)
    """Option name to option value, as ``{"Size": "Small"}``."""
    levels: dict = field(default_factory=dict)
    tracked: bool = True
    oversell: bool = False
    enabled: bool = True
    revision: int = 1
    extra: dict = field(default_factory=dict)

    @property
    def level(self) -> Level:
        """The stock at the shop's first place."""
        return next(iter(self.levels.values()))

    @property
    def title(self) -> str:
        return " / ".join(self.values.values())


@dataclass
class Listing:
    """A product page with its variants."""

    id: str
    title: str
    variants: list = field(default_factory=list)
    state: str = "active"
    created: datetime | None = None
    updated: datetime | None = None
    extra: dict = field(default_factory=dict)


@dataclass
class Line:
    """One line of an order; ``price`` is the unit price without discount."""

    id: str
    variant: Variant
    title: str
    sku: str
    quantity: int
    price: Decimal
    discount: Decimal = Decimal(0)
    tax: Decimal = Decimal(0)
    note: str = ""
    shipped: int = 0
    cancelled: int = 0
    refunded: int = 0
    taken_off: int = 0
    """Units that are both refunded and cancelled: given back before they left."""
    restocked: int = 0
    location: str = ""
    extra: dict = field(default_factory=dict)

    @property
    def sold(self):
        """Units that the order is for now, after the seller's edits."""
        return self.quantity - self.extra.get("edited", 0)

    def now(self, amount: Decimal) -> Decimal:
        """An amount of the whole line as it is after edits."""
        return (amount * self.sold / self.quantity).quantize(Decimal("0.01"))

    @property
    def open(self) -> int:
        """Units that still have to be shipped."""
        return self.quantity - self.shipped - self.cancelled

    @property
    def refundable(self) -> int:
        """Units that were bought and whose money was not given back yet."""
        return self.quantity - self.refunded - (self.cancelled - self.taken_off)


@dataclass
class Order:
    """An order; ``extra`` holds what only one vendor knows."""

    id: str
    number: int
    created: datetime
    updated: datetime
    lines: list
    currency: str
    paid: bool = True
    test: bool = False
    cancelled: datetime | None = None
    discount: Decimal = Decimal(0)
    shipping: Decimal = Decimal(0)
    tax: Decimal = Decimal(0)
    tip: Decimal = Decimal(0)
    gift_wrap: Decimal = Decimal(0)
    gift_message: str = ""
    note: str = ""
    buyer: str = "Retail buyer"
    email: str = "buyer@example.com"
    company: str = ""
    country: str = "US"
    shipments: list = field(default_factory=list)
    refunds: list = field(default_factory=list)
    extra: dict = field(default_factory=dict)

    @property
    def subtotal(self) -> Decimal:
        """Goods at full price."""
        return sum((line.price * line.sold for line in self.lines), Decimal(0))

    @property
    def fees(self) -> list:
        """(name, amount, tax) of what a seller charges beside the goods."""
        return self.extra.setdefault("fees", [])

    @property
    def tax_now(self) -> Decimal:
        """The whole tax after edits."""
        gone = sum((line.tax - line.now(line.tax) for line in self.lines), Decimal(0))
        fees = sum((tax for _name, _amount, tax in self.fees), Decimal(0))
        return self.tax - gone + fees

    @property
    def total(self) -> Decimal:
        """What the buyer pays, with all discounts, tax, shipping and extras."""
        added = self.shipping + self.tax_now + self.tip + self.gift_wrap
        added += sum((amount for _name, amount, _tax in self.fees), Decimal(0))
        return self.subtotal - self.all_discounts + added

    @property
    def all_discounts(self) -> Decimal:
        lines = sum((line.now(line.discount) for line in self.lines), Decimal(0))
        return self.discount + lines

    @property
    def shipped(self) -> bool:
        return bool(self.shipments) and not any(line.open > 0 for line in self.lines)


@dataclass
class Parcel:
    """Goods that left; ``lines`` are (order line id, quantity)."""

    id: str
    lines: list
    tracking: str = ""
    carrier: str = ""
    url: str = ""
    at: datetime | None = None


@dataclass
class Refunded:
    """Money given back; ``lines`` are (order line id, quantity, restocked),
    ``shipping`` what of ``amount`` is for shipping and its tax."""

    id: str
    amount: Decimal
    lines: list
    reason: str = ""
    at: datetime | None = None
    shipping: tuple[Decimal, Decimal] = (Decimal(0), Decimal(0))
