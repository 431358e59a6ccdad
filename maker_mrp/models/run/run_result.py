"""What a maker reports about a run, checked before anything is written."""

from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class RunResult:
    """The outcome of (a part of) a run.

    :param quantity: good units, in the run's unit
    :param spoiled: units that went wrong, in the run's unit
    :param reason: ``stock.scrap.reason.tag`` record, may be empty
    :param lot_name: name of the finished lot, None for the next of the pattern
    :param moment: UTC datetime of the finish, None for now
    :param consumed: ``{product_id: quantity}`` or ``{product_id: {lot_id: quantity}}``
        in each product's own unit; products left out use what was planned
    :param minutes: labour minutes, None for what the recipe expects
    :param note: text for the run's history
    :param closing: True when nothing remains to be made afterwards, None to find out
    :param allow_missing: go on without all materials, where the company lets people
    """

    quantity: float
    spoiled: float = 0.0
    reason: object = None
    lot_name: str | None = None
    moment: object = None
    consumed: dict = field(default_factory=dict)
    minutes: float | None = None
    note: str | None = None
    closing: bool | None = None
    allow_missing: bool = False

    @property
    def total(self):
        """Units the materials were used for, good or not."""
        return self.quantity + self.spoiled


@dataclass(frozen=True)
class Shortage:
    """A material of which a run needs more than there is.

    ``needed``, ``here`` and ``missing`` are in the product's own unit.
    """

    run: object
    product: object
    needed: float
    here: float

    @property
    def missing(self):
        return self.needed - self.here


@dataclass(frozen=True)
class Portion:
    """An amount of one product at one place: a lot, a package, an owner."""

    product: object
    quantity: float
    location: object
    lot: object
    package: object
    owner: object

    @classmethod
    def of_line(cls, line, arrived=False):
        """The portion a stock.move.line takes, or where it has put it if arrived."""
        return cls(
            product=line.product_id,
            quantity=line.quantity_product_uom,
            location=line.location_dest_id if arrived else line.location_id,
            lot=line.lot_id,
            package=line.result_package_id if arrived else line.package_id,
            owner=line.owner_id,
        )

    def with_quantity(self, quantity):
        """The same place with another amount."""
        return replace(self, quantity=quantity)


@dataclass(frozen=True)
class RunEntry:
    """A run that was made already, told in one step.

    :param product: what was made
    :param recipe: its mrp.bom, may be empty when ``consumed`` says all
    :param uom: unit of ``quantity`` and ``spoiled``
    :param kind: manufacturing operation type, which settles warehouse and company
    :param moment: UTC datetime at which it was made
    :param label: how messages name this entry, such as "Line 3"

    The rest is as in :class:`RunResult`.
    """

    product: object
    recipe: object
    uom: object
    kind: object
    moment: object
    quantity: float
    spoiled: float = 0.0
    reason: object = None
    lot_name: str | None = None
    consumed: dict = field(default_factory=dict)
    minutes: float | None = None
    note: str | None = None
    user: object = None
    label: str = ""
    allow_missing: bool = False


class Balances:
    """On-hand quantities at past moments: today's, less what came after.

    :param now: ``{(product id, lot id or None): quantity}`` of today
    :param later: list of (moment, product id, lot id or None, net quantity)
    """

    def __init__(self, now, later):
        self._now = now
        self._later = later

    def at(self, product_id, lot_id, moment):
        """Quantity on hand at ``moment``; of the whole product without a lot."""

        def fits(product, lot):
            return product == product_id and (not lot_id or lot == lot_id)

        here = sum(qty for key, qty in self._now.items() if fits(*key))
        return here - sum(
            net
            for when, product, lot, net in self._later
            if when > moment and fits(product, lot)
        )
