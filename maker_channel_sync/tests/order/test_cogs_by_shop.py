from odoo import Command, fields
from odoo.tests import Form, new_test_user, tagged

from ..common import ChannelCase


@tagged("post_install", "-at_install")
class TestCogsByShop(ChannelCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.candle.standard_price = 4.0

    def _sell(self, quantity, channel=None):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.env["res.partner"].create({"name": "Buyer"}).id,
                "maker_channel_id": channel and channel.id,
                "order_line": [
                    Command.create(
                        {"product_id": self.candle.id, "product_uom_qty": quantity}
                    )
                ],
            }
        )
        order.action_confirm()
        order.picking_ids.move_ids.picked = True
        order.picking_ids._action_done()
        return order

    def _worked_out(self):
        today = fields.Date.context_today(self.env.user)
        period = self.env["maker.cogs.period"].create(
            {"date_from": today.replace(day=1), "date_to": today}
        )
        period.action_work_out()
        return period

    def test_goods_sold_are_told_by_the_shop_they_were_sold_on(self):
        self._sell(2, self.etsy)
        self._sell(1, self.etsy)
        self._sell(1, self.shopify)
        self._sell(1)
        period = self._worked_out()
        rows = self.env["maker.cogs.line"]._read_group(
            [("period_id", "=", period.id), ("product_id", "=", self.candle.id)],
            ["kind", "channel_id"],
            ["quantity:sum", "value:sum"],
        )
        sold = {
            channel: (quantity, value)
            for kind, channel, quantity, value in rows
            if kind == "sold"
        }
        nowhere = self.env["maker.channel"]
        self.assertEqual(
            sold, {self.etsy: (3, 12), self.shopify: (1, 4), nowhere: (1, 4)}
        )

    def test_the_accountant_sees_and_downloads_the_shop(self):
        self._sell(2, self.etsy)
        period = self._worked_out()
        accountant = new_test_user(
            self.env, "shop_accountant", groups="maker_mrp.group_accountant"
        )
        line = period.line_ids.filtered("channel_id").with_user(accountant)
        with Form(line) as form:
            self.assertEqual(form.channel_id.display_name, self.etsy.display_name)
        export = self.env["maker.cogs.export"].with_user(accountant)
        text = export._moves_csv(period.with_user(accountant)).decode("utf-8-sig")
        header, *rows = [row.split(",") for row in text.splitlines()]
        shop = header.index("Shop")
        self.assertIn(self.etsy.display_name, [row[shop] for row in rows])
        for view in ("list", "search", "form"):
            line.get_view(view_type=view)
