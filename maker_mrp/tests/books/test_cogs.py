from datetime import date

from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from ..common_cogs import CogsCase


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

    def test_what_is_counted_first_is_opening_stock(self):
        with freeze_time("2026-01-02"):
            self.wax.standard_price = 0.02
        shelves = self.env["stock.location"].create(
            [
                {"name": name, "location_id": self.stock.id}
                for name in ("Shelf A", "Shelf B")
            ]
        )
        self._move(self.wax, 1500, self.lost, shelves[0], 20, is_inventory=True)
        self._move(self.wax, 500, self.lost, shelves[1], 19.9, is_inventory=True)
        self._move(self.wax, 100, self.lost, shelves[1], 10, is_inventory=True)
        self.June.action_work_out()
        self.assertAlmostEqual(self.June.counted_value, 40)
        self.assertAlmostEqual(self.June.shrinkage_value, -2)
        self.assertAlmostEqual(self.June.closing_value, 42)
        self.assertEqual(self.June.unexplained_value, 0)
        self._assert_tied_out(self.June)
        first = self.June.line_ids.filtered(lambda line: line.kind == "opening")
        self.assertEqual(sum(first.mapped("quantity")), 2000)
        row = self._row(self.June, self.wax)
        self.assertAlmostEqual(row.runs_value, 2)

    def test_the_columns_shown_add_up_to_the_closing(self):
        self._buy(self.wax, 10, self.pound, 9.0, 20, 15)
        self._sell(self.wax, 2000, 5)
        used = self.env["stock.location"].create(
            {"name": "Desk", "usage": "production", "maker_role": "supplies"}
        )
        self._move(self.wax, 20, self.stock, used, 3)
        self._move(self.wax, 100, self.stock, self.lost, 2, is_inventory=True)
        self.June.action_work_out()
        row = self._row(self.June, self.wax)
        came = row.opening_value + row.counted_value + row.purchase_value
        short = came - row.sold_value + row.runs_value
        self.assertAlmostEqual(short, row.closing_value)
        long = came - row.sold_value + row.made_value - row.used_value
        long += row.correction_value - row.waste_value - row.shrinkage_value
        self.assertAlmostEqual(long + row.remaining_value, row.closing_value)

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

    def test_what_a_lot_costs_today_changes_nothing_recorded_of_others(self):
        oil, (first, second) = self._two_lots()
        self._move_lots(oil, {first: 4, second: 4})
        ledger = self.env["maker.cogs.ledger"]
        before = ledger._digests(self.company, self.now)
        bill = oil.stock_move_ids.purchase_line_id.order_id.sorted("id")[0]
        bill.action_create_invoice()
        bill.invoice_ids.invoice_date = bill.invoice_ids.date = self.now.date()
        bill.invoice_ids.invoice_line_ids.price_unit = 3
        bill.invoice_ids.action_post()
        self.assertAlmostEqual(first.standard_price, 3)
        after = ledger._digests(self.company, self.now)
        self.assertEqual(before[oil.id, second.id], after[oil.id, second.id])
        gained = [float(each[oil.id, first.id]["value"]) for each in (before, after)]
        self.assertAlmostEqual(gained[1] - gained[0], 10)

    def _two_lots(self):
        """Oil valued by lot: ten of A at 2.00, ten of B at 6.00."""
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
        return oil, lots

    def _move_lots(self, product, quantities):
        move = self.env["stock.move"].create(
            {
                "product_id": product.id,
                "product_uom_qty": sum(quantities.values()),
                "location_id": self.stock.id,
                "location_dest_id": self.customers.id,
                "move_line_ids": [
                    (
                        0,
                        0,
                        {
                            "product_id": product.id,
                            "lot_id": lot.id,
                            "quantity": quantity,
                            "location_id": self.stock.id,
                            "location_dest_id": self.customers.id,
                        },
                    )
                    for lot, quantity in quantities.items()
                ],
            }
        )
        move.picked = True
        move._action_done()
        return move

    def test_lots_valued_one_by_one_keep_their_own_cost(self):
        oil, lots = self._two_lots()
        self._move_lots(oil, {lots[1]: 4})
        self.June.action_work_out()
        row = self._row(self.June, oil)
        self.assertAlmostEqual(row.sold_value, 24)
        self.assertAlmostEqual(row.closing_value, 56)
        self.assertEqual(row.correction_value, 0)
        line = self.June.line_ids.filtered(lambda line: line.kind == "sold")
        self.assertEqual(line.lot_id, lots[1])
        self._assert_tied_out(self.June)

    def test_lots_that_leave_together_keep_their_own_cost(self):
        oil, lots = self._two_lots()
        move = self._move_lots(oil, dict.fromkeys(lots, 10))
        self.assertAlmostEqual(move.value, 80)
        self.June.action_work_out()
        sold = self.June.line_ids.filtered(lambda line: line.kind == "sold")
        self.assertEqual(
            {line.lot_id: round(line.value, 2) for line in sold},
            {lots[0]: 20, lots[1]: 60},
        )
        row = self._row(self.June, oil)
        self.assertEqual((row.correction_value, row.closing_value), (0, 0))
        self._assert_tied_out(self.June)

    def test_stock_of_archived_products_is_shown_and_said(self):
        self._buy(self.wax, 10, self.pound, 9.0, 20, 15)
        self.wax.active = False
        self.June.action_work_out()
        self.assertAlmostEqual(self.June.closing_value, 90)
        self.assertEqual(self.June.unexplained_value, 0)
        self.assertIn("archived products (Beeswax)", self.June.warnings)

    def test_what_is_taken_apart_was_made_less(self):
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
        run.button_mark_done()
        self.env["mrp.unbuild"].create(
            {"product_id": candle.id, "mo_id": run.id, "product_qty": 3}
        ).action_unbuild()
        self.June.action_work_out()
        lines = self.June.line_ids.sorted("move_id")
        self.assertEqual(
            [(line.product_id, line.kind, line.quantity) for line in lines[-4:]],
            [
                (self.wax, "used", 800),
                (candle, "made", 4),
                (candle, "made", -3),
                (self.wax, "used", -600),
            ],
        )
        self._assert_tied_out(self.June)

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
