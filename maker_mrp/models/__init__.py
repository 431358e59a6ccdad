from . import uom_uom
from . import product_template
from . import product_product
from . import mrp_bom
from . import mrp_bom_line
from . import stock_location
from . import stock_move
from . import stock_quant
