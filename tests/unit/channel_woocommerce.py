"""A client before a shop on WooCommerce."""

from datetime import datetime, timezone

from channel_clients.woocommerce import WooCommerceClient
from channel_doubles import transport

NOW = datetime(2026, 11, 22, 12, tzinfo=timezone.utc)


def client(*script, base_url="https://shop.example", **options):
    made, session, clock = transport(*script, base_url=base_url)
    woo = WooCommerceClient(
        made,
        consumer_key="ck_1",
        consumer_secret="cs_hush",
        webhook_secret="w",
        **options,
    )
    return woo, session, clock
