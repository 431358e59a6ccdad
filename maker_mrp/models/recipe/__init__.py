"""Bills of materials: lines, sizes, rounding, capacity, revisions, cost, prices.

A new check or figure of a recipe goes here; what making does is in ``run``.
"""

from . import product_template_price
from . import maker_capacity
from . import product_product_capacity
from . import product_product_recipe_cost
from . import maker_rounding
from . import mrp_bom_in_use
from . import mrp_bom
from . import mrp_bom_kit
from . import mrp_bom_capacity
from . import mrp_bom_cost
from . import mrp_bom_cost_gaps
from . import mrp_bom_line
from . import mrp_bom_line_entry
from . import mrp_bom_line_need
from . import mrp_bom_line_sums
from . import mrp_bom_line_rounding
from . import mrp_bom_rounding
from . import mrp_bom_revision
from . import mrp_bom_share
from . import mrp_bom_line_density
from . import mrp_bom_line_size
from . import mrp_bom_size
from . import mrp_bom_labour
from . import mrp_bom_lye
from . import mrp_routing_workcenter
from . import res_company_price
from . import maker_recipe_revision
from . import maker_recipe_scale
from . import maker_recipe_substitute
from . import product_product_cost
from . import product_product_vendor_cost
from . import product_template_vendor_cost
