"""What netting would silence although the goods may still be somewhere.

A run that is undone in part gives its materials back by the record: of 7 of lot A and
5 of lot B, made into 12 and unbuilt by 8, all 7 of A and 1 of B. Nobody can know that
the 4 that are left hold no A, nor that what came back as A holds no B. And a lot that
gave back all it got may have been sold before. Such flows stay, as merely possible.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from .types import CERTAIN, POSSIBLE, PROCESS, PROCESSES, UNLOTTED, Flow, Node

ZERO = Decimal(0)
ONE = Decimal(1)


@dataclass(eq=False)
class _Link:
    """All recorded flows between two nodes: what went forth and what came back."""

    source: Node
    target: Node
    forth: Decimal = ZERO
    back: Decimal = ZERO
    share: Decimal = ZERO
    moves: list[int] = field(default_factory=list)
    since: datetime | None = None
    until: datetime | None = None

    @property
    def net(self) -> Decimal:
        return self.forth - self.back

    def add(self, flow: Flow):
        if flow.quantity < 0:
            self.back -= flow.quantity
            self.moves += flow.moves
        else:
            self.forth += flow.quantity
            self.share += flow.share
        moments = [one for one in (self.since, flow.since) if one]
        self.since = min(moments, default=None)
        moments = [one for one in (self.until, flow.until) if one]
        self.until = max(moments, default=None)


def doubts(flows: Iterable[Flow]) -> list[Flow]:
    """Possible flows that a sum of forth and back hides.

    A run undone as a whole, whose products went nowhere else meanwhile, is forgotten:
    it never was.

    :param flows: recorded flows, negative for what came back, as given to ``net``
    """
    flows = [flow for flow in flows if flow.tier == CERTAIN]
    undone = {
        end
        for flow in flows
        if flow.quantity < 0
        for end in (flow.source, flow.target)
        if end.kind in PROCESSES
    }
    if not undone:
        return []
    links: dict[tuple[Node, Node], _Link] = {}
    for flow in flows:
        pair = flow.source, flow.target
        links.setdefault(pair, _Link(*pair)).add(flow)
    around: dict[Node, list[_Link]] = defaultdict(list)
    for link in links.values():
        around[link.source].append(link)
        around[link.target].append(link)
    return [flow for run in sorted(undone) for flow in _of_run(run, around)]


def _of_run(run, around):
    # what has no lot comes back as another line: it says nothing of how much is left
    used = [
        link
        for link in around[run]
        if link.target == run and link.source.kind != UNLOTTED
    ]
    made = [link for link in around[run] if link.source == run]
    doubtful = [
        link
        for link in made
        if link.back and link.net <= 0 and not _went_back_whole(link, around)
    ]
    left = [link for link in made if link.net > 0] + doubtful
    if not left and not any(link.net for link in used):
        return
    mixed = list(_mixed(run, used, made, around))
    for link in doubtful:
        yield Flow(run, link.target, link.forth, POSSIBLE, link.share)
    part = _part_left(made, left)
    for link in used if left or mixed else ():
        if link.back and link.forth and link.net <= 0:
            yield Flow(link.source, run, link.forth * part, POSSIBLE)
    yield from mixed


def _went_back_whole(link, around):
    """Whether a product's lot, all unbuilt, held nothing of its run before all else.

    Also when the same lot was made anew later, which is how mistakes are mended.
    Where no moments are known, an undone run counts as never made.
    """
    if not link.until:
        return True
    others = [other for other in around[link.target] if other is not link]
    later = all(other.since and other.since > link.until for other in others)
    lot, kept = link.target, ZERO
    for other in others:
        kept += max(other.net, ZERO) * (1 if other.target == lot else -1)
    return later and kept >= 0


def _part_left(made, left):
    """The part of a run's products that may still be somewhere, at most 1."""
    whole = sum((link.forth for link in made), ZERO)
    kept = sum((link.net if link.net > 0 else link.forth for link in left), ZERO)
    return min(kept / whole, ONE) if whole else ONE


def _mixed(run, used, made, around):
    """What came back out of several lots may be of each, whatever it is called.

    How much of each is unknown: the way is there, the amount is not.
    """
    taken = [link for link in made if link.back]
    returned = [link for link in used if link.back]
    mixed = sum(1 for link in used if link.forth) > 1 or any(
        other is not link and (other.target == link.target or other.back)
        for link in taken
        for other in around[link.target]
    )
    moves = [number for link in taken for number in link.moves]
    if not (mixed and returned and moves):
        return
    act = Node(PROCESS, min(moves))
    for node in (run, *(link.target for link in taken)):
        yield Flow(node, act, ZERO, POSSIBLE)
    for link in returned:
        yield Flow(act, link.source, link.back, POSSIBLE)
