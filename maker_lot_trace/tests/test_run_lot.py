from odoo.exceptions import UserError
from odoo.tests import Form, new_test_user, tagged

from .common import LotTraceCase


@tagged("post_install", "-at_install")
class TestRunLot(LotTraceCase):
    """Which lot a run makes is shown before and after, and its label is at hand."""

    def setUp(self):
        super().setUp()
        self.lot = self.env["stock.lot"].create(
            {"product_id": self.fragrance.id, "name": "F-1"}
        )
        self.env["stock.quant"]._update_available_quantity(
            self.fragrance, self.stock, 1000, lot_id=self.lot
        )
        self.batch = self.env["mrp.production"].create(
            {"product_id": self.candle.id, "product_qty": 4}
        )

    def _finish_form(self):
        return Form(
            self.env["maker.run.log"].with_context(
                default_run_id=self.batch.id, default_mode="finish"
            )
        )

    def test_finish_tells_the_next_number_and_then_the_lot_with_its_label(self):
        self.batch.action_maker_start()
        form = self._finish_form()
        expected = form.lot_hint
        self.assertEqual(expected, self.candle._maker_next_lot_name(made=True))
        told = form.save().action_log_and_close()
        made = self.batch.lot_producing_ids
        self.assertEqual(made.name, expected)
        self.assertIn(expected, told["params"]["message"])
        link = told["params"]["links"][0]
        self.assertTrue(link["url"].endswith(f"report_lot_label/{made.id}"))
        self.assertEqual(told["params"]["next"]["type"], "ir.actions.act_window_close")
        label = self.batch.action_maker_lot_labels()
        self.assertEqual(label["context"]["active_ids"], made.ids)

    def test_a_finished_run_prints_the_labels_of_its_lots(self):
        view = self.env.ref("maker_mrp.mrp_production_view_form_run")
        bench = new_test_user(self.env, "labels", groups="maker_mrp.group_user")
        runs = self.env["mrp.production"].with_user(bench)
        arch = runs.get_view(view.id)["arch"]
        self.assertIn('name="action_maker_lot_labels"', arch)

    def test_a_material_on_hold_is_told_before_what_is_missing(self):
        self.lot.maker_hold = "hold"
        self.batch.action_confirm()
        self.assertIn("on hold", self.batch.maker_missing)
        with self.assertRaisesRegex(UserError, "(?s)F-1.*on hold.*missing"):
            self.batch.action_maker_start()

    def test_a_material_that_is_only_missing_says_no_more(self):
        self.env["stock.quant"]._update_available_quantity(
            self.fragrance, self.stock, -1000, lot_id=self.lot
        )
        self.batch.action_confirm()
        self.assertNotIn("F-1", self.batch.maker_missing)
