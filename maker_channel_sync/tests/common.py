import copy
from unittest.mock import patch

from odoo.tests import TransactionCase, tagged

from .shelf import ShelfClient

COMPARES = ("shopify", "wix")


@tagged("post_install", "-at_install")
class ChannelCase(TransactionCase):
    """Two shops, one candle, ten in stock."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True))
        cls.clients = {}
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.env.company.id)], limit=1
        )
        cls.stock = cls.warehouse.lot_stock_id
        cls.candle = cls._product("CANDLE")
        cls._receive(cls.candle, 10)
        cls.etsy = cls._channel("etsy")
        cls.shopify = cls._channel("shopify")

    def setUp(self):
        super().setUp()
        for client in self.clients.values():
            before = copy.deepcopy(vars(client))
            self.addCleanup(vars(client).update, before)
        for code in {channel.code for channel in self.clients}:
            adapter = type(self.env[f"maker.channel.adapter.{code}"])
            self.startPatcher(
                patch.object(adapter, "_client", lambda _self, one: self.clients[one])
            )
            self.startPatcher(
                patch.object(
                    adapter,
                    "_capabilities",
                    lambda _self, code=code: ShelfClient(code in COMPARES).capabilities,
                )
            )

    @classmethod
    def _product(cls, sku, **values):
        return cls.env["product.product"].create(
            {"name": sku.title(), "default_code": sku, "is_storable": True, **values}
        )

    @classmethod
    def _receive(cls, product, quantity, location=None, lot=None):
        cls.env["stock.quant"]._update_available_quantity(
            product, location or cls.stock, quantity, lot_id=lot
        )

    @classmethod
    def _channel(cls, code, **values):
        if code == "shopify":
            values.setdefault("base_url", "https://shop.myshopify.com")
        channel = cls.env["maker.channel"].create(
            {
                "name": code.title(),
                "code": code,
                "warehouse_id": cls.warehouse.id,
                "orders_from": "2020-01-01",
                "state": "connected",
                **values,
            }
        )
        cls.clients[channel] = ShelfClient(code in COMPARES)
        return channel

    @classmethod
    def _list(cls, channel, product, remote_id=None, **values):
        """A listing of the product in the shop, known and linked."""
        remote_id = remote_id or f"{channel.code}-{product.default_code}"
        cls.clients[channel].put(remote_id, sku=product.default_code)
        return cls.env["maker.channel.listing"].create(
            {
                "channel_id": channel.id,
                "remote_id": remote_id,
                "title": product.name,
                "sku": product.default_code,
                "product_id": product.id,
                **values,
            }
        )

    def _drain(self, *channels):
        """Run the workers as the scheduled jobs would, imports included."""
        self.env.cr.flush()
        for channel in channels or self.clients:
            channel.orders_read_at = False
            channel._drain()
            self.assertFalse(channel.last_error, channel.last_error)

    def _shown(self, listing):
        """What a shopper sees of the listing."""
        return self.clients[listing.channel_id].shelf[listing.remote_id]

    def _order(self, product, quantity):
        """A sale outside the channels, confirmed."""
        order = self.env["sale.order"].create(
            {
                "partner_id": self.env["res.partner"].create({"name": "Walk-in"}).id,
                "warehouse_id": self.warehouse.id,
                "order_line": [
                    (0, 0, {"product_id": product.id, "product_uom_qty": quantity})
                ],
            }
        )
        order.action_confirm()
        return order
