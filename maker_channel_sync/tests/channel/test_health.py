from dataclasses import replace
from datetime import timedelta
from unittest.mock import Mock, patch

from odoo import fields
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from ...channel_clients.errors import (
    AuthError,
    ScopeError,
    Transient,
)
from ...models.adapter import maker_channel_adapter
from ..common import ChannelCase


class TestHealth(ChannelCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.on_etsy = cls._list(cls.etsy, cls.candle)
        cls.on_shopify = cls._list(cls.shopify, cls.candle)

    def test_a_broken_shop_rests_and_slows_no_other(self):
        self.clients[self.etsy].faults = [Transient("etsy did not answer")]
        self.env.cr.flush()
        for channel in (self.etsy, self.shopify):
            channel._as_worker()._work()
        self.assertIn("did not answer", self.etsy.last_error)
        self.assertGreater(self.etsy.paused_until, fields.Datetime.now())
        self.assertEqual(self._shown(self.on_shopify), 10)
        calls = self.clients[self.etsy].calls
        self.assertFalse(self.etsy._as_worker()._work())
        self.assertEqual(self.clients[self.etsy].calls, calls)

    def test_rests_grow_and_end_with_the_first_answer(self):
        rests = []
        for _failure in range(4):
            self.etsy._as_worker()._remember_failure(Transient("etsy did not answer"))
            rest = self.etsy.paused_until - self.etsy.last_error_at
            rests.append(rest.total_seconds())
        self.assertEqual(rests, sorted(rests))
        self.assertLessEqual(rests[-1], 1800)
        self._drain(self.etsy)
        self.assertEqual((self.etsy.failures, self.etsy.last_error), (0, False))

    def test_whoever_just_failed_is_not_waited_for_long(self):
        self.startPatcher(
            patch.object(maker_channel_adapter, "resolves_inside", return_value=False)
        )
        adapter = self.env["maker.channel.adapter"]
        channel = self.shopify.sudo()
        channel.base_url = "https://studio.myshopify.com"
        patient = adapter._transport(channel, needed={})
        channel.failures = 1
        short = adapter._transport(channel, needed={})
        self.assertGreater(patient.timeout[1], short.timeout[1])
        self.assertEqual(short.retries, 0)

    def test_the_responsible_person_is_told_once(self):
        self.etsy._as_worker()._remember_failure(AuthError("the token was revoked"))
        self.etsy._as_worker()._remember_failure(AuthError("the token was revoked"))
        (todo,) = self.etsy.activity_ids
        self.assertEqual(todo.user_id, self.etsy.user_id)
        self.assertIn("the token was revoked", todo.note)

    def test_a_bench_user_reads_the_whole_health_page(self):
        self._drain()
        self.etsy.sudo().write(
            {
                "token_expires_at": fields.Datetime.now() + timedelta(days=1),
                "refresh_token": "secret",
            }
        )
        self.on_etsy.write({"desired_qty": 4, "wanted_since": fields.Datetime.now()})
        person = new_test_user(self.env, "bench_h", groups="maker_mrp.group_user")
        page = self.etsy.with_user(person)
        self.assertTrue(page.access_until)
        self.assertTrue(page.access_renews)
        self.assertEqual(page.queue, 1)
        self.assertTrue(page.waiting_since)
        self.assertTrue(page.last_ack_at)
        self.assertGreaterEqual(page.lag_p95, page.lag_p50)
        self.assertEqual(page.calls_left, -1)

    def test_answers_are_logged_without_secrets(self):
        self._drain()
        self.etsy.sudo().access_token = "tell-nobody"
        self._receive(self.candle, 1)
        self.env.cr.flush()
        client = self.clients[self.etsy]
        client.faults = [None, Transient("tell-nobody is no key", maybe_applied=True)]
        self.etsy._drain()
        push = self.env["maker.channel.push"].search(
            [("listing_id", "=", self.on_etsy.id)], limit=1
        )
        logged = f"{push.answer} {self.etsy.last_error}"
        self.assertIn("is no key", logged)
        self.assertNotIn("tell-nobody", logged)

    def test_old_pushes_are_forgotten_and_young_ones_kept(self):
        self._drain()
        pushes = self.env["maker.channel.push"].search([])
        self.assertEqual(len(pushes), 2)
        pushes[0].sent_at = fields.Datetime.now() - timedelta(days=91)
        done = self.env["maker.channel.push"]._gc_pushes()
        self.assertEqual(done, (1, False))
        self.assertEqual(pushes.exists(), pushes[1])

    def test_a_parameter_that_is_no_number_keeps_pushes_as_long_as_usual(self):
        pushes = self.env["maker.channel.push"]
        name = "maker_channel_sync.keep_pushes_days"
        told = {"ninety": 90, "": 90, "1": 2, "30": 30, "9" * 20: 36500, "-5": 2}
        for text, days in told.items():
            with self.subTest(text), mute_logger(pushes._gc_pushes.__module__):
                self.env["ir.config_parameter"].set_param(name, text)
                self.assertEqual(pushes._days_kept(), days)
                self.assertEqual(pushes._gc_pushes(), (0, False))

    def test_turns_of_the_scheduled_jobs_are_forgotten_within_the_hour(self):
        progress = self.env["ir.cron.progress"].sudo()
        rows = progress.create([{"cron_id": self.etsy.cron_id.id}] * 2)
        other = self.env.ref("base.autovacuum_job")
        foreign = progress.create({"cron_id": other.id})
        self.env.cr.execute(
            "UPDATE ir_cron_progress SET create_date = create_date - interval '2 hours'"
            " WHERE id = ANY(%s)",
            [[rows[0].id, foreign.id]],
        )
        progress._gc_channel_turns()
        self.env.invalidate_all()
        self.assertEqual(((rows | foreign).exists() - rows[1]).ids, foreign.ids)


class TestSubscriptions(ChannelCase):
    def setUp(self):
        super().setUp()
        client = self.clients[self.shopify]
        able = replace(client.capabilities, webhooks=True, subscribes=True)
        client.capabilities = able
        adapter = type(self.env["maker.channel.adapter.shopify"])
        self.startPatcher(patch.object(adapter, "_capabilities", lambda _self: able))
        self.renewed = client.ensure_webhooks = Mock(return_value=())
        self.addCleanup(vars(client).pop, "ensure_webhooks", None)
        params = self.env["ir.config_parameter"].sudo()
        params.set_param("web.base.url", "https://odoo.example.com")

    def _look(self):
        self.shopify._as_worker()._watch_hooks(lambda: self.clients[self.shopify])

    def test_a_shop_is_subscribed_to_at_its_first_turn(self):
        self._drain(self.shopify)
        self.renewed.assert_called_once_with(self.shopify.sudo().hook_url)
        self.assertTrue(self.shopify.sudo().webhook_secret)

    def test_subscriptions_are_looked_at_every_six_hours(self):
        self.shopify.hooks_checked_at = fields.Datetime.now() - timedelta(hours=5)
        self._look()
        self.renewed.assert_not_called()
        self.shopify.hooks_checked_at = fields.Datetime.now() - timedelta(hours=7)
        self._look()
        self.renewed.assert_called_once()

    def test_an_order_without_a_notice_has_them_renewed_soon(self):
        now = fields.Datetime.now()
        self.shopify.hooks_checked_at = now - timedelta(minutes=20)
        self._look()
        self.renewed.assert_not_called()
        self.shopify.last_order_at = now
        self._look()
        self.renewed.assert_called_once()
        self._look()
        self.renewed.assert_called_once()

    def test_a_refusal_is_told_in_words_and_stops_nothing(self):
        self.renewed.side_effect = ScopeError("the app lacks read_orders")
        self._drain(self.shopify)
        self.assertIn("read_orders", self.shopify.hooks_problem)
        self.renewed.side_effect = None
        self.shopify.hooks_checked_at = False
        self._look()
        self.assertFalse(self.shopify.hooks_problem)

    def test_without_a_public_address_nothing_is_asked_for(self):
        params = self.env["ir.config_parameter"].sudo()
        params.set_param("web.base.url", "http://localhost:8069")
        self.shopify.invalidate_recordset(["hook_url"])
        self._look()
        self.renewed.assert_not_called()
