from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ..common import MakerCommon


@tagged("post_install", "-at_install")
class TestRecipeLines(MakerCommon):
    def _line(self, product, entry, **values):
        return self._make_recipe(
            self.candle, [(product, entry, values)], product_qty=10
        ).bom_line_ids

    def _run_needs(self, bom, quantity):
        run = self.env["mrp.production"].create(
            {"product_id": self.candle.id, "bom_id": bom.id, "product_qty": quantity}
        )
        run.action_confirm()
        return run.move_raw_ids.product_uom_qty

    def test_written_quantities_are_kept_and_understood(self):
        expected = {
            "1/2 kg": (0.5, self.kgm),
            "1 lb 4 oz": (20, self.oz),
            "250g": (250, self.gram),
            "0.004 kg": (4, self.gram),
            "1½ lb": (1.5, self.lb),
        }
        for entry, (quantity, uom) in expected.items():
            line = self._line(self.wax, entry)
            self.assertEqual(line.entry, entry)
            self.assertAlmostEqual(line.product_qty, quantity, 6, entry)
            self.assertEqual(line.product_uom_id, uom, entry)

    def test_dozens_of_pieces(self):
        line = self._line(self.jar, "2 dozen")
        self.assertEqual((line.product_qty, line.product_uom_id), (2, self.dozen))

    def test_volume_is_stored_as_weight_through_the_density(self):
        line = self._line(self.fragrance, "250ml")
        self.assertEqual(line.product_uom_id, self.gram)
        self.assertAlmostEqual(line.product_qty, 225, 6)
        self.assertEqual(line.entry, "250ml")

    def test_numbers_in_a_foreign_unit_are_converted_or_refused(self):
        recipe = self._make_recipe(self.candle, [])
        values = {"bom_id": recipe.id, "product_uom_id": self.litre.id}
        line = self.env["mrp.bom.line"].create(
            {**values, "product_id": self.fragrance.id, "product_qty": 1}
        )
        self.assertAlmostEqual(line.product_qty, 900, 6)
        self.assertEqual((line.product_uom_id, line.entry), (self.gram, "1 L"))
        with self.assertRaisesRegex(UserError, "Beeswax.*without a density"):
            line.create({**values, "product_id": self.wax.id, "product_qty": 1})

    def test_unknown_unit_is_refused_by_name(self):
        with self.assertRaisesRegex(UserError, "Beeswax.*handful"):
            self._line(self.wax, "a handful")
        with self.assertRaisesRegex(UserError, "Beeswax.*unit nobody knows.*handful"):
            self._line(self.wax, "2 handful")

    def test_a_quantity_lost_to_rounding_is_refused(self):
        oil = self._make_product("Oil kept in lb", self.lb, "material")
        with self.assertRaisesRegex(UserError, "smaller unit"):
            self._line(oil, "2 g")

    def test_loss_setup_and_steps_reach_the_run(self):
        line = self._line(
            self.wax, "2.5 kg", loss_pct=2, setup_qty=0.015, rounding_multiple=0
        )
        # set-up of 15 g is written in the line's unit, here kg
        line.entry = "2500 g"
        line.setup_qty = 15
        self.assertAlmostEqual(self._run_needs(line.bom_id, 40), 10219.09, 2)
        line.rounding_multiple = 500
        self.assertAlmostEqual(self._run_needs(line.bom_id, 40), 10500, 2)
        self.assertEqual(
            line._maker_explanation(self.candle, 4),
            "2500 g × 4 ÷ 0.98 + 15 g ↑ 500 g",
        )

    def test_expected_loss_of_the_batch_raises_every_line(self):
        line = self._line(self.wax, "950 g")
        line.bom_id.yield_loss_pct = 5
        self.assertAlmostEqual(self._run_needs(line.bom_id, 10), 1000, 2)

    def test_impossible_numbers_are_refused(self):
        for values in (
            {"loss_pct": 100},
            {"loss_pct": -1},
            {"setup_qty": -1},
            {"rounding_multiple": -1},
        ):
            with self.assertRaisesRegex(ValidationError, "Beeswax"):
                self._line(self.wax, "1 kg", **values)
        with self.assertRaisesRegex(ValidationError, "above zero"):
            self._line(self.wax, "0 g")
        with self.assertRaisesRegex(ValidationError, "under 100"):
            self._make_recipe(self.candle, [], yield_loss_pct=100)

    def test_no_and_negative_quantities_are_refused_in_words(self):
        with self.assertRaisesRegex(ValidationError, "A batch makes more than nothing"):
            self._make_recipe(self.candle, [], product_qty=0)
        line = self._line(self.wax, "1 kg")
        with self.assertRaisesRegex(ValidationError, "A batch makes"):
            line.bom_id.product_qty = -1
        with self.assertRaisesRegex(UserError, "Beeswax: a quantity cannot be neg"):
            line.product_qty = -1

    def test_a_recipe_that_contains_itself_is_refused_by_name(self):
        with self.assertRaisesRegex(ValidationError, "Lavender candle"):
            self._make_recipe(self.candle, [(self.candle, "1")])

    def test_the_density_of_a_lot_counts_before_the_materials(self):
        if "density" not in self.env["stock.lot"]._fields:
            self.skipTest("lots have a density with Maker's lot tracing only")
        self.fragrance.tracking = "lot"
        lot = self.env["stock.lot"].create(
            {"name": "F-9", "product_id": self.fragrance.id, "density": 0.95}
        )
        grams = self.fragrance._maker_convert(100, self.milliliter, self.gram, lot=lot)
        self.assertAlmostEqual(grams, 95, 6)

    def test_a_supply_is_refused_with_the_reason_and_two_remedies(self):
        tape = self._make_product("Packing tape", self.unit, "supply")
        with self.assertRaisesRegex(
            ValidationError, "Packing tape is a supply.*change its kind.*supply usage"
        ):
            self._line(tape, "1")
        line = self._line(self.wax, "1 kg")
        with self.assertRaisesRegex(ValidationError, "Beeswax is a supply"):
            self.wax.maker_kind = "supply"
        self.assertTrue(line.exists())
