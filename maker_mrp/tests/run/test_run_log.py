from datetime import datetime, time, timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL

from ...models.run.run_result import RunEntry
from ..common_runs import RunCase


@tagged("post_install", "-at_install")
class TestRunLog(RunCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.flush_all()
        products = tuple((cls.wax | cls.wick).ids)
        for table, days in (
            ("stock_move_line", 10),
            ("stock_move", 10),
            ("product_value", 20),
        ):
            cls.env.cr.execute(
                SQL(
                    "UPDATE %s SET date = date - %s WHERE product_id IN %s",
                    SQL.identifier(table),
                    timedelta(days=days),
                    products,
                )
            )
        cls.env.invalidate_all()

    def _entry(self, quantity=10, days=0, **values):
        return RunEntry(
            **{
                "product": self.candle,
                "recipe": self.recipe,
                "uom": self.unit,
                "kind": self.warehouse.manu_type_id,
                "moment": fields.Datetime.now() - timedelta(days=days),
                "quantity": quantity,
                **values,
            }
        )

    def _log(self, *entries):
        return self.env["mrp.production"]._maker_log_or_raise(list(entries))

    def test_a_run_is_logged_in_one_step(self):
        run = self._log(self._entry(10))
        self.assertEqual(run.state, "done")
        self.assertEqual(self._free(self.candle), 10)
        self.assertEqual(self._free(self.wax), 18000)
        self.assertAlmostEqual(self.candle.standard_price, 2.5)

    def test_everything_bears_the_date_it_was_made_on(self):
        entry = self._entry(10, days=3)
        run = self._log(entry)
        moment = entry.moment.replace(microsecond=0)
        for move in run.move_raw_ids | run.move_finished_ids:
            self.assertEqual(move.date, moment)
            self.assertEqual(move.move_line_ids.mapped("date"), [moment])
        self.assertEqual(run.date_finished, moment)
        self.assertEqual(run.date_start, moment)
        before = moment - timedelta(days=1)
        self.assertEqual(self.candle.with_context(to_date=before).qty_available, 0)
        self.assertEqual(self.candle.with_context(to_date=moment).qty_available, 10)
        self.assertAlmostEqual(self.candle.standard_price, 2.5)

    def test_journal_entries_bear_the_date_too(self):
        account = self.env["account.account"].create(
            {"name": "Production", "code": "101992", "account_type": "asset_current"}
        )
        self.average.property_valuation = "real_time"
        self.candle.property_stock_production.valuation_account_id = account
        self.company._maker_bench().costs_hour = 30
        before_midnight = datetime.combine(
            fields.Date.today() - timedelta(days=3), time(23, 50)
        )
        run = self._log(self._entry(10, moment=before_midnight, minutes=30))
        day = before_midnight.date()
        self.assertEqual(run._maker_finish_day(), day)
        self.assertAlmostEqual(self.candle.standard_price, 4.0)
        lines = self.env["account.move.line"].search([("account_id", "=", account.id)])
        self.assertEqual(set(lines.mapped("date")), {day})
        self.assertAlmostEqual(sum(lines.mapped("balance")), 0)

    def test_a_date_before_the_materials_arrived_is_refused(self):
        with self.assertRaises(UserError) as caught:
            self._log(self._entry(10, days=15))
        self.assertRegex(str(caught.exception), r"had arrived by \d\d/\d\d/\d{4}, and")
        self.assertIn("Beeswax", str(caught.exception))
        self.assertFalse(self._free(self.candle))

    def test_entries_share_the_same_stock_in_turn(self):
        with self.assertRaises(UserError) as caught:
            self._log(
                self._entry(60, label="Line 1"),
                self._entry(50, label="Line 2"),
                self._entry(10, label="Line 3", days=15),
                self._entry(0, label="Line 4"),
            )
        message = str(caught.exception)
        self.assertNotIn("Line 1", message)
        self.assertIn("Line 2: Beeswax", message)
        self.assertIn("2,000 g missing", message)
        self.assertIn("Line 3", message)
        self.assertIn("Line 4: Say how many", message)

    def test_a_logged_run_in_a_warehouse_that_picks_first_takes_from_stock(self):
        self.warehouse.manufacture_steps = "pbm"
        run = self._log(self._entry(10))
        self.assertEqual(run.state, "done")
        self.assertFalse(run.picking_ids)
        self.assertEqual(self._free(self.wax), 18000)

    def test_an_expired_lot_or_another_lot_is_used_as_told(self):
        oil = self._material("Oil", self.gram, 0.1, 0, tracking="lot")
        lots = [self._lot(oil, name) for name in "AB"]
        for lot in lots:
            self._receive(oil, 100, lot=lot)
        soap = self._product("Soap")
        recipe = self._recipe(soap, {oil: 10})
        run = self._log(
            self._entry(
                5,
                product=soap,
                recipe=recipe,
                consumed={oil.id: {lots[1].id: 50}},
            )
        )
        self.assertEqual(run.move_raw_ids.move_line_ids.lot_id, lots[1])

    def test_logging_buys_and_plans_nothing(self):
        before = self.env["mrp.production"].search_count([])
        self._log(self._entry(10))
        self.assertEqual(self.env["mrp.production"].search_count([]), before + 1)

    def test_undo_of_a_logged_run_puts_materials_back_on_the_shelf(self):
        run = self._log(self._entry(10, days=3))
        run.action_maker_undo()
        self.assertEqual(self._free(self.wax), 20000)
        self.assertEqual(self._free(self.candle), 0)
