"""A studio that writes down what happens, and walks it piece by piece."""

from collections import defaultdict
from datetime import datetime, timedelta
from decimal import Decimal

from trace_graph import (
    CERTAIN,
    LOT,
    POSSIBLE,
    RUN,
    UNBUILD,
    Flow,
    Node,
    StockEvent,
    returned,
)

START = datetime(2026, 1, 1)
RECEIPT = Node("receipt", 1)
BACK = ("unmake", "unuse", "return")


def lot(number):
    return Node(LOT, number)


def run(number):
    return Node(RUN, number)


def order(number):
    return Node("order", number)


class Studio:
    """Writes down what happens as flows, and walks it piece by piece.

    ``may_hold`` is the brute force: what a lot, a run or a customer may have in it of
    which lots, step after step, whatever the record calls it.
    """

    def __init__(self):
        self.steps = []
        self.may_hold = defaultdict(set)

    def _note(self, kind, source, target, quantity):
        self.steps.append((kind, source, target, Decimal(quantity)))

    def receive(self, number, quantity):
        self._note("receive", RECEIPT, lot(number), quantity)

    def make(self, number, used, made, quantity):
        for material, amount in used.items():
            self._note("use", lot(material), run(number), amount)
        self._note("make", run(number), lot(made), quantity)

    def unbuild(self, number, made, quantity, returned):
        """Odoo's way: the product goes back into its run, materials come out."""
        self._note("unmake", run(number), lot(made), quantity)
        for material, amount in returned.items():
            self._note("unuse", lot(material), run(number), amount)

    def ship(self, made, number, quantity):
        self._note("ship", lot(made), order(number), quantity)

    def give_back(self, number, named, quantity):
        """What a customer has comes back, under the name somebody writes down."""
        self._note("return", lot(named), order(number), quantity)

    def take_apart(self, number, made, quantity, material):
        """An unbuild that names no run: what comes out is a lot of its own."""
        self._note("use", lot(made), Node(UNBUILD, number), quantity)
        self._note("take out", Node(UNBUILD, number), lot(material), quantity)

    def flows(self):
        """Those recorded, and those that returns under another name hide."""
        return self._recorded() + [
            Flow(lot(other), lot(found.event.lot), held, POSSIBLE)
            for found in returned(self._events())
            for other, held in found.lots.items()
        ]

    def _events(self):
        for place, (kind, source, target, quantity) in enumerate(self.steps):
            if kind in ("ship", "return"):
                change = -quantity if kind == "ship" else quantity
                at = START + timedelta(hours=place)
                yield StockEvent(place, at, change, source.id, target.id)

    def _recorded(self):
        """Summed per pair, as the database tells them."""
        told = {}
        for place, (kind, source, target, quantity) in enumerate(self.steps):
            back = kind in BACK
            pair = source, target, back
            amount, moves, since, _until = told.get(pair, (0, (), None, None))
            at = START + timedelta(hours=place)
            amount += -quantity if back else quantity
            told[pair] = (amount, (*moves, place), since or at, at)
        pairs = defaultdict(list)
        for (source, target, _back), (*_amount, since, until) in told.items():
            pairs[source, target] += [since, until]
        return [
            Flow(
                source,
                target,
                amount,
                POSSIBLE if source.kind == UNBUILD else CERTAIN,
                moves=moves,
                since=min(pairs[source, target]),
                until=max(pairs[source, target]),
            )
            for (source, target, _back), (amount, moves, *_when) in told.items()
        ]

    def forgotten(self):
        """Runs that were undone whole before anything else was done with the lot."""
        net, seen = defaultdict(Decimal), defaultdict(list)
        for place, (kind, source, target, quantity) in enumerate(self.steps):
            back = kind in BACK
            net[source, target] += -quantity if back else quantity
            seen[source, target].append(place)
        gone = set()
        for number in {node for pair in seen for node in pair if node.kind == RUN}:
            pairs = [pair for pair in seen if number in pair]
            whole = all(not net[pair] for pair in pairs)
            for made in [target for source, target in pairs if source == number]:
                last = seen[number, made][-1]
                others = [one for one in seen if made in one and one[0] != number]
                whole &= all(min(seen[one]) > last for one in others)
                whole &= 0 <= sum(
                    max(net[one], 0) * (1 if one[1] == made else -1) for one in others
                )
            gone |= {number} if whole else set()
        return gone

    def walk(self):
        """What everything may hold in the end of what was received."""
        gone, coming = self.forgotten(), defaultdict(set)
        kept, out = defaultdict(Decimal), defaultdict(Decimal)
        sent = defaultdict(set)
        for kind, source, target, quantity in self.steps:
            if source in gone or target in gone:
                continue
            if kind == "receive":
                self.may_hold[target].add(target)
            elif kind == "unmake":
                coming[source] |= self.may_hold[target]
            elif kind == "unuse":
                self.may_hold[source] |= coming[target]
            elif kind == "return":
                kept[source, target] -= quantity
                out[source] -= quantity
                if kept[source, target] < 0:
                    if sent[target] - {source}:
                        self.may_hold[source] |= self.may_hold[target]
                    elif out[source] < 0:  # got from some other customer
                        for held in list(sent):
                            self.may_hold[source] |= self.may_hold[held]
            else:
                if kind == "ship":
                    kept[source, target] += quantity
                    out[source] += quantity
                    sent[target].add(source)
                self.may_hold[target] |= self.may_hold[source]
        return self.may_hold


def seven_and_five():
    """A × 7 and B × 5 make 12, 8 are unbuilt, 4 sold; all 7 of A come back."""
    studio = Studio()
    studio.receive(1, 7)
    studio.receive(2, 5)
    studio.make(1, {1: 7, 2: 5}, 3, 12)
    studio.unbuild(1, 3, 8, {1: 7, 2: 1})
    studio.ship(3, 1, 4)
    return studio


UNDOING = ("make", "make", "unbuild", "ship", "receive")


def history(choose, integer, steps, lots, kinds=(*UNDOING, "back", "apart")):
    """A studio of that many steps; ``choose`` and ``integer`` decide."""
    studio, made_by, used_by, number = Studio(), {}, {}, 0
    known, customers = list(range(1, 4)), max(6, steps // 8)
    for material in known:
        studio.receive(material, 10)
    for _step in range(steps):
        kind = choose(kinds)
        if kind == "receive":
            known.append(len(known) + 1)
            studio.receive(known[-1], 10)
        elif kind == "make":
            number += 1
            near = known[-lots:]
            used = {choose(near): integer(1, 5) for _each in range(integer(1, 3))}
            fresh = integer(0, 2) or len(known) < 5
            target = len(known) + 1 if fresh else choose(near)
            if target in used:
                continue
            if fresh:
                known.append(target)
            made_by[number], used_by[number] = target, used
            studio.make(number, used, target, sum(used.values()))
        elif kind == "unbuild" and made_by:
            which = choose(list(made_by)[-lots:])
            quantity, rest, back = integer(1, sum(used_by[which].values())), 0, {}
            rest = quantity
            for material, amount in used_by[which].items():
                back[material] = min(rest, amount)  # as Odoo: the first lot first
                rest -= back[material]
            back = {material: amount for material, amount in back.items() if amount}
            studio.unbuild(which, made_by[which], quantity, back)
        elif kind == "back":
            studio.give_back(
                integer(1, customers), choose(known[-lots:]), integer(1, 4)
            )
        elif kind == "apart":
            number += 1
            known.append(len(known) + 1)
            near = choose(known[-lots - 1 : -1])
            studio.take_apart(number, near, integer(1, 4), known[-1])
        elif kind == "ship":
            studio.ship(choose(known[-lots:]), integer(1, customers), integer(1, 4))
    return studio, known
