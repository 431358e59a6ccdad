"""A running WooCommerce beside a shop of another kind."""

from datetime import timedelta

from channel_case import ChannelCase

from odoo import fields


class WooCommerceCase(ChannelCase):
    codes = ("woocommerce", "shopify")

    def setUp(self):
        super().setUp()
        self.woo = self.shops["woocommerce"]
        self._settle(rounds=2)
        self.assertEqual(self._numbers(), (10, 10))

    def _numbers(self):
        return self._stock("woocommerce"), self._stock("shopify")

    def _record(self, key):
        return self.env["maker.channel.order"].search(
            [
                ("channel_id", "=", self.channels["woocommerce"].id),
                ("remote_id", "=", key),
            ]
        )

    def _drifts(self):
        return self.env["maker.channel.incident"].search([("kind", "=", "drift")])

    def _compare(self, code="woocommerce"):
        """The daily look, as if a day had passed."""
        self.channels[code].reconciled_at = False
        orders = self.env["maker.channel.order"].search([])
        orders.asked_at = fields.Datetime.now() - timedelta(days=1)
        self._settle(rounds=2)
