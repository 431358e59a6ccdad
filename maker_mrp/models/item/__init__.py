"""What things are: kinds, units, SKU, bins, places, the company and its days.

Here is what is true of a thing without a recipe or a run; no rule of making.
"""

from . import ir_actions_report
from . import mail_activity_mixin
from . import uom_uom
from . import product_category
from . import product_template
from . import product_template_kind
from . import product_template_list
from . import product_product
from . import product_product_words
from . import product_product_search
from . import stock_location
from . import stock_move
from . import stock_picking
from . import stock_warehouse
from . import stock_quant
from . import product_product_sellable
from . import stock_move_promise
from . import product_product_promise
from . import res_company
from . import res_company_days
from . import res_partner_days
from . import res_company_rules
from . import maker_read_only
from . import stock_move_line
from . import stock_reference
from . import stock_rule
from . import sale_order
from . import sale_order_line
from . import product_template_bin
from . import product_product_bin
from . import stock_move_place
from . import stock_quant_loss
from . import stock_quant_count
from . import stock_scrap
from . import res_config_settings
