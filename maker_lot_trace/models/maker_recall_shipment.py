from odoo import fields, models

from .maker_recall_lot import TIERS


class MakerRecallShipment(models.Model):
    """What a customer of a recall got, by which document."""

    _name = "maker.recall.shipment"
    _description = "Shipment of a recalled lot"
    _order = "date, id"
    _check_company_auto = True

    customer_id = fields.Many2one(
        "maker.recall.customer", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="customer_id.recall_id.company_id", store=True, index=True
    )
    document = fields.Char("Order or delivery")
    reference = fields.Char(help="The customer's or the channel's own number.")
    date = fields.Datetime()
    product_id = fields.Many2one("product.product", check_company=True)
    lot_id = fields.Many2one(
        "stock.lot", check_company=True, help="Empty: not written down when shipped."
    )
    quantity = fields.Float(help="Shipped, less what came back.")
    unit_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    tier = fields.Selection(TIERS, "Certainty")
