from odoo.exceptions import UserError, ValidationError
from odoo.tests import new_test_user, tagged

from ..common import MakerCommon


@tagged("post_install", "-at_install")
class TestRecipeCost(MakerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.jar.maker_packaging = True
        cls.blend = cls._make_product("Scented wax", cls.gram, "component")
        cls.blend_recipe = cls._make_recipe(
            cls.blend,
            [(cls.wax, "920 g"), (cls.fragrance, "80 g")],
            product_qty=1000,
        )
        cls.recipe = cls._make_recipe(
            cls.candle,
            [(cls.blend, "2 kg"), (cls.jar, "10")],
            product_qty=10,
        )

    def test_cost_by_part_per_batch_and_per_unit(self):
        self.recipe.labour_minutes = 30
        bench = self.recipe.operation_ids.workcenter_id
        bench.write({"costs_hour": 40, "maker_overhead_hour": 10})
        self.recipe.invalidate_recordset()
        # blend: 0.0264 per g; ten candles take 2000 g and ten jars
        self.assertAlmostEqual(self.recipe.batch_material_cost, 52.8, 4)
        self.assertAlmostEqual(self.recipe.batch_packaging_cost, 5, 4)
        self.assertAlmostEqual(self.recipe.batch_labour_cost, 15, 4)
        self.assertAlmostEqual(self.recipe.batch_overhead_cost, 5, 4)
        self.assertAlmostEqual(self.recipe.recipe_batch_cost, 77.8, 4)
        self.assertAlmostEqual(self.recipe.recipe_unit_cost, 7.78, 4)
        self.assertAlmostEqual(self.candle.recipe_unit_cost, 7.78, 4)

    def test_cost_follows_current_costs_at_once(self):
        before = self.recipe.recipe_unit_cost
        self.wax.standard_price = 0.04
        self.recipe.invalidate_recordset()
        self.assertAlmostEqual(self.recipe.recipe_unit_cost - before, 3.68, 4)

    def test_odoo_reaches_the_same_cost_with_losses_and_sizes(self):
        self.recipe.bom_line_ids[0].write({"loss_pct": 4, "setup_qty": 0.05})
        self.recipe.yield_loss_pct = 2
        self.blend_recipe.bom_line_ids[1].loss_pct = 1
        self.recipe.invalidate_recordset()
        (self.blend | self.candle).action_bom_cost()
        self.assertAlmostEqual(
            self.candle.standard_price, self.recipe.recipe_unit_cost, 6
        )
        overview = self.env["report.mrp.report_bom_structure"]._get_report_data(
            self.recipe.id, searchQty=10
        )["lines"]
        self.assertAlmostEqual(
            overview["bom_cost"], self.recipe.recipe_batch_cost, delta=0.02
        )

    def test_cost_of_all_recipes_takes_a_fixed_number_of_queries(self):
        def count(recipes):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            recipes.mapped("recipe_unit_cost")
            return self.env.cr.sql_log_count - before

        few = count(self.recipe)
        more = self.env["mrp.bom"]
        for number in range(12):
            product = self._make_product(f"Candle {number}", self.unit, "product")
            more |= self._make_recipe(product, [(self.blend, "1 kg"), (self.jar, "5")])
        self.assertLessEqual(count(more | self.recipe), few + 8)

    def test_prices_by_the_rule_of_the_company_or_the_product(self):
        company = self.env.company
        company.write({"maker_wholesale_pct": 100, "maker_retail_pct": 300})
        cost = self.recipe.recipe_unit_cost
        self.assertAlmostEqual(self.recipe.suggested_wholesale_price, cost * 2, 2)
        self.assertAlmostEqual(self.recipe.suggested_retail_price, cost * 4, 2)
        self.candle.product_tmpl_id.write(
            {
                "maker_price_rule": "margin",
                "maker_wholesale_pct": 50,
                "maker_retail_pct": 80,
            }
        )
        self.assertAlmostEqual(self.recipe.suggested_wholesale_price, cost * 2, 2)
        self.assertAlmostEqual(self.recipe.suggested_retail_price, cost * 5, 2)
        self.assertAlmostEqual(
            self.candle.suggested_retail_price, self.recipe.suggested_retail_price, 2
        )

    def test_a_margin_of_everything_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "under 100"):
            self.candle.product_tmpl_id.write(
                {"maker_price_rule": "margin", "maker_retail_pct": 100}
            )
        with self.assertRaisesRegex(ValidationError, "makes no price"):
            self.env.company.maker_retail_pct = -1

    def test_a_price_under_cost_is_flagged_and_found(self):
        self.candle.lst_price = 5
        self.assertTrue(self.recipe.is_below_cost)
        self.assertTrue(self.candle.is_below_cost)
        self.assertIn(
            self.recipe, self.env["mrp.bom"].search([("is_below_cost", "=", True)])
        )
        self.candle.lst_price = 50
        self.env.invalidate_all()
        self.assertFalse(self.recipe.is_below_cost)
        self.assertNotIn(
            self.candle,
            self.env["product.product"].search([("is_below_cost", "=", True)]),
        )

    def test_margins_per_price_list(self):
        self.candle.lst_price = 20
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "Boutiques",
                "item_ids": [
                    (
                        0,
                        0,
                        {
                            "compute_price": "percentage",
                            "percent_price": 50,
                            "applied_on": "3_global",
                        },
                    )
                ],
            }
        )
        rows = self.recipe._maker_margin_rows(self.candle, pricelist)
        cost = self.recipe.recipe_unit_cost
        self.assertEqual([row[0] for row in rows], ["Sales price", "Boutiques (USD)"])
        self.assertAlmostEqual(rows[1][1], 10, 4)
        self.assertAlmostEqual(rows[1][2], 10 - cost, 4)
        self.assertIn("Boutiques", self.recipe.price_table)

    def test_a_component_of_another_recipe_choice_does_not_change_the_parent(self):
        self.blend_recipe.sequence = 1
        dear = self._make_recipe(
            self.blend, [(self.fragrance, "1000 g")], product_qty=1000, sequence=50
        )
        both = self.recipe | dear
        both.invalidate_recordset()
        self.assertAlmostEqual(dear.recipe_unit_cost, 0.1, 5)
        self.assertAlmostEqual(self.recipe.recipe_unit_cost, 5.78, 4)

    def test_recipes_that_contain_each_other_are_refused_by_name(self):
        with self.assertRaisesRegex(ValidationError, "Scented wax"):
            self._make_recipe(self.wax, [(self.blend, "1 kg")])
        with self.assertRaisesRegex(ValidationError, "Scented wax"):
            self.env["mrp.bom.line"].create(
                {
                    "bom_id": self.blend_recipe.id,
                    "product_id": self.candle.id,
                    "product_qty": 1,
                }
            )

    def test_a_recipe_that_contains_itself_at_depth_is_refused_by_name(self):
        inner = self.blend
        for depth in range(5):
            outer = self._make_product(f"Layer {depth}", self.gram, "component")
            self._make_recipe(outer, [(inner, "1 kg")], product_qty=1000)
            inner = outer
        before = self.blend_recipe.bom_line_ids
        with (
            self.assertRaisesRegex(
                ValidationError, "Scented wax → Layer 4 → .*Remove one"
            ),
            self.cr.savepoint(),
        ):
            self.blend_recipe.bom_line_ids = [
                (0, 0, {"product_id": inner.id, "entry": "1 g"})
            ]
        self.env.invalidate_all()
        self.assertEqual(self.blend_recipe.bom_line_ids, before)

    def test_a_co_product_carries_its_share_of_the_cost(self):
        ends = self._make_product("Wax melts", self.unit, "product")
        self.recipe.byproduct_ids = [
            (
                0,
                0,
                {
                    "product_id": ends.id,
                    "product_qty": 5,
                    "product_uom_id": self.unit.id,
                    "cost_share": 20,
                },
            )
        ]
        self.recipe.invalidate_recordset()
        self.assertAlmostEqual(self.recipe.recipe_unit_cost, 5.78 * 0.8, 4)
        self.assertIn("Wax melts added", self.recipe.revision_ids[0].difference)
        (self.blend | self.candle).action_bom_cost()
        self.assertAlmostEqual(self.candle.standard_price, 5.78 * 0.8, 4)

    def test_who_writes_recipes_sees_sizes_and_co_products(self):
        bench = new_test_user(self.env, "bench_sizes", "maker_mrp.group_user")
        view = self.env.ref("maker_mrp.maker_recipe_view_form")
        arch = self.env["mrp.bom"].with_user(bench).get_view(view.id)["arch"]
        for name in ("byproduct_ids", "scale_ids", "maker_steps"):
            self.assertIn(f'name="{name}"', arch)
        line = self.env.ref("maker_mrp.maker_recipe_line_view_form")
        arch = self.env["mrp.bom.line"].with_user(bench).get_view(line.id)["arch"]
        for name in ("replaces_line_id", "bom_product_template_attribute_value_ids"):
            self.assertIn(f'name="{name}"', arch)

    def test_a_cycle_from_elsewhere_is_named_by_the_cost(self):
        line = self.blend_recipe.bom_line_ids[0]
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mrp_bom_line SET product_id = %s WHERE id = %s",
            [self.candle.id, line.id],
        )
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "contain each other: .*Scented wax"):
            self.recipe.mapped("recipe_unit_cost")

    def test_the_accountant_sees_costs_and_prices(self):
        accountant = new_test_user(
            self.env, "recipe_accountant", "maker_mrp.group_accountant"
        )
        candle = self.candle.with_user(accountant)
        self.assertAlmostEqual(candle.recipe_unit_cost, 5.78, 4)
        self.assertGreater(candle.suggested_retail_price, 0)
        recipe = self.recipe.with_user(accountant)
        self.assertAlmostEqual(recipe.recipe_unit_cost, 5.78, 4)
        self.assertTrue(recipe.revision_ids.mapped("difference"))

    def test_a_component_of_another_company_is_refused(self):
        other = self.env["res.company"].create({"name": "Other studio"})
        theirs = self._make_product(
            "Their wax", self.gram, "material", company_id=other.id
        )
        before = self.env["mrp.bom"].search_count([])
        with self.assertRaisesRegex(UserError, "Their wax"), self.cr.savepoint():
            self._make_recipe(
                self.candle, [(theirs, "1 kg")], company_id=self.env.company.id
            )
        self.assertEqual(self.env["mrp.bom"].search_count([]), before)
