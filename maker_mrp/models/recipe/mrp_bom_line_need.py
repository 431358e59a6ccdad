from odoo import models

from ...recipe_math import (
    COUNT,
    LineRule,
    exact,
    explain,
    in_whole_pieces,
    readable,
    requirement,
)


class MrpBomLine(models.Model):
    """What a line comes to, wherever Odoo or Maker asks for it."""

    _inherit = "mrp.bom.line"

    def _maker_rule(self, product=None, scale=None):
        """How this line turns batches into a need, for one variant.

        :param product: the variant that is made (default: no size factor)
        :param scale: its size factor, by whoever has worked it out already
        """
        self.ensure_one()
        bom = self.bom_id
        if not product or not self.scales_with_size:
            scale = 1
        elif scale is None:
            scale = bom._maker_scale(product)
        rule = LineRule(
            per_batch=exact(self.product_qty),
            scale=exact(scale),
            loss_pct=exact(self.loss_pct),
            yield_loss_pct=exact(bom.yield_loss_pct),
            setup=exact(self.setup_qty),
            multiple=exact(self.rounding_multiple),
        )
        if rule.is_plain or bom.type == "phantom":
            return rule
        unit = self.product_uom_id._maker_unit()
        return in_whole_pieces(rule, unit.factor) if unit.family == COUNT else rule

    def _maker_requirement(self, product, batches):
        """What a run of ``batches`` takes, in the line's unit, exact, a Decimal."""
        return requirement(self._maker_rule(product), exact(batches))

    def _maker_explanation(self, product, batches):
        """The sum behind :meth:`_maker_requirement`, for people to read."""
        rule, batches = self._maker_rule(product), exact(batches)
        unit = self.product_uom_id._maker_unit()
        finer = self.env["uom.uom"]._maker_finer_units()
        _needed, shown = readable(requirement(rule, batches), unit, finer)
        return explain(
            rule.in_unit(unit.factor / shown.factor),
            batches,
            shown.name,
            self.env._("whole pieces"),
        )

    def _maker_batches(self, boms_done):
        """Batches of this line's recipe in an explosion, through nested bundles."""
        done = next(done for bom, done in reversed(boms_done) if bom == self.bom_id)
        parent = done["parent_line"]
        if not parent:
            return exact(done["qty"])
        needed = parent._maker_requirement(
            done["product"], parent._maker_batches(boms_done)
        )
        uom, made = parent.product_uom_id, self.bom_id
        ratio = exact(uom.factor) / exact(made.product_uom_id.factor)
        return needed * ratio / exact(made.product_qty)

    def _prepare_line_done_values(
        self, quantity, product, original_quantity, parent_line, boms_done
    ):
        values = super()._prepare_line_done_values(
            quantity, product, original_quantity, parent_line, boms_done
        )
        rule = self._maker_rule(product)
        if not rule.is_plain or (
            parent_line
            and not parent_line._maker_rule(boms_done[0][1]["product"]).is_plain
        ):
            needed = requirement(rule, self._maker_batches(boms_done))
            values["qty"] = self._maker_rounded_need(needed, rule)
        return values

    def _maker_rounded_need(self, needed, rule):
        """A need as Odoo wants it, a float; whole pieces of a dozen stay exact."""
        if rule.in_pieces:
            return float(needed)
        return self.product_uom_id.round(float(needed), rounding_method="UP")
