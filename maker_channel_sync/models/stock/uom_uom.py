from odoo import models


class UomUom(models.Model):
    """Whether a unit can be divided."""

    _inherit = "uom.uom"

    def _maker_breaks(self, quantity):
        """Whether a quantity would break pieces, or needs more digits than we keep."""
        self.ensure_one()
        if abs(self.round(quantity) - quantity) > 1e-6:
            return True
        piece = self._maker_uom("uom.product_uom_unit")
        if not self._has_common_reference(piece):
            return False
        pieces = self._compute_quantity(quantity, piece, round=False)
        return abs(pieces - round(pieces)) > 1e-6
