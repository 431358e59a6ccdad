from . import stock_lot
from . import stock_quant
from . import stock_move
from . import stock_move_line
from . import stock_picking
from . import mrp_production
from . import product_product
from . import maker_trace
