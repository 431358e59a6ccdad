from datetime import timedelta

from lxml import html

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from ..common_runs import RunCase


@tagged("post_install", "-at_install")
class TestRunBoard(RunCase):
    def _wip(self, run):
        return self.env["maker.wip"].search([("run_id", "=", run.id)])

    def test_work_in_progress_shows_quantity_value_and_age(self):
        run = self._run(40)
        run.action_maker_start()
        run.maker_started_at = fields.Datetime.now() - timedelta(days=9, hours=1)
        self.env.flush_all()
        rows = self._wip(run)
        wax = rows.filtered(lambda row: row.product_id == self.wax)
        self.assertEqual(wax.quantity, 8000)
        self.assertAlmostEqual(wax.value, 80)
        self.assertEqual(wax.age_days, 9)
        self.assertEqual(wax.made_product_id, self.candle)
        self.assertAlmostEqual(run.maker_wip_value, 100)
        self.assertEqual(run.maker_bench_days, 9)

    def test_work_in_progress_follows_a_partial_finish_to_the_end(self):
        run = self._run(40)
        run.action_maker_start()
        rest = run.action_maker_finish(30)
        self.assertFalse(self._wip(run))
        self.assertAlmostEqual(sum(self._wip(rest).mapped("value")), 25)
        rest.action_maker_finish()
        self.assertFalse(self._wip(rest))

    def test_what_lies_on_the_bench_without_a_run_is_shown(self):
        place = self.warehouse._maker_wip_location()
        self.env["stock.quant"]._update_available_quantity(self.wax, place, 300)
        rows = self.env["maker.wip"].search(
            [("run_id", "=", False), ("product_id", "=", self.wax.id)]
        )
        self.assertEqual(rows.quantity, 300)

    def test_work_in_progress_of_another_company_is_hidden(self):
        run = self._run(40)
        run.action_maker_start()
        other = self.env["res.company"].create({"name": "Neighbour"})
        user = new_test_user(
            self.env,
            "neighbour",
            groups="maker_mrp.group_user",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        self.assertFalse(self.env["maker.wip"].with_user(user).search([]))

    def test_makers_menus_speak_of_recipes_and_materials(self):
        user = new_test_user(self.env, "reader", groups="maker_mrp.group_user")
        for name in ("mrp_production_action_runs", "mrp_production_action_bench"):
            views = self.env.ref(f"maker_mrp.{name}").views
            runs = self.env["mrp.production"].with_user(user)
            form = runs.get_view(next(id_ for id_, kind in views if kind == "form"))
            arch = html.fromstring(form["arch"])
            words = " ".join(arch.xpath("//@string") + arch.xpath("//text()"))
            for jargon in ("Bill of Material", "BoM", "To Consume", "Components"):
                self.assertNotIn(jargon, words)
            self.assertIn("Recipe", words)
        self.assertEqual(self._run(4)._creation_message(), "Run planned")

    def test_a_run_is_in_makers_words_whatever_led_there(self):
        maker = new_test_user(self.env, "words", groups="maker_mrp.group_user")
        other = new_test_user(self.env, "odoo words", groups="mrp.group_mrp_user")
        runs = self.env["mrp.production"]
        shown = html.fromstring(runs.with_user(maker).get_view()["arch"])
        page = shown.xpath("//page[@name='components']")
        self.assertEqual(page[0].get("string"), "Materials")
        [unbuild] = shown.xpath("//button[@name='button_unbuild']")
        self.assertEqual(unbuild.get("invisible"), "1")
        shown = html.fromstring(runs.with_user(other).get_view()["arch"])
        page = shown.xpath("//page[@name='components']")
        self.assertEqual(page[0].get("string"), "Components")

    def test_total_of_the_page_is_the_value_of_the_bench(self):
        for quantity in (10, 20):
            self._run(quantity).action_maker_start()
        [(total,)] = self.env["maker.wip"]._read_group(
            [("company_id", "=", self.company.id)], [], ["value:sum"]
        )
        self.assertAlmostEqual(total, 30 * 2.5)

    def test_stages_follow_the_run(self):
        run = self._run(10)
        self.assertEqual(run.maker_stage, "plan")
        run.action_maker_start()
        self.assertEqual(run.maker_stage, "bench")
        run.action_maker_finish()
        self.assertEqual(run.maker_stage, "done")

    def test_missing_materials_are_marked_with_their_amount(self):
        fine, short = self._run(10), self._run(120)
        fine.action_confirm()
        self.assertFalse(fine.maker_missing)
        self.assertIn("Beeswax", short.maker_missing)

    def test_amounts_are_in_the_unit_a_person_would_choose(self):
        kilogram = self.env.ref("uom.product_uom_kgm")
        dozen = self.env.ref("uom.product_uom_dozen")
        pigment = self._material("Pigment", kilogram, 30, 1)
        box = self._material("Box", dozen, 3, 10)
        dyed = self._product("Dyed candle")
        recipe = self._recipe(dyed, {pigment: 0.25, box: 0.5}, quantity=3)
        self.assertEqual(recipe.bom_line_ids.mapped("batch_need"), ["250 g", "6 Units"])
        run = self._run(1, product=dyed)
        self.assertEqual(run._maker_amount(0.04386, kilogram), "43.86 g")
        self.assertEqual(run._maker_amount(26 / 12, dozen), "26 Units")
        self.assertEqual(run._maker_amount(3.0, kilogram), "3 kg")
        self.assertEqual(run._maker_amount(1234.5, dozen), "14,814 Units")
        self.assertEqual(run._maker_amount(2.17, dozen), "26.04 Units")
        run = self._run(15, product=dyed)
        self.assertEqual(run.maker_missing, "Pigment 250 g")

    def test_screens_without_records_show_no_made_up_ones(self):
        views = self.env["ir.model.data"].search(
            [("model", "=", "ir.ui.view"), ("module", "=", "maker_mrp")]
        )
        made_up = self.env["ir.ui.view"].search(
            [("id", "in", views.mapped("res_id")), ("arch_db", "like", 'sample="1"')]
        )
        self.assertFalse(made_up.mapped("name"))

    def test_overdue_runs_are_marked_and_found(self):
        late = self._run(10, date_start=fields.Datetime.now() - timedelta(days=2))
        today = self._run(10)
        self.assertTrue(late.maker_overdue)
        self.assertFalse(today.maker_overdue)
        found = self.env["mrp.production"].search(
            [("maker_overdue", "=", True), ("id", "in", (late | today).ids)]
        )
        self.assertEqual(found, late)

    def test_count_opens_the_materials_of_the_run(self):
        run = self._run(10)
        user = new_test_user(self.env, "counter", groups="maker_mrp.group_user")
        action = run.with_user(user).action_maker_count()
        quants = self.env["stock.quant"].with_user(user)
        quants = quants.with_context(**action["context"])
        self.assertNotIn("search_default_my_count", action["context"])
        self.assertEqual(
            quants.search(action["domain"]).product_id, self.wax | self.wick
        )
        counted = quants.search([*action["domain"], ("product_id", "=", self.wax.id)])
        counted.inventory_quantity = 19500
        counted.action_apply_inventory()
        self.assertEqual(self._free(self.wax), 19500)

    def test_split_of_a_started_run_splits_its_bench(self):
        run = self._run(40)
        run.action_maker_start()
        parts = run._split_productions({run: [25, 15]})
        self.assertEqual(parts.mapped("maker_stage"), ["bench", "bench"])
        values = [round(sum(self._wip(part).mapped("value")), 2) for part in parts]
        self.assertEqual(values, [62.5, 37.5])
        (parts - run).action_cancel()
        self.assertEqual(self._in_progress(self.wax), 5000)
        run.action_maker_finish()
        self.assertEqual(self._free(self.candle), 25)
        self.assertEqual(self._in_progress(self.wax), 0)

    def test_a_smaller_run_brings_materials_back(self):
        run = self._run(40)
        run.action_maker_start()
        wizard = self.env["change.production.qty"].create(
            {"mo_id": run.id, "product_qty": 30}
        )
        wizard.change_prod_qty()
        self.assertEqual(self._in_progress(self.wax), 6000)
        self.assertEqual(self._free(self.wax), 14000)
        wizard = self.env["change.production.qty"].create(
            {"mo_id": run.id, "product_qty": 35}
        )
        wizard.change_prod_qty()
        run.action_maker_start()
        self.assertEqual(self._in_progress(self.wax), 7000)
        run.action_maker_finish()
        self.assertEqual(self._in_progress(self.wax), 0)

    def test_materials_on_the_bench_are_not_let_go(self):
        run = self._run(40)
        run.action_maker_start()
        with self.assertRaisesRegex(UserError, "on the bench"):
            run.do_unreserve()

    def test_merge_of_started_runs_keeps_materials_on_the_bench(self):
        runs = self._run(10) | self._run(15)
        runs.action_maker_start()
        merged = self.env["mrp.production"].browse(runs.action_merge()["res_id"])
        self.assertEqual(merged.product_qty, 25)
        self.assertEqual(merged.maker_stage, "bench")
        self.assertEqual(self._in_progress(self.wax), 5000)
        self.assertAlmostEqual(merged.maker_wip_value, 62.5)
        merged.action_maker_finish()
        self.assertEqual(self._free(self.candle), 25)
        self.assertEqual(self._in_progress(self.wax), 0)
        self.assertEqual(self._free(self.wax), 15000)

    def test_started_and_waiting_runs_do_not_merge(self):
        started, waiting = self._run(10), self._run(15)
        started.action_maker_start()
        waiting.action_confirm()
        with self.assertRaisesRegex(UserError, "have not been started"):
            (started | waiting).action_merge()

    def test_finishing_in_odoos_own_way_settles_the_bench(self):
        run = self._run(10)
        run.action_maker_start()
        run.move_raw_ids.filtered(lambda m: m.product_id == self.wax).quantity = 1800
        run.qty_producing = 10
        run.move_raw_ids.picked = True
        done = run.with_context(skip_consumption=True).button_mark_done()
        self.assertIs(done, True)
        self.assertEqual(self._in_progress(self.wax), 0)
        self.assertEqual(self._free(self.wax), 18200)


@tagged("post_install", "-at_install")
class TestRunCorrect(RunCase):
    def _finished(self, quantity=10, **values):
        run = self._run(quantity, **values)
        run.action_maker_start()
        run.action_maker_finish()
        return run

    def test_less_made_raises_the_cost_of_each(self):
        run = self._finished(10)
        run.action_maker_correct(8)
        self.assertEqual(run.qty_produced, 8)
        self.assertEqual(self._free(self.candle), 8)
        self.assertAlmostEqual(self.candle.total_value, 25)
        self.assertAlmostEqual(self.candle.standard_price, 25 / 8)

    def test_one_lot_of_good_and_spoiled_units_can_be_corrected(self):
        for policy, standing in (("absorb", 0), ("expense", 2)):
            with self.subTest(policy=policy):
                self.company.maker_spoil_policy = policy
                soap = self._product("Soap", tracking="lot")
                self._recipe(soap, {self.wax: 100})
                log = self.env["maker.run.log"].create(
                    {"product_id": soap.id, "quantity": 12, "spoiled_qty": 2}
                )
                log.action_log()
                run = self.env["mrp.production"].search([("product_id", "=", soap.id)])
                self.assertEqual(len(run.lot_producing_ids), 1)
                for made in (11, 15):
                    run.action_maker_correct(made + standing)
                    self.assertEqual(run.qty_produced, made + standing)
                    self.assertEqual(self._free(soap), made)
                    self.assertEqual(
                        run.move_finished_ids.move_line_ids.lot_id,
                        run.lot_producing_ids,
                    )

    def test_several_lots_cannot_be_corrected(self):
        self.candle.tracking = "serial"
        run = self._finished(2)
        with self.assertRaisesRegex(UserError, "several lots"):
            run.action_maker_correct(1)

    def test_less_used_goes_back_to_the_shelf(self):
        run = self._finished(10)
        run.action_maker_correct(consumed={self.wax: 1500})
        self.assertEqual(self._free(self.wax), 18500)
        self.assertEqual(self._in_progress(self.wax), 0)
        self.assertAlmostEqual(self.candle.standard_price, 2.0)

    def test_more_used_is_taken_from_the_shelf(self):
        run = self._finished(10)
        run.action_maker_correct(consumed={self.wax: 2600})
        self.assertEqual(self._free(self.wax), 17400)
        self.assertEqual(self._in_progress(self.wax), 0)
        self.assertAlmostEqual(self.candle.standard_price, 3.1)
        self.wax.invalidate_recordset()
        self.assertAlmostEqual(self.wax.total_value, 174)

    def test_everything_wrong_is_told_before_anything_changes(self):
        run = self._finished(10)
        other = self._product("Dye")
        with self.assertRaises(UserError) as caught:
            run.action_maker_correct(0, consumed={other: 5, self.wax: -1})
        for part in ("above zero", "Dye was not used", "negative"):
            self.assertIn(part, str(caught.exception))
        self.assertEqual(self._free(self.candle), 10)

    def test_what_left_cannot_be_taken_back(self):
        run = self._finished(10)
        customers = self.env.ref("stock.stock_location_customers")
        move = self.env["stock.move"].create(
            {
                "product_id": self.candle.id,
                "product_uom_qty": 9,
                "location_id": self.stock.id,
                "location_dest_id": customers.id,
            }
        )
        move._action_confirm()
        move.quantity = 9
        move.picked = True
        move._action_done()
        with self.assertRaisesRegex(UserError, "only 1 Units are still there"):
            run.action_maker_correct(8)
        run.action_maker_correct(9)
        self.assertEqual(self._free(self.candle), 0)

    def test_a_closed_period_is_refused(self):
        run = self._finished(10)
        self.company.fiscalyear_lock_date = fields.Date.today()
        with self.assertRaisesRegex(UserError, "closed period"):
            run.action_maker_correct(8)

    def test_journal_entries_follow(self):
        account = self.env["account.account"].create(
            {"name": "Production", "code": "101993", "account_type": "asset_current"}
        )
        self.average.property_valuation = "real_time"
        self.candle.property_stock_production.valuation_account_id = account
        run = self._finished(10)
        run.action_maker_correct(8, consumed={self.wax: 1500})
        lines = self.env["account.move.line"].search([("account_id", "=", account.id)])
        self.assertAlmostEqual(sum(lines.mapped("balance")), 0)
        self.assertAlmostEqual(
            sum(
                lines.filtered(lambda line: line.product_id == self.candle).mapped(
                    "balance"
                )
            ),
            -20,
        )
