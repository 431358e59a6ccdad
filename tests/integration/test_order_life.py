"""The life of an order in each of five shops, over real HTTP."""

from channel_case import ChannelCase

TELLS_LINES = ("shopify", "woocommerce", "wix")
"""Channels whose refunds name the lines that came back."""
RETAIL = ("etsy", "shopify", "woocommerce", "wix")


class TestOrderLife(ChannelCase):
    codes = ("etsy", "shopify", "faire", "woocommerce", "wix")

    def setUp(self):
        super().setUp()
        self.soap = self._product("SOAP", 10)
        for code in self.codes:
            self.shops[code].add_listing(
                "Oat soap", sku="SOAP", price="6.50", quantity=5
            )
            self.channels[code].action_fetch_listings()
        self._settle()

    def _record(self, code, key):
        return self.env["maker.channel.order"].search(
            [
                ("channel_id", "=", self.channels[code].id),
                ("remote_id", "=", str(key).rpartition("/")[2]),
            ]
        )

    def _buy(self, code, lines, **options):
        key = self.shops[code].buy(lines, **options)
        self._settle(code)
        return key, self._record(code, key).sale_order_id

    def _each(self, codes=codes):
        return [(code, self.shops[code]) for code in codes]

    def _leave(self, sale):
        picking = sale.picking_ids.filtered(lambda one: one.state != "done")
        picking.move_ids.picked = True
        picking.button_validate()
        return picking

    def test_discounts_shipping_and_tips_add_up_to_what_the_buyer_paid(self):
        for code, shop in self._each():
            options = {"discount": "2.00", "line_discount": "1.00"}
            if code != "faire":
                options["shipping"] = "4.95"
            if code == "shopify":
                options["tip"] = "1.25"
            if code == "etsy":
                options["gift_wrap"] = "1.50"
            key, sale = self._buy(code, [("CANDLE", 1), ("SOAP", 1)], **options)
            self.assertEqual(sale.state, "sale")
            self.assertAlmostEqual(sale.amount_total, float(shop.order(key).total))

    def test_tax_the_marketplace_collects_is_none_of_ours(self):
        _key, sale = self._buy("etsy", [("CANDLE", 2)], tax_rate="0.08")
        self.assertAlmostEqual(sale.amount_total, 25.0)
        self.assertAlmostEqual(sale.amount_tax, 0)

    def test_our_own_tax_is_booked_with_the_tax_of_that_rate(self):
        tax = self.env["account.tax"].create(
            {
                "name": "8 sales",
                "amount": 8.0,
                "type_tax_use": "sale",
                "price_include_override": "tax_excluded",
            }
        )
        for code, shop in self._each(("shopify", "woocommerce", "wix")):
            key, sale = self._buy(code, [("CANDLE", 2)], tax_rate="0.08")
            self.assertEqual(sale.order_line.tax_ids, tax)
            self.assertAlmostEqual(sale.amount_tax, 2.0)
            self.assertAlmostEqual(sale.amount_total, float(shop.order(key).total))

    def test_what_the_buyer_wrote_reaches_the_parcel(self):
        for code, _shop in self._each(RETAIL):
            words = {"personalisation": "For Nana", "note": "Ring twice"}
            _key, sale = self._buy(code, [("CANDLE", 1)], **words)
            self.assertIn("For Nana", sale.order_line.maker_personalisation)
            self.assertIn("For Nana", sale.picking_ids.move_ids.description_picking)
            self.assertIn("Ring twice", sale.note)

    def test_an_order_read_again_and_again_stays_one(self):
        for code, _shop in self._each():
            _key, sale = self._buy(code, [("CANDLE", 1)])
            self.channels[code].orders_since = False
            self._settle(code, rounds=2)
            sales = self.env["sale.order"].search(
                [("maker_channel_id", "=", self.channels[code].id)]
            )
            self.assertEqual(sales, sale)

    def test_a_cancelled_order_is_cancelled_and_its_stock_offered_again(self):
        for code, shop in self._each():
            key, sale = self._buy(code, [("CANDLE", 2)])
            shop.cancel(key)
            self._settle(code, rounds=2)
            self.assertEqual(sale.state, "cancel")
            self.assertEqual(self._stock(code), 10)

    def test_an_unpaid_order_waits_for_its_payment(self):
        for code, shop in self._each(RETAIL):
            key, sale = self._buy(code, [("CANDLE", 1)], unpaid=True)
            self.assertEqual(self._record(code, key).state, "waiting")
            shop.pay(key)
            self._settle(code)
            self.assertEqual(sale.state, "sale")

    def test_what_is_refunded_and_restocked_before_it_left_is_not_sent(self):
        for code, shop in self._each(TELLS_LINES):
            key, sale = self._buy(code, [("CANDLE", 2), ("SOAP", 1)])
            shop.refund(key, [("CANDLE", 1)], restock=True)
            self._settle(code, rounds=2)
            line = sale.order_line.filtered(lambda one: one.product_id == self.candle)
            self.assertEqual(line.product_uom_qty, 1)
            self.assertEqual(sum(line.move_ids.mapped("product_uom_qty")), 1)

    def test_what_comes_back_after_it_left_is_expected(self):
        for code, shop in self._each(TELLS_LINES):
            key, sale = self._buy(code, [("CANDLE", 2)])
            self._leave(sale)
            shop.ship(key, tracking=f"T-{code}")
            self._settle(code)
            shop.refund(key, [("CANDLE", 1)], restock=True)
            self._settle(code, rounds=2)
            back = sale.picking_ids.filtered("return_id")
            self.assertEqual(back.move_ids.product_uom_qty, 1, code)
            self.assertNotEqual(back.state, "done")

    def test_money_given_back_without_lines_asks_the_person(self):
        for code, shop in self._each(("etsy", "shopify", "woocommerce")):
            key, sale = self._buy(code, [("CANDLE", 2)])
            shop.refund(key, amount="3.00")
            self._settle(code, rounds=2)
            record = self._record(code, key)
            self.assertAlmostEqual(record.refunded, 3.0)
            self.assertIn("refunded", " ".join(record.activity_ids.mapped("summary")))
            self.assertEqual(sale.order_line[0].product_uom_qty, 2)

    def test_an_edited_order_is_followed_up_and_down(self):
        shop = self.shops["shopify"]
        key, sale = self._buy("shopify", [("CANDLE", 2), ("SOAP", 1)])
        shop.edit(key, "CANDLE", 4)
        shop.edit(key, "SOAP", 0)
        self._settle("shopify", rounds=2)
        counts = {line.product_id: line.product_uom_qty for line in sale.order_line}
        self.assertEqual(counts, {self.candle: 4, self.soap: 0})
        self.assertEqual(self._stock("shopify"), 6)
        self.assertEqual(self._stock("shopify", "SOAP"), 10)

    def test_test_orders_are_left_out(self):
        key, sale = self._buy("shopify", [("CANDLE", 1)], test=True)
        self.assertEqual(self._record("shopify", key).state, "skipped")
        self.assertFalse(sale)

    def test_guests_of_one_name_are_two_customers(self):
        for code, _shop in self._each(("woocommerce", "wix")):
            sales = self.env["sale.order"]
            for mail in ("one@example.com", "two@example.com"):
                options = {"buyer": "Candle buyer", "email": mail}
                sales |= self._buy(code, [("CANDLE", 1)], **options)[1]
            self.assertEqual(len(sales.partner_id), 2)
            self.assertEqual(sales.partner_id.company_id, self.env.company)

    def test_what_the_channel_keeps_is_known(self):
        for code, _shop in self._each(("etsy", "shopify", "faire")):
            key, _sale = self._buy(code, [("CANDLE", 2)])
            self._settle(code)
            self.assertGreater(self._record(code, key).fees, 0)

    def test_a_spoiled_order_holds_up_neither_orders_nor_stock(self):
        for code, shop in self._each():
            client = self.channels[code]._client()
            good = shop.buy([("CANDLE", 1)])
            bad = shop.buy([("CANDLE", 1)])
            self._spoil(client, bad)
            self._settle(code)
            self.assertEqual(self._record(code, good).state, "imported")
            self.assertEqual(self._record(code, bad).state, "frozen")
            self.assertTrue(self._record(code, bad).payload)
            self.assertFalse(self.channels[code].failures)

    def _spoil(self, client, key):
        """Have the parser meet, in this one order, something nobody foresaw."""
        from unittest.mock import patch

        from odoo.addons.maker_channel_sync.channel_clients import reading

        ident = str(key).rpartition("/")[2]
        read = reading.read_order

        def read_order(parse, found, *, key, **options):
            def spoiled(found):
                if str(found.get(key)).rpartition("/")[2] == ident:
                    raise KeyError("quantity")
                return parse(found)

            return read(spoiled, found, key=key, **options)

        vendor = type(client).__module__.rpartition(".")[0]
        self.startPatcher(patch(f"{vendor}.orders.read_order", read_order))
