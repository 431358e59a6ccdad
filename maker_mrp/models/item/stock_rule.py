from odoo import models


class StockRule(models.Model):
    """Draft purchase lines grow by whole units of the vendor."""

    _inherit = "stock.rule"

    def _update_purchase_order_line(
        self, product_id, product_qty, product_uom, company_id, values, line
    ):
        """Raise a draft line by whole units of the vendor, counting what it holds.

        Odoo converts up to the last digit of the unit: 0.01 lb too much for a need
        in grams.
        """
        unit, offer = line.product_uom_id, values["supplier"]
        buys_whole = offer._maker_buys_whole(product_id, product_uom)
        if buys_whole and offer._maker_unit(product_id) == unit:
            kept = product_id.uom_id
            needed = product_uom._compute_quantity(product_qty, kept, round=False)
            total = needed + line._maker_needed(offer)
            if total > 0:
                units = offer._maker_units_for(product_id, total)
                product_qty, product_uom = units - line.product_qty, unit
        return super()._update_purchase_order_line(
            product_id, product_qty, product_uom, company_id, values, line
        )
