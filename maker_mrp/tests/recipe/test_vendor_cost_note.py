from lxml import etree

from odoo.tests import tagged

from ..common_runs import RunCase


@tagged("post_install", "-at_install")
class TestVendorCostNote(RunCase):
    """A material's form says whose price is its cost before anything was received."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.maker_vendor_cost = True
        cls.oil = cls._product("Rose oil", uom_id=cls.gram.id, maker_kind="material")
        cls.vendor = cls.env["res.partner"].create({"name": "Rose farm"})
        cls._offer(cls.oil)

    @classmethod
    def _offer(cls, product):
        cls.env["product.supplierinfo"].create(
            {
                "partner_id": cls.vendor.id,
                "product_tmpl_id": product.product_tmpl_id.id,
                "product_uom_id": cls.env.ref("uom.product_uom_kgm").id,
                "price": 940.0,
            }
        )

    def _note(self):
        self.oil.invalidate_recordset()
        self.oil.product_tmpl_id.invalidate_recordset()
        note = self.oil.product_tmpl_id.maker_vendor_cost_note
        self.assertEqual(note, self.oil.maker_vendor_cost_note)
        return note

    def test_the_vendors_price_is_shown_in_the_unit_of_the_stock(self):
        note = self._note()
        self.assertIn("Rose farm", note)
        self.assertRegex(note, r"0\.94.* / g is taken")
        self.assertIn("until something is received", note)

    def test_where_stock_is_not_valued_so_it_says_that_only_recipes_are(self):
        self.company.maker_vendor_cost = False
        note = self._note()
        self.assertRegex(note, r"Recipes take .*0\.94.* / g: the price of Rose farm")
        self.assertIn("worth nothing", note)

    def test_what_was_counted_at_that_price_says_so(self):
        self.env["stock.quant"].create(
            {
                "product_id": self.oil.id,
                "location_id": self.stock.id,
                "inventory_quantity": 100,
            }
        ).action_apply_inventory()
        self.assertAlmostEqual(self.oil.standard_price, 0.94)
        self.assertIn("price of Rose farm, at which it was counted", self._note())

    def test_a_receipt_or_a_typed_cost_ends_it(self):
        other = self._product("Neroli", uom_id=self.gram.id)
        self._offer(other)
        other.invalidate_recordset()
        self.assertTrue(other.maker_vendor_cost_note)
        other.standard_price = 1.2
        other.invalidate_recordset()
        self.assertFalse(other.maker_vendor_cost_note)
        self._receive(self.oil, 50, price=1.0)
        self.assertFalse(self._note())

    def test_what_is_made_and_what_has_no_vendor_say_nothing(self):
        self.assertFalse(self.wick.maker_vendor_cost_note)
        self._recipe(self.oil, {self.wax: 1})
        self.assertFalse(self._note())

    def test_the_forms_show_it_beside_the_cost(self):
        for model in ("product.template", "product.product"):
            arch = etree.fromstring(self.env[model].get_view(None, "form")["arch"])
            beside = arch.xpath(
                "//div[@name='standard_price_uom']"
                "//field[@name='maker_vendor_cost_note']"
            )
            self.assertTrue(beside, model)
