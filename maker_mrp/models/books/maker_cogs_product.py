from odoo import api, fields, models

from ...cost_flow.parts import BY_FIELD, PARTS, Place, fields_at, signed_sum
from ...public import only_for

LABELS = {name: part.label for name, part in BY_FIELD.items()}


class MakerCogsProduct(models.Model):
    """One product in a period: the identity of the books, with nothing left over.

    Its parts are those of :mod:`cost_flow.parts`.
    """

    _name = "maker.cogs.product"
    _description = "Product of a costing period"
    _order = "sold_value desc, product_id"
    _log_access = False
    _rec_name = "product_id"

    period_id = fields.Many2one(
        "maker.cogs.period", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    product_id = fields.Many2one("product.product", required=True, index=True)
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    categ_id = fields.Many2one("product.category", "Category")
    opening_qty = fields.Float("Opening quantity", digits="Product Unit")
    closing_qty = fields.Float("Closing quantity", digits="Product Unit")
    sold_qty = fields.Float("Sold quantity", digits="Product Unit")
    opening_value = fields.Monetary(LABELS["opening_value"])
    counted_value = fields.Monetary(
        LABELS["counted_value"],
        help="What was there, at cost, when the product was first counted.",
    )
    late_value = fields.Monetary(
        LABELS["late_value"],
        help="What was recorded in a closed period after its close: a bill or landed "
        "cost that came later, or an entry dated back.",
    )
    purchase_value = fields.Monetary(LABELS["purchase_value"])
    made_value = fields.Monetary(
        LABELS["made_value"], help="Value of what runs put into stock."
    )
    used_value = fields.Monetary(LABELS["used_value"])
    sold_value = fields.Monetary(
        LABELS["sold_value"], help="Value of what customers got, less what came back."
    )
    supply_value = fields.Monetary(LABELS["supply_value"])
    waste_value = fields.Monetary(LABELS["waste_value"])
    shrinkage_value = fields.Monetary(
        LABELS["shrinkage_value"], help="Lost less found in counts."
    )
    other_value = fields.Monetary(LABELS["other_value"])
    revaluation_value = fields.Monetary(
        LABELS["revaluation_value"],
        help="A cost was changed by hand while there was stock.",
    )
    correction_value = fields.Monetary(
        LABELS["correction_value"],
        help="Goods left at a cost that later proved different: a bill that came "
        "later, an entry dated back, stock below zero, or a standard price.",
    )
    rounding_value = fields.Monetary(LABELS["rounding_value"])
    closing_value = fields.Monetary("Closing")
    unexplained_value = fields.Monetary(
        "Differs from Odoo",
        help="What Odoo's own valuation says now, less the closing worked out here. "
        "Other than 0 when something in a closed period was changed since.",
    )
    explanation = fields.Char(compute="_compute_explanation")
    runs_value = fields.Monetary(
        "Runs, losses, other",
        compute="_compute_sums",
        help="Made less used, less supplies, waste, count differences and other, "
        "plus revaluation, corrections and rounding.",
    )
    remaining_value = fields.Monetary(
        "Other changes",
        compute="_compute_sums",
        help="Late for closed periods, revaluation and rounding, less supplies and "
        "other.",
    )

    def _compute_sums(self):
        """What completes the short and the long row of columns to the closing."""
        folded = [part.field for part in PARTS if part.folded]
        runs = fields_at(Place.RUNS, Place.APART)
        for row in self:
            row.remaining_value = signed_sum(row, folded)
            row.runs_value = signed_sum(row, runs)

    @api.model
    def _reasons(self):
        """In words, why a closing is not what was bought less what was sold."""
        return {
            "late_value": self.env._("late for closed periods"),
            "used_value": self.env._("used in runs"),
            "supply_value": self.env._("supplies used"),
            "waste_value": self.env._("waste"),
            "shrinkage_value": self.env._("count differences"),
            "other_value": self.env._("other"),
            "revaluation_value": self.env._("cost changed by hand"),
            "correction_value": self.env._("cost known only later"),
            "rounding_value": self.env._("rounding"),
        }

    def _compute_explanation(self):
        reasons = self._reasons()
        for row in self:
            row.explanation = ", ".join(
                f"{label} {row.currency_id.format(row[name])}"
                for name, label in reasons.items()
                if not row.currency_id.is_zero(row[name])
            )

    @only_for("base.group_user")
    def action_open_moves(self):
        """The moves behind this product's figures."""
        self.ensure_one()
        return self.period_id._open_lines([("product_id", "=", self.product_id.id)])
