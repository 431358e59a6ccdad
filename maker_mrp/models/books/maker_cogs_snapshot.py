from odoo import fields, models


class MakerCogsSnapshot(models.Model):
    """What was there, and its value, when a period was closed.

    The next period opens with exactly this, whatever happens to older records.
    """

    _name = "maker.cogs.snapshot"
    _description = "Inventory at the close of a period"
    _order = "product_id, lot_id"
    _log_access = False
    _rec_name = "product_id"

    period_id = fields.Many2one(
        "maker.cogs.period", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    product_id = fields.Many2one("product.product", required=True, index=True)
    lot_id = fields.Many2one(
        "stock.lot", help="Set where a product is valued lot by lot."
    )
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    quantity = fields.Float(digits="Product Unit")
    unit_cost = fields.Float(digits=(16, 6), aggregator="avg")
    value = fields.Monetary()
    # Decimal figures as text: the exact holding the next period starts from.
    holding = fields.Json()
