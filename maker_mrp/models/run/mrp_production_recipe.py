from odoo import api, fields, models

from ...recipe_math import exact


class MrpProduction(models.Model):
    """Runs go by the revision of the recipe they were confirmed with."""

    _inherit = "mrp.production"

    recipe_revision_id = fields.Many2one(
        "maker.recipe.revision",
        compute="_compute_recipe_revision_id",
        help="The revision of the recipe this run was confirmed with.",
        groups="base.group_user",
    )

    maker_steps = fields.Html(
        related="bom_id.maker_steps", string="Steps", groups="base.group_user"
    )

    @api.depends("recipe_snapshot")
    def _compute_recipe_revision_id(self):
        frozen = {run: run._maker_frozen_revision() for run in self}
        if not any(recipe for recipe, _number in frozen.values()):
            self.recipe_revision_id = False
            return
        # a subcontractor reads runs without reading recipes
        revisions = (
            self.env["maker.recipe.revision"]
            .sudo()
            .search_fetch(
                [
                    ("bom_id", "in", [recipe for recipe, _number in frozen.values()]),
                    ("number", "in", [number for _recipe, number in frozen.values()]),
                ],
                ["bom_id", "number"],
            )
        )
        known = {(r.bom_id.id, r.number): r for r in revisions}
        for run in self:
            run.recipe_revision_id = known.get(frozen[run], False)

    def _maker_frozen_revision(self):
        """Id of the recipe and number of the revision this run was confirmed with."""
        snapshot = self.recipe_snapshot or {}
        recipe = snapshot.get("recipe") or {}
        return snapshot.get("recipe_id"), recipe.get("revision")

    def _get_move_raw_values(
        self,
        product,
        product_uom_qty,
        product_uom,
        operation_id=False,
        bom_line=False,
    ):
        """Whole pieces are taken piece by piece: 25 jars, not 2.09 dozen."""
        if bom_line and bom_line._maker_rule(self.product_id).in_pieces:
            pieces = self.env["uom.uom"]._maker_uom("uom.product_uom_unit")
            product_uom_qty = pieces.round(product_uom_qty * product_uom.factor)
            product_uom = pieces
        return super()._get_move_raw_values(
            product, product_uom_qty, product_uom, operation_id, bom_line
        )

    def _update_raw_moves(self, factor):
        """Needs that are not in proportion to the run follow its new size as well."""
        update_info = super()._update_raw_moves(factor)
        if self.qty_produced or not self.bom_id:
            return update_info
        corrected = []
        for move, old_qty, new_qty in update_info:
            line = move.bom_line_id
            if (
                line.bom_id == self.bom_id
                and not line._maker_rule(self.product_id).is_plain
            ):
                needed = self._maker_line_need(line, self.product_qty * factor)
                ratio = line.product_uom_id.factor / move.product_uom.factor
                new_qty = move.product_uom.round(needed * ratio)
                move.product_uom_qty = new_qty
            corrected.append((move, old_qty, new_qty))
        return corrected

    def _maker_line_need(self, line, quantity):
        """What making ``quantity`` in the run's unit takes of a recipe line."""
        batches = self._maker_batches(line.bom_id, quantity)
        needed = line._maker_requirement(self.product_id, batches)
        return line._maker_rounded_need(needed, line._maker_rule(self.product_id))

    def _maker_batches(self, bom, quantity):
        """How many batches ``quantity`` in the run's unit comes to, a Decimal."""
        ratio = exact(self.product_uom_id.factor) / exact(bom.product_uom_id.factor)
        return exact(quantity) * ratio / exact(bom.product_qty)


class StockMove(models.Model):
    """What a run needs of a material, in words."""

    _inherit = "stock.move"

    maker_need_sum = fields.Char(
        string="How it comes about",
        compute="_compute_maker_need_sum",
        help="The sum behind what the run takes by its recipe.",
        groups="base.group_user",
    )

    @api.depends("bom_line_id", "raw_material_production_id.product_qty")
    def _compute_maker_need_sum(self):
        for move in self:
            run, line = move.raw_material_production_id, move.bom_line_id
            move.maker_need_sum = ""
            if run and line and line.bom_id == run.bom_id:
                batches = run._maker_batches(line.bom_id, run.product_qty)
                move.maker_need_sum = line._maker_explanation(run.product_id, batches)
