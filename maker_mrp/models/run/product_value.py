from datetime import timedelta

from odoo import api, models


class ProductValue(models.Model):
    """A first cost counts from before what is told after the fact."""

    _inherit = "product.value"

    @api.model
    def _maker_open_before(self, products, moment):
        """Let the cost with which products were created stand before ``moment``.

        Odoo notes a price, even none, at the moment a product is created. For its
        average cost that counts as a later revaluation of everything dated before, so
        that a run told with the date of last week would cost nothing.

        :param moment: UTC datetime of what is about to be posted
        """
        # history belongs to Odoo; the bench only moves its very beginning
        first = {}
        for value in self.sudo().search(
            [
                ("product_id", "in", products.ids),
                ("move_id", "=", False),
                ("lot_id", "=", False),
            ],
            order="date, id",
        ):
            first.setdefault((value.product_id, value.company_id), value)
        for (product, _company), value in first.items():
            at_creation = abs(value.create_date - product.create_date)
            if value.date >= moment and at_creation < timedelta(minutes=1):
                value.date = moment - timedelta(seconds=1)
