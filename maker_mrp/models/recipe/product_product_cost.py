from odoo import models


class ProductProduct(models.Model):
    """A product created without a cost has none noted."""

    _inherit = "product.product"

    def _change_standard_price(self, old_price):
        # A product created without cost has none yet. Odoo would note "0.00 from
        # today on", and every older receipt entered later would be worth nothing.
        if not self.env.company._maker_rules_hold():
            return super()._change_standard_price(old_price)
        priced = self.filtered(
            lambda product: product.standard_price or old_price.get(product)
        )
        return super(ProductProduct, priced)._change_standard_price(old_price)
