from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..common import MakerCommon

ONCHANGE = "odoo.tests.form.onchange"


@tagged("post_install", "-at_install")
class TestRecipeRefused(MakerCommon):
    """A quantity that is refused leaves no other standing in its place."""

    def _form(self, recipe=None):
        view = self.env.ref("maker_mrp.maker_recipe_view_form")
        recipes = (recipe or self.env["mrp.bom"]).with_context(maker_screen=True)
        form = Form(recipes, view=view)
        if not recipe:
            form.product_tmpl_id = self.candle.product_tmpl_id
        return form

    def test_a_new_ingredient_takes_nothing_until_somebody_says_how_much(self):
        form = self._form()
        with form.bom_line_ids.new() as line:
            line.product_id = self.wax
            self.assertFalse(line.batch_need_explained)
            self.assertFalse(line.unit_need)
        with self.assertRaisesRegex(ValidationError, "Beeswax.*above zero"):
            form.save()

    @mute_logger(ONCHANGE)
    def test_what_is_not_understood_stays_and_nothing_stands_beside_it(self):
        form = self._form()
        with form.bom_line_ids.new() as line:
            line.product_id = self.wax
            line.entry = "12 foo"
            self.assertEqual(line.entry, "12 foo")
            self.assertFalse(line.batch_need_explained)
        with self.assertRaisesRegex(UserError, "“12 foo” uses a unit nobody knows"):
            form.save()
        with form.bom_line_ids.edit(0) as line:
            line.entry = "12 g"
            self.assertEqual(line.batch_need_explained, "12 g")
        self.assertAlmostEqual(form.save().bom_line_ids.product_qty, 12)

    @mute_logger(ONCHANGE)
    def test_a_quantity_that_was_there_does_not_stand_for_a_refused_one(self):
        recipe = self._make_recipe(self.candle, [(self.wax, "200 g")])
        form = self._form(recipe)
        with form.bom_line_ids.edit(0) as line:
            line.entry = "12 foo"
            self.assertFalse(line.batch_need_explained)
        with self.assertRaisesRegex(UserError, "nobody knows"):
            form.save()
        self.assertAlmostEqual(recipe.bom_line_ids.product_qty, 200)
        self.assertEqual(recipe.bom_line_ids.entry, "200 g")

    def test_what_would_be_lost_to_rounding_leaves_what_stood_before(self):
        recipe = self._make_recipe(self.candle, [(self.wax, "200 g")])
        form = self._form(recipe)
        with (
            self.assertRaisesRegex(UserError, "0.0001 g would be stored as 0 g"),
            form.bom_line_ids.edit(0) as line,
        ):
            line.entry = "0.0001 g"
        self.assertEqual(recipe.bom_line_ids.entry, "200 g")
        self.assertEqual(recipe.bom_line_ids.batch_need, "200 g")

    def test_elsewhere_a_line_is_still_one_of_its_unit(self):
        recipe = self._make_recipe(self.candle, [])
        line = self.env["mrp.bom.line"].create(
            {"bom_id": recipe.id, "product_id": self.wax.id}
        )
        self.assertEqual((line.entry, line.product_qty), ("1 g", 1))
