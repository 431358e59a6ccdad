from odoo import models


class SaleOrder(models.Model):
    """A cancelled order takes back what was planned for it."""

    _inherit = "sale.order"

    def _action_cancel(self):
        result = super()._action_cancel()
        self.order_line._maker_make_on_order()
        return result
