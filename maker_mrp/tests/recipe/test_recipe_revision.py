from odoo import Command, api, sql_db
from odoo.exceptions import UserError
from odoo.tests import Form, new_test_user, tagged

from ...models.recipe.mrp_bom_in_use import SUBSTITUTES
from ..common import MakerCommon


@tagged("post_install", "-at_install")
class TestRecipeRevision(MakerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.recipe = cls._make_recipe(
            cls.candle, [(cls.wax, "2 kg"), (cls.jar, "10")], product_qty=10
        )

    def _newest(self):
        return self.recipe.revision_ids.sorted("number")[-1]

    def test_saving_a_changed_recipe_makes_a_revision_with_author_and_difference(self):
        self.assertEqual(self.recipe.revision, 1)
        author = new_test_user(
            self.env, "recipe_author", "maker_mrp.group_manager", name="Recipe author"
        )
        line = self.recipe.bom_line_ids[0]
        self.recipe.with_user(author).write(
            {
                "yield_loss_pct": 2,
                "bom_line_ids": [
                    (1, line.id, {"entry": "2.2 kg"}),
                    (0, 0, {"product_id": self.fragrance.id, "entry": "80 g"}),
                ],
            }
        )
        self.assertEqual(self.recipe.revision, 2)
        newest = self._newest()
        self.assertEqual(newest.user_id, author)
        self.assertIn("Beeswax, Quantity: 2 kg → 2.2 kg", newest.difference)
        self.assertIn("Lavender fragrance added: 80 g", newest.difference)
        self.assertIn("Expected loss of the batch (%): 0 → 2", newest.difference)

    def test_saving_without_a_change_makes_none(self):
        self.recipe.write({"product_qty": 10})
        self.recipe.bom_line_ids[0].write({"entry": "2 kg"})
        self.assertEqual(self.recipe.revision, 1)

    def test_saving_in_another_language_makes_none(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.gram.with_context(lang="fr_FR").name = "gramme"
        self.jar.with_context(lang="fr_FR").name = "Bocal"
        self.recipe.with_context(lang="en_US").yield_loss_pct = 1
        self.assertEqual(self.recipe.revision, 2)
        french = self.recipe.with_context(lang="fr_FR")
        french.write({"product_qty": 10})
        self.assertEqual(self.recipe.revision, 2)
        french.product_qty = 12
        self.assertEqual(self.recipe.revision, 3)
        told = self._newest().difference
        self.assertIn("10 Units → 12 Units", told)
        self.assertEqual(len(told.splitlines()), 1, told)

    def test_one_save_makes_one_revision_whatever_it_changes(self):
        whole = self._make_recipe(
            self.candle,
            [
                (self.wax, "92 %", {"loss_pct": 2}),
                (
                    self.fragrance,
                    "8 %",
                    {"substitute_ids": [(0, 0, {"product_id": self.jar.id})]},
                ),
                (self.jar, "10"),
            ],
            is_formula=True,
            formula_qty=2000,
            labour_minutes=30,
            maker_steps="<p>Melt, stir, pour.</p>",
        )
        self.assertEqual(whole.revision, 1)
        self.assertEqual(whole.labour_minutes, 30)
        with Form(whole, view=self.env.ref("maker_mrp.maker_recipe_view_form")) as form:
            form.formula_qty = 4000
            form.labour_minutes = 45
            with form.bom_line_ids.edit(2) as line:
                line.entry = "20"
            form.product_qty = 20
        self.assertEqual(whole.revision, 2)
        whole.bom_line_ids.write({"loss_pct": 1})
        self.assertEqual(whole.revision, 3)
        (whole.bom_line_ids - whole.bom_line_ids[2]).write({"formula_pct": 50})
        self.assertEqual(whole.revision, 4)

    def test_a_removed_line_and_a_changed_step_are_told(self):
        self.recipe.bom_line_ids[1].unlink()
        self.assertIn("Jar removed, was 10", self._newest().difference)
        self.recipe.labour_minutes = 30
        self.recipe.operation_ids.time_cycle_manual = 45
        self.assertIn("Make, Minutes: 30 → 45", self._newest().difference)

    def test_a_quantity_is_told_once_and_with_its_unit(self):
        self.recipe.bom_line_ids[0].entry = "2.2 kg"
        self.assertEqual(self._newest().difference, "Beeswax, Quantity: 2 kg → 2.2 kg")
        self.recipe.labour_minutes = 35
        self.assertIn("Make added: 35 min", self._newest().difference)
        self.recipe.byproduct_ids = [
            Command.create(
                {
                    "product_id": self.fragrance.id,
                    "product_qty": 3,
                    "product_uom_id": self.gram.id,
                }
            )
        ]
        self.assertEqual(self._newest().difference, "Lavender fragrance added: 3 g")
        self.recipe.product_qty = 12
        self.assertEqual(self._newest().difference, "Batch makes: 10 Units → 12 Units")

    def test_what_others_saw_meanwhile_is_forgotten_when_it_is_saved(self):
        recipes = self.env["mrp.bom"]
        self.env["maker.recipe.substitute"].search([]).unlink()
        self.env.registry.clear_cache()
        line = self.recipe.bom_line_ids[0]
        line.substitute_ids = [Command.create({"product_id": self.jar.id})]
        self.env.registry.clear_cache()
        # another thread of this server, to which nothing of this is there yet
        with sql_db.db_connect(self.env.cr.dbname).cursor() as other:
            elsewhere = recipes.with_env(api.Environment(other, self.env.uid, {}))
            self.assertNotIn(SUBSTITUTES, elsewhere._maker_in_use())
        self.env.cr.postcommit.run()
        self.assertIn(SUBSTITUTES, recipes._maker_in_use())

    def test_the_first_substitute_of_all_is_told(self):
        self.env["maker.recipe.substitute"].search([]).unlink()
        self.env.registry.clear_cache()
        line = self.recipe.bom_line_ids[0]
        line.loss_pct = 1
        line.substitute_ids = [
            Command.create({"product_id": self.fragrance.id, "ratio": 1.5})
        ]
        self.assertEqual(
            self._newest().difference,
            "Beeswax, Substitutes: – → Lavender fragrance × 1.5",
        )

    def test_a_recipe_is_told_from_its_history_not_from_its_number(self):
        self.recipe.bom_line_ids[0].entry = "2.1 kg"
        self.recipe.revision = 7  # as somebody may write over RPC
        self.recipe.bom_line_ids[0].entry = "2.3 kg"
        self.assertEqual(self._newest().number, 3)
        self.assertEqual(
            self._newest().difference, "Beeswax, Quantity: 2.1 kg → 2.3 kg"
        )
        self.assertEqual(self.recipe.revision, 3)

    def test_a_larger_batch_tells_what_each_share_comes_to(self):
        recipe = self._make_recipe(
            self.candle,
            [(self.wax, "92 %"), (self.fragrance, "8 %")],
            is_formula=True,
            formula_qty=1200,
        )
        recipe.formula_qty = 1500
        difference = recipe.revision_ids.sorted("number")[-1].difference
        self.assertIn("Beeswax, Quantity: 1,104 g → 1,380 g", difference)
        self.assertIn("Batch weight: 1,200 g → 1,500 g", difference)

    def test_any_two_can_be_compared(self):
        line = self.recipe.bom_line_ids[0]
        line.entry = "2.1 kg"
        line.entry = "2.3 kg"
        first, _second, third = self.recipe.revision_ids.sorted("number")
        action = self.recipe._maker_compare_action(first, third)
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        self.assertIn("2 kg → 2.3 kg", wizard.difference)
        self.assertIn(self.env.user.name, wizard.old_author)
        wizard.old_id = third
        self.assertIn("the same", wizard.difference)

    def test_a_revision_cannot_be_rewritten(self):
        with self.assertRaisesRegex(UserError, "cannot be changed afterwards"):
            self.recipe.revision_ids.write({"difference": "nothing"})

    def test_a_snapshot_is_untouched_by_later_changes(self):
        snapshot = self.recipe._maker_snapshot()
        self.wax.name = "Renamed wax"
        self.recipe.bom_line_ids[0].entry = "5 kg"
        kept = snapshot["lines"][0]
        self.assertEqual(
            (kept["product"], kept["entry"], kept["quantity"]), ("Beeswax", "2 kg", 2)
        )
        self.assertEqual(snapshot["revision"], 1)

    def test_a_copy_starts_anew(self):
        self.recipe.bom_line_ids[0].entry = "2.1 kg"
        self.assertEqual(self.recipe.copy().revision, 1)

    def test_a_new_recipe_has_no_made_up_name(self):
        self.assertFalse(self.env["mrp.bom"].new({}).display_name)

    def test_writing_a_recipe_on_its_screen(self):
        form = Form(
            self.env["mrp.bom"], view=self.env.ref("maker_mrp.maker_recipe_view_form")
        )
        pillar = self._make_product("Pillar candle", self.unit, "product")
        form.product_tmpl_id = pillar.product_tmpl_id
        form.product_qty = 4
        with form.bom_line_ids.new() as line:
            line.product_id = self.wax
            line.entry = "1 lb 4 oz"
            self.assertEqual(line.batch_need_explained, "20 oz")
            self.assertEqual(line.unit_need, "5 oz")
        recipe = form.save()
        self.assertEqual(recipe.bom_line_ids.entry, "1 lb 4 oz")
        self.assertEqual(recipe.bom_line_ids.product_uom_id, self.oz)
        self.assertEqual(recipe.revision, 1)

    def test_the_bench_reads_recipes_and_their_history(self):
        bench = new_test_user(self.env, "recipe_bench", "maker_mrp.group_user")
        recipe = self.recipe.with_user(bench)
        self.assertTrue(recipe.revision_ids.difference is not None)
        self.assertEqual(recipe.can_make_qty, 0)
        self.assertGreater(recipe.recipe_unit_cost, 0)
        self.assertTrue(recipe.price_table)

    def test_a_run_keeps_the_revision_it_was_confirmed_with(self):
        run = self.env["mrp.production"].create(
            {"product_id": self.candle.id, "product_qty": 20, "bom_id": self.recipe.id}
        )
        run.action_confirm()
        self.recipe.bom_line_ids[0].write({"entry": "2.5 kg", "loss_pct": 2})
        self.assertEqual(self.recipe.revision, 2)
        self.assertEqual(run.recipe_snapshot["recipe"]["revision"], 1)
        self.assertEqual(run.recipe_snapshot["recipe"]["lines"][0]["entry"], "2 kg")
        self.assertEqual(run.recipe_revision_id.number, 1)
        self.assertEqual(run.move_raw_ids[0].product_uom_qty, 4)

    def test_a_run_shows_the_sum_under_each_number(self):
        self.recipe.bom_line_ids[0].write({"loss_pct": 2, "setup_qty": 0.1})
        run = self.env["mrp.production"].create(
            {"product_id": self.candle.id, "product_qty": 40, "bom_id": self.recipe.id}
        )
        run.action_confirm()
        self.assertEqual(run.move_raw_ids[0].maker_need_sum, "2 kg × 4 ÷ 0.98 + 0.1 kg")
