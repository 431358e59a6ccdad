"""Supplies that no recipe names: their drivers, rates and what was used.

A new occasion that uses supplies is one more driver.
"""

from . import product_template
from . import mrp_production
from . import stock_move
from . import maker_supply_driver
from . import maker_supply_use
