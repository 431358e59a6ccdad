from odoo import fields, models


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    def _get_stock_move_price_unit(self):
        """Cost of one of the product's units, not rounded when units differ.

        Odoo rounds it to the digits of a price: wax at 9.00 a pound would be worth
        0.02 a gram instead of 0.01984, and thread at 2.00 a kilometre nothing.
        """
        if self.product_uom_id == self.product_id.uom_id:
            return super()._get_stock_move_price_unit()
        order = self.order_id
        price = self._get_gross_price_unit()
        if order.currency_id == order.company_id.currency_id:
            return price
        day = (
            self.env.context.get("conversion_date")
            or self.date_order
            or fields.Date.context_today(self)
        )
        return order.currency_id._convert(
            price, order.company_id.currency_id, self.company_id, day, round=False
        )
