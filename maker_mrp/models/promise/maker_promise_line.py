from odoo import api, fields, models


class MakerPromiseLine(models.Model):
    """A material that a promise needs bought."""

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
    on_order = fields.Float(
        "On order",
        digits="Product Unit",
        compute="_compute_to_order",
        help="On draft and confirmed purchases, and not needed by confirmed orders.",
    )
    to_order = fields.Float(
        "Still to order",
        digits="Product Unit",
        compute="_compute_to_order",
        help="What the button puts on draft purchases, in whole units of the vendor.",
    )
    vendor_id = fields.Many2one("res.partner", "Buy from")
    arrives_on = fields.Date(
        "Could arrive",
        help="If ordered today. Empty: no vendor is known, so no date can be given.",
    )

    @api.depends("product_id", "quantity", "promise_id.company_id")
    def _compute_to_order(self):
        for company, lines in self.grouped("company_id").items():
            coming = lines.product_id._maker_on_order(company)
            for line in lines:
                line.on_order = coming.get(line.product_id.id, 0.0)
                line.to_order = max(line.quantity - line.on_order, 0.0)

    def _procurements(self):
        """What puts these lines on draft purchases."""
        offers = self.env["product.supplierinfo"]
        procurements = []
        for line in self:
            product, company = line.product_id, line.company_id
            offer = offers._maker_offer_for(product, line.to_order, company)
            units = offer._maker_units_for(product, line.to_order)
            if units:
                procurements.append(
                    offer._maker_procurement(
                        product,
                        units,
                        line.promise_id.name,
                        company._maker_require_warehouse().lot_stock_id,
                    )
                )
        return procurements
