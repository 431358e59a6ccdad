from datetime import date, datetime

from odoo.tests import new_test_user, tagged

from .common_books import BooksCase
from .upgrade import make_again


@tagged("post_install", "-at_install")
class TestUpgrade(BooksCase):
    """What an update of a database that runs Maker already leaves as it was."""

    def test_only_who_has_no_history_values_at_vendors_prices(self):
        new = self.env["res.company"].create({"name": "New studio"})
        self._move(self.wax, 5, self.suppliers, self.stock)
        (self.company | new).maker_vendor_cost = True
        make_again(self, "res.company", "maker_vendor_cost", "maker_mrp")
        self.assertFalse(self.company.maker_vendor_cost)
        self.assertTrue(new.maker_vendor_cost)
        self.assertTrue(
            self.env["res.company"].create({"name": "Newer"}).maker_vendor_cost
        )

    def test_a_company_without_a_zone_has_the_one_of_its_people(self):
        admin = self.env.ref("base.user_admin")
        admin.tz = "America/New_York"
        admin.company_ids |= self.company
        evening = datetime(2026, 7, 1, 0, 30)  # 30 June, 20:30 there
        self.company.partner_id.tz = False
        for zone in ("Asia/Tokyo", "UTC"):
            self.env.user.tz = zone if self.env.user != admin else admin.tz
            self.assertEqual(self.company._maker_day(evening), date(2026, 6, 30))
        self.env["res.company"].init()
        self.assertEqual(self.company.partner_id.tz, "America/New_York")
        self.company.partner_id.tz = "Asia/Tokyo"
        self.env["res.company"].init()
        self.assertEqual(self.company.partner_id.tz, "Asia/Tokyo")

    def test_today_asks_for_the_zone_while_there_is_none(self):
        manager = new_test_user(
            self.env, "zones", groups="maker_mrp.group_manager", tz="Asia/Tokyo"
        )
        today = self.env["maker.today"].with_user(manager)
        self.assertFalse(today._card_zone())
        self.company.partner_id.tz = False
        self.assertIn("contact", today._card_zone()["lines"][0]["value"])
