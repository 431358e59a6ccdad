from odoo import models

from ..recipe_math import exact


class MrpProduction(models.Model):
    _inherit = "mrp.production"

    def _update_raw_moves(self, factor):
        """Needs that are not in proportion to the run follow its new size as well."""
        update_info = super()._update_raw_moves(factor)
        if self.qty_produced or not self.bom_id:
            return update_info
        corrected = []
        for move, old_qty, new_qty in update_info:
            line = move.bom_line_id
            if (
                line.bom_id == self.bom_id
                and not line._maker_rule(self.product_id).is_plain
            ):
                new_qty = self._maker_line_need(line, self.product_qty * factor)
                move.product_uom_qty = new_qty
            corrected.append((move, old_qty, new_qty))
        return corrected

    def _maker_line_need(self, line, quantity):
        """What making ``quantity`` in the run's unit takes of a recipe line."""
        bom = line.bom_id
        ratio = exact(self.product_uom_id.factor) / exact(bom.product_uom_id.factor)
        batches = exact(quantity) * ratio / exact(bom.product_qty)
        needed = float(line._maker_requirement(self.product_id, batches))
        return line.product_uom_id.round(needed, rounding_method="UP")
