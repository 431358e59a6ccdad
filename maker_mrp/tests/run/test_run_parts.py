from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from odoo.tests import Form, tagged

from ..common_runs import RunCase


class PartsCase(RunCase):
    """Balm from 100 kg of oil, in quantities that do not divide evenly."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kilo = cls.env.ref("uom.product_uom_kgm")
        cls.oil = cls._material("Oil", cls.kilo, 10, 100)

    def _digits(self, digits):
        self.env["decimal.precision"].search(
            [("name", "=", "Product Unit")]
        ).digits = digits

    def _started(self, quantity, oil, uom=None, made="Balm", **values):
        """A started run of ``quantity`` that takes ``oil`` of ``uom`` in all."""
        balm = self._product(made)
        recipe = self.env["mrp.bom"].create(
            {"product_tmpl_id": balm.product_tmpl_id.id, "product_qty": quantity}
        )
        run = self._run(quantity, product=balm, bom_id=recipe.id, **values)
        self.env["stock.move"].create(
            {
                **run._get_move_raw_values(self.oil, oil, uom or self.kilo),
                "product_uom_qty": oil,
            }
        )
        run.action_confirm()
        run.action_maker_start()
        return run

    def _chain(self, run):
        return run.production_group_id.production_ids

    def _used(self, runs, product=None):
        moves = runs.move_raw_ids.filtered(
            lambda move: (
                move.state == "done" and move.product_id == (product or self.oil)
            )
        )
        return sum(moves.move_line_ids.mapped("quantity_product_uom"))

    def _in_goes(self, run, weights):
        """Finish ``run`` in as many goes as there are ``weights``."""
        runs = run
        for weight in weights[:-1]:
            run = run.action_maker_finish(weight)
            runs |= run
        self.assertFalse(run.action_maker_finish())
        return runs

    def _assert_used(self, runs, oil):
        self.assertAlmostEqual(self._used(runs), oil, 6)
        self.assertAlmostEqual(self._free(self.oil), 100 - oil, 6)
        self.assertAlmostEqual(self._in_progress(self.oil), 0, 6)
        self.assertFalse(runs[0].maker_bench_gap)

    def _assert_undone(self, runs):
        for run in runs:
            run.action_maker_undo()
        self.assertAlmostEqual(self._free(self.oil), 100, 6)
        self.assertAlmostEqual(self._in_progress(self.oil), 0, 6)
        self.assertAlmostEqual(self.oil.total_value, 1000, 2)
        self.assertFalse(runs[0].maker_bench_gap)


@tagged("post_install", "-at_install")
class TestRunParts(PartsCase):
    def test_a_run_made_one_by_one_uses_what_was_started(self):
        self._digits(2)
        runs = self._in_goes(self._started(7, 0.10), [1] * 7)
        self.assertEqual(len(runs), 7)
        self._assert_used(runs, 0.10)
        self._assert_undone(runs[::-1])

    def test_a_run_split_in_seven_uses_what_was_started(self):
        self._digits(2)
        run = self._started(7, 0.10)
        parts = run._split_productions({run: [1] * 7})
        self.assertAlmostEqual(self._in_progress(self.oil), 0.10)
        for part in parts:
            part.action_maker_finish()
        self._assert_used(parts, 0.10)
        self._assert_undone(parts)

    def test_three_quarters_and_the_rest_use_what_was_started(self):
        self._digits(2)
        runs = self._in_goes(self._started(1000, 1.10), [750, 250])
        self._assert_used(runs, 1.10)
        self._assert_undone(runs)

    def test_odoos_split_wizard_divides_what_was_started(self):
        self._digits(2)
        run = self._started(7, 0.10)
        wizard = Form.from_action(self.env, run.action_split())
        wizard.max_batch_size = 1
        wizard.save().action_split()
        parts = self._chain(run)
        self.assertEqual(len(parts), 7)
        demand = parts.move_raw_ids.mapped("product_uom_qty")
        self.assertAlmostEqual(sum(demand), 0.10)
        for part in parts:
            part.action_maker_finish()
        self._assert_used(parts, 0.10)

    def test_a_planned_run_split_plans_the_same_in_all(self):
        self._digits(2)
        run = self._started(7, 0.10)
        run.action_cancel()
        plan = run.copy()
        plan.move_raw_ids.product_uom_qty = 0.10
        plan.action_confirm()
        parts = plan._split_productions({plan: [1] * 7})
        self.assertAlmostEqual(sum(parts.move_raw_ids.mapped("product_uom_qty")), 0.1)

    def test_merged_runs_use_what_was_started(self):
        self._digits(2)
        self._recipe(self.candle, {self.oil: 0.11}, quantity=100)
        recipe = self.candle.bom_ids.sorted("id")[-1]
        run = self._run(1000, bom_id=recipe.id)
        run.action_maker_start()
        self.assertAlmostEqual(self._in_progress(self.oil), 1.10)
        parts = run._split_productions({run: [333, 333, 334]})
        merged = self.env["mrp.production"].browse(parts.action_merge()["res_id"])
        self.assertAlmostEqual(merged.move_raw_ids.product_uom_qty, 1.10)
        runs = self._in_goes(merged, [750, 250])
        self._assert_used(runs, 1.10)
        self._assert_undone(runs)

    def test_runs_started_on_their_own_and_merged_use_what_they_took(self):
        self._digits(2)
        self._recipe(self.candle, {self.oil: 0.11}, quantity=100)
        recipe = self.candle.bom_ids.sorted("id")[-1]
        runs = self.env["mrp.production"].union(
            *(self._run(333, bom_id=recipe.id) for _number in range(3))
        )
        runs.action_maker_start()
        self.assertAlmostEqual(self._in_progress(self.oil), 1.11)
        merged = self.env["mrp.production"].browse(runs.action_merge()["res_id"])
        self._assert_used(self._in_goes(merged, [400, 599]), 1.11)

    def test_a_material_listed_twice_comes_from_the_bench(self):
        bottle = self._product("Bottle")
        recipe = self.env["mrp.bom"].create(
            {
                "product_tmpl_id": bottle.product_tmpl_id.id,
                "product_qty": 1,
                "bom_line_ids": [
                    (0, 0, {"product_id": self.oil.id, "product_qty": amount})
                    for amount in (30, 70)
                ],
            }
        )
        run = self._run(1, product=bottle, bom_id=recipe.id)
        run.action_maker_start()
        self.assertEqual(self._free(self.oil), 0)
        run.action_maker_finish(consumed={self.oil: 95})
        self._assert_used(run, 95)

    def test_parts_in_a_unit_of_the_recipe_use_what_was_started(self):
        self._digits(2)
        ounce = self.env.ref("uom.product_uom_oz")
        run = self._started(8, 4, uom=ounce)
        started = self._in_progress(self.oil)
        parts = run._split_productions({run: [1] * 8})
        self.assertAlmostEqual(self._in_progress(self.oil), started)
        for part in parts:
            part.action_maker_finish()
        self._assert_used(parts, started)

    def test_more_spared_in_one_part_comes_back_in_the_end(self):
        self._digits(2)
        run = self._started(4, 1.10)
        rest = run.action_maker_finish(1, consumed={self.oil: 0.10})
        parts = rest._split_productions({rest: [1, 1, 1]})
        self.assertAlmostEqual(self._in_progress(self.oil), 1.00)
        for part in parts:
            part.action_maker_finish()
        self.assertAlmostEqual(self._in_progress(self.oil), 0)
        self.assertAlmostEqual(self._used(run | parts), 0.10 + 0.82)
        self.assertAlmostEqual(self._free(self.oil), 100 - 0.92)

    def test_by_products_come_out_as_planned(self):
        self._digits(2)
        run = self._started(7, 0.10)
        scrap = self._product("Trimmings", uom_id=self.kilo.id)
        self.env["stock.move"].create(
            {
                **run._get_move_finished_values(scrap.id, 0.10, self.kilo.id),
                "product_uom_qty": 0.10,
                "state": "confirmed",
            }
        )
        self._in_goes(run, [1] * 7)
        self.assertAlmostEqual(self._free(scrap), 0.10)

    @settings(
        max_examples=6,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
    )
    @given(st.data())
    def test_any_parts_in_any_order_of_undo(self, data):
        digits = data.draw(st.integers(0, 4))
        weights = data.draw(st.lists(st.integers(1, 9), min_size=1, max_size=4))
        steps = data.draw(st.integers(1, 300))
        split = data.draw(st.booleans())
        order = data.draw(st.permutations(range(len(weights))))
        with self.env.cr.savepoint() as savepoint:
            self._digits(digits)
            oil = steps / 10**digits
            if oil > 100:
                self._receive(self.oil, oil)
            shelf, worth = self._free(self.oil), self.oil.total_value
            run = self._started(sum(weights), oil)
            if split:
                runs = run._split_productions({run: weights})
                for part in runs:
                    part.action_maker_finish()
            else:
                runs = self._in_goes(run, weights)
            self.assertAlmostEqual(self._used(runs), oil, digits + 1)
            self.assertAlmostEqual(self._free(self.oil), shelf - oil, digits + 1)
            self.assertAlmostEqual(self._in_progress(self.oil), 0, digits + 1)
            for index in order:
                runs[index].action_maker_undo()
            self.assertAlmostEqual(self._free(self.oil), shelf, digits + 1)
            self.assertAlmostEqual(self._in_progress(self.oil), 0, digits + 1)
            self.assertAlmostEqual(self.oil.total_value, worth, 2)
            savepoint.rollback()
            self.env.invalidate_all()
            self.env.registry.clear_cache()


@tagged("post_install", "-at_install")
class TestRunBalance(PartsCase):
    """A person is told when materials of a run do not add up."""

    def _take_off(self, quantity):
        bench = self.warehouse._maker_wip_location()
        move = self.env["stock.move"].create(
            {
                "product_id": self.oil.id,
                "product_uom": self.kilo.id,
                "product_uom_qty": quantity,
                "location_id": bench.id,
                "location_dest_id": self.stock.id,
            }
        )
        move._action_confirm()
        move.quantity = quantity
        move.picked = True
        move._action_done()

    def _told_today(self):
        card = next(
            card
            for card in self.env["maker.today"].get_page()["cards"]
            if card["key"] == "bench"
        )
        return [
            figure["value"]
            for figure in card["figures"]
            if figure["label"] == "do not add up"
        ]

    def test_what_left_the_bench_otherwise_is_told_on_the_run_and_today(self):
        run = self._started(4, 8)
        rest = run.action_maker_finish(1)
        self.assertFalse(run.maker_bench_gap)
        self.assertEqual(self._told_today(), [])
        self._take_off(3)
        (run | rest).invalidate_recordset(["maker_bench_gap"])
        for part in run | rest:
            self.assertIn("3 kg are unaccounted for", part.maker_bench_gap)
        self.assertEqual(self._told_today(), [2])
        rest.action_maker_note_gap()
        self.assertFalse((run | rest).mapped("maker_bench_gap")[0])
        self.assertEqual(self._told_today(), [])

    def test_more_used_than_came_is_told(self):
        run = self._started(4, 8)
        move = run.move_raw_ids
        run.qty_producing = 4
        move.quantity = 9
        move.picked = True
        run.with_context(skip_consumption=True).button_mark_done()
        self.assertIn("1 kg more were used", run.maker_bench_gap)
        self.assertEqual(self._told_today(), [1])
