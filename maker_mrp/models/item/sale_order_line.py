from odoo import models


class SaleOrderLine(models.Model):
    """Orders plan the runs they need."""

    _inherit = "sale.order.line"

    def _action_launch_stock_rule(self, *, previous_product_uom_qty=False):
        result = super()._action_launch_stock_rule(
            previous_product_uom_qty=previous_product_uom_qty
        )
        self._maker_make_on_order()
        return result

    def _maker_make_on_order(self):
        """Plan runs for what these lines take below zero, or take plans back."""
        # whoever sells may not plan runs, yet the product says that one is made
        runs = self.env["mrp.production"].sudo()
        for order, lines in self.grouped("order_id").items():
            products = lines.product_id | lines.move_ids.product_id
            # the runs read what the seller may not
            runs._maker_cover_order(order.sudo(), products.sudo())
