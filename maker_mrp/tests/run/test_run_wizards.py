from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from ..common_runs import RunCase


@tagged("post_install", "-at_install")
class TestRunWizards(RunCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bench = new_test_user(
            cls.env, "bench_hand", groups="maker_mrp.group_user", tz="UTC"
        )

    def _log_form(self, quantity=10, product=None):
        form = Form(self.env["maker.run.log"].with_user(self.bench))
        form.product_id = product or self.candle
        form.quantity = quantity
        return form

    def _line(self, form, product):
        index = next(
            index
            for index, line in enumerate(form.line_ids._records)
            if line["product_id"] == product.id
        )
        return form.line_ids.edit(index)

    def test_materials_are_prefilled_from_the_recipe(self):
        wizard = self._log_form(10).save()
        self.assertEqual(
            {line.product_id: line.entry for line in wizard.line_ids},
            {self.wax: "2000 g", self.wick: "10 Units"},
        )

    def test_small_amounts_are_written_in_a_small_unit_and_taken_exactly(self):
        kilogram = self.env.ref("uom.product_uom_kgm")
        self.env.ref("uom.decimal_product_uom").digits = 6
        pigment = self._material("Pigment", kilogram, 30, 1)
        dyed = self._product("Dyed candle")
        self._recipe(dyed, {pigment: 0.25}, quantity=57)
        wizard = self._log_form(10, product=dyed).save()
        self.assertEqual(wizard.line_ids.entry, "43.86 g")
        wizard.action_log()
        self.assertAlmostEqual(self._free(pigment), 1 - 2.5 / 57, 5)

    def test_a_screen_that_leaves_out_the_plan_takes_what_it_shows(self):
        wizard = self._log_form(10).save()
        wizard.line_ids.planned_qty = 0
        wizard.action_log()
        self.assertEqual(self._free(self.wax), 18000)

    def test_a_refused_quantity_stays_and_its_words_are_told_in_full(self):
        form = self._log_form(10)
        self.assertFalse(form.entry_errors)
        with self._line(form, self.wax) as line:
            line.entry = "12 foo"
        with self._line(form, self.wick) as line:
            line.entry = "1/0"
        self.assertIn("Beeswax: “12 foo” uses a unit nobody knows", form.entry_errors)
        self.assertIn("Wick: “1/0” is not a quantity", form.entry_errors)
        wizard = form.save()
        self.assertEqual(set(wizard.line_ids.mapped("entry")), {"12 foo", "1/0"})
        with self.assertRaisesRegex(UserError, "nobody knows"):
            wizard.action_log()
        with self._line(form, self.wax) as line:
            line.entry = "2 kg"
        with self._line(form, self.wick) as line:
            line.entry = "10"
        self.assertFalse(form.entry_errors)

    def test_a_number_nobody_can_mean_is_refused_in_words(self):
        form = self._log_form(1e30)
        self.assertEqual(form.expected_minutes, 0)
        with self.assertRaisesRegex(UserError, "not a number that can be meant"):
            form.save().action_log()
        grid = Form(self.env["maker.run.grid"].with_user(self.bench))
        with grid.line_ids.new() as line:
            line.product_id = self.candle
            line.quantity = 1e30
            self.assertEqual(line.expected_minutes, 0)

    def test_usage_is_written_as_measured(self):
        form = self._log_form(10)
        with self._line(form, self.wax) as line:
            line.entry = "2.1 kg"
        wizard = form.save()
        wizard.action_log()
        self.assertEqual(self._free(self.wax), 17900)
        self.assertEqual(self._free(self.candle), 10)

    def test_what_was_written_survives_a_change_of_quantity(self):
        form = self._log_form(10)
        with self._line(form, self.wax) as line:
            line.entry = "2.1 kg"
        form.quantity = 11
        wizard = form.save()
        self.assertEqual(
            {line.product_id: line.entry for line in wizard.line_ids},
            {self.wax: "2.1 kg", self.wick: "11 Units"},
        )

    def test_an_unreadable_usage_is_refused_and_says_what_is_wrong(self):
        form = self._log_form(10)
        with self._line(form, self.wax) as line:
            line.entry = "a handful"
        wizard = form.save()
        with self.assertRaisesRegex(UserError, "Beeswax"):
            wizard.action_log()
        self.assertEqual(self._free(self.candle), 0)

    def test_a_share_of_the_batch_is_understood_in_a_percentage_recipe(self):
        form = self._log_form(10)
        with self._line(form, self.wax) as line:
            line.entry = "12.5 %"
            self.assertIn("no batch weight", line.entry_error)
        fragrance = self._material("Rose fragrance", self.gram, 0.1, 1000)
        self.recipe.write(
            {
                "is_formula": True,
                "formula_qty": 200,
                "bom_line_ids": [
                    (1, self.recipe.bom_line_ids[0].id, {"entry": "92 %"}),
                    (0, 0, {"product_id": fragrance.id, "entry": "8 %"}),
                ],
            }
        )
        form = self._log_form(10)
        with self._line(form, fragrance) as line:
            line.entry = "12.5 %"
            self.assertAlmostEqual(line.used_qty, 250)
        form.save().action_log()
        self.assertEqual(self._free(fragrance), 750)

    def test_a_removed_line_was_not_used(self):
        form = self._log_form(10)
        index = next(
            index
            for index, line in enumerate(form.line_ids._records)
            if line["product_id"] == self.wick.id
        )
        form.line_ids.remove(index)
        form.save().action_log()
        self.assertEqual(self._free(self.wick), 100)
        self.assertEqual(self._free(self.wax), 18000)

    def test_a_form_without_material_lines_used_nothing(self):
        form = self._log_form(10)
        while form.line_ids:
            form.line_ids.remove(0)
        wizard = form.save()
        self.assertFalse(wizard.line_ids)
        run = self.env["mrp.production"].browse(wizard.action_log()["res_id"])
        self.assertEqual(run.state, "done")
        self.assertEqual(self._free(self.wick), 100)
        self.assertEqual(self._free(self.wax), 20000)
        self.assertEqual(self._free(self.candle), 10)

    def test_finishing_without_material_lines_brings_all_of_them_back(self):
        run = self._run(10)
        run.action_maker_start()
        form = Form(
            self.env["maker.run.log"]
            .with_user(self.bench)
            .with_context(default_run_id=run.id, default_mode="finish")
        )
        while form.line_ids:
            form.line_ids.remove(0)
        form.save().action_log_and_close()
        self.assertEqual(run.state, "done")
        self.assertEqual(self._in_progress(self.wax), 0)
        self.assertEqual(self._free(self.wax), 20000)

    def test_missing_materials_are_shown_before_logging(self):
        form = self._log_form(120)
        self.assertIn("4,000 g missing", form.warning)
        wizard = form.save()
        with self.assertRaisesRegex(UserError, "4,000 g missing"):
            wizard.action_log()
        wizard.go_on = True
        wizard.action_log()
        self.assertEqual(self._free(self.wax, self.stock), -4000)

    def test_lots_of_materials_are_proposed_and_can_be_changed(self):
        oil = self._material("Oil", self.gram, 0.1, 0, tracking="lot")
        first, second = self._lot(oil, "A"), self._lot(oil, "B")
        self._receive(oil, 30, lot=first)
        self._receive(oil, 100, lot=second)
        soap = self._product("Soap", tracking="lot")
        self._recipe(soap, {oil: 10})
        form = self._log_form(5, product=soap)
        self.assertEqual(
            [(line["lot_id"], line["entry"]) for line in form.line_ids._records],
            [(first.id, "30 g"), (second.id, "20 g")],
        )
        with form.line_ids.edit(0) as line:
            line.entry = "10 g"
        with form.line_ids.edit(1) as line:
            line.entry = "45 g"
        form.lot_name = "S-7"
        form.save().action_log()
        made = self.env["stock.lot"].search([("name", "=", "S-7")])
        used = self.env["stock.move.line"].search(
            [("product_id", "=", oil.id), ("production_id", "!=", False)]
        )
        self.assertEqual(made.product_qty, 5)
        self.assertEqual(sorted(used.mapped("quantity")), [10, 45])

    def test_a_photo_and_a_note_stay_with_the_run(self):
        form = self._log_form(10)
        form.note = "Poured at 72 degrees"
        wizard = form.save()
        wizard.photo = (
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGA"
            "WjR9awAAAABJRU5ErkJggg=="
        )
        run = self.env["mrp.production"].browse(wizard.action_log()["res_id"])
        self.assertIn("72 degrees", run.message_ids.mapped("body")[1])
        self.assertTrue(run.message_ids.attachment_ids)

    def test_finishing_asks_what_becomes_of_the_rest(self):
        run = self._run(40)
        run.action_maker_start()
        action = run.action_maker_ask_finish()
        form = Form(
            self.env["maker.run.log"]
            .with_user(self.bench)
            .with_context(**action["context"])
        )
        self.assertEqual(form.quantity, 40)
        form.quantity = 30
        self.assertEqual(form.remaining_qty, 10)
        wizard = form.save()
        self.assertEqual(
            wizard.line_ids.filtered(lambda line: line.product_id == self.wax).used_qty,
            6000,
        )
        wizard.action_log_and_close()
        self.assertEqual(run.state, "done")
        self.assertEqual(self._in_progress(self.wax), 2000)

    def test_finishing_shows_what_is_missing(self):
        run = self._run(100)
        run.action_maker_start()
        form = Form(
            self.env["maker.run.log"].with_context(
                **run.action_maker_ask_finish()["context"]
            )
        )
        self.assertFalse(form.warning)
        form.quantity = 105
        self.assertIn("1,000 g missing", form.warning)

    def test_finishing_and_closing_uses_all(self):
        run = self._run(40)
        run.action_maker_start()
        form = Form(
            self.env["maker.run.log"].with_context(
                **run.action_maker_ask_finish()["context"]
            )
        )
        form.quantity = 38
        form.remainder = "close"
        form.save().action_log_and_close()
        self.assertEqual(self._in_progress(self.wax), 0)
        self.assertEqual(self._free(self.wax), 12000)

    def test_spoiled_units_noted_on_the_way_are_counted_at_the_finish(self):
        run = self._run(40)
        run.action_maker_start()
        for quantity in (2, 1):
            self.env["maker.run.spoil"].with_user(self.bench).create(
                {"run_id": run.id, "quantity": quantity}
            ).action_spoil()
        self.assertEqual(run.maker_spoiled_qty, 3)
        run.action_maker_finish()
        self.assertEqual(run.qty_produced, 37)
        self.assertEqual(self._in_progress(self.wax), 0)
        with self.assertRaisesRegex(UserError, "is finished"):
            self.env["maker.run.spoil"].create({"run_id": run.id}).action_spoil()

    def test_more_cannot_be_spoiled_than_is_made(self):
        run = self._run(4)
        wizard = self.env["maker.run.spoil"].create({"run_id": run.id, "quantity": 5})
        with self.assertRaisesRegex(UserError, "4 Units"):
            wizard.action_spoil()
        wizard.quantity = 0
        with self.assertRaisesRegex(UserError, "above zero"):
            wizard.action_spoil()

    def test_starting_asks_when_materials_are_missing(self):
        run = self._run(120).with_user(self.bench)
        action = run.action_maker_ask_start()
        self.assertEqual(action["res_model"], "maker.run.start")
        wizard = (
            self.env["maker.run.start"]
            .with_user(self.bench)
            .with_context(**action["context"])
            .create({})
        )
        self.assertIn("4,000 g missing", wizard.missing)
        wizard.action_start()
        self.assertEqual(run.maker_stage, "bench")

    def test_undo_shows_what_it_changes_first(self):
        run = self._run(10)
        run.action_maker_start()
        run.action_maker_finish()
        wizard = (
            self.env["maker.run.undo"]
            .with_user(self.bench)
            .create({"run_ids": run.ids})
        )
        self.assertIn("− 10 Units Lavender candle", wizard.changes)
        self.assertIn("+ 2,000 g Beeswax", wizard.changes)
        self.assertFalse(wizard.blocks)
        wizard.action_undo()
        self.assertEqual(run.state, "cancel")

    def test_the_undo_dialog_opens_ready_to_undo(self):
        run = self._run(10)
        run.action_maker_start()
        run.action_maker_finish()
        action = run.with_user(self.bench).action_maker_ask_undo()
        form = Form(
            self.env["maker.run.undo"]
            .with_user(self.bench)
            .with_context(**action["context"])
        )
        self.assertIn("2,000 g Beeswax", form.changes)
        self.assertFalse(form.blocks)
        form.save().action_undo()
        self.assertEqual(run.state, "cancel")

    def test_correcting_writes_amounts_in_the_units_of_the_run(self):
        ounce = self.env.ref("uom.product_uom_oz")
        ounce.active = True
        self.recipe.bom_line_ids[0].write({"product_uom_id": ounce.id})
        self.recipe.bom_line_ids[0].product_qty = 3
        run = self._run(10)
        run.action_maker_start()
        run.action_maker_finish()
        action = run.with_user(self.bench).action_maker_ask_correct()
        wizard = (
            self.env["maker.run.log"]
            .with_user(self.bench)
            .with_context(**action["context"])
            .create({})
        )
        line = wizard.line_ids.filtered(lambda line: line.product_id == self.wax)
        self.assertEqual(line.entry, "30 oz")
        free = self._free(self.wax)
        wizard.quantity = 9
        wizard.action_log_and_close()
        self.assertAlmostEqual(self._free(self.wax), free)

    def test_correcting_shows_what_it_changes_downstream_first(self):
        run = self._run(10)
        run.action_maker_start()
        run.action_maker_finish()
        scrap = self.env["stock.scrap"].create(
            {"product_id": self.candle.id, "scrap_qty": 9}
        )
        scrap.do_scrap()
        action = run.with_user(self.bench).action_maker_ask_correct()
        form = Form(
            self.env["maker.run.log"]
            .with_user(self.bench)
            .with_context(**action["context"])
        )
        self.assertIn("9 Units went to", form.followers)
        self.assertFalse(form.warning)
        form.quantity = 8
        self.assertIn("only 1 Units are still there", form.warning)
        form.quantity = 9
        self.assertFalse(form.warning)
        form.save().action_log_and_close()
        self.assertEqual(run.qty_produced, 9)

    def test_an_accountant_cannot_log(self):
        user = new_test_user(
            self.env, "accountant", groups="maker_mrp.group_accountant"
        )
        with self.assertRaises(AccessError):
            self.env["maker.run.log"].with_user(user).create({})
