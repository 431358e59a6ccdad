from datetime import datetime, timedelta, timezone

from odoo import Command, fields

from odoo.addons.maker_mrp.tests.upgrade import make_again

from .orders import OrderCase


class TestUpgrade(OrderCase):
    """What an update of a database that runs Maker already leaves as it was."""

    def _order(self, **values):
        line = {"product_id": self.candle.id, "product_uom_qty": 2, "price_unit": 7}
        return self.env["sale.order"].create(
            {
                "partner_id": self.env["res.partner"].create({"name": "Buyer"}).id,
                "order_line": [Command.create(line)],
                **values,
            }
        )

    def test_prices_told_before_stay_told(self):
        day = self.env["maker.market.day"].create(
            {
                "name": "Saturday market",
                "date": fields.Date.today(),
                "warehouse_id": self.warehouse.id,
            }
        )
        tiers = self.env["product.pricelist"].create(
            {"name": "Shops", "maker_wholesale": True}
        )
        stall = self._order(maker_market_day_id=day.id)
        offer, accepted, other = (
            self._order(pricelist_id=tiers.id),
            self._order(pricelist_id=tiers.id),
            self._order(),
        )
        (accepted | other).action_confirm()
        make_again(self, "sale.order.line", "maker_price_told", "maker_channel_sync")
        self.assertTrue(stall.order_line.maker_price_told)
        self.assertTrue(accepted.order_line.maker_price_told)
        self.assertFalse((offer | other).order_line.filtered("maker_price_told"))

    def test_goods_kept_before_are_kept_for_the_days_from_now_on(self):
        placed = datetime.now(timezone.utc) - timedelta(days=60)
        self.etsy.write({"orders_from": "2020-01-01", "unpaid_days": 0})
        order = self.client.sell(
            self.listing.remote_id, 2, state="open", created=placed, updated=placed
        )
        self._drain(self.etsy)
        known = self._known(order)
        self.assertTrue(known.keeps)
        make_again(self, "maker.channel", "unpaid_from", "maker_channel_sync")
        self.etsy.unpaid_days = 14
        known._end_unpaid()
        self.assertTrue(known.keeps)
        self.assertEqual(known.kept_until, self.etsy.unpaid_from + timedelta(days=14))
        self.etsy.unpaid_from -= timedelta(days=15)
        known._end_unpaid()
        self.assertFalse(known.keeps)
        later = self.env["maker.channel"].create({"name": "New", "code": "etsy"})
        self.assertFalse(later.unpaid_from)
