"""Secrets: where they are kept, and that they are nowhere else."""

import logging
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import SQL, file_open

from ...hook_log import HideHooks
from ...tools import address_problem
from ..common import ChannelCase

TYPED = "typed-secret-4711"


@tagged("post_install", "-at_install")
class TestSecrets(ChannelCase):
    def _columns(self):
        """Every column of every table that a text could be in."""
        return self.env.execute_query(
            SQL(
                "SELECT c.table_name, c.column_name FROM information_schema.columns c "
                "JOIN information_schema.tables t USING (table_schema, table_name) "
                "WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' "
                "AND c.data_type IN ('character varying', 'text', 'json', 'jsonb', "
                "'bytea')"
            )
        )

    def _holding(self, *secrets):
        """``table.column`` of every place that holds one of the secrets."""
        self.env.flush_all()
        tables = {}
        for table, column in self._columns():
            tables.setdefault(table, []).append(column)
        found = []
        for table, columns in tables.items():
            parts = [
                SQL("bool_or(strpos(%s::text, %s) > 0)", SQL.identifier(one), secret)
                for one in columns
                for secret in secrets
            ]
            query = SQL(
                "SELECT %s FROM %s", SQL(", ").join(parts), SQL.identifier(table)
            )
            (row,) = self.env.execute_query(query)
            names = [one for one in columns for _secret in secrets]
            found += [f"{table}.{n}" for n, hit in zip(names, row, strict=True) if hit]
        return sorted(set(found))

    def _wizard(self):
        form = Form(self.env["maker.channel.connect"])
        form.code = "shopify"
        wizard = form.save()
        answers = {
            "base_url": "https://shop.myshopify.com",
            "client_key": "the key",
            "client_secret": TYPED,
        }
        for line in wizard.line_ids:
            value = answers.get(line.field)
            line.write({"secret" if line.is_secret else "value": value})
        return wizard

    def test_what_was_typed_is_kept_in_the_channel_only(self):
        wizard = self._wizard()
        adapter = type(self.env["maker.channel.adapter.shopify"])
        client = self.clients[self.shopify]
        with patch.object(adapter, "_client", lambda _self, _channel: client):
            wizard.action_connect()
        self.assertEqual(self._holding(TYPED), ["maker_channel.client_secret"])

    def test_what_was_typed_into_an_abandoned_wizard_is_forgotten(self):
        wizard = self._wizard()
        held = self._holding(TYPED)
        self.assertEqual(held, ["maker_channel_connect_line.secret"])
        long_ago = fields.Datetime.now() - timedelta(hours=1)
        self.env.cr.execute(
            "UPDATE maker_channel_connect_line SET write_date = %s", [long_ago]
        )
        wizard.line_ids.invalidate_recordset()
        self.env["maker.channel.connect"]._cron_forget_secrets()
        self.assertEqual(self._holding(TYPED), [])

    def test_a_neutralized_copy_holds_none_of_the_secrets_anywhere(self):
        self._wizard()
        names = [
            name
            for name, field in self.shopify._fields.items()
            if field.type == "char"
            and field.store
            and field.groups == "base.group_system"
            and name not in ("home", "shop_ref")
        ]
        self.assertIn("access_token", names)
        secrets = [f"{name}-4711-kept" for name in names]
        self.shopify.write(dict(zip(names, secrets, strict=True)))
        self.assertTrue(self._holding(TYPED, *secrets))
        with file_open("maker_channel_sync/data/neutralize.sql") as script:
            self.env.cr.execute(script.read())
        self.env.invalidate_all()
        self.assertEqual(self._holding(TYPED, *secrets), [])

    def test_the_address_of_notices_is_not_logged(self):
        token = self.shopify.webhook_token
        for message, arguments in (
            ('"%s" %s %s', (f"POST /maker/hook/{token} HTTP/1.1", "200", "-")),
            (f"POST /maker/hook/{token}?x=1 HTTP/1.1", ()),
        ):
            record = logging.LogRecord(
                "werkzeug", logging.INFO, "", 0, message, arguments, None
            )
            self.assertTrue(HideHooks().filter(record))
            self.assertNotIn(token, record.getMessage())
            self.assertIn("/maker/hook/…", record.getMessage())
        filters = logging.getLogger("werkzeug").filters
        self.assertTrue(any(isinstance(one, HideHooks) for one in filters))

    def test_another_companys_channel_is_not_named_to_who_may_not_write_it(self):
        self.shopify.access_token = "kept"
        stranger = new_test_user(self.env, "stranger", groups="base.group_user")
        with self.assertRaises(AccessError) as refused:
            self.shopify.with_user(stranger).write({"base_url": "https://x.example"})
        self.assertNotIn(self.shopify.name, str(refused.exception))

    def test_the_wizard_shows_nothing_of_another_companys_channel(self):
        other = self.env["res.company"].create({"name": "Other studio"})
        admin = new_test_user(
            self.env,
            "other_admin",
            groups="base.group_system,maker_mrp.group_manager",
            company_id=other.id,
            company_ids=[fields.Command.set(other.ids)],
        )
        wizards = self.env["maker.channel.connect"].with_user(admin)
        with self.assertRaises(AccessError):
            wizards.create(
                {"channel_id": self.shopify.id, "code": "shopify", "name": "Mine"}
            ).flush_recordset()
        with self.assertRaises(AccessError):
            asked = {"channel_id": self.shopify.id, "code": "shopify"}
            told = {"name": {}, "line_ids": {"fields": {"value": {}}}}
            wizards.onchange(asked, ["channel_id", "code"], told)

    def test_a_duplicate_is_a_silent_channel_of_its_own(self):
        self.shopify.write(
            {"access_token": "kept", "client_secret": "kept", "mode": "automatic"}
        )
        twin = self.shopify.copy()
        self.assertEqual((twin.state, twin.mode), ("draft", "paused"))
        self.assertFalse(twin.access_token or twin.client_secret or twin.listing_ids)
        self.assertNotEqual(twin.webhook_token, self.shopify.webhook_token)
        self.assertNotEqual(twin.name, self.shopify.name)
        self.assertTrue(twin.cron_id and twin.cron_id != self.shopify.cron_id)


@tagged("post_install", "-at_install")
class TestAddresses(ChannelCase):
    """The host that is checked is the one that would be called."""

    def test_only_the_shops_own_host_is_taken(self):
        shopify = ("*.myshopify.com",)
        for address in (
            "https://shop.myshopify.com",
            "https://SHOP.myshopify.com/",
            "https://shop.myshopify.com:443",
            "https://my-shop-2.myshopify.com.",
        ):
            self.assertEqual(address_problem(address, shopify), "", address)
        for address in (
            "https://evil.example\\.myshopify.com",
            "https://evil.example%5C.myshopify.com",
            "https://evil.example/.myshopify.com",
            "https://evil.example?.myshopify.com",
            "https://evil.example#.myshopify.com",
            "https://evil.example;.myshopify.com",
            "https://evil.example:443\\@shop.myshopify.com",
            "https://shop.myshopify.com@evil.example",
            "https://user:pw@shop.myshopify.com",
            "https://shop.myshopify.com.evil.example",
            "https://evilmyshopify.com",
            "https://.myshopify.com",
            "https://-.myshopify.com",
            "https://a b.myshopify.com",
            "https://a\tb.myshopify.com",
            "https://a\nb.myshopify.com",
            "https://a\0.myshopify.com",
            "https://shop。evil.example／.myshopify.com",
            "https://evil.example\u2044.myshopify.com",
            "https://[::1].myshopify.com",
            "http://shop.myshopify.com",
            "javascript://shop.myshopify.com",
            "//shop.myshopify.com",
            "",
        ):
            self.assertTrue(address_problem(address, shopify), address)

    def test_inside_addresses_are_refused_in_every_spelling(self):
        for host in (
            "localhost",
            "127.0.0.1",
            "127.1",
            "2130706433",
            "0x7f.1",
            "0177.0.0.1",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]",
            "10.0.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "①②⑦.0.0.1",
            "printer.local",
            "db.internal",
            "odoo",
            "[fe80::1%25eth0]",
            "[64:ff9b::7f00:1]",
        ):
            problem = address_problem(f"https://{host}/")
            self.assertIn(problem, ("inside", "no_url"), host)

    def test_a_wrong_address_is_refused_when_stored(self):
        with self.assertRaises(ValidationError):
            self.shopify.base_url = "https://evil.example\\.myshopify.com"

    def test_a_login_of_nonsense_is_refused_in_words(self):
        self.shopify._start_login()
        for state in ("", "ü", "\ud800", "x" * 9000):
            with self.assertRaises(UserError):
                self.env["maker.channel"]._finish_login({"state": state})
