"""Listings whose number or state is not theirs alone, over real HTTP."""

from datetime import timedelta

from channel_case import ChannelCase

from odoo import fields
from odoo.tests import tagged


class NumbersCase(ChannelCase):
    def _drifts(self):
        return self.env["maker.channel.incident"].search([("kind", "=", "drift")])

    def _listing(self, code, sku):
        return self.channels[code].listing_ids.filtered(lambda one: one.sku == sku)

    def _compare(self, *codes):
        """The daily look, as if a day had passed."""
        for code in codes or self.codes:
            self.channels[code].reconciled_at = False
        orders = self.env["maker.channel.order"].search([])
        orders.asked_at = fields.Datetime.now() - timedelta(days=1)
        self._settle(*codes, rounds=2)


@tagged("standard", "post_install", "-at_install")
class TestSharedQuantity(NumbersCase):
    codes = ("etsy", "shopify")

    def setUp(self):
        super().setUp()
        self.big, self.small = self._product("BIG", 20), self._product("SMALL", 7)
        self.etsy = self.shops["etsy"]
        self.etsy.add_listing(
            "Soap",
            quantity_on_property=[],
            variants=[
                {"sku": "BIG", "price": "5", "quantity": 3, "values": {"Size": "L"}},
                {"sku": "SMALL", "price": "4", "quantity": 3, "values": {"Size": "S"}},
            ],
        )
        self.channels["etsy"].action_fetch_listings()

    def _both(self):
        return self._stock("etsy", "BIG"), self._stock("etsy", "SMALL")

    def test_the_lowest_is_shown_at_every_turn_and_every_retry(self):
        channel = self.channels["etsy"]
        self._settle(rounds=2)
        self.assertEqual(self._both(), (7, 7))
        writes = len(self.etsy.writes)
        for change in (lambda: None, lambda: self._receive(self.big, 5), lambda: None):
            change()
            channel.listing_ids.retry_at = False
            channel._note_all()
            self._settle("etsy")
            self.assertEqual(self._both(), (7, 7))
        self.assertEqual(len(self.etsy.writes), writes)
        self.assertFalse(channel.listing_ids.filtered("error"))
        self._receive(self.small, 2)
        self._settle("etsy")
        self.assertEqual(self._both(), (9, 9))

    def test_a_failed_update_is_tried_again_with_the_lowest(self):
        channel = self.channels["etsy"]
        for kind in ("500", "500_after"):
            with self.subTest(kind=kind):
                fault = self.etsy.faults.add(kind, where="PUT /v3/application/listings")
                self._receive(self.small, 1)
                self._receive(self.big, 1)
                self._settle("etsy")
                self.assertIn(fault, self.etsy.faults.shown)
                for _retry in range(3):
                    channel.write({"paused_until": False, "failures": 0})
                    channel.listing_ids.retry_at = False
                    self._settle("etsy")
                    shown = self.env["stock.quant"]._get_available_quantity(
                        self.small, self.stock
                    )
                    self.assertEqual(self._both(), (shown, shown))
        self.assertFalse(self._drifts())

    def test_a_sale_of_one_is_a_sale_of_all_that_share(self):
        self._settle(rounds=2)
        self.etsy.buy([("BIG", 2)])
        self._settle(rounds=2)
        self.assertEqual(self._both(), (7, 7))
        self.etsy.buy([("SMALL", 3)])
        self._settle(rounds=2)
        self.assertEqual(self._both(), (4, 4))
        self._compare()
        self.assertEqual(self._both(), (4, 4))
        self.assertFalse(self._drifts())


@tagged("standard", "post_install", "-at_install")
class TestBundleParent(NumbersCase):
    codes = ("shopify",)

    def setUp(self):
        super().setUp()
        self.shop = self.shops["shopify"]
        self._product("GIFT", 20)
        self.shop.add_listing(
            "Gift",
            variants=[
                {"sku": "GIFT", "price": "20", "quantity": 0, "bundle": {"CANDLE": 2}}
            ],
        )
        self.channels["shopify"].action_fetch_listings()
        self.gift = self._listing("shopify", "GIFT")

    def test_it_is_never_written_and_never_counted_there(self):
        variant = self.shop.variant("GIFT")
        variant.tracked = False
        self.assertTrue(self.gift.composed)
        self.assertTrue(self.gift.product_id)
        self.assertIn("bundle", self.gift.warning)
        self.gift.start_tracking = True
        self._settle(rounds=2)
        variant.tracked = True  # as the item itself says, beside its bundle
        self._compare()
        self.assertFalse(self.gift.tracked)
        self._receive(self.gift.product_id, 5)
        self._compare()
        self.assertFalse(self.gift.needs_push)
        item = f"InventoryItem/{variant.extra['item']}"
        sent = [one.body for one in self.shop.requests if b"mutation" in one.body]
        self.assertTrue(sent)
        self.assertFalse([body for body in sent if item.encode() in body])
        self.assertFalse(self._drifts())
        self.assertEqual(self._stock("shopify"), 10)

    def test_one_that_became_a_bundle_meanwhile_fails_alone(self):
        self._product("SOAP", 4)
        self.shop.add_listing("Soap", sku="SOAP", price="6", quantity=1)
        self.channels["shopify"].action_fetch_listings()
        self._settle(rounds=2)
        self.shop.variant("SOAP").extra["bundle"] = {"CANDLE": 1}
        soap = self._listing("shopify", "SOAP")
        for product in (soap.product_id, self.candle):
            self._receive(product, 2)
        self._settle(rounds=2)
        self.assertIn("bundle", soap.error)
        self.assertEqual(self._stock("shopify"), 12)
        self.assertFalse(self._listing("shopify", "CANDLE").error)


@tagged("standard", "post_install", "-at_install")
class TestStateThere(NumbersCase):
    codes = ("shopify", "woocommerce", "wix")
    hidden = {"shopify": "draft", "woocommerce": "draft", "wix": "hidden"}

    def test_the_daily_look_keeps_what_is_not_on_sale(self):
        product = self._product("SOAP", 4)
        for code in self.codes:
            self.shops[code].add_listing(
                "Soap", sku="SOAP", price="6", quantity=1, state=self.hidden[code]
            )
            self.channels[code].action_fetch_listings()
        self._settle(rounds=2)
        for _day in range(2):
            self._compare()
            self._receive(product, 1)
        for code, state in self.hidden.items():
            with self.subTest(code=code):
                self.assertEqual(self._listing(code, "SOAP").remote_state, state)
                self.assertEqual(self._listing(code, "CANDLE").remote_state, "active")
                self.assertEqual(self.shops[code].variant("SOAP").listing.state, state)
        self.assertFalse(self._drifts())


@tagged("standard", "post_install", "-at_install")
class TestWhatIsSaidAndHeld(NumbersCase):
    codes = ("woocommerce", "shopify")

    def test_backorders_allowed_are_said_on_the_listing(self):
        for code in self.codes:
            with self.subTest(code=code):
                self.shops[code].variant("CANDLE").oversell = True
                self.channels[code].action_fetch_listings()
                listing = self._listing(code, "CANDLE")
                self.assertIn("goes on selling", listing.warning)
                self.shops[code].variant("CANDLE").oversell = False
                self.channels[code].action_fetch_listings()
                self.assertFalse(listing.warning)

    def test_an_order_that_cannot_be_read_holds_the_goods_of_its_other_lines(self):
        woo = self.shops["woocommerce"]
        self._product("WICK", 20)
        woo.add_listing("Wick", sku="WICK", price="2", quantity=1)
        self.channels["woocommerce"].action_fetch_listings()
        self._settle(rounds=2)
        key = woo.buy([("CANDLE", 3), ("WICK", 1)])
        woo.order(key).lines[1].extra["sent"] = {"quantity": "many"}
        for look in (self._settle, self._compare, self._compare):
            look()
            self.assertEqual(self._stock("woocommerce"), 7)
            self.assertEqual(self._stock("shopify"), 7)
        record = self.env["maker.channel.order"].search([("remote_id", "=", key)])
        self.assertIn("line 2", record.issue)
        woo.order(key).lines[1].extra.clear()
        woo.set_status(key, "completed")
        woo.set_status(key, "processing")
        self._settle(rounds=2)
        record = self.env["maker.channel.order"].search([("remote_id", "=", key)])
        self.assertEqual(record.sale_order_id.state, "sale")
        self.assertEqual((self._stock("woocommerce"), self._stock("shopify")), (7, 7))
        self.assertFalse(self._drifts())
