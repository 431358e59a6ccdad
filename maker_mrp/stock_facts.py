"""What there is of products, as frozen figures in each product's own unit.

Plain values: models fill them, policies and screens read them.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

ZERO = Decimal(0)


@dataclass(frozen=True)
class Outlook:
    """What becomes of a product's stock at one place by all confirmed moves.

    ``here`` is on hand, less unreserved stock that is not free; ``reserved`` what
    open moves have taken of it already; ``coming`` and ``promised`` what they
    bring there and take away, reserved or not.

    >>> Outlook(here=8.0, reserved=3.0, coming=5.0, promised=4.0).forecast
    9.0
    """

    here: float = 0.0
    reserved: float = 0.0
    coming: float = 0.0
    promised: float = 0.0

    @property
    def forecast(self) -> float:
        """What will be there once all of them are through."""
        return self.here + self.coming - self.promised

    @property
    def unspoken(self) -> float:
        """What is on its way and promised to nobody; negative: what is lacking.

        Promises come first out of what is reserved for them.

        >>> Outlook(here=8.0, reserved=3.0, coming=5.0, promised=4.0).unspoken
        4.0
        """
        return self.coming - (self.promised - self.reserved)


@dataclass(frozen=True)
class Supply:
    """What there is of one product to sell.

    ``free`` is on hand less reserved, ``demand`` what confirmed orders still
    wait for, ``held`` what orders waiting for a person would take, ``soon``
    what becomes free within the chosen days, ``can_make`` what materials on
    hand would yield.
    """

    free: Decimal = ZERO
    demand: Decimal = ZERO
    held: Decimal = ZERO
    soon: Decimal = ZERO
    can_make: Decimal = ZERO
