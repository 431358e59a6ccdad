from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import MakerCommon


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


@tagged("post_install", "-at_install")
class TestWrittenUnits(MakerCommon):
    """What means more than one thing is asked, wherever a quantity is written."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.oil = cls._make_product(
            "Olive oil", cls.milliliter, "material", density=0.92
        )

    def _read(self, product, entry):
        recipe = self._make_recipe(self.candle, [(product, entry)])
        line = recipe.bom_line_ids
        return line.product_qty, line.product_uom_id.name

    def test_spoons_and_tons_are_asked_about(self):
        for entry in ("1/2 t", "1 T"):
            with self.assertRaisesRegex(UserError, "“tsp”, “tbsp”, or “ton”"):
                self._read(self.oil, entry)
        self.assertEqual(self._read(self.oil, "2 Tbs"), (2, "tbsp (US)"))

    def test_ounces_of_a_liquid_are_asked_about(self):
        self.assertEqual(self._read(self.wax, "4 oz"), (4, "oz"))
        with self.assertRaisesRegex(UserError, "“oz wt” or “fl oz”"):
            self._read(self.oil, "4 oz")
        self.assertEqual(self._read(self.oil, "4 fl oz"), (4, "fl oz (US)"))
        grams, uom = self._read(self.oil, "4 oz wt")
        self.assertEqual((round(grams, 1), uom), (123.3, "ml"))

    def test_what_is_said_twice_must_agree(self):
        self.assertEqual(self._read(self.wax, "15 oz. (425 grams)"), (15, "oz"))
        self.assertEqual(self._read(self.oil, "8 oz (237 ml)"), (8, "fl oz (US)"))
        with self.assertRaisesRegex(UserError, "15 oz is not 525 g"):
            self._read(self.wax, "15 oz (525 g)")

    def test_ranges_and_other_kitchens(self):
        with self.assertRaisesRegex(UserError, "a range.*15 or 20"):
            self._read(self.oil, "15-20 drops")
        self.assertEqual(self._read(self.oil, "5 dl"), (500, "ml"))
        self.assertEqual(self._read(self.oil, "75 cl"), (750, "ml"))
        self.assertEqual(self._read(self.oil, "1 pt"), (16, "fl oz (US)"))
        self.assertEqual(self._read(self.jar, "2 Gross (144)")[0], 2)

    def test_a_recipe_read_before_can_be_copied(self):
        recipe = self._make_recipe(self.candle, [(self.oil, "4 oz wt")])
        self.env.cr.execute(
            "UPDATE mrp_bom_line SET entry = '4 oz' WHERE bom_id = %s", [recipe.id]
        )
        recipe.bom_line_ids.invalidate_recordset(["entry"])
        line = recipe.copy().bom_line_ids
        self.assertEqual(line.entry, "4 oz")
        self.assertAlmostEqual(line.product_qty, recipe.bom_line_ids.product_qty)

    def test_the_log_asks_too_and_takes_nothing_odd(self):
        self._put_in_stock(self.oil, 1000)
        self._make_recipe(self.candle, [(self.oil, "100 ml")])
        for entry, words in (
            ("4 oz", "“oz wt” or “fl oz”"),
            ("1 T", "“tsp”"),
            ("10-20 ml", "a range"),
            ("1" + "0" * 10000 + " ml", "too much"),
            ("1 ml\x00", "not a quantity"),
            ("1 \ud800", "not a quantity"),
        ):
            log = self.env["maker.run.log"].new(
                {"product_id": self.candle.id, "quantity": 1}
            )
            line = log.line_ids
            line.entry = entry
            self.assertIn(words, line.entry_error)
            line.entry_error.encode()
            with self.assertRaisesRegex(UserError, words):
                log._check_readable()

    def test_the_unit_that_is_called_so_comes_first(self):
        units = self.env["uom.uom"]
        for typed, meant in {
            "g": self.gram,
            "G": self.gram,
            "ml": self.milliliter,
            "l": self.litre,
            "pound": self.lb,
            "lbs": self.lb,
            "oz": self.oz,
        }.items():
            found = units.name_search(typed)
            self.assertEqual(found[0][0] if found else None, meant.id, typed)
            ids = [uom_id for uom_id, _name in found]
            self.assertEqual(len(set(ids)), len(ids), typed)
        found = units.name_search("g", [("id", "!=", self.gram.id)])
        self.assertNotIn(self.gram.id, [uom_id for uom_id, _name in found])
        self.assertEqual(len(units.name_search("g", limit=1)), 1)
