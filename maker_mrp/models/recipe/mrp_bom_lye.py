from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...recipe_math import MASS, VOLUME, exact, lye_for, plain


class ProductTemplate(models.Model):
    """How much lye a fat takes."""

    _inherit = "product.template"

    sap_value = fields.Float(
        string="Lye per gram of oil",
        digits=(16, 5),
        help="Grams of lye that one gram of this oil takes, for the lye you use: its "
        "saponification value, as in its data sheet. Olive oil takes about "
        "0.135 of sodium hydroxide.",
        groups="base.group_user",
    )


class MrpBom(models.Model):
    """Lye is worked out from the oils of a recipe."""

    _inherit = "mrp.bom"

    superfat_pct = fields.Float(
        string="Superfat (%)",
        digits=(16, 2),
        help="Share of the oils that is to stay oil in the soap. The line marked as "
        "lye gets what the other oils take.",
        groups="base.group_user",
    )
    has_lye = fields.Boolean(compute="_compute_has_lye", groups="base.group_user")

    @api.depends("bom_line_ids.is_lye")
    def _compute_has_lye(self):
        for bom in self:
            bom.has_lye = any(bom.bom_line_ids.mapped("is_lye"))

    @api.constrains("superfat_pct")
    def _check_superfat(self):
        for bom in self:
            if not 0 <= bom.superfat_pct < 100:
                raise ValidationError(
                    self.env._(
                        "%(recipe)s: the superfat is at least 0 %% and under 100 %%.",
                        recipe=bom.display_name,
                    )
                )

    def _maker_errors(self):
        errors = super()._maker_errors()
        lye = self.bom_line_ids.filtered("is_lye")
        if len(lye) > 1:
            errors.append(
                self.env._(
                    "%(recipe)s: mark one line as lye.", recipe=self.display_name
                )
            )
        if lye and not self._maker_oils():
            errors.append(
                self.env._(
                    "%(recipe)s: enter the lye per gram of its oils first, their "
                    "saponification value.",
                    recipe=self.display_name,
                )
            )
        return errors

    def _maker_derive(self):
        result = super()._maker_derive()
        gram = self.env["uom.uom"]._maker_uom("uom.product_uom_gram")
        for bom in self.filtered("has_lye"):
            oils = [
                (bom._maker_grams(line, gram), exact(line.product_id.sap_value))
                for line in bom._maker_oils()
            ]
            line = bom.bom_line_ids.filtered("is_lye")
            needed = lye_for(oils, exact(bom.superfat_pct))
            values = line._maker_stored(needed, gram, line.product_id)
            words = self.env._(
                "superfat %(percent)s %%", percent=plain(exact(bom.superfat_pct))
            )
            line.write({**values, "entry": words, "formula_pct": 0.0})
        return result

    def _maker_oils(self):
        return self.bom_line_ids.filtered(
            lambda line: (
                line.product_id.sap_value
                and not line.is_lye
                and line.product_uom_id._maker_unit().family in (MASS, VOLUME)
            )
        )

    def _maker_grams(self, line, gram):
        grams = line.product_id._maker_convert(
            line.product_qty, line.product_uom_id, gram, guard=False
        )
        return exact(grams)

    def _maker_snapshot(self):
        snapshot = super()._maker_snapshot()
        if self.has_lye:
            snapshot["superfat_pct"] = self.superfat_pct
        return snapshot


class MrpBomLine(models.Model):
    """The line that is worked out as lye."""

    _inherit = "mrp.bom.line"

    is_lye = fields.Boolean(
        string="Lye",
        help="The quantity follows the oils of the recipe, the lye each of them takes, "
        "and the superfat.",
        groups="base.group_user",
    )

    def _maker_resolved(self, vals, line=None):
        # what is written on the line of the lye is worked out when the recipe is kept
        lye = vals.get("is_lye", line.is_lye if line else False)
        if lye:
            vals = {k: v for k, v in vals.items() if k not in ("entry", "formula_pct")}
            if not line:
                vals.setdefault("product_qty", 1.0)
        return super()._maker_resolved(vals, line)
