from odoo.tests import tagged

from ..common import MakerCommon


@tagged("post_install", "-at_install")
class TestCanMake(MakerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.recipe = cls._make_recipe(
            cls.candle, [(cls.wax, "250 g"), (cls.jar, "1")], product_qty=1
        )
        cls._put_in_stock(cls.jar, 100)

    def test_the_limiting_material_and_what_the_next_batch_lacks(self):
        self._put_in_stock(self.wax, 10100)
        self.assertEqual(self.recipe.can_make_qty, 40)
        self.assertEqual(self.recipe.limiting_product_id, self.wax)
        self.assertEqual(self.recipe.next_batch_needs, "150 g Beeswax")
        self.assertEqual(self.candle.can_make_qty, 40)

    def test_reserved_material_is_not_counted(self):
        self._put_in_stock(self.wax, 10000)
        run = self.env["mrp.production"].create(
            {"product_id": self.candle.id, "product_qty": 10}
        )
        run.action_confirm()
        run.action_assign()
        self.assertEqual(self.recipe.can_make_qty, 30)

    def test_components_can_be_made_on_the_way(self):
        blend = self._make_product("Scented wax", self.gram, "component")
        self._make_recipe(
            blend, [(self.wax, "900 g"), (self.fragrance, "100 g")], product_qty=1000
        )
        self.recipe.bom_line_ids[0].product_id = blend
        self._put_in_stock(blend, 1000)
        self._put_in_stock(self.wax, 9000)
        self._put_in_stock(self.fragrance, 500)
        # four of the blend in stock, and twenty of the five kg that can be mixed
        self.assertEqual(self.recipe.can_make_qty, 24)
        self.assertEqual(self.recipe.limiting_product_id, self.fragrance)

    def test_substitutes_count(self):
        soy = self._make_product("Soy wax", self.gram, "material")
        self.recipe.bom_line_ids[0].substitute_ids = [
            (0, 0, {"product_id": soy.id, "ratio": 1.2})
        ]
        self._put_in_stock(self.wax, 1000)
        self._put_in_stock(soy, 3000)
        self.assertEqual(self.recipe.can_make_qty, 14)

    def test_products_that_share_are_told_what_both_can_have(self):
        big = self._make_product("Pillar candle", self.unit, "product")
        other = self._make_recipe(big, [(self.wax, "1 kg")], product_qty=1)
        self._put_in_stock(self.wax, 10000)
        self.assertEqual((self.recipe.can_make_qty, other.can_make_qty), (40, 10))
        self.assertEqual(
            (self.recipe.joint_can_make_qty, other.joint_can_make_qty), (20, 5)
        )
        self.assertEqual(big.joint_can_make_qty, 5)

    def test_asking_for_one_still_counts_its_rivals(self):
        big = self._make_product("Pillar candle", self.unit, "product")
        self._make_recipe(big, [(self.wax, "1 kg")], product_qty=1)
        self._put_in_stock(self.wax, 10000)
        self.assertEqual(big.with_prefetch().joint_can_make_qty, 5)

    def test_many_recipes_take_a_fixed_number_of_queries(self):
        def count(recipes):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            recipes.mapped("can_make_qty")
            return self.env.cr.sql_log_count - before

        few = count(self.recipe)
        more = self.env["mrp.bom"]
        for number in range(12):
            product = self._make_product(f"Candle {number}", self.unit, "product")
            more |= self._make_recipe(product, [(self.wax, "200 g"), (self.jar, "1")])
        self.assertLessEqual(count(more), few + 8)

    def test_everything_to_buy_for_a_quantity_through_components(self):
        blend = self._make_product("Scented wax", self.gram, "component")
        self._make_recipe(
            blend,
            [(self.wax, "900 g"), (self.fragrance, "100 g", {"setup_qty": 5})],
            product_qty=1000,
        )
        self.recipe.bom_line_ids[0].product_id = blend
        self._put_in_stock(self.wax, 5000)
        needs = self.recipe._maker_bought_needs(8)
        self.assertEqual(needs, {self.jar: 8, self.wax: 1800, self.fragrance: 205})
