"""From flows to a trace: what is reached, how surely, and how much of it."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable
from decimal import Decimal
from itertools import chain

from .doubts import doubts
from .types import (
    BACKWARD,
    CARRIERS,
    CERTAIN,
    FORWARD,
    POSSIBLE,
    PROCESSES,
    Edge,
    Flow,
    Node,
    Reached,
    Trace,
)

ZERO = Decimal(0)
ONE = Decimal(1)
MAX_SWEEPS = 200
TOLERANCE = Decimal("1e-12")


def net(flows: Iterable[Flow]) -> list[Flow]:
    """Flows summed per pair of nodes and tier, with what came back taken off.

    More back than forth turns the flow round; nothing left drops it.

    >>> lot, order = Node("lot", 1), Node("order", 7)
    >>> [left] = net([Flow(lot, order, Decimal(5)), Flow(lot, order, Decimal(-2))])
    >>> left.quantity
    Decimal('3')
    """
    groups: dict[tuple, list[Flow]] = defaultdict(list)
    for flow in flows:
        groups[flow.source, flow.target, flow.tier].append(flow)
    result = []
    for (source, target, tier), group in groups.items():
        if len(group) == 1 and group[0].quantity > 0:
            result += group
            continue
        quantity = sum((flow.quantity for flow in group), ZERO)
        weight = max(sum((flow.share for flow in group), ZERO), ZERO)
        moves = tuple(chain.from_iterable(flow.moves for flow in group))
        if quantity > 0:
            result.append(Flow(source, target, quantity, tier, weight, moves))
        elif quantity < 0:
            result.append(Flow(target, source, -quantity, tier, moves=moves))
    return result


def trace(flows: Iterable[Flow], seeds: Iterable[Node], direction: str) -> Trace:
    """Follow material from the seeds, with quantities.

    :param flows: every flow of the neighbourhood; those of a lot must be complete
        on the side that is followed, or its pro-rata shares are of what is known
    :param direction: ``FORWARD`` (where it went) or ``BACKWARD`` (what it is made of)
    :raises ValueError: for any other direction

    Rework loops are safe: shares are solved by repeated sweeps, which converge
    because no node passes on more than it took in.

    >>> lot, run, candle = Node("lot", 1), Node("run", 1), Node("lot", 2)
    >>> flows = [Flow(lot, run, Decimal(200)), Flow(run, candle, Decimal(40))]
    >>> trace(flows, [candle], BACKWARD).reached[lot].amount
    Decimal('200')
    """
    if direction not in (FORWARD, BACKWARD):
        raise ValueError(f"direction must be forward or backward, not {direction!r}")
    flows = list(flows)
    netted, unsure = net(flows), doubts(flows)
    seeds = tuple(dict.fromkeys(seeds))
    onward = _onward(netted + unsure, direction)
    levels, tiers = _reach(onward, seeds, direction)
    amounts, carried = _amounts(netted, seeds, direction)
    if unsure:
        # what is merely possible changes no amount that is known without it
        more, edges = _amounts(netted + unsure, seeds, direction)
        amounts = {**more, **amounts}
        known = {id(edge.flow) for edge in carried}
        carried += [edge for edge in edges if id(edge.flow) not in known]
    reached = {
        node: Reached(node, level, tiers[node], amounts.get(node, ZERO))
        for node, level in levels.items()
    }
    return Trace(direction, seeds, reached, tuple(carried))


def _onward(flows, direction):
    """The flows that are followed from each node."""
    onward: dict[Node, list[Flow]] = defaultdict(list)
    for flow in flows:
        onward[flow.source if direction == FORWARD else flow.target].append(flow)
    return onward


def _amounts(flows, seeds, direction):
    """``{node: amount}`` of what these flows reach, and the edges gone along."""
    onward = _onward(flows, direction)
    levels = _levels(onward, seeds, direction)
    solve = _forward if direction == FORWARD else _backward
    return solve(flows, onward, seeds, levels)


def _far_end(flow: Flow, direction: str) -> Node:
    return flow.target if direction == FORWARD else flow.source


def _passes_on(node: Node, seeds) -> bool:
    return node.kind in CARRIERS or node in seeds


def _reach(onward, seeds, direction):
    """Levels by breadth-first search, tiers by the surest path."""
    levels = _levels(onward, seeds, direction)
    sure = {
        node: [flow for flow in flows if flow.tier == CERTAIN]
        for node, flows in onward.items()
    }
    certain = _levels(sure, seeds, direction)
    tiers = {node: CERTAIN if node in certain else POSSIBLE for node in levels}
    return levels, tiers


def _levels(onward, seeds, direction):
    """Steps from the nearest seed, for each node reached."""
    levels = dict.fromkeys(seeds, 0)
    queue = deque(seeds)
    while queue:
        node = queue.popleft()
        if not _passes_on(node, seeds):
            continue
        for flow in onward.get(node, ()):
            far = _far_end(flow, direction)
            if far not in levels:
                levels[far] = levels[node] + 1
                queue.append(far)
    return levels


def _part(flow: Flow) -> Decimal:
    """How much of its source a flow takes, on the source's own scale."""
    return flow.share if flow.source.kind in PROCESSES else flow.quantity


def _capacities(flows):
    """What passed through each node: the greater of in and out, as shares."""
    into: dict[Node, Decimal] = defaultdict(Decimal)
    out: dict[Node, Decimal] = defaultdict(Decimal)
    for flow in flows:
        out[flow.source] += (
            flow.share if flow.source.kind in PROCESSES else flow.quantity
        )
        if flow.target.kind not in PROCESSES:
            into[flow.target] += flow.quantity
    nodes = into.keys() | out.keys()
    return {node: max(into[node], out[node]) for node in nodes}


def _topological(onward, seeds, direction):
    """Nodes in an order that meets every node after its origins, loops apart."""
    order, seen = [], set()
    for seed in seeds:
        if seed in seen:
            continue
        seen.add(seed)
        stack = [(seed, iter(onward[seed]))]
        while stack:
            node, flows = stack[-1]
            far = next(
                (
                    end
                    for end in (_far_end(flow, direction) for flow in flows)
                    if end not in seen
                ),
                None,
            )
            if far is None:
                order.append(node)
                stack.pop()
            else:
                seen.add(far)
                passes = _passes_on(far, seeds)
                stack.append((far, iter(onward[far] if passes else ())))
    order.reverse()
    return order


def _sweep(values, order, update, onward, direction):
    """Apply ``update(node)`` along ``order`` until nothing moves any more.

    Once is enough unless some flow leads back against the order.
    """
    place = {node: index for index, node in enumerate(order)}
    loops = any(
        place.get(_far_end(flow, direction), index + 1) <= index
        for node, index in place.items()
        for flow in onward[node]
    )
    for _count in range(MAX_SWEEPS if loops else 1):
        moved = ZERO
        for node in order:
            value = update(node)
            before = values.get(node, ZERO)
            moved = max(moved, abs(value - before) - TOLERANCE * abs(value))
            values[node] = value
        if moved <= 0:
            break
    return values


def _forward(flows, onward, seeds, levels):
    capacity = _capacities(flows)
    inward: dict[Node, list[Flow]] = defaultdict(list)
    for flow in flows:
        if flow.source in levels and _passes_on(flow.source, seeds):
            inward[flow.target].append(flow)
    amounts = {seed: capacity.get(seed) or ONE for seed in seeds}

    def carried(flow):
        whole = capacity[flow.source]
        return amounts.get(flow.source, ZERO) * _part(flow) / whole if whole else ZERO

    def update(node):
        if node in seeds:
            return amounts[node]
        return sum((carried(flow) for flow in inward[node]), ZERO)

    order = _topological(onward, seeds, FORWARD)
    _sweep(amounts, order, update, onward, FORWARD)
    edges = [Edge(flow, carried(flow)) for node in levels for flow in inward[node]]
    return amounts, edges


def _backward(flows, onward, seeds, levels):
    capacity = _capacities(flows)
    outward: dict[Node, list[Flow]] = defaultdict(list)
    for flow in flows:
        if flow.target in levels and _passes_on(flow.target, seeds):
            outward[flow.source].append(flow)
    fractions = dict.fromkeys(seeds, ONE)

    def update(node):
        whole = capacity.get(node)
        if node in seeds or not whole:
            return fractions.get(node, ZERO)
        used = ZERO
        for flow in outward[node]:
            used += _part(flow) * fractions.get(flow.target, ZERO)
        return used / whole

    order = _topological(onward, seeds, BACKWARD)
    _sweep(fractions, order, update, onward, BACKWARD)
    edges = [
        Edge(flow, flow.quantity * fractions.get(flow.target, ZERO))
        for node in levels
        for flow in outward[node]
    ]
    amounts = {
        node: fraction if node.kind in PROCESSES else fraction * capacity.get(node, ONE)
        for node, fraction in fractions.items()
    }
    return amounts, edges
