from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from ..common import MakerCommon


@tagged("post_install", "-at_install")
class TestRecipeScaleTo(MakerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.wax.density = 0.96
        cls.recipe = cls._make_recipe(
            cls.candle,
            [
                (cls.wax, "1.92 kg"),
                (cls.fragrance, "180 g", {"loss_pct": 10}),
                (cls.jar, "10"),
            ],
            product_qty=10,
        )

    def _wizard(self, **values):
        return self.env["maker.recipe.scale.to"].create(
            {"bom_id": self.recipe.id, **values}
        )

    def test_to_a_number_of_units_with_the_sum_under_each_number(self):
        form = Form(
            self.env["maker.recipe.scale.to"].with_context(
                default_bom_id=self.recipe.id
            )
        )
        form.quantity = 40
        self.assertAlmostEqual(form.batches, 4)
        needs = [(x["need"], x["need_sum"]) for x in form.line_ids._records]
        self.assertEqual(needs[0], ("7.68 kg", "1.92 kg × 4"))
        self.assertEqual(needs[1], ("800 g", "180 g × 4 ÷ 0.9"))

    def test_it_opens_at_the_recipes_own_batch(self):
        self.assertEqual(self._wizard().quantity, 10)
        dozens = self._make_recipe(
            self.candle,
            [(self.wax, "1 kg")],
            product_qty=2,
            product_uom_id=self.dozen.id,
        )
        form = Form(
            self.env["maker.recipe.scale.to"].with_context(default_bom_id=dozens.id)
        )
        self.assertEqual(form.quantity, 24)
        self.assertAlmostEqual(form.batches, 1)

    def test_to_a_total_weight(self):
        wizard = self._wizard(target="weight", weight="4.2 kg")
        self.assertAlmostEqual(wizard.batches, 2)
        run = self.env["mrp.production"].browse(wizard.action_plan_run()["res_id"])
        self.assertEqual((run.product_qty, run.bom_id), (20, self.recipe))

    def test_batches_are_shown_as_a_person_counts_them(self):
        wizard = self._wizard(target="weight", weight="6.299997 kg")
        self.assertEqual(wizard.batches, 3)

    def test_to_moulds_by_the_densities(self):
        # a batch is 2000 ml of wax and 200 ml of fragrance
        wizard = self._wizard(target="mould", mould_volume="220 ml", mould_count=5)
        self.assertAlmostEqual(wizard.batches, 0.5)
        self.wax.density = 0
        with self.assertRaisesRegex(UserError, "density of Beeswax"):
            wizard.action_plan_run()
        wizard.invalidate_recordset()
        self.assertIn("density of Beeswax", wizard.problem)

    def test_to_all_of_a_lot(self):
        self.fragrance.tracking = "lot"
        lot = self.env["stock.lot"].create(
            {"name": "F-1", "product_id": self.fragrance.id}
        )
        location = self.env["stock.warehouse"].search([], limit=1).lot_stock_id
        self.env["stock.quant"]._update_available_quantity(
            self.fragrance, location, 500, lot_id=lot
        )
        # a batch takes 200 g of it, loss included
        wizard = self._wizard(target="lot", lot_id=lot.id)
        self.assertAlmostEqual(wizard.batches, 2.5)
        self.assertAlmostEqual(wizard.makes, 25)

    def test_the_scaled_size_can_become_the_batch(self):
        self._wizard(quantity=25).action_rewrite()
        self.assertEqual(self.recipe.product_qty, 25)
        self.assertEqual(
            self.recipe.bom_line_ids.mapped("entry"), ["4.8 kg", "450 g", "25 Units"]
        )

    def test_what_cannot_be_scaled_to_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "above zero"):
            self._wizard(quantity=0).action_plan_run()
        with self.assertRaisesRegex(UserError, "such as g"):
            self._wizard(target="weight", weight="3 ml").action_plan_run()
        with self.assertRaisesRegex(ValidationError, "single one"):
            self._wizard(quantity=0.5).action_plan_run()
