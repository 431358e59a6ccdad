from odoo import fields, models

from .. import lot_rules


class ProductProduct(models.Model):
    """Which lots of a product are there and may not be used."""

    _inherit = "product.product"

    def _maker_stopped_words(self):
        words = super()._maker_stopped_words()
        if not self:
            return words
        # sudo: whoever is refused a material is told why, also without access to lots
        lots = self.env["stock.lot"].sudo()
        stock = lots.env["stock.quant"]._read_group(
            [
                ("product_id", "in", self.ids),
                ("company_id", "in", self.env.companies.ids),
                ("location_id.usage", "=", "internal"),
                ("location_id.maker_role", "=", False),
                ("lot_id", "any", lot_rules.unavailable_domain(fields.Datetime.now())),
                ("quantity", ">", 0),
            ],
            ["product_id", "lot_id"],
        )
        told = {}
        for product, lot in stock:
            told.setdefault(product.id, []).append(
                self.env._(
                    "lot %(lot)s of %(product)s: %(why)s",
                    lot=lot.name,
                    product=product.name,
                    why=lot._maker_unavailable_reason(),
                )
            )
        return {**words, **{key: "; ".join(parts) for key, parts in told.items()}}
