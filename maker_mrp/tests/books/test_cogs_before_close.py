from lxml import etree

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools.safe_eval import safe_eval

from ..common_cogs import CogsCase


@tagged("post_install", "-at_install")
@freeze_time("2026-06-30 12:00:00")
class TestCogsBeforeClose(CogsCase):
    """What somebody is told before figures are frozen."""

    def _shown(self, period):
        """Whether Close and Reopen would ask first: {name: has a question}."""
        view = self.env.ref("maker_mrp.maker_cogs_period_view_form")
        arch = etree.fromstring(view.arch)
        values = {
            "state": period.state,
            "worked_out_on": period.worked_out_on,
            "obstacle": period.obstacle,
        }
        return {
            node.get("name"): bool(node.get("confirm"))
            for node in arch.xpath("//header/button")
            if node.get("string") in ("Close", "Reopen")
            and not safe_eval(node.get("invisible"), values)
        }

    def test_a_running_month_says_at_once_when_it_can_be_closed(self):
        self.June.action_work_out()
        self.assertEqual(self._shown(self.June), {"action_tell_obstacle": False})
        with self._refused(UserError, "June 2026.*closed from 07/01/2026 on"):
            self.June.action_tell_obstacle()
        with self._refused(UserError, "June 2026.*closed from 07/01/2026 on"):
            self.June.action_close()
        self.assertEqual(self.June.state, "open")

    def test_nothing_stands_in_the_way_of_what_is_not_saved_yet(self):
        self.assertFalse(self.env["maker.cogs.period"].new({}).obstacle)

    def test_what_can_be_closed_asks_first(self):
        self.May.action_work_out()
        self.assertEqual(self._shown(self.May), {"action_close": True})
        self.assertFalse(self.May.action_tell_obstacle())
        self.assertEqual(self.May.state, "open")

    @freeze_time("2026-07-02 12:00:00")
    def test_an_earlier_open_month_is_named_at_once(self):
        self.June.action_work_out()
        with self._refused(UserError, "Close May 2026 first"):
            self.June.action_tell_obstacle()

    @freeze_time("2026-07-02 12:00:00")
    def test_reopening_what_others_build_on_is_refused_at_once(self):
        (self.May | self.June).action_close()
        self.assertEqual(self._shown(self.May), {"action_tell_obstacle": False})
        self.assertEqual(self._shown(self.June), {"action_reopen": True})
        with self._refused(UserError, "Reopen June 2026 first"):
            self.May.action_tell_obstacle()

    def test_goods_in_stock_at_no_cost_are_named(self):
        ribbon, twine = self._product("Ribbon"), self._product("Twine")
        self._buy(self.wax, 10, self.pound, 9.0, 50, 45)
        for product in (ribbon, twine):
            self._move(product, 50, self.lost, self.stock, 40, is_inventory=True)
        self._move(twine, 50, self.stock, self.customers, 5)
        (self.May | self.June).action_work_out()
        self.assertEqual((self.May.free_count, self.June.free_count), (2, 1))
        self.assertIn("Ribbon", self.May.free_names)
        self.assertIn("Twine", self.May.free_names)
        self.assertEqual(self.June.free_names, "Ribbon")
        action = self.June.action_open_free()
        rows = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(rows.product_id, ribbon)
        self.assertEqual(rows.closing_qty, 50)
        self.assertIn("at no cost", action["display_name"])

    def test_stock_that_costs_something_is_not_named(self):
        self._buy(self.wax, 10, self.pound, 9.0, 50, 45)
        self.May.action_work_out()
        self.assertEqual((self.May.free_count, self.May.free_names), (0, ""))
