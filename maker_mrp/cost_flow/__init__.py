"""What recipes cost, and what to ask for what they make.

Imports nothing of Odoo. Money is :class:`decimal.Decimal`.
"""

from .pricing import MARGIN, MARKUP, PriceRule, margin_pct
from .rollup import Batch, Cost, Need, batch_cost, roll_up
