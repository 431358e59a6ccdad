"""What the tests of channel orders share."""

from datetime import datetime, timedelta, timezone

from odoo.addons.maker_channel_sync.tests.common import ChannelCase


class OrderCase(ChannelCase):
    """A candle listed on Etsy, and the orders Etsy tells of."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.listing = cls._list(cls.etsy, cls.candle)
        cls.client = cls.clients[cls.etsy]

    def _known(self, order):
        return self.env["maker.channel.order"].search(
            [("channel_id", "=", self.etsy.id), ("remote_id", "=", order.remote_id)]
        )

    def _sale(self, order):
        return self._known(order).sale_order_id


class OrderChangesCase(OrderCase):
    """Orders of Etsy that change after they were taken; Shopify sells the same."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls._list(cls.shopify, cls.candle)

    def setUp(self):
        super().setUp()
        self._drain()

    def _sell(self, quantity=3, **values):
        placed = datetime.now(timezone.utc) - timedelta(hours=1)
        values = {"created": placed, "updated": placed, **values}
        order = self.client.sell(self.listing.remote_id, quantity, **values)
        self._drain()
        return order

    def _change(self, order, **values):
        order = self.client.change(order.remote_id, **values)
        self._drain()
        return order

    def _leave(self, order):
        picking = self._sale(order).picking_ids.filtered(lambda p: p.state != "done")
        picking.move_ids.picked = True
        picking.button_validate()
        self._drain()
        return picking

    def _todos(self, order):
        return " ".join(self._known(order).activity_ids.mapped("summary"))
