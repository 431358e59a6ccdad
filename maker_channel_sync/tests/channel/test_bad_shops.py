"""Shops that misbehave: a clear message, an entry in the log, nothing lost."""

import socket
from decimal import Decimal
from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError

from ...channel_clients.errors import (
    AuthError,
    ScopeError,
    Transient,
)
from ...channel_clients.wire.guard import PublicOnly
from ..common import ChannelCase

INSIDE = (
    "https://127.0.0.1/",
    "https://127.1/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0x7f.0.0.1/",
    "https://0177.0.0.1/",
    "https://10.0.0.8/",
    "https://192.168.1.1:8069/",
    "https://169.254.169.254/latest/meta-data",
    "https://[::1]/",
    "https://[fd00::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://localhost/",
    "https://localhost./",
    "https://odoo/",
    "https://shop.internal/",
    "https://shop.local/",
    "https://１２７.0.0.1/",
)


class TestBadShops(ChannelCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.listing = cls._list(cls.etsy, cls.candle)
        cls.client = cls.clients[cls.etsy]

    def _worked(self, channel=None):
        (channel or self.etsy)._drain()
        return channel or self.etsy

    # Addresses.

    def test_no_notation_of_an_inside_address_is_taken(self):
        for url in INSIDE:
            with self.subTest(url=url), self.assertRaises(ValidationError):
                self._channel("woocommerce", name=url, base_url=url)

    def test_other_schemes_and_logins_are_refused(self):
        for url in (
            "http://shop.example",
            "ftp://shop.example",
            "file:///etc/passwd",
            "https://user:word@shop.example",
            "https://",
            "shop.example",
            "https://[::1",
        ):
            with self.subTest(url=url), self.assertRaises(ValidationError):
                self._channel("woocommerce", name=url, base_url=url)

    def test_a_name_that_resolves_inside_is_refused_before_the_call(self):
        channel = self._woo()
        for address in ("10.0.0.8", "127.0.0.1", "::1", "fd00::7"):
            found = [(socket.AF_INET, 1, 6, "", (address, 443))]
            with (
                self.subTest(address=address),
                patch("socket.getaddrinfo", return_value=found),
                self.assertRaisesRegex(UserError, "inside your own network"),
            ):
                self._transport(channel)

    def test_the_connection_itself_is_checked_too(self):
        found = [(socket.AF_INET, 1, 6, "", ("93.184.215.14", 443))]
        with patch("socket.getaddrinfo", return_value=found):
            transport = self._transport(self._woo())
        adapter = transport.session.get_adapter("https://shop.example/")
        self.assertIsInstance(adapter, PublicOnly)

    def _woo(self):
        channel = self._channel(
            "woocommerce",
            name="Public",
            base_url="https://shop.example",
            client_key="ck",
            client_secret="cs_secret",
        )
        self.addCleanup(self.clients.pop, channel)
        return channel

    def _transport(self, channel):
        adapter = self.env["maker.channel.adapter.woocommerce"]
        return adapter._transport(channel.sudo())

    # Credentials.

    def test_wrong_credentials_are_said_and_ask_a_person_once(self):
        self._receive(self.candle, 5)
        self.client.faults = [AuthError("Etsy refuses the credentials.")] * 9
        for _again in range(3):
            channel = self._worked()
        self.assertTrue(channel.needs_login)
        self.assertIn("refuses the credentials", channel.last_error)
        self.assertEqual(len(channel.activity_ids), 1)
        self.client.faults.clear()
        self._worked()
        self.assertFalse(channel.needs_login)
        self.assertEqual(self._shown(self.listing), 15)

    def test_a_revoked_permission_is_named(self):
        why = ScopeError(
            "Shopify: the app lacks write_inventory.", ("write_inventory",)
        )
        self.client.faults = [why]
        self._worked()
        self.assertIn("write_inventory", self.etsy.rest_words)
        self.client.faults = [why]
        with self.assertRaisesRegex(UserError, "write_inventory"):
            self.etsy.action_test_connection()

    # Answers.

    def test_a_page_instead_of_data_is_a_pause_not_a_loss(self):
        page = Transient("shop.example sent a web page instead of data (200).", True)
        self.client.faults = [page] * 20
        self._worked()
        self.assertIn("web page", self.etsy.last_error)
        self.assertTrue(self.etsy.paused_until)
        self.client.faults.clear()
        self._worked()
        self.assertFalse(self.etsy.last_error)
        self.assertEqual(self._shown(self.listing), 10)

    def test_negative_and_huge_numbers_of_a_shop_are_corrected(self):
        self._drain(self.etsy)
        for odd in (2_000_000_000, 10**12):
            self.client.shelf[self.listing.remote_id] = odd
            self.etsy.reconciled_at = False
            self._worked()
            self.assertFalse(self.etsy.last_error, self.etsy.last_error)
            self.assertEqual(self._shown(self.listing), 10)

    def test_an_order_of_a_huge_or_negative_quantity_does_not_stop_the_shop(self):
        self._drain(self.etsy)
        self.client.sell(self.listing.remote_id, 10**9)
        self.client.shelf[self.listing.remote_id] = 10
        order = self.client.sell(self.listing.remote_id, 1)
        self.client.change(
            order.remote_id,
            lines=tuple(
                line.__class__(**{**vars(line), "quantity": -3}) for line in order.lines
            ),
        )
        good = self.client.sell(self.listing.remote_id, 2)
        self.etsy.orders_read_at = False
        self._worked()
        known = self.env["maker.channel.order"].search(
            [("channel_id", "=", self.etsy.id), ("remote_id", "=", good.remote_id)]
        )
        self.assertEqual(known.sale_order_id.state, "sale")

    def test_an_unknown_currency_keeps_the_order_and_says_so(self):
        self._drain(self.etsy)
        order = self.client.sell(self.listing.remote_id, 2, currency="XQQ")
        self.etsy.orders_read_at = False
        self._worked()
        known = self.env["maker.channel.order"].search(
            [("channel_id", "=", self.etsy.id), ("remote_id", "=", order.remote_id)]
        )
        self.assertEqual(len(known), 1)
        self.assertIn("XQQ", known.issue)

    # Things that go away.

    def test_a_listing_deleted_meanwhile_is_said_and_the_others_go_on(self):
        other = self._list(self.etsy, self._product("SOAP"), "soap")
        self._receive(other.product_id, 4)
        self.client.rejected.add(self.listing.remote_id)
        self._worked()
        self.assertEqual(self._shown(other), 4)
        self.assertTrue(self.listing.error)
        push = self.env["maker.channel.push"].search(
            [("listing_id", "=", self.listing.id)], limit=1
        )
        self.assertEqual(push.state, "refused")
        self.client.listings.pop(self.listing.remote_id)
        self.etsy.action_fetch_listings()
        self.assertEqual(self.listing.state, "gone")
        self.assertEqual(self.listing.product_id, self.candle)

    def test_an_order_for_another_companys_product_is_not_given_away(self):
        other = self.env["res.company"].create({"name": "Other studio"})
        foreign = self._product("FOREIGN", company_id=other.id)
        self.client.put("f", sku="FOREIGN", title="Foreign", price=Decimal(5))
        order = self.client.sell("f", 1)
        self.etsy.orders_read_at = False
        self._worked()
        known = self.env["maker.channel.order"].search(
            [("channel_id", "=", self.etsy.id), ("remote_id", "=", order.remote_id)]
        )
        self.assertTrue(known.issue)
        self.assertNotIn(foreign, known.sale_order_id.order_line.product_id)
