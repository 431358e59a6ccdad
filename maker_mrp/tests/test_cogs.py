import io
from datetime import date, timedelta

from openpyxl import load_workbook

from odoo.exceptions import UserError, ValidationError
from odoo.tests import HttpCase, freeze_time, new_test_user, tagged
from odoo.tools import SQL, mute_logger

from .common_books import BooksCase


class CogsCase(BooksCase):
    """May and June of a candle maker; ``now`` is 30 June 2026, noon."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # What other tests' products are worth is none of this story's business.
        cls.company = cls.env["res.company"].create(
            {"name": "Studio", "currency_id": cls.env.company.currency_id.id}
        )
        cls.env.user.company_ids |= cls.company
        cls.env = cls.env(
            context={**cls.env.context, "allowed_company_ids": cls.company.ids}
        )
        for name in ("vendor", "wax", "gram", "pound", "category", "company"):
            setattr(cls, name, getattr(cls, name).with_env(cls.env))
        cls.company.partner_id.tz = "UTC"
        cls.env["account.chart.template"].try_loading(
            "generic_coa", cls.company, install_demo=False
        )
        cls.category.property_cost_method = "average"
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )
        cls.stock = cls.warehouse.lot_stock_id
        cls.lost = cls.env["stock.location"].search(
            [("usage", "=", "inventory"), ("company_id", "=", cls.company.id)], limit=1
        )
        cls.May = cls.env["maker.cogs.period"].create(
            {"date_from": date(2026, 5, 1), "date_to": date(2026, 5, 31)}
        )
        cls.June = cls.env["maker.cogs.period"].create(
            {"date_from": date(2026, 6, 1), "date_to": date(2026, 6, 30)}
        )

    def _sell(self, product, quantity, days_ago, price=10.0):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.vendor.id,
                "order_line": [
                    (
                        0,
                        0,
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity,
                            "price_unit": price,
                        },
                    )
                ],
            }
        )
        order.action_confirm()
        moves = order.picking_ids.move_ids
        moves.quantity = quantity
        moves.picked = True
        order.picking_ids._action_done()
        moves.date = self._ago(days_ago)
        return order

    def _ago(self, days):
        return self.now - timedelta(days=days)

    def _row(self, period, product):
        return period.product_ids.filtered(lambda row: row.product_id == product)

    def _assert_tied_out(self, period):
        signs = self.env["maker.cogs.product"]._value_fields()
        for row in period.product_ids:
            total = sum(sign * row[name] for name, sign in signs.items())
            self.assertAlmostEqual(total, row.closing_value, 6, row.product_id.name)
        self.assertAlmostEqual(period.residual_value, 0)
        sold = period.line_ids.filtered(lambda line: line.kind == "sold")
        self.assertAlmostEqual(sum(sold.mapped("value")), period.sold_value, 2)


@tagged("post_install", "-at_install")
@freeze_time("2026-06-30 12:00:00")
class TestCogs(CogsCase):
    def test_opening_plus_purchases_less_closing_is_what_customers_got(self):
        self._buy(self.wax, 10, self.pound, 9.0, 50, 45)
        self._buy(self.wax, 10, self.pound, 18.0, 20, 15)
        order = self._sell(self.wax, 2000, 5)
        self.June.action_work_out()
        self.assertAlmostEqual(self.June.opening_value, 90)
        self.assertAlmostEqual(self.June.purchase_value, 180)
        cost = 270 / (20 * 453.59237)
        self.assertAlmostEqual(self.June.sold_value, 2000 * cost, 2)
        self.assertAlmostEqual(self.June.closing_value, 270 - 2000 * cost, 2)
        self.assertEqual(self.June.difference_value, 0)
        self.assertEqual(self.June.unexplained_value, 0)
        self._assert_tied_out(self.June)
        line = self.June.line_ids.filtered(lambda line: line.kind == "sold")
        self.assertEqual((line.order_id, line.product_id), (order, self.wax))
        self.assertAlmostEqual(line.quantity, 2000)
        self.assertAlmostEqual(line.unit_cost, cost, 4)

    def test_what_came_back_is_not_sold(self):
        self._buy(self.wax, 10, self.pound, 9.0, 20, 15)
        sold = self._move(self.wax, 1000, self.stock, self.customers, 10)
        self._move(
            self.wax,
            400,
            self.customers,
            self.stock,
            9,
            origin_returned_move_id=sold.id,
        )
        self.June.action_work_out()
        self.assertAlmostEqual(self._row(self.June, self.wax).sold_qty, 600)
        self._assert_tied_out(self.June)

    def test_loss_waste_and_supplies_are_not_cost_of_goods_sold(self):
        self._buy(self.wax, 10, self.pound, 9.0, 20, 15)
        self._move(self.wax, 100, self.stock, self.lost, 5, is_inventory=True)
        scrap = self.env["stock.scrap"].create(
            {"product_id": self.wax.id, "scrap_qty": 50, "location_id": self.stock.id}
        )
        scrap.action_validate()
        used = self.env["stock.location"].create(
            {"name": "Desk", "usage": "production", "maker_role": "supplies"}
        )
        self._move(self.wax, 20, self.stock, used, 3)
        self.June.action_work_out()
        cost = self.wax.standard_price
        self.assertAlmostEqual(self.June.shrinkage_value, 100 * cost, 2)
        self.assertAlmostEqual(self.June.waste_value, 50 * cost, 2)
        self.assertAlmostEqual(self.June.supply_value, 20 * cost, 2)
        self.assertEqual(self.June.sold_value, 0)
        self._assert_tied_out(self.June)
        self.assertIn("waste", self._row(self.June, self.wax).explanation)

    def test_labour_in_runs_is_what_they_added(self):
        self._buy(self.wax, 10, self.pound, 9.0, 20, 15)
        candle = self._product("Candle")
        run = self.env["mrp.production"].create(
            {
                "product_id": candle.id,
                "product_qty": 4,
                "move_raw_ids": [
                    (0, 0, {"product_id": self.wax.id, "product_uom_qty": 800})
                ],
            }
        )
        run.action_confirm()
        run.qty_producing = 4
        run.move_raw_ids.write({"quantity": 800, "picked": True})
        run.extra_cost = 2.5
        run.button_mark_done()
        self._sell(candle, 1, 0)
        self.June.action_work_out()
        self.assertAlmostEqual(self.June.added_value, 10)
        self.assertAlmostEqual(
            self.June.made_value - self.June.used_value, self.June.added_value
        )
        made = self.June.line_ids.filtered(lambda line: line.kind == "made")
        self.assertEqual((made.production_id, made.quantity), (run, 4))
        self.assertEqual(self.June.unexplained_value, 0)
        self._assert_tied_out(self.June)

    def test_a_bill_that_comes_after_the_sale_is_named_as_correction(self):
        order = self._buy(self.wax, 10, self.pound, 9.0, 20, 15)
        self._sell(self.wax, 2267.96, 5)
        order.order_line.qty_received_method = order.order_line.qty_received_method
        order.action_create_invoice()
        bill = order.invoice_ids
        bill.invoice_date = date(2026, 6, 29)
        bill.invoice_line_ids.price_unit = 12.0
        bill.action_post()
        self.June.action_work_out()
        row = self._row(self.June, self.wax)
        self.assertAlmostEqual(row.purchase_value, 120)
        self.assertAlmostEqual(row.sold_value, 45, 1)
        self.assertAlmostEqual(row.correction_value, -15, 1)
        self.assertAlmostEqual(row.closing_value, 60, 1)
        self.assertEqual(row.unexplained_value, 0)
        self._assert_tied_out(self.June)

    def test_a_cost_changed_by_hand_is_a_revaluation(self):
        self._buy(self.wax, 10, self.pound, 9.0, 20, 15)
        before = self.wax.qty_available * self.wax.standard_price
        self.wax.standard_price = 0.05
        self.June.action_work_out()
        row = self._row(self.June, self.wax)
        change = self.wax.qty_available * 0.05 - before
        self.assertAlmostEqual(row.revaluation_value, change, 2)
        self.assertEqual(row.unexplained_value, 0)
        self._assert_tied_out(self.June)

    def test_every_costing_method_agrees_with_odoo(self):
        for method in ("standard", "average", "fifo"):
            category = self.env["product.category"].create(
                {"name": method, "property_cost_method": method}
            )
            item = self._product(
                method, categ_id=category.id, standard_price=1.5, uom_id=self.gram.id
            )
            self._buy(item, 7, self.gram, 1.37, 20, 15)
            self._sell(item, 3, 12)
            self._buy(item, 9, self.gram, 2.11, 10, 8)
            self._sell(item, 8, 4)
            self._move(item, 2, self.stock, self.lost, 2)
            self.June.action_work_out()
            row = self._row(self.June, item)
            self.assertAlmostEqual(row.closing_value, item.total_value, 2, method)
            self.assertEqual(row.unexplained_value, 0, method)
        self._assert_tied_out(self.June)

    def test_lots_valued_one_by_one_keep_their_own_cost(self):
        oil = self._product("Oil", tracking="lot", uom_id=self.gram.id)
        oil.product_tmpl_id.lot_valuated = True
        lots = self.env["stock.lot"].create(
            [{"name": name, "product_id": oil.id} for name in ("A", "B")]
        )
        for lot, price in zip(lots, (2.0, 6.0), strict=True):
            order = self._buy(oil, 10, self.gram, price, 20)
            move = order.picking_ids.move_ids
            move.move_line_ids.unlink()
            move.move_line_ids = [
                (
                    0,
                    0,
                    {
                        **move._prepare_move_line_vals(),
                        "lot_id": lot.id,
                        "quantity": 10,
                    },
                )
            ]
            move.picked = True
            order.picking_ids._action_done()
            move.date = self._ago(15)
        move = self.env["stock.move"].create(
            {
                "product_id": oil.id,
                "product_uom_qty": 4,
                "location_id": self.stock.id,
                "location_dest_id": self.customers.id,
                "move_line_ids": [
                    (
                        0,
                        0,
                        {
                            "product_id": oil.id,
                            "lot_id": lots[1].id,
                            "quantity": 4,
                            "location_id": self.stock.id,
                            "location_dest_id": self.customers.id,
                        },
                    )
                ],
            }
        )
        move.picked = True
        move._action_done()
        self.June.action_work_out()
        row = self._row(self.June, oil)
        self.assertAlmostEqual(row.sold_value, 24)
        self.assertAlmostEqual(row.closing_value, 56)
        self.assertEqual(row.correction_value, 0)
        line = self.June.line_ids.filtered(lambda line: line.kind == "sold")
        self.assertEqual(line.lot_id, lots[1])
        self._assert_tied_out(self.June)

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

    def test_what_changes_a_closed_period_afterwards_shows_up_by_product(self):
        order = self._buy(self.wax, 10, self.pound, 9.0, 50, 45)
        self.May.action_close()
        order.action_create_invoice()
        order.invoice_ids.invoice_date = date(2026, 6, 29)
        order.invoice_ids.invoice_line_ids.price_unit = 12.0
        order.invoice_ids.action_post()
        self.assertAlmostEqual(self.May.closing_value, 90)
        self.June.action_work_out()
        self.assertAlmostEqual(self.June.opening_value, 90)
        self.assertAlmostEqual(self._row(self.June, self.wax).unexplained_value, 30)
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

    def test_the_books_take_the_same_queries_for_many_products(self):
        products = [self._product(f"Bead {number}") for number in range(12)]
        for product in products:
            self._move(product, 5, self.suppliers, self.stock, 10)
        self.June.action_work_out()
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(45):
            self.June.action_work_out()
            self.env.flush_all()

    def test_working_out_again_writes_only_what_differs(self):
        self._buy(self.wax, 10, self.pound, 9.0, 20, 15)
        self._sell(self.wax, 100, 5)
        gone = self._sell(self.wax, 50, 4)
        self.June.action_work_out()
        before = self.June.line_ids
        self.June.action_work_out()
        self.assertEqual(self.June.line_ids, before)
        gone.picking_ids.move_ids.date = "2026-05-30 12:00:00"
        self._sell(self.wax, 20, 2)
        self.June.action_work_out()
        self.assertEqual(len(before & self.June.line_ids), len(before) - 1)
        sold = self.June.line_ids.filtered(lambda line: line.kind == "sold")
        self.assertEqual(sorted(sold.mapped("quantity")), [20, 100])

    def test_another_column_is_a_small_extension(self):
        # As an addon would: a column, where it comes from, and nothing else.
        self.env.cr.execute("ALTER TABLE maker_cogs_line ADD COLUMN city varchar")
        lines = self.env.registry["maker.cogs.line"]
        self.patch(lines, "_extra_columns", lambda _self: {"city": SQL("buyer.city")})
        self.patch(
            lines,
            "_extra_joins",
            lambda _self: SQL(
                "LEFT JOIN res_partner buyer ON buyer.id = sales.partner_id"
            ),
        )
        self.vendor.city = "Bath"
        self._buy(self.wax, 10, self.pound, 9.0, 20, 15)
        self._sell(self.wax, 5, 3)
        self.June.action_work_out()
        self.env.cr.execute(
            "SELECT DISTINCT kind, city FROM maker_cogs_line WHERE period_id = %s",
            [self.June.id],
        )
        self.assertEqual(
            dict(self.env.cr.fetchall()), {"purchase": None, "sold": "Bath"}
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


@tagged("post_install", "-at_install")
@freeze_time("2026-06-30 12:00:00")
class TestCogsExport(CogsCase, HttpCase):
    def test_the_accountant_downloads_workbook_and_moves(self):
        self.wax.name = "=Beeswax"
        self._buy(self.wax, 10, self.pound, 9.0, 20, 15)
        self._sell(self.wax, 2000, 5)
        self.June.action_work_out()
        new_test_user(
            self.env,
            "studio_accountant",
            groups="maker_mrp.group_accountant,base.group_user",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        new_test_user(self.env, "studio_bench", groups="maker_mrp.group_user")
        self.authenticate("studio_accountant", "studio_accountant")
        answer = self.url_open(f"/maker/books/workbook/{self.June.id}")
        self.assertEqual(answer.status_code, 200)
        book = load_workbook(io.BytesIO(answer.content))
        self.assertEqual(book.sheetnames, ["Statement", "Products", "Moves"])
        self.assertEqual(book["Moves"].max_row, 1 + len(self.June.line_ids))
        self.assertIn(
            ("=Beeswax", "s"),
            [(cell.value, cell.data_type) for row in book["Moves"] for cell in row],
        )
        answer = self.url_open(f"/maker/books/moves/{self.June.id}")
        self.assertIn("'=Beeswax", answer.content.decode("utf-8-sig"))
        self.authenticate("studio_bench", "studio_bench")
        with mute_logger("odoo.http"):
            answer = self.url_open(f"/maker/books/workbook/{self.June.id}")
        self.assertNotEqual(answer.status_code, 200)
