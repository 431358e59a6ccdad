"""How much can be made of what is there, through components and substitutes.

Quantities are floats: thousands of recipes are answered while someone waits,
and a result is rounded down to what can be counted.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field

from .errors import RecipeCycle

_SLACK = 1e-9
_ENDLESS = 1e12


@dataclass(frozen=True)
class Step:
    """One line: what a run takes of ``item``, in the item's own unit.

    ``substitutes`` are pairs (item, how many of its units replace one).
    """

    item: Hashable
    per_batch: float
    setup: float = 0.0
    multiple: float = 0.0
    substitutes: tuple[tuple[Hashable, float], ...] = ()

    def needs(self, batches: float) -> float:
        """What that many batches take.

        >>> Step("ribbon", per_batch=0.3, multiple=1).needs(5)
        2
        >>> Step("wax", per_batch=200, setup=15).needs(2)
        415
        """
        if batches <= 0:
            return 0.0
        need = self.per_batch * batches + self.setup
        if self.multiple:
            need = math.ceil(need / self.multiple - _SLACK) * self.multiple
        return need

    def batches_from(self, available: float) -> float:
        """How many batches ``available`` is enough for, not rounded.

        >>> Step("wax", per_batch=200, setup=15).batches_from(515)
        2.5
        >>> Step("ribbon", per_batch=0.5, multiple=1).batches_from(2.9)
        4.0
        """
        if self.multiple:
            steps = math.floor(available / self.multiple + _SLACK)
            available = steps * self.multiple
        available -= self.setup
        if available < 0:
            return 0.0
        return available / self.per_batch if self.per_batch else _ENDLESS


@dataclass(frozen=True)
class Plan:
    """How an item is made: what a batch yields, and takes.

    ``whole`` items are counted in whole numbers.
    """

    output: float
    steps: tuple[Step, ...]
    whole: bool = True

    def floor(self, quantity: float) -> float:
        """``quantity`` rounded down to what can be made.

        >>> Plan(12, ()).floor(3.9999999999), Plan(12, (), whole=False).floor(3.999)
        (4.0, 3.99)
        """
        if self.whole:
            return float(math.floor(quantity + _SLACK * max(1, quantity)))
        return math.floor(quantity * 100 + _SLACK * max(1, quantity * 100)) / 100


@dataclass(frozen=True)
class Answer:
    """``quantity`` that can be made; ``limiting`` is what stops the next one.

    ``missing`` is what one more batch would lack, ``{item: quantity}``.
    """

    quantity: float
    limiting: Hashable = None
    missing: Mapping[Hashable, float] = field(default_factory=dict)


class _Left(dict):
    """What is left of a stock while some of it is spoken for; the rest untouched."""

    def __init__(self, free):
        super().__init__()
        self._free = free

    def __missing__(self, item):
        return self._free.get(item, 0.0)


class Workshop:
    """Plans, and the stock that is free to carry them out.

    :param plans: ``{item: Plan}`` of everything that can be made
    :param free: ``{item: quantity}``; what is absent is out of stock
    :param endless: items that never run out (not kept in stock)
    :raise RecipeCycle: when an item needs itself
    """

    def __init__(
        self,
        plans: Mapping[Hashable, Plan],
        free: Mapping[Hashable, float],
        endless: Iterable[Hashable] = (),
    ):
        self.plans = plans
        self.free = {item: max(0.0, quantity) for item, quantity in free.items()}
        self.endless = frozenset(endless)
        self._rank = self._ranks()
        self._below_cache: dict[Hashable, list] = {}

    def _ranks(self) -> dict[Hashable, int]:
        """Position of each made item such that it comes before what it needs."""
        done: list[Hashable] = []
        state: dict[Hashable, int] = {}
        for start in self.plans:
            if start in state:
                continue
            state[start] = 1
            stack = [(start, iter(self.plans[start].steps))]
            while stack:
                item, steps = stack[-1]
                child = next((s.item for s in steps if s.item in self.plans), None)
                if child is None:
                    state[item] = 2
                    done.append(item)
                    stack.pop()
                elif child not in state:
                    state[child] = 1
                    stack.append((child, iter(self.plans[child].steps)))
                elif state[child] == 1:
                    path = [entry for entry, _steps in stack]
                    raise RecipeCycle(path[path.index(child) :] + [child])
        return {item: place for place, item in enumerate(reversed(done))}

    def _below(self, item: Hashable) -> list[Hashable]:
        """Made items in the making of ``item``, itself first, parents first."""
        found = self._below_cache.get(item)
        if found is None:
            seen, stack = {item}, [item]
            while stack:
                for step in self.plans[stack.pop()].steps:
                    if step.item in self.plans and step.item not in seen:
                        seen.add(step.item)
                        stack.append(step.item)
            found = sorted(seen, key=self._rank.__getitem__)
            self._below_cache[item] = found
        return found

    def shortages(self, targets: Mapping[Hashable, float]) -> dict[Hashable, float]:
        """What is missing to make all ``targets``, on top of what is in stock.

        Stock of a component is used before more of it is made; a substitute
        before its material is declared missing.

        >>> plans = {"candle": Plan(1, (Step("wax", 200), Step("wick", 1)))}
        >>> shop = Workshop(plans, {"wax": 500})
        >>> shop.shortages({"candle": 3})
        {'wax': 100.0, 'wick': 3.0}
        """
        made = set()
        for item in targets:
            made.update(self._below(item))
        order = sorted(made, key=self._rank.__getitem__)
        demand: dict[Hashable, float] = defaultdict(float)
        asked: dict[Hashable, list] = defaultdict(list)
        left = _Left(self.free)
        for item in order:
            plan = self.plans[item]
            wanted = targets.get(item, 0.0)
            if demand[item]:
                wanted += self._take(item, demand[item], asked[item], left)
            batches = wanted / plan.output
            for step in plan.steps:
                need = step.needs(batches)
                if need and step.item not in self.endless:
                    demand[step.item] += need
                    if step.substitutes:
                        asked[step.item].append((step, need))
        missing = {}
        # firm demands first: a substitute gives only what its own users leave
        leaves = [item for item in demand if item not in self.plans]
        short = {item: self._take(item, demand[item], (), left) for item in leaves}
        for item, quantity in short.items():
            quantity = self._substitute(quantity, asked[item], left)
            if quantity > _SLACK * max(1.0, demand[item]):
                missing[item] = quantity
        return missing

    def _take(self, item, quantity, asked, left) -> float:
        """Take from stock and substitutes; return what is still wanted."""
        taken = min(quantity, left[item])
        if taken:
            left[item] -= taken
        return self._substitute(quantity - taken, asked, left)

    @staticmethod
    def _substitute(quantity, asked, left) -> float:
        for step, need in asked:
            allowed = min(need, quantity)
            for other, ratio in step.substitutes:
                taken = min(allowed, left[other] / ratio)
                if taken > 0:
                    left[other] -= taken * ratio
                    allowed -= taken
                    quantity -= taken
        return quantity

    def can_make(self, item: Hashable) -> Answer:
        """How many of ``item`` can be made, beside those already finished.

        >>> plans = {"candle": Plan(1, (Step("wax", 200), Step("wick", 1)))}
        >>> shop = Workshop(plans, {"wax": 500, "wick": 9})
        >>> shop.can_make("candle")
        Answer(quantity=2.0, limiting='wax', missing={'wax': 100.0})
        """
        plan = self.plans[item]
        if not any(step.item not in self.endless for step in plan.steps):
            return Answer(0.0)
        grain = 1.0 if plan.whole else 0.01
        guess = self._outright(plan)
        if guess is None:
            guess = self._by_trial(item, plan, grain)
        quantity = self._settle(item, plan, guess, grain)
        return self._answer(item, quantity, grain)

    def _outright(self, plan) -> float | None:
        """What can be made, about, when all of it is bought and nothing replaces it.

        None when it is not as simple, and has to be tried out.
        """
        batches, seen = _ENDLESS, set()
        for step in plan.steps:
            item = step.item
            if item in self.endless:
                continue
            if item in self.plans or item in seen or step.substitutes:
                return None
            seen.add(item)
            batches = min(batches, step.batches_from(self.free.get(item, 0.0)))
        return batches * plan.output

    def _by_trial(self, item, plan, grain) -> float:
        """What can be made, about, by halving the range it must lie in."""
        low, high = 0.0, max(plan.output, 1.0)
        while high < _ENDLESS and not self.shortages({item: high}):
            low, high = high, high * 4
        while high - low > grain / 2 and high - low > low * 1e-12:
            middle = (low + high) / 2
            if self.shortages({item: middle}):
                high = middle
            else:
                low = middle
        return (low + high) / 2

    def _settle(self, item, plan, guess, grain) -> float:
        """The countable quantity next to ``guess`` that still works."""
        quantity = plan.floor(guess + grain)
        while quantity > 0 and self.shortages({item: quantity}):
            quantity = plan.floor(quantity - grain)
        return max(quantity, 0.0)

    def _answer(self, item, quantity, grain) -> Answer:
        next_one = self.shortages({item: quantity + grain})
        limiting = max(
            next_one,
            key=lambda key: next_one[key] / (self.free.get(key, 0.0) + next_one[key]),
            default=None,
        )
        batch = self.shortages({item: quantity + self.plans[item].output})
        return Answer(quantity, limiting, batch)

    def usage(self, item: Hashable) -> dict[Hashable, float]:
        """Bought items in one unit of ``item``, as if no component were in stock.

        >>> candle = Plan(4, (Step("wax", 800),))
        >>> plans = {"set": Plan(1, (Step("candle", 2),)), "candle": candle}
        >>> Workshop(plans, {"candle": 7}).usage("set")
        {'wax': 400.0}
        """
        wanted: dict[Hashable, float] = defaultdict(float, {item: 1.0})
        for made in self._below(item):
            plan, quantity = self.plans[made], wanted.pop(made, 0.0)
            for step in plan.steps:
                if step.item not in self.endless:
                    wanted[step.item] += step.per_batch * quantity / plan.output
        return dict(wanted)

    def jointly(self, singles: Mapping[Hashable, float]) -> dict[Hashable, float]:
        """Quantities that can all be made together.

        Every item gets the same share of what it could have alone, until one of
        its materials is used up; the others go on sharing the rest.

        :param singles: ``{item: quantity that can be made alone}``

        >>> big, small = (Plan(1, (Step("wax", grams),)) for grams in (300, 100))
        >>> shop = Workshop({"big": big, "small": small}, {"wax": 600})
        >>> shop.jointly({"big": 2, "small": 6})
        {'big': 1.0, 'small': 3.0}
        """
        usage = {item: self.usage(item) for item, single in singles.items() if single}
        share = {item: 1.0 for item in usage}
        spare = self._substitute_stock(usage)
        left = {
            key: self.free.get(key, 0.0) + spare.get(key, 0.0)
            for taken in usage.values()
            for key in taken
        }
        growing = set(usage)
        while growing:
            pull: dict[Hashable, float] = defaultdict(float)
            for item in growing:
                for key, each in usage[item].items():
                    pull[key] += each * singles[item]
            tight = min(pull, key=lambda key: left[key] / pull[key], default=None)
            if tight is None or left[tight] >= pull[tight]:
                break
            level = left[tight] / pull[tight]
            frozen = {item for item in growing if usage[item].get(tight)}
            for item in frozen:
                share[item] = level
                for key, each in usage[item].items():
                    left[key] -= each * singles[item] * level
            growing -= frozen
        return self._feasible_together(singles, share)

    def _substitute_stock(self, usage) -> dict[Hashable, float]:
        """What substitutes add to each material, ``{item: quantity}``.

        Only substitutes that no recipe in ``usage`` needs for itself, each counted
        for the first material it can replace.
        """
        firm = {item for taken in usage.values() for item in taken}
        made = {below for item in usage for below in self._below(item)}
        spare: dict[Hashable, float] = defaultdict(float)
        for item in sorted(made, key=self._rank.__getitem__):
            for step in self.plans[item].steps:
                for other, ratio in step.substitutes:
                    if other not in firm:
                        firm.add(other)
                        spare[step.item] += self.free.get(other, 0.0) / ratio
        return spare

    def _feasible_together(self, singles, share) -> dict[Hashable, float]:
        """Round down, and shrink further if set-ups or steps still get in the way."""
        for shrink in (1.0, 0.99, 0.95, 0.9, 0.8, 0.6, 0.4, 0.2, 0.1):
            result = {
                item: self.plans[item].floor(single * share.get(item, 0.0) * shrink)
                for item, single in singles.items()
            }
            if not self.shortages({key: qty for key, qty in result.items() if qty}):
                return result
        return dict.fromkeys(singles, 0.0)
