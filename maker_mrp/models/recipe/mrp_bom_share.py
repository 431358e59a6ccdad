from odoo import api, models
from odoo.exceptions import UserError

from ...recipe_math import MASS, VOLUME, exact


class MrpBom(models.Model):
    """A percentage recipe out of weights, beside which a share was written."""

    _inherit = "mrp.bom"

    @api.onchange("is_formula")
    def _onchange_is_formula(self):
        if not self.is_formula or self.formula_qty or not self.formula_uom_id:
            return
        shares = sum(self._maker_shares().values())
        weights = self._maker_weights()
        total = sum(weights.values())
        if not 0 < shares < 100 or not total:
            return
        rest = 100 - shares
        self.formula_basis = "whole"
        self.formula_qty = float(total * 100 / rest)
        for line, weight in weights.items():
            line._maker_set_share(rest * weight / total)

    def _maker_weights(self):
        """What is weighed or measured without a share, ``{line: Decimal}``.

        In the unit of the batch weight. What cannot become one, without a density, is
        left out, and so are pieces.
        """
        self.ensure_one()
        weights = {}
        for line in self.bom_line_ids:
            uom = line.product_uom_id
            if line.formula_pct or not line.product_id or not uom:
                continue
            if uom._maker_unit().family not in (MASS, VOLUME):
                continue
            try:
                weight = line.product_id._maker_convert(
                    line.product_qty, uom, self.formula_uom_id, guard=False
                )
            except UserError:
                continue
            weights[line] = exact(weight)
        return weights
