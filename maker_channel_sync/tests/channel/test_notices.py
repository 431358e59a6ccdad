import base64
import hashlib
import hmac
import json
import time
from dataclasses import replace
from unittest.mock import patch

from odoo.tests import HttpCase, tagged

from ...channel_clients.errors import AuthError
from ...channel_clients.types import Token, WebhookHint
from ..common import ChannelCase
from ..shelf import ShelfClient

INBOX = "odoo.addons.maker_channel_sync.models.channel.maker_channel_inbox"


@tagged("post_install", "-at_install")
class TestNotices(HttpCase, ChannelCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.listing = cls._list(cls.etsy, cls.candle)

    def _knock(self, channel, hint, token=None, body=b"{}"):
        def verify(_client, headers, body, now):
            if headers.get("Signature") != "good":
                raise AuthError("forged")
            return hint

        token = token or channel.webhook_token
        with patch.object(type(self.clients[channel]), "verify_webhook", verify):
            return self.url_open(
                f"/maker/hook/{token}",
                data=body,
                headers={"Signature": "good" if hint else "bad"},
            )

    def _events(self):
        return self.env["maker.channel.event"].search(
            [("channel_id", "=", self.etsy.id)]
        )

    def _sign_less(self):
        """A channel whose signature leaves out the id of the delivery."""
        adapter = type(self.env["maker.channel.adapter.etsy"])
        able = replace(self.clients[self.etsy].capabilities, signs_delivery=False)
        self.startPatcher(patch.object(adapter, "_capabilities", lambda _self: able))

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

    def test_notices_without_an_id_are_told_apart_by_what_they_say(self):
        for number in (b"1", b"2", b"2"):
            hint = WebhookHint("", "order.paid", order_id=number.decode())
            answer = self._knock(self.etsy, hint, body=b"order " + number)
            self.assertEqual(answer.status_code, 200)
        self.assertEqual(self._events().mapped("order_ref"), ["2", "1"])

    def test_one_body_is_another_notice_under_another_topic_or_delivery(self):
        self._sign_less()
        told = ("d1", "product.deleted"), ("d2", "order.deleted")
        for delivery, topic in (*told, *told, ("d3", "order.deleted")):
            self._knock(self.etsy, WebhookHint(delivery, topic, order_id="1"))
        topics = ["order.deleted", "order.deleted", "product.deleted"]
        self.assertEqual(self._events().mapped("topic"), topics)

    def test_what_the_list_does_not_show_of_a_backlog_is_asked_for(self):
        client = self.clients[self.etsy]
        orders = [client.sell(self.listing.remote_id) for _number in range(7)]
        self._drain(self.etsy)
        for order in orders:
            gone = client.change(order.remote_id, state="cancelled")
            client.trash.add(gone.remote_id)
            hint = WebhookHint(f"t{gone.name}", "order.deleted", order.remote_id)
            self._knock(self.etsy, hint)
        self.etsy.poll_seconds = 9999
        self.etsy._drain()
        sales = self.env["sale.order"].search([("maker_channel_id", "=", self.etsy.id)])
        self.assertEqual(set(sales.mapped("state")), {"cancel"})

    def test_a_notice_that_cannot_name_its_order_has_the_open_ones_asked_for(self):
        client = self.clients[self.etsy]
        order = client.sell(self.listing.remote_id, 2, state="open")
        self._drain(self.etsy)
        record = self.env["maker.channel.order"].search(
            [("channel_id", "=", self.etsy.id)]
        )
        record.asked_at = "2020-01-01"
        del client.orders[order.remote_id]
        self._knock(self.etsy, WebhookHint("v1", "order.updated"))
        self.etsy.poll_seconds = 9999
        self.etsy._drain()
        self.assertEqual(record.state, "cancelled")
        self.assertIn("deleted there", record.issue)
        self.assertFalse(record.keeps)

    def _tell(self, count, order_ref):
        self.env["maker.channel.event"].create(
            [
                {
                    "channel_id": self.etsy.id,
                    "delivery_id": f"t{number}",
                    "order_ref": order_ref(number),
                }
                for number in range(count)
            ]
        )

    def _waiting(self):
        return self.env["maker.channel.event"].search_count(
            [("channel_id", "=", self.etsy.id), ("handled_at", "=", False)]
        )

    def test_a_flood_of_notices_is_handled_in_slices(self):
        self._drain(self.etsy)
        self._tell(9, lambda number: f"gone{number}")
        client = self.clients[self.etsy]
        self.etsy.poll_seconds = 9999
        before = client.calls
        with patch(f"{INBOX}.SLICE", 2), patch(f"{INBOX}.SLICES", 3):
            self.etsy._drain()
            self.assertEqual((self._waiting(), client.calls - before), (3, 6))
            self.etsy._drain()
        self.assertEqual(self._waiting(), 0)
        self.assertFalse(self.etsy.last_error)

    def test_one_look_answers_every_notice_told_before(self):
        self._drain(self.etsy)
        self._tell(30, lambda _number: False)
        client = self.clients[self.etsy]
        self.etsy.poll_seconds = 9999
        before = client.calls
        with patch(f"{INBOX}.SLICE", 10):
            self.etsy._drain()
        self.assertLessEqual(client.calls - before, 2)
        self.assertEqual(self._waiting(), 0)

    def test_a_huge_notice_is_refused_unread(self):
        def trickle():
            for _chunk in range(48):
                yield b"x" * 65536

        with patch.object(ShelfClient, "verify_webhook") as verify:
            for body in (b"x" * (3 << 20), trickle()):
                answer = self.url_open(
                    f"/maker/hook/{self.etsy.webhook_token}", data=body
                )
                self.assertEqual(answer.status_code, 413)
        verify.assert_not_called()

    def test_a_notice_that_calls_itself_a_form_is_read_as_it_was_signed(self):
        seen = []

        def verify(_client, headers, body, now):
            seen.append(body)
            return WebhookHint("", "ping", ping=True)

        with patch.object(ShelfClient, "verify_webhook", verify):
            answer = self.url_open(
                f"/maker/hook/{self.etsy.webhook_token}",
                data=b"webhook_id=12",
                headers={"Content-Type": "application/x-www-form-urlencoded"},
            )
        self.assertEqual((answer.status_code, seen), (200, [b"webhook_id=12"]))

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


@tagged("post_install", "-at_install")
class TestSignedNotices(HttpCase):
    """Etsy's own signature, over HTTP, with nothing replaced."""

    KEY = b"a key of the shop"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.channel = cls.env["maker.channel"].create(
            {
                "name": "Etsy",
                "code": "etsy",
                "state": "connected",
                "shop_ref": "42",
                "client_key": "key",
                "client_secret": "secret",
                "access_token": "1.token",
                "webhook_secret": "whsec_" + base64.b64encode(cls.KEY).decode(),
            }
        )

    def _knock(self, ident="d1", age=0, receipt=7, forged=False):
        body = json.dumps(
            {
                "event_type": "order.paid",
                "shop_id": 42,
                "resource_url": "https://openapi.etsy.com/v3/application/shops/42"
                f"/receipts/{receipt}",
            }
        ).encode()
        stamp = str(int(time.time()) - age)
        signed = f"{ident}.{stamp}.".encode() + body
        mark = hmac.new(b"guess" if forged else self.KEY, signed, hashlib.sha256)
        headers = {
            "webhook-id": ident,
            "webhook-timestamp": stamp,
            "webhook-signature": "v1," + base64.b64encode(mark.digest()).decode(),
        }
        answer = self.url_open(
            f"/maker/hook/{self.channel.webhook_token}", data=body, headers=headers
        )
        return answer.status_code

    def _refs(self):
        self.env.invalidate_all()
        events = self.env["maker.channel.event"]
        return events.search([("channel_id", "=", self.channel.id)]).mapped("order_ref")

    def test_a_genuine_notice_is_kept_and_its_replay_is_not(self):
        self.assertEqual(self._knock(), 200)
        self.assertEqual(self._knock(), 200)
        self.assertEqual(self._knock("d2", receipt=8), 200)
        self.assertEqual(self._refs(), ["8", "7"])

    def test_forged_and_stale_notices_are_refused_before_they_are_read(self):
        webhooks = "odoo.addons.maker_channel_sync.channel_clients.etsy.client.event_of"
        with patch(webhooks) as event_of:
            self.assertEqual(self._knock(forged=True), 401)
            self.assertEqual(self._knock(age=3600), 401)
            self.assertEqual(self._knock(age=-3600), 401)
        event_of.assert_not_called()
        self.assertFalse(self._refs())

    def test_a_notice_is_answered_without_asking_the_network(self):
        adapter = "odoo.addons.maker_channel_sync.models.adapter.maker_channel_adapter"
        with patch(f"{adapter}.resolves_inside") as resolves:
            self.assertEqual(self._knock(), 200)
        resolves.assert_not_called()
