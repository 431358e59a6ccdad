from psycopg2 import IntegrityError

from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..common import MakerCommon


@tagged("post_install", "-at_install")
class TestRecipeSizes(MakerCommon):
    """One base recipe for candles of 4, 8 and 12 oz."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        size = cls.env["product.attribute"].create(
            {
                "name": "Size",
                "value_ids": [(0, 0, {"name": f"{n} oz"}) for n in (4, 8, 12)],
            }
        )
        cls.template = cls.env["product.template"].create(
            {
                "name": "Tin candle",
                "uom_id": cls.unit.id,
                "is_storable": True,
                "maker_kind": "product",
                "attribute_line_ids": [
                    (
                        0,
                        0,
                        {
                            "attribute_id": size.id,
                            "value_ids": [(6, 0, size.value_ids.ids)],
                        },
                    )
                ],
            }
        )
        cls.small, cls.middle, cls.large = cls.template.product_variant_ids
        values = cls.template.attribute_line_ids.product_template_value_ids
        cls.size4, cls.size8, cls.size12 = values
        cls.recipe = cls._make_recipe(
            cls.small,
            [(cls.wax, "1 kg"), (cls.jar, "10", {"scales_with_size": False})],
            product_qty=10,
            scale_ids=[
                (0, 0, {"value_id": cls.size8.id, "factor": 2}),
                (0, 0, {"value_id": cls.size12.id, "factor": 3}),
            ],
        )

    def _needs(self, product, quantity=10):
        run = self.env["mrp.production"].create(
            {"product_id": product.id, "product_qty": quantity}
        )
        run.action_confirm()
        return {
            move.product_id.name: (move.product_uom_qty, move.product_uom.name)
            for move in run.move_raw_ids
        }

    def test_quantities_follow_the_size_except_what_every_size_needs_once(self):
        self.assertEqual(self._needs(self.small)["Beeswax"], (1, "kg"))
        self.assertEqual(self._needs(self.middle)["Beeswax"], (2, "kg"))
        self.assertEqual(self._needs(self.large, 20)["Beeswax"], (6, "kg"))
        self.assertEqual(self._needs(self.large, 20)["Jar"], (20, "Units"))

    def test_pieces_do_not_grow_with_the_size_unless_told(self):
        recipe = self._make_recipe(
            self.small,
            [(self.wax, "1 kg"), (self.jar, "10")],
            product_qty=10,
            scale_ids=[(0, 0, {"value_id": self.size8.id, "factor": 2})],
        )
        self.assertEqual(recipe.bom_line_ids.mapped("scales_with_size"), [True, False])
        self.recipe.action_archive()
        self.assertEqual(self._needs(self.middle)["Jar"], (10, "Units"))
        recipe.bom_line_ids[1].scales_with_size = True
        self.assertEqual(self._needs(self.middle)["Jar"], (20, "Units"))
        self.assertFalse(recipe.bom_line_ids[1].size_doubt)
        self.assertTrue(recipe.copy().bom_line_ids[1].scales_with_size)

    def test_the_form_starts_pieces_without_the_size(self):
        view = "maker_mrp.maker_recipe_view_form"
        with Form(self.recipe, view=view) as form, form.bom_line_ids.new() as line:
            self.assertTrue(line.scales_with_size)
            line.product_id = self.jar
            line.entry = "10"
            self.assertFalse(line.scales_with_size)
            line.product_id = self.fragrance
            line.entry = "10 g"
            self.assertTrue(line.scales_with_size)

    def test_old_recipes_are_listed_once_and_nothing_changes_by_itself(self):
        jars = self.recipe.bom_line_ids[1]
        jars.scales_with_size = True
        alone = self._make_recipe(
            self.candle, [(self.jar, "1", {"scales_with_size": True})]
        )
        self.assertEqual(self._sizes_today(), [])
        self.env.flush_all()
        self.env["mrp.bom.line"]._maker_doubt_sizes()
        self.assertTrue(jars.scales_with_size)
        self.assertEqual(self._needs(self.middle)["Jar"], (20, "Units"))
        self.assertIn("30 Units for a batch of 12 oz", self.recipe.size_doubts)
        self.assertFalse(alone.size_doubts)
        self.assertEqual(self._sizes_today(), [f"1: {self.recipe.display_name}"])
        self.recipe.action_maker_pieces_grow()
        self.assertTrue(jars.scales_with_size)
        self.assertEqual(self._sizes_today(), [])

    def test_pieces_in_doubt_are_mended_with_one_click(self):
        jars = self.recipe.bom_line_ids[1]
        jars.scales_with_size = True
        self.env.flush_all()
        self.env["mrp.bom.line"]._maker_doubt_sizes()
        self.recipe.action_maker_pieces_once()
        self.assertFalse(jars.scales_with_size)
        self.assertFalse(self.recipe.size_doubts)
        self.assertEqual(self._needs(self.middle)["Jar"], (10, "Units"))

    def _sizes_today(self):
        """What the set-up check says of them, which opens the recipe itself."""
        self.env.user.group_ids += self.env.ref("maker_mrp.group_manager")
        cards = self.env["maker.today"].get_page()["cards"]
        lines = [
            line
            for card in cards
            if card["key"] == "costs"
            for line in card["lines"]
            if line["label"] == "Pieces that grow with the size"
        ]
        for line in lines:
            self.assertEqual(line["action"]["res_id"], self.recipe.id)
        return [line["value"] for line in lines]

    def test_cost_and_capacity_follow_the_size(self):
        self._put_in_stock(self.wax, 6000)
        self._put_in_stock(self.jar, 1000)
        sizes = self.small | self.middle | self.large
        self.assertEqual(
            [round(cost, 4) for cost in sizes.mapped("recipe_unit_cost")],
            [2.5, 4.5, 6.5],
        )
        self.assertEqual(sizes.mapped("can_make_qty"), [60, 30, 20])
        self.assertAlmostEqual(self.recipe.recipe_unit_cost, 2.5, 4)
        self.middle.action_bom_cost()
        self.assertAlmostEqual(self.middle.standard_price, 4.5, 4)

    def test_extra_line_and_override_for_one_size(self):
        tin = self._make_product("Large tin", self.unit, "material", cost=1)
        handle = self._make_product("Handle", self.unit, "material", cost=1)
        only_large = {"bom_product_template_attribute_value_ids": self.size12.ids}
        self.recipe.bom_line_ids = [
            (
                0,
                0,
                {
                    "product_id": tin.id,
                    "entry": "10",
                    "scales_with_size": False,
                    "replaces_line_id": self.recipe.bom_line_ids[1].id,
                    **only_large,
                },
            ),
            (
                0,
                0,
                {
                    "product_id": handle.id,
                    "entry": "10",
                    "scales_with_size": False,
                    **only_large,
                },
            ),
        ]
        self.assertEqual(set(self._needs(self.small)), {"Beeswax", "Jar"})
        self.assertEqual(
            set(self._needs(self.large)), {"Beeswax", "Large tin", "Handle"}
        )

    def test_a_run_that_changes_size_keeps_set_up_and_steps_right(self):
        line = self.recipe.bom_line_ids[0]
        line.write({"entry": "1000 g"})
        line.write({"setup_qty": 15, "rounding_multiple": 10})
        run = self.env["mrp.production"].create(
            {"product_id": self.middle.id, "product_qty": 10}
        )
        run.action_confirm()
        wax = run.move_raw_ids.filtered(lambda move: move.product_id == self.wax)
        self.assertEqual(wax.product_uom_qty, 2020)
        self.env["change.production.qty"].create(
            {"mo_id": run.id, "product_qty": 20}
        ).change_prod_qty()
        self.assertEqual(wax.product_uom_qty, 4020)

    def test_impossible_factors_are_refused(self):
        with self.assertRaisesRegex(ValidationError, "above zero"):
            self.recipe.scale_ids[0].factor = 0
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self.recipe.scale_ids = [(0, 0, {"value_id": self.size8.id, "factor": 5})]
            self.env.flush_all()

    def test_a_kind_is_guessed_from_the_place_in_a_recipe(self):
        made = self._make_product("Gift set", self.unit, False)
        bought = self._make_product("Ribbon", self.unit, False)
        self._make_recipe(made, [(bought, "1"), (self.small, "1")])
        self.assertEqual((made.maker_kind, bought.maker_kind), ("product", "material"))

    def test_costs_say_which_size_they_are_of(self):
        self.assertEqual(self.recipe.shown_size, "4 oz")
        self.assertEqual(
            self._make_recipe(self.candle, [(self.wax, "1 kg")]).shown_size, ""
        )

    def test_the_sum_of_ingredients_keeps_sizes_apart(self):
        money = self.recipe.currency_id.format
        lid = self._make_product("Large lid", self.unit, "material", cost=1)
        values = {
            "product_id": lid.id,
            "entry": "10",
            "scales_with_size": False,
            "bom_product_template_attribute_value_ids": [(6, 0, self.size12.ids)],
        }
        self.recipe.bom_line_ids = [(0, 0, values)]
        self.assertEqual(
            self.recipe.ingredient_cost,
            f"4 oz: {money(25)} · 8 oz: {money(45)} · 12 oz: {money(75)}",
        )
        form = Form(self.recipe, view=self.env.ref("maker_mrp.maker_recipe_view_form"))
        with form.bom_line_ids.edit(0) as line:
            line.entry = "2 kg"
        self.assertEqual(
            form.ingredient_cost,
            f"4 oz: {money(45)} · 8 oz: {money(85)} · 12 oz: {money(135)}",
        )

    def test_one_sum_of_ingredients_for_one_size(self):
        recipe = self._make_recipe(self.candle, [(self.wax, "1 kg"), (self.jar, "10")])
        self.assertEqual(recipe.ingredient_cost, recipe.currency_id.format(25))
