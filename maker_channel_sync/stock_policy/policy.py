"""From what there is to what a shopper may see.

Everything here is arithmetic on frozen values: no database, no clock, and no
words. Each step is named by a code so that the caller can say it in any
language.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from enum import Enum

ZERO = Decimal(0)


class Basis(str, Enum):
    """What counts as sellable."""

    FREE = "free"
    SOON = "free_soon"
    CAN_MAKE = "can_make"


@dataclass(frozen=True)
class Policy:
    """How much of the supply one listing shows.

    ``reserved`` (kept for wholesale), ``buffer`` and ``risk`` (kept against sales
    not yet heard of) are in the product's unit;
    ``floor``, ``cap``, ``minimum_shown`` and ``limit`` count what the listing
    sells (a pack is one). ``share`` is a percentage. ``cap`` and ``limit`` of
    ``None`` mean no limit; ``limit`` is the channel's own.
    """

    basis: Basis = Basis.FREE
    buffer: Decimal = ZERO
    risk: Decimal = ZERO
    reserved: Decimal = ZERO
    share: Decimal = Decimal(100)
    units_per_listing: Decimal = Decimal(1)
    floor: int = 0
    cap: int | None = None
    minimum_shown: int = 0
    limit: int | None = None
    exclude: bool = False


@dataclass(frozen=True)
class Step:
    """One line of the explanation: what was applied, and what was left.

    A rule that is set is told even where it changes nothing.
    ``code`` is one of ``free demand held soon can_make reserved share buffer
    risk units minimum_shown cap floor limit exclude shared``.
    """

    code: str
    amount: Decimal
    result: Decimal


@dataclass(frozen=True)
class Shown:
    """``quantity`` to show, or None when the listing is left alone."""

    quantity: int | None
    steps: tuple[Step, ...]


def lowest(shown: Mapping[Hashable, Shown]) -> dict[Hashable, Shown]:
    """What listings show whose shop keeps one number for all of them.

    Those that are left alone stay out of it.
    """
    counts = [one.quantity for one in shown.values() if one.quantity is not None]
    least = min(counts, default=0)
    return {
        key: one
        if one.quantity is None or one.quantity == least
        else Shown(least, (*one.steps, Step("shared", Decimal(least), Decimal(least))))
        for key, one in shown.items()
    }


class _Ledger:
    def __init__(self):
        self.steps: list[Step] = []
        self.left = ZERO

    def set(self, code: str, amount: Decimal | int, result: Decimal | int) -> None:
        self.left = Decimal(result)
        self.steps.append(Step(code, Decimal(amount), self.left))

    def add(self, code: str, amount: Decimal, sign: int) -> None:
        if amount:
            self.set(code, amount, self.left + sign * amount)


def shown_quantity(supply, policy: Policy) -> Shown:
    """Quantity a listing should show, never negative, with each step taken.

    ``supply`` is what there is to sell, the ``stock_facts.Supply`` of maker_mrp.

    Raises ValueError when ``units_per_listing`` is not positive.
    """
    if policy.units_per_listing <= 0:
        raise ValueError("units_per_listing must be positive")
    ledger = _Ledger()
    if policy.exclude:
        ledger.set("exclude", 0, 0)
        return Shown(None, tuple(ledger.steps))
    _sellable(ledger, supply, policy)
    _share_out(ledger, policy)
    whole = max(ledger.left, ZERO) / policy.units_per_listing
    whole = whole.quantize(Decimal(1), rounding=ROUND_FLOOR)
    if policy.units_per_listing != 1 or whole != ledger.left:
        ledger.set("units", policy.units_per_listing, whole)
    _bounds(ledger, policy)
    return Shown(int(ledger.left), tuple(ledger.steps))


def _sellable(ledger: _Ledger, supply, policy: Policy) -> None:
    ledger.set("free", supply.free, supply.free)
    ledger.add("demand", supply.demand, -1)
    ledger.add("held", supply.held, -1)
    if policy.basis in (Basis.SOON, Basis.CAN_MAKE):
        ledger.add("soon", supply.soon, 1)
    if policy.basis is Basis.CAN_MAKE:
        ledger.add("can_make", supply.can_make, 1)


def _share_out(ledger: _Ledger, policy: Policy) -> None:
    ledger.add("reserved", policy.reserved, -1)
    if policy.share != 100:
        part = policy.share / 100 if ledger.left > 0 else 1
        ledger.set("share", policy.share, ledger.left * part)
    ledger.add("buffer", policy.buffer, -1)
    ledger.add("risk", policy.risk, -1)


def _bounds(ledger: _Ledger, policy: Policy) -> None:
    if policy.minimum_shown > 0:
        few = ledger.left < policy.minimum_shown
        ledger.set("minimum_shown", policy.minimum_shown, 0 if few else ledger.left)
    if policy.cap is not None:
        ledger.set("cap", policy.cap, min(ledger.left, policy.cap))
    if policy.floor > 0:
        ledger.set("floor", policy.floor, max(ledger.left, policy.floor))
    if policy.limit is not None and ledger.left > policy.limit:
        ledger.set("limit", policy.limit, policy.limit)
