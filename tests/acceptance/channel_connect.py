# ruff: noqa: F821
# Read by Odoo's shell: GIVEN holds the fake shops and how many candles there are.
env["ir.config_parameter"].set_param("maker_channel_sync.allow_local_hosts", "1")
warehouse = env["stock.warehouse"].search([], limit=1)
candle = env["product.product"].create(
    {"name": "Candle", "default_code": "CANDLE", "is_storable": True}
)
env["stock.quant"]._update_available_quantity(
    candle, warehouse.lot_stock_id, GIVEN["quantity"]
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
