from odoo.tests import HttpCase, tagged


@tagged("post_install", "-at_install")
class TestRecipeTour(HttpCase):
    def test_writing_a_recipe_as_on_paper(self):
        gram = self.env.ref("uom.product_uom_gram")
        self.env["product.template"].create(
            [
                {"name": "Tour candle", "is_storable": True, "maker_kind": "product"},
                {
                    "name": "Tour wax",
                    "is_storable": True,
                    "maker_kind": "material",
                    "uom_id": gram.id,
                },
            ]
        )
        self.start_tour("/odoo/maker-recipes", "maker_write_recipe", login="admin")
        recipe = self.env["mrp.bom"].search(
            [("product_tmpl_id.name", "=", "Tour candle")]
        )
        self.assertEqual(recipe.product_qty, 4)
        self.assertEqual(recipe.bom_line_ids.entry, "1 lb 4 oz")


@tagged("post_install", "-at_install")
class TestRecipePhoneTour(HttpCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_reading_and_writing_a_recipe_on_a_phone(self):
        gram = self.env.ref("uom.product_uom_gram")
        wax, fragrance = self.env["product.product"].create(
            [
                {
                    "name": name,
                    "is_storable": True,
                    "maker_kind": "material",
                    "uom_id": gram.id,
                }
                for name in ("Tour wax", "Tour fragrance")
            ]
        )
        candle = self.env["product.template"].create(
            {"name": "Tour candle", "is_storable": True, "maker_kind": "product"}
        )
        recipe = self.env["mrp.bom"].create(
            {
                "product_tmpl_id": candle.id,
                "bom_line_ids": [(0, 0, {"product_id": wax.id, "entry": "200 g"})],
            }
        )
        self.start_tour(
            f"/odoo/maker-recipes/{recipe.id}",
            "maker_write_recipe_on_a_phone",
            login="admin",
        )
        self.assertEqual(recipe.bom_line_ids.mapped("entry"), ["200 g", "12 g"])
        self.assertEqual(recipe.bom_line_ids.product_id, wax | fragrance)
