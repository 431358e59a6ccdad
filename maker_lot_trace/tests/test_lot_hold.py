from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.maker_mrp.trusted import Trusted

from .common import LotTraceCase


@tagged("post_install", "-at_install")
class TestLotHold(LotTraceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.good = cls._receive(cls.fragrance, 100, "FR-1", "SUP-1")
        cls.bad = cls._receive(cls.fragrance, 50, "FR-2", "SUP-2")

    def test_held_lot_is_not_free(self):
        self.assertEqual(self._free(self.fragrance), 150)
        self.assertEqual(self.fragrance.free_qty, 150)
        self.bad.action_maker_hold("smells of soap")
        self.assertEqual(self._free(self.fragrance), 100)
        self.assertEqual(self.fragrance.free_qty, 100)
        self.assertEqual(self.fragrance.virtual_available, 100)
        self.assertEqual(self.fragrance.qty_available, 150)
        self.assertEqual(
            self.bad.quant_ids.filtered(
                lambda quant: quant.location_id == self.stock
            ).available_quantity,
            0,
        )

    def test_a_held_lot_makes_its_product_run_low(self):
        rule = self.env["stock.warehouse.orderpoint"].create(
            {
                "product_id": self.fragrance.id,
                "location_id": self.stock.id,
                "trigger": "manual",
                "maker_policy": "manual",
                "product_min_qty": 120,
                "product_max_qty": 200,
            }
        )
        low = [("id", "=", rule.id), ("maker_is_low", "=", True)]
        self._delivery(self.fragrance, 20)
        self.assertFalse(rule.search(low))
        self.assertEqual(rule.maker_forecast, self.fragrance.virtual_available)
        self.bad.action_maker_hold("smells of soap")
        rule.invalidate_recordset()
        self.assertEqual(rule.search(low), rule)
        self.assertEqual(rule.maker_forecast, self.fragrance.virtual_available)

    def test_released_lot_is_free_again(self):
        self.bad.action_maker_hold("check")
        self.bad.action_maker_release()
        self.assertEqual(self._free(self.fragrance), 150)
        self.assertEqual(self.fragrance.free_qty, 150)
        self.assertFalse(self.bad.maker_hold_reason)

    def _flush_tracking(self):
        self.env.flush_all()
        self.env.cr.precommit.run()

    def test_hold_and_reason_are_in_the_history(self):
        self._flush_tracking()
        self.bad.action_maker_hold("smells of soap")
        self._flush_tracking()
        values = self.bad.message_ids.tracking_value_ids.mapped("new_value_char")
        self.assertIn("On hold", values)
        self.assertIn("smells of soap", values)

    def test_held_lot_is_not_reserved(self):
        self.good.action_maker_hold("check")
        picking = self._delivery(self.fragrance, 60)
        self.assertEqual(picking.move_line_ids.lot_id, self.bad)
        self.assertEqual(picking.move_ids.quantity, 50)

    def test_what_waits_is_reserved_again_when_a_hold_ends(self):
        first = self._delivery(self.fragrance, 120)
        second = self._delivery(self.fragrance, 60)
        (self.good | self.bad).action_maker_hold("check")
        self.assertFalse((first | second).move_line_ids)
        (self.good | self.bad).action_maker_release()
        self.assertEqual(first.move_ids.state, "assigned")
        self.assertEqual(second.move_ids.quantity, 30)

    def test_a_lot_that_became_ready_is_reserved_for_who_waits(self):
        (self.good | self.bad).ready_date = self._in_days(3)
        picking = self._delivery(self.fragrance, 60)
        self.assertFalse(picking.move_ids.quantity)
        self.good.ready_date = self._in_days(-1)
        self.assertEqual(picking.move_ids.state, "assigned")
        waiting = self._delivery(self.fragrance, 80)
        self.assertEqual(waiting.move_ids.quantity, 40)
        # The date comes by itself, and the daily job notices.
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE stock_lot SET ready_date = %s WHERE id = %s",
            [self._in_days(-1), self.bad.id],
        )
        self.bad.invalidate_recordset()
        self.env["stock.lot"]._cron_maker_lot_dates()
        self.assertEqual(waiting.move_ids.state, "assigned")

    def test_no_reserving_by_itself_where_it_is_switched_off(self):
        picking = self._delivery(self.fragrance, 60)
        (self.good | self.bad).action_maker_hold("check")
        self.env["ir.config_parameter"].sudo().set_param(
            "stock.picking_no_auto_reserve", "1"
        )
        (self.good | self.bad).action_maker_release()
        self.assertFalse(picking.move_ids.quantity)

    def test_lot_not_ready_is_neither_free_nor_reserved(self):
        self.good.ready_date = self._in_days(3)
        later = self.env["stock.quant"]._maker_free_by_product(
            self.fragrance, at=self._in_days(4)
        )
        self.assertEqual(later[self.fragrance.id], 150)
        self.assertEqual(self._free(self.fragrance), 50)
        self.assertEqual(self.fragrance.free_qty, 50)
        picking = self._delivery(self.fragrance, 60)
        self.assertEqual(picking.move_line_ids.lot_id, self.bad)

    def test_lot_past_removal_is_neither_free_nor_reserved(self):
        self.fragrance.use_expiration_date = True
        self.bad.removal_date = self._in_days(-1)
        self.good.removal_date = self._in_days(30)
        self.assertEqual(self._free(self.fragrance), 100)
        self.assertEqual(self.fragrance.free_qty, 100)
        picking = self._delivery(self.fragrance, 120)
        self.assertEqual(picking.move_line_ids.lot_id, self.good)

    def test_delivery_of_held_lot_is_refused_with_the_reason(self):
        picking = self._delivery(self.fragrance, 10, self.bad)
        picking.move_ids.picked = True
        self.bad.action_maker_hold("smells of soap")
        with self.assertRaisesRegex(UserError, "FR-2: on hold .smells of soap."):
            picking.button_validate()
        with self.assertRaisesRegex(UserError, "FR-2: on hold"):
            picking.move_ids._action_done()

    def test_expired_lot_is_refused_without_asking(self):
        self.fragrance.use_expiration_date = True
        self.bad.write(
            {"expiration_date": self._in_days(-1), "removal_date": self._in_days(-2)}
        )
        picking = self._delivery(self.fragrance, 10, self.bad)
        with self.assertRaisesRegex(UserError, "to be removed from stock since"):
            picking.button_validate()

    def test_the_day_a_lot_is_ready_is_one_of_the_company(self):
        company = self.bad.company_id or self.env.company
        company.partner_id.tz = "Asia/Tokyo"
        self.env.user.tz = "America/New_York"
        self.bad.ready_date = "2099-03-01 20:00:00"  # 2 March, 05:00 there
        self.assertIn("03/02/2099", self.bad._maker_unavailable_reason())

    def test_run_with_unready_lot_is_refused(self):
        self.bad.ready_date = self._in_days(3)
        with self.assertRaisesRegex(UserError, "FR-2: not ready before"):
            self._run(self.candle, 1, {self.bad: 10})

    def test_held_lot_may_be_scrapped_returned_and_shelved(self):
        self.bad.action_maker_hold("check")
        self.env["stock.scrap"].create(
            {
                "product_id": self.fragrance.id,
                "lot_id": self.bad.id,
                "scrap_qty": 5,
                "location_id": self.stock.id,
            }
        ).action_validate()
        shelf = self.stock.create({"name": "Quarantine", "location_id": self.stock.id})
        for destination in (shelf, self.suppliers):
            move = self.env["stock.move"].create(
                {
                    "product_id": self.fragrance.id,
                    "product_uom_qty": 5,
                    "location_id": self.stock.id,
                    "location_dest_id": destination.id,
                }
            )
            move._action_confirm()
            move.quantity = 5
            move.move_line_ids.lot_id = self.bad
            move.picked = True
            move._action_done()
            self.assertEqual(move.state, "done")
        self.assertEqual(self.bad.product_qty, 40)

    def test_reserved_stock_is_taken_back_and_replaced(self):
        self.good.action_maker_hold("check")
        picking = self._delivery(self.fragrance, 10)
        self.good.action_maker_release()
        self.assertEqual(picking.move_line_ids.lot_id, self.bad)
        self.bad.action_maker_hold("smells of soap")
        self.assertEqual(picking.move_line_ids.lot_id, self.good)
        self.assertEqual(picking.move_ids.state, "assigned")
        quant = self.bad.quant_ids.filtered(lambda q: q.location_id == self.stock)
        self.assertEqual(quant.reserved_quantity, 0)
        self.assertIn("no longer reserved", picking.message_ids[:1].body)

    def test_stock_in_progress_stays_with_its_run(self):
        run = self._run_from_bench(self.candle, 2, self.fragrance, 100)
        self.assertEqual(run.move_raw_ids.move_line_ids.lot_id, self.good)
        self.good.action_maker_hold("check")
        self.assertEqual(run.move_raw_ids.move_line_ids.lot_id, self.good)
        self.assertIn("may not be used", run.message_ids[:1].body)
        self._set_produced(run, "C-1")
        with self.assertRaisesRegex(UserError, "FR-1: on hold"):
            run.button_mark_done()

    def test_run_started_at_the_bench_takes_other_lots(self):
        self.good.action_maker_hold("check")
        run = self.env["mrp.production"].create(
            {"product_id": self.candle.id, "product_qty": 4}
        )
        run.action_confirm()
        run.action_maker_start()
        self.assertEqual(run.move_raw_ids.move_line_ids.lot_id, self.bad)
        short = self.env["mrp.production"].create(
            {"product_id": self.candle.id, "product_qty": 4}
        )
        short.action_confirm()
        with self.assertRaisesRegex(UserError, "Fragrance"):
            short.action_maker_start()
        self.bad.action_maker_hold("check")
        with self.assertRaisesRegex(UserError, "FR-2: on hold"):
            run.action_maker_finish(4)

    def test_run_logged_late_may_use_what_was_good_then(self):
        self.fragrance.use_expiration_date = True
        run = self._run(self.candle, 1, {self.good: 10}, done=False)
        self.good.removal_date = self._in_days(-1)
        with self.assertRaisesRegex(UserError, "FR-1: to be removed"):
            run.button_mark_done()
        run.with_context(
            maker_date=Trusted(self._in_days(-3)), skip_consumption=True
        ).button_mark_done()
        self.assertEqual(run.state, "done")

    def test_bench_holds_and_manager_releases(self):
        bench = new_test_user(
            self.env, "bench.lots", groups="maker_mrp.group_user", name="Bench"
        )
        picking = self._delivery(self.fragrance, 10)
        self.assertEqual(picking.move_line_ids.lot_id, self.good)
        lot = self.good.with_user(bench)
        lot.action_maker_hold("check")
        self.assertEqual(picking.move_line_ids.lot_id, self.bad)
        for method in (lot.action_maker_release, lot.action_maker_recall):
            with self.assertRaises(AccessError):
                method("done")
        with self.assertRaises(AccessError):
            lot.write({"maker_hold": "free"})

    def test_no_context_makes_a_lot_that_only_a_manager_may(self):
        bench = new_test_user(self.env, "bench.defaults", groups="maker_mrp.group_user")
        lots = self.env["stock.lot"].with_user(bench)
        values = {"name": "FR-3", "product_id": self.fragrance.id}
        for told in (
            {"maker_hold": "recalled"},
            {"maker_hold": "hold"},
            {"maker_stopped_at": "2020-01-01 00:00:00"},
        ):
            defaults = {f"default_{name}": value for name, value in told.items()}
            with self.assertRaises(AccessError), self.cr.savepoint():
                lots.create({**values, **told})
            with self.assertRaises(AccessError), self.cr.savepoint():
                lots.with_context(**defaults).create(values)
        self.assertEqual(lots.create(values).maker_hold, "free")

    def test_what_is_no_hold_is_refused_as_odoo_does(self):
        bench = new_test_user(self.env, "bench.nonsense", groups="maker_mrp.group_user")
        lot = self.good.with_user(bench)
        with self.assertRaisesRegex(ValueError, "Wrong value"):
            lot.write({"maker_hold": "frozen"})
        with self.assertRaisesRegex(ValueError, "Wrong value"):
            lot.create(
                {
                    "name": "FR-4",
                    "product_id": self.fragrance.id,
                    "maker_hold": "frozen",
                }
            )
        with self.assertRaises(AccessError):
            self.bad.action_maker_hold("smells of soap")
            self.bad.with_user(bench).write({"maker_hold": "frozen"})

    def test_hold_wizard_shows_what_is_reserved(self):
        picking = self._delivery(self.fragrance, 10, self.bad)
        action = self.bad.action_maker_open_hold()
        wizard = (
            self.env["maker.lot.hold"]
            .with_context(**action["context"])
            .create({"reason": "smells of soap"})
        )
        self.assertEqual(wizard.reserved_line_ids, picking.move_line_ids)
        wizard.action_apply()
        self.assertEqual(self.bad.maker_hold, "hold")
        self.assertEqual(self.bad.maker_hold_reason, "smells of soap")

    def _noticed(self):
        noticed = []
        Lot = type(self.env["stock.lot"])
        original = Lot._maker_availability_changed

        def changed(lots):
            noticed.append(lots)
            return original(lots)

        self.patch(Lot, "_maker_availability_changed", changed)
        return noticed

    def test_holds_and_dates_are_noticed(self):
        noticed = self._noticed()
        self.bad.action_maker_hold("check")
        self.bad.ready_date = self._in_days(1)
        self.bad.removal_date = self._in_days(9)
        self.bad.note = "nothing to do with availability"
        self.assertEqual(noticed, [self.bad] * 3)
        self.assertEqual(self.bad._maker_availability_changed(), self.fragrance.ids)

    def test_cron_notices_lots_whose_date_passed(self):
        now = fields.Datetime.now()
        self.good.ready_date = now + timedelta(hours=1)
        self.bad.removal_date = now + timedelta(hours=2)
        cron = self.env.ref("maker_lot_trace.lot_dates_cron")
        self.assertTrue(cron.active)
        noticed = self._noticed()
        Lot = self.env["stock.lot"].with_context(lastcall=now)
        Lot._cron_maker_lot_dates()
        self.assertFalse(noticed)
        with patch.object(fields.Datetime, "now", lambda: now + timedelta(minutes=90)):
            Lot._cron_maker_lot_dates()
        self.assertEqual(noticed, [self.good])
        with patch.object(fields.Datetime, "now", lambda: now + timedelta(hours=3)):
            Lot.with_context(
                lastcall=now + timedelta(minutes=90)
            )._cron_maker_lot_dates()
        self.assertEqual(noticed, [self.good, self.bad])
