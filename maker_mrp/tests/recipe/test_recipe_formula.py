from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from ..common import MakerCommon


@tagged("post_install", "-at_install")
class TestRecipeFormula(MakerCommon):
    def _formula(self, lines, **values):
        return self._make_recipe(
            self.candle,
            lines,
            **{"is_formula": True, "formula_qty": 2000, "product_qty": 10, **values},
        )

    def _quantities(self, recipe):
        return [round(line.product_qty, 4) for line in recipe.bom_line_ids]

    def test_shares_become_quantities_and_scale_together(self):
        recipe = self._formula([(self.wax, "92 %"), (self.fragrance, "8 %")])
        self.assertEqual(self._quantities(recipe), [1840, 160])
        recipe.formula_qty = 5000
        self.assertEqual(self._quantities(recipe), [4600, 400])
        self.assertEqual(recipe.bom_line_ids.mapped("entry"), ["92 %", "8 %"])

    def test_a_fixed_piece_stays_outside_the_shares(self):
        recipe = self._formula(
            [(self.wax, "92 %"), (self.fragrance, "8 %"), (self.jar, "10")]
        )
        recipe.formula_qty = 4000
        self.assertEqual(self._quantities(recipe), [3680, 320, 10])

    def test_parts_and_shares_of_a_base(self):
        recipe = self._formula(
            [(self.wax, "2 parts"), (self.fragrance, "1 part")],
            formula_basis="ratio",
            formula_qty=300,
        )
        self.assertEqual(self._quantities(recipe), [200, 100])
        recipe.bom_line_ids[0].entry = "100 %"
        recipe.bom_line_ids[1].entry = "8 %"
        recipe.formula_qty = 1080
        self.assertEqual(self._quantities(recipe), [1000, 80])

    def test_shares_by_volume_use_the_density(self):
        self.wax.density = 0.96
        recipe = self._formula(
            [(self.wax, "90 %"), (self.fragrance, "10 %")],
            formula_qty=1,
            formula_uom_id=self.litre.id,
        )
        self.assertEqual(self._quantities(recipe), [864, 90])

    def test_a_sum_that_is_not_a_hundred_is_refused(self):
        lines = [(self.wax, "90 %"), (self.fragrance, "8 %")]
        with self.assertRaisesRegex(ValidationError, "98 %, not 100 %.*proportion"):
            self._formula(lines)

    def test_bringing_to_a_hundred_while_writing(self):
        recipe = self._formula(
            [(self.wax, "90 %"), (self.fragrance, "8 %")], formula_basis="ratio"
        )
        view = self.env.ref("maker_mrp.maker_recipe_view_form")
        with Form(recipe, view=view) as form:
            form.formula_basis = "whole"
            self.assertAlmostEqual(form.formula_total_pct, 98)
            form.formula_normalise = True
            self.assertAlmostEqual(form.formula_total_pct, 100, 6)
        self.assertAlmostEqual(sum(recipe.bom_line_ids.mapped("formula_pct")), 100, 6)
        self.assertAlmostEqual(recipe.bom_line_ids[0].product_qty, 1836.73, 2)

    def test_a_share_outside_a_percentage_recipe_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "Beeswax.*percentage recipe"):
            self._make_recipe(self.candle, [(self.wax, "92 %")])

    def test_leaving_percentages_keeps_the_quantities(self):
        recipe = self._formula([(self.wax, "92 %"), (self.fragrance, "8 %")])
        recipe.is_formula = False
        self.assertEqual(self._quantities(recipe), [1840, 160])
        self.assertEqual(recipe.bom_line_ids.mapped("entry"), ["1840 g", "160 g"])

    def test_all_faults_are_shown_at_once(self):
        with self.assertRaisesRegex(ValidationError, "(?s)batch weight.*98 %"):
            self._formula([(self.wax, "90 %"), (self.fragrance, "8 %")], formula_qty=0)

    def _soap(self, **values):
        olive = self._make_product("Olive oil", self.gram, "material", sap_value=0.135)
        coco = self._make_product("Coconut oil", self.gram, "material", sap_value=0.178)
        lye = self._make_product("Lye", self.gram, "material")
        return self._make_recipe(
            self.candle,
            [(olive, "700 g"), (coco, "300 g"), (lye, "1", {"is_lye": True})],
            **values,
        )

    def test_lye_follows_the_oils_and_the_superfat(self):
        recipe = self._soap(superfat_pct=5)
        lye = recipe.bom_line_ids[2]
        self.assertAlmostEqual(lye.product_qty, 140.51, 2)
        self.assertEqual(lye.entry, "superfat 5 %")
        recipe.superfat_pct = 0
        self.assertAlmostEqual(lye.product_qty, 147.9, 2)
        recipe.bom_line_ids[0].entry = "1.4 kg"
        self.assertAlmostEqual(lye.product_qty, 242.4, 2)

    def test_lye_needs_oils_and_a_possible_superfat(self):
        with self.assertRaisesRegex(ValidationError, "under 100"):
            self._soap(superfat_pct=100)
        with self.assertRaisesRegex(ValidationError, "saponification value"):
            self._make_recipe(self.candle, [(self.wax, "1", {"is_lye": True})])

    def _form(self, recipe=None):
        return Form(
            recipe or self.env["mrp.bom"],
            view=self.env.ref("maker_mrp.maker_recipe_view_form"),
        )

    def test_a_share_outside_a_percentage_recipe_says_so_while_it_is_written(self):
        recipe = self._make_recipe(self.candle, [(self.wax, "700 g")], product_qty=10)
        form = self._form(recipe)
        self.assertFalse(form.formula_total_pct)
        with form.bom_line_ids.new() as line:
            line.product_id = self.fragrance
            line.entry = "12.5 %"
            self.assertIn("a share of a batch", line.batch_need_explained)
            self.assertFalse(line.unit_need)
            self.assertFalse(line.line_cost)
        self.assertEqual(form.formula_total_pct, 12.5)
        with self.assertRaisesRegex(ValidationError, "percentage recipe"):
            form.save()

    def test_a_percentage_recipe_made_of_weights_keeps_them(self):
        recipe = self._make_recipe(
            self.candle, [(self.wax, "0.7 kg"), (self.jar, "10")], product_qty=10
        )
        form = self._form(recipe)
        with form.bom_line_ids.new() as line:
            line.product_id = self.fragrance
            line.entry = "12.5 %"
        form.is_formula = True
        self.assertEqual(form.formula_qty, 800)
        form.save()
        self.assertEqual(self._quantities(recipe), [700, 10, 100])
        self.assertEqual(recipe.bom_line_ids.mapped("formula_pct"), [87.5, 0, 12.5])

    def test_a_share_before_the_batch_weight_shows_no_quantity(self):
        form = self._form()
        form.product_tmpl_id = self.candle.product_tmpl_id
        form.is_formula = True
        for product, entry in ((self.wax, "80 %"), (self.fragrance, "20 %")):
            with form.bom_line_ids.new() as line:
                line.product_id = product
                line.entry = entry
                self.assertIn("not known yet", line.batch_need_explained)
        form.formula_qty = 500
        with form.bom_line_ids.edit(0) as line:
            self.assertEqual(line.batch_need_explained, "400 g")
        self.assertEqual(self._quantities(form.save()), [400, 100])
