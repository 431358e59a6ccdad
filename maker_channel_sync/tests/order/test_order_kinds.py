from dataclasses import replace
from decimal import Decimal

from odoo.exceptions import UserError
from odoo.tests import new_test_user

from ...channel_clients.types import OrderLine, Refund
from ..orders import OrderChangesCase

D = Decimal


class TestOrderKinds(OrderChangesCase):
    """Lines that are no goods, and quantities that are no whole numbers."""

    def _take(self, lines, **values):
        order = self.client.sell(self.listing.remote_id, 1)
        lines = tuple(lines(order.lines[0]))
        order = replace(order, lines=lines, **values)
        self.client.orders[order.remote_id] = order
        self._drain()
        return order

    def _other(self, kind, price="5.00", quantity=1, **values):
        title = kind.replace("_", " ").capitalize()
        return OrderLine(kind, "", title, quantity, D(price), kind=kind, **values)

    def test_lines_that_are_no_goods_freeze_nothing_and_are_what_they_are(self):
        kinds = [
            "gift_wrap",
            "tip",
            "fee",
            "custom",
            "gift_card",
            "donation",
            "digital",
        ]
        order = self._take(
            lambda line: [line, *map(self._other, kinds)], total=D("47.50")
        )
        sale = self._sale(order)
        self.assertEqual((self._known(order).state, sale.state), ("imported", "sale"))
        for kind, line in zip(kinds, sale.order_line[1:], strict=True):
            service = self.env.ref(f"maker_channel_sync.product_{kind}")
            self.assertEqual(line.product_id, service)
        self.assertAlmostEqual(sale.amount_total, 47.5)
        self.assertFalse(self._known(order).difference)

    def test_a_kind_is_booked_as_the_product_that_was_chosen_for_it(self):
        own = self.env["product.product"].create({"name": "Tips", "type": "service"})
        self.env["maker.channel.service"].create({"kind": "tip", "product_id": own.id})
        order = self._take(lambda line: [line, self._other("tip")], tip=D(1))
        sale = self._sale(order)
        self.assertEqual(sale.order_line[1:].product_id, own)
        self._change(order, tip=D(2))
        self.assertAlmostEqual(sale.amount_total, 19.5)

    def test_a_digital_item_that_is_linked_is_its_product(self):
        order = self._take(lambda line: [replace(line, kind="digital")])
        self.assertEqual(self._sale(order).order_line.product_id, self.candle)

    def test_a_negative_fee_with_its_tax_is_followed(self):
        tax = self.env["account.tax"].create(
            {
                "name": "10",
                "amount": 10,
                "type_tax_use": "sale",
                "price_include_override": "tax_excluded",
            }
        )
        less = self._other("discount", "-2.00", tax=D("-0.20"))
        order = self._take(
            lambda line: [replace(line, tax=D("1.25"))],
            tax=D("1.25"),
            total=D("13.75"),
        )
        lines = (*order.lines, less)
        self._change(order, lines=lines, tax=D("1.05"), total=D("11.55"))
        sale = self._sale(order)
        self.assertAlmostEqual(sale.amount_total, 11.55)
        self.assertAlmostEqual(sale.amount_tax, 1.05)
        self.assertEqual(sale.order_line.tax_ids, tax)
        self.assertFalse(self._known(order).difference)

    def test_a_custom_item_can_be_told_to_be_our_product(self):
        order = self._take(
            lambda line: [self._other("custom", "30.00", quantity=2)], total=D(60)
        )
        known, sale = self._known(order), self._sale(order)
        self.assertIn("Custom items", self._todos(order))
        self.assertEqual(self._shown(self.other), 10)
        packer = new_test_user(self.env, "custom_packer", groups="maker_mrp.group_user")
        item = known.custom_ids.with_user(packer)
        item.write({"product_id": self.candle.id, "units": 2})
        line = sale.order_line.filtered(lambda one: one.product_id == self.candle)
        self.assertEqual(line.product_uom_qty, 4)
        self.assertEqual(sum(line.move_ids.mapped("product_uom_qty")), 4)
        self.assertAlmostEqual(sale.amount_total, 60)
        self._drain()
        self.assertEqual(self._shown(self.other), 6)
        fewer = replace(order.lines[0], refunded=1, restocked=1)
        self._change(order, lines=(fewer,), refunds=(Refund("r1", D(30)),))
        self.assertEqual(line.product_uom_qty, 2)
        self.assertAlmostEqual(sale.amount_total, 30)
        self.assertFalse(known.difference)

    def test_what_was_told_of_a_custom_item_outlives_another_try(self):
        strange = OrderLine("x", "?", "Mystery", 1, D(4), sku="NONE")
        order = self._take(lambda line: [self._other("custom"), strange])
        known = self._known(order)
        self.assertEqual(known.state, "frozen")
        known.custom_ids.product_id = self.candle
        self._list(self.etsy, self._product("NONE"), remote_id="?")
        self.client.change(order.remote_id)
        known.action_retry()
        known = self._known(order)
        self.assertEqual(known.state, "imported")
        self.assertEqual(known.custom_ids.product_id, self.candle)
        self.assertIn(self.candle, known.sale_order_id.order_line.product_id)

    def test_a_custom_item_that_left_is_not_told_otherwise(self):
        order = self._take(lambda line: [self._other("custom")])
        item = self._known(order).custom_ids
        item.product_id = self.candle
        self._leave(order)
        with self.assertRaisesRegex(UserError, "has left"):
            item.product_id = self._product("SOAP")

    def test_decimals_are_taken_where_the_unit_allows_them(self):
        metre = self.env.ref("uom.product_uom_meter")
        ribbon = self._product("RIBBON", uom_id=metre.id)
        self._receive(ribbon, 10)
        listing = self._list(self.etsy, ribbon)
        half = OrderLine("r", listing.remote_id, "Ribbon", D("1.5"), D("4.00"))
        order = self._take(lambda line: [half], total=D(6))
        sale = self._sale(order)
        self.assertEqual(sale.order_line.product_uom_qty, 1.5)
        self.assertAlmostEqual(sale.amount_total, 6)
        self._leave(order)
        ((line, count),) = self.client.shipped[-1].lines
        self.assertEqual((line, count), ("r", D("1.5")))

    def test_half_a_piece_waits_with_its_reason(self):
        order = self._take(lambda line: [replace(line, quantity=D("1.5"))])
        known = self._known(order)
        self.assertEqual(known.state, "frozen")
        self.assertIn("1.5 of", known.issue)
        self.assertIn("whole Units", known.issue)
        self.assertIn("waits for you", self._todos(order))

    def test_a_change_to_half_a_piece_is_told_with_both_sides(self):
        order = self._sell(1)
        self._change(order, lines=(replace(order.lines[0], quantity=D("1.5")),))
        self.assertEqual(self._sale(order).order_line.product_uom_qty, 1)
        self.assertIn("1.5 in the shop, 1 here", self._known(order).difference)

    def test_half_a_dozen_is_no_broken_piece(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        self.assertFalse(dozen._maker_breaks(0.5))
        self.assertTrue(dozen._maker_breaks(0.3))
        self.assertTrue(self.env.ref("uom.product_uom_meter")._maker_breaks(0.0001))

    def test_markup_in_titles_is_no_markup(self):
        title = "<b>Bold</b> & <script>1</script>"
        order = self._take(lambda line: [replace(self._other("custom"), title=title)])
        note = self._known(order).activity_ids[:1].note
        self.assertIn("&lt;script&gt;", note)
        self.assertEqual(self._sale(order).order_line.name, title)

    def test_a_company_chooses_for_itself(self):
        other = self.env["res.company"].create({"name": "Other studio"})
        own = self.env["product.product"].create({"name": "Tips", "type": "service"})
        services = self.env["maker.channel.service"]
        services.create({"kind": "tip", "product_id": own.id, "company_id": other.id})
        tip = self.env.ref("maker_channel_sync.product_tip")
        builder = self.env["maker.channel.order.builder"]
        self.assertEqual(builder._service(self.etsy, "tip"), tip)
        self.assertEqual(services._chosen(other), {"tip": own.id})
