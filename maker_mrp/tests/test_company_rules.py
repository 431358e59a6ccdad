from odoo.tests import tagged

from ..hooks import _choose_rules
from .common import MakerCommon


@tagged("post_install", "-at_install")
class TestCompanyRules(MakerCommon):
    """Where Maker's rules hold, and who decides that."""

    def setUp(self):
        super().setUp()
        self.company = self.env.company
        self.company.maker_rules = "screens"

    def _forget_history(self):
        self.env.flush_all()
        self.env.cr.execute("UPDATE stock_move SET state = 'draft'")
        self.env.cr.execute("UPDATE mrp_production SET state = 'draft'")
        self.env.cr.execute("DELETE FROM mrp_bom")
        self.env.invalidate_all()

    def test_everywhere_holds_everywhere(self):
        self.company.maker_rules = "everywhere"
        self.assertTrue(self.company._maker_rules_hold())
        self.assertTrue(
            self.company.with_context(maker_screen=False)._maker_rules_hold(),
            "no caller's context switches a rule off",
        )

    def test_makers_screens_switch_rules_on(self):
        self.assertFalse(self.company._maker_rules_hold())
        self.assertTrue(
            self.company.with_context(maker_screen=True)._maker_rules_hold()
        )

    def test_of_two_companies_both_must_want_it(self):
        other = self.env["res.company"].create({"name": "Sister"})
        other.maker_rules = "everywhere"
        self.assertFalse((self.company | other)._maker_rules_hold())

    def test_no_company_means_the_current_one(self):
        self.assertFalse(self.env["res.company"]._maker_rules_hold())
        self.company.maker_rules = "everywhere"
        self.assertTrue(self.env["res.company"]._maker_rules_hold())

    def test_new_company_works_as_the_one_it_is_made_from(self):
        self.assertEqual(
            self.env["res.company"].create({"name": "Sister"}).maker_rules, "screens"
        )
        self.company.maker_rules = "everywhere"
        self.assertEqual(
            self.env["res.company"].create({"name": "Cousin"}).maker_rules, "everywhere"
        )

    def test_installation_on_a_database_with_history(self):
        self.company.maker_rules = "everywhere"
        self._forget_history()
        self._make_recipe(self.candle, [(self.wax, "200 g")])
        _choose_rules(self.env)
        self.assertEqual(self.company.maker_rules, "screens")

    def test_installation_on_an_empty_database(self):
        self.company.maker_rules = "everywhere"
        self._forget_history()
        self.assertFalse(self.env["res.company"]._maker_had_history())
        _choose_rules(self.env)
        self.assertEqual(self.company.maker_rules, "everywhere")

    def test_a_done_move_is_history(self):
        self._forget_history()
        self._put_in_stock(self.wax, 10)
        move = self.env["stock.move"].create(
            {
                "product_id": self.wax.id,
                "product_uom_qty": 1,
                "location_id": self.ref("stock.stock_location_suppliers"),
                "location_dest_id": self.ref("stock.stock_location_customers"),
            }
        )
        move._action_confirm()
        self.assertTrue(self.env["res.company"]._maker_had_history())

    def test_a_reader_of_no_companies_is_bound_as_well(self):
        portal = self.env["res.users"].create(
            {
                "name": "Portal",
                "login": "rules-portal",
                "group_ids": [(6, 0, [self.ref("base.group_portal")])],
            }
        )
        self.company.maker_rules = "everywhere"
        self.env.invalidate_all()
        self.assertTrue(self.company.with_user(portal)._maker_rules_hold())

    def test_a_cost_by_hand_is_kept_to_the_cent_where_odoo_does(self):
        gold = self.env["product.product"].create({"name": "Gold", "is_storable": True})
        values = self.env["product.value"].search([("product_id", "=", gold.id)])
        self.assertFalse(values.filtered("value"))
        gold.standard_price = 0.053
        told = self.env["product.value"].search([("product_id", "=", gold.id)])
        self.assertAlmostEqual((told - values).value, 0.05)
        (told - values).value = 0.061
        self.assertAlmostEqual((told - values).value, 0.06)
        gold.with_context(maker_screen=True).standard_price = 0.0734
        newest = self.env["product.value"].search([("product_id", "=", gold.id)])
        self.assertAlmostEqual((newest - told).value, 0.0734)
