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
    def of_line(cls, line):
        """The portion a stock.move.line reserves or moved."""
        return cls(
            product=line.product_id,
            quantity=line.quantity_product_uom,
            location=line.location_id,
            lot=line.lot_id,
            package=line.package_id,
            owner=line.owner_id,
        )

    def with_quantity(self, quantity):
        """The same place with another amount."""
        return replace(self, quantity=quantity)
