from odoo import fields, models


class MakerInventoryValueLine(models.TransientModel):
    """One product, or one lot where lots have a value of their own, at a date."""

    _name = "maker.inventory.value.line"
    _description = "Value of a product at a date"
    _order = "value desc, id"
    _rec_name = "product_id"

    value_id = fields.Many2one(
        "maker.inventory.value",
        "Inventory value",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="value_id.company_id")
    currency_id = fields.Many2one(related="value_id.currency_id")
    product_id = fields.Many2one("product.product", required=True, ondelete="cascade")
    is_archived = fields.Boolean("Archived", compute="_compute_is_archived")
    kind = fields.Selection(related="product_id.maker_kind", store=True)
    categ_id = fields.Many2one(related="product_id.categ_id", store=True)
    lot_id = fields.Many2one(
        "stock.lot",
        ondelete="cascade",
        help="Set where a product is valued lot by lot.",
    )
    quantity = fields.Float(digits="Product Unit")
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    unit_cost = fields.Float(
        "Cost each", digits=(16, 6), compute="_compute_unit_cost", aggregator=None
    )
    value = fields.Monetary()

    def _compute_is_archived(self):
        for line in self:
            line.is_archived = not line.product_id.active

    def _compute_unit_cost(self):
        for line in self:
            is_there = not line.uom_id.is_zero(line.quantity)
            line.unit_cost = line.value / line.quantity if is_there else 0.0
