from odoo import fields, models


class StockLocation(models.Model):
    """The market stall: what waits there is owned and valued, but not free."""

    _inherit = "stock.location"

    # a stall that is still in use when the addon goes is a place as any other then
    maker_role = fields.Selection(
        selection_add=[("stall", "Market stall")], ondelete={"stall": "set null"}
    )

    def write(self, vals):
        result = super().write(vals)
        if {"maker_role", "usage", "active", "location_id"} & vals.keys():
            self._maker_note_content()
        return result

    def _maker_sets_aside(self):
        return self.maker_role == "stall" or super()._maker_sets_aside()

    def _maker_note_content(self):
        """Stock in a place that changed its role counts differently."""
        changes = self.env["maker.channel.change"]
        if changes._listening():
            quants = self.env["stock.quant"].search(
                [("location_id", "child_of", self.ids)]
            )
            changes._note(quants.product_id.ids)
