from odoo import api, fields, models

from ..recipe_math import exact
from ..tools import format_quantity


class MrpBomLine(models.Model):
    _inherit = "mrp.bom.line"

    batch_need = fields.Char(
        string="Batch takes",
        compute="_compute_needs",
        help="What one batch takes, losses, set-up and steps included.",
    )
    unit_need = fields.Char(
        string="Per unit",
        compute="_compute_needs",
        help="What one batch takes, divided by what it yields.",
    )
    need_sum = fields.Char(
        string="How it comes about",
        compute="_compute_needs",
        help="The sum behind what a batch takes.",
    )
    batch_need_explained = fields.Text(
        string="Batch takes, and why",
        compute="_compute_needs",
        help="What one batch takes, and under it the sum, when there is one.",
    )
    currency_id = fields.Many2one(related="bom_id.currency_id")
    line_cost = fields.Monetary(
        string="Cost",
        compute="_compute_line_cost",
        help="Cost of what one batch takes, at current costs.",
    )

    @api.depends(
        "product_id",
        "product_qty",
        "product_uom_id",
        "loss_pct",
        "setup_qty",
        "rounding_multiple",
        "bom_id.product_qty",
        "bom_id.yield_loss_pct",
    )
    def _compute_needs(self):
        for line in self:
            needed = line._maker_safe_need()
            unit = line.product_uom_id.name or ""
            if needed is None:
                line.batch_need = line.unit_need = line.need_sum = ""
                line.batch_need_explained = ""
                continue
            each = needed / exact(line.bom_id.product_qty or 1)
            line.batch_need = self._maker_words(needed, unit)
            line.unit_need = self._maker_words(each, unit)
            line.need_sum = line._maker_explanation(None, 1)
            line.batch_need_explained = line.batch_need
            if not line._maker_rule().is_plain:
                line.batch_need_explained += f"\n= {line.need_sum}"

    @api.model
    def _maker_words(self, quantity, unit):
        """A quantity with about four digits that matter."""
        digits = max(0, 3 - (quantity.adjusted() if quantity else 0))
        return f"{format_quantity(self.env, float(quantity), digits)} {unit}"

    def _maker_safe_need(self):
        """What a batch takes, or None while the line is being written."""
        possible = 0 <= self.loss_pct < 100 and 0 <= self.bom_id.yield_loss_pct < 100
        if not (self.product_id and self.product_uom_id and possible):
            return None
        return self._maker_requirement(None, 1)

    @api.depends("product_id.standard_price", "batch_need")
    def _compute_line_cost(self):
        components = self.product_id
        costs = components._maker_unit_costs()
        for line in self:
            needed = line._maker_safe_need()
            if needed is None or not line.product_id:
                line.line_cost = 0.0
                continue
            source = line.product_uom_id.factor
            target = line.product_id.uom_id.factor
            cost = costs[line.product_id._origin or line.product_id].total
            line.line_cost = float(needed * exact(source / target) * cost)

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
