"""When to order, and how much: arithmetic that knows nothing of Odoo.

Quantities are floats in one unit the caller chooses and keeps (grams, pieces);
times are days. Nothing here is rounded: rounding belongs where a quantity is
shown or ordered.
"""

from .formulas import (
    economic_order_quantity,
    max_level,
    reorder_point,
    safety_stock,
)
from .history import LeadStats, UsageStats, summarise_lead_times, summarise_usage
from .ordering import order_units
from .supplies import suggest_rates
