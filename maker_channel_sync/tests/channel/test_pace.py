from datetime import datetime, timedelta, timezone

from odoo import fields
from odoo.tests import freeze_time

from ..common import ChannelCase


class TestPace(ChannelCase):
    """How often a shop is asked, and how soon its worker runs again."""

    def _notice(self, channel, at, order_ref="1001"):
        self.env["maker.channel.event"].create(
            {
                "channel_id": channel.id,
                "delivery_id": str(at),
                "order_ref": order_ref,
                "received_at": at,
                "handled_at": at,
            }
        )

    def test_a_quiet_shop_is_asked_every_few_seconds(self):
        self.assertEqual(self.shopify._poll_interval(), 3)

    def test_a_sale_anywhere_makes_every_shop_watchful(self):
        self.etsy.last_order_at = fields.Datetime.now()
        self.assertEqual(self.shopify._poll_interval(), 2)
        self.etsy.last_order_at -= timedelta(hours=1)
        self.assertEqual(self.shopify._poll_interval(), 3)

    def test_a_shop_whose_notices_come_first_is_asked_seldom(self):
        now = fields.Datetime.now()
        self.shopify.last_order_at = now
        self._notice(self.shopify, now)
        self.assertEqual(self.shopify._poll_interval(), 30)

    def test_a_notice_of_stock_tells_of_no_order(self):
        now = fields.Datetime.now()
        self.shopify.last_order_at = now
        self._notice(self.shopify, now, order_ref=False)
        self.assertEqual(self.shopify._poll_interval(), 2)

    def test_an_order_that_no_notice_told_of_ends_the_trust_in_notices(self):
        now = fields.Datetime.now()
        self._notice(self.shopify, now - timedelta(hours=1))
        self.shopify.last_order_at = now
        self.assertEqual(self.shopify._poll_interval(), 2)

    def _sold(self, seconds_ago):
        """An order of the shop, placed so long ago and found by asking."""
        listing = self._list(self.shopify, self.candle)
        client = self.clients[self.shopify]
        client.shelf[listing.remote_id] = 10
        moment = datetime.now(timezone.utc) - timedelta(seconds=seconds_ago)
        order = client.sell(listing.remote_id, created=moment, updated=moment)
        return order, moment.replace(tzinfo=None)

    def test_a_lost_notice_has_the_shop_asked_often_for_an_hour(self):
        order, _placed = self._sold(25)
        self._drain(self.shopify)
        self.assertTrue(self.shopify._lost_notices())
        now = fields.Datetime.now()
        self._notice(self.shopify, now, order_ref=order.remote_id)
        self.assertEqual(self.shopify._poll_interval(), 2)
        with freeze_time(now + timedelta(minutes=61)):
            self.assertEqual(self.shopify._poll_interval(), 30)

    def test_a_late_notice_counts_as_lost(self):
        order, placed = self._sold(60)
        late = placed + timedelta(seconds=26)
        self._notice(self.shopify, late, order_ref=order.remote_id)
        self._drain(self.shopify)
        self.assertTrue(self.shopify._lost_notices())

    def test_a_notice_that_was_told_in_time_is_trusted(self):
        order, placed = self._sold(60)
        soon = placed + timedelta(seconds=2)
        self._notice(self.shopify, soon, order_ref=order.remote_id)
        self._drain(self.shopify)
        self.assertFalse(self.shopify._lost_notices())
        self.assertEqual(self.shopify._poll_interval(), 30)

    def test_a_notice_that_may_still_come_is_waited_for(self):
        self._sold(3)
        self._drain(self.shopify)
        self.assertFalse(self.shopify._lost_notices())

    def test_half_of_a_daily_allowance_is_kept_for_pushes(self):
        self.etsy.write({"calls_limit": 10_000, "calls_left": 10_000})
        self.assertAlmostEqual(self.etsy._poll_interval(), 86400 / 5000)
        self.etsy.last_order_at = fields.Datetime.now()
        self.assertEqual(self.etsy._poll_interval(), 2)
        self.etsy.calls_left = 4_000
        self.assertAlmostEqual(self.etsy._poll_interval(), 86400 / 2000)
        self.etsy.calls_left = 0
        self.assertEqual(self.etsy._poll_interval(), 600)

    def test_what_comes_while_the_worker_ends_is_looked_at_at_once(self):
        self._drain()
        self.assertGreater(self.shopify._seconds_to_next(worked=True), 0)
        self._receive(self.candle, 1)
        self.env.cr.flush()
        self.assertEqual(self.shopify._seconds_to_next(worked=True), 0)
        self.assertEqual(self.shopify._seconds_to_next(worked=False), 1)

    def test_a_resting_shop_is_tried_again_when_its_rest_ends(self):
        self._drain()
        self._receive(self.candle, 1)
        self.env.cr.flush()
        self.shopify.paused_until = fields.Datetime.now() + timedelta(seconds=90)
        self.assertAlmostEqual(self.shopify._seconds_to_next(worked=False), 90, delta=5)

    def test_a_paused_shop_sleeps_once_it_has_counted(self):
        self.shopify.mode = "paused"
        self.env.cr.flush()
        self.shopify._drain()
        self.assertIsNone(self.shopify._seconds_to_next(worked=False))

    def test_one_stock_operation_wakes_a_worker_once(self):
        self._drain()
        job = self.shopify.sudo().cron_id
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", job.id)])
        triggers.unlink()
        self._receive(self.candle, 1)
        self.env.cr.flush()
        trigger = self.env["ir.cron.trigger"].search([("cron_id", "=", job.id)])
        self.assertEqual(len(trigger), 1)
        # a fraction of a second would survive the run and cause another
        self.assertEqual(trigger.call_at.microsecond, 0)
        job._clear_schedule({"id": job.id})
        self.env.invalidate_all()
        self.assertFalse(trigger.exists())
