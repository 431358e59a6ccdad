from odoo import api, models


class MakerEntry(models.Model):
    """Phones find a lot by its vendor's number, too."""

    _inherit = "maker.entry"

    @api.model
    def _lot_codes(self, lots):
        codes = super()._lot_codes(lots)
        return {lot: [*codes[lot], *filter(None, [lot.supplier_lot])] for lot in lots}
