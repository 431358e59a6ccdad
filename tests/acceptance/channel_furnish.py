"""Goods, recipes, pages and connections that every story begins with."""

from __future__ import annotations

from channel_model import CANDLE, KIT, PACK, SOAP
from fakes.listener import Listener

PRICES = {CANDLE: "12.50", SOAP: "6.00", KIT: "22.00", PACK: "23.00"}
TWINS = {"TWIN-CANDLE": CANDLE, "TWIN-SOAP": SOAP}
"""Two options of one page: pictured on Etsy, with one number on WooCommerce."""
TWINNED = {"etsy": {}, "woocommerce": {"shared": True}}


class Furnishing:
    """How a world is set up."""

    def _add_twins(self):
        for code, options in TWINNED.items():
            rows = [
                {"sku": self.sku(sku), "values": {"Kind": part.title()}}
                for sku, part in TWINS.items()
            ]
            listing = self.shops[code].add_listing(
                f"Twins {self.number}", price="9.00", variants=rows, **options
            )
            if code == "etsy":
                for part in TWINS.values():
                    self.shops[code].picture_variation(listing, "Kind", part.title())
        self.pictured = self.pictures()

    def pictures(self):
        """The picture of each option on Etsy, by its name."""
        listing = self.shops["etsy"].variant(self.sku("TWIN-SOAP")).listing
        rows = listing.extra["variation_images"]
        return {row["value"]: row["image_id"] for row in rows}

    def _make_goods(self, env, stock):
        known = {"name": "7 sales", "amount": 7.0, "type_tax_use": "sale"}
        if not env["account.tax"].search_count([("name", "=", known["name"])]):
            env["account.tax"].create(
                {**known, "price_include_override": "tax_excluded"}
            )
        self.warehouse_id = env["stock.warehouse"].search([], limit=1).id
        products = {
            name: env["product.product"].create(
                {
                    "name": f"{name.title()} {self.number}",
                    "default_code": self.sku(name),
                    "is_storable": True,
                    "tracking": "lot" if name == SOAP else "none",
                }
            )
            for name in (CANDLE, SOAP, "WAX")
        }
        kit = env["product.product"].create(
            {
                "name": f"Kit {self.number}",
                "default_code": self.sku(KIT),
                "is_storable": True,
            }
        )
        recipe = env["mrp.bom"].create(
            [
                {
                    "product_tmpl_id": kit.product_tmpl_id.id,
                    "type": "phantom",
                    "bom_line_ids": [
                        (0, 0, {"product_id": products[CANDLE].id, "product_qty": 1}),
                        (0, 0, {"product_id": products[SOAP].id, "product_qty": 2}),
                    ],
                },
                {
                    "product_tmpl_id": products[CANDLE].product_tmpl_id.id,
                    "bom_line_ids": [
                        (0, 0, {"product_id": products["WAX"].id, "product_qty": 3}),
                    ],
                },
            ]
        )[1]
        self.recipe_id = recipe.id
        self.product_ids = {name: one.id for name, one in products.items()}
        self.product_ids[KIT] = kit.id
        self.lot_ids = {}
        for _part, lot in stock:
            if lot:
                values = {"name": f"{lot}-{self.number}"}
                values["product_id"] = self.product_ids[SOAP]
                self.lot_ids[lot] = env["stock.lot"].create(values).id
        for (part, lot), count in {**stock, ("WAX", ""): 100_000}.items():
            self.receive(env, part, lot, count)
        self.carrier_id = (
            env["delivery.carrier"]
            .create(
                {
                    "name": "UPS",
                    "delivery_type": "fixed",
                    "product_id": env.ref("maker_channel_sync.product_shipping").id,
                }
            )
            .id
        )

    def _connect(self, env):
        env["ir.config_parameter"].set_param(
            "maker_channel_sync.allow_local_hosts", "1"
        )
        for code, shop in self.shops.items():
            given = shop.credentials
            channel = env["maker.channel"].create(
                {
                    "name": f"{code.title()} {self.number}",
                    "code": code,
                    "warehouse_id": self.warehouse_id,
                    "base_url": shop.url,
                    "access_token": given.get("api_key") or shop.access_token,
                    "shop_ref": given.get("shop_id") or given.get("site_id"),
                    "client_key": given.get("keystring") or given.get("consumer_key"),
                    "client_secret": given.get("shared_secret")
                    or given.get("client_secret")
                    or given.get("consumer_secret"),
                    "webhook_secret": getattr(shop, "public_key", None)
                    or getattr(shop, "webhook_secret", None),
                    "orders_from": "2020-01-01",
                    "allow_paid_renewal": True,
                }
            )
            channel.action_test_connection()
            if not channel.remote_location_id:
                channel.remote_location_id = channel.remote_location_ids[:1]
            channel.action_fetch_listings()
            for listing in channel.listing_ids:
                if listing.sku == self.sku(PACK):
                    listing.product_id = self.product_ids[CANDLE]
                    listing.units_per_listing = 2
                for sku, part in TWINS.items():
                    if listing.sku == self.sku(sku):
                        listing.product_id = self.product_ids[part]
            assert set(channel.listing_ids.mapped("state")) == {"mapped"}, code
            self.channel_ids[code] = channel.id
            if channel._adapter()._capabilities().webhooks:
                self.listeners[code] = Listener().start()
                shop.webhook_target(self.listeners[code].url)
