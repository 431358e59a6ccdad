"""Runs on ``mrp.production``: start, log, finish, correct, split, merge, undo, WIP.

Goods of a run move by its own stock moves, never beside them.
"""

from . import product_template
from . import account_move
from . import mrp_production
from . import mrp_production_rounding
from . import mrp_production_balance
from . import mrp_production_input
from . import mrp_production_split
from . import mrp_production_start
from . import mrp_production_transfer
from . import mrp_production_finish
from . import mrp_production_use
from . import mrp_production_log
from . import mrp_production_undo
from . import mrp_production_correct
from . import mrp_production_merge
from . import mrp_production_board
from . import mrp_production_order
from . import mrp_production_cost
from . import mrp_production_cost_note
from . import maker_wip
from . import product_value
from . import mrp_production_recipe
from . import mrp_workcenter
from . import mrp_workorder
from . import stock_move
from . import stock_quant
from . import res_company
