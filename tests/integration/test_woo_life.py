"""The life of orders as a running WooCommerce has it, beside a shop of another kind."""

from datetime import timedelta

from channel_case import ChannelCase
from fakes.listener import Listener

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged


@tagged("standard", "post_install", "-at_install")
class TestWooLife(ChannelCase):
    codes = ("woocommerce", "shopify")

    def setUp(self):
        super().setUp()
        self.woo = self.shops["woocommerce"]
        self._settle(rounds=2)
        self.assertEqual(self._numbers(), (10, 10))

    def _numbers(self):
        return self._stock("woocommerce"), self._stock("shopify")

    def _record(self, key):
        return self.env["maker.channel.order"].search(
            [
                ("channel_id", "=", self.channels["woocommerce"].id),
                ("remote_id", "=", key),
            ]
        )

    def _drifts(self):
        return self.env["maker.channel.incident"].search([("kind", "=", "drift")])

    def _compare(self, code="woocommerce"):
        """The daily look, as if a day had passed."""
        self.channels[code].reconciled_at = False
        orders = self.env["maker.channel.order"].search([])
        orders.asked_at = fields.Datetime.now() - timedelta(days=1)
        self._settle(rounds=2)

    def test_an_opened_checkout_holds_nothing_and_can_be_placed(self):
        key = self.woo.buy([("CANDLE", 10)], status="checkout-draft")
        self._settle(rounds=2)
        self.assertEqual(self._numbers(), (10, 10))
        self.assertFalse(self._record(key))
        self.woo.place(key)
        self._settle(rounds=2)
        self.assertEqual(self._record(key).state, "imported")
        self.assertEqual(self._numbers(), (0, 0))

    def test_unpaid_keeps_goods_from_other_shops_and_lets_the_buyer_pay(self):
        key = self.woo.buy([("CANDLE", 8)], unpaid=True)
        self._settle(rounds=2)
        self.assertEqual(self._numbers(), (10, 2))
        self.woo.fail(key)
        self._settle(rounds=2)
        self.assertEqual(self._numbers(), (10, 2))
        self.woo.pay_again(key)
        self._settle(rounds=2)
        self.assertEqual(self._numbers(), (2, 2))
        self.assertEqual(self._record(key).sale_order_id.state, "sale")
        self.assertFalse(self._drifts())

    def test_on_hold_is_taken_by_the_shop(self):
        key = self.woo.buy([("CANDLE", 4)], status="on-hold", unpaid=True)
        self._settle(rounds=2)
        self.assertEqual(self._numbers(), (6, 6))
        self.woo.set_status(key, "pending")
        self._settle(rounds=2)
        self.assertEqual(self._numbers(), (10, 6))
        self.woo.set_status(key, "processing")
        self._settle(rounds=2)
        self.assertEqual(self._numbers(), (6, 6))
        self.assertFalse(self._drifts())

    def test_a_payment_taken_back_keeps_what_the_shop_has_taken(self):
        key = self.woo.buy([("CANDLE", 4)])
        self._settle(rounds=2)
        self.woo.fail(key)
        self._settle(rounds=2)
        self.assertEqual(self._numbers(), (6, 6))
        self.assertIn("not paid any more", self._record(key).blocked)
        self.assertIn("Do not send", self._record(key).activity_ids.summary)
        self.woo.pay_again(key)
        self._settle(rounds=2)
        self.assertEqual(self._numbers(), (6, 6))
        self.assertFalse(self._record(key).blocked)
        self.assertFalse(self._drifts())

    def test_a_hold_ends_when_nobody_pays_and_a_late_payment_still_counts(self):
        key = self.woo.buy([("CANDLE", 4)], unpaid=True)
        self._settle(rounds=2)
        record = self._record(key)
        self.assertTrue(record.keeps)
        self.assertIn(record, record.search([("keeps", "=", True)]))
        record.ordered_at -= timedelta(days=15)
        self._compare()
        self.assertEqual(self._numbers(), (10, 10))
        self.assertFalse(record.keeps)
        self.assertIn("offered again", record.issue)
        self.woo.pay(key)
        self._settle(rounds=2)
        self.assertEqual(self._record(key).sale_order_id.state, "sale")
        self.assertEqual(self._numbers(), (6, 6))

    def test_a_hold_ends_with_the_order_that_is_deleted_without_a_notice(self):
        key = self.woo.buy([("CANDLE", 4)], unpaid=True)
        self._settle(rounds=2)
        self.woo.delete(key)
        self._compare()
        self.assertEqual(self._numbers(), (10, 10))
        self.assertEqual(self._record(key).state, "cancelled")

    def test_cancelled_then_paid_is_an_order_again(self):
        for restore in (False, True):
            with self.subTest(restore=restore):
                key = self.woo.buy([("CANDLE", 2)])
                self._settle(rounds=2)
                if restore:
                    self.woo.trash(key)
                    self._compare()
                else:
                    self.woo.cancel(key)
                self._settle(rounds=2)
                record = self._record(key)
                self.assertEqual(record.sale_order_id.state, "cancel")
                self.assertEqual(self._numbers(), (10, 10))
                if restore:
                    self.woo.restore(key)
                else:
                    self.woo.set_status(key, "processing")
                self._settle(rounds=2)
                self.assertEqual(record.sale_order_id.state, "sale")
                self.assertEqual(record.state, "imported")
                self.assertEqual(self._numbers(), (8, 8))
                self.assertFalse(self._drifts())
                self.woo.cancel(key)
                self._settle(rounds=2)

    def test_cancelled_before_it_was_seen_and_then_paid_is_an_order(self):
        key = self.woo.buy([("CANDLE", 2)])
        self.woo.cancel(key)
        self._settle(rounds=2)
        self.assertEqual(self._record(key).state, "skipped")
        self.woo.set_status(key, "processing")
        self._settle(rounds=2)
        self.assertEqual(self._record(key).state, "imported")
        self.assertEqual(self._numbers(), (8, 8))

    def test_what_a_person_cancelled_here_and_the_shop_goes_on_with_is_told(self):
        key = self.woo.buy([("CANDLE", 2)], status="on-hold", unpaid=True)
        self._settle(rounds=2)
        record = self._record(key)
        record.sale_order_id.action_confirm()
        self._settle()
        record.sale_order_id.with_context(disable_cancel_warning=True).action_cancel()
        self.woo.set_status(key, "processing")
        self._settle(rounds=2)
        told = " ".join(record.activity_ids.mapped("summary"))
        self.assertIn("goes on in the shop", told)

    def test_what_could_not_be_imported_still_holds_its_goods(self):
        self.woo.currency = "XYZ"
        key = self.woo.buy([("CANDLE", 3)])
        self._settle(rounds=2)
        self.assertEqual(self._record(key).state, "failed")
        self.assertEqual(self._numbers(), (7, 7))
        self._compare()
        self.assertEqual(self._numbers(), (7, 7))
        self.assertFalse(self._drifts())
        self.woo.cancel(key)
        self._settle(rounds=2)
        self.assertEqual(self._numbers(), (10, 10))
        self.assertFalse(self._record(key).hold_ids)

    def test_what_could_not_be_imported_is_not_counted_twice_when_it_is(self):
        self.woo.currency = "XYZ"
        key = self.woo.buy([("CANDLE", 3)])
        self._settle(rounds=2)
        self.woo.order(key).currency = "USD"
        self.woo.set_status(key, "completed")
        self.woo.set_status(key, "processing")
        self._settle(rounds=2)
        self.assertEqual(self._record(key).state, "imported")
        self.assertEqual(self._numbers(), (7, 7))
        self.assertFalse(self._drifts())

    def test_a_paid_order_that_is_gone_waits_for_a_person(self):
        key = self.woo.buy([("CANDLE", 2)])
        self._settle(rounds=2)
        self.woo.delete(key)
        self._compare()
        record = self._record(key)
        self.assertEqual(record.sale_order_id.state, "sale")
        self.assertIn("deleted there", record.blocked)
        self.assertIn("gone from the shop", record.activity_ids.summary)
        record.activity_ids.action_feedback()
        self._compare()
        self.assertFalse(record.activity_ids)

    def test_a_paid_order_in_the_trash_is_cancelled_though_no_notice_came(self):
        key = self.woo.buy([("CANDLE", 2)])
        self._settle(rounds=2)
        self.woo.trash(key)
        self._compare()
        self.assertEqual(self._record(key).sale_order_id.state, "cancel")
        self.assertEqual(self._numbers(), (10, 10))
        self.assertFalse(self._drifts())

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


@tagged("standard", "post_install", "-at_install")
class TestUntoldCancellations(ChannelCase):
    codes = ("etsy", "shopify")

    def setUp(self):
        super().setUp()
        self._settle(rounds=2)

    def _cancel_untold(self, code):
        """A cancellation that the list of orders and the notices do not tell."""
        shop = self.shops[code]
        key = shop.buy([("CANDLE", 4)])
        self._settle(rounds=2)
        order = shop.order(key)
        self.assertEqual(self._stock("shopify"), 6)
        shop.silent = {order.id}
        shop.cancel(key)
        record = self.env["maker.channel.order"].search(
            [("channel_id", "=", self.channels[code].id)]
        )
        record.asked_at -= timedelta(hours=25)
        return record

    def test_what_a_cancellation_raised_is_not_lowered_again(self):
        for code in self.codes:
            with self.subTest(code=code):
                record = self._cancel_untold(code)
                self.channels[code].reconciled_at = False
                self._settle(rounds=2)
                self.assertEqual(record.sale_order_id.state, "cancel")
                self.assertEqual((self._stock(code), self._stock("shopify")), (10, 10))

    def test_a_push_that_meets_the_raised_number_asks_why(self):
        record = self._cancel_untold("etsy")
        self._receive(self.candle, 1)
        self._settle(rounds=2)
        self.assertEqual(record.sale_order_id.state, "cancel")
        self.assertEqual((self._stock("etsy"), self._stock("shopify")), (11, 11))
        self.assertFalse(self.env["maker.channel.incident"].search([]))

    def test_a_parcel_of_a_cancelled_receipt_is_not_told(self):
        record = self._cancel_untold("etsy")
        record.asked_at = fields.Datetime.now()
        parcel = record.sale_order_id.picking_ids
        parcel.move_ids.picked = True
        parcel.button_validate()
        self._settle()
        self.assertEqual(record.shipment_ids.state, "refused")
        told = " ".join(record.activity_ids.mapped("summary"))
        self.assertIn("cancelled after it left", told)
