from odoo import fields

from ..common import ChannelCase


class TestFeesInMargins(ChannelCase):
    def test_margins_are_shown_after_what_each_channel_kept(self):
        for number, (total, fees) in enumerate(((100, 8), (50, 7))):
            self.env["maker.channel.order"].create(
                {
                    "channel_id": self.etsy.id,
                    "remote_id": f"fee-{number}",
                    "name": f"fee-{number}",
                    "state": "imported",
                    "ordered_at": fields.Datetime.now(),
                    "total": total,
                    "fees": fees,
                }
            )
        recipe = self.env["mrp.bom"].create(
            {"product_tmpl_id": self.candle.product_tmpl_id.id}
        )
        self.candle.lst_price = 20
        rows = recipe._maker_margin_rows(self.candle, self.env["product.pricelist"])
        after = next(row for row in rows if "Etsy" in row[0])
        self.assertAlmostEqual(after[1], 20)
        self.assertAlmostEqual(after[2], 18, 6)
        self.assertEqual(len(rows), 2, "a channel without known fees has no row")
