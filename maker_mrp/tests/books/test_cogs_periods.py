from datetime import date

from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, new_test_user, tagged

from ..common_cogs import CogsCase


@tagged("post_install", "-at_install")
@freeze_time("2026-06-30 12:00:00")
class TestCogsPeriods(CogsCase):
    """Closing a period, and what may still change afterwards."""

    def test_a_closed_period_stands_and_the_next_opens_with_it(self):
        self._buy(self.wax, 10, self.pound, 9.0, 50, 45)
        self._sell(self.wax, 1000, 40)
        self.May.action_close()
        closing = self.May.closing_value
        self.assertEqual(len(self.May.snapshot_ids), 1)
        self.June.action_work_out()
        self.assertAlmostEqual(self.June.opening_value, closing)
        self.assertEqual(self.June.unexplained_value, 0)
        with self.assertRaisesRegex(UserError, "closed"):
            self.May.action_work_out()
        with self.assertRaisesRegex(UserError, "closed"):
            self.May.date_to = date(2026, 5, 30)
        with self.assertRaisesRegex(UserError, "closed"):
            self.May.unlink()

    def test_nothing_can_be_dated_in_a_closed_period(self):
        self._buy(self.wax, 10, self.pound, 9.0, 50, 45)
        self.May.action_close()
        with self.assertRaisesRegex(UserError, "closed period"):
            self.company._maker_check_period_open(date(2026, 5, 31))
        self.company._maker_check_period_open(date(2026, 6, 1))
        with self.assertRaisesRegex(UserError, "closed period"):
            self._move(self.wax, 5, self.stock, self.customers, 35)
        move = self._move(self.wax, 5, self.stock, self.customers, 3)
        with self.assertRaisesRegex(UserError, "closed period"):
            move.date = self._ago(60)
        old = self.May.line_ids.move_id[:1]
        with self.assertRaisesRegex(UserError, "closed period"):
            old.date = self._ago(1)
        with self.assertRaisesRegex(UserError, "closed period"):
            old.move_line_ids.quantity = 1

    def test_a_closed_period_is_to_be_reopened_and_a_lock_date_moved(self):
        self.May.action_close()
        with self.assertRaisesRegex(UserError, "have May 2026 reopened under Books"):
            self.company._maker_check_period_open(date(2026, 5, 20))
        self.company.fiscalyear_lock_date = date(2026, 5, 25)
        with self.assertRaisesRegex(UserError, "have the lock date moved"):
            self.company._maker_check_period_open(date(2026, 5, 20))
        with self.assertRaisesRegex(UserError, "have May 2026 reopened"):
            self.company._maker_check_period_open(date(2026, 5, 28))

    def test_the_first_period_is_the_month_that_is_over_if_stock_moved_in_it(self):
        periods = self.env["maker.cogs.period"]
        periods.search([]).unlink()
        self.assertEqual(periods.new({}).date_from, date(2026, 6, 1))
        self._buy(self.wax, 10, self.pound, 9.0, 50, 45)  # on 16 May
        first = periods.create({})
        self.assertEqual(first.date_from, date(2026, 5, 1))
        self.assertEqual(first.date_to, date(2026, 5, 31))
        self.assertEqual(periods.create({}).date_from, date(2026, 6, 1))

    def test_what_comes_late_for_a_closed_period_shows_up_by_product(self):
        order = self._buy(self.wax, 10, self.pound, 9.0, 50, 45)
        self.May.action_close()
        order.action_create_invoice()
        order.invoice_ids.invoice_date = date(2026, 6, 29)
        order.invoice_ids.invoice_line_ids.price_unit = 12.0
        order.invoice_ids.action_post()
        self.assertAlmostEqual(self.May.closing_value, 90)
        self.June.action_work_out()
        self.assertAlmostEqual(self.June.opening_value, 90)
        self.assertAlmostEqual(self._row(self.June, self.wax).late_value, 30)
        self.assertEqual(self.June.unexplained_value, 0)
        self._assert_tied_out(self.June)

    def test_periods_are_closed_in_order_and_when_they_are_over(self):
        with self.assertRaisesRegex(UserError, "not over yet"):
            self.June.action_close()
        april = self.env["maker.cogs.period"].create(
            {"date_from": date(2026, 4, 1), "date_to": date(2026, 4, 30)}
        )
        with self.assertRaisesRegex(UserError, "Close April 2026 first"):
            self.May.action_close()
        april.action_close()
        self.May.action_close()
        with self.assertRaisesRegex(UserError, "Reopen May 2026 first"):
            april.action_reopen()
        self.May.action_reopen()
        self.assertEqual(self.May.state, "open")
        self.assertFalse(self.May.snapshot_ids)

    def test_every_day_belongs_to_one_period(self):
        following = self.env["maker.cogs.period"].create({})
        self.assertEqual(following.date_from, date(2026, 7, 1))
        self.assertEqual(following.date_to, date(2026, 7, 31))
        with self.assertRaisesRegex(ValidationError, "overlaps"):
            self.env["maker.cogs.period"].create(
                {"date_from": date(2026, 7, 31), "date_to": date(2026, 8, 31)}
            )

    def test_a_manager_works_out_and_closes(self):
        manager = new_test_user(
            self.env,
            "studio_manager",
            groups="maker_mrp.group_manager",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        self._buy(self.wax, 10, self.pound, 9.0, 50, 45)
        self.May.with_user(manager).action_work_out()
        self.May.with_user(manager).action_close()
        self.assertEqual(self.May.closed_by_id, manager)
