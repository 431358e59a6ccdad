from dataclasses import replace
from decimal import Decimal

from ...channel_clients.types import Refund
from ..orders import OrderChangesCase

D = Decimal
DIFFERS = "Shop and Odoo disagree"


class TestOrderTotals(OrderChangesCase):
    """The sale order says what the shop says, at intake and after each change."""

    def _tax(self, amount, inside=False):
        kind = "tax_included" if inside else "tax_excluded"
        return self.env["account.tax"].create(
            {
                "name": f"{amount} {kind}",
                "amount": amount,
                "type_tax_use": "sale",
                "price_include_override": kind,
            }
        )

    def _take(self, order, lines=None, **values):
        """Have an order changed before it is read for the first time."""
        lines = order.lines if lines is None else lines
        self.client.orders[order.remote_id] = replace(order, lines=lines, **values)
        self._drain()
        return self.client.orders[order.remote_id]

    def _shop(self, quantity=2, price="10.00", line_tax="0", **values):
        order = self.client.sell(self.listing.remote_id, quantity)
        line = replace(order.lines[0], unit_price=D(price), tax=D(line_tax))
        values.setdefault("tax", line.tax)
        return self._take(order, (line,), **values)

    def _agrees(self, order, total, tax=None):
        sale, known = self._sale(order), self._known(order)
        self.assertAlmostEqual(sale.amount_total, total)
        if tax is not None:
            self.assertAlmostEqual(sale.amount_tax, tax)
        self.assertFalse(known.difference)
        self.assertNotIn(DIFFERS, self._todos(order))

    def _differs(self, order, *words):
        for word in words:
            self.assertIn(word, self._known(order).difference)
        todo = self._known(order).activity_ids.filtered(
            lambda one: DIFFERS in one.summary
        )
        self.assertEqual(len(todo), 1)

    def test_vat_of_which_nobody_says_whose_it_is_is_told(self):
        order = self._shop(2, "10.00", vat_named=D("3.33"))
        self.assertIn("3.33", self._known(order).difference)
        self.assertIn(DIFFERS, self._todos(order))

    def test_shipping_that_changes_is_followed(self):
        order = self._shop(shipping=D(5), total=D(25))
        order = self._change(order, shipping=D("7.50"), total=D("27.50"))
        self._agrees(order, 27.5)
        order = self._change(order, shipping=D(0), total=D(20))
        self._agrees(order, 20)
        self._change(order, shipping=D(3), total=D(23))
        self._agrees(order, 23)

    def test_a_shipping_price_changed_here_stays_and_is_told(self):
        order = self._shop(shipping=D(5), total=D(25))
        line = self._sale(order).order_line[-1]
        line.price_unit = 4
        self._change(order, shipping=D(6), total=D(26))
        self.assertEqual(line.price_unit, 4)
        self._differs(order, "Total", "26.00", "24.00")

    def test_shipping_given_back_comes_off(self):
        order = self._shop(shipping=D(5), total=D(25))
        back = Refund("r1", D(5))
        self._change(order, shipping_refunded=D(5), refunds=(back,))
        self._agrees(order, 20)

    def test_a_discount_given_later_is_followed(self):
        order = self._shop(4, total=D(40))
        order = self._change(order, discount=D(2), total=D(38))
        self._agrees(order, 38)
        self._change(order, discount=D(0), total=D(40))
        self._agrees(order, 40)

    def test_tax_without_a_tax_of_ours_follows(self):
        order = self._shop(line_tax="2.74", total=D("22.74"))
        self._agrees(order, 22.74)
        line = replace(order.lines[0], quantity=1, tax=D("1.37"))
        self._change(order, lines=(line,), tax=D("1.37"), total=D("11.37"))
        self._agrees(order, 11.37)

    def test_a_tax_that_changes_is_followed(self):
        first, second = self._tax(8.0), self._tax(10.0)
        order = self._shop(line_tax="1.60", total=D("21.60"))
        self._agrees(order, 21.6, 1.6)
        self.assertEqual(self._sale(order).order_line.tax_ids, first)
        line = replace(order.lines[0], tax=D(2))
        self._change(order, lines=(line,), tax=D(2), total=D(22))
        self._agrees(order, 22, 2)
        self.assertEqual(self._sale(order).order_line.tax_ids, second)

    def test_a_refund_that_is_put_back_takes_its_tax_and_shipping_off(self):
        self._tax(10.0)
        order = self._shop(
            line_tax="2.00",
            tax=D("2.50"),
            shipping=D(5),
            shipping_tax=D("0.50"),
            total=D("27.50"),
        )
        self._agrees(order, 27.5, 2.5)
        lines = (replace(order.lines[0], refunded=1, restocked=1),)
        self._change(
            order,
            lines=lines,
            shipping_refunded=D(5),
            shipping_tax_refunded=D("0.50"),
            refunds=(Refund("r1", D("16.50")),),
        )
        self._agrees(order, 11, 1)

    def test_a_refund_of_money_alone_is_booked_and_asked_about(self):
        order = self._shop(total=D(20))
        self._change(order, refunds=(Refund("r1", D(3)),))
        self._agrees(order, 17)
        self.assertIn("refunded before it left", self._todos(order))

    def test_tax_inside_prices_never_vanishes(self):
        order = self._shop(
            price="11.90", line_tax="3.80", taxes_included=True, total=D("23.80")
        )
        self._agrees(order, 23.8)
        goods = self._sale(order).order_line[0]
        self.assertAlmostEqual(goods.price_subtotal, 20)

    def test_tax_inside_prices_finds_a_tax_that_is_not(self):
        tax = self._tax(19.0)
        order = self._shop(
            price="11.90", line_tax="3.80", taxes_included=True, total=D("23.80")
        )
        self._agrees(order, 23.8, 3.8)
        self.assertEqual(self._sale(order).order_line.tax_ids, tax)

    def test_tax_beside_prices_finds_a_tax_that_is_inside(self):
        tax = self._tax(19.0, inside=True)
        order = self._shop(line_tax="3.80", total=D("23.80"))
        self._agrees(order, 23.8, 3.8)
        self.assertEqual(self._sale(order).order_line.tax_ids, tax)

    def test_tax_the_channel_remits_is_no_revenue(self):
        order = self._shop(
            1,
            "20.00",
            "1.31",
            total=D(20),
            tax_collected_by_channel=True,
            taxes_included=True,
        )
        self._agrees(order, 18.69, 0)
        order = self._shop(
            1, "20.00", "1.40", total=D("21.40"), tax_collected_by_channel=True
        )
        self._agrees(order, 20, 0)

    def test_a_cent_of_rounding_is_booked_as_such(self):
        order = self._shop(3, "3.33", total=D("10.00"))
        self._agrees(order, 10)
        rounding = self._sale(order).order_line[-1]
        self.assertIn("Rounding", rounding.name)
        self.assertAlmostEqual(rounding.price_total, 0.01)

    def test_the_shops_rounding_of_tax_is_kept_on_the_invoice_too(self):
        self._tax(10.0)
        self.candle.invoice_policy = "order"
        order = self._shop(3, "3.35", "1.00", total=D("11.05"))
        self._agrees(order, 11.05, 1.0)
        invoice = self._sale(order)._create_invoices()
        self.assertAlmostEqual(invoice.amount_total, 11.05)
        self.assertAlmostEqual(invoice.amount_tax, 1.0)

    def test_a_difference_shows_both_sides_once_and_goes_by_itself(self):
        order = self._shop(total=D(26))
        self._differs(order, "Total", "26.00", "20.00")
        self.assertEqual(self._sale(order).state, "sale")
        order = self._change(order, note="Ring twice")
        self._differs(order, "26.00")
        self._change(order, total=D(20))
        self._agrees(order, 20)

    def test_what_stands_on_an_invoice_is_told_with_both_sides(self):
        self.candle.invoice_policy = "order"
        order = self._shop(shipping=D(5), total=D(25))
        self._sale(order)._create_invoices()
        self._change(order, shipping=D(7), total=D(27))
        self.assertAlmostEqual(self._sale(order).amount_total, 25)
        self._differs(order, "27.00", "25.00")

    def test_an_order_whose_lines_were_all_removed_is_empty(self):
        order = self._shop(shipping=D(5), total=D(25))
        order = self._change(order, lines=(), total=D(5))
        self._agrees(order, 5)
        self.assertFalse(self._sale(order).order_line[0].product_uom_qty)

    def test_an_answer_without_lines_takes_nothing_away(self):
        order = self._shop(total=D(20))
        order = self._change(order, lines=())
        self.assertEqual(self._sale(order).order_line[0].product_uom_qty, 2)

    def test_what_left_and_was_paid_back_is_no_difference(self):
        order = self._shop(total=D(20))
        self._leave(order)
        lines = (replace(order.lines[0], refunded=1, restocked=1),)
        order = self._change(order, lines=lines, refunds=(Refund("r1", D(10)),))
        self.assertFalse(self._known(order).difference)

    def test_a_pack_is_compared_by_what_was_listed(self):
        self.listing.units_per_listing = 2
        order = self._shop(1, "30.00", total=D(30))
        self._agrees(order, 30)
        self.assertEqual(self._sale(order).order_line.product_uom_qty, 2)

    def test_a_discount_is_an_amount(self):
        order = self.client.sell(self.listing.remote_id, 7)
        line = replace(order.lines[0], unit_price=D("9.99"), discount=D("10.00"))
        order = self._take(order, (line,), total=D("59.93"))
        self._agrees(order, 59.93)
        line = replace(line, quantity=6, discount=D("8.57"))
        self._change(order, lines=(line,), total=D("51.37"))
        self._agrees(order, 51.37)
