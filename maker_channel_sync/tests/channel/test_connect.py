from dataclasses import replace
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user

from ...channel_clients.errors import RequestRefused
from ...channel_clients.types import (
    Check,
    Location,
    Token,
)
from ...channel_clients.wire import oauth
from ..common import ChannelCase


class TestConnect(ChannelCase):
    def setUp(self):
        super().setUp()
        self.env["ir.config_parameter"].set_param(
            "maker_channel_sync.allow_local_hosts", "1"
        )

    def _wizard(self, code, scheme="token", **answers):
        form = Form(self.env["maker.channel.connect"])
        form.code = code
        if form.has_choice:
            form.auth_scheme = scheme
        wizard = form.save()
        for line in wizard.line_ids:
            if answer := answers.get(line.field):
                line.write({"secret" if line.is_secret else "value": answer})
        return wizard

    def test_every_channel_says_what_to_do_and_what_it_needs(self):
        for code, label in self.env["maker.channel"]._fields["code"].selection:
            for scheme in ("token", "oauth"):
                with self.subTest(code=code, scheme=scheme):
                    wizard = self._wizard(code, scheme)
                    self.assertEqual(wizard.name, label)
                    self.assertIn("<li>", wizard.instructions)
                    self.assertTrue(wizard.line_ids)

    def test_everything_missing_is_named_at_once(self):
        wizard = self._wizard("woocommerce")
        with self.assertRaisesRegex(UserError, "Shop address.*Consumer key.*secret"):
            wizard.action_connect()

    def test_the_first_token_is_asked_for_before_the_channel_is_committed(self):
        answers = {
            "base_url": "https://shop.myshopify.com",
            "client_key": "id",
            "client_secret": "hush",
        }
        wizard = self._wizard("shopify", **answers)
        client = self.clients[self.shopify]

        def open_client(_adapter, channel):
            channel._token()
            return client

        adapter = type(self.env["maker.channel.adapter.shopify"])
        outside_tests = {"_in_test_transaction": lambda _self: False}
        with (
            patch.object(adapter, "_client", open_client),
            patch.object(
                oauth, "shopify_client_credentials", return_value=Token("first")
            ),
            patch.multiple(type(self.shopify), **outside_tests),
        ):
            action = wizard.action_connect()
        channel = self.env["maker.channel.start"].browse(action["res_id"]).channel_id
        self.assertEqual((channel.state, channel.access_token), ("connected", "first"))

    def test_a_new_channel_is_connected_but_silent_until_it_is_started(self):
        wizard = self._wizard(
            "shopify",
            base_url=" https://shop.myshopify.com ",
            client_key="id",
            client_secret="hush",
        )
        adapter = type(self.env["maker.channel.adapter.shopify"])
        client = self.clients[self.shopify]
        client.put("new-1", 3, sku="CANDLE")
        client.put("new-2", 3, sku="UNKNOWN")
        with patch.object(adapter, "_client", lambda _self, _channel: client):
            action = wizard.action_connect()
            start = self.env["maker.channel.start"].browse(action["res_id"])
            channel = start.channel_id
            self.assertEqual((channel.state, channel.mode), ("connected", "paused"))
            self.assertEqual((start.linked_count, start.open_count), (1, 1))
            self.assertEqual((start.rise_count, start.drop_count), (1, 0))
            self.assertEqual(start.listing_ids.preview_qty, 10)
            self.assertFalse(client.writes)
            client.sell("new-1", 2)
            start.orders_from = "2020-01-01"
            start.action_count_orders()
            self.assertEqual((start.order_count, start.order_units), (1, 2))
            self.assertFalse(self.env["maker.channel.order"].search([]))
            start.action_start()
            channel._drain()
            self.assertEqual(client.shelf["new-1"], 8)

    def test_an_address_without_https_gets_it(self):
        answers = {"base_url": "mysoaps.example", "client_key": "k"}
        wizard = self._wizard("woocommerce", client_secret="s", **answers)
        self.assertEqual(wizard._values()["base_url"], "https://mysoaps.example")

    def test_an_address_inside_the_network_is_refused_with_the_reason(self):
        self.env["ir.config_parameter"].set_param(
            "maker_channel_sync.allow_local_hosts", "0"
        )
        for address in ("http://192.168.1.5", "http://127.0.0.1:8080", "localhost"):
            wizard = self._wizard(
                "woocommerce", base_url=address, client_key="k", client_secret="s"
            )
            with (
                self.subTest(address=address),
                self.assertRaisesRegex(UserError, "inside your own network"),
                self.env.cr.savepoint(),
            ):
                wizard.action_connect()

    def test_the_preview_names_what_has_no_product_and_what_is_there_twice(self):
        client = self.clients[self.shopify]
        client.put("one", sku="CANDLE", title="Candle")
        client.put("two", sku="CANDLE", title="Candle, gift")
        client.put("odd", sku="ODD", title="Odd soap")
        self.shopify.action_fetch_listings()
        start = self.env["maker.channel.start"].browse(
            self.shopify.action_start()["res_id"]
        )
        self.assertEqual(start.open_names, "Odd soap (ODD)")
        self.assertEqual(
            start.twice_names.splitlines(), ["Candle (CANDLE)", "Candle, gift (CANDLE)"]
        )

    def test_a_shop_with_several_places_asks_for_one(self):
        places = (Location("1", "Studio"), Location("2", "Stall"))
        check = Check("Shelf", "1", "USD", locations=places)
        with patch.object(
            type(self.clients[self.shopify]), "check", lambda _client: check
        ):
            self.shopify.action_test_connection()
        action = self.shopify.action_start()
        start = self.env["maker.channel.start"].browse(action["res_id"])
        with self.assertRaisesRegex(UserError, "places"):
            start.action_start()
        studio = self.shopify.remote_location_ids.filtered(
            lambda place: place.name == "Studio"
        )
        start.remote_location_id = studio
        start.action_start()
        self.assertEqual(self.shopify.remote_location_id, studio)

    def test_etsy_sends_the_owner_to_its_consent_page(self):
        wizard = self._wizard(
            "etsy", shop_ref="55", client_key="keystring", client_secret="hush"
        )
        action = wizard.action_connect()
        self.assertEqual(action["type"], "ir.actions.act_url")
        self.assertIn("https://www.etsy.com/oauth/connect?", action["url"])
        self.assertNotIn("hush", action["url"])

    def test_only_administrators_connect(self):
        manager = new_test_user(
            self.env, "studio manager", groups="maker_mrp.group_manager"
        )
        with self.assertRaises(AccessError):
            self.env["maker.channel.connect"].with_user(manager).create(
                {"code": "etsy", "name": "x"}
            )

    def test_the_bench_may_look_but_not_push(self):
        bench = new_test_user(self.env, "bench hand", groups="maker_mrp.group_user")
        channel = self.etsy.with_user(bench)
        self.assertTrue(channel.listing_count >= 0)
        for name in ("action_push_now", "action_test_connection", "action_reconcile"):
            with self.subTest(button=name), self.assertRaises(AccessError):
                getattr(channel, name)()

    def test_the_owners_only_shop_is_found_without_its_number(self):
        self.etsy.shop_ref = False
        self.etsy.action_test_connection()
        self.assertEqual(self.etsy.shop_ref, "1")

    def test_a_warning_of_the_check_is_shown(self):
        check = Check("Shelf", "1", warning="Update Maker.")
        with patch.object(
            type(self.clients[self.shopify]), "check", lambda _client: check
        ):
            told = self.shopify.action_test_connection()
        self.assertIn("Update Maker.", told["params"]["message"])

    def test_shopify_takes_an_old_token_or_a_consent(self):
        wizard = self._wizard("shopify")
        old = wizard.line_ids.filtered(lambda line: line.field == "access_token")
        self.assertTrue(old.is_secret)
        wizard = self._wizard(
            "shopify",
            "oauth",
            base_url="https://shop.myshopify.com",
            client_key="id",
            client_secret="hush",
        )
        action = wizard.action_connect()
        self.assertIn("https://shop.myshopify.com/admin/oauth/authorize", action["url"])
        self.assertIn("write_inventory", action["url"])
        self.assertNotIn("hush", action["url"])

    def test_a_consent_that_shopify_did_not_sign_is_refused(self):
        channel = self._channel(
            "shopify",
            name="Signed",
            client_key="id",
            client_secret="hush",
            auth_scheme="oauth",
        )
        self.addCleanup(self.clients.pop, channel)
        channel._start_login()
        forged = {
            "state": channel.oauth_state,
            "code": "c",
            "shop": "shop.myshopify.com",
            "hmac": "0" * 64,
        }
        with self.assertRaisesRegex(UserError, "not from your shop"):
            self.env["maker.channel"]._finish_login(forged)
        self.assertFalse(channel.access_token)

    def test_a_shop_that_refuses_notices_is_kept_in_step_all_the_same(self):
        self.env["ir.config_parameter"].set_param("web.base.url", "https://x.example")
        listing = self._list(self.shopify, self.candle)
        client = self.clients[self.shopify]
        able = replace(client.capabilities, webhooks=True, subscribes=True)
        client.capabilities = able
        refusal = RequestRefused("Shopify: no permission")
        with patch.object(
            client, "ensure_webhooks", side_effect=refusal, create=True
        ) as asked:
            self.shopify.action_reconcile()
        asked.assert_called_once()
        self.assertEqual(self._shown(listing), 10)
        self.assertFalse(self.shopify.last_error)
