from dataclasses import replace
from datetime import datetime, timedelta, timezone
from unittest.mock import patch

from odoo import fields
from odoo.tests import Form

from ...channel_clients.types import Check
from ..common import ChannelCase


class TestFirstImport(ChannelCase):
    """Before the first import: from when, and what it does to stock."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.listing = cls._list(cls.etsy, cls.candle)
        cls.client = cls.clients[cls.etsy]
        cls.etsy.mode = "paused"

    def _sell(self, days, quantity=1, **values):
        moment = datetime.now(timezone.utc) - timedelta(days=days)
        return self.client.sell(
            self.listing.remote_id, quantity, created=moment, updated=moment, **values
        )

    def _start(self, days):
        wizard = self.env["maker.channel.start"].create(
            {
                "channel_id": self.etsy.id,
                "orders_from": fields.Datetime.now() - timedelta(days=days),
            }
        )
        wizard.action_count_orders()
        return wizard

    def test_the_count_says_what_would_happen_and_writes_nothing(self):
        self._sell(9, 5)
        self._sell(3, 2)
        self._sell(3, 1, state="shipped")
        self._sell(2, 1, state="open")
        self._sell(2, 4, state="cancelled")
        self._sell(1, 4, test=True)
        stuck = self._sell(1, 3)
        line = replace(stuck.lines[0], listing_id="?", sku="?")
        self.client.orders[stuck.remote_id] = replace(stuck, lines=(line,))
        wizard = self._start(5)
        self.assertEqual(wizard.order_count, 4)
        self.assertEqual((wizard.lowering_count, wizard.order_units), (3, 4))
        self.assertEqual((wizard.shipped_count, wizard.unpaid_count), (1, 1))
        self.assertEqual((wizard.stuck_count, wizard.left_out_count), (1, 2))
        self.assertFalse(self.env["maker.channel.order"].search([]))
        self.assertEqual(
            self.etsy.orders_from, fields.Datetime.to_datetime("2020-01-01")
        )

    def test_another_moment_asks_for_another_count(self):
        self._sell(9)
        wizard = self._start(5)
        self.assertTrue(wizard.orders_seen)
        with Form(wizard) as form:
            form.orders_from = fields.Datetime.now() - timedelta(days=20)
        self.assertFalse(wizard.orders_seen)

    def test_a_shop_that_shows_young_orders_only_says_so(self):
        client = self.clients[self.etsy]
        told = Check("Shelf", "1", "USD", order_days=60)
        with patch.object(type(client), "check", return_value=told):
            self.etsy.action_test_connection()
        self.assertEqual(self.etsy.order_days, 60)
        wizard = self._start(59)
        self.assertFalse(wizard.orders_hidden)
        with Form(wizard) as form:
            form.orders_from = fields.Datetime.now() - timedelta(days=61)
            self.assertTrue(form.orders_hidden)
        self.etsy.action_test_connection()
        self.assertFalse(wizard.orders_hidden, "all orders are shown now")

    def test_starting_does_what_was_said(self):
        self._sell(9, 5)
        self._sell(3, 2)
        sent = self._sell(3, 1, state="shipped")
        wizard = self._start(5)
        wizard.action_start()
        self._drain(self.etsy)
        orders = self.env["maker.channel.order"].search(
            [("channel_id", "=", self.etsy.id)]
        )
        taken = orders.filtered(lambda order: order.state == "imported")
        self.assertEqual(len(taken), wizard.order_count)
        self.assertEqual(
            sum(taken.sale_order_id.picking_ids.move_ids.mapped("quantity")),
            wizard.order_units,
        )
        gone = taken.filtered(lambda order: order.remote_id == sent.remote_id)
        self.assertIn("validate its delivery", gone.activity_ids.summary)

    def test_what_is_known_already_is_not_counted_again(self):
        self._sell(3, 2)
        self._start(5).action_start()
        self._drain(self.etsy)
        self.assertEqual(self._start(5).order_count, 0)
