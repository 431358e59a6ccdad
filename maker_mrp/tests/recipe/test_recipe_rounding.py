from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from ..common import MakerCommon


@tagged("post_install", "-at_install")
class TestRecipeRounding(MakerCommon):
    """What Odoo stores exactly is accepted; what comes of it in stock is told."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.company.maker_rules = "screens"
        cls.env.ref("uom.decimal_product_uom").digits = 2
        for name in ("inch", "meter", "hour", "minute"):
            setattr(cls, name, cls.env.ref(f"uom.product_uom_{name}"))
        cls.bulk = cls._make_product("Bulk wax", cls.kgm, "material")
        cls.maker = cls.env["mrp.bom"].with_context(maker_screen=True)

    def _odoo_recipe(self, product, quantity, uom, **values):
        return self.env["mrp.bom"].create(
            {
                "product_tmpl_id": self.candle.product_tmpl_id.id,
                "bom_line_ids": [
                    (
                        0,
                        0,
                        {
                            "product_id": product.id,
                            "product_qty": quantity,
                            "product_uom_id": uom.id,
                        },
                    )
                ],
                **values,
            }
        )

    def test_quantities_of_an_ordinary_odoo_are_accepted_and_told(self):
        ribbon = self._make_product("Ribbon", self.meter, "material")
        case = self._make_product("Case", self.dozen, "material")
        time = self._make_product("Machine time", self.hour, "material")
        cases = [
            (self.bulk, 125, self.gram, "125 g needed, 130 g taken (+4 %)"),
            (self.bulk, 333, self.gram, "333 g needed, 330 g taken (−0.9 %)"),
            (self.bulk, 15, self.gram, "15 g needed, 20 g taken (+33.3 %)"),
            (self.bulk, 5, self.gram, "5 g needed, 10 g taken (+100 %)"),
            (self.bulk, 3, self.gram, "3 g needed, 0 g taken (−100 %)"),
            (self.jar, 0.33, self.unit, ""),
            (case, 1, self.unit, "1 Units needed, 0.96 Units taken (−4 %)"),
            (ribbon, 1, self.inch, "1 in needed, 1.181 in taken (+18.1 %)"),
            (self.bulk, 4, self.oz, "4 oz needed, 3.88 oz taken (−3 %)"),
            (self.bulk, 1, self.lb, "1 lb needed, 0.9921 lb taken (−0.8 %)"),
            (time, 10, self.minute, "10 Minutes needed, 10.2 Minutes taken (+2 %)"),
            (self.bulk, 0, self.gram, "the quantity is zero"),
            (self.bulk, 1, self.litre, "Odoo takes 1 kg for 1 L"),
        ]
        for product, quantity, uom, note in cases:
            with self.subTest(product=product.name, quantity=quantity, uom=uom.name):
                recipe = self._odoo_recipe(product, quantity, uom)
                line = recipe.bom_line_ids
                self.assertAlmostEqual(line.product_qty, quantity)
                self.assertEqual(line.product_uom_id, uom)
                self.assertIn(note, recipe.rounding_notes)
                self.assertEqual(bool(recipe.rounding_notes), bool(note))
                copied = recipe.copy().bom_line_ids
                self.assertAlmostEqual(copied.product_qty, quantity)
                line.write({"product_qty": quantity, "product_uom_id": uom.id})
                line.product_qty = quantity + 1
                self.assertAlmostEqual(line.product_qty, quantity + 1)

    def test_one_window_tells_one_number(self):
        for quantity, uom in ((125, self.gram), (0.333, self.kgm), (4, self.oz)):
            line = self._odoo_recipe(self.bulk, quantity, uom).bom_line_ids
            self.assertIn(f": {line.batch_need} needed", line.rounding_note)
        recipe = self._odoo_recipe(self.bulk, 14, self.gram, product_qty=7)
        run = self.env["mrp.production"].create(
            {"product_id": self.candle.id, "bom_id": recipe.id, "product_qty": 3}
        )
        move = run.move_raw_ids
        self.assertEqual((move.product_uom_qty, move.product_uom), (6, self.gram))
        self.assertIn(": 6 g needed, 10 g taken", run.rounding_notes)

    def test_a_third_of_a_unit(self):
        line = self._odoo_recipe(self.jar, 1 / 3, self.unit).bom_line_ids
        self.assertAlmostEqual(line.product_qty, 0.33)
        with self.assertRaises(UserError):
            self._in_makers_form(self.jar, "1/3")

    def _in_makers_form(self, product, entry):
        form = Form(self.maker, view=self.env.ref("maker_mrp.maker_recipe_view_form"))
        form.product_tmpl_id = self.candle.product_tmpl_id
        with form.bom_line_ids.new() as line:
            line.product_id = product
            line.entry = entry
        return form.save()

    def test_makers_form_refuses_with_the_figure(self):
        with self.assertRaisesRegex(UserError, "0.125 kg would be stored as 0.13 kg"):
            self._in_makers_form(self.bulk, "125 g")
        with self.assertRaisesRegex(ValidationError, "above zero"):
            self._in_makers_form(self.bulk, "0 g")
        with self.assertRaisesRegex(UserError, "without a density"):
            self._in_makers_form(self.bulk, "1 L")

    def test_a_person_allows_more_rounding_of_a_material(self):
        self.bulk.conversion_tolerance = 5
        recipe = self._in_makers_form(self.bulk, "125 g")
        self.assertIn("130 g taken", recipe.rounding_notes)
        with self.assertRaises(UserError, msg="typed in the stock unit"):
            self._in_makers_form(self.bulk, "0.126 kg")

    def test_makers_form_copies_and_edits_what_was_written_elsewhere(self):
        recipe = self._odoo_recipe(self.bulk, 3, self.gram)
        mine = recipe.with_context(maker_screen=True)
        self.assertAlmostEqual(mine.copy().bom_line_ids.product_qty, 3)
        mine.bom_line_ids.write({"product_qty": 3, "loss_pct": 2})
        with self.assertRaises(UserError):
            mine.bom_line_ids.product_qty = 7

    def test_everywhere_odoos_form_refuses_as_well(self):
        self.company.maker_rules = "everywhere"
        with self.assertRaisesRegex(UserError, "0.125 kg would be stored as 0.13 kg"):
            self._odoo_recipe(self.bulk, 125, self.gram)

    def test_household_measures_are_allowed_within_the_materials_tolerance(self):
        powder = self._make_product("Mica powder", self.gram, "material", density=0.85)
        recipe = self._in_makers_form(powder, "1/2 tsp")
        self.assertAlmostEqual(recipe.bom_line_ids.product_qty, 2.09, 2)
        self.assertEqual(recipe.bom_line_ids.entry, "1/2 tsp")
        powder.conversion_tolerance = 0
        with self.assertRaisesRegex(UserError, "more than 0.1 %"):
            self._in_makers_form(powder, "1/4 tsp")
        oil = self._make_product("Oil", self.milliliter, "material")
        self._in_makers_form(oil, "1/2 tsp")

    def test_what_a_density_converts_is_converted_in_odoos_form_as_well(self):
        line = self._odoo_recipe(self.fragrance, 1, self.litre).bom_line_ids
        self.assertAlmostEqual(line.product_qty, 900)
        self.assertEqual(line.product_uom_id, self.gram)

    def test_the_remedy_is_one_click_away_in_odoos_form(self):
        recipe = self._odoo_recipe(self.bulk, 125, self.gram)
        self.assertEqual(recipe.rounding_digits, 3)
        action = recipe.action_maker_raise_precision()
        wizard = Form(self.env[action["res_model"]].with_context(**action["context"]))
        wizard.save().action_apply()
        recipe.invalidate_recordset()
        self.assertFalse(recipe.rounding_notes)

    def test_where_no_unit_is_shown_the_materials_own_is_meant(self):
        self.env.ref("base.group_user")._remove_group(self.env.ref("uom.group_uom"))
        user = new_test_user(self.env, "unitless", "mrp.group_mrp_manager")
        recipe = self.env["mrp.bom"].with_user(user)
        with Form(recipe, view="mrp.mrp_bom_form_view") as form:
            form.product_tmpl_id = self.candle.product_tmpl_id
            with form.bom_line_ids.new() as line:
                line.product_id = self.bulk
                line.product_qty = 2
            self.assertFalse(form.rounding_notes)
        self.assertEqual(form.record.bom_line_ids.product_uom_id, self.kgm)

    def test_the_note_is_in_odoos_form_for_people_without_makers_groups(self):
        user = new_test_user(self.env, "odoo_mrp", "mrp.group_mrp_user")
        recipe = self._odoo_recipe(self.bulk, 125, self.gram).with_user(user)
        form = Form(recipe, view="mrp.mrp_bom_form_view")
        self.assertIn("130 g taken", form.rounding_notes)

    def test_a_small_run_says_what_it_takes_instead(self):
        recipe = self._odoo_recipe(self.bulk, 0.5, self.kgm, product_qty=12)
        self.assertFalse(recipe.rounding_notes)
        run = self.env["mrp.production"].create(
            {"product_id": self.candle.id, "bom_id": recipe.id, "product_qty": 1}
        )
        self.assertAlmostEqual(run.move_raw_ids.product_uom_qty, 0.05)
        note = "Bulk wax: 0.04167 kg needed, 0.05 kg taken (+20 %)."
        self.assertEqual(run.rounding_notes, note)
        self.assertEqual(run.rounding_digits, 4)
        run.action_confirm()
        run.qty_producing = 1
        run.set_qty_producing()
        run.move_raw_ids.picked = True
        run.button_mark_done()
        self.assertEqual(run.state, "done")
        self.assertEqual(run.rounding_notes, note)

    def test_what_a_person_planned_is_not_rounding(self):
        recipe = self._odoo_recipe(self.bulk, 0.5, self.kgm, product_qty=12)
        run = self.env["mrp.production"].create(
            {"product_id": self.candle.id, "bom_id": recipe.id, "product_qty": 1}
        )
        run.move_raw_ids.product_uom_qty = 0.5
        self.assertFalse(run.rounding_notes)
        run.product_qty = 12
        self.assertFalse(run.rounding_notes)

    def test_a_logged_run_says_so_too(self):
        self._odoo_recipe(self.bulk, 0.5, self.kgm, product_qty=12)
        self._put_in_stock(self.bulk, 10)
        log = self.env["maker.run.log"].create(
            {"product_id": self.candle.id, "quantity": 1}
        )
        run = self.env["mrp.production"].browse(log.action_log()["res_id"])
        self.assertIn("0.05 kg taken (+20 %)", run.rounding_notes)
