"""What an order comes to in each of five shops, from sale to edits and refunds."""

from channel_case import ChannelCase

RETAIL = ("etsy", "shopify", "woocommerce", "wix")
EDITED = ("shopify", "woocommerce", "wix")


class TestOrderSums(ChannelCase):
    codes = ("etsy", "shopify", "faire", "woocommerce", "wix")

    def setUp(self):
        super().setUp()
        self.soap = self._product("SOAP", 40)
        self.env["account.tax"].create(
            {
                "name": "7 sales",
                "amount": 7.0,
                "type_tax_use": "sale",
                "price_include_override": "tax_excluded",
            }
        )
        for code in self.codes:
            self.shops[code].add_listing(
                "Oat soap", sku="SOAP", price="6.50", quantity=30
            )
            self.channels[code].action_fetch_listings()
        self._settle()

    def _buy(self, code, lines, **options):
        key = self.shops[code].buy(lines, **options)
        self._settle(code)
        return key, self._record(code, key)

    def _record(self, code, key):
        return self.env["maker.channel.order"].search(
            [
                ("channel_id", "=", self.channels[code].id),
                ("remote_id", "=", str(key).rpartition("/")[2]),
            ]
        )

    def _agrees(self, code, key):
        """The shop's own total, less what it paid back, is ours, without a to-do."""
        self._settle(code, rounds=2)
        order, record = self.shops[code].order(key), self._record(code, key)
        left = order.total - sum(refund.amount for refund in order.refunds)
        if code == "etsy":
            left -= order.tax
        self.assertAlmostEqual(record.sale_order_id.amount_total, float(left), msg=code)
        self.assertFalse(record.difference, code)

    def test_a_quantity_changed_in_the_shop_keeps_the_shops_money(self):
        for code in (*EDITED, "faire"):
            options = {} if code == "faire" else {"tax_rate": "0.07", "shipping": 5}
            lines = [("CANDLE", 1), ("SOAP", 3)]
            key, _record = self._buy(code, lines, line_discount="1.00", **options)
            self._agrees(code, key)
            for count in (5, 2):
                self.shops[code].edit(key, "SOAP", count)
                self._agrees(code, key)

    def test_shipping_discounts_and_fees_changed_by_hand_are_followed(self):
        for code in EDITED:
            key, _record = self._buy(code, [("SOAP", 3)], tax_rate="0.07", shipping=5)
            self.shops[code].adjust(key, shipping="7.25", discount="2.00")
            self._agrees(code, key)
        for code in ("woocommerce", "wix"):
            key, record = self._buy(code, [("SOAP", 3)], tax_rate="0.07")
            fees = [("Cash on delivery", "2.00", "0.14"), ("Tip", "1.50", "0")]
            self.shops[code].adjust(key, fees=fees)
            self._agrees(code, key)
            fees = [("Friends", "-1.00", "-0.07")]
            self.shops[code].adjust(key, fees=fees)
            self._agrees(code, key)
            self.assertEqual(record.state, "imported")

    def test_refunds_before_it_left_take_tax_and_shipping_off(self):
        for code in EDITED:
            key, record = self._buy(
                code, [("CANDLE", 1), ("SOAP", 3)], tax_rate="0.07", shipping=5
            )
            back = {} if code == "wix" else {"shipping": 5}
            self.shops[code].refund(key, [("SOAP", 1)], restock=True, **back)
            self._agrees(code, key)
            self.shops[code].refund(key, [("SOAP", 1)], restock=False)
            self._agrees(code, key)
            lines = record.sale_order_id.order_line
            soap = lines.filtered(lambda one: one.product_id == self.soap)
            self.assertEqual(soap.product_uom_qty, 1, code)

    def test_money_given_back_alone_is_booked(self):
        for code in RETAIL:
            key, _record = self._buy(code, [("SOAP", 3)])
            self.shops[code].refund(key, amount="3.00")
            self._agrees(code, key)

    def test_a_refund_after_it_left_is_explained(self):
        for code in EDITED:
            key, record = self._buy(code, [("SOAP", 3)], tax_rate="0.07")
            picking = record.sale_order_id.picking_ids
            picking.move_ids.picked = True
            picking.button_validate()
            self.shops[code].ship(key, tracking=f"S-{code}")
            self._settle(code)
            self.shops[code].refund(key, [("SOAP", 1)], restock=True)
            self._settle(code, rounds=2)
            self.assertFalse(record.difference, code)
            self.assertTrue(record.sale_order_id.picking_ids.filtered("return_id"))

    def test_a_refund_heard_of_after_it_left_leaves_a_unit_to_credit(self):
        for code in EDITED:
            money = {"line_discount": "0.30", "shipping": "1.66", "discount": "1.70"}
            if code != "shopify":
                money["gift_wrap"] = "1.76"
            key, record = self._buy(
                code, [("SOAP", 3)], tax_rate="0.07", tip="1.99", **money
            )
            picking = record.sale_order_id.picking_ids
            self.shops[code].refund(key, [("SOAP", 1)], restock=True)
            picking.move_ids.picked = True
            picking.button_validate()
            self._settle(code, rounds=2)
            sale, line = record.sale_order_id, record.sale_order_id.order_line[0]
            self.assertEqual(line.product_uom_qty, 3, code)
            there = self.shops[code].order(key)
            left = float(there.total - sum(one.amount for one in there.refunds))
            here = sale.amount_total - line.price_total / 3
            self.assertAlmostEqual(here, left, delta=0.016, msg=code)
            self.assertFalse(record.difference, code)

    def test_all_lines_taken_off_leave_nothing_to_send(self):
        for code in EDITED:
            key, record = self._buy(code, [("SOAP", 3)], shipping=5)
            self.shops[code].edit(key, "SOAP", 0)
            self._agrees(code, key)
            self.assertFalse(
                record.sale_order_id.picking_ids.filtered(
                    lambda one: one.state not in ("done", "cancel")
                )
            )

    def test_texts_with_entities_arrive_as_people_wrote_them(self):
        words = {"note": "Mum & Dad's", "buyer": "Mary O'Neill"}
        for code in RETAIL:
            self.shops[code].encodes_texts = code in ("etsy", "woocommerce")
            _key, record = self._buy(
                code, [("SOAP", 1)], personalisation="Tom & Jerry <3", **words
            )
            sale = record.sale_order_id
            self.assertEqual(sale.partner_shipping_id.name, "Mary O'Neill")
            self.assertIn("Tom & Jerry <3", sale.order_line[0].maker_personalisation)
            self.assertIn("Mum &amp; Dad", sale.note)
