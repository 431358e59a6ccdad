from datetime import timedelta

from odoo import api, fields, models

MEASURED_DAYS = 180


class MrpBom(models.Model):
    """A changed kit changes what can be sold; shops' fees are a cost of a sale."""

    _inherit = "mrp.bom"

    @api.model_create_multi
    def create(self, vals_list):
        boms = super().create(vals_list)
        boms.filtered(lambda bom: bom.type == "phantom")._maker_note_kits()
        return boms

    def write(self, vals):
        self._maker_note_kits()
        result = super().write(vals)
        self._maker_note_kits()
        return result

    def unlink(self):
        self._maker_note_kits()
        return super().unlink()

    def _maker_note_kits(self):
        """A changed kit may be sold in another quantity."""
        if not self or not self.env["maker.channel.change"]._listening():
            return
        kits = self.filtered(lambda bom: bom.type == "phantom")
        products = (
            kits.product_id
            | kits.filtered(
                lambda bom: not bom.product_id
            ).product_tmpl_id.product_variant_ids
        )
        self.env["maker.channel.change"]._note(products.ids)

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
        apart = self._maker_fees_apart(since)
        return super()._maker_sales_fees() + [
            (
                channel.display_name,
                (fees + apart.get(channel, 0.0)) / total * 100,
                0.0,
            )
            for channel, fees, total in kept
            if total > 0
        ]

    @api.model
    def _maker_fees_apart(self, since):
        """``{channel: what it kept beside the fees of its orders}``."""
        # a share of all sales says nothing of a single order or buyer
        return dict(
            self.env["maker.channel.payout"]
            .sudo()
            ._read_group(
                [
                    ("company_id", "in", self.env.companies.ids),
                    ("kind", "=", "fee"),
                    ("moved_at", ">=", since),
                ],
                ["channel_id"],
                ["amount:sum"],
            )
        )
