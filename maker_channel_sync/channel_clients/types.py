"""What passes between a channel and Odoo: frozen, complete, without behaviour."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from .errors import ChannelError

Quantity = int | Decimal
KINDS = (
    "gift_wrap",
    "tip",
    "fee",
    "custom",
    "gift_card",
    "donation",
    "digital",
    "discount",
)
"""What a line may sell instead of goods."""


@dataclass(frozen=True)
class Check:
    """Outcome of a connection test."""

    shop_name: str
    shop_id: str
    currency: str = ""
    scopes: tuple[str, ...] = ()
    missing_scopes: tuple[str, ...] = ()
    locations: tuple[Location, ...] = ()
    warning: str = ""
    order_days: int = 0
    """How far back the shop shows its orders to this app; 0 without a limit."""


@dataclass(frozen=True)
class Location:
    remote_id: str
    name: str
    active: bool = True


@dataclass(frozen=True)
class Listing:
    """One sellable variant on a channel.

    ``remote_id`` is the key: stable under title and SKU changes, and all that
    ``get_stock`` and ``set_stock`` need (composite keys are joined by ``:``).
    """

    remote_id: str
    parent_id: str
    title: str
    sku: str = ""
    barcode: str = ""
    variant_title: str = ""
    price: Decimal | None = None
    currency: str = ""
    quantity: int | None = None
    tracked: bool = True
    state: str = "active"
    url: str = ""
    warning: str = ""
    composed: bool = False
    """The shop computes the number from what it is made of: it is never written."""
    shared: str = ""
    """Key of the number that several listings show together; "" for one's own."""


@dataclass(frozen=True)
class Stock:
    """What the channel shows; ``quantity`` is what a shopper can buy now.

    It is below zero where the channel counts on when two buyers race for the last.
    ``version`` is the channel's revision where it has one. In a ``state`` other
    than ``active`` nothing is on sale: the quantity is 0 and is no drift
    (``unstocked``: the location does not keep the item yet, a write mends it).
    """

    remote_id: str
    quantity: int
    tracked: bool = True
    version: str = ""
    committed: int = 0
    state: str = "active"


@dataclass(frozen=True)
class Draft:
    """One product to prepare for sale without publishing it.

    ``sku`` is what a repetition is recognised by. ``example`` is the ``parent_id``
    of a listing of the same shop whose category, postage and the like are taken
    over where the channel asks for them.
    """

    sku: str
    title: str
    price: Decimal
    quantity: int = 0
    description: str = ""
    barcode: str = ""
    example: str = ""


@dataclass(frozen=True)
class StockChange:
    """One absolute quantity to set.

    ``expected`` is what the channel last showed: where it can compare and set,
    a different number there makes the change fail with ``Conflict``. Below zero
    counts as zero: nothing is for sale.
    ``None`` sets without comparing. ``key`` is the idempotency key.
    """

    remote_id: str
    quantity: int
    expected: int | None = None
    version: str = ""
    key: str = ""


@dataclass(frozen=True)
class StockResult:
    """Answer to one ``StockChange``; ``error`` is None when it took effect.

    ``quantity`` is what the channel shows now; it may be less than was asked
    where the channel has a maximum or another listing shares the number.
    ``deactivated`` says that the client itself
    took the listing off sale at zero (remember it: ``reactivated`` ends it).
    """

    remote_id: str
    quantity: int | None
    error: ChannelError | None = None
    version: str = ""
    calls: int = 0
    deactivated: bool = False
    reactivated: bool = False
    shared: str = ""
    """As in ``Listing``: the number that was written is that of others as well."""


@dataclass(frozen=True)
class OrderLine:
    """``quantity`` is as ordered; ``cancelled`` of it will not ship any more,
    ``refunded`` was paid back after that (no overlap), and of these
    ``restocked`` came back into stock: whole numbers, or decimals where the channel
    sells by measure. ``listing_id`` is the listing's ``remote_id``, "" where the
    channel does not tell. ``discount`` and ``tax`` are totals of the line.
    """

    remote_id: str
    listing_id: str
    title: str
    quantity: Quantity
    unit_price: Decimal
    sku: str = ""
    discount: Decimal = Decimal(0)
    tax: Decimal = Decimal(0)
    cancelled: Quantity = 0
    refunded: Quantity = 0
    restocked: Quantity = 0
    note: str = ""
    kind: str = "goods"
    """``goods``; else what is sold instead of goods, one of ``KINDS``."""
    parent: str = ""
    """The line of the set that this line is a part of: goods leave once."""


@dataclass(frozen=True)
class Address:
    name: str = ""
    company: str = ""
    street: str = ""
    street2: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""
    country: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Refund:
    remote_id: str
    amount: Decimal
    reason: str = ""
    lines: tuple[tuple[str, Quantity, bool], ...] = ()
    """(order line id, quantity, restocked) of each refunded line."""


@dataclass(frozen=True)
class Shipment:
    remote_id: str
    tracking: str = ""
    carrier: str = ""


class Status(NamedTuple):
    """What a shop's own word for an order's state means here.

    ``taken``: its goods are off the shop's own numbers, by the vendor's rule.
    """

    state: str
    taken: bool = True


@dataclass(frozen=True)
class Order:
    """One order as the channel tells it; money is in ``currency``.

    ``discount`` is what is not already given off in the lines, ``tax`` the whole
    tax of the order including that of its lines. All are as ordered and edited;
    what was given back since stands in ``refunds``, in the lines and beside
    ``shipping``. ``due`` and ``tax_due`` are what the shop says is left of ``total``
    and ``tax`` after that, None where it does not say.
    """

    remote_id: str
    name: str
    state: str
    """``draft`` (a checkout that was opened: no order yet), ``open`` (unpaid: do
    not ship), ``paid``, ``cancelled``, ``refunded``, ``shipped`` or ``review`` (a
    state this client does not know)."""
    created: datetime
    updated: datetime
    currency: str
    lines: tuple[OrderLine, ...]
    total: Decimal | None = None
    shipping: Decimal = Decimal(0)
    shipping_title: str = ""
    shipping_tax: Decimal | None = None
    shipping_refunded: Decimal = Decimal(0)
    shipping_tax_refunded: Decimal = Decimal(0)
    discount: Decimal = Decimal(0)
    tip: Decimal = Decimal(0)
    gift_wrap: Decimal = Decimal(0)
    tax: Decimal = Decimal(0)
    due: Decimal | None = None
    tax_due: Decimal | None = None
    tax_collected_by_channel: bool = False
    taxes_included: bool = False
    vat_named: Decimal = Decimal(0)
    """VAT in what the buyer paid, of which the channel does not say whose it is to
    declare: it is in no other amount of tax."""
    fees: Decimal = Decimal(0)
    test: bool = False
    customer_id: str = ""
    billing: Address = field(default_factory=Address)
    delivery: Address = field(default_factory=Address)
    note: str = ""
    gift_message: str = ""
    refunds: tuple[Refund, ...] = ()
    shipments: tuple[Shipment, ...] = ()
    ship_blocked: str = ""
    ships_itself: bool = False
    """The channel sends it from its own stock: nothing of ours is sold."""
    wants_yes: bool = False
    """The channel waits for the seller to accept the order: ``accept`` does."""
    parent_order_id: str = ""
    taken: bool = True
    """The shop has taken what is open of it off its own numbers."""
    status: str = ""
    """What the shop itself calls its state."""
    problem: str = ""
    """Why the order could not be read, for people; then only ids, moments, ``raw``
    and what goods its ``lines`` name count. ``trace`` has the technical text."""
    trace: str = field(default="", compare=False, repr=False)
    raw: dict = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True)
class Movement:
    """Money between channel and seller that no order tells.

    ``kind`` is ``payout`` (paid to the seller) or ``fee`` (kept by the channel);
    ``amount`` is positive for both, negative where it was taken back.
    """

    remote_id: str
    kind: str
    at: datetime
    amount: Decimal
    currency: str
    title: str = ""
    order_id: str = ""
    line_id: str = ""


@dataclass(frozen=True)
class ShipRequest:
    """Goods that left for one order; ``lines`` are (order line id, quantity).

    ``known`` are the ids of the order's parcels that the channel acknowledged
    before: a parcel without tracking is told apart by them alone.
    """

    order_id: str
    lines: tuple[tuple[str, Quantity], ...]
    tracking: str = ""
    carrier: str = ""
    tracking_url: str = ""
    notify: bool = True
    shipping_cost: Decimal | None = None
    currency: str = ""
    known: tuple[str, ...] = ()

    def among(self, parcels: Iterable[Shipment]) -> Shipment | None:
        """The parcel that an earlier, unanswered attempt at this request made."""
        for parcel in parcels:
            same = parcel.tracking == self.tracking
            if same and (self.tracking or parcel.remote_id not in self.known):
                return parcel
        return None


@dataclass(frozen=True)
class WebhookHint:
    """A verified webhook, reduced to where to look; never trusted as data."""

    delivery_id: str
    topic: str
    order_id: str = ""
    listing_ids: tuple[str, ...] = ()
    quantity: int | None = None
    """What the one listing it is about shows, where the notice says so: good only to
    see that it tells nothing new."""
    ping: bool = False


@dataclass(frozen=True)
class Token:
    """OAuth tokens; ``expires`` is an aware UTC moment or None."""

    access: str
    refresh: str = ""
    expires: datetime | None = None
    scopes: tuple[str, ...] = ()
