from odoo import api, fields, models


class MakerChannelOrderHold(models.Model):
    """Goods of an order that has no sale order: sold there, unknown to the stock."""

    _name = "maker.channel.order.hold"
    _description = "Goods kept for an order that was not imported"
    _order = "order_id, id"
    _rec_name = "product_id"

    order_id = fields.Many2one(
        "maker.channel.order", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="order_id.company_id", store=True, index=True)
    product_id = fields.Many2one(
        "product.product", required=True, ondelete="cascade", index=True
    )
    quantity = fields.Float(digits="Product Unit", required=True)
    uom_id = fields.Many2one(related="product_id.uom_id")

    @api.model_create_multi
    def create(self, vals_list):
        holds = super().create(vals_list)
        holds.product_id._maker_note_kept()
        return holds

    def unlink(self):
        products = self.product_id
        result = super().unlink()
        products._maker_note_kept()
        return result
