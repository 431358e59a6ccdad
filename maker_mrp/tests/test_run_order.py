from odoo.tests import new_test_user, tagged

from .common_runs import RunCase


@tagged("post_install", "-at_install")
class TestMakeOnOrder(RunCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = new_test_user(
            cls.env, "seller", groups="sales_team.group_sale_salesman_all_leads"
        )
        cls.buyer = cls.env["res.partner"].create({"name": "Wholesale buyer"})
        cls.candle.maker_make_on_order = "propose"
        cls._receive(cls.candle, 4)

    def _order(self, quantity, product=None):
        order = (
            self.env["sale.order"]
            .with_user(self.seller)
            .create(
                {
                    "partner_id": self.buyer.id,
                    "order_line": [
                        (
                            0,
                            0,
                            {
                                "product_id": (product or self.candle).id,
                                "product_uom_qty": quantity,
                            },
                        )
                    ],
                }
            )
        )
        order.action_confirm()
        return order

    def _runs(self, product=None):
        return self.env["mrp.production"].search(
            [("product_id", "=", (product or self.candle).id)]
        )

    def test_what_is_in_stock_is_not_made(self):
        self._order(4)
        self.assertFalse(self._runs())

    def test_what_is_short_is_proposed(self):
        order = self._order(10)
        run = self._runs()
        self.assertEqual((run.state, run.product_qty), ("draft", 6))
        self.assertEqual(run.maker_sale_order_ids, order)
        self.assertEqual(run.origin, order.name)

    def test_never_means_never(self):
        self.candle.maker_make_on_order = "never"
        self._order(10)
        self.assertFalse(self._runs())

    def test_editing_the_order_changes_the_plan_and_adds_none(self):
        order = self._order(10)
        line = order.order_line
        line.product_uom_qty = 12
        self.assertEqual(self._runs().mapped("product_qty"), [8])
        line.product_uom_qty = 12
        self.assertEqual(self._runs().mapped("product_qty"), [8])
        line.product_uom_qty = 5
        self.assertEqual(self._runs().mapped("product_qty"), [1])
        line.product_uom_qty = 4
        self.assertFalse(self._runs())

    def test_cancelling_the_order_takes_the_proposal_back(self):
        order = self._order(10)
        order.with_user(self.env.user)._action_cancel()
        self.assertFalse(self._runs())

    def test_a_run_that_is_planned_already_counts(self):
        self._run(6)
        self._order(10)
        self.assertEqual(self._runs().mapped("product_qty"), [6])

    def test_two_orders_share_one_stock(self):
        self._order(3)
        self._order(3)
        self.assertEqual(self._runs().mapped("product_qty"), [2])

    def test_a_confirmed_run_is_left_alone_when_the_order_shrinks(self):
        order = self._order(10)
        self._runs().action_confirm()
        order.order_line.product_uom_qty = 5
        self.assertEqual(self._runs().mapped("product_qty"), [6])

    def test_start_takes_materials_to_the_bench(self):
        self.candle.maker_make_on_order = "start"
        self._order(10)
        self.assertEqual(self._runs().maker_stage, "bench")
        self.assertEqual(self._in_progress(self.wax), 1200)

    def test_start_waits_for_missing_materials_and_lets_the_order_through(self):
        self.candle.maker_make_on_order = "start"
        order = self._order(500)
        self.assertEqual(order.state, "sale")
        self.assertEqual(self._runs().state, "confirmed")
        self.assertTrue(self._runs().maker_missing)

    def test_components_are_made_too(self):
        blend = self._product("Wax blend", uom_id=self.gram.id)
        blend.maker_make_on_order = "propose"
        self._recipe(blend, {self.wax: 100}, quantity=100, product_uom_id=self.gram.id)
        gift = self._product("Gift candle")
        gift.maker_make_on_order = "propose"
        self._recipe(gift, {blend: 150})
        self._receive(blend, 300)
        order = self._order(10, product=gift)
        self.assertEqual(self._runs(gift).product_qty, 10)
        self.assertEqual(self._runs(blend).product_qty, 1200)
        order.order_line.product_uom_qty = 6
        self.assertEqual(self._runs(gift).product_qty, 6)
        self.assertEqual(self._runs(blend).product_qty, 600)
        order.order_line.product_uom_qty = 0
        self.assertFalse(self._runs(gift) | self._runs(blend))

    def test_bundles_ask_for_what_is_in_them(self):
        bundle = self._product("Set of three", is_storable=False)
        self._recipe(bundle, {self.candle: 3}, type="phantom")
        self._order(4, product=bundle)
        self.assertEqual(self._runs().product_qty, 8)
