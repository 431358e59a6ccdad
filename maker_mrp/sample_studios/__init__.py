"""Sample studios to look around in, one file a craft.

They hold data alone: :mod:`maker_mrp.models.today` puts them into a company of their
own, with Odoo's own methods.
"""

from . import candles, cosmetics, food, jewellery, soap
from .types import Bought, Line, Made, Studio

STUDIOS = {
    room.STUDIO.craft: room.STUDIO
    for room in (candles, soap, jewellery, cosmetics, food)
}

__all__ = ["STUDIOS", "Bought", "Line", "Made", "Studio"]
