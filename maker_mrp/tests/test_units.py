from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import MakerCommon


@tagged("post_install", "-at_install")
class TestUnits(MakerCommon):
    def test_makers_units_are_active_after_installation(self):
        for uom in (self.lb, self.oz, self.dozen, self.env.ref("uom.product_uom_floz")):
            self.assertTrue(uom.active, uom.name)

    def test_installation_leaves_the_precision_alone(self):
        self.assertEqual(self.env.ref("uom.decimal_product_uom").digits, 2)

    def test_related_units_convert_without_rounding(self):
        grams = self.wax._maker_convert(2.5, self.lb, self.gram)
        self.assertAlmostEqual(grams, 1133.98, 6)

    def test_volume_needs_a_density(self):
        with self.assertRaisesRegex(UserError, "without a density"):
            self.wax._maker_convert(1, self.litre, self.gram)
        grams = self.fragrance._maker_convert(250, self.milliliter, self.gram)
        self.assertAlmostEqual(grams, 225, 6)

    def test_pieces_need_a_weight_per_piece(self):
        with self.assertRaisesRegex(UserError, "weight per piece"):
            self.wax._maker_convert(1, self.unit, self.gram)
        self.wax.piece_weight = 454
        self.assertAlmostEqual(
            self.wax._maker_convert(1, self.dozen, self.gram), 12 * 454, 6
        )

    def test_weight_odoo_knows_counts_for_things_kept_in_pieces(self):
        self.jar.weight = 0.2
        self.assertAlmostEqual(self.jar._maker_convert(1, self.kgm, self.unit), 5, 6)

    def test_unrelated_units_are_refused(self):
        hour = self.env.ref("uom.product_uom_hour")
        with self.assertRaisesRegex(UserError, "different things"):
            self.wax._maker_convert(1, hour, self.gram)

    def test_a_loss_to_rounding_is_refused_with_both_remedies(self):
        oil = self._make_product("Oil kept in lb", self.lb, "material")
        with self.assertRaisesRegex(UserError, "smaller unit.*raise the unit prec"):
            oil._maker_convert(2, self.gram, self.lb)
        self.assertAlmostEqual(
            oil._maker_convert(2, self.gram, self.lb, guard=False), 0.00440924, 6
        )

    def test_a_higher_precision_lifts_the_refusal(self):
        oil = self._make_product("Oil kept in lb", self.lb, "material")
        self.env.ref("uom.decimal_product_uom").digits = 6
        self.assertAlmostEqual(oil._maker_convert(2, self.gram, self.lb), 0.00440924, 6)

    def test_a_move_keeps_the_kind_its_product_had(self):
        stock = self.env["stock.warehouse"].search([], limit=1).lot_stock_id
        supplier = self.env.ref("stock.stock_location_suppliers")
        values = {
            "product_id": self.wax.id,
            "product_uom_qty": 10,
            "product_uom": self.gram.id,
            "location_id": supplier.id,
            "location_dest_id": stock.id,
        }
        done, planned = self.env["stock.move"].create([values, values])
        done._action_confirm()
        done.quantity = 10
        done.picked = True
        done._action_done()
        self.wax.maker_kind = "supply"
        self.assertEqual(done.maker_kind, "material")
        planned._action_confirm()
        self.assertEqual(planned.maker_kind, "supply")
