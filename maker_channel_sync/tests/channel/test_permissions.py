from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import freeze_time

from ...channel_clients.errors import (
    AuthError,
    ScopeError,
    Transient,
)
from ...channel_clients.types import Check, Token
from ...channel_clients.wire import oauth
from ..common import ChannelCase

LACKS = ScopeError("Grant listings_w: the app lacks it.", ("listings_w",))


class TestPermissions(ChannelCase):
    """What a shop does not permit rests alone, and comes back with the permission."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.on_etsy = cls._list(cls.etsy, cls.candle)
        cls.client = cls.clients[cls.etsy]

    def _refused(self, method="set_stock"):
        return patch.object(self.client, method, side_effect=LACKS)

    def _work(self, channel=None):
        channel = channel or self.etsy
        self.env.cr.flush()
        channel.orders_read_at = False
        return channel._as_worker()._work()

    def test_orders_come_in_while_numbers_may_not_be_sent(self):
        with self._refused():
            self._work()
            self.assertEqual(self.etsy.status, "lacking")
            self.assertFalse(self.etsy.last_error)
            self.assertFalse(self.etsy.paused_until)
            self.client.put("etsy-CANDLE", 5, sku="CANDLE")
            self.client.sell("etsy-CANDLE", 2)
            self._work()
        order = self.env["maker.channel.order"].search([])
        self.assertEqual(order.sale_order_id.state, "sale")
        words = self.etsy.rest_words
        self.assertIn("sending numbers", words)
        self.assertIn("listings_w", words)
        self.assertEqual(len(self.etsy.activity_ids), 1)
        self.assertIn("listings_w", self.etsy.activity_ids.note)

    def test_what_waits_is_counted_while_it_may_not_be_sent(self):
        with self._refused():
            self._work()
            self._receive(self.candle, 5)
            self._work()
        self.assertEqual(self.on_etsy.desired_qty, 15)
        self.assertEqual(self.etsy.queue, 1)

    def test_it_is_tried_again_by_itself(self):
        with self._refused():
            self._work()
            with patch.object(self.client, "set_stock") as sent:
                self._work()
                sent.assert_not_called()
        with freeze_time(fields.Datetime.now() + timedelta(minutes=31)):
            self._work()
            self.assertEqual(self._shown(self.on_etsy), 10)
            self.assertFalse(self.etsy.resting_work)
            self.assertEqual(self.etsy.status, "connected")
            self.assertFalse(self.etsy.activity_ids)

    def test_without_the_right_to_read_orders_nothing_is_sent_blindly(self):
        with self._refused("iter_orders"):
            self._work()
        self.assertIn("_poll_orders", self.etsy.resting_work)
        self.assertIn("_push", self.etsy.resting_work)
        self.assertFalse(self.client.writes)

    def test_parcels_wait_for_the_permission_and_are_told_then(self):
        lacks = ScopeError("Grant transactions_w.", ("transactions_w",))
        for count in (1, 2):
            self.client.sell("etsy-CANDLE", count)
        self._work()
        orders = self.env["maker.channel.order"].search([])
        for picking in orders.sale_order_id.picking_ids:
            picking.move_ids.picked = True
            picking._action_done()
        with patch.object(self.client, "ship", side_effect=lacks) as ship:
            self._work()
            self._work()
            ship.assert_called_once()
        self.assertEqual(orders.shipment_ids.mapped("state"), ["todo", "todo"])
        self.assertIn("telling parcels", self.etsy.rest_words)
        self.assertFalse(orders.activity_ids)
        self.etsy.action_test_connection()
        self._work()
        self.assertEqual(orders.shipment_ids.mapped("state"), ["sent", "sent"])
        self.assertEqual(len(self.client.shipped), 2)

    def test_orders_are_accepted_when_that_is_permitted(self):
        self.client.sell("etsy-CANDLE", 1)
        self._work()
        order = self.env["maker.channel.order"].search([])
        order.to_accept = True
        self.env.cr.flush()
        lacks = ScopeError("Grant WRITE_ORDERS.", ("WRITE_ORDERS",))
        worker = self.etsy._as_worker()
        with patch.object(self.client, "accept", create=True, side_effect=lacks):
            worker._guarded("_accept", lambda: self.client)
        self.assertTrue(order.to_accept)
        self.assertFalse(order.activity_ids)
        self.assertIn("accepting orders", self.etsy.rest_words)
        with patch.object(self.client, "accept", create=True) as accept:
            worker._guarded("_accept", lambda: self.client)
            accept.assert_called_once_with(order.remote_id)
        self.assertFalse(order.to_accept)
        self.assertFalse(self.etsy.resting_work)

    def test_a_shop_that_lacks_a_permission_connects_all_the_same(self):
        self.shopify.state = "draft"
        check = Check("Shelf", "1", missing_scopes=("write_inventory",))
        with patch.object(self.clients[self.shopify], "check", lambda: check):
            told = self.shopify.action_test_connection()["params"]
        self.assertEqual((self.shopify.state, told["type"]), ("connected", "warning"))
        self.assertIn("write_inventory", told["message"])
        self.assertEqual(self.shopify.status, "lacking")
        self.assertIn("write_inventory", self.shopify.rest_words)
        self.shopify.action_test_connection()
        self.assertFalse(self.shopify.rest_words)


class TestReconnect(ChannelCase):
    """A good test call or consent brings the shop back to life at once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.on_etsy = cls._list(cls.etsy, cls.candle)
        cls.client = cls.clients[cls.etsy]

    def setUp(self):
        super().setUp()
        self._drain(self.etsy)
        self.client.faults = [AuthError("Connect Etsy again.")] * 9
        self._receive(self.candle, 5)
        self.env.cr.flush()
        self.etsy._drain()

    def test_a_refused_shop_does_not_say_connected(self):
        self.assertEqual(self.etsy.status, "refused")
        self.assertEqual(self.etsy.state, "connected")

    def test_what_should_be_shown_is_counted_while_the_shop_is_refused(self):
        self._receive(self.candle, 1)
        self.env.cr.flush()
        self.assertFalse(self.etsy._as_worker()._work())
        self.assertEqual(self.on_etsy.desired_qty, 16)
        self.assertEqual(self.etsy.queue, 1)

    def test_a_good_test_clears_all_that_stood_in_the_way_and_sends(self):
        self.on_etsy.retry_at = fields.Datetime.now() + timedelta(hours=8)
        self.client.faults.clear()
        self.etsy.action_test_connection()
        self.assertEqual(self.etsy.status, "connected")
        self.assertFalse(self.etsy.paused_until or self.etsy.last_error)
        self.assertFalse(self.etsy.needs_login or self.etsy.activity_ids)
        job = self.etsy.sudo().cron_id
        woken = self.env["ir.cron.trigger"].search([("cron_id", "=", job.id)])
        self.assertLessEqual(min(woken.mapped("call_at")), fields.Datetime.now())
        self.assertTrue(self.etsy._as_worker()._work())
        self.assertEqual(self._shown(self.on_etsy), 15)

    def test_a_dead_renewal_is_asked_for_once(self):
        self.etsy.sudo().write({"access_token": "old", "refresh_token": "dead"})
        refused = AuthError("invalid_grant")
        with patch.object(oauth, "etsy_refresh", side_effect=refused) as renew:
            for hours in range(3):
                with freeze_time(fields.Datetime.now() + timedelta(hours=hours)):
                    self.etsy.sudo()._as_worker()._guarded(
                        "_poll_orders", lambda: self.etsy.sudo()._token("old")
                    )
            renew.assert_called_once()
            with freeze_time(fields.Datetime.now() + timedelta(hours=9)):
                self.assertFalse(self.etsy._as_worker()._work())
                self.assertIsNone(self.etsy._as_worker()._seconds_to_next(False))
        self.etsy.sudo()._store_token(Token("new", "alive"))
        with patch.object(oauth, "etsy_refresh", return_value=Token("newer", "x")):
            self.assertEqual(self.etsy.sudo()._token("new"), "newer")

    def test_a_shop_that_was_only_away_says_so(self):
        self.client.faults.clear()
        self._drain(self.etsy)
        self.client.faults = [Transient("Etsy did not answer.")]
        self.etsy.orders_read_at = False
        self.etsy._drain()
        self.assertEqual(self.etsy.status, "unreached")

    def test_messages_name_the_shop_as_people_call_it(self):
        self.env["ir.config_parameter"].sudo().set_param(
            "maker_channel_sync.allow_local_hosts", "1"
        )
        channel = self._channel(
            "woocommerce",
            name="Lavender shop",
            base_url="http://127.0.0.1:9",
            client_key="ck",
            client_secret="cs_secret",
        )
        self.addCleanup(self.clients.pop, channel)
        adapter = self.env["maker.channel.adapter.woocommerce"]
        self.assertEqual(adapter._transport(channel.sudo()).name, "Lavender shop")
