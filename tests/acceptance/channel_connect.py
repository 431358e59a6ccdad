# ruff: noqa: F821
# Read by Odoo's shell: GIVEN holds the fake shops and how many of what there are.
import json

env["ir.config_parameter"].set_param("maker_channel_sync.allow_local_hosts", "1")
warehouse = env["stock.warehouse"].search([], limit=1)
products = env["product.product"].create(
    [
        {"name": sku.title(), "default_code": sku, "is_storable": True}
        for sku in GIVEN["stock"]
    ]
)
for product, quantity in zip(products, GIVEN["stock"].values(), strict=True):
    env["stock.quant"]._update_available_quantity(
        product, warehouse.lot_stock_id, quantity
    )
for code, shop in GIVEN["shops"].items():
    channel = env["maker.channel"].create(
        {
            "name": code.title(),
            "code": code,
            "base_url": shop["url"],
            "access_token": shop.get("api_key") or shop["token"],
            "shop_ref": shop.get("shop_id") or shop.get("site_id"),
            "client_key": shop.get("keystring") or shop.get("consumer_key"),
            "client_secret": shop.get("shared_secret")
            or shop.get("client_secret")
            or shop.get("consumer_secret"),
            "webhook_secret": shop.get("webhook_secret"),
            "orders_from": "2020-01-01",
        }
    )
    channel.action_test_connection()
    if not channel.remote_location_id:
        channel.remote_location_id = channel.remote_location_ids[:1]
    channel.action_fetch_listings()
env.cr.commit()
print(
    json.dumps({one.code: one.webhook_token for one in env["maker.channel"].search([])})
)
