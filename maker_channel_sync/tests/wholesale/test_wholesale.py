from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user

from ..common import ChannelCase


class WholesaleCase(ChannelCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.soap = cls._product("SOAP", lst_price=8, maker_kind="product")
        cls._receive(cls.soap, 100)
        (cls.candle | cls.soap).taxes_id = [Command.clear()]
        cls.candle.write({"lst_price": 20, "maker_kind": "product"})
        cls.prices = cls.env["product.pricelist"].create(
            {
                "name": "Stockists",
                "maker_wholesale": True,
                "item_ids": [
                    Command.create(
                        {
                            "compute_price": "percentage",
                            "percent_price": 50,
                            "applied_on": "3_global",
                        }
                    )
                ],
            }
        )
        cls.buyer = cls.env["res.partner"].create(
            {
                "name": "Wholesale buyer",
                "property_product_pricelist": cls.prices.id,
            }
        )
        cls.seller = new_test_user(
            cls.env, "wholesale_seller", groups="maker_mrp.group_manager"
        )

    @classmethod
    def _wholesale(cls, quantities, **values):
        return (
            cls.env["sale.order"]
            .with_user(cls.seller)
            .create(
                {
                    "partner_id": cls.buyer.id,
                    "warehouse_id": cls.warehouse.id,
                    "order_line": [
                        Command.create(
                            {"product_id": product.id, "product_uom_qty": quantity}
                        )
                        for product, quantity in quantities.items()
                    ],
                    **values,
                }
            )
        )

    def _recipe(self, product, **values):
        wax = self._product("WAX")
        self._receive(wax, 10000)
        return self.env["mrp.bom"].create(
            {
                "product_tmpl_id": product.product_tmpl_id.id,
                "bom_line_ids": [
                    Command.create({"product_id": wax.id, "product_qty": 1})
                ],
                **values,
            }
        )

    def _question(self, order):
        action = order.action_confirm()
        self.assertEqual(action["res_model"], "maker.wholesale.take")
        self.assertEqual(order.state, "draft")
        return (
            self.env[action["res_model"]]
            .with_user(self.seller)
            .browse(action["res_id"])
        )


class TestWholesaleTerms(WholesaleCase):
    def test_a_wholesale_customer_gets_the_wholesale_price(self):
        order = self._wholesale({self.soap: 12})
        self.assertEqual(order.pricelist_id, self.prices)
        self.assertEqual(order.amount_untaxed, 48)

    def test_wholesale_prices_are_never_those_of_everybody(self):
        visitor = self.env["res.partner"].create({"name": "Market visitor"})
        self.assertNotEqual(visitor.property_product_pricelist, self.prices)
        self.env["product.pricelist"].search(
            [("id", "!=", self.prices.id)]
        ).active = False
        visitor.invalidate_recordset()
        self.assertFalse(visitor.property_product_pricelist)
        self.assertEqual(self.buyer.property_product_pricelist, self.prices)

    def test_every_broken_term_is_told_at_once(self):
        self.soap.maker_case_qty = 12
        self.candle.write({"maker_case_qty": 4, "maker_wholesale_min": 8})
        self.prices.maker_minimum_order = 500
        order = self._wholesale({self.soap: 30, self.candle: 3})
        with self.assertRaises(UserError) as refused:
            order.action_confirm()
        told = str(refused.exception)
        self.assertIn("Soap: 30 ordered, a case holds 12. Make it 36", told)
        self.assertIn("Candle: 3 ordered, at least 8. Make it 8", told)
        self.assertIn("the minimum order is $\xa0500.00", told)
        self.assertIn("Round up to cases", told)
        self.assertEqual(order.state, "draft")
        self.assertIn("Make it 36", order.maker_wholesale_issues)

    def test_rounding_up_mends_the_quantities(self):
        self.soap.maker_case_qty = 12
        self.candle.write({"maker_case_qty": 4, "maker_wholesale_min": 6})
        order = self._wholesale({self.soap: 30, self.candle: 3})
        order.action_maker_round_to_cases()
        self.assertEqual(order.order_line.mapped("product_uom_qty"), [36, 8])
        self.assertFalse(order.maker_wholesale_issues)
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_cases_count_in_the_products_own_unit(self):
        self.soap.maker_case_qty = 12
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self._wholesale({self.soap: 2})
        order.order_line.product_uom_id = dozen
        order.order_line.product_uom_qty = 2.5
        self.assertIn("30 ordered", order.maker_wholesale_issues)
        order.action_maker_round_to_cases()
        self.assertEqual(order.order_line.product_uom_qty, 3)

    def test_other_customers_and_shops_have_no_such_terms(self):
        self.soap.maker_case_qty = 12
        order = self._order(self.soap, 5)
        self.assertEqual(order.state, "sale")
        self.assertFalse(order.maker_wholesale_issues)
        theirs = self._wholesale({self.soap: 5}, maker_channel_id=self.etsy.id)
        theirs.sudo().action_confirm()
        self.assertEqual(theirs.state, "sale", "a shop's order keeps that shop's terms")

    def test_delivery_and_services_do_not_count_as_goods(self):
        self.prices.maker_minimum_order = 100
        order = self._wholesale({self.soap: 10})
        service = self.env.ref("maker_channel_sync.product_shipping")
        order.order_line = [
            Command.create({"product_id": service.id, "price_unit": 200})
        ]
        with self.assertRaisesRegex(UserError, "the minimum order is"):
            order.action_confirm()

    def test_many_orders_are_refused_by_name(self):
        self.soap.maker_case_qty = 12
        orders = self._wholesale({self.soap: 5}) | self._wholesale({self.soap: 7})
        with self.assertRaises(UserError) as refused:
            orders.action_confirm()
        for order in orders:
            self.assertIn(order.name, str(refused.exception))

    def test_terms_cannot_be_negative(self):
        for name in ("maker_case_qty", "maker_wholesale_min", "maker_keep_for_shop"):
            with self.assertRaises(ValidationError):
                self.soap[name] = -1
        with self.assertRaises(ValidationError):
            self.prices.maker_minimum_order = -1

    def test_the_line_sheet_says_what_a_shop_may_order(self):
        self.soap.write(
            {"maker_case_qty": 12, "maker_wholesale_min": 24, "sale_delay": 14}
        )
        self.candle.maker_wholesale_ok = False
        rows = {row["sku"]: row for row in self.prices._maker_line_sheet()}
        soap = rows["SOAP"]
        self.assertNotIn("CANDLE", rows)
        self.assertEqual((soap["wholesale"], soap["retail"]), (4, 8))
        self.assertEqual((soap["case"], soap["minimum"], soap["lead"]), (12, 24, 14))
        page = self.env["ir.actions.report"]._render_qweb_html(
            "maker_channel_sync.line_sheet", self.prices.ids
        )[0]
        self.assertIn(b"SOAP", page)
        text = self.prices._maker_line_sheet_csv().decode("utf-8-sig")
        self.assertIn("SOAP,Soap,4.0,8.0,12.0,24.0,", text)

    def test_every_screen_opens_for_who_sells(self):
        for model in ("product.pricelist", "sale.order", "product.template"):
            for kind in ("list", "form", "search"):
                self.env[model].with_user(self.seller).get_view(view_type=kind)
        bench = new_test_user(self.env, "bench", groups="maker_mrp.group_user")
        self.env["product.template"].with_user(bench).get_view(view_type="form")
        with self.assertRaises(AccessError):
            self.env["maker.wholesale.take"].with_user(bench).create({})


class TestKeptForTheShop(WholesaleCase):
    def setUp(self):
        super().setUp()
        self.soap.write({"maker_keep_for_shop": 20, "maker_case_qty": 6})

    def test_what_leaves_enough_is_confirmed_without_a_question(self):
        order = self._wholesale({self.soap: 78})
        self.assertIs(order.action_confirm(), True)
        self.assertEqual(order.state, "sale")

    def test_what_is_reserved_for_wholesale_is_for_wholesale_only(self):
        self.shopify.reserved_qty = 30
        listing = self._list(self.shopify, self.soap)
        self._drain()
        self.assertEqual(self._shown(listing), 70)
        self._wholesale({self.soap: 30}).action_confirm()
        self._drain()
        self.assertEqual(self._shown(listing), 40, "the next 30 are kept as well")

    def test_the_question_shows_what_is_too_much(self):
        question = self._question(self._wholesale({self.soap: 90}))
        line = question.line_ids
        self.assertEqual(
            (line.ordered_qty, line.free_qty, line.keep_qty, line.excess_qty),
            (90, 100, 20, 10),
        )
        self.assertFalse(question.can_make)

    def test_it_can_be_taken_anyway(self):
        order = self._wholesale({self.soap: 90})
        self._question(order).action_take()
        self.assertEqual(order.state, "sale")
        self.assertEqual(order.picking_ids.move_ids.quantity, 90)

    def test_what_is_too_much_can_be_made_for_the_order(self):
        self._recipe(self.soap)
        listing = self._list(self.shopify, self.soap)
        self._drain()
        self.assertEqual(self._shown(listing), 100)
        order = self._wholesale({self.soap: 90})
        question = self._question(order)
        self.assertTrue(question.can_make)
        question.action_make()
        self.assertEqual(order.state, "sale")
        run = self.env["mrp.production"].search(
            [("maker_sale_order_ids", "in", order.ids)]
        )
        self.assertEqual((run.product_qty, run.state), (10, "confirmed"))
        ready, waits = order.picking_ids.move_ids.sorted("product_qty", reverse=True)
        self.assertEqual((ready.quantity, ready.state), (80, "assigned"))
        self.assertEqual((waits.product_qty, waits.state), (10, "waiting"))
        self._drain()
        self.assertEqual(self._shown(listing), 20, "the shop keeps what is kept for it")
        run.action_maker_start()
        run.action_maker_finish()
        self.assertEqual(waits.state, "assigned")
        self._drain()
        self.assertEqual(self._shown(listing), 20)
        self.assertEqual(order.order_line.product_uom_qty, 90)

    def test_all_of_it_can_be_made(self):
        self._recipe(self.soap)
        self._order(self.soap, 90)
        order = self._wholesale({self.soap: 30})
        self._question(order).action_make()
        move = order.picking_ids.move_ids
        self.assertEqual((move.quantity, move.state), (0, "waiting"))
        run = self.env["mrp.production"].search(
            [("maker_sale_order_ids", "in", order.ids)]
        )
        self.assertEqual(run.product_qty, 30)

    def test_making_on_order_does_not_plan_the_same_twice(self):
        self._recipe(self.soap)
        self.soap.maker_make_on_order = "propose"
        order = self._wholesale({self.soap: 120})
        self._question(order).action_make()
        runs = self.env["mrp.production"].search(
            [("product_id", "=", self.soap.id), ("state", "!=", "cancel")]
        )
        self.assertEqual(sum(runs.mapped("product_qty")), 40)

    def test_what_has_no_recipe_cannot_be_made(self):
        order = self._wholesale({self.soap: 90})
        with self.assertRaisesRegex(UserError, "no recipe"):
            self._question(order).action_make()
        self.assertEqual(order.state, "draft")

    def test_the_order_can_be_split_in_whole_cases(self):
        order = self._wholesale({self.soap: 90, self.candle: 2})
        self._question(order).action_split()
        self.assertEqual(order.state, "sale")
        self.assertEqual(order.order_line.mapped("product_uom_qty"), [78, 2])
        rest = self.env["sale.order"].search([("origin", "=", order.name)])
        self.assertEqual(rest.state, "draft")
        self.assertEqual(rest.order_line.product_id, self.soap)
        self.assertEqual(rest.order_line.product_uom_qty, 12)
        self.assertEqual(rest.order_line.price_unit, 4)

    def test_an_order_with_nothing_to_spare_is_not_split(self):
        self._order(self.soap, 90)
        order = self._wholesale({self.soap: 12})
        with self.assertRaisesRegex(UserError, "Nothing of this order is spare"):
            self._question(order).action_split()
        self.assertEqual(order.state, "draft")

    def test_kits_take_their_parts_from_the_shop(self):
        kit = self._product("BOX", is_storable=False, lst_price=15)
        self.env["mrp.bom"].create(
            {
                "product_tmpl_id": kit.product_tmpl_id.id,
                "type": "phantom",
                "bom_line_ids": [
                    Command.create({"product_id": self.soap.id, "product_qty": 3})
                ],
            }
        )
        order = self._wholesale({kit: 30})
        question = self._question(order)
        self.assertEqual(question.line_ids.product_id, self.soap)
        self.assertEqual(question.line_ids.excess_qty, 10)
        question.action_split()
        self.assertEqual(order.order_line.product_uom_qty, 26)

    def test_an_answer_given_twice_confirms_once(self):
        order = self._wholesale({self.soap: 90})
        question = self._question(order)
        question.action_take()
        with self.assertRaisesRegex(UserError, "confirmed meanwhile"):
            question.action_take()

    def test_a_buyer_who_signs_is_not_asked_and_the_seller_is_told(self):
        order = self._wholesale({self.soap: 90}, user_id=self.seller.id)
        order.sudo()._validate_order()
        self.assertEqual(order.state, "sale")
        self.assertIn("10 more than is spare", order.activity_ids.note)

    def test_many_orders_that_drain_are_confirmed_one_by_one(self):
        orders = self._wholesale({self.soap: 90}) | self._wholesale({self.soap: 6})
        with self.assertRaisesRegex(UserError, "one by one"):
            orders.action_confirm()
