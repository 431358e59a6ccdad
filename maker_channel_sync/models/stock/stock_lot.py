from odoo import models


class StockLot(models.Model):
    """A lot that becomes available, or not, changes what can be sold."""

    _inherit = "stock.lot"

    def _maker_availability_changed(self):
        product_ids = super()._maker_availability_changed()
        self.env["maker.channel.change"]._note(product_ids)
        return product_ids
