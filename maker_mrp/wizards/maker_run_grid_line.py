from odoo import api, fields, models

from ..models.run.run_result import RunEntry


class MakerRunGridLine(models.TransientModel):
    _name = "maker.run.grid.line"
    _description = "Run in the grid"
    _order = "sequence, id"

    grid_id = fields.Many2one("maker.run.grid", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="grid_id.company_id")
    sequence = fields.Integer(default=10)
    product_id = fields.Many2one(
        "product.product",
        domain="[('type', '=', 'consu'), ('bom_ids.type', '=', 'normal'),"
        " ('company_id', 'in', (False, company_id))]",
    )
    recipe_id = fields.Many2one(
        "mrp.bom",
        compute="_compute_recipe_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    uom_id = fields.Many2one(
        "uom.uom",
        "Unit",
        compute="_compute_uom_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    quantity = fields.Float("Good units", digits="Product Unit")
    spoiled_qty = fields.Float("Spoiled", digits="Product Unit")
    spoil_reason_id = fields.Many2one("stock.scrap.reason.tag", "Reason")
    date = fields.Datetime(help="Empty for the date above.")
    lot_name = fields.Char("Lot", help="Empty for the next number of the pattern.")
    minutes = fields.Float(
        "Labour minutes", help="Zero for what the recipe expects of this quantity."
    )
    expected_minutes = fields.Float(
        compute="_compute_expected_minutes",
        help="What is taken when no minutes are given.",
    )
    note = fields.Char()
    error = fields.Text("What is wrong", readonly=True)

    @api.depends("product_id")
    def _compute_recipe_id(self):
        for company, lines in self.grouped("company_id").items():
            recipes = self.env["mrp.bom"]._bom_find(
                lines.product_id,
                company_id=(company or self.env.company).id,
                bom_type="normal",
            )
            for line in lines:
                line.recipe_id = recipes[line.product_id] if line.product_id else False

    @api.depends("recipe_id", "product_id")
    def _compute_uom_id(self):
        for line in self:
            line.uom_id = line.recipe_id.product_uom_id or line.product_id.uom_id

    @api.depends("recipe_id", "product_id", "quantity", "spoiled_qty", "uom_id")
    def _compute_expected_minutes(self):
        for line in self:
            made = line.quantity + line.spoiled_qty
            if not self.env["mrp.production"]._maker_is_number(made):
                line.expected_minutes = 0.0  # refused when it is logged
                continue
            line.expected_minutes = (
                line.recipe_id._maker_expected_minutes(
                    line.product_id, made, line.uom_id
                )
                if line.recipe_id and line.product_id and made > 0
                else 0.0
            )

    def _entry(self):
        """This line as a RunEntry."""
        grid = self.grid_id
        return RunEntry(
            product=self.product_id,
            recipe=self.recipe_id,
            uom=self.uom_id,
            kind=grid.picking_type_id,
            moment=self.env["mrp.production"]._maker_moment(self.date or grid.date),
            quantity=self.quantity,
            spoiled=self.spoiled_qty,
            reason=self.spoil_reason_id,
            lot_name=self.lot_name or None,
            minutes=self.minutes or None,
            note=self.note or None,
        )
