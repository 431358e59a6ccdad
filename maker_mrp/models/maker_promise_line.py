from odoo import fields, models


class MakerPromiseLine(models.Model):
    _name = "maker.promise.line"
    _description = "What a promise needs bought"
    _order = "arrives_on desc, id"

    promise_id = fields.Many2one(
        "maker.promise", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="promise_id.company_id", store=True)
    product_id = fields.Many2one("product.product", "Material", required=True)
    quantity = fields.Float("Missing", digits="Product Unit", required=True)
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    vendor_id = fields.Many2one("res.partner", "Buy from")
    arrives_on = fields.Date(
        "Could arrive",
        help="If ordered today. Empty: no vendor is known, so no date can be given.",
    )
