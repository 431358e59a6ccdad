from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import LotTraceCase


@tagged("post_install", "-at_install")
class TestOdooScreens(LotTraceCase):
    """Lots where Maker's rules hold in Maker's screens only."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.maker_rules = "screens"
        cls.old = cls._receive(cls.fragrance, 100, "FR-1")
        cls.fragrance.use_expiration_date = True
        day = timedelta(days=1)
        cls.old.write(
            {
                "expiration_date": fields.Datetime.now() - day,
                "removal_date": fields.Datetime.now() - 2 * day,
            }
        )

    def _delivery_of_old(self):
        picking = self._delivery(self.fragrance, 10, self.old)
        picking.move_ids.picked = True
        return picking

    def test_odoo_asks_about_an_expired_lot_and_is_answered(self):
        picking = self._delivery_of_old()
        question = picking.button_validate()
        self.assertEqual(question["res_model"], "expiry.picking.confirmation")
        picking.with_context(skip_expired=True).button_validate()
        self.assertEqual(picking.state, "done")

    def test_everywhere_an_expired_lot_is_refused(self):
        picking = self._delivery_of_old()
        self.env.company.maker_rules = "everywhere"
        with self.assertRaisesRegex(UserError, "to be removed from stock since"):
            picking.with_context(skip_expired=True).button_validate()

    def test_a_run_in_odoos_screen_may_use_it_and_in_makers_not(self):
        run = self._run(self.candle, 1, {self.old: 10}, "C-1", done=False)
        run.with_context(skip_expired=True).button_mark_done()
        self.assertEqual(run.state, "done")
        log = self.env["maker.run.log"].create(
            {"product_id": self.candle.id, "quantity": 1}
        )
        with self.assertRaises(UserError):
            log.action_log()

    def test_what_a_person_stopped_is_stopped_everywhere(self):
        self.old.action_maker_hold("smells of soap")
        with self.assertRaisesRegex(UserError, "on hold"):
            self._delivery_of_old().with_context(skip_expired=True).button_validate()
        self.old.action_maker_release()
        later = fields.Datetime.now() + timedelta(days=1)
        self.old.write({"ready_date": later, "removal_date": later})
        with self.assertRaisesRegex(UserError, "not ready before"):
            self._delivery_of_old().with_context(skip_expired=True).button_validate()

    def test_a_passed_date_frees_reservations_where_the_rules_hold(self):
        later = fields.Datetime.now() + timedelta(days=9)
        past = fields.Datetime.now() - timedelta(days=1)
        self.old.write({"removal_date": later, "expiration_date": later})
        picking = self._delivery(self.fragrance, 10)
        self.assertEqual(picking.move_line_ids.lot_id, self.old)
        self.old.removal_date = past
        self.assertEqual(picking.move_line_ids.lot_id, self.old)
        self.env.company.maker_rules = "everywhere"
        self.old.removal_date = later
        self.old.removal_date = past
        self.assertFalse(picking.move_line_ids)

    def test_odoo_numbers_lots_that_have_no_pattern(self):
        run = self.env["mrp.production"].create({"product_id": self.candle.id})
        run.action_confirm()
        run.action_generate_serial()
        self.assertTrue(run.lot_producing_ids.name.isdigit())
        self.env.company.maker_rules = "everywhere"
        other = run.copy()
        other.action_confirm()
        other.action_generate_serial()
        day = fields.Date.context_today(run)
        self.assertEqual(other.lot_producing_ids.name, f"{day:%y%m%d}-01")
