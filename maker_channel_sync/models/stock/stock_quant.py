from odoo import api, models


class StockQuant(models.Model):
    """Stock that changes is noted for the shops that offer it."""

    _inherit = "stock.quant"

    @api.model_create_multi
    def create(self, vals_list):
        quants = super().create(vals_list)
        quants._maker_note_stock()
        return quants

    def write(self, vals):
        result = super().write(vals)
        if {"quantity", "reserved_quantity", "owner_id", "location_id"} & vals.keys():
            self._maker_note_stock()
        return result

    def unlink(self):
        self._maker_note_stock()
        return super().unlink()

    def _maker_note_stock(self):
        changes = self.env["maker.channel.change"]
        if changes._listening():
            inside = self.filtered(lambda quant: quant.location_id.usage == "internal")
            changes._note(inside.product_id._ids)
