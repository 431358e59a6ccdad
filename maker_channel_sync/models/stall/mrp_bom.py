from datetime import timedelta

from odoo import api, fields, models

from ..stock.mrp_bom import MEASURED_DAYS


class MrpBom(models.Model):
    """What stalls cost is counted among the fees of a sale."""

    _inherit = "mrp.bom"

    @api.model
    def _maker_sales_fees(self):
        """Also what the market stall cost of each price lately."""
        today = fields.Date.context_today(self)
        # a share of all sales says nothing of a single one
        days = self.env["maker.market.day"].sudo()
        days = days.search(
            [
                ("company_id", "in", self.env.companies.ids),
                ("state", "=", "closed"),
                ("date", ">=", today - timedelta(MEASURED_DAYS)),
            ]
        )
        sales = sum(days.mapped("sales_amount"))
        if sales <= 0:
            return super()._maker_sales_fees()
        kept = sum(days.mapped("stall_fee")) + sum(days.mapped("other_cost"))
        kept += sum(days.mapped("supplies_cost")) + sum(days.mapped("card_fees"))
        stall = (self.env._("Market stall"), kept / sales * 100, 0.0)
        return [*super()._maker_sales_fees(), stall]
