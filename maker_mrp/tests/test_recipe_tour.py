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
