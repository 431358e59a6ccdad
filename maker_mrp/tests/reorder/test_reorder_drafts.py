from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from ..common_books import ReorderCase


@tagged("post_install", "-at_install")
@freeze_time("2026-06-30 12:00:00")
class TestReorderDrafts(ReorderCase):
    def _drafted(self):
        return self.env["purchase.order.line"].search(
            [("product_id", "=", self.wax.id), ("state", "=", "draft")]
        )

    def _replenish(self):
        """The line that Odoo's own scheduler drafts when wax runs low."""
        self._rule(
            self.wax,
            trigger="auto",
            maker_policy="manual",
            product_min_qty=30000,
            product_max_qty=41376.85,
        )
        self._run_low()
        self.env["stock.rule"].run_scheduler()
        return self._drafted()

    def test_auto_policy_drafts_whole_pounds_for_grams_once(self):
        rule = self._rule(self.wax, maker_policy="auto")
        self._run_low()
        self._drain()
        line = self.env["purchase.order.line"].search([("orderpoint_id", "=", rule.id)])
        self.assertEqual(line.order_id.state, "draft")
        self.assertEqual(line.partner_id, self.vendor)
        self.assertEqual(line.product_uom_id, self.pound)
        needed = (rule.maker_level - 100 + rule.maker_eoq) / 453.59237
        self.assertEqual(line.product_qty, -(-needed // 1))
        self.assertEqual(line.price_unit, 9.0)
        self._move(self.wax, 1, self.stock, self.customers)
        self._drain()
        self.assertEqual(line.product_qty, -(-needed // 1))
        self.assertEqual(len(self._alerts()), 1)

    def test_odoo_s_own_replenishment_drafts_whole_pounds_as_well(self):
        line = self._replenish()
        self.assertEqual(line.product_uom_id, self.pound)
        self.assertEqual(line.product_qty, 91)
        self._move(self.wax, 50, self.stock, self.customers)
        self.env["stock.rule"].run_scheduler()
        self.assertEqual(line.product_qty, 91)
        self.wax.seller_ids.min_qty = 200
        line.order_id.button_cancel()
        self.env["stock.rule"].run_scheduler()
        line = self._drafted()
        self.assertEqual(line.product_qty, 200)

    def test_goods_without_a_kind_are_drafted_as_odoo_does(self):
        self.wax.maker_kind = False
        line = self._replenish()
        self.assertEqual(line.product_qty, 91.01)

    def test_orders_bought_for_share_the_pounds_begun(self):
        self.wax.seller_ids.min_qty = 0
        for grams, pounds in ((2500, 6), (100, 6), (200, 7)):
            move = self.env["stock.move"].create(
                {
                    "product_id": self.wax.id,
                    "product_uom_qty": grams,
                    "product_uom": self.gram.id,
                    "location_id": self.stock.id,
                    "location_dest_id": self.customers.id,
                    "procure_method": "make_to_order",
                    "warehouse_id": self.warehouse.id,
                }
            )
            move._action_confirm()
            line = self.env["purchase.order.line"].search(
                [("product_id", "=", self.wax.id), ("state", "=", "draft")]
            )
            self.assertEqual(line.product_uom_id, self.pound)
            self.assertEqual(line.product_qty, pounds)

    def test_draft_orders_respect_the_vendor_s_minimum_and_are_one_a_vendor(self):
        self.wax.seller_ids.min_qty = 500
        jar = self._product("Jar")
        self.env["product.supplierinfo"].create(
            {
                "partner_id": self.vendor.id,
                "product_tmpl_id": jar.product_tmpl_id.id,
                "min_qty": 24,
            }
        )
        rules = self._rule(self.wax, maker_policy="auto") | self._rule(
            jar, maker_policy="auto", product_min_qty=5, product_max_qty=10
        )
        self._run_low()
        rules._maker_check_levels()
        lines = self.env["purchase.order.line"].search(
            [("orderpoint_id", "in", rules.ids)]
        )
        self.assertEqual(len(lines.order_id), 1)
        self.assertEqual(sorted(lines.mapped("product_qty")), [24, 500])

    def test_ordering_what_nobody_sells_names_it(self):
        rule = self._rule(self._product("Petals"), product_min_qty=5, product_max_qty=9)
        with self.assertRaisesRegex(UserError, "Petals"):
            rule.action_maker_order()

    def test_suggested_orders_are_drafted_by_hand(self):
        rule = self._rule(self.wax)
        self._run_low()
        action = rule.action_maker_order()
        order = self.env["purchase.order"].browse(action["res_id"])
        self.assertEqual(order.order_line.product_id, self.wax)
        rule.invalidate_recordset()
        self.assertEqual(rule.maker_to_order, 0)
        self.assertTrue(rule.maker_is_low)

    def _shopping(self):
        self.env["maker.shopping.line"].action_open()
        return self.env["maker.shopping.line"].search([])

    def test_shopping_list_nets_what_is_on_order_and_in_drafts(self):
        rule = self._rule(self.wax)
        self._run_low()
        line = self._shopping()
        self.assertEqual((line.product_id, line.partner_id), (self.wax, self.vendor))
        self.assertEqual(line.uom_id, self.pound)
        self.assertAlmostEqual(line.needed, 500 + rule.maker_eoq, 1)
        self.assertEqual(line.quantity, -(-line.needed // 453.59237))
        self.assertAlmostEqual(line.amount, line.quantity * 9)
        line.quantity = 7
        action = line.action_draft_orders()
        order = self.env["purchase.order"].search(action["domain"])
        self.assertEqual(order.order_line.product_qty, 7)
        self.assertEqual(order.order_line.product_uom_id, self.pound)
        self.assertFalse(self._shopping())
        order.order_line.product_qty = 20
        order.button_confirm()
        self.assertFalse(self._shopping())

    def test_shopping_list_holds_what_orders_lack_without_a_rule(self):
        jar = self._product("Jar")
        candle = self._product("Candle")
        self.env["mrp.bom"].create({"product_tmpl_id": candle.product_tmpl_id.id})
        for product in (jar, candle):
            move = self.env["stock.move"].create(
                {
                    "product_id": product.id,
                    "product_uom_qty": 12,
                    "location_id": self.stock.id,
                    "location_dest_id": self.customers.id,
                }
            )
            move._action_confirm()
        line = self._shopping()
        self.assertEqual(line.product_id, jar)
        self.assertEqual((line.needed, line.quantity, line.promised), (12, 12, 12))
        with self.assertRaisesRegex(UserError, "Jar"):
            line.action_draft_orders()
        self.env["product.supplierinfo"].create(
            {"partner_id": self.vendor.id, "product_tmpl_id": jar.product_tmpl_id.id}
        )
        order = self.env["purchase.order"].search(
            self._shopping().action_draft_orders()["domain"]
        )
        self.assertEqual(order.order_line.product_id, jar)
        self.assertEqual(order.order_line.product_qty, 12)
