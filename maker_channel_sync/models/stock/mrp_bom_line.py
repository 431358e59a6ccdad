from odoo import api, models


class MrpBomLine(models.Model):
    """A changed kit changes what its parts can be sold as."""

    _inherit = "mrp.bom.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        kits = lines.bom_id.filtered(lambda bom: bom.type == "phantom")
        kits._maker_note_kits()
        return lines

    def write(self, vals):
        self.bom_id._maker_note_kits()
        result = super().write(vals)
        self.bom_id._maker_note_kits()
        return result

    def unlink(self):
        self.bom_id._maker_note_kits()
        return super().unlink()
