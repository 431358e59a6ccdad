from datetime import timedelta

from odoo import api, fields, models

MEASURED_DAYS = 180


class MrpBom(models.Model):
    _inherit = "mrp.bom"

    @api.model
    def _maker_sales_fees(self):
        """Also what each channel kept of the orders of the last months."""
        since = fields.Datetime.now() - timedelta(days=MEASURED_DAYS)
        # a share of all sales says nothing of a single order or buyer
        orders = self.env["maker.channel.order"].sudo()
        kept = orders._read_group(
            [
                ("company_id", "in", self.env.companies.ids),
                ("state", "=", "imported"),
                ("ordered_at", ">=", since),
                ("fees", ">", 0),
            ],
            ["channel_id"],
            ["fees:sum", "total:sum"],
        )
        return super()._maker_sales_fees() + [
            (channel.display_name, fees / total * 100, 0.0)
            for channel, fees, total in kept
            if total > 0
        ]
