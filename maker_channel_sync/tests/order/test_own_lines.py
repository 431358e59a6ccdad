from decimal import Decimal

from odoo import Command

from ..orders import OrderChangesCase

D = Decimal


class TestOwnLines(OrderChangesCase):
    """Lines that a person adds to a shop's order are theirs."""

    def _add(self, sale, name, price):
        product = self.env.ref(f"maker_channel_sync.product_{name}")
        values = {"product_id": product.id, "price_unit": price, "tax_ids": False}
        sale.order_line = [Command.create(values)]
        return sale.order_line[-1]

    def test_a_discount_a_person_gives_stays_when_the_order_changes(self):
        order = self._sell(2)
        line = self._add(self._sale(order), "discount", -3)
        self._change(order, note="Ring twice")
        self.assertAlmostEqual(line.price_unit, -3)
        self.assertFalse(line.maker_channel_line)
        self._change(order, note="Ring three times")
        self.assertAlmostEqual(line.price_unit, -3)

    def test_shipping_a_person_adds_stays_beside_the_shops(self):
        order = self._sell(2, shipping=D("4.95"))
        sale = self._sale(order)
        shops = sale.order_line.filtered(
            lambda line: line.maker_channel_line == "+shipping"
        )
        line = self._add(sale, "shipping", 7)
        self._change(order, shipping=D("5.95"))
        self.assertAlmostEqual(line.price_unit, 7)
        self.assertFalse(line.maker_channel_line)
        self.assertAlmostEqual(shops.price_unit, 5.95)

    def test_extras_of_an_order_from_before_are_taken_over_once(self):
        order = self._sell(2, shipping=D("4.95"))
        record, sale = self._known(order), self._sale(order)
        shops = sale.order_line.filtered(
            lambda line: line.maker_channel_line == "+shipping"
        )
        shops.maker_channel_line = False
        record.hints = {
            key: value for key, value in record.hints.items() if key != "told"
        }
        self._change(order, shipping=D("5.95"))
        self.assertEqual(shops.maker_channel_line, "+shipping")
        self.assertAlmostEqual(shops.price_unit, 5.95)
        self.assertEqual(len(sale.order_line), 2)
