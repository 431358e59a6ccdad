from dataclasses import replace
from decimal import Decimal

from odoo import Command
from odoo.tests import Form

from ..orders import OrderChangesCase

D = Decimal


class TestToldPrices(OrderChangesCase):
    """What the buyer was told to pay stays, whoever changes the quantity."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.candle.lst_price = 60
        cls.env.user.group_ids += cls.env.ref("sale.group_discount_per_so_line")

    def _offer(self, quantity, **values):
        """A quotation: 50 a candle, 30 from ten on."""
        prices = self.env["product.pricelist"].create(
            {
                "name": "Tiers",
                "item_ids": [
                    Command.create(
                        {
                            "applied_on": "1_product",
                            "product_tmpl_id": self.candle.product_tmpl_id.id,
                            "min_quantity": least,
                            "compute_price": "fixed",
                            "fixed_price": price,
                        }
                    )
                    for least, price in ((0, 50), (10, 30))
                ],
                **values,
            }
        )
        line = {"product_id": self.candle.id, "product_uom_qty": quantity}
        return self.env["sale.order"].create(
            {
                "partner_id": self.env["res.partner"].create({"name": "Buyer"}).id,
                "pricelist_id": prices.id,
                "order_line": [Command.create(line)],
            }
        )

    def test_the_shops_price_stays_when_the_shop_changes_the_quantity(self):
        order = self._sell(1)
        self._change(order, lines=(replace(order.lines[0], quantity=2),))
        self.assertAlmostEqual(self._sale(order).amount_untaxed, 25)

    def test_a_price_of_nothing_is_a_price_too(self):
        order = self._sell(1)
        gift = replace(order.lines[0], unit_price=D(0))
        order = self._change(order, lines=(gift,))
        self._change(order, lines=(replace(gift, quantity=2),))
        self.assertAlmostEqual(self._sale(order).amount_untaxed, 0)

    def test_the_shops_discount_stays_when_the_shop_changes_the_quantity(self):
        euro = self.env["res.currency"].with_context(active_test=False)
        euro = euro.search([("name", "=", "EUR")])
        euro.active = True
        order = self.client.sell(self.listing.remote_id, 4, currency="EUR")
        line = replace(order.lines[0], discount=D("5.00"))
        self.client.orders[order.remote_id] = replace(order, lines=(line,))
        self._drain()
        sale = self._sale(order)
        self.assertTrue(sale.pricelist_id)
        self.assertAlmostEqual(sale.amount_untaxed, 45)
        less = replace(line, quantity=2, discount=D("2.50"))
        self._change(order, lines=(less,))
        self.assertAlmostEqual(sale.amount_untaxed, 22.5)

    def test_the_shops_price_stays_when_a_person_changes_the_quantity(self):
        order = self._sell(1)
        sale = self._sale(order)
        sale.order_line.product_uom_qty = 2
        self.assertAlmostEqual(sale.amount_untaxed, 25)
        with Form(sale) as form, form.order_line.edit(0) as line:
            line.product_uom_qty = 3
        self.assertAlmostEqual(sale.amount_untaxed, 37.5)
        sale.action_update_prices()
        self.assertAlmostEqual(sale.amount_untaxed, 37.5)

    def test_a_line_a_person_adds_to_a_shops_order_has_our_price(self):
        sale = self._sale(self._sell(1))
        sale.order_line = [
            Command.create({"product_id": self.candle.id, "product_uom_qty": 1})
        ]
        self.assertAlmostEqual(sale.order_line[-1].price_unit, 60)
        sale.order_line[-1].product_uom_qty = 2
        self.assertAlmostEqual(sale.order_line[-1].price_unit, 60)

    def test_a_line_a_person_adds_in_the_form_follows_its_price_list(self):
        sale = self._sale(self._sell(1, state="open"))
        sale.pricelist_id = self._offer(1).pricelist_id
        with Form(sale) as form, form.order_line.new() as line:
            line.product_id = self.candle
        added = sale.order_line[-1]
        self.assertAlmostEqual(added.price_unit, 50)
        with Form(sale) as form, form.order_line.edit(1) as line:
            line.product_uom_qty = 10
        self.assertAlmostEqual(added.price_unit, 30)
        self.assertAlmostEqual(sale.order_line[0].price_unit, 12.5)

    def test_an_accepted_wholesale_offer_keeps_its_prices(self):
        sale = self._offer(10, maker_wholesale=True)
        self.assertAlmostEqual(sale.order_line.price_unit, 30)
        sale.action_confirm()
        sale.order_line.product_uom_qty = 4
        self.assertAlmostEqual(sale.order_line.price_unit, 30)

    def test_an_offer_that_is_open_follows_its_price_list(self):
        sale = self._offer(10, maker_wholesale=True)
        sale.action_confirm()
        sale.action_cancel()
        sale.action_draft()
        sale.order_line.product_uom_qty = 4
        self.assertAlmostEqual(sale.order_line.price_unit, 50)

    def test_a_sale_outside_maker_follows_its_price_list(self):
        sale = self._offer(10)
        sale.action_confirm()
        sale.order_line.product_uom_qty = 4
        self.assertAlmostEqual(sale.order_line.price_unit, 50)

    def test_what_is_taken_off_a_sale_for_want_of_goods_changes_no_price(self):
        sale = self._offer(10)
        sale.action_confirm()
        sale.order_line._maker_order_units(4)
        self.assertAlmostEqual(sale.order_line.price_unit, 30)
        self.assertEqual(sale.order_line.product_uom_qty, 4)
