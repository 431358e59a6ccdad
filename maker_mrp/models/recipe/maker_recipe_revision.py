from odoo import api, fields, models
from odoo.exceptions import UserError

from ...public import only_for
from ...recipe_math import ADDED, REMOVED, compare
from ...tools import format_quantity


class MakerRecipeRevision(models.Model):
    """A recipe as it once was, and what changed since the one before."""

    _name = "maker.recipe.revision"
    _description = "Revision of a recipe"
    _order = "bom_id, number desc"

    bom_id = fields.Many2one(
        "mrp.bom", string="Recipe", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="bom_id.company_id", store=True)
    number = fields.Integer(required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", string="Author", required=True, readonly=True
    )
    date = fields.Datetime(
        required=True, readonly=True, default=lambda self: fields.Datetime.now()
    )
    snapshot = fields.Json(
        required=True, readonly=True, help="The whole recipe as it was saved."
    )
    difference = fields.Text(
        readonly=True, help="What changed against the revision before."
    )

    _number_once = models.Constraint(
        "UNIQUE(bom_id, number)", "A recipe has each revision number once."
    )

    @api.depends("bom_id", "number")
    def _compute_display_name(self):
        for revision in self:
            revision.display_name = self.env._(
                "%(recipe)s, revision %(number)s",
                recipe=revision.bom_id.display_name,
                number=revision.number,
            )

    def write(self, vals):
        if vals:
            raise UserError(
                self.env._("A revision says what was: it cannot be changed afterwards.")
            )
        return super().write(vals)

    @only_for("base.group_user")
    def action_compare(self):
        """Open this revision beside the one before it."""
        self.ensure_one()
        before = self.search(
            [("bom_id", "=", self.bom_id.id), ("number", "<", self.number)], limit=1
        )
        return self.bom_id._maker_compare_action(before or self, self)

    @api.model
    def _maker_describe(self, old, new):
        """Differences between two snapshots in words, one a line."""
        return [self._maker_sentence(change) for change in compare(old, new)]

    @api.model
    def _maker_sentence(self, change):
        label = self._maker_labels().get(change.name, change.name)
        if change.kind == ADDED:
            return self.env._(
                "%(item)s added: %(after)s",
                item=change.where,
                after=self._maker_brief(change.after),
            )
        if change.kind == REMOVED:
            return self.env._(
                "%(item)s removed, was %(before)s",
                item=change.where,
                before=self._maker_brief(change.before),
            )
        where = f"{change.where}, {label}" if change.where else label
        return self.env._(
            "%(where)s: %(before)s → %(after)s",
            where=where,
            before=self._maker_words(change.before, change.units[0]),
            after=self._maker_words(change.after, change.units[1]),
        )

    @api.model
    def _maker_brief(self, item):
        if item.get("entry"):
            return item["entry"]
        if item.get("minutes"):
            return self._maker_words(item["minutes"], self.env._("min"))
        if item.get("quantity"):
            return self._maker_words(item["quantity"], item.get("unit"))
        if item.get("factor"):
            return f"× {self._maker_words(item['factor'])}"
        return item.get("product") or item.get("name") or ""

    @api.model
    def _maker_words(self, value, unit=""):
        if value is None or value is False or value == "" or value == []:
            return "–"
        if value is True:
            return self.env._("yes")
        if isinstance(value, list):
            return ", ".join(map(str, value))
        if isinstance(value, float):
            return f"{format_quantity(self.env, value, 6)} {unit or ''}".strip()
        return str(value)

    @api.model
    def _maker_labels(self):
        """Names of the entries of a snapshot, for people."""
        return {
            "product": self.env._("Product"),
            "yield": self.env._("Batch makes"),
            "unit": self.env._("Unit"),
            "yield_loss_pct": self.env._("Expected loss of the batch (%)"),
            "is_formula": self.env._("Percentage recipe"),
            "formula_qty": self.env._("Batch weight"),
            "formula_unit": self.env._("Unit of the batch weight"),
            "formula_basis": self.env._("Shares are"),
            "superfat_pct": self.env._("Superfat (%)"),
            "steps": self.env._("Steps"),
            "entry": self.env._("Quantity"),
            "quantity": self.env._("Quantity"),
            "formula_pct": self.env._("Share (%)"),
            "loss_pct": self.env._("Loss (%)"),
            "setup_qty": self.env._("Extra per run"),
            "rounding_multiple": self.env._("Taken in steps of"),
            "scales_with_size": self.env._("Scales with size"),
            "variants": self.env._("Only for"),
            "replaces": self.env._("In place of"),
            "substitutes": self.env._("Substitutes"),
            "minutes": self.env._("Minutes"),
            "workcenter": self.env._("Work centre"),
            "cost_share": self.env._("Cost share (%)"),
            "size": self.env._("Size"),
            "factor": self.env._("Factor"),
        }
