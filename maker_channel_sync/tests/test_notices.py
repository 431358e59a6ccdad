from unittest.mock import patch

from odoo.tests import HttpCase, tagged

from odoo.addons.maker_channel_sync.channel_clients.errors import AuthError
from odoo.addons.maker_channel_sync.channel_clients.types import Token, WebhookHint
from odoo.addons.maker_channel_sync.tests.common import ChannelCase


@tagged("post_install", "-at_install")
class TestNotices(HttpCase, ChannelCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.listing = cls._list(cls.etsy, cls.candle)

    def _knock(self, channel, hint, token=None):
        def verify(_client, headers, body, now):
            if headers.get("Signature") != "good":
                raise AuthError("forged")
            return hint

        token = token or channel.webhook_token
        with patch.object(type(self.clients[channel]), "verify_webhook", verify):
            return self.url_open(
                f"/maker/hook/{token}",
                data=b"{}",
                headers={"Signature": "good" if hint else "bad"},
            )

    def _events(self):
        return self.env["maker.channel.event"].search(
            [("channel_id", "=", self.etsy.id)]
        )

    def test_a_notice_is_stored_once_and_imports_its_order(self):
        order = self.clients[self.etsy].sell(self.listing.remote_id, 2)
        hint = WebhookHint("d1", "order.paid", order_id=order.remote_id)
        self.assertEqual(self._knock(self.etsy, hint).status_code, 200)
        self.assertEqual(self._knock(self.etsy, hint).status_code, 200)
        self.assertEqual(len(self._events()), 1)
        self.etsy.poll_seconds = 9999
        self.etsy._drain()
        self.assertTrue(self._events().handled_at)
        sale = self.env["sale.order"].search([("maker_channel_id", "=", self.etsy.id)])
        self.assertEqual(sale.order_line.product_uom_qty, 2)

    def test_a_forged_notice_leaves_no_trace(self):
        self.assertEqual(self._knock(self.etsy, None).status_code, 401)
        self.assertFalse(self._events())

    def test_an_unknown_address_does_not_exist(self):
        hint = WebhookHint("d1", "order.paid", order_id="1")
        self.assertEqual(self._knock(self.etsy, hint, "guess").status_code, 404)

    def test_a_ping_is_answered_and_forgotten(self):
        hint = WebhookHint("d2", "ping", ping=True)
        self.assertEqual(self._knock(self.etsy, hint).status_code, 200)
        self.assertFalse(self._events())

    def test_a_storm_of_notices_becomes_one_look(self):
        client = self.clients[self.etsy]
        self._drain(self.etsy)
        for number in range(8):
            order = client.sell(self.listing.remote_id)
            hint = WebhookHint(f"s{number}", "order.paid", order_id=order.remote_id)
            self._knock(self.etsy, hint)
        before = client.calls
        self.etsy.poll_seconds = 9999
        self.etsy._drain()
        self.assertLessEqual(client.calls - before, 3)
        self.assertEqual(
            self.env["sale.order"].search_count(
                [("maker_channel_id", "=", self.etsy.id)]
            ),
            8,
        )

    def test_the_shops_owner_comes_back_to_a_connected_channel(self):
        self.authenticate("admin", "admin")
        self.etsy.write({"client_key": "key", "state": "draft"})
        self.etsy._start_login()
        adapter = type(self.env["maker.channel.adapter.etsy"])
        with patch.object(adapter, "_exchange", return_value=Token("first")):
            answer = self.url_open(
                f"/maker/oauth/callback?state={self.etsy.oauth_state}&code=x",
                allow_redirects=False,
            )
        self.assertEqual(answer.status_code, 303)
        self.assertIn(
            f"/odoo/maker-channels/{self.etsy.id}", answer.headers["Location"]
        )
        self.assertEqual(
            (self.etsy.access_token, self.etsy.state), ("first", "connected")
        )
