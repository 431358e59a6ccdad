"""Mass balance of a lot: what came in against what can be accounted for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from .types import PROCESSES, Flow, Node

ZERO = Decimal(0)
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class MassBalance:
    """All in the lot's unit. ``difference`` is what nobody can account for."""

    came_in: Decimal
    used: Decimal
    shipped: Decimal
    lost: Decimal
    on_hand: Decimal

    @property
    def accounted(self) -> Decimal:
        return self.used + self.shipped + self.lost + self.on_hand

    @property
    def difference(self) -> Decimal:
        return self.came_in - self.accounted

    @property
    def accounted_pct(self) -> Decimal:
        """100 when all is accounted for; also for a lot that never came in."""
        if not self.came_in:
            return HUNDRED if not self.accounted else ZERO
        return HUNDRED * self.accounted / self.came_in

    def __add__(self, other: MassBalance) -> MassBalance:
        return MassBalance(
            self.came_in + other.came_in,
            self.used + other.used,
            self.shipped + other.shipped,
            self.lost + other.lost,
            self.on_hand + other.on_hand,
        )


def mass_balance(
    lot: Node, flows: Iterable[Flow], on_hand: Decimal, losses: frozenset[str]
) -> MassBalance:
    """Balance of one lot from all its recorded flows.

    :param on_hand: what stock says is still there
    :param losses: kinds of node that mean loss when material goes there

    >>> lot = Node("lot", 1)
    >>> went = [("run", 60), ("order", 30), ("scrap", 5)]
    >>> flows = [Flow(lot, Node(kind, 1), Decimal(count)) for kind, count in went]
    >>> flows.append(Flow(Node("receipt", 1), lot, Decimal(100)))
    >>> balance = mass_balance(lot, flows, Decimal(4), frozenset({"scrap"}))
    >>> balance.difference, balance.accounted_pct
    (Decimal('1'), Decimal('99'))
    """
    came_in = used = shipped = lost = ZERO
    for flow in flows:
        if flow.target == lot:
            came_in += flow.quantity
        elif flow.source != lot:
            continue
        elif flow.target.kind in PROCESSES:
            used += flow.quantity
        elif flow.target.kind in losses:
            lost += flow.quantity
        else:
            shipped += flow.quantity
    return MassBalance(came_in, used, shipped, lost, on_hand)
