"""What the tests of incidents share."""

from datetime import timedelta

from odoo.tests import Form, new_test_user

from odoo.addons.maker_channel_sync.tests.common import ChannelCase


class IncidentCase(ChannelCase):
    """A candle on Etsy and Shopify, of which both may sell too many."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.on_etsy = cls._list(cls.etsy, cls.candle)
        cls.on_shopify = cls._list(cls.shopify, cls.candle)
        cls.manager = new_test_user(
            cls.env, "incident-manager", groups="maker_mrp.group_manager"
        )

    def setUp(self):
        super().setUp()
        self._drain()

    def _sell(self, listing, quantity, age=0, **values):
        """A sale that was made ``age`` seconds ago and is told now."""
        client = self.clients[listing.channel_id]
        order = client.sell(listing.remote_id, quantity, **values)
        moment = order.created - timedelta(seconds=age)
        client.orders[order.remote_id] = self._dated(order, moment)
        return order

    def _dated(self, order, moment):
        return type(order)(**{**vars(order), "created": moment, "updated": moment})

    def _incident(self):
        return self.env["maker.channel.incident"].search(
            [("kind", "=", "oversell"), ("product_id", "=", self.candle.id)], limit=1
        )

    def _oversold(self, **values):
        self._sell(self.on_etsy, 8, age=40)
        self._sell(self.on_shopify, 5, age=10, **values)
        self._drain()
        return self._incident()

    def _wizard(self, action):
        model = self.env[action["res_model"]].with_user(self.manager)
        return Form(model.with_context(**action["context"]))
