from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged

from .common import TracePageCase


@tagged("post_install", "-at_install")
class TestRecall(TracePageCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lot, cls.made, cls.order = cls._story("STORY")
        cls.candles = cls.made.lot_producing_ids
        cls.recall = cls.env["maker.recall"].create(
            {"lot_ids": cls.lot.ids, "reason": "The fragrance smells of soap."}
        )

    def test_scope_and_customers_with_quantities(self):
        self.recall.action_trace()
        self.assertEqual(self.recall.state, "traced")
        self.assertTrue(self.recall.name.startswith("RECALL/"))
        self.assertGreater(self.recall.trace_seconds, 0)
        lots = {line.lot_id: line for line in self.recall.affected_ids}
        self.assertEqual(set(lots), {self.lot, self.candles})
        self.assertTrue(lots[self.lot].is_suspect)
        self.assertEqual(lots[self.candles].tier, "certain")
        self.assertEqual(lots[self.candles].shipped, 5)
        customer = self.recall.customer_ids
        self.assertEqual(customer.name, "Story buyer")
        self.assertEqual(customer.summary, "5 Units Candle")
        shipment = customer.shipment_ids
        self.assertEqual(shipment.document, self.order.name)
        self.assertEqual(shipment.reference, "STORY-1001")
        self.assertEqual((shipment.lot_id, shipment.quantity), (self.candles, 5))

    def test_mass_balance_and_backward_check(self):
        self.recall.action_trace()
        suspect = self.recall.affected_ids.filtered("is_suspect")
        self.assertEqual(
            (suspect.came_in, suspect.used, suspect.on_hand), (500, 200, 300)
        )
        self.assertEqual(self.recall.accounted_pct, 100)
        self.assertTrue(self.recall.backward_agrees)
        quant = self.lot.quant_ids.filtered(lambda q: q.location_id == self.stock)
        quant.sudo().quantity = 290
        self.recall.action_trace()
        self.assertEqual(self.recall.affected_ids.filtered("is_suspect").difference, 10)
        self.assertEqual(self.recall.accounted_pct, 98)

    def test_tracing_needs_a_lot(self):
        with self.assertRaisesRegex(UserError, "choose the suspected lots"):
            self.env["maker.recall"].create({}).action_trace()

    def test_hold_stops_all_affected_stock(self):
        self.recall.action_hold()
        self.assertEqual(self.lot.maker_hold, "hold")
        self.assertEqual(self.candles.maker_hold, "hold")
        self.assertEqual(self.candles.maker_hold_reason, self.recall.name)
        self.assertEqual(self._free(self.candle), 0)
        self.assertEqual(self.recall.state, "held")

    def test_false_alarm_releases_only_what_the_case_held(self):
        self.lot.action_maker_hold("other reason")
        self.recall.action_hold()
        self.recall.action_false_alarm()
        self.assertEqual(self.lot.maker_hold, "hold")
        self.assertEqual(self.candles.maker_hold, "free")
        self.assertEqual(self._free(self.candle), 15)

    def test_a_false_alarm_gives_orders_their_goods_back(self):
        picking = self._delivery(self.candle, 4)
        self.recall.action_hold()
        self.assertEqual(picking.move_ids.quantity, 0)
        self.recall.action_false_alarm()
        self.assertEqual(picking.move_ids.state, "assigned")

    def test_letters_are_drafts_until_sent(self):
        self.recall.action_hold()
        mails = self.env["mail.mail"].search_count([])
        self.recall.action_prepare_letters()
        customer = self.recall.customer_ids
        for word in ("Story buyer", "STORY-C", "STORY-1001", "smells of soap"):
            self.assertIn(word, customer.letter)
        self.assertFalse(customer.sent_at)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)
        customer.letter = "<p>Please call us.</p>"
        self.recall.action_trace()
        self.recall.action_prepare_letters()
        self.assertIn("Please call us", customer.letter)
        self.recall.action_send_letters()
        self.assertTrue(customer.sent_at)
        sent = self.recall.message_ids.filtered(
            lambda message: customer.partner_id in message.notified_partner_ids
        )
        self.assertIn("Please call us", sent.body)
        self.assertEqual(self.recall.state, "notified")
        self.assertEqual(self.lot.maker_hold, "recalled")
        self.recall.action_send_letters()
        self.assertEqual(
            len(
                self.recall.message_ids.filtered(
                    lambda message: customer.partner_id in message.notified_partner_ids
                )
            ),
            1,
        )

    def test_draft_is_written_anew_when_more_was_shipped(self):
        self.recall.action_trace()
        self.recall.action_prepare_letters()
        customer = self.recall.customer_ids
        self._deliver(self.candle, 2, self.candles, customer.partner_id)
        self.recall.action_trace()
        self.assertFalse(customer.letter)
        self.recall.action_prepare_letters()
        self.assertEqual(customer.letter.count("STORY-C"), 2)

    def test_customers_without_address_are_named(self):
        self.recall.action_trace()
        self.recall.customer_ids.partner_id.email = False
        self.recall.action_send_letters()
        self.assertFalse(self.recall.customer_ids.sent_at)
        self.assertIn("Story buyer", self.recall.message_ids[0].body)

    def test_letters_print_as_one_document_with_a_page_each(self):
        other = self._partner("Second buyer")
        self._deliver(self.candle, 2, self.candles, other)
        self.recall.action_trace()
        self.recall.action_prepare_letters()
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "maker_lot_trace.report_recall_letters", self.recall.ids
        )
        text = html.decode()
        self.assertEqual(text.count("page-break-after: always"), 1)
        self.assertIn("Second buyer", text)

    def test_tracing_again_keeps_answers_and_finds_new_customers(self):
        self.recall.action_trace()
        first = self.recall.customer_ids
        first.response = "destroyed"
        self.assertTrue(first.response_date)
        self._deliver(self.candle, 2, self.candles, self._partner("Second buyer"))
        self.recall.action_trace()
        self.assertEqual(len(self.recall.customer_ids), 2)
        self.assertEqual(first.response, "destroyed")
        self.assertEqual(self.recall.answered_count, 1)

    def test_times_are_taken(self):
        start = fields.Datetime.now()
        with freeze_time(start):
            self.recall.started_at = start
            self.recall.action_trace()
        with freeze_time(start + timedelta(minutes=12)):
            self.recall.action_hold()
        with freeze_time(start + timedelta(minutes=40)):
            self.recall.action_send_letters()
        self.assertEqual(self.recall.minutes_to_hold, 12)
        self.assertEqual(self.recall.minutes_to_notice, 40)

    def test_closing_needs_a_corrective_action(self):
        self.recall.action_hold()
        with self.assertRaisesRegex(UserError, "what was changed"):
            self.recall.action_close()
        self.recall.corrective_action = "New supplier."
        self.recall.action_close()
        self.assertEqual(self.recall.state, "closed")

    def test_a_traced_case_is_not_deleted(self):
        self.recall.action_trace()
        with self.assertRaisesRegex(UserError, "stays on record"):
            self.recall.unlink()

    def test_drill_holds_nothing_and_sends_nothing(self):
        drill = self.env["maker.recall"].create(
            {"lot_ids": self.lot.ids, "is_drill": True}
        )
        self.assertTrue(drill.name.startswith("DRILL/"))
        drill.action_hold()
        self.assertEqual(self.lot.maker_hold, "free")
        with self.assertRaisesRegex(UserError, "drill sends no letters"):
            drill.action_send_letters()
        drill.action_close()

    def test_drills_start_by_themselves(self):
        recalls = self.env["maker.recall"]
        self.recall.unlink()
        self.env.company.maker_drill_months = 0
        recalls._cron_drill()
        self.assertFalse(recalls.search([("company_id", "=", self.env.company.id)]))
        self.env.company.maker_drill_months = 3
        recalls._cron_drill()
        drill = recalls.search([("company_id", "=", self.env.company.id)])
        self.assertEqual((drill.is_drill, drill.state), (True, "traced"))
        self.assertEqual(drill.lot_ids, self.lot)
        self.assertTrue(drill.activity_ids)
        recalls._cron_drill()
        self.assertEqual(recalls.search([("is_drill", "=", True)]), drill)

    def test_bench_traces_and_holds_manager_sends(self):
        bench = new_test_user(self.env, "bench.recall", groups="maker_mrp.group_user")
        recall = self.recall.with_user(bench)
        recall.action_hold()
        recall.action_prepare_letters()
        self.assertEqual(self.candles.maker_hold, "hold")
        for method in (
            recall.action_send_letters,
            recall.action_close,
            recall.action_false_alarm,
        ):
            with self.assertRaises(AccessError):
                method()

    def test_accountant_reads_and_changes_nothing(self):
        self.recall.action_trace()
        accountant = new_test_user(
            self.env, "books.recall", groups="maker_mrp.group_accountant"
        )
        recall = self.recall.with_user(accountant)
        self.assertEqual(recall.customer_ids.summary, "5 Units Candle")
        with self.assertRaises(AccessError):
            recall.reason = "changed"

    def test_other_companies_see_nothing(self):
        self.recall.action_trace()
        other = self.env["res.company"].create({"name": "Other studio"})
        user = new_test_user(
            self.env,
            "other.recall",
            groups="maker_mrp.group_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        for model in (
            "maker.recall",
            "maker.recall.lot",
            "maker.recall.customer",
            "maker.recall.shipment",
        ):
            self.assertTrue(self.env[model].search_count([]), model)
            self.assertFalse(self.env[model].with_user(user).search_count([]), model)

    def test_recall_starts_from_lots(self):
        action = self.lot.action_maker_start_recall()
        recall = self.env["maker.recall"].with_context(**action["context"]).create({})
        self.assertEqual(recall.lot_ids, self.lot)
