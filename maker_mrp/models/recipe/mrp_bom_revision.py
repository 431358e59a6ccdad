from odoo import fields, models
from odoo.tools import html2plaintext

from ...trusted import RECIPE_SAVING, SETTLING, trust, trusted


class MrpBom(models.Model):
    """A revision is kept of every recipe that was changed."""

    _inherit = "mrp.bom"

    maker_steps = fields.Html(
        string="Steps",
        help="How it is made, for whoever stands at the bench. Pictures and files can "
        "be attached to the recipe.",
        groups="base.group_user",
    )
    revision = fields.Integer(
        copy=False,
        readonly=True,
        help="Counts up whenever a changed recipe is saved. A run keeps the revision "
        "it was planned with.",
        groups="base.group_user",
    )
    revision_ids = fields.One2many(
        "maker.recipe.revision",
        "bom_id",
        string="Revisions",
        copy=False,
        groups="base.group_user",
    )

    def _maker_compare_action(self, old, new):
        wizard = self.env["maker.recipe.compare"].create(
            {"bom_id": self.id, "old_id": old.id, "new_id": new.id}
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Compare revisions"),
            "res_model": "maker.recipe.compare",
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

    def _maker_settle(self):
        result = super()._maker_settle()
        context = self.env.context
        if not (trusted(context, RECIPE_SAVING) or trusted(context, SETTLING)):
            self._maker_revise()
        return result

    def _maker_revise(self):
        """Keep a revision of every recipe that is no longer as it was last kept."""
        if not self:
            return
        # only this method writes revisions, for whoever may change the recipe
        revisions = self.env["maker.recipe.revision"].sudo()
        kept = self.filtered("revision")  # a recipe just written has none
        newest = dict(
            revisions._read_group(
                [("bom_id", "in", kept.ids)], ["bom_id"], ["id:recordset"]
            )
            if kept
            else ()
        )
        values = []
        for bom in self:
            last = newest.get(bom, revisions).sorted("number")[-1:]
            snapshot = bom._maker_snapshot()
            number = (last.number or 0) + 1
            before = {**last.snapshot, "revision": number} if last else None
            if before == {**snapshot, "revision": number}:
                continue
            snapshot["revision"] = number
            sentences = [self.env._("First version")]
            if last:
                sentences = revisions._maker_describe(before, snapshot)
            values.append(
                {
                    "bom_id": bom.id,
                    "company_id": bom.company_id.id,
                    "number": number,
                    "user_id": self.env.uid,
                    "snapshot": snapshot,
                    "difference": "\n".join(sentences),
                }
            )
        for revision in revisions.create(values):
            revision.bom_id.with_context(**trust(SETTLING)).revision = revision.number

    def _maker_snapshot(self):
        """This recipe as plain data that no later change can touch.

        :return: a dict that can be stored as JSON, with the names and ids of
            everything in it
        """
        self.ensure_one()
        return {
            "revision": self.revision,
            "product": self.product_tmpl_id.display_name,
            "product_id": self.product_id.id or None,
            "yield": self.product_qty,
            "unit": self.product_uom_id.name,
            "uom_id": self.product_uom_id.id,
            "yield_loss_pct": self.yield_loss_pct,
            "is_formula": self.is_formula,
            "formula_qty": self.formula_qty if self.is_formula else 0.0,
            "formula_unit": self.formula_uom_id.name if self.is_formula else "",
            "formula_basis": self.formula_basis if self.is_formula else "",
            "steps": html2plaintext(self.maker_steps or "").strip(),
            "lines": [line._maker_snapshot() for line in self.bom_line_ids],
            "scales": [scale._maker_snapshot() for scale in self._maker_sizes()],
            "operations": [one._maker_snapshot() for one in self.operation_ids],
            "byproducts": [one._maker_snapshot() for one in self.byproduct_ids],
        }


class MrpBomLine(models.Model):
    """What a revision keeps of a line."""

    _inherit = "mrp.bom.line"

    def _maker_snapshot(self):
        """This line as plain data."""
        self.ensure_one()
        return {
            "key": self.id,
            "product": self.product_id.display_name,
            "product_id": self.product_id.id,
            "entry": self.entry or "",
            "quantity": self.product_qty,
            "unit": self.product_uom_id.name,
            "uom_id": self.product_uom_id.id,
            "formula_pct": self.formula_pct,
            "loss_pct": self.loss_pct,
            "setup_qty": self.setup_qty,
            "rounding_multiple": self.rounding_multiple,
            "scales_with_size": self.scales_with_size,
            "variants": self.bom_product_template_attribute_value_ids.mapped(
                "display_name"
            ),
            "replaces": self.replaces_line_id.product_id.display_name or "",
            "substitutes": [
                f"{substitute.product_id.display_name} × {substitute.ratio:g}"
                for substitute in self.substitute_ids
            ],
        }


class MrpBomByproduct(models.Model):
    """What a revision keeps of an operation."""

    _inherit = "mrp.bom.byproduct"

    def _maker_snapshot(self):
        """This by-product as plain data."""
        self.ensure_one()
        return {
            "key": self.id,
            "product": self.product_id.display_name,
            "product_id": self.product_id.id,
            "quantity": self.product_qty,
            "unit": self.product_uom_id.name,
            "cost_share": self.cost_share,
        }


class MrpRoutingWorkcenter(models.Model):
    """What a revision keeps of a by-product; its change is one of the recipe."""

    _inherit = "mrp.routing.workcenter"

    def _maker_snapshot(self):
        """This step as plain data."""
        self.ensure_one()
        return {
            "key": self.id,
            "name": self.name,
            "workcenter": self.workcenter_id.display_name,
            "minutes": self.time_cycle_manual,
        }

    def write(self, vals):
        result = super().write(vals)
        if {"name", "workcenter_id", "time_cycle_manual", "bom_id", "active"} & set(
            vals
        ):
            self.bom_id._maker_settle()
        return result
