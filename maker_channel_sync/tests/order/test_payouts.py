from datetime import datetime, timedelta, timezone
from decimal import Decimal
from unittest.mock import patch

from odoo import fields

from ...channel_clients.errors import ScopeError, Transient
from ...channel_clients.types import Movement
from ..common import ChannelCase

D = Decimal


class TestPayouts(ChannelCase):
    """What a channel paid out and kept beside its orders' own fees."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.listing = cls._list(cls.etsy, cls.candle)
        cls.client = cls.clients[cls.etsy]

    def _tell(self, *moved, **options):
        self.etsy.money_tried_at = False
        told = {"side_effect": lambda since, until: iter(moved), **options}
        with patch.object(type(self.client), "iter_movements", **told) as asked:
            self._drain(self.etsy)
            self._drain(self.etsy)
        self.assertEqual(asked.call_count, 1)
        return self.env["maker.channel.payout"].search(
            [("channel_id", "=", self.etsy.id)], order="id"
        )

    def _moved(self, remote_id, kind, amount, **values):
        now = datetime.now(timezone.utc) - timedelta(hours=1)
        return Movement(remote_id, kind, now, D(amount), "USD", **values)

    def test_each_movement_is_kept_once_and_finds_its_order(self):
        order = self.client.sell(self.listing.remote_id)
        self._drain(self.etsy)
        line = order.lines[0].remote_id
        moved = (
            self._moved("1", "payout", "91.20"),
            self._moved("2", "fee", "0.20", title="listing"),
            self._moved("3", "fee", "0.81", line_id=line),
            self._moved("4", "fee", "1.88", order_id=order.remote_id),
        )
        self._tell(*moved)
        payouts = self._tell(*moved)
        self.assertEqual(payouts.mapped("kind"), ["payout", "fee", "fee", "fee"])
        known = self.env["maker.channel.order"].search([])
        self.assertEqual([bool(one.order_id) for one in payouts], [0, 0, 1, 1])
        self.assertEqual(payouts.order_id, known)
        self.assertAlmostEqual(sum(payouts[1:].mapped("amount")), 2.89)

    def test_fees_apart_lower_the_margins_of_the_channel(self):
        self.env["maker.channel.order"].create(
            {
                "channel_id": self.etsy.id,
                "remote_id": "1",
                "name": "1",
                "state": "imported",
                "ordered_at": fields.Datetime.now(),
                "total": 100,
                "fees": 6,
            }
        )
        self._tell(self._moved("2", "fee", "4.00", title="offsite ads"))
        rates = {name: rate for name, rate, _flat in self._fees()}
        self.assertAlmostEqual(rates[self.etsy.display_name], 10.0)

    def _fees(self):
        return self.env["mrp.bom"]._maker_sales_fees()

    def test_a_shop_that_does_not_tell_is_left_in_peace(self):
        refuse = ScopeError("read_shopify_payments_payouts is missing")
        self.assertFalse(self._tell(side_effect=refuse))
        self.assertFalse(self.etsy.failures)

    def test_a_ledger_that_fails_is_asked_later_and_misses_nothing(self):
        since = self.etsy.money_read_at
        self._tell(side_effect=Transient("The ledger is down"))
        self.assertEqual(self.etsy.money_read_at, since)
        self.assertEqual(len(self._tell(self._moved("1", "payout", "9.00"))), 1)
