"""Stock by lot, oldest first, and its average cost: in the order Odoo works it out."""

import math
from dataclasses import dataclass, field
from datetime import datetime


def money(value: float) -> float:
    """Round to the cent, halves up."""
    return math.floor(value * 100 + 0.5 + 1e-7) / 100


@dataclass
class Lot:
    """What is left of a lot, and from when on it may be used."""

    name: str | None
    left: float
    ready: datetime


@dataclass
class Shelf:
    """All lots and the average cost of one item."""

    lots: list[Lot] = field(default_factory=list)
    quantity: float = 0.0
    cost: float = 0.0
    total: float = 0.0

    def receive(self, lot: str | None, quantity: float, value: float, ready) -> None:
        """Put ``quantity`` worth ``value`` on the shelf, from ``ready`` on."""
        before = self.quantity
        self.quantity += quantity
        if before > 0:
            self.total += value
            self.cost = self.total / self.quantity
        else:
            self.cost = value / quantity
            self.total = self.cost * self.quantity
        known = next((one for one in self.lots if one.name == lot), None)
        if known:
            known.left += quantity
        else:
            self.lots.append(Lot(lot, quantity, ready))

    def free(self, at: datetime) -> float:
        """Return what may be used at ``at``."""
        return sum(lot.left for lot in self.lots if lot.ready <= at)

    def portions(self, quantity: float, at: datetime) -> list[tuple[str | None, float]]:
        """Return from which lots ``quantity`` comes, the oldest first."""
        found, missing = [], quantity
        for lot in self.lots:
            part = min(lot.left, missing)
            if part > 0 and lot.ready <= at:
                found.append((lot.name, part))
                missing -= part
        if missing > 0:
            raise ValueError(f"{quantity} wanted, {missing} of it is not there")
        return found

    def take(self, portions: list[tuple[str | None, float]]) -> float:
        """Take ``portions`` off the shelf; return what they had cost, to the cent."""
        quantity = sum(part for _lot, part in portions)
        value = money(self.cost * quantity)
        self.total -= quantity * self.cost
        self.quantity -= quantity
        for name, part in portions:
            lot = next(one for one in self.lots if one.name == name)
            if lot.left < part:
                raise ValueError(f"{part} wanted of {name}, {lot.left} there")
            lot.left -= part
        self.lots = [lot for lot in self.lots if lot.left > 0]
        return value
