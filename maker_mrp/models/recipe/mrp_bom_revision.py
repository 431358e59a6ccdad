from odoo import api, fields, models
from odoo.tools import SQL, html2plaintext

from ...trusted import RECIPE_SAVING, SETTLING, trust, trusted
from .mrp_bom_in_use import BYPRODUCTS, SUBSTITUTES, VARIANTS


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

    @api.model_create_multi
    def create(self, vals_list):
        # written with the recipe, so that its first revision asks for no second write
        return super().create([{**vals, "revision": 1} for vals in vals_list])

    def _maker_settle(self, is_new=False):
        result = super()._maker_settle(is_new)
        context = self.env.context
        if not (trusted(context, RECIPE_SAVING) or trusted(context, SETTLING)):
            self._maker_revise({} if is_new else self._maker_last_kept())
        return result

    def _maker_last_kept(self):
        """What was kept last of these recipes, ``{recipe: (number, snapshot)}``."""
        if not self:
            return {}
        revisions = self.env["maker.recipe.revision"]
        revisions.flush_model(["bom_id", "number", "snapshot"])
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT ON (bom_id) bom_id, number, snapshot"
                " FROM maker_recipe_revision WHERE bom_id IN %s"
                " ORDER BY bom_id, number DESC",
                self._ids,
            )
        )
        return {
            self.browse(bom_id): (number, snapshot) for bom_id, number, snapshot in rows
        }

    def _maker_revise(self, kept):
        """Keep a revision of every recipe that is no longer as it was last kept.

        :param kept: what was kept last of each, as :meth:`_maker_last_kept` says
        """
        # only this method writes revisions, for whoever may change the recipe
        revisions = self.env["maker.recipe.revision"].sudo()
        # the names of all products at once
        named = self.bom_line_ids.product_id | self._maker_byproducts().product_id
        named.mapped("display_name")
        values = []
        for bom in self:
            last, before = kept.get(bom, (0, None))
            # a name in another language is no change
            spoken = (before or {}).get("lang") or self.env.lang
            snapshot = bom.with_context(lang=spoken)._maker_snapshot()
            number = last + 1
            snapshot.update(revision=number, lang=spoken)
            if before:
                before.update(revision=number, lang=spoken)
            if before == snapshot:
                continue
            sentences = [self.env._("First version")]
            if before:
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
            if revision.bom_id.revision != revision.number:
                bom = revision.bom_id.with_context(**trust(SETTLING))
                bom.revision = revision.number

    def _maker_byproducts(self):
        """Its by-products, not asked for where no recipe has any."""
        if BYPRODUCTS in self._maker_in_use():
            return self.byproduct_ids
        return self.env["mrp.bom.byproduct"]

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
            "unit": self.product_uom_id._maker_unit().name,
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
            "byproducts": [one._maker_snapshot() for one in self._maker_byproducts()],
        }


class MrpBomLine(models.Model):
    """What a revision keeps of a line."""

    _inherit = "mrp.bom.line"

    def _maker_variants(self):
        """For which variants it is, not asked for where no recipe says so."""
        if VARIANTS in self.env["mrp.bom"]._maker_in_use():
            return self.bom_product_template_attribute_value_ids
        return self.env["product.template.attribute.value"]

    def _maker_substitutes(self):
        """What may be used instead, not asked for where no recipe has any."""
        if SUBSTITUTES in self.env["mrp.bom"]._maker_in_use():
            return self.substitute_ids
        return self.env["maker.recipe.substitute"]

    def _maker_snapshot(self):
        """This line as plain data."""
        self.ensure_one()
        return {
            "key": self.id,
            "product": self.product_id.display_name,
            "product_id": self.product_id.id,
            "entry": self.entry or "",
            "quantity": self.product_qty,
            "unit": self.product_uom_id._maker_unit().name,
            "uom_id": self.product_uom_id.id,
            "formula_pct": self.formula_pct,
            "loss_pct": self.loss_pct,
            "setup_qty": self.setup_qty,
            "rounding_multiple": self.rounding_multiple,
            "scales_with_size": self.scales_with_size,
            "variants": self._maker_variants().mapped("display_name"),
            "replaces": self.replaces_line_id.product_id.display_name or "",
            "substitutes": [
                f"{substitute.product_id.display_name} × {substitute.ratio:g}"
                for substitute in self._maker_substitutes()
            ],
        }


class MrpBomByproduct(models.Model):
    """What a revision keeps of a by-product."""

    _inherit = "mrp.bom.byproduct"

    @api.model_create_multi
    def create(self, vals_list):
        self.env["mrp.bom"]._maker_comes_to_use(BYPRODUCTS)
        return super().create(vals_list)

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
    """What a revision keeps of an operation; its change is one of the recipe."""

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
