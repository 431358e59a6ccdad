from datetime import datetime, timedelta, timezone
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user
from odoo.tools import file_open
from odoo.tools.translate import code_translations

from ...channel_clients.errors import ItemRejected
from ...channel_clients.sentences import _lt
from ...channel_clients.types import Token
from ...channel_clients.wire import oauth
from ...models.channel.maker_channel import KEYS
from ..common import ChannelCase

WORKER = "odoo.addons.maker_channel_sync.models.channel.maker_channel_worker"


class TestTokens(ChannelCase):
    def setUp(self):
        super().setUp()
        adapter = "odoo.addons.maker_channel_sync.models.adapter.maker_channel_adapter"
        self.startPatcher(patch(f"{adapter}.resolves_inside", return_value=False))

    def _token(self, name):
        expires = datetime.now(timezone.utc) + timedelta(hours=1)
        return Token(name, f"refresh-{name}", expires)

    def test_a_rejected_token_is_renewed_and_the_new_pair_kept(self):
        self.etsy.write({"access_token": "old", "refresh_token": "r0"})
        with patch.object(oauth, "etsy_refresh", return_value=self._token("new")):
            self.assertEqual(self.etsy._token("old"), "new")
        self.assertEqual(self.etsy.refresh_token, "refresh-new")

    def test_a_token_someone_else_renewed_is_used(self):
        self.etsy.write({"access_token": "newer", "refresh_token": "r1"})
        with patch.object(oauth, "etsy_refresh", side_effect=AssertionError):
            self.assertEqual(self.etsy._token("old"), "newer")

    def test_a_token_about_to_expire_is_renewed_first(self):
        self.etsy.write(
            {
                "access_token": "old",
                "refresh_token": "r0",
                "token_expires_at": fields.Datetime.now() + timedelta(seconds=30),
            }
        )
        with patch.object(oauth, "etsy_refresh", return_value=self._token("new")):
            self.assertEqual(self.etsy._token(), "new")

    def test_login_uses_pkce_and_ends_with_the_tokens(self):
        self.etsy.client_key = "keystring"
        query = parse_qs(urlsplit(self.etsy._start_login()).query)
        self.assertEqual(query["code_challenge_method"], ["S256"])
        verifier = self.etsy.oauth_verifier
        self.assertEqual(query["code_challenge"], [oauth.challenge(verifier)])
        with patch.object(
            oauth, "etsy_exchange", return_value=self._token("first")
        ) as exchange:
            self.env["maker.channel"]._finish_login(
                {"state": query["state"][0], "code": "c"}
            )
        self.assertEqual(exchange.call_args.args[3], verifier)
        self.assertEqual(self.etsy.access_token, "first")
        with self.assertRaises(UserError):
            self.env["maker.channel"]._finish_login(
                {"state": query["state"][0], "code": "c"}
            )

    def test_a_login_expires(self):
        self.etsy.client_key = "keystring"
        self.etsy._start_login()
        self.etsy.oauth_started_at = fields.Datetime.now() - timedelta(hours=1)
        with self.assertRaises(UserError):
            self.env["maker.channel"]._finish_login(
                {"state": self.etsy.oauth_state, "code": "c"}
            )

    def test_addresses_inside_the_network_are_refused(self):
        woo = {"code": "shopify"}
        for url in (
            "http://shop.myshopify.com",
            "https://127.0.0.1",
            "https://localhost",
            "https://10.0.0.7/shop",
            "https://[::1]/",
            "https://user:pw@shop.myshopify.com",
            "https://evil.example",
            "https://shop.myshopify.com.evil.example",
            "ftp://shop.myshopify.com",
            "nonsense",
        ):
            with self.subTest(url=url), self.assertRaises(ValidationError):
                self.shopify.write({**woo, "base_url": url})

    def test_credentials_are_for_administrators_only(self):
        manager = new_test_user(
            self.env, "channel manager", groups="maker_mrp.group_manager"
        )
        self.etsy.access_token = "secret-token"
        channel = self.etsy.with_user(manager)
        self.assertNotIn("access_token", channel.fields_get())
        self.assertTrue(channel.name)

    def test_secrets_are_masked_in_what_people_see(self):
        self.etsy.access_token = "secret-token"
        self.etsy._as_worker()._remember_failure(UserError("bad secret-token here"))
        self.assertIn("bad", self.etsy.last_error)
        self.assertNotIn("secret-token", self.etsy.last_error)

    def test_nobody_reads_what_python_says_of_a_fault(self):
        self.etsy._as_worker()._remember_failure(KeyError("orders"))
        self.assertIn("does not foresee", self.etsy.last_error)
        self.assertNotIn("orders", self.etsy.last_error)

    def test_secrets_are_masked_in_the_log_of_a_fault(self):
        self.etsy.access_token = "secret-token"
        fault = ValueError("odd secret-token here")
        failing = patch.object(type(self.etsy), "_handle_events", side_effect=fault)
        with failing, self.assertLogs(WORKER, "ERROR") as log:
            self.etsy._drain()
        text = "".join(log.output)
        self.assertIn("unexpected failure", text)
        self.assertIn("Traceback", text)
        self.assertIn("ValueError: odd ••• here", text)
        self.assertNotIn("secret-token", text)

    def test_only_an_administrator_sends_the_keys_to_another_address(self):
        manager = new_test_user(
            self.env, "channel mover", groups="maker_mrp.group_manager"
        )
        channel = self.shopify.with_user(manager)
        channel.base_url = "https://typo.myshopify.com"
        self.shopify.access_token = "secret-token"
        with self.assertRaises(AccessError):
            channel.base_url = "https://other.myshopify.com"
        self.shopify.base_url = "https://shop.myshopify.com"

    def test_a_neutralized_copy_knows_no_secret(self):
        names = (*KEYS, "webhook_secret", "oauth_state", "oauth_verifier")
        self.etsy.write({name: f"a {name}" for name in names})
        self.env.flush_all()
        with file_open("maker_channel_sync/data/neutralize.sql") as script:
            self.env.cr.execute(script.read())
        self.env.invalidate_all()
        left = self.etsy.read([*names, "webhook_token"])[0]
        self.assertEqual([name for name in left if left[name]], ["id"])
        self.assertEqual(self.etsy.mode, "paused")

    def test_what_a_client_says_is_told_in_the_readers_language(self):
        error = ItemRejected(_lt("%(host)s cannot be reached.", host="Etsy"))
        german = {"%(host)s cannot be reached.": "%(host)s ist nicht erreichbar."}
        self.env["res.lang"]._activate_lang("de_DE")
        self.etsy.user_id.lang = "de_DE"
        with patch.object(
            code_translations, "get_python_translations", lambda _module, _lang: german
        ):
            worker = self.etsy._as_worker()
            self.assertEqual(worker._spoken(error), "Etsy ist nicht erreichbar.")
            self.assertEqual(self.etsy._spoken(error), "Etsy cannot be reached.")

    def test_what_a_listing_or_an_order_warns_of_is_told_in_that_language(self):
        german = {"Backordered on Faire.": "Bei Faire im Rückstand."}
        self.env["res.lang"]._activate_lang("de_DE")
        self.etsy.user_id.lang = "de_DE"
        client = self.clients[self.etsy]
        words = _lt("Backordered on Faire.")
        self._list(self.etsy, self.candle, "one")
        client.put("one", 3, sku="CANDLE", warning=words)
        with patch.object(
            code_translations, "get_python_translations", lambda _module, _lang: german
        ):
            client.sell("one", ship_blocked=words)
            self._drain(self.etsy)
            self.etsy._as_worker()._fetch_listings()
        listing = self.etsy.listing_ids.filtered(lambda one: one.remote_id == "one")
        self.assertEqual(listing.warning, "Bei Faire im Rückstand.")
        order = self.env["maker.channel.order"].search([])
        self.assertEqual(order.blocked, "Bei Faire im Rückstand.")
