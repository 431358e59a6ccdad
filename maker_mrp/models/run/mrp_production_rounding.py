from odoo import api, models

from ...recipe_math import exact, round_up, rounding
from ...tools import rounding_words


class MrpProduction(models.Model):
    """Runs say where rounding changes what the recipe wants."""

    _name = "mrp.production"
    _inherit = ("mrp.production", "maker.rounding")

    @api.depends(
        "bom_id",
        "product_qty",
        "qty_produced",
        "move_raw_ids.product_uom_qty",
        "move_raw_ids.quantity",
        "move_raw_ids.state",
    )
    def _compute_rounding_notes(self):
        return super()._compute_rounding_notes()

    def _maker_rounding_parts(self):
        parts = []
        for move in self.move_raw_ids.filtered(lambda move: move.state != "cancel"):
            changed = self._maker_rounding(move)
            if changed:
                words = rounding_words(
                    self.env, move.product_id, changed, move.product_uom._maker_unit()
                )
                parts.append((words, changed.needed_digits))
        return parts

    def _maker_rounding(self, move):
        """How what this run takes differs from what its recipe asks for.

        What a person planned or told otherwise is not rounding.
        :return: a ``Rounding`` of :mod:`recipe_math`, or None
        """
        product, uom = move.product_id, move.product_uom
        unit, stock = uom._maker_unit(), product.uom_id._maker_unit()
        if unit.family != stock.family:
            return None
        digits = product._maker_digits()
        told = move.quantity if move.state == "done" else move.product_uom_qty
        needed = self._maker_recipe_need(move)
        if needed:
            changed = rounding(needed, unit, stock, digits)
            taken = changed and changed.taken * exact(product.uom_id.factor)
            as_planned = [round_up(needed, exact(10) ** -digits)]
            if changed:
                as_planned.append(taken / exact(uom.factor))
            if any(not uom.compare(told, float(plan)) for plan in as_planned):
                return changed
        return rounding(exact(told), unit, stock, digits)

    def _maker_recipe_need(self, move):
        """What the recipe asks for this run, in the move's unit; None: not said."""
        line, recipe = move.bom_line_id, self.bom_id
        if not recipe or line.bom_id != recipe:
            return None
        if line.product_uom_id != move.product_uom:
            return None
        made = self.qty_produced if move.state == "done" else self.product_qty
        ratio = exact(self.product_uom_id.factor) / exact(recipe.product_uom_id.factor)
        batches = exact(made) * ratio / exact(recipe.product_qty)
        return line._maker_requirement(self.product_id, batches)
