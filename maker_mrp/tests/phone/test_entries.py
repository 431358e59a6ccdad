from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..common_entries import EntryCase


@tagged("post_install", "-at_install")
class TestEntries(EntryCase):
    """What a phone sends is taken once and answered in words."""

    def test_a_run_is_logged_once_however_often_it_is_sent(self):
        entry = self._entry()
        answer = self._send(entry)
        self.assertEqual(answer["state"], "done")
        run = self._runs()
        self.assertEqual((run.state, run.qty_produced, len(run)), ("done", 10, 1))
        self.assertIn(run.name, answer["message"])
        self.assertEqual(self._send(dict(entry)), answer)
        self.assertEqual(self._runs(), run)
        self.assertEqual(self._free(self.wax), 18000)

    def test_the_same_number_with_another_content_is_refused(self):
        entry = self._entry()
        self._send(entry)
        answer = self._send({**entry, "quantity": "11"})
        self.assertEqual((answer["state"], answer["recorded"]), ("refused", False))
        self.assertIn("sent under the same number", answer["message"])
        self.assertEqual(self._runs().qty_produced, 10)

    def test_batches_and_spoiled_are_read_as_typed(self):
        self.recipe.product_qty = 12
        entry = self._entry(quantity="1 1/2", batches=True, spoiled="2")
        self.assertEqual(self._send(entry)["state"], "done")
        run = self._runs()
        self.assertEqual((run.qty_produced, run.maker_spoiled_qty), (18, 2))

    def test_what_is_refused_is_kept_and_posted_when_it_can_be(self):
        entry = self._entry(quantity="101")
        answer = self._send(entry)
        self.assertEqual((answer["state"], answer["recorded"]), ("refused", True))
        self.assertIn("Wick: 101 Units needed, 100 Units free", answer["message"])
        self.assertFalse(self._runs())
        self._receive(self.wax, 5000)
        self._receive(self.wick, 5)
        self.assertEqual(self._send(entry)["state"], "done")
        self.assertEqual(self._runs().qty_produced, 101)

    def test_a_mended_entry_stands_for_the_one_that_was_refused(self):
        wrong = self._entry(quantity="1000")
        self._send(wrong)
        right = self._entry(replaces=wrong["key"])
        self.assertEqual(self._send(right)["state"], "done")
        self._receive(self.wax, 500000)
        self._receive(self.wick, 5000)
        answer = self._send(wrong)
        self.assertEqual(answer["state"], "replaced")
        self.assertIn("not posted", answer["message"])
        self.assertEqual(self._runs().qty_produced, 10)

    def test_what_was_posted_meanwhile_is_not_posted_again_when_it_is_mended(self):
        wrong = self._entry(quantity="101")
        self._send(wrong)
        self._receive(self.wax, 5000)
        self._receive(self.wick, 5)
        self._send(wrong)
        answer = self._send(self._entry(replaces=wrong["key"]))
        self.assertEqual(answer["state"], "refused")
        self.assertIn(self._runs().name, answer["message"])
        self.assertEqual(len(self._runs()), 1)

    def test_what_is_given_up_is_posted_by_no_other_phone(self):
        entry = self._entry(quantity="101")
        self._send(entry)
        entries = self.env["maker.entry"].with_user(self.hand)
        self.assertEqual(entries.give_up(entry["key"])["state"], "given_up")
        self._receive(self.wax, 5000)
        self._receive(self.wick, 5)
        answer = self._send(entry)
        self.assertEqual(answer["state"], "given_up")
        self.assertFalse(self._runs())

    def test_another_person_does_not_send_what_somebody_else_typed(self):
        other = new_test_user(self.env, "other_hand", groups="maker_mrp.group_user")
        entry = self._entry()
        answer = self._send(entry, other)
        self.assertEqual((answer["state"], answer["recorded"]), ("not_yours", False))
        self.assertIn("Somebody else typed this", answer["message"])
        self._send(entry)
        answer = self._send({**entry, "user": other.id}, other)
        self.assertIn("same number", answer["message"])
        self.assertEqual(len(self._runs()), 1)

    def test_entries_are_seen_by_who_typed_them_and_by_managers(self):
        entry = self._entry()
        self._send(entry)
        other = new_test_user(self.env, "other_hand", groups="maker_mrp.group_user")
        boss = new_test_user(self.env, "boss", groups="maker_mrp.group_manager")
        domain = [("key", "=", entry["key"])]
        seen = [
            self.env["maker.entry"].with_user(user).search_count(domain)
            for user in (self.hand, other, boss)
        ]
        self.assertEqual(seen, [1, 0, 1])
        own = self.env["maker.entry"].with_user(self.hand).search(domain)
        with (
            mute_logger("odoo.addons.base.models.ir_model"),
            self.assertRaises(AccessError),
        ):
            own.write({"state": "refused"})

    def test_who_has_no_right_is_refused(self):
        clerk = new_test_user(self.env, "clerk", groups="stock.group_stock_manager")
        with self.assertRaises(AccessError):
            self._send(self._entry(user=clerk.id), clerk)

    def test_an_entry_for_another_company_is_posted_there_or_refused(self):
        company = self.env["res.company"].create({"name": "Other studio"})
        answer = self._send(self._entry(company=company.id))
        self.assertIn("company for which you do not work", answer["message"])
        self.hand.company_ids = [Command.link(company.id)]
        self.candle.company_id = self.company
        answer = self._send(self._entry(company=company.id))
        self.assertEqual(answer["state"], "refused")
        self.assertFalse(self._runs())

    def test_it_bears_the_moment_at_which_it_was_typed(self):
        self._long_ago()
        moment = fields.Datetime.now() - timedelta(days=2)
        self._send(self._entry(typed_at=moment.isoformat() + "Z"))
        self.assertEqual(self._runs().date_finished, moment)

    def test_a_closed_day_is_refused_in_words_and_can_be_mended(self):
        self._long_ago()
        moment = fields.Datetime.now() - timedelta(days=2)
        self.company.fiscalyear_lock_date = moment.date()
        wrong = self._entry(typed_at=moment.isoformat() + "Z")
        answer = self._send(wrong)
        self.assertIn("closed period", answer["message"])
        self.assertFalse(self._runs())
        right = self._entry(
            typed_at=wrong["typed_at"],
            at=fields.Datetime.now().isoformat() + "Z",
            replaces=wrong["key"],
        )
        self.assertEqual(self._send(right)["state"], "done")

    def test_a_clock_that_is_a_little_ahead_means_now(self):
        ahead = fields.Datetime.now() + timedelta(minutes=5)
        answer = self._send(self._entry(typed_at=ahead.isoformat() + "Z"))
        self.assertEqual(answer["state"], "done")
        ahead = fields.Datetime.now() + timedelta(days=1)
        answer = self._send(self._entry(typed_at=ahead.isoformat() + "Z"))
        self.assertIn("in the future", answer["message"])

    def test_what_is_no_entry_is_refused_in_words_and_leaves_nothing(self):
        before = self.env["maker.entry"].search_count([])
        for wrong in (
            None,
            [],
            {},
            self._entry(key="7"),
            self._entry(kind="theft"),
            self._entry(kind=["run"]),
            self._entry(typed_at="yesterday"),
            self._entry(quantity=" "),
            self._entry(quantity=5),
            self._entry(product=False),
            self._entry(product=True),
            self._entry(product=2**40),
            self._entry(company=[]),
            self._entry(note=["x"]),
            self._entry(lot_name="x" * 300),
            self._entry(batches="yes"),
            self._entry(surprise=1),
        ):
            answer = self._send(wrong)
            self.assertEqual((answer["state"], answer["recorded"]), ("refused", False))
            self.assertTrue(answer["message"])
        self.assertEqual(self.env["maker.entry"].search_count([]), before)

    def test_a_quantity_that_is_none_is_told(self):
        for text in ("lots", "10 %", "-3", "2 kg", "0"):
            answer = self._send(self._entry(quantity=text))
            self.assertEqual(answer["state"], "refused", text)
            self.assertTrue(answer["message"], text)
        self.assertFalse(self._runs())

    def test_missing_materials_may_be_gone_on_without(self):
        answer = self._send(self._entry(quantity="101", go_on=True))
        self.assertEqual(answer["state"], "done")

    def test_refused_entries_are_tried_again_or_given_up_at_the_desk(self):
        entry = self._entry(quantity="101")
        self._send(entry)
        record = self.env["maker.entry"].search([("key", "=", entry["key"])])
        record.with_user(self.hand).action_retry()
        self.assertEqual(record.state, "refused")
        record.with_user(self.hand).action_give_up()
        self.assertEqual(record.state, "given_up")
        record.with_user(self.hand).action_retry()
        self.assertEqual(record.state, "given_up")

    def _long_ago(self):
        """What came in came ten days ago."""
        moves = self.env["stock.move"].search(
            [("product_id", "in", (self.wax | self.wick).ids)]
        )
        ago = fields.Datetime.now() - timedelta(days=10)
        moves.date = ago
        moves.move_line_ids.date = ago
