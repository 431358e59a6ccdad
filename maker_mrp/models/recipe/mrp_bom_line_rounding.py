from odoo import api, fields, models

from ...recipe_math import RecipeMathError, conversion_ratio, rounding
from ...tools import readable_unit, recorded_amount, rounding_words


class MrpBomLine(models.Model):
    """What Odoo takes in place of what a line says, told where it differs."""

    _inherit = "mrp.bom.line"

    rounding_note = fields.Char(
        string="Taken otherwise",
        compute="_compute_rounding_note",
        help="What is taken from stock for a batch, where that is not what is written.",
        groups="base.group_user",
    )

    @api.depends(
        "batch_need", "product_id.uom_id", "product_id.density", "product_uom_id"
    )
    def _compute_rounding_note(self):
        for line in self:
            line.rounding_note = line._maker_rounding_part()[0]

    def _maker_rounding_part(self):
        """How a batch takes something else than this line says.

        :return: (sentence or "", digits that would mend it or 0)
        """
        self.ensure_one()
        needed = self._maker_safe_need()
        if needed is None:
            return "", 0
        product = self.product_id
        if self._maker_takes_nothing():
            return self.env._(
                "%(product)s: the quantity is zero, so a run takes none of it.",
                product=product.display_name,
            ), 0
        unit = self._maker_shown_uom()._maker_unit()
        stock = product.uom_id._maker_unit()
        if unit.family != stock.family:
            return self._maker_mixed_note(unit, stock), 0
        changed = rounding(needed, unit, stock, product._maker_digits())
        if not changed:
            return "", 0
        # as the batch's need is told on the line itself
        shown = readable_unit(self.env, needed, self._maker_shown_uom())
        return rounding_words(self.env, product, changed, shown), changed.needed_digits

    def _maker_mixed_note(self, unit, stock):
        """What Odoo makes of a unit of another sort."""
        product, uom = self.product_id, self.product_uom_id
        try:
            conversion_ratio(unit, stock, product._maker_material())
            remedy = self.env._("Write the quantity again to have it converted.")
        except RecipeMathError as error:
            remedy = product._maker_unit_message(error)
        return self.env._(
            "%(product)s: Odoo takes %(taken)s for %(written)s. %(remedy)s",
            product=product.display_name,
            written=recorded_amount(self.env, self.product_qty, uom),
            taken=recorded_amount(
                self.env,
                uom._compute_quantity(self.product_qty, product.uom_id),
                product.uom_id,
            ),
            remedy=remedy,
        )
