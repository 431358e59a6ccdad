from odoo import fields, models


class SaleOrder(models.Model):
    """Sales at the stall know their market day."""

    _inherit = "sale.order"

    maker_market_day_id = fields.Many2one(
        "maker.market.day",
        "Market day",
        readonly=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
        help="Sold at the stall on that day.",
        groups="base.group_user",
    )


class SaleOrderLine(models.Model):
    """What was sold at the stall needs no delivery."""

    _inherit = "sale.order.line"

    def _action_launch_stock_rule(self, *, previous_product_uom_qty=False):
        """Stall sales are handed over from the stall: they need no procurement."""
        elsewhere = self.filtered(lambda line: not line.order_id.maker_market_day_id)
        if not elsewhere and self:
            return True
        return super(SaleOrderLine, elsewhere)._action_launch_stock_rule(
            previous_product_uom_qty=previous_product_uom_qty
        )
