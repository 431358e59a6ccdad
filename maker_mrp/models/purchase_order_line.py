from odoo import api, fields, models


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    @api.model
    def _prepare_purchase_order_line_from_procurement(
        self,
        product_id,
        product_qty,
        product_uom,
        location_dest_id,
        name,
        origin,
        company_id,
        values,
        po,
    ):
        """Draft whole units of the vendor for a need in the product's unit.

        Odoo converts up to the last digit of the unit: 91.01 lb for 41,276.91 g.
        """
        offer = values.get("supplier") or self.env["product.supplierinfo"]
        forced = values.get("force_uom")
        if not forced and offer._maker_buys_whole(product_id, product_uom):
            needed = product_uom._compute_quantity(
                product_qty, product_id.uom_id, round=False
            )
            product_qty = offer._maker_units_for(product_id, needed)
            product_uom = offer._maker_unit(product_id)
        return super()._prepare_purchase_order_line_from_procurement(
            product_id,
            product_qty,
            product_uom,
            location_dest_id,
            name,
            origin,
            company_id,
            values,
            po,
        )

    def _maker_needed(self, offer):
        """What a draft line is for, in the product's unit.

        The need of the orders behind it where that alone, rounded up to whole
        units of the vendor, made the line; else all it holds.
        """
        product, unit = self.product_id, self.product_uom_id
        behind = sum(self.move_dest_ids.mapped("product_qty"))
        if not unit.compare(offer._maker_units_for(product, behind), self.product_qty):
            return behind
        return unit._compute_quantity(self.product_qty, product.uom_id, round=False)

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
