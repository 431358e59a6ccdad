from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, new_test_user, tagged

from ..common_cogs import CogsCase


@tagged("post_install", "-at_install")
@freeze_time("2026-06-30 12:00:00")
class TestInventoryValue(CogsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = new_test_user(
            cls.env,
            "value_accountant",
            "base.group_user,maker_mrp.group_accountant",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )

    def _page(self, day=date(2026, 6, 30), user=None):
        pages = self.env["maker.inventory.value"]
        return pages.with_user(user or self.accountant).create({"date": day})

    def _value(self, day):
        return self._page(day).value

    def _wax(self):
        """10 lb for 90.00 on the 15th, a third of it sold on the 25th."""
        self._buy(self.wax, 10, self.pound, 9.0, 20, 15)
        self._move(self.wax, 1500, self.stock, self.customers, days_ago=5)

    def test_it_is_what_was_there_that_evening(self):
        self._wax()
        sold = 90 * 1500 / 4535.92
        for day, value in (
            (date(2026, 6, 14), 0),
            (date(2026, 6, 15), 90),
            (date(2026, 6, 24), 90),
            (date(2026, 6, 25), 90 - sold),
            (date(2026, 6, 30), 90 - sold),
        ):
            with self.subTest(day=day):
                self.assertAlmostEqual(self._value(day), value, 2)

    def test_now_it_is_the_periods_closing_and_what_odoo_says(self):
        self._wax()
        self.June.action_work_out()
        page = self._page()
        self.assertAlmostEqual(page.value, self.June.closing_value, 2)
        self.assertAlmostEqual(page.value, self.wax.total_value, 2)
        self.assertAlmostEqual(page.material_value, page.value, 2)
        self.assertFalse(page.notes)

    def test_the_last_day_of_a_closed_period_is_as_it_was_closed(self):
        order = self._buy(self.wax, 10, self.pound, 9.0, 50, 45)
        self.May.action_close()
        order.action_create_invoice()
        bill = order.invoice_ids
        bill.invoice_date = "2026-06-20"
        bill.invoice_line_ids.price_unit = 12.0
        bill.action_post()
        self.assertAlmostEqual(self._value(date(2026, 5, 31)), 90, 2)
        # on the next day what is known by now counts
        self.assertAlmostEqual(self._value(date(2026, 6, 1)), 120, 2)
        self.assertAlmostEqual(self._value(date(2026, 6, 30)), 120, 2)

    def test_a_late_evening_belongs_to_its_day_at_the_company(self):
        self.company.partner_id.tz = "America/New_York"
        order = self._buy(self.wax, 10, self.pound, 9.0, 20, 15)
        order.picking_ids.move_ids.date = "2026-06-11 02:30:00"
        self.assertEqual(self._value(date(2026, 6, 9)), 0)
        self.assertAlmostEqual(self._value(date(2026, 6, 10)), 90, 2)

    def test_lots_with_a_value_of_their_own_have_a_row_each(self):
        oil = self._product("Oil", tracking="lot", lot_valuated=True)
        lots = self.env["stock.lot"].create(
            [{"name": name, "product_id": oil.id} for name in ("A", "B")]
        )
        for lot, price in zip(lots, (2, 6), strict=True):
            order = self._order(oil, 10, price)
            order.picking_ids.move_line_ids.lot_id = lot
            order.picking_ids.move_ids.picked = True
            order.picking_ids.with_context(skip_backorder=True)._action_done()
        rows = self._page().line_ids
        self.assertEqual(
            {row.lot_id: (row.quantity, row.value) for row in rows},
            {lots[0]: (10, 20), lots[1]: (10, 60)},
        )

    def _order(self, product, quantity, price):
        order = self.env["purchase.order"].create(
            {
                "partner_id": self.vendor.id,
                "order_line": [
                    (
                        0,
                        0,
                        {
                            "product_id": product.id,
                            "product_qty": quantity,
                            "price_unit": price,
                        },
                    )
                ],
            }
        )
        order.button_confirm()
        order.picking_ids.move_ids.quantity = quantity
        return order

    def test_what_the_figures_hide_is_said(self):
        self._wax()
        self.wax.active = False
        gift = self._product("Gift box")
        self._move(gift, 3, self.suppliers, self.stock)
        short = self._product("Wick", standard_price=1)
        self._move(short, 2, self.stock, self.customers)
        notes = self._page().notes
        self.assertIn("In stock at no cost: Gift box.", notes)
        self.assertIn("Less than nothing in stock: Wick. Count them.", notes)
        self.assertRegex(notes, r"Archived products are part of it, with .*: Beeswax")

    def test_other_companies_have_no_part_in_it(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.env.user.company_ids |= other
        there = self.env["stock.warehouse"].search([("company_id", "=", other.id)])
        self._wax()
        before = self._value(date(2026, 6, 30))
        wax = self.wax.with_company(other)
        wax.standard_price = 5
        self._move(wax, 100, self.suppliers, there.lot_stock_id, company_id=other.id)
        self.assertAlmostEqual(self._value(date(2026, 6, 30)), before, 2)
        with self.assertRaises(AccessError):
            self._page().company_id = other

    def test_another_day_works_the_page_out_anew(self):
        self._wax()
        page = self._page()
        with Form(page) as form:
            form.date = date(2026, 6, 15)
        self.assertAlmostEqual(page.value, 90, 2)
        self.assertAlmostEqual(sum(page.line_ids.mapped("value")), 90, 2)

    def test_a_day_to_come_is_refused(self):
        with self._refused(ValidationError, "still to come"):
            self._page(date(2026, 7, 1))

    def test_whoever_may_not_see_costs_sees_no_value(self):
        bench = new_test_user(
            self.env, "value_bench", "base.group_user,maker_mrp.group_user"
        )
        pages = self.env["maker.inventory.value"].with_user(bench)
        with self.assertRaises(AccessError):
            pages.action_open()
        with self.assertRaises(AccessError):
            pages.create({})

    def test_nobody_types_a_figure(self):
        self._wax()
        page = self._page()
        with self.assertRaises(UserError):
            page.line_ids[0].value = 1

    def test_the_accountant_opens_it_and_charts_its_rows(self):
        self._wax()
        pages = self.env["maker.inventory.value"].with_user(self.accountant)
        action = pages.action_open()
        page = pages.browse(action["res_id"])
        self.assertAlmostEqual(page.value, page.line_ids.value, 2)
        self.assertEqual(page.display_name, "Inventory value, 06/30/2026")
        rows = page.action_open_lines()
        found = self.env[rows["res_model"]].with_user(self.accountant)
        self.assertEqual(found.search(rows["domain"]), page.line_ids)

    def test_many_products_ask_as_often_as_few(self):
        def count(number):
            for index in range(number):
                product = self._product(f"Jar {number}.{index}", standard_price=1)
                self._move(product, 5, self.suppliers, self.stock, days_ago=3)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._page(date(2026, 6, 30) - timedelta(1))
            return self.env.cr.sql_log_count - before

        count(1)
        few, many = count(2), count(20)
        self.assertLessEqual(many, few + 2)
