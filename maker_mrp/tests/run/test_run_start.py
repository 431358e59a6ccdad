from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common_runs import RunCase


@tagged("post_install", "-at_install")
class TestRunStart(RunCase):
    def test_start_takes_materials_out_of_free_stock_and_keeps_their_value(self):
        before = self.wax.total_value
        run = self._run(40)
        run.action_maker_start()
        self.assertEqual(self._free(self.wax), 12000)
        self.assertEqual(self._in_progress(self.wax), 8000)
        self.wax.invalidate_recordset()
        self.assertAlmostEqual(self.wax.total_value, before)
        self.assertEqual(run.reservation_state, "assigned")

    def test_partial_finish_leaves_the_rest_on_the_bench(self):
        run = self._run(40)
        run.action_maker_start()
        rest = run.action_maker_finish(30)
        self.assertEqual(run.state, "done")
        self.assertEqual(run.qty_produced, 30)
        self.assertEqual(rest.product_qty, 10)
        self.assertTrue(rest.maker_started_at)
        self.assertEqual(self._in_progress(self.wax), 2000)
        self.assertEqual(self._free(self.wax), 12000)
        self.assertEqual(self._free(self.candle), 30)
        self.assertAlmostEqual(self.candle.standard_price, 2.5)
        self.assertEqual(
            sum(
                rest.move_raw_ids.filtered(lambda m: m.product_id == self.wax).mapped(
                    "quantity"
                )
            ),
            2000,
        )

    def test_several_finishes_empty_the_bench(self):
        run = self._run(40)
        run.action_maker_start()
        rest = run.action_maker_finish(30).action_maker_finish(4).action_maker_finish()
        self.assertFalse(rest)
        self.assertEqual(self._in_progress(self.wax), 0)
        self.assertEqual(self._free(self.wax), 12000)
        self.assertEqual(self._free(self.candle), 40)
        self.assertAlmostEqual(self.candle.total_value, 100)

    def test_cancel_returns_materials(self):
        run = self._run(40)
        run.action_maker_start()
        run.action_cancel()
        self.assertEqual(run.state, "cancel")
        self.assertEqual(self._in_progress(self.wax), 0)
        self.assertEqual(self._free(self.wax), 20000)

    def test_a_small_shortage_adds_up_in_words(self):
        block = self._product("Wax block")
        self._recipe(block, {self.wax: 20000.3})
        with self.assertRaises(UserError) as caught:
            self._run(1, product=block).action_maker_start()
        self.assertIn(
            "20,000.3 g needed, 20,000 g here, 0.3 g missing", str(caught.exception)
        )

    def test_missing_materials_are_named_and_nothing_moves(self):
        run = self._run(120)
        with self.assertRaises(UserError) as caught:
            run.action_maker_start()
        message = str(caught.exception)
        self.assertIn("Beeswax", message)
        self.assertIn("4,000 g missing", message)
        self.assertIn("Wick", message)
        self.assertEqual(self._in_progress(self.wax), 0)
        self.assertEqual(run.state, "draft")

    def test_start_goes_on_without_everything_only_where_allowed(self):
        run = self._run(120)
        run.action_maker_start(allow_missing=True)
        self.assertEqual(self._in_progress(self.wax), 20000)
        self.assertEqual(self._free(self.wax), 0)
        self.company.maker_missing_policy = "refuse"
        with self.assertRaises(UserError):
            self._run(1).action_maker_start(allow_missing=True)

    def test_a_material_of_which_nothing_is_there_stays_needed(self):
        ribbon = self._material("Ribbon", self.unit, 0.1, 0)
        tied = self._product("Tied candle")
        self._recipe(tied, {self.wax: 200, ribbon: 1})
        run = self._run(4, product=tied)
        run.action_maker_start(allow_missing=True)
        self.assertNotIn("cancel", run.move_raw_ids.mapped("state"))
        self._receive(ribbon, 4)
        run.action_maker_start()
        run.action_maker_finish()
        self.assertEqual(sum(run.move_raw_ids.mapped("quantity")), 804)

    def test_start_again_fetches_what_was_missing(self):
        run = self._run(120)
        run.action_maker_start(allow_missing=True)
        self._receive(self.wax, 5000)
        self._receive(self.wick, 50)
        run.action_maker_start()
        self.assertEqual(self._in_progress(self.wax), 24000)
        self.assertEqual(run.reservation_state, "assigned")

    def test_finishing_what_was_never_started_is_refused(self):
        run = self._run(5)
        run.action_confirm()
        with self.assertRaisesRegex(UserError, "never started"):
            run.action_maker_finish(5)

    def test_start_works_with_two_and_three_step_manufacturing(self):
        for steps in ("pbm", "pbm_sam"):
            with self.subTest(steps=steps):
                self.warehouse.manufacture_steps = steps
                run = self._run(10)
                run.action_confirm()
                free = self._free(self.wax)
                reserved = sum(
                    run.picking_ids.move_ids.filtered(
                        lambda m: m.product_id == self.wax
                    ).mapped("quantity")
                )
                run.action_maker_start()
                self.assertEqual(self._free(self.wax), free + reserved - 2000)
                self.assertEqual(self._in_progress(self.wax), 2000)
                self.assertFalse(run.action_maker_finish())
                self.assertEqual(run.state, "done")
                self.assertEqual(self._in_progress(self.wax), 0)

    def test_start_uses_what_was_picked_to_pre_production(self):
        self.warehouse.manufacture_steps = "pbm"
        run = self._run(10)
        run.action_confirm()
        pick = run.picking_ids
        pick.action_assign()
        pick.move_ids.picked = True
        pick.button_validate()
        run.action_maker_start()
        self.assertEqual(self._in_progress(self.wax), 2000)
        self.assertEqual(self._free(self.wax, self.warehouse.pbm_loc_id), 0)

    def test_lots_reserved_by_hand_are_the_lots_taken(self):
        oil = self._material("Lavender oil", self.gram, 0.1, 0, tracking="lot")
        first, second = self._lot(oil, "A"), self._lot(oil, "B")
        self._receive(oil, 100, lot=first)
        self._receive(oil, 100, lot=second)
        soap = self._product("Soap", tracking="lot")
        self._recipe(soap, {oil: 10})
        run = self._run(5, product=soap)
        run.action_confirm()
        run.move_raw_ids.move_line_ids.lot_id = second
        run.action_maker_start()
        self.assertEqual(run.move_raw_ids.move_line_ids.lot_id, second)
        run.action_maker_finish(lot_name="S-1")
        self.assertEqual(run.lot_producing_ids.name, "S-1")
        line = run.move_finished_ids.move_line_ids
        self.assertEqual(line.consume_line_ids.lot_id, second)

    def test_new_and_existing_warehouses_have_a_place_for_work_in_progress(self):
        new = self.env["stock.warehouse"].create({"name": "Shed", "code": "SHD"})
        for warehouse in new | self.warehouse:
            self.assertEqual(warehouse.maker_wip_location_id.maker_role, "wip")
            self.assertEqual(warehouse.maker_wip_location_id.warehouse_id, warehouse)
