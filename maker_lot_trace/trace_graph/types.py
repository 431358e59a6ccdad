"""What a trace is made of. Quantities are Decimals in the lot's own unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

CERTAIN = "certain"
POSSIBLE = "possible"
RULED_OUT = "ruled_out"

FORWARD = "forward"
BACKWARD = "backward"

LOT = "lot"
UNLOTTED = "unlotted"
RUN = "run"
PROCESS = "process"
UNBUILD = "unbuild"
"""A product taken apart without a word of the run that made it."""

PROCESSES = frozenset({RUN, PROCESS, UNBUILD})
CARRIERS = frozenset({LOT, UNLOTTED, *PROCESSES})
"""Kinds of node a trace goes on through; all others are ends."""


class Node(NamedTuple):
    """One lot, run, order… ``kind`` and ``id`` together are unique."""

    kind: str
    id: int


@dataclass(frozen=True)
class Flow:
    """Material that went from one node to another.

    ``quantity`` is in the unit of the lot at either end and may be negative for
    what came back (returns, undone runs). ``weight`` says how a run's content is
    split over its outputs, which need not share a unit; it defaults to the
    quantity. ``moves`` are the ids of the records it was read from, ``since`` and
    ``until`` the moments of the first and the last of them, where known.
    """

    source: Node
    target: Node
    quantity: Decimal
    tier: str = CERTAIN
    weight: Decimal | None = None
    moves: tuple[int, ...] = ()
    since: datetime | None = None
    until: datetime | None = None

    @property
    def share(self) -> Decimal:
        return self.quantity if self.weight is None else self.weight


@dataclass(frozen=True)
class Edge:
    """A flow the trace went along.

    ``carried``: forward, how much of the seeds went this way, in the seeds' unit;
    backward, how much of ``flow.quantity`` went into the seeds.
    """

    flow: Flow
    carried: Decimal


@dataclass(frozen=True)
class Reached:
    """What a trace knows of a node.

    ``amount``: forward, how much of the seeds it contains or contained, in the
    seeds' unit; backward, how much of it went into the seeds, in its own unit
    (for a run: the fraction of it). ``level`` counts the flows from the nearest
    seed. ``tier`` is certain when at least one path of recorded lots leads there.
    """

    node: Node
    level: int
    tier: str
    amount: Decimal


@dataclass(frozen=True)
class Trace:
    """``ruled_out``: flows nobody recorded the lot of, and that cannot have been."""

    direction: str
    seeds: tuple[Node, ...]
    reached: dict[Node, Reached]
    edges: tuple[Edge, ...]
    ruled_out: tuple[Flow, ...] = ()

    def nodes(self, *kinds: str) -> list[Reached]:
        """Reached nodes of these kinds, nearest first."""
        found = [item for item in self.reached.values() if item.node.kind in kinds]
        return sorted(found, key=lambda item: (item.level, item.node))
