"""Facts of Odoo's stock that a listing depends on, and notes that they changed.

Every change that may alter a listing only leaves a note here.
"""

from . import mrp_bom
from . import mrp_bom_line
from . import product_product
from . import stock_location
from . import stock_lot
from . import stock_move
from . import stock_quant
from . import stock_warehouse
from . import uom_uom
