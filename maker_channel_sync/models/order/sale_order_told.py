from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.sql import column_exists


class SaleOrder(models.Model):
    """Orders whose prices a shop or a person told."""

    _inherit = "sale.order"

    def _maker_sells_at_told_prices(self):
        """Whether prices given to this order's lines are what the buyer was told."""
        self.ensure_one()
        return bool(self.maker_channel_id or self.maker_market_day_id)

    def action_confirm(self):
        """A wholesale offer that is accepted keeps its prices from then on."""
        result = super().action_confirm()
        accepted = self.filtered(
            lambda order: order.state == "sale" and order._maker_is_wholesale()
        )
        accepted.order_line.maker_price_told = True
        return result

    def action_draft(self):
        """An offer that is open again follows its price list again."""
        result = super().action_draft()
        offers = self.filtered(lambda order: not order._maker_sells_at_told_prices())
        offers.order_line.maker_price_told = False
        return result

    def _get_update_prices_lines(self):
        """A price list does not replace what the buyer was told."""
        return (
            super()
            ._get_update_prices_lines()
            .filtered(lambda line: not line._maker_keeps_price())
        )


class SaleOrderLine(models.Model):
    """A price that was told is not computed again."""

    _inherit = "sale.order.line"

    maker_price_told = fields.Boolean(
        string="Price told",
        copy=False,
        help="A shop, the stall or an accepted offer told price and discount: they "
        "stay when the quantity changes.",
        groups="base.group_user",
    )

    def _auto_init(self):
        cr = self.env.cr
        added = not column_exists(cr, self._table, "maker_price_told")
        # these are older: only an update of a database with Maker has them by now
        updates = column_exists(cr, "product_pricelist", "maker_wholesale")
        updates = updates and column_exists(cr, "sale_order", "maker_market_day_id")
        result = super()._auto_init()
        if added and updates:
            self._maker_told_before()
        return result

    @api.model
    def _maker_told_before(self):
        """Sales at the stall and accepted wholesale offers of before keep prices."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE sale_order_line line SET maker_price_told = TRUE
                  FROM sale_order sale
             LEFT JOIN product_pricelist prices ON prices.id = sale.pricelist_id
                 WHERE sale.id = line.order_id
                   AND (sale.maker_market_day_id IS NOT NULL
                        OR sale.state = 'sale'
                        AND sale.maker_channel_id IS NULL
                        AND prices.maker_wholesale)
                """
            )
        )

    def _maker_keeps_price(self):
        self.ensure_one()
        return self.maker_price_told or bool(self.maker_channel_line)

    def _compute_price_unit(self):
        kept = self.filtered(lambda line: line._maker_keeps_price())
        return super(SaleOrderLine, self - kept)._compute_price_unit()

    def _compute_discount(self):
        kept = self.filtered(lambda line: line._maker_keeps_price())
        return super(SaleOrderLine, self - kept)._compute_discount()

    def _maker_order_units(self, quantity):
        """Order this much at the price the line has: Maker changes no price."""
        self.ensure_one()
        self.write(
            {
                "product_uom_qty": quantity,
                "price_unit": self.price_unit,
                "discount": self.discount,
            }
        )
