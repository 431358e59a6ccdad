from odoo import api, fields, models

from ...public import only_for
from ...recipe_math import exact
from ...tools import readable_amount


class MrpBomLine(models.Model):
    """What a line needs and costs, explained."""

    _inherit = "mrp.bom.line"

    batch_need = fields.Char(
        string="Batch takes",
        compute="_compute_needs",
        help="What one batch takes, losses, set-up and steps included.",
        groups="base.group_user",
    )
    unit_need = fields.Char(
        string="Per unit",
        compute="_compute_needs",
        help="What one batch takes, divided by what it yields.",
        groups="base.group_user",
    )
    need_sum = fields.Char(
        string="How it comes about",
        compute="_compute_needs",
        help="The sum behind what a batch takes.",
        groups="base.group_user",
    )
    batch_need_explained = fields.Text(
        string="Batch takes, and why",
        compute="_compute_needs",
        help="What one batch takes, and under it the sum, when there is one.",
        groups="base.group_user",
    )
    currency_id = fields.Many2one(
        related="bom_id.currency_id", groups="base.group_user"
    )
    line_cost = fields.Monetary(
        string="Cost",
        compute="_compute_line_cost",
        help="Cost of what one batch takes, at current costs.",
        groups="base.group_user",
    )

    @api.depends(
        "product_id",
        "formula_pct",
        "product_qty",
        "product_uom_id",
        "loss_pct",
        "setup_qty",
        "rounding_multiple",
        "bom_id.product_qty",
        "bom_id.yield_loss_pct",
        "bom_id.is_formula",
        "bom_id.formula_qty",
    )
    def _compute_needs(self):
        for line in self:
            needed = line._maker_safe_need()
            uom = line.product_uom_id
            if needed is None or line._maker_takes_nothing():
                note = line._maker_is_loose_share() and self.env._(
                    "a share of a batch, of which the weight is not known yet"
                )
                line.batch_need = line.batch_need_explained = note or ""
                line.unit_need = line.need_sum = ""
                continue
            each = needed / exact(line.bom_id.product_qty or 1)
            line.batch_need = readable_amount(self.env, needed, uom)
            line.unit_need = readable_amount(self.env, each, uom)
            line.need_sum = line._maker_explanation(None, 1)
            line.batch_need_explained = line.batch_need
            if not line._maker_rule().is_plain:
                line.batch_need_explained += f"\n= {line.need_sum}"

    def _maker_is_loose_share(self):
        """Whether this is a share, and of what has not been said."""
        bom = self.bom_id
        return bool(self.formula_pct) and not (bom.is_formula and bom.formula_qty > 0)

    def _maker_shown_uom(self):
        """The unit as written; the material's own on a form that shows none."""
        if self._origin or "product_uom_id" in self._cache:
            return self.product_uom_id
        return self.product_id.uom_id

    def _maker_safe_need(self):
        """What a batch takes, or None while the line is being written."""
        possible = 0 <= self.loss_pct < 100 and 0 <= self.bom_id.yield_loss_pct < 100
        if not (self.product_id and self._maker_shown_uom() and possible):
            return None
        if self._maker_is_loose_share():
            return None
        return self._maker_requirement(None, 1)

    def _maker_unit_cost(self, costs):
        """Current cost of one of the line's unit, a Decimal.

        :param costs: ``{product: Cost}`` per unit in which each is kept
        """
        ratio = exact(self.product_uom_id.factor / self.product_id.uom_id.factor)
        return costs[self.product_id].total * ratio

    def _maker_applies_to(self, variant, lines):
        """Whether this line, one of ``lines``, stored or not, is for a variant."""
        values = self.bom_product_template_attribute_value_ids._origin
        if not variant._match_all_variant_values(values):
            return False
        stands_in = lines.filtered(
            lambda line: self._origin and line.replaces_line_id._origin == self._origin
        )
        return not any(line._maker_applies_to(variant, lines) for line in stands_in)

    @api.depends(
        "product_id.standard_price", "product_id.seller_ids.price", "batch_need"
    )
    def _compute_line_cost(self):
        costs = self.product_id._maker_unit_costs()
        for line in self:
            needed = line._maker_safe_need()
            line.line_cost = float(
                0 if needed is None else needed * line._maker_unit_cost(costs)
            )

    @only_for("base.group_user")
    def action_open_line(self):
        """Open the line with its substitutes and all its settings."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.product_id.display_name,
            "res_model": "mrp.bom.line",
            "res_id": self.id,
            "view_mode": "form",
            "views": [
                (self.env.ref("maker_mrp.maker_recipe_line_view_form").id, "form")
            ],
            "target": "new",
        }
