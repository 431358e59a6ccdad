from odoo import models


class StockLocation(models.Model):
    _inherit = "stock.location"

    def write(self, vals):
        result = super().write(vals)
        if {"maker_role", "usage", "active", "location_id"} & vals.keys():
            self._maker_note_content()
        return result

    def _maker_note_content(self):
        """Stock in a place that changed its role counts differently."""
        changes = self.env["maker.channel.change"]
        if changes._listening():
            quants = self.env["stock.quant"].search(
                [("location_id", "child_of", self.ids)]
            )
            changes._note(quants.product_id.ids)
