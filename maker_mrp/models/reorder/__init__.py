"""Levels from what was used, the forecast, alerts and the purchases that follow.

The formulas are in ``replenishment_math``; here is what they are fed with.
"""

from . import stock_quant_forecast
from . import maker_usage_history
from . import maker_reorder_levels
from . import maker_reorder_alert
from . import maker_reorder_note
from . import stock_warehouse_orderpoint
from . import stock_warehouse_orderpoint_forecast
from . import product_supplierinfo
from . import product_supplierinfo_cost
from . import product_template_vendor
from . import purchase_order
from . import purchase_order_line
from . import stock_move_line
