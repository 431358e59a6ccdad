from odoo.tests import new_test_user, tagged

from ..common_runs import RunCase


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

    def _notes(self, record):
        return record.message_ids.filtered(
            lambda note: "more than is ordered" in note.body
        )

    def test_a_confirmed_run_is_kept_and_said_to_be_too_large(self):
        order = self._order(10)
        run = self._runs()
        run.action_confirm()
        order.order_line.product_uom_qty = 5
        self.assertEqual((run.state, run.product_qty), ("confirmed", 6))
        self.assertEqual(run.maker_spare_qty, 5)
        self.assertIn("makes 5 Units", self._notes(run).body)
        self.assertEqual(len(self._notes(order)), 1)
        order.order_line.product_uom_qty = 5
        self.assertEqual(len(self._notes(order)), 1)
        order.order_line.product_uom_qty = 10
        self.assertEqual(run.maker_spare_qty, 0)
        self.assertEqual(self._runs(), run)

    def test_a_run_maker_confirmed_itself_follows_the_order(self):
        self.candle.maker_make_on_order = "start"
        order = self._order(500)
        run = self._runs()
        self.assertEqual((run.state, run.product_qty), ("confirmed", 496))
        order.order_line.product_uom_qty = 300
        self.assertEqual((run.state, run.product_qty), ("confirmed", 296))
        self.assertIn("200 Units fewer", run.message_ids[0].body)
        order.with_user(self.env.user)._action_cancel()
        self.assertEqual(run.state, "cancel")
        self.assertEqual(self._runs(), run)

    def test_a_started_run_of_a_cancelled_order_is_kept_and_noted(self):
        self.candle.maker_make_on_order = "start"
        order = self._order(10)
        run = self._runs()
        order.with_user(self.env.user)._action_cancel()
        self.assertEqual((run.maker_stage, run.product_qty), ("bench", 6))
        self.assertEqual(run.maker_spare_qty, 6)
        self.assertIn(run.name, self._notes(order).body)

    def test_the_rest_of_a_partly_finished_run_is_noted_too(self):
        self.candle.maker_make_on_order = "start"
        order = self._order(10)
        rest = self._runs().action_maker_finish(2)
        self.assertEqual(rest.maker_sale_order_ids, order)
        order.with_user(self.env.user)._action_cancel()
        self.assertEqual(rest.maker_spare_qty, 4)
        self.assertEqual(len(self._notes(order)), 1)

    def test_a_plan_made_for_another_order_is_taken_back(self):
        first = self._order(3)
        self._order(3)
        self.assertEqual(self._runs().mapped("product_qty"), [2])
        first.with_user(self.env.user)._action_cancel()
        self.assertFalse(self._runs())

    def test_what_a_person_added_to_a_plan_stays(self):
        order = self._order(10)
        self._runs().product_qty = 12
        order.order_line.product_uom_qty = 9
        self.assertEqual(self._runs().product_qty, 11)
        order.order_line.product_uom_qty = 14
        self.assertEqual(self._runs().product_qty, 11)
        order.with_user(self.env.user)._action_cancel()
        self.assertEqual(self._runs().product_qty, 6)

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
