from lxml import html

from odoo.tests import Form, freeze_time, new_test_user, tagged

from ...hooks import _take_over_reorder_rules, uninstall_hook
from ..common_books import ReorderCase


@tagged("post_install", "-at_install")
@freeze_time("2026-06-30 12:00:00")
class TestReorder(ReorderCase):
    def test_levels_come_from_what_was_used_and_how_long_orders_took(self):
        rule = self._rule(self.wax)
        self.assertEqual(rule.maker_usage_days, 90)
        self.assertAlmostEqual(rule.avg_daily_usage, 100)
        self.assertAlmostEqual(rule.max_daily_usage, 4500)
        self.assertEqual(rule.min_daily_usage, 0)
        self.assertAlmostEqual(rule.avg_lead_days, 6)
        self.assertAlmostEqual(rule.max_lead_days, 8)
        self.assertAlmostEqual(rule.min_lead_days, 4)
        self.assertAlmostEqual(rule.maker_reorder_point, 600)
        self.assertAlmostEqual(rule.maker_safety_stock, (4500 - 100) * 8)
        cost = self.wax.standard_price
        eoq = (2 * 36500 * 5 / (cost * 0.2)) ** 0.5
        self.assertAlmostEqual(rule.maker_eoq, eoq, delta=0.01)
        self.assertAlmostEqual(rule.maker_max_level, 600 + eoq, delta=0.01)

    def test_what_comes_back_counts_against_usage(self):
        self._move(self.wax, 900, self.customers, self.stock, 1)
        self.assertAlmostEqual(self._rule(self.wax).avg_daily_usage, 90)

    def test_a_young_product_is_averaged_over_the_days_it_exists(self):
        wick = self._product("Wick")
        self._move(wick, 100, self.suppliers, self.stock, 9)
        self._move(wick, 50, self.stock, self.customers, 2)
        rule = self._rule(wick)
        self.assertEqual(rule.maker_usage_days, 10)
        self.assertAlmostEqual(rule.avg_daily_usage, 5)

    def test_without_receipts_the_vendor_s_word_counts(self):
        rule = self._rule(self._product("Dye"))
        self.assertEqual((rule.avg_lead_days, rule.maker_lead_orders), (0, 0))
        oil = self._product("Oil")
        self.env["product.supplierinfo"].create(
            {
                "partner_id": self.vendor.id,
                "product_tmpl_id": oil.product_tmpl_id.id,
                "delay": 9,
            }
        )
        self.assertEqual(self._rule(oil).avg_lead_days, 9)

    def test_without_cost_an_order_lasts_the_days_of_the_setting(self):
        self.wax.standard_price = 0
        rule = self._rule(self.wax)
        self.assertEqual(rule.maker_eoq, 0)
        self.assertAlmostEqual(rule.maker_order_qty, 3000)

    def test_levels_follow_figures_and_settings(self):
        rule = self._rule(self.wax)
        rule.avg_lead_days = 10
        self.assertAlmostEqual(rule.maker_reorder_point, 1000)
        self.assertAlmostEqual(rule.maker_level, 1000)
        self.company.maker_safety_in_level = True
        self.assertAlmostEqual(rule.maker_level, 1000 + 4400 * 8)
        rule.write({"maker_policy": "manual", "product_max_qty": 50})
        rule.product_min_qty = 40
        self.assertAlmostEqual(rule.maker_level, 40)

    def test_every_figure_is_explained_and_leads_to_its_records(self):
        rule = self._rule(self.wax)
        text = html.fromstring(rule.maker_explanation).text_content()
        self.assertIn("100 × 6 = 600 g", " ".join(text.split()))
        usage = self.env["stock.move.line"].search(rule.action_maker_usage()["domain"])
        self.assertEqual(sorted(usage.mapped("quantity")), [2000, 2500, 4500])
        receipts = self.env["stock.move"].search(rule.action_maker_receipts()["domain"])
        self.assertEqual(len(receipts), 2)

    def test_two_hundred_rules_take_as_many_history_queries_as_one(self):
        products = self.env["product.product"].concat(
            *(self._product(f"Bead {number}") for number in range(20))
        )
        rules = self.env["stock.warehouse.orderpoint"].concat(
            *(self._rule(product) for product in products)
        )
        self.env.flush_all()
        rules[:1]._maker_refresh()
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(40):
            rules._maker_refresh()
            self.env.flush_all()

    def test_what_runs_low_is_found_as_each_rule_says(self):
        inner = self.env["stock.location"].create(
            {"name": "Cold shelf", "location_id": self.stock.id}
        )
        kept = {"product_min_qty": 10, "product_max_qty": 20, "maker_policy": "manual"}
        enough, soon, promised, inside = (
            self._product(name) for name in ("Enough", "Soon", "Promised", "Inside")
        )
        dozen = self.env.ref("uom.product_uom_dozen")
        for product in (enough, promised, inside):
            self._move(product, 10, self.suppliers, self.stock)
        self._buy(soon, 1, dozen, 1.0)
        open_moves = self.env["stock.move"].create(
            [
                {
                    "product_id": product.id,
                    "product_uom_qty": 1,
                    "product_uom": dozen.id,
                    "location_id": self.stock.id,
                    "location_dest_id": place.id,
                }
                for product, place in ((promised, self.customers), (inside, inner))
            ]
        )
        open_moves._action_confirm()
        products = (enough, soon, promised, inside)
        rules = self.env["stock.warehouse.orderpoint"].concat(
            *(self._rule(product, **kept) for product in products)
        )
        self.assertEqual(rules.mapped("maker_forecast"), [10, 12, -2, 10])
        self.assertEqual(
            rules.mapped("maker_forecast"),
            [
                rule.product_id.with_context(
                    location=rule.location_id.id
                ).virtual_available
                for rule in rules
            ],
        )
        asked = [("id", "in", rules.ids)]
        low = rules.search([*asked, ("maker_is_low", "=", True)])
        self.assertEqual(low.product_id, promised)
        self.assertEqual(
            rules.search([*asked, ("maker_is_low", "=", False)]), rules - low
        )

    def test_what_runs_low_is_found_in_as_many_queries_for_many_as_for_one(self):
        rules = self.env["stock.warehouse.orderpoint"]
        domain = [("maker_is_low", "=", True)]
        for number in range(30):
            self._rule(
                self._product(f"Bead {number}"), product_min_qty=1, product_max_qty=2
            )
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(6):
            self.assertGreaterEqual(rules.search_count(domain), 30)

    def test_running_low_tells_the_responsible_once(self):
        buyer = new_test_user(self.env, "buyer", groups="maker_mrp.group_manager")
        self.wax.responsible_id = buyer
        self._rule(self.wax)
        self._drain()
        self.assertFalse(self._alerts())
        self._run_low()
        self.assertTrue(self._drain())
        alert = self._alerts()
        self.assertEqual(alert.user_id, buyer)
        self.assertEqual(alert.res_name, "Beeswax")
        self.assertIn("forecast 100 g", alert.note)
        self._move(self.wax, 10, self.stock, self.customers)
        self._drain()
        self.assertEqual(self._alerts(), alert)
        self.assertIn("forecast 90 g", alert.note)

    def test_an_alert_closes_when_the_goods_are_on_their_way(self):
        rule = self._rule(self.wax)
        self._run_low()
        self._drain()
        self._buy(self.wax, 20, self.pound, 9.0)
        self._drain()
        self.assertFalse(self._alerts())
        self.assertFalse(rule.maker_alerted)
        self._move(self.wax, 9000, self.customers, self.stock)
        self._move(self.wax, 18100, self.stock, self.customers)
        self._drain()
        self.assertEqual(len(self._alerts()), 1)

    def test_an_alert_marked_done_does_not_come_back_at_once(self):
        self._rule(self.wax)
        self._run_low()
        self._drain()
        self._alerts().action_feedback()
        self._move(self.wax, 5, self.stock, self.customers)
        self._drain()
        self.assertFalse(self._alerts())

    def test_promised_stock_runs_low_before_it_leaves(self):
        self._rule(self.wax)
        move = self.env["stock.move"].create(
            {
                "product_id": self.wax.id,
                "product_uom_qty": self.wax.qty_available,
                "product_uom": self.gram.id,
                "location_id": self.stock.id,
                "location_dest_id": self.customers.id,
            }
        )
        move._action_confirm()
        self._drain()
        self.assertEqual(len(self._alerts()), 1)

    def test_moving_stock_without_rules_leaves_no_note(self):
        self._move(self.wax, 5, self.stock, self.customers)
        self.assertEqual(self._drain(), 0)

    def test_noting_a_change_wakes_the_worker(self):
        self._rule(self.wax)
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.env.cr.postcommit.data.pop("maker_reorder_woken", None)
        cron = self.env.ref("maker_mrp.ir_cron_reorder_notes")
        domain = [("cron_id", "=", cron.id)]
        before = self.env["ir.cron.trigger"].search_count(domain)
        bench = new_test_user(self.env, "bench", groups="maker_mrp.group_user")
        self.env["stock.quant"].with_user(bench).with_context(
            inventory_mode=True
        ).create(
            {
                "product_id": self.wax.id,
                "location_id": self.stock.id,
                "inventory_quantity": 50,
            }
        ).action_apply_inventory()
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.assertEqual(self.env["ir.cron.trigger"].search_count(domain), before + 1)

    def test_what_is_missing_gets_a_rule(self):
        rules = self.env["stock.warehouse.orderpoint"]
        rules.action_maker_add_missing()
        rule = rules.search([("product_id", "=", self.wax.id)])
        self.assertEqual((rule.trigger, rule.maker_policy), ("manual", "suggest"))
        self.assertAlmostEqual(rule.maker_reorder_point, 600)
        rules.action_maker_add_missing()
        self.assertEqual(len(rules.search([("product_id", "=", self.wax.id)])), 1)

    def test_rules_made_by_the_system_stay(self):
        rules = self.env["stock.warehouse.orderpoint"]
        rule = self._rule(self.wax)
        self.assertEqual(rule.create_uid, self.env.ref("base.user_root"))
        passing = rules.create(
            rules._get_orderpoint_values(self._product("Salt").id, self.stock.id)
        )
        rules._unlink_processed_orderpoints()
        self.assertTrue(rule.exists())
        self.assertFalse(passing.exists())

    def test_rules_of_before_keep_their_own_levels(self):
        rule = self._rule(self.wax, product_min_qty=77, product_max_qty=99)
        passing = self._rule(self._product("Salt"))
        _take_over_reorder_rules(self.env)
        self.assertEqual((rule.maker_policy, rule.maker_level), ("manual", 77))
        self.assertFalse(rule.maker_temporary)
        self.assertTrue(passing.maker_temporary)

    def test_uninstalling_takes_the_alerts_along(self):
        self._rule(self.wax)
        self._run_low()
        self._drain()
        self.assertTrue(self._alerts())
        uninstall_hook(self.env)
        self.assertFalse(self._alerts())

    def test_nightly_work_keeps_odoo_s_minimum_in_step(self):
        rule = self._rule(self.wax, maker_policy="auto")
        self.assertAlmostEqual(rule.product_min_qty, 600)
        self.assertAlmostEqual(rule.product_max_qty, rule.maker_max_level, delta=0.01)

    def test_managers_and_the_bench_can_open_the_rules(self):
        self._rule(self.wax)
        for group in ("group_user", "group_manager", "group_accountant"):
            user = new_test_user(self.env, group, groups=f"maker_mrp.{group}")
            rules = self.env["stock.warehouse.orderpoint"].with_user(user)
            view = "maker_mrp.stock_warehouse_orderpoint_view_form"
            form = Form(rules.search([("product_id", "=", self.wax.id)]), view)
            self.assertAlmostEqual(form.maker_level, 600)
