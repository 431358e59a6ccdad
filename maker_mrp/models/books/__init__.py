"""Valuation and the books: periods of COGS, lines, losses, closing, exports.

The arithmetic is in ``cost_flow``; no value is made that Odoo's stock has not.
"""

from . import account_move
from . import product_value
from . import maker_cogs_ledger
from . import maker_cogs_builder
from . import maker_cogs_export
from . import maker_cogs_line
from . import maker_cogs_period
from . import maker_cogs_period_chain
from . import maker_cogs_period_close
from . import maker_cogs_period_free
from . import maker_cogs_product
from . import maker_cogs_snapshot
from . import res_company
from . import res_company_costing
from . import stock_move_vendor_cost
from . import maker_loss
