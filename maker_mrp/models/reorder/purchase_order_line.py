from odoo import api, fields, models

from ...recipe_math import exact as to_decimal
from ...recipe_math import plain


class PurchaseOrderLine(models.Model):
    """Bought in the vendor's whole units, received in those of the stock."""

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
        0.02 a gram instead of 0.01984, and thread at 2.00 a kilometre nothing. It is
        left to do so where Maker's rules do not hold, and the order tells.
        """
        if self._maker_same_unit() or not self.company_id._maker_rules_hold():
            return super()._get_stock_move_price_unit()
        return self._maker_exact_price()

    def _maker_same_unit(self):
        return self.product_uom_id == self.product_id.uom_id

    def _prepare_stock_moves(self, picking):
        result = super()._prepare_stock_moves(picking)
        if self.product_id.maker_kind and not self._maker_same_unit():
            kept, exact = self._get_stock_move_price_unit(), self._maker_exact_price()
            if result and abs(kept - exact) > abs(exact) * 0.001:
                self._maker_note_price(kept, exact)
        return result

    def _maker_note_price(self, kept, exact):
        """Tell on the order that the cost of a unit is rounded."""
        self.order_id.message_post(
            body=self.env._(
                "%(product)s: a cost of %(exact)s a %(unit)s is kept as %(kept)s. "
                "Let Maker's rules hold everywhere (Maker, Settings) to keep it as it "
                "is, or have the digits of “Product Price” raised.",
                product=self.product_id.display_name,
                exact=plain(to_decimal(exact), 8),
                kept=plain(to_decimal(kept), 8),
                unit=self.product_id.uom_id.name,
            )
        )

    def _maker_exact_price(self):
        """The price of one of the product's units in the company's currency."""
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
