from odoo import api, fields, models

from odoo.addons.maker_mrp.public import only_for


class MakerMarketClose(models.TransientModel):
    """What came home from a market: counted, with the reason of each difference."""

    _name = "maker.market.close"
    _description = "End of a market day"

    day_id = fields.Many2one("maker.market.day", required=True, readonly=True)
    company_id = fields.Many2one(related="day_id.company_id")
    currency_id = fields.Many2one(related="day_id.currency_id")
    stall_fee = fields.Monetary("Stall fee", related="day_id.stall_fee", readonly=False)
    other_cost = fields.Monetary(
        "Other costs", related="day_id.other_cost", readonly=False
    )
    cash_takings = fields.Monetary(related="day_id.cash_takings")
    line_ids = fields.One2many("maker.market.close.line", "closing_id")

    @only_for("base.group_user")
    def action_close(self):
        """Close the day; on a day closed meanwhile it changes nothing."""
        self.ensure_one()
        self.day_id._close(
            {
                line.product_id: (line.counted_qty, line.reason_id)
                for line in self.line_ids
                if line.uom_id.compare(line.counted_qty, line.expected_qty)
            }
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "maker.market.day",
            "res_id": self.day_id.id,
            "view_mode": "form",
        }


class MakerMarketCloseLine(models.TransientModel):
    """What came back of a product, and why the rest did not."""

    _name = "maker.market.close.line"
    _description = "Product counted at the end of a market day"

    closing_id = fields.Many2one(
        "maker.market.close", required=True, ondelete="cascade", index=True
    )
    product_id = fields.Many2one("product.product", required=True, readonly=True)
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    expected_qty = fields.Float("By the sales", digits="Product Unit", readonly=True)
    counted_qty = fields.Float("Counted", digits="Product Unit")
    missing_qty = fields.Float(
        "Missing", digits="Product Unit", compute="_compute_missing_qty"
    )
    reason_id = fields.Many2one(
        "stock.scrap.reason.tag", "Why it differs", help="Kept with the loss."
    )

    @api.depends("expected_qty", "counted_qty")
    def _compute_missing_qty(self):
        for line in self:
            line.missing_qty = line.expected_qty - line.counted_qty
