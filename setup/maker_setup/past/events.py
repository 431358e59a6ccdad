"""What can happen in a studio, as plain values in UTC."""

from dataclasses import dataclass
from datetime import datetime, timedelta

Portions = tuple[tuple[str | None, float], ...]
"""From which lots how much was taken; None where an item has no lots."""


@dataclass(frozen=True)
class Size:
    """How much happened: the same seed and size give the same past."""

    months: int = 24
    orders_per_week: int = 28
    products: int = 12
    seed: int = 20


@dataclass(frozen=True)
class Taken:
    """What was taken off the shelf, and what it had cost."""

    item: str
    quantity: float
    value: float
    portions: Portions


@dataclass(frozen=True)
class Bought:
    """One line of a receipt: ``units`` as bought, ``quantity`` in the item's unit."""

    item: str
    units: float
    quantity: float
    price: float
    value: float
    lot: str | None
    supplier_lot: str | None


@dataclass(frozen=True)
class Receipt:
    """A purchase with the day it was promised for, the day it came and its bill."""

    at: datetime
    ordered: datetime
    promised: datetime
    billed: datetime
    vendor: str
    lines: tuple[Bought, ...]


@dataclass(frozen=True)
class Run:
    """A batch: good and spoiled units, and what it used."""

    at: datetime
    item: str
    good: float
    spoiled: float
    lot: str
    ready: datetime | None
    used: tuple[Taken, ...]

    @property
    def cost(self) -> float:
        """What the good units cost together."""
        return sum(taken.value for taken in self.used)


@dataclass(frozen=True)
class Order:
    """A sale: where, to whom, when it was placed and when it left (``at``)."""

    at: datetime
    ordered: datetime
    channel: str
    customer: str
    lines: tuple[tuple[Taken, float], ...]
    """What was taken and its price for one."""

    @property
    def total(self) -> float:
        """What the buyer paid."""
        return round(sum(taken.quantity * price for taken, price in self.lines), 2)


@dataclass(frozen=True)
class Market:
    """A day at the stall: what was packed, each sale, and what came back."""

    at: datetime
    name: str
    fee: float
    packed: tuple[Taken, ...]
    sales: tuple[Order, ...]
    back: tuple[Taken, ...]


@dataclass(frozen=True)
class Missing:
    """What a count did not find, or what was thrown away."""

    at: datetime
    taken: Taken
    reason: str
    counted: bool


@dataclass(frozen=True)
class Closing:
    """What is there in the end: quantities by lot, average cost and value."""

    lots: Portions
    cost: float
    value: float


@dataclass(frozen=True)
class Past:
    """Everything that happened between two moments, each kind in its order."""

    begin: datetime
    end: datetime
    receipts: tuple[Receipt, ...]
    runs: tuple[Run, ...]
    orders: tuple[Order, ...]
    markets: tuple[Market, ...]
    missing: tuple[Missing, ...]
    closing: dict[str, Closing]


def at(day: datetime, hour: int, minute: int = 0, days: int = 0) -> datetime:
    """Return ``hour:minute`` of the day that is ``days`` after ``day``."""
    return day.replace(hour=hour) + timedelta(days=days, minutes=minute)
