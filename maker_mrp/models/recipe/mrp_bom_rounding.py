from odoo import api, models


class MrpBom(models.Model):
    """Recipes say where rounding changes what was written."""

    _name = "mrp.bom"
    _inherit = ("mrp.bom", "maker.rounding")

    @api.depends("bom_line_ids.rounding_note")
    def _compute_rounding_notes(self):
        return super()._compute_rounding_notes()

    def _maker_rounding_parts(self):
        parts = [line._maker_rounding_part() for line in self.bom_line_ids]
        return [part for part in parts if part[0]]
