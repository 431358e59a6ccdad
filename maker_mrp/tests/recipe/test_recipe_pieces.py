from odoo.tests import tagged

from ..common import MakerCommon


@tagged("post_install", "-at_install")
class TestRecipePieces(MakerCommon):
    """What is counted is taken in whole pieces, wherever it is counted."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.recipe = cls._make_recipe(
            cls.candle,
            [(cls.wax, "1000 g"), (cls.jar, "10", {"loss_pct": 2})],
            product_qty=10,
        )
        cls.jars = cls.recipe.bom_line_ids[1]

    def _run(self, quantity):
        run = self.env["mrp.production"].create(
            {"product_id": self.candle.id, "product_qty": quantity}
        )
        run.action_confirm()
        return run

    def _taken(self, run):
        move = run.move_raw_ids.filtered(lambda move: move.product_id == self.jar)
        return move.product_uom_qty, move.product_uom.name

    def test_a_loss_takes_whole_pieces_and_the_sum_says_so(self):
        self.assertEqual(self.jars.batch_need, "11 Units")
        self.assertEqual(
            self.jars.batch_need_explained,
            "11 Units\n= 10 Units ÷ 0.98 ↑ whole pieces",
        )
        run = self._run(40)
        self.assertEqual(self._taken(run), (41, "Units"))
        self.assertEqual(
            run.move_raw_ids[1].maker_need_sum, "10 Units × 4 ÷ 0.98 ↑ whole pieces"
        )

    def test_cost_capacity_and_shopping_count_the_same_pieces(self):
        self.assertAlmostEqual(self.recipe.batch_material_cost, 20 + 11 * 0.5, 6)
        self.candle.action_bom_cost()
        # a single batch costs 2.55 each; many together what is really lost
        self.assertAlmostEqual(self.candle.standard_price, 2 + 0.5 / 0.98, 6)
        self.assertAlmostEqual(self.recipe.recipe_unit_cost, 2 + 0.5 / 0.98, 6)
        overview = self.env["report.mrp.report_bom_structure"]._get_report_data(
            self.recipe.id, searchQty=40
        )["lines"]
        self.assertEqual(overview["components"][1]["quantity"], 41)
        self.assertEqual(
            self.recipe._maker_bought_needs(40), {self.wax: 4000, self.jar: 41}
        )
        self._put_in_stock(self.wax, 100000)
        self._put_in_stock(self.jar, 41)
        self.assertEqual(self.recipe.can_make_qty, 40)

    def test_one_jar_with_a_loss_does_not_cost_two(self):
        candle = self._make_product("Single candle", self.unit, "product")
        recipe = self._make_recipe(
            candle, [(self.wax, "50 g"), (self.jar, "1", {"loss_pct": 3})]
        )
        self.assertAlmostEqual(recipe.recipe_unit_cost, 1 + 0.5 / 0.97, 6)
        self.assertAlmostEqual(candle.recipe_unit_cost, 1 + 0.5 / 0.97, 6)
        self.assertAlmostEqual(
            recipe.suggested_wholesale_price, recipe.recipe_unit_cost * 2, 2
        )
        self.assertAlmostEqual(recipe.recipe_batch_cost, 2, 6)
        self.assertIn("2.00 each", recipe.unit_cost_basis)
        self.jars.loss_pct = 0
        self.assertFalse(self.recipe.unit_cost_basis)
        # many runs cost what the recipe says: a run of 97 breaks three jars
        self._put_in_stock(self.wax, 10000)
        self._put_in_stock(self.jar, 200)
        candle.categ_id = self.env["product.category"].create(
            {"name": "Average", "property_cost_method": "average"}
        )
        run = self.env["mrp.production"].create(
            {"product_id": candle.id, "product_qty": 97}
        )
        run.action_maker_start()
        run.action_maker_finish()
        self.assertAlmostEqual(
            run.move_finished_ids.value / 97, recipe.recipe_unit_cost, 2
        )

    def test_a_size_factor_takes_whole_pieces(self):
        rule = self.jars._maker_rule()
        self.assertTrue(rule.in_pieces)
        self.jars.loss_pct = 0
        self.assertFalse(self.jars._maker_rule().in_pieces)
        self.recipe.yield_loss_pct = 3
        self.assertEqual(self._taken(self._run(20)), (21, "Units"))

    def test_a_step_that_was_chosen_counts(self):
        self.jars.rounding_multiple = 6
        self.assertEqual(self._taken(self._run(40)), (42, "Units"))
        self.jars.rounding_multiple = 0.01
        self.assertEqual(self._taken(self._run(40)), (40.82, "Units"))

    def test_what_the_recipe_counts_in_parts_stays_in_parts(self):
        self.jars.entry = "2.5"
        self.assertEqual(self._taken(self._run(10)), (2.56, "Units"))

    def test_a_part_of_a_run_uses_whole_pieces_and_the_rest_what_is_left(self):
        self._put_in_stock(self.wax, 10000)
        self._put_in_stock(self.jar, 50)
        run = self._run(40)
        run.action_maker_start()
        rest = run.action_maker_finish(30)
        self.assertEqual(self._used(run), 31)
        rest.action_maker_finish()
        self.assertEqual(self._used(rest), 10)

    def _used(self, run):
        moves = run.move_raw_ids.filtered(lambda move: move.product_id == self.jar)
        return sum(moves.filtered(lambda move: move.state == "done").mapped("quantity"))

    def test_dozens_are_taken_piece_by_piece(self):
        self.jars.entry = "2 dozen"
        self.assertEqual(self.jars.batch_need, "25 Units")
        run = self._run(10)
        self.assertEqual(self._taken(run), (25, "Units"))
        self.env["change.production.qty"].create(
            {"mo_id": run.id, "product_qty": 20}
        ).change_prod_qty()
        self.assertEqual(self._taken(run), (49, "Units"))
        planned = run._maker_planned(self.recipe, self.candle, 10, self.unit)
        self.assertAlmostEqual(planned[self.jar], 25, 6)
