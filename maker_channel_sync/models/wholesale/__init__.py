"""Terms of wholesale: cases, minimums, lead times, the line sheet.

Prices stay Odoo's price lists; here is what they are offered with.
"""

from . import res_partner
from . import product_pricelist
from . import product_pricelist_discount
from . import product_template
from . import sale_order
