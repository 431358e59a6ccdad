"""Cost of many recipes, each worked out once."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from decimal import Decimal

ZERO = Decimal(0)


class CostCycle(ValueError):
    """An item is made of itself; ``path`` leads from it back to it."""

    def __init__(self, path):
        super().__init__(" > ".join(map(str, path)))
        self.path = tuple(path)


@dataclass(frozen=True)
class Cost:
    """A cost by what it was paid for."""

    material: Decimal = ZERO
    packaging: Decimal = ZERO
    labour: Decimal = ZERO
    overhead: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        """All four together."""
        return self.material + self.packaging + self.labour + self.overhead

    def __mul__(self, factor: Decimal) -> Cost:
        return Cost(
            self.material * factor,
            self.packaging * factor,
            self.labour * factor,
            self.overhead * factor,
        )


@dataclass(frozen=True)
class Need:
    """What a batch takes of ``item``, losses included, in the item's own unit."""

    item: Hashable
    quantity: Decimal
    is_packaging: bool = False


@dataclass(frozen=True)
class Batch:
    """One batch: how much it makes, of what, and the work on it.

    ``share`` is the part of the cost that stays with the main product when
    by-products carry the rest.
    """

    output: Decimal
    needs: tuple[Need, ...] = ()
    labour: Decimal = ZERO
    overhead: Decimal = ZERO
    share: Decimal = Decimal(1)


def batch_cost(
    batch: Batch,
    units: Mapping[Hashable, Cost],
    prices: Mapping[Hashable, Decimal],
) -> Cost:
    """What one batch costs.

    :param units: cost of one unit of everything it needs that is made
    :param prices: of everything it needs that is bought

    >>> jars = Need("jar", Decimal(12), is_packaging=True)
    >>> batch = Batch(Decimal(12), (Need("wax", Decimal(3)), jars))
    >>> batch_cost(batch, {}, {"wax": Decimal(8), "jar": Decimal("0.5")}).packaging
    Decimal('6.0')
    """
    material, packaging = ZERO, ZERO
    labour, overhead = batch.labour, batch.overhead
    for need in batch.needs:
        made = units.get(need.item)
        quantity = need.quantity
        if made is None:
            amount = quantity * prices.get(need.item, ZERO)
            if need.is_packaging:
                packaging += amount
            else:
                material += amount
            continue
        material += quantity * made.material
        packaging += quantity * made.packaging
        labour += quantity * made.labour
        overhead += quantity * made.overhead
    cost = Cost(material, packaging, labour, overhead)
    return cost if batch.share == 1 else cost * batch.share


def roll_up(
    batches: Mapping[Hashable, Batch], prices: Mapping[Hashable, Decimal]
) -> dict[Hashable, Cost]:
    """Cost of one unit of everything that is made.

    :param batches: ``{item: Batch}``
    :param prices: current cost of one unit of everything that is bought
    :raise CostCycle: when an item is made of itself

    >>> candle = Batch(Decimal(10), (Need("wax", Decimal(3)),), labour=Decimal(6))
    >>> gift = Batch(Decimal(1), (Need("candle", Decimal(2)),))
    >>> cost = roll_up({"gift": gift, "candle": candle}, {"wax": Decimal(8)})["gift"]
    >>> cost.material, cost.labour
    (Decimal('4.8'), Decimal('1.2'))
    """
    units: dict[Hashable, Cost] = {}
    for start in batches:
        if start in units:
            continue
        path = [start]
        stack = [iter(batches[start].needs)]
        on_path = {start}
        while stack:
            child = next(
                (
                    need.item
                    for need in stack[-1]
                    if need.item in batches and need.item not in units
                ),
                None,
            )
            if child is None:
                item = path.pop()
                stack.pop()
                on_path.discard(item)
                batch = batches[item]
                units[item] = batch_cost(batch, units, prices) * (1 / batch.output)
            elif child in on_path:
                raise CostCycle(path[path.index(child) :] + [child])
            else:
                path.append(child)
                on_path.add(child)
                stack.append(iter(batches[child].needs))
    return units
