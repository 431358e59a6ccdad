from datetime import date, datetime
from random import Random

from freezegun import freeze_time as at

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged

from ..common_cogs import CogsCase


@tagged("post_install", "-at_install")
@freeze_time("2026-06-30 12:00:00")
class TestCogsLate(CogsCase):
    """What is recorded after a close counts in the open period, and is named."""

    def _bill(self, order, price, day):
        order.action_create_invoice()
        bill = order.invoice_ids[-1:]
        bill.invoice_date = bill.date = day
        bill.invoice_line_ids.price_unit = price
        bill.action_post()
        return bill

    def _thousand(self, **values):
        oil = self._product("Oil", uom_id=self.gram.id, **values)
        return oil, self._buy(oil, 1000, self.gram, 0.10, 50, 45)

    def test_a_bill_after_the_close_counts_in_the_open_period(self):
        oil, order = self._thousand()
        self.May.action_close()
        self.assertAlmostEqual(self.May.closing_value, 100)
        self._bill(order, 0.14, date(2026, 6, 5))
        self._sell(oil, 120, 5)
        self.June.action_work_out()
        row = self._row(self.June, oil)
        self.assertAlmostEqual(row.opening_value, 100)
        self.assertAlmostEqual(row.late_value, 40)
        self.assertEqual(row.runs_value, 0)
        self.assertAlmostEqual(self.June.late_value, 40)
        self.assertAlmostEqual(self.June.purchase_value, 0)
        self.assertAlmostEqual(self.June.sold_value, 16.80)
        self.assertAlmostEqual(self.June.gone_value, 16.80)
        self.assertAlmostEqual(row.closing_value, 123.20)
        self.assertAlmostEqual(oil.total_value, 123.20)
        self.assertEqual(self.June.unexplained_value, 0)
        self.assertEqual(self.June.residual_value, 0)
        self.assertIn("late for closed periods", row.explanation)
        self._assert_tied_out(self.June)
        self.assertAlmostEqual(self.May.closing_value, 100)
        self.assertEqual(
            self.env["maker.cogs.product"].search(
                self.June.action_open_products("late_value")["domain"]
            ),
            row,
        )

    def test_what_had_left_before_the_bill_came_is_a_correction(self):
        oil, order = self._thousand()
        self._sell(oil, 300, 40)
        self.May.action_close()
        self._bill(order, 0.14, date(2026, 6, 5))
        self.June.action_work_out()
        row = self._row(self.June, oil)
        self.assertAlmostEqual(row.opening_value, 70)
        self.assertAlmostEqual(row.late_value, 40)
        self.assertAlmostEqual(row.correction_value, -12)
        self.assertAlmostEqual(row.closing_value, 98)
        self.assertAlmostEqual(oil.total_value, 98)
        self.assertEqual(self.June.unexplained_value, 0)
        self._assert_tied_out(self.June)

    def test_it_is_told_once_though_several_periods_are_open(self):
        oil, order = self._thousand()
        self.May.action_close()
        self._bill(order, 0.14, date(2026, 6, 5))
        with at("2026-08-03 12:00:00"):
            july = self.env["maker.cogs.period"].create({})
            (self.June | july).action_work_out()
            self.assertAlmostEqual(self.June.late_value, 40)
            self.assertEqual(july.late_value, 0)
            self.assertAlmostEqual(july.opening_value, self.June.closing_value)
            self.June.action_close()
            july.action_work_out()
            self.assertEqual(july.late_value, 0)
            self.assertAlmostEqual(july.opening_value, 140)
            july.action_close()
        self._assert_tied_out(self.June)
        self._assert_tied_out(july)
        self.assertEqual(oil.uom_id, self.gram)

    def test_every_method_and_lots_end_at_what_odoo_says(self):
        random = Random(8)
        items = []
        for method in ("standard", "average", "fifo"):
            category = self.env["product.category"].create(
                {"name": method, "property_cost_method": method}
            )
            item = self._product(
                method, categ_id=category.id, standard_price=1.5, uom_id=self.gram.id
            )
            orders = [
                self._buy(item, random.randint(5, 9), self.gram, 1.37, 50, ago)
                for ago in (44, 40)
            ]
            self._sell(item, 6, 38)
            items.append((item, orders))
        self.May.action_close()
        for item, orders in items:
            for order in orders:
                self._bill(order, round(random.uniform(1, 3), 2), date(2026, 6, 5))
            self._buy(item, 4, self.gram, 2.11, 10, 8)
            self._sell(item, 5, 4)
        self.June.action_work_out()
        for item, _orders in items:
            row = self._row(self.June, item)
            self.assertAlmostEqual(row.closing_value, item.total_value, 2, item.name)
            self.assertEqual(row.unexplained_value, 0, item.name)
        self.assertNotEqual(self.June.late_value, 0)
        self.assertEqual(self.June.residual_value, 0)
        self._assert_tied_out(self.June)

    def test_a_bill_dated_in_a_closed_month_is_refused_with_the_way_out(self):
        _oil, order = self._thousand()
        self.May.action_close()
        order.action_create_invoice()
        bill = order.invoice_ids
        bill.invoice_date = bill.date = date(2026, 5, 20)
        with self._refused(UserError, "06/01/2026 or later"):
            bill.action_post()
        bill.date = date(2026, 6, 1)
        bill.action_post()
        self.assertEqual(bill.invoice_date, date(2026, 5, 20))

    def test_a_close_of_before_this_was_kept_opens_with_what_it_froze(self):
        oil, _order = self._thousand()
        self.May.action_close()
        for row in self.May.snapshot_ids:
            holding = {**row.holding, "value": "90"}  # as it was worked out then
            del holding["recorded"]
            row.holding = holding
        self.June.action_work_out()
        self.assertEqual(self.June.late_value, 0)
        self.assertAlmostEqual(self._row(self.June, oil).opening_value, 90)
        # the gap is not hidden: it stands where the books are compared with Odoo's
        self.assertAlmostEqual(self.June.unexplained_value, 10)
        self._assert_tied_out(self.June)


@tagged("post_install", "-at_install")
@freeze_time("2026-06-30 12:00:00")
class TestCogsClosed(CogsCase):
    """A closed period is closed, and periods follow one another."""

    def _manager(self):
        return new_test_user(
            self.env,
            "books_manager",
            groups="maker_mrp.group_manager",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )

    def test_figures_and_state_are_nobodys_to_write(self):
        self._buy(self.wax, 10, self.pound, 9.0, 50, 45)
        self.May.action_close()
        manager = self._manager()
        may, june = self.May.with_user(manager), self.June.with_user(manager)
        for period in (may, june):
            for vals in (
                {"closing_value": 1.0},
                {"state": "open"},
                {"state": "closed"},
                {"worked_out_on": datetime(2026, 1, 1)},
                {"closed_by_id": manager.id},
                {"line_ids": [(5, 0, 0)]},
                {"snapshot_ids": [(5, 0, 0)]},
                {"product_ids": [(5, 0, 0)]},
            ):
                with self._refused(UserError, "cannot be typed"):
                    period.write(vals)
        for vals in (
            {"date_to": date(2026, 5, 30)},
            {"name": "Spring"},
            {"company_id": self.company.id},
        ):
            with self._refused(UserError, "closed"):
                may.write(vals)
        with self._refused(UserError, "cannot be typed"):
            june.create(
                {
                    "date_from": date(2026, 7, 1),
                    "date_to": date(2026, 7, 31),
                    "state": "closed",
                }
            )
        with self._refused(UserError, "closed"):
            may.unlink()
        for name in ("line", "product", "snapshot"):
            rows = june.env[f"maker.cogs.{name}"].search(
                [("period_id", "=", may.id)], limit=1
            )
            self.assertTrue(rows)
            with self.assertRaises(AccessError):
                rows.write({"value" if name != "product" else "closing_value": 1.0})
            with self.assertRaises(AccessError):
                rows.unlink()
            with self.assertRaises(AccessError):
                rows.create({"period_id": may.id})
        self.assertEqual(self.May.state, "closed")
        june.name = "June, counted by two"  # what is typed may be typed
        question = "Who counted the wax?"
        may.message_post(body=question)

    def test_reopening_leaves_a_trace_and_takes_the_right(self):
        self._buy(self.wax, 10, self.pound, 9.0, 50, 45)
        manager = self._manager()
        self.May.with_user(manager).action_close()
        accountant = new_test_user(
            self.env,
            "books_accountant",
            groups="maker_mrp.group_accountant",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        for name in ("action_reopen", "action_close", "action_work_out"):
            with self.assertRaises(AccessError):
                getattr(self.June.with_user(accountant), name)()
        self.May.with_user(manager).action_reopen()
        self.assertEqual(self.May.state, "open")
        trace = "".join(self.May.message_ids.mapped(lambda note: str(note.body)))
        self.assertIn("Reopened by", trace)
        self.assertIn("90.00", trace)
        with self._refused(UserError, "open already"):
            self.May.with_user(manager).action_reopen()

    def test_periods_follow_one_another(self):
        periods = self.env["maker.cogs.period"]
        with self._refused(UserError, "belong to no period"):
            periods.create(
                {"date_from": date(2026, 8, 1), "date_to": date(2026, 8, 31)}
            )
        with self._refused(UserError, "belong to no period"):
            self.June.date_from = date(2026, 6, 2)
        july = periods.create({})
        with self._refused(UserError, "between"):
            self.June.unlink()
        july.unlink()
        self.June.unlink()
        self.May.action_close()
        with self._refused(UserError, "opening inventory"):
            periods.create(
                {"date_from": date(2026, 4, 1), "date_to": date(2026, 4, 30)}
            )

    def test_a_gap_of_before_is_told_and_not_closed_over(self):
        self.June.flush_recordset()
        self.env.cr.execute(
            "UPDATE maker_cogs_period SET date_from = '2026-06-10' WHERE id = %s",
            [self.June.id],
        )
        self.June.invalidate_recordset()
        self.May.action_close()
        self.assertIn("belong to no period", self.June.warnings)
        with at("2026-07-02 12:00:00"), self._refused(UserError, "no period"):
            self.June.action_close()
        self.June.date_from = date(2026, 6, 1)
        self.assertFalse(self.June.warnings)

    def test_missing_months_are_made_and_not_skipped(self):
        with at("2026-09-15 12:00:00"):
            self.env["maker.cogs.period"]._ensure_current()
        found = self.env["maker.cogs.period"].search(
            [("company_id", "=", self.company.id)], order="date_from"
        )
        self.assertEqual([one.date_from.month for one in found], [5, 6, 7, 8, 9])

    def test_what_is_done_in_the_future_is_said(self):
        self._buy(self.wax, 10, self.pound, 9.0, 20, 15)
        move = self._move(self.wax, 100, self.stock, self.customers)
        self.assertFalse(self.June.warnings)
        move.date = datetime(2026, 7, 20, 12)
        self.June.invalidate_recordset()
        self.assertIn("dated in the future", self.June.warnings)
        found = self._move(self.wax, 100, self.suppliers, self.stock)
        found.date = datetime(2026, 7, 20, 12)
        found.value, move.value = 30, 20
        self.June.invalidate_recordset()
        self.assertIn("30.00 come in", self.June.warnings)
        self.assertIn("20.00 go out", self.June.warnings)


@tagged("post_install", "-at_install")
@freeze_time("2026-10-05 12:00:00")
class TestCompanyDays(CogsCase):
    """A day is a day of the company, in periods and in locks alike."""

    now = datetime(2026, 10, 5, 12)

    def _close_september(self, zone):
        self.company.partner_id.tz = zone
        self._buy(self.wax, 10, self.pound, 9.0, 50, 45)
        (self.May | self.June).unlink()
        september = self.env["maker.cogs.period"].create(
            {"date_from": date(2026, 9, 1), "date_to": date(2026, 9, 30)}
        )
        september.action_close()
        return september

    def _deliver(self, moment):
        move = self._move(self.wax, 10, self.stock, self.customers)
        move.date = moment
        return move

    def test_the_last_evening_in_new_york_is_closed(self):
        self._close_september("America/New_York")
        evening = datetime(2026, 10, 1, 2, 30)  # 30 September, 22:30
        with self._refused(UserError, "closed period"):
            self._deliver(evening)
        self._deliver(datetime(2026, 10, 1, 4, 0))

    def test_the_first_morning_in_tokyo_is_open(self):
        self._close_september("Asia/Tokyo")
        self._deliver(datetime(2026, 9, 30, 23, 30))  # 1 October, 08:30
        with self._refused(UserError, "closed period"):
            self._deliver(datetime(2026, 9, 30, 14, 30))
        october = self.env["maker.cogs.period"].create({})
        october.action_work_out()
        self.assertEqual(len(october.line_ids), 1)

    def test_a_zone_changed_after_a_close_is_told_on_the_period(self):
        september = self._close_september("America/New_York")
        self.company.partner_id.tz = "Asia/Tokyo"
        note = str(september.message_ids[0].body)
        self.assertIn("Asia/Tokyo now and was America/New_York", note)

    def test_a_vendors_price_begins_on_a_day_of_the_company(self):
        self.company.partner_id.tz = "Asia/Tokyo"
        self.env.user.tz = "America/New_York"
        oil = self._product("Oil")
        self.env["product.supplierinfo"].create(
            {
                "partner_id": self.vendor.id,
                "product_tmpl_id": oil.product_tmpl_id.id,
                "price": 4,
                "date_start": date(2026, 10, 6),
            }
        )
        with at("2026-10-05 18:00:00"):  # 6 October, 03:00 there
            self.assertEqual(oil._maker_vendor_costs(), {oil.id: 4})

    def test_a_bare_day_is_a_day_of_the_company(self):
        runs = self.env["mrp.production"]
        self.company.partner_id.tz = "Asia/Tokyo"
        with at("2026-09-30 23:30:00"):  # 1 October, 08:30 there
            moment = runs._maker_moment(date(2026, 10, 1))
            self.assertEqual(moment, datetime(2026, 9, 30, 23, 30))
            self.assertFalse(self.company._maker_moment_errors(moment))
            self.assertEqual(self.company._maker_today(), date(2026, 10, 1))
            self.assertEqual(
                self.env["maker.supply.use"].new({}).date, date(2026, 10, 1)
            )
        noon = runs._maker_moment("2026-09-20")
        self.assertEqual(noon, datetime(2026, 9, 20, 3))
        self.assertEqual(
            self.env["stock.move"]
            ._maker_dated(datetime(2026, 9, 30, 23, 30), self.company)
            .env.context["force_period_date"],
            date(2026, 10, 1),
        )
