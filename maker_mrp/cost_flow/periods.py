"""Cost of goods of a period: replay what moved, and name every difference.

For one item (a product, or one lot of it) over one period::

    opening + late + what came in − what went out + revaluation + correction = closing

*Late* is what was recorded in a closed period after its close, such as the bill of
goods received before.

What came in and went out is taken as it was recorded. The closing value follows
from the costing method. Where the two disagree (a bill that came after the goods
had left, an entry dated back, stock below zero) the gap is the *correction*: it is
computed move by move, never guessed from the rest. All money is Decimal; nothing
is rounded here.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from dataclasses import replace as changed
from decimal import Decimal
from enum import Enum

ZERO = Decimal(0)
# Quantities come from floats: below this nothing is there.
NOTHING = Decimal("1e-9")


class Method(Enum):
    AVERAGE = "average"
    STANDARD = "standard"
    FIFO = "fifo"


@dataclass(frozen=True, slots=True)
class Move:
    """Something that came (quantity > 0) or went (quantity < 0).

    ``value`` is what was recorded, always positive; ``kind`` is any label to sum
    by, such as "sold".
    """

    kind: str
    quantity: Decimal
    value: Decimal


@dataclass(frozen=True, slots=True)
class NewPrice:
    """From now on one unit is worth ``price``."""

    price: Decimal


@dataclass(frozen=True, slots=True)
class Holding:
    """What is there: quantity, value, the cost of a unit, oldest layers first.

    Layers, ``(quantity, value)``, matter to FIFO only.
    """

    quantity: Decimal = ZERO
    value: Decimal = ZERO
    unit_cost: Decimal = ZERO
    layers: tuple[tuple[Decimal, Decimal], ...] = ()


@dataclass(frozen=True, slots=True)
class Flow:
    """What a period did to one item; see the identity above.

    ``moved`` sums quantity and recorded value by kind, signed: what came in is
    positive.
    """

    opening: Holding
    closing: Holding
    moved: dict[str, tuple[Decimal, Decimal]] = field(default_factory=dict)
    revaluation: Decimal = ZERO
    correction: Decimal = ZERO
    moves: int = 0
    late: Decimal = ZERO

    def gap(self) -> Decimal:
        """What the identity leaves unnamed: 0 but for division in 28 digits."""
        recorded = sum((value for _quantity, value in self.moved.values()), ZERO)
        return (
            self.closing.value
            - self.opening.value
            - self.late
            - recorded
            - self.revaluation
            - self.correction
        )


def replay(method: Method, opening: Holding, events: Iterable[Move | NewPrice]) -> Flow:
    """Walk the events of one item in order of time.

    :param opening: what was there before the first event
    :return: the flow, with the closing holding of the costing method

    >>> bought = Move("bought", Decimal(10), Decimal(30))
    >>> sold = Move("sold", Decimal(-4), Decimal(8))
    >>> flow = replay(Method.AVERAGE, Holding(), [bought, sold])
    >>> flow.closing.value, flow.correction  # sold for 8 what had cost 12
    (Decimal('18'), Decimal('-4'))
    """
    books = {
        Method.AVERAGE: _Average,
        Method.STANDARD: _Standard,
        Method.FIFO: _Fifo,
    }[method](opening)
    moved, count = {}, 0
    for event in events:
        if isinstance(event, NewPrice):
            books.reprice(event.price)
            continue
        count += 1
        sign = 1 if event.quantity >= 0 else -1
        quantity, value = moved.get(event.kind, (ZERO, ZERO))
        moved[event.kind] = quantity + event.quantity, value + sign * event.value
        if event.quantity >= 0:
            books.receive(event.quantity, event.value)
        else:
            books.issue(-event.quantity, event.value)
    return Flow(
        opening=opening,
        closing=books.holding(),
        moved=moved,
        revaluation=books.revaluation,
        correction=books.correction,
        moves=count,
    )


def after_close(flow: Flow, frozen: Holding, late: Decimal) -> Flow:
    """The same flow, opening with what a close has frozen.

    :param flow: opens with what the records say by now
    :param late: what records of before the close have gained in value since; what
        of it had left again by then is a correction

    >>> frozen, now = Holding(Decimal(5), Decimal(10)), Holding(Decimal(5), Decimal(13))
    >>> flow = after_close(Flow(opening=now, closing=now), frozen, late=Decimal(2))
    >>> flow.opening.value, flow.late, flow.correction, flow.gap()
    (Decimal('10'), Decimal('2'), Decimal('1'), Decimal('0'))
    """
    drift = flow.opening.value - frozen.value
    return changed(
        flow,
        opening=frozen,
        late=flow.late + late,
        correction=flow.correction + drift - late,
    )


class _Average:
    """Moving average; from below zero the next receipt sets the average."""

    def __init__(self, opening: Holding):
        self.quantity, self.value = opening.quantity, opening.value
        self.cost = opening.unit_cost
        self.revaluation = self.correction = ZERO

    def holding(self):
        return Holding(self.quantity, self.value, self.cost)

    def reprice(self, price):
        self.revaluation += price * self.quantity - self.value
        self.cost, self.value = price, price * self.quantity

    def receive(self, quantity, value):
        had = self.quantity
        self.quantity += quantity
        if had > NOTHING:
            self.value += value
            if self.quantity:
                self.cost = self.value / self.quantity
            return
        if quantity:
            self.cost = value / quantity
        worth = self.cost * self.quantity
        self.correction += worth - self.value - value
        self.value = worth

    def issue(self, quantity, value):
        taken = quantity * self.cost
        self.quantity -= quantity
        self.value -= taken
        self.correction += value - taken


class _Standard(_Average):
    """Always worth the price; what a receipt cost more or less is a correction."""

    def receive(self, quantity, value):
        self.quantity += quantity
        worth = self.cost * self.quantity
        self.correction += worth - self.value - value
        self.value = worth


class _Fifo:
    """Oldest first. What is taken below zero is owed by the next receipt."""

    def __init__(self, opening: Holding):
        layers = opening.layers
        if not layers and opening.quantity > NOTHING:
            layers = ((opening.quantity, opening.value),)
        self.layers = deque(layers)
        self.owed_quantity = max(-opening.quantity, ZERO)
        self.owed_value = -opening.value if self.owed_quantity else ZERO
        self.cost = opening.unit_cost
        self.revaluation = self.correction = ZERO

    def holding(self):
        quantity = sum((layer[0] for layer in self.layers), ZERO) - self.owed_quantity
        value = sum((layer[1] for layer in self.layers), ZERO) - self.owed_value
        cost = value / quantity if quantity > NOTHING else self.cost
        return Holding(quantity, value, cost, tuple(self.layers))

    def reprice(self, price):
        """A price typed by hand does not change what layers cost."""

    def receive(self, quantity, value):
        if quantity:
            self.cost = value / quantity
        covered = min(quantity, self.owed_quantity)
        if covered > NOTHING:
            expected = self.owed_value * covered / self.owed_quantity
            paid = value * covered / quantity
            self.correction += expected - paid
            self.owed_quantity -= covered
            self.owed_value -= expected
            quantity, value = quantity - covered, value - paid
        if quantity > NOTHING:
            self.layers.append((quantity, value))
        else:
            self.correction -= value

    def issue(self, quantity, value):
        taken, left = ZERO, quantity
        while left > NOTHING and self.layers:
            layer_quantity, layer_value = self.layers.popleft()
            used = min(left, layer_quantity)
            worth = layer_value * used / layer_quantity
            taken, left = taken + worth, left - used
            if layer_quantity - used > NOTHING:
                self.layers.appendleft((layer_quantity - used, layer_value - worth))
            else:
                taken += layer_value - worth
        if left > NOTHING:
            owed = value * left / quantity
            self.owed_quantity += left
            self.owed_value += owed
            taken += owed
        self.correction += value - taken
