"""The suite against real HTTP: fake shops on loopback, real clients, no patches."""

import fakes

from odoo.tests import TransactionCase, tagged

FACTORIES = {
    "etsy": "FakeEtsy",
    "shopify": "FakeShopify",
    "faire": "FakeFaire",
    "woocommerce": "FakeWooCommerce",
    "wix": "FakeWix",
}


def credentials(shop):
    """Field values of ``maker.channel`` for a fake shop."""
    given = shop.credentials
    return {
        "base_url": shop.url,
        "access_token": given.get("api_key") or shop.access_token or False,
        "shop_ref": given.get("shop_id") or given.get("site_id") or False,
        "client_key": given.get("keystring") or given.get("consumer_key") or False,
        "client_secret": given.get("shared_secret")
        or given.get("client_secret")
        or given.get("consumer_secret")
        or False,
        "webhook_secret": given.get("webhook_secret") or False,
        "orders_from": "2020-01-01",
    }


@tagged("standard", "post_install", "-at_install")
class ChannelCase(TransactionCase):
    """One candle, ten in stock, and the fake shops of ``codes`` connected."""

    codes = ("etsy", "shopify")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param(
            "maker_channel_sync.allow_local_hosts", "1"
        )
        cls.warehouse = cls.env["stock.warehouse"].search([], limit=1)
        cls.stock = cls.warehouse.lot_stock_id

    @classmethod
    def _request_handler(cls, s, r, /, **kw):
        # Odoo's guard compares the timeout with a number; that of a client is a pair
        if isinstance(kw["timeout"], tuple):
            kw["timeout"] = max(kw["timeout"])
        return super()._request_handler(s, r, **kw)

    def setUp(self):
        super().setUp()
        self.candle = self._product("CANDLE", 10)
        self.shops = {}
        self.channels = {}
        for code in self.codes:
            shop = getattr(fakes, FACTORIES[code])().start()
            self.addCleanup(shop.stop)
            shop.add_listing("Lavender candle", sku="CANDLE", price="12.50", quantity=3)
            self.shops[code] = shop
            self.channels[code] = self._connect(code, shop)

    def _product(self, sku, quantity):
        product = self.env["product.product"].create(
            {"name": sku.title(), "default_code": sku, "is_storable": True}
        )
        self._receive(product, quantity)
        return product

    def _receive(self, product, quantity):
        self.env["stock.quant"]._update_available_quantity(
            product, self.stock, quantity
        )

    def _connect(self, code, shop):
        channel = self.env["maker.channel"].create(
            {
                "name": shop.name,
                "code": code,
                "warehouse_id": self.warehouse.id,
                **credentials(shop),
            }
        )
        channel.action_test_connection()
        if not channel.remote_location_id:
            channel.remote_location_id = channel.remote_location_ids[:1]
        channel.action_fetch_listings()
        return channel

    def _settle(self, *codes, rounds=1):
        """Run the channels' workers as their scheduled jobs would."""
        self.env.cr.flush()
        for _round in range(rounds):
            for code in codes or self.codes:
                channel = self.channels[code]
                channel.orders_read_at = False
                channel._drain()

    def _stock(self, code, sku="CANDLE"):
        """What a shopper can buy, read from the shop itself."""
        return self.shops[code].stock(sku)
