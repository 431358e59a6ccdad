from datetime import date, timedelta
from random import Random

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, freeze_time, new_test_user, tagged

from ..common_books import BooksCase


@tagged("post_install", "-at_install")
@freeze_time("2026-06-30 12:00:00")
class TestSupplies(BooksCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tape = cls._product("Tape", maker_kind="supply")
        cls._buy(cls.tape, 100, cls.tape.uom_id, 3.0, 60, 55)
        cls.bench = new_test_user(cls.env, "bench", groups="maker_mrp.group_user")
        cls.uses = cls.env["maker.supply.use"]

    def _on_hand(self):
        self.tape.invalidate_recordset()
        return self.tape.qty_available

    def _use(self, **values):
        use = self.uses.create({"product_id": self.tape.id, **values})
        use.action_use()
        return use

    def _parcels(self, number, days_ago=0):
        candle = self._product("Candle", standard_price=4)
        for _each in range(number):
            sale = self.env["sale.order"].create(
                {
                    "partner_id": self.vendor.id,
                    "order_line": [
                        Command.create({"product_id": candle.id, "product_uom_qty": 1})
                    ],
                }
            )
            sale.action_confirm()
            sale.picking_ids.move_ids.write({"quantity": 1, "picked": True})
            sale.picking_ids._action_done()
            sale.picking_ids.date_done = self.now - timedelta(days=days_ago)
        return sale

    def _driver(self, per="parcel", quantity=0.5, **values):
        return self.env["maker.supply.driver"].create(
            {
                "product_id": self.tape.id,
                "per": per,
                "quantity": quantity,
                "date_from": date(2026, 6, 1),
                **values,
            }
        )

    def test_the_bench_uses_two_rolls(self):
        form = Form(self.uses.with_user(self.bench))
        form.product_id = self.tape
        form.quantity = 2
        form.note = "For the spring fair"
        use = form.save()
        use.action_use()
        self.assertEqual(self._on_hand(), 98)
        self.assertEqual(use.state, "done")
        self.assertAlmostEqual(use.value, 6)
        place = use.move_ids.location_dest_id
        self.assertEqual((place.usage, place.maker_role), ("production", "supplies"))

    def test_counting_books_what_is_missing(self):
        form = Form(self.uses.with_user(self.bench))
        form.product_id = self.tape
        form.counted = True
        self.assertEqual(form.left_qty, 100)
        form.left_qty = 63
        use = form.save()
        self.assertEqual((use.quantity, use.reason), (37, "count"))
        use.action_use()
        self.assertEqual(self._on_hand(), 63)

    def test_a_driver_keeps_fractions_less_than_the_unit_can_tell(self):
        driver = self._driver(per="market_day", quantity=0.004)
        for day in range(1, 11):
            driver._book([(driver, date(2026, 6, day), 1.0)])
        self.assertAlmostEqual(self._on_hand(), 99.96)
        uses = driver.use_ids.sorted("date")
        self.assertAlmostEqual(sum(uses.mapped("quantity")), 0.04)
        self.assertEqual(set(uses.mapped("state")), {"done"})
        self.assertEqual(sum(uses.mapped("events")), 10)
        # what is taken back was not used; the next event starts from the truth
        uses[1].action_take_back()
        driver._book([(driver, date(2026, 6, 11), 1.0)])
        self.assertAlmostEqual(self._on_hand(), 99.96)

    def test_any_numbers_of_parcels_come_to_their_sum(self):
        random = Random(4)
        driver = self._driver(per="market_day", quantity=0.0137)
        total = 0
        for _time in range(25):
            count = random.randint(-2, 9)
            total += count
            driver._book([(driver, date(2026, 6, random.randint(1, 29)), count)])
            self.assertAlmostEqual(
                self._on_hand(), 100 - total * 0.0137, delta=0.005 + 1e-9
            )

    def test_what_was_used_by_mistake_is_taken_back(self):
        use = self._use(quantity=4)
        use.action_take_back()
        self.assertEqual(self._on_hand(), 100)
        self.assertEqual((use.state, use.value), ("cancel", 0))
        with self.assertRaises(UserError):
            use.unlink()

    def test_an_earlier_day_keeps_its_date(self):
        use = self._use(quantity=1, date=date(2026, 6, 20))
        self.assertEqual(use.move_ids.date.date(), date(2026, 6, 20))

    def test_nonsense_is_refused_all_at_once(self):
        uses = self.uses.create(
            [
                {"product_id": self.tape.id, "quantity": 0},
                {"product_id": self.tape.id, "quantity": 1, "date": "2026-07-01"},
                {"product_id": self.tape.id, "counted": True, "left_qty": -1},
            ]
        )
        with self.assertRaises(UserError) as refused:
            uses.action_use()
        for part in ("how much", "not come yet", "less than nothing"):
            self.assertIn(part, str(refused.exception))
        self.assertEqual(self._on_hand(), 100)
        with self.assertRaisesRegex(ValidationError, "not a supply"):
            self.uses.create({"product_id": self.wax.id, "quantity": 1})

    def test_the_cost_is_an_expense_and_never_cost_of_goods_sold(self):
        self._use(quantity=5)
        period = self.env["maker.cogs.period"].create(
            {"date_from": "2026-06-01", "date_to": "2026-06-30"}
        )
        period.action_work_out()
        row = period.product_ids.filtered(lambda row: row.product_id == self.tape)
        self.assertAlmostEqual(row.supply_value, 15)
        self.assertEqual(row.sold_value, 0)

    def test_what_a_run_takes_of_a_supply_is_not_in_its_cost(self):
        self._buy(self.wax, 10, self.pound, 9.0, 20, 15)
        candle = self._product("Pillar candle")
        run = self.env["mrp.production"].create(
            {
                "product_id": candle.id,
                "product_qty": 4,
                "move_raw_ids": [
                    Command.create({"product_id": self.wax.id, "product_uom_qty": 800}),
                    Command.create({"product_id": self.tape.id, "product_uom_qty": 1}),
                ],
            }
        )
        run.action_confirm()
        run.qty_producing = 4
        for move in run.move_raw_ids:
            move.write({"quantity": move.product_uom_qty, "picked": True})
        run.button_mark_done()
        self.assertAlmostEqual(
            candle.standard_price * 4, 800 * self.wax.standard_price, 2
        )
        tape = run.move_raw_ids.filtered(lambda move: move.product_id == self.tape)
        self.assertEqual(tape.location_dest_id.maker_role, "supplies")

    def test_each_parcel_takes_its_tape_once(self):
        driver = self._driver()
        sale = self._parcels(3)
        driver.action_apply()
        self.assertEqual(self._on_hand(), 98.5)
        driver.action_apply()
        self.assertEqual(self._on_hand(), 98.5)
        self._parcels(1, days_ago=2)
        driver.action_apply()
        self.assertEqual(self._on_hand(), 98)
        late = driver.use_ids.filtered(lambda use: use.date == date(2026, 6, 28))
        self.assertEqual((late.events, late.quantity), (1, 0.5))
        sale.picking_ids.state = "cancel"
        driver.action_apply()
        self.assertEqual(self._on_hand(), 98.5)

    def test_orders_runs_and_market_days_drive_too(self):
        self._driver("order", 0.25)
        run = self._driver("run", 2)
        market = self._driver("market_day", 3)
        self._parcels(2)
        self.env["maker.supply.driver"].search([])._apply()
        self.assertEqual(self._on_hand(), 99.5)
        candle = self._product("Taper")
        made = self.env["mrp.production"].create(
            {"product_id": candle.id, "product_qty": 1}
        )
        made.action_confirm()
        made.qty_producing = 1
        made.button_mark_done()
        run.action_apply()
        self.assertEqual(self._on_hand(), 97.5)
        market.with_user(self.bench).action_market_day()
        self.assertEqual(self._on_hand(), 94.5)

    def test_events_before_the_driver_began_use_nothing(self):
        self._parcels(2, days_ago=5)
        driver = self._driver(date_from=date(2026, 6, 29))
        driver.action_apply()
        self.assertEqual(self._on_hand(), 100)

    def test_a_count_teaches_the_rate(self):
        driver = self._driver(quantity=1)
        self._parcels(4)
        driver.action_apply()
        self.uses.create(
            {"product_id": self.tape.id, "counted": True, "left_qty": 98}
        ).action_use()
        driver.invalidate_recordset()
        self.assertAlmostEqual(driver.suggested_qty, 0.5)
        driver.action_take_suggestion()
        self.assertAlmostEqual(driver.quantity, 0.5)

    def test_nothing_known_suggests_nothing(self):
        with self.assertRaisesRegex(UserError, "count it once"):
            self._driver().action_take_suggestion()

    def test_supplies_run_low_like_anything_else(self):
        rule = self._rule(
            self.tape,
            maker_policy="manual",
            product_min_qty=99,
            product_max_qty=120,
        )
        self._use(quantity=30)
        rule._maker_refresh()
        self.assertTrue(rule.maker_is_low)
        self.assertAlmostEqual(rule.avg_daily_usage * rule.maker_usage_days, 30, 3)

    def test_a_product_that_becomes_a_supply_is_stocked_and_expensed(self):
        twine = self.env["product.product"].create({"name": "Twine"})
        twine.maker_kind = "supply"
        self.assertTrue(twine.is_storable)
        self.assertEqual(twine.property_stock_production.maker_role, "supplies")
        twine.maker_kind = "material"
        self.assertNotEqual(twine.property_stock_production.maker_role, "supplies")

    def test_a_closed_period_is_left_alone(self):
        self._parcels(1, days_ago=5)
        period = self.env["maker.cogs.period"].create(
            {"date_from": "2026-06-01", "date_to": "2026-06-28"}
        )
        period.action_close()
        with self.assertRaisesRegex(UserError, "closed period"):
            self._use(quantity=1, date=date(2026, 6, 20))
        self._driver().action_apply()
        self.assertEqual(self._on_hand(), 100)
