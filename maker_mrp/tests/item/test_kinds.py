from ast import literal_eval

from odoo.tests import Form, tagged

from ...hooks import (
    _keep_kinds_of_past_moves,
    _write_out_recipe_lines,
)
from ..common import MakerCommon


@tagged("post_install", "-at_install")
class TestKinds(MakerCommon):
    def test_lists_say_what_a_unit_costs_and_how_many_variants_there_are(self):
        self.env.company.currency_id.position = "before"
        wax = self._make_product("Test wax", self.gram, "material")
        wax.write({"standard_price": 0.020944, "default_code": "WAX"})
        size = self.env["product.attribute"].create(
            {"name": "Size", "value_ids": [(0, 0, {"name": n}) for n in ("4", "8")]}
        )
        candle = self.env["product.template"].create(
            {
                "name": "Test candle",
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
        small, large = candle.product_variant_ids
        small.standard_price, large.standard_price = 3.1, 8.25
        symbol = self.env.company.currency_id.symbol
        template = wax.product_tmpl_id
        self.assertEqual(template.maker_sku, "WAX")
        self.assertEqual(template.maker_unit_cost, f"{symbol}\xa00.0209 / g")
        self.assertEqual(candle.maker_sku, "2 variants")
        self.assertEqual(
            candle.maker_unit_cost, f"{symbol}\xa03.10 – {symbol}\xa08.25 / Units"
        )

    def test_products_of_a_running_business_are_sorted_by_their_use(self):
        made = self._make_product("Old candle", self.unit, False)
        blend = self._make_product("Old blend", self.gram, False)
        used = self._make_product("Old wax", self.gram, False)
        resold = self._make_product("Old matchbox", self.unit, False)
        bought = self._make_product("Old tape", self.unit, False)
        known = self._make_product("Known supply", self.unit, "supply")
        self._make_recipe(blend, [(used, "1 kg")])
        self._make_recipe(made, [(blend, "200 g")])
        (made | blend | used).product_tmpl_id.maker_kind = False
        buyer = self.env["res.partner"].create({"name": "Retail buyer"})
        self.env["sale.order"].create(
            {
                "partner_id": buyer.id,
                "order_line": [(0, 0, {"product_id": resold.id})],
            }
        ).action_confirm()
        self.env["product.template"]._maker_sort_by_kind()
        self.assertEqual(
            [p.maker_kind for p in (made, blend, used, resold, bought, known)],
            ["product", "component", "material", "product", False, "supply"],
        )
        action = self.env.ref("maker_mrp.maker_kind_unset_action")
        waiting = self.env["product.template"].search(literal_eval(action.domain))
        self.assertIn(bought.product_tmpl_id, waiting)

    def test_past_moves_and_lines_are_completed_once(self):
        recipe = self._make_recipe(self.candle, [(self.wax, "1 kg")])
        supplier = self.env.ref("stock.stock_location_suppliers")
        move = self.env["stock.move"].create(
            {
                "product_id": self.wax.id,
                "product_uom_qty": 1,
                "location_id": supplier.id,
                "location_dest_id": self.env.ref("stock.stock_location_customers").id,
            }
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE stock_move SET maker_kind = NULL WHERE id = %s", [move.id]
        )
        self.env.cr.execute(
            "UPDATE mrp_bom_line SET entry = NULL WHERE bom_id = %s", [recipe.id]
        )
        self.env.invalidate_all()
        _keep_kinds_of_past_moves(self.env)
        _write_out_recipe_lines(self.env)
        self.assertEqual(move.maker_kind, "material")
        self.assertEqual(recipe.bom_line_ids.entry, "1 kg")

    def test_each_menu_holds_its_kind_and_makes_new_ones_of_it(self):
        for kind in ("material", "component", "product", "supply"):
            action = self.env.ref(f"maker_mrp.maker_{kind}_action")
            self.assertIn(f"'{kind}'", action.domain)
            self.assertIn(f"'default_maker_kind': '{kind}'", action.context)

    def test_the_product_form_follows_the_kind(self):
        view = self.env.ref("product.product_template_only_form_view")
        with Form(self.wax.product_tmpl_id, view=view) as form:
            form.density = 0.96
            form.maker_kind = "product"
            with self.assertRaises(AssertionError):
                form.density = 1
        self.assertEqual(self.wax.density, 0.96)
