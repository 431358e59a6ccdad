from hypothesis import given, settings
from hypothesis import strategies as st

from odoo import Command
from odoo.tests import Form, tagged

from ..common_runs import RunCase


@tagged("post_install", "-at_install")
class TestRunLabour(RunCase):
    """Minutes nobody typed: 15 for a batch of 12, at 60 an hour."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.center = cls.env["mrp.workcenter"].create(
            {"name": "Table", "costs_hour": 60}
        )
        cls.soap = cls._product("Soap")
        cls.soap_recipe = cls._recipe(
            cls.soap,
            {cls.wax: 120},
            12,
            operation_ids=[
                Command.create(
                    {
                        "name": "Make",
                        "workcenter_id": cls.center.id,
                        "time_cycle_manual": 15,
                    }
                )
            ],
        )

    def _started(self, quantity, **values):
        run = self._run(
            quantity, product=self.soap, bom_id=self.soap_recipe.id, **values
        )
        run.action_confirm()
        run.action_maker_start()
        return run

    def _parts(self, run, *quantities, **values):
        runs = run
        for quantity in quantities:
            run = run.action_maker_finish(quantity, **values)
            runs |= run
        self.assertFalse(run.action_maker_finish(**values))
        return runs

    def _minutes(self, runs):
        return [sum(run.workorder_ids.mapped("duration")) for run in runs]

    def _labour(self, runs):
        """What the runs' work cost, as it went into what was made."""
        made = runs.move_finished_ids.filtered(lambda move: move.state == "done")
        used = runs.move_raw_ids.filtered(lambda move: move.state == "done")
        return sum(made.mapped("value")) - sum(used.mapped("value"))

    def _log(self, quantity, **values):
        form = Form(self.env["maker.run.log"])
        form.product_id = self.soap
        form.quantity = quantity
        for name, value in values.items():
            form[name] = value
        return form.save()

    def test_three_parts_of_a_batch_take_the_minutes_of_one(self):
        runs = self._parts(self._started(12), 4, 4)
        self.assertEqual(self._minutes(runs), [5, 5, 5])
        self.assertAlmostEqual(self._labour(runs), 15)
        self.assertEqual(runs.workorder_ids.mapped("duration_expected"), [5, 5, 5])

    def test_three_parts_of_two_batches_and_a_half(self):
        runs = self._parts(self._started(30), 10, 10)
        self.assertAlmostEqual(sum(self._minutes(runs)), 37.5)
        self.assertAlmostEqual(self._labour(runs), 37.5)

    def test_at_once_costs_what_parts_cost_and_the_recipe_says(self):
        run = self._started(30)
        run.action_maker_finish()
        self.assertAlmostEqual(self._labour(run), 37.5)
        self.assertAlmostEqual(self.soap_recipe.unit_labour_cost, 37.5 / 30)

    def test_a_small_run_logged_takes_its_share(self):
        log = self._log(3)
        self.assertEqual(log.expected_minutes, 3.75)
        log.action_log()
        run = self.soap_recipe.env["mrp.production"].search(
            [("product_id", "=", self.soap.id)]
        )
        self.assertEqual(self._minutes(run), [3.75])
        self.assertAlmostEqual(self._labour(run), 3.75)

    def test_the_form_says_what_a_part_takes(self):
        run = self._started(12)
        form = Form(
            self.env["maker.run.log"].with_context(
                default_run_id=run.id, default_mode="finish"
            )
        )
        form.quantity = 4
        self.assertEqual(form.expected_minutes, 5)
        form.remainder = "close"
        self.assertEqual(form.expected_minutes, 15)

    def test_odd_parts_add_up(self):
        self.soap_recipe.operation_ids.time_cycle_manual = 10
        runs = self._parts(self._started(12), *[2] * 5, 1)
        # each part is valued in whole cents
        self.assertAlmostEqual(self._labour(runs), 10, delta=0.03)
        runs = self._parts(self._started(7), *[1] * 6)
        self.assertAlmostEqual(self._labour(runs), 70 / 12, delta=0.03)

    @settings(max_examples=6, deadline=None)
    @given(st.lists(st.integers(1, 20), min_size=1, max_size=6), st.integers(1, 90))
    def test_any_parts_add_up(self, parts, minutes):
        self.soap_recipe.operation_ids.time_cycle_manual = minutes
        self._receive(self.wax, 10000)
        runs = self._parts(self._started(sum(parts)), *parts[:-1])
        self.assertAlmostEqual(self._labour(runs), minutes * sum(parts) / 12, 1)

    def test_undone_in_any_order_takes_its_labour_back(self):
        runs = self._parts(self._started(12), 4, 5)
        self.assertAlmostEqual(self._labour(runs), 15)
        runs[1].action_maker_undo()
        kept = runs[0] + runs[2]
        self.assertAlmostEqual(self._labour(kept), 15 * 7 / 12)
        self.assertAlmostEqual(
            self.soap.total_value, sum(kept.move_finished_ids.mapped("value")), 2
        )
        runs[0].action_maker_undo()
        runs[2].action_maker_undo()
        self.assertAlmostEqual(self.soap.total_value, 0)

    def test_undone_while_the_rest_is_still_to_be_made(self):
        run = self._started(12)
        rest = run.action_maker_finish(4)
        run.action_maker_undo()
        rest.action_maker_finish()
        self.assertEqual(self._minutes(rest), [10])

    def test_minutes_typed_for_one_part_leave_the_others_alone(self):
        run = self._started(12)
        rest = run.action_maker_finish(4, minutes=40)
        last = rest.action_maker_finish(4)
        last.action_maker_finish()
        self.assertEqual(self._minutes(run + rest + last), [40, 5, 5])

    def test_no_minutes_at_all_cost_nothing(self):
        run = self._started(12)
        run.action_maker_finish(minutes=0)
        self.assertAlmostEqual(self._labour(run), 0)

    def test_fewer_and_spoiled_end_with_the_whole(self):
        run = self._started(12)
        rest = run.action_maker_finish(4)
        rest.action_maker_finish(5, spoiled=1, close=True)
        self.assertEqual(self._minutes(run + rest), [5, 10])

    def test_more_than_planned_takes_more(self):
        run = self._started(12)
        run.action_maker_finish(16)
        self.assertEqual(self._minutes(run), [20])

    def test_a_work_centre_that_takes_so_many_at_a_time_is_filled_again(self):
        self.center.capacity_ids = [
            Command.create(
                {
                    "product_id": self.soap.id,
                    "product_uom_id": self.unit.id,
                    "capacity": 8,
                    "time_start": 3,
                    "time_stop": 1,
                }
            )
        ]
        whole = self._started(20)
        whole.action_maker_finish()
        self.assertEqual(self._minutes(whole), [49])  # 3 x 15 and 4 once
        runs = self._parts(self._started(20), 5, 5)
        self.assertEqual(self._minutes(runs), [12.25, 12.25, 24.5])

    def test_a_recipe_in_dozens_and_a_run_in_units(self):
        self.soap_recipe.write(
            {
                "product_qty": 1,
                "product_uom_id": self.env.ref("uom.product_uom_dozen").id,
            }
        )
        run = self._started(6, product_uom_id=self.unit.id)
        run.action_maker_finish()
        self.assertEqual(self._minutes(run), [7.5])

    def test_work_added_to_a_run_by_hand_is_shared(self):
        run = self._run(12, product=self.soap, bom_id=self.soap_recipe.id)
        run.workorder_ids = [
            Command.create(
                {
                    "name": "Wrap",
                    "workcenter_id": self.center.id,
                    "product_uom_id": self.unit.id,
                    "duration_expected": 12,
                }
            )
        ]
        run.action_confirm()
        run.action_maker_start()
        runs = self._parts(run, 4, 4)
        self.assertAlmostEqual(self._labour(runs), 27)

    def test_time_that_was_clocked_stays(self):
        run = self._started(12)
        run.workorder_ids.duration = 33
        run.action_maker_finish()
        self.assertEqual(self._minutes(run), [33])
