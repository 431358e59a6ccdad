"""The parts of the identity of a period: the one statement of what they are.

opening + late + first counts + bought + made − used − sold − supplies − waste
− count differences − other + revaluation + corrections + rounding = closing

Whoever adds a part adds a line to :data:`PARTS`. What is worked out, summed and
exported follows it; its words (a help, a reason) and its place in the views are
written where they are shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from .periods import Flow

MINUS = "\N{MINUS SIGN}"


class Place(Enum):
    """Where the statement of a period counts a part."""

    START = "what was there, and what came from outside"
    RUNS = "what runs added; shown as one sum, labour and overhead"
    SOLD = "the cost of goods sold"
    APART = "what else left, or changed the value of what stayed"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the identity.

    ``field`` holds it, of a product's row and of the period, named ``label`` there,
    and ``total`` on the period where that is another word. ``sign`` is -1 for what
    lowers the closing inventory. A part of ``kind`` sums moves, each called
    ``move_label``; any other is the ``amount`` of a flow, or what is left of rounding.
    ``folded`` parts are told as one sum where there is little room.
    """

    field: str
    sign: int
    label: str
    place: Place
    kind: str = ""
    move_label: str = ""
    total: str = ""
    amount: Callable[[Flow], Decimal] | None = None
    folded: bool = False

    @property
    def on_moves(self) -> str:
        """What a move of this part is called.

        >>> BY_FIELD["sold_value"].on_moves, BY_FIELD["waste_value"].on_moves
        ('Sold', 'Waste')
        """
        return self.move_label or self.label

    @property
    def on_period(self) -> str:
        """What the statement of a period calls it."""
        return self.total or self.label


PARTS = (
    Part(
        "opening_value",
        1,
        "Opening",
        Place.START,
        total="Opening inventory",
        amount=lambda flow: flow.opening.value,
    ),
    Part(
        "late_value",
        1,
        "Late for closed periods",
        Place.START,
        amount=lambda flow: flow.late,
        folded=True,
    ),
    Part("counted_value", 1, "Opening stock counted", Place.START, "opening"),
    Part("purchase_value", 1, "Bought", Place.START, "purchase", total="Purchases"),
    Part("made_value", 1, "Made", Place.RUNS, "made"),
    Part("used_value", -1, "Used in runs", Place.RUNS, "used"),
    Part("sold_value", -1, "Cost of goods sold", Place.SOLD, "sold", "Sold"),
    Part("supply_value", -1, "Supplies used", Place.APART, "supply", folded=True),
    Part("waste_value", -1, "Waste", Place.APART, "waste"),
    Part(
        "shrinkage_value",
        -1,
        "Count differences",
        Place.APART,
        "shrinkage",
        "Count difference",
    ),
    Part("other_value", -1, "Other", Place.APART, "other", folded=True),
    Part(
        "revaluation_value",
        1,
        "Revaluation",
        Place.APART,
        amount=lambda flow: flow.revaluation,
        folded=True,
    ),
    Part(
        "correction_value",
        1,
        "Cost corrections",
        Place.APART,
        amount=lambda flow: flow.correction,
    ),
    Part("rounding_value", 1, "Rounding", Place.APART, folded=True),
)

BY_FIELD = {part.field: part for part in PARTS}
BY_KIND = {part.kind: part for part in PARTS if part.kind}


def fields_at(*places: Place) -> list[str]:
    """Fields of the parts a statement counts at ``places``, in order.

    >>> fields_at(Place.RUNS)
    ['made_value', 'used_value']
    """
    return [part.field for part in PARTS if part.place in places]


def signed_sum(figures, names) -> float:
    """Sum of parts with their signs.

    :param figures: whatever gives a figure by the name of its field

    >>> signed_sum({"made_value": 9.0, "used_value": 7.5}, fields_at(Place.RUNS))
    1.5
    """
    return sum(BY_FIELD[name].sign * figures[name] for name in names)


def statement() -> list[tuple[str, str]]:
    """Lines of the statement of a period, as (sign, field), to be read as two sums.

    The first ends with what left the inventory; from that the second takes all that
    was not sold, and ends with the cost of goods sold.

    >>> statement()[0], statement()[-1]
    (('', 'opening_value'), ('=', 'sold_value'))
    """
    came = [("+", name) for name in fields_at(Place.START)]
    apart = [
        ("+" if BY_FIELD[name].sign > 0 else MINUS, name)
        for name in fields_at(Place.APART)
    ]
    return [
        ("", came[0][1]),
        *came[1:],
        ("+", "added_value"),
        (MINUS, "closing_value"),
        ("=", "gone_value"),
        *apart,
        (MINUS, "residual_value"),
        *(("=", name) for name in fields_at(Place.SOLD)),
    ]
