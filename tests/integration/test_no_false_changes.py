"""What a shop's number was once said to be "changed by hand" for, and was not."""

from datetime import timedelta

from channel_case import ChannelCase

from odoo import fields
from odoo.tests import tagged


@tagged("standard", "post_install", "-at_install")
class TestNoFalseChanges(ChannelCase):
    codes = ("etsy", "shopify", "woocommerce")

    def setUp(self):
        super().setUp()
        self._settle(rounds=2)

    def _numbers(self):
        return {self._stock(code) for code in self.codes}

    def _later(self):
        """Let the time pass that an order may take, and a day."""
        listings = self.env["maker.channel.listing"].search([])
        for listing in listings.filtered("unexplained_since"):
            listing.unexplained_since -= timedelta(minutes=5)
        for channel in self.channels.values():
            channel.reconciled_at = False
        orders = self.env["maker.channel.order"].search([])
        orders.asked_at = fields.Datetime.now() - timedelta(days=1)
        self._settle(rounds=2)

    def _assert_explained(self, quantity):
        """Every shop shows it, now and later, and nobody is told of a change."""
        for wait in (lambda: None, self._later):
            wait()
            self.assertEqual(self._numbers(), {quantity})
            self.assertFalse(self.env["maker.channel.incident"].search([]))
            listings = self.env["maker.channel.listing"].search([])
            self.assertFalse(listings.filtered("unexplained_qty"))

    def _each(self):
        return [(self.shops[code], self.channels[code]) for code in self.codes]

    def test_a_sale_that_a_push_met_before_its_order_was_read(self):
        left = 10
        for shop, channel in self._each():
            channel.poll_seconds = 9999
            channel.orders_read_at = fields.Datetime.now()
            shop.buy([("CANDLE", 1)])
            self._receive(self.candle, 1)
            self.env.cr.flush()
            channel._drain()
            listing = channel.listing_ids
            if listing.unexplained_since:
                listing.unexplained_since -= timedelta(minutes=5)
            channel._drain()
            self._settle(rounds=2)
            self._assert_explained(left)

    def test_a_sale_between_two_comparisons_whose_order_is_not_listed_yet(self):
        shop, channel = self.shops["shopify"], self.channels["shopify"]
        shop.search_lag = 3600
        shop.buy([("CANDLE", 2)])
        channel.reconciled_at = False
        self._settle("shopify")
        self.assertEqual(channel.listing_ids.unexplained_qty, 2)
        self.assertEqual(self._stock("shopify"), 8)
        shop.search_lag = 0
        channel.poll_seconds = 9999  # its list is not due, and no notice came
        channel.orders_read_at = fields.Datetime.now()
        channel.listing_ids.unexplained_since -= timedelta(minutes=5)
        channel._drain()
        self.assertFalse(self.env["maker.channel.incident"].search([]))
        self._settle(rounds=2)
        self._assert_explained(8)

    def test_what_was_sold_while_we_rested(self):
        left = 10
        for shop, channel in self._each():
            channel.mode = "paused"
            shop.buy([("CANDLE", 1)])
            self._receive(self.candle, 2)
            self._settle(rounds=2)
            channel.mode = "automatic"
            self._settle(rounds=2)
            left += 1
            self._assert_explained(left)

    def test_an_order_that_was_cancelled_before_it_was_seen(self):
        for shop, _channel in self._each():
            shop.cancel(shop.buy([("CANDLE", 2)]))
            self._settle(rounds=2)
            self._assert_explained(10)

    def test_units_taken_off_an_order_or_added(self):
        for code in ("shopify", "woocommerce"):
            with self.subTest(code=code):
                shop = self.shops[code]
                key = shop.buy([("CANDLE", 4)])
                self._settle(rounds=2)
                for units in (1, 3):
                    shop.edit(key, "CANDLE", units)
                    self._settle(rounds=2)
                    self._assert_explained(10 - units)
                shop.cancel(key)
                self._settle(rounds=2)
                self._assert_explained(10)

    def test_what_a_refund_put_back(self):
        for code in ("shopify", "woocommerce"):
            with self.subTest(code=code):
                shop = self.shops[code]
                key = shop.buy([("CANDLE", 3)])
                self._settle(rounds=2)
                shop.refund(key, [("CANDLE", 1)], restock=True)
                self._settle(rounds=2)
                self._assert_explained(8)
                shop.cancel(key)
                self._settle(rounds=2)
                self._assert_explained(10)

    def test_a_set_that_took_its_parts(self):
        self._product("GIFT", 20)
        woo, channel = self.shops["woocommerce"], self.channels["woocommerce"]
        woo.add_listing(
            "Gift", sku="GIFT", price="14", quantity=5, bundle={"CANDLE": 2}
        )
        channel.action_fetch_listings()
        self._settle(rounds=2)
        woo.buy([("GIFT", 1)])
        self._settle(rounds=2)
        self._assert_explained(8)
        self.assertEqual(self._stock("woocommerce", "GIFT"), 20)

    def test_an_order_that_came_back_from_the_trash(self):
        woo = self.shops["woocommerce"]
        key = woo.buy([("CANDLE", 2)])
        self._settle(rounds=2)
        for act, left in ((woo.trash, 10), (woo.restore, 8), (woo.trash, 10)):
            act(key)
            self._later()
            self._assert_explained(left)

    def test_a_change_by_hand_is_told_all_the_same(self):
        for shop, channel in self._each():
            shop.set_stock_by_hand("CANDLE", 3)
            self._later()
            self._later()
            told = self.env["maker.channel.incident"].search(
                [("channel_id", "=", channel.id)]
            )
            self.assertEqual((told.kind, told.quantity), ("drift", -7))
            self.assertEqual(self._numbers(), {10})
