"""What a running WooCommerce tells of itself, and what it does not."""

from datetime import timedelta

from fakes.listener import Listener
from woocommerce_case import WooCommerceCase

from odoo.exceptions import UserError
from odoo.tests import tagged


@tagged("standard", "post_install", "-at_install")
class TestWooCommerceNotices(WooCommerceCase):
    def _listen(self):
        listener = Listener().start()
        self.addCleanup(listener.stop)
        self.woo.webhook_target(listener.url)
        self.channels["woocommerce"].poll_seconds = 9999
        return listener

    def _hear(self, listener):
        """Hand on the notices, and work without a look at the list of orders."""
        self.woo.webhooks.settle()
        heard, listener.heard = listener.heard, []
        for headers, body in heard:
            self.channels["woocommerce"]._receive(dict(headers), body)
        self.channels["woocommerce"]._drain()

    def test_trash_restore_and_trash_again_are_three_notices(self):
        for legacy in (False, True):
            with self.subTest(legacy=legacy):
                self.woo.legacy_storage = legacy
                listener = self._listen()
                key = self.woo.buy([("CANDLE", 2)])
                self._hear(listener)
                sale = self._record(key).sale_order_id
                for act, state in (
                    (self.woo.trash, "cancel"),
                    (self.woo.restore, "sale"),
                    (self.woo.trash, "cancel"),
                ):
                    act(key)
                    self._hear(listener)
                    self.assertEqual(sale.state, state)
                self.woo.webhooks.subscriptions.clear()

    def test_a_backlog_of_trashed_orders_is_not_lost(self):
        listener = self._listen()
        keys = [self.woo.buy([("CANDLE", 1)]) for _number in range(7)]
        self._hear(listener)
        for key in keys:
            self.woo.trash(key)
        self._hear(listener)
        states = [self._record(key).sale_order_id.state for key in keys]
        self.assertEqual(states, ["cancel"] * 7)

    def test_the_echo_of_our_own_number_costs_no_look(self):
        listener = self._listen()
        self._receive(self.candle, 5)
        self._settle("woocommerce")
        self.assertEqual(self._stock("woocommerce"), 15)
        self.woo.webhooks.settle()
        before = self.woo.calls.total()
        self._hear(listener)
        self.assertEqual(self.woo.calls.total(), before)

    def test_what_is_added_to_an_order_there_is_no_number_changed_by_hand(self):
        for code in self.codes:
            with self.subTest(code=code):
                shop = self.shops[code]
                key = shop.buy([("CANDLE", 2)])
                self._settle(rounds=2)
                shop.edit(key, "CANDLE", 5)
                self._settle(rounds=2)
                self.assertEqual(self._numbers(), (5, 5))
                listings = self.channels[code].listing_ids
                self.assertEqual(sum(listings.mapped("unexplained_qty")), 0)
                shop.cancel(key)
                self._settle(rounds=2)
                self.assertEqual(self._numbers(), (10, 10))
        self.assertFalse(self._drifts())

    def test_a_number_changed_by_hand_is_put_right_at_the_notice(self):
        listener = self._listen()
        self.woo.set_stock_by_hand("CANDLE", 25)
        self._hear(listener)
        self.assertEqual(self._stock("woocommerce"), 10)
        self.assertEqual(len(self._drifts()), 1)

    def test_a_parcel_stays_when_its_order_was_cancelled_meanwhile(self):
        key = self.woo.buy([("CANDLE", 2)])
        self._settle(rounds=2)
        record = self._record(key)
        parcel = record.sale_order_id.picking_ids
        self.woo.trash(key)
        record.asked_at -= timedelta(hours=1)
        parcel.move_ids.picked = True
        told = parcel.button_validate()
        self.assertIn("Not sent", told["params"]["message"])
        self.assertEqual(parcel.state, "cancel")
        self.assertEqual(record.state, "cancelled")

    def test_variations_that_share_a_number_show_the_lowest_at_every_turn(self):
        big, small = self._product("BIG", 20), self._product("SMALL", 7)
        self.woo.add_listing(
            "Soap",
            shared=True,
            variants=[
                {"sku": "BIG", "price": "5", "quantity": 3, "values": {"Size": "L"}},
                {"sku": "SMALL", "price": "4", "quantity": 3, "values": {"Size": "S"}},
            ],
        )
        channel = self.channels["woocommerce"]
        channel.action_fetch_listings()
        writes = []
        for change in (lambda: None, lambda: self._receive(big, 5), lambda: None):
            change()
            self._settle("woocommerce")
            channel.listing_ids.retry_at = False
            channel._note_all()
            writes.append((self._stock("woocommerce", "BIG"), len(self.woo.writes)))
        self.assertEqual([shown for shown, _count in writes], [7, 7, 7])
        self.assertEqual(writes[0][1], writes[-1][1])
        self.woo.buy([("BIG", 2)])
        self._settle("woocommerce", rounds=2)
        self.assertEqual(self._stock("woocommerce", "SMALL"), 7)
        self._receive(small, 1)
        self._settle("woocommerce", rounds=2)
        self.assertEqual(self._stock("woocommerce", "BIG"), 8)
        self.assertFalse(self._drifts())
        self.assertFalse(any(channel.listing_ids.mapped("error")))

    def test_a_set_and_its_parts_take_their_goods_once(self):
        wick = self._product("WICK", 20)
        gift = self._product("GIFT", 20)
        self.woo.add_listing("Wick", sku="WICK", price="2", quantity=1)
        parts = {"CANDLE": 1, "WICK": 2}
        self.woo.add_listing("Gift", sku="GIFT", price="14", quantity=5, bundle=parts)
        channel = self.channels["woocommerce"]
        channel.action_fetch_listings()
        self._settle(rounds=2)
        key = self.woo.buy([("GIFT", 2)])
        self._settle(rounds=2)
        sale = self._record(key).sale_order_id
        moved = {m.product_id: m.product_uom_qty for m in sale.picking_ids.move_ids}
        self.assertEqual(moved, {self.candle: 2, wick: 4})
        self.assertAlmostEqual(sale.amount_untaxed, 28)
        listing = channel.listing_ids.filtered(lambda one: one.product_id == wick)
        listing.action_ignore()
        wick.default_code = False
        key = self.woo.buy([("GIFT", 1)])
        self._settle(rounds=2)
        record = self._record(key)
        self.assertEqual(record.state, "imported", record.issue)
        self.assertEqual(record.sale_order_id.picking_ids.move_ids.product_id, gift)

    def test_a_status_of_a_plugin_waits_with_its_goods_and_its_name(self):
        self.woo.custom_statuses = {"in-workshop": True}
        key = self.woo.buy([("CANDLE", 2)], status="in-workshop")
        self._settle(rounds=2)
        record = self._record(key)
        self.assertEqual(record.state, "frozen")
        self.assertIn("in-workshop", record.issue)
        self.assertEqual(self._numbers(), (8, 8))
        self.woo.set_status(key, "processing")
        self._settle(rounds=2)
        self.assertEqual(self._record(key).state, "imported")
        self.assertEqual(self._numbers(), (8, 8))
        self.assertFalse(self._drifts())

    def test_what_the_buyer_wrote_keeps_its_lines_and_links(self):
        words = 'For Zoë & Bo\n<a href="https://shop.example/a.png">a.png</a>'
        key = self.woo.buy([("CANDLE", 1)], personalisation=words)
        self._settle()
        (line,) = self._record(key).sale_order_id.order_line
        self.assertEqual(
            line.maker_personalisation,
            "Personalization: For Zoë & Bo\na.png (https://shop.example/a.png)",
        )

    def test_a_shop_that_does_not_know_us_says_what_to_look_at(self):
        self.woo.knows_https = False
        channel = self.channels["woocommerce"]
        channel._drain()
        with self.assertRaisesRegex(UserError, "reached over https"):
            channel.action_test_connection()
