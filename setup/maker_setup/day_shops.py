"""The shops' half of the day: connect, show the same number, sell, hold."""

from datetime import datetime, timezone

import requests

from odoo import Command

from .day_context import OPEN_SHOP

SHOPS = {"etsy": "Etsy", "shopify": "Shopify", "faire": "Faire", "wix": "Wix"}
SKU = "CANDLE-8"
# What a seller copies from Etsy's webhook page into the channel.
WEBHOOK_SECRET = "whsec_ZGVtby13ZWJob29rLWtleQ=="
SHOPIFY_STOCK = """
query($sku: String) { productVariants(first: 5, query: $sku) { nodes { sku
  inventoryQuantity } } }
"""


def connect(day):
    """Point the channels at the shops of this start; their ports may differ."""
    # a shop of the studio's past is connected when the day comes to it
    for channel in day.env["maker.channel"].search([("state", "!=", "draft")]):
        shop = day.fakes.get(channel.code)
        if shop:
            access = _access(channel.code, shop)
            changed = {
                key: value
                for key, value in access.items()
                if (channel[key] or False) != (value or False)
            }
            if changed:
                channel.write(changed)
            _deliver_webhooks(day, channel)


def open_shops(day):
    """List the candle in each shop and connect it, matched by SKU."""
    day.env["ir.config_parameter"].set_param(
        "maker_channel_sync.allow_local_hosts", "1"
    )
    _list_candle(day, OPEN_SHOP)
    soap = day.env["product.product"].browse(day.memory["soap"])
    _call(day, OPEN_SHOP, "listing", title=soap.name, price="8.00", quantity=5)
    for code, name in SHOPS.items():
        _list_candle(day, code)
        channel = _channel(day, code, name)
        channel.action_test_connection()
        places = channel.remote_location_ids
        channel.remote_location_id = places.filtered(lambda one: one.name == "Studio")
        channel.action_fetch_listings()
        _deliver_webhooks(day, channel)
    listings = day.env["maker.channel.listing"].search([])
    candle = day.memory["candle8"]
    astray = listings.filtered(lambda one: one.product_id.default_code != one.sku)
    if astray:
        return f"not linked by SKU: {', '.join(astray.mapped('title'))}"
    linked = listings.filtered(lambda one: one.product_id.id == candle)
    return f"{len(linked)} of {len(SHOPS)} listings linked by SKU"


def _channel(day, code, name):
    """The shop's channel: the studio's own of before where it has a past."""
    channel = day.env["maker.channel"].search([("code", "=", code)])
    access = _access(code, day.fakes[code])
    if not channel:
        return channel.create({"name": name, "code": code, **access})
    known = channel.listing_ids
    for listing in known:
        _call(
            day,
            code,
            "listing",
            title=listing.title,
            sku=listing.sku,
            price=f"{listing.price:.2f}",
            quantity=listing.acked_qty,
        )
    # this shop gives them keys of its own
    known.unlink()
    channel.write(access)
    return channel


def _list_candle(day, code):
    _call(
        day,
        code,
        "listing",
        title="Lavender candle, 8 oz",
        sku=SKU,
        price="19.00",
        quantity=1,
    )


def stock_appears(day):
    """Wait until each shop shows the ten candles."""
    shown, seconds = day.wait_for(lambda: _all_show(day, 10))
    return f"{_told(day)} after {seconds:.1f} s" if shown else _told(day)


def sell_on_etsy(day):
    """Somebody buys three on Etsy; every other shop falls to seven by itself."""
    order = _call(day, "etsy", "buy", lines=[[SKU, 3]])
    day.memory["etsy_order"] = order["order"]
    shown, seconds = day.wait_for(lambda: shopify_stock(day) == 7)
    others = [code for code in SHOPS if code != "etsy"]
    all_fell, _seconds = day.wait_for(
        lambda: all(_stock(day, code) == 7 for code in others)
    )
    told = ", ".join(f"{SHOPS[code]} {_stock(day, code)}" for code in others)
    return f"{told} after {seconds:.1f} s" if shown and all_fell else told


def etsy_order(day):
    """The sale is an ordinary order, confirmed and reserved."""
    order, _seconds = day.wait_for(
        lambda: (
            day.env["maker.channel.order"]
            .search([("remote_id", "=", day.memory["etsy_order"])])
            .sale_order_id
        )
    )
    reserved = sum(order.picking_ids.move_ids.mapped("quantity"))
    return f"{order.state}, {reserved:.0f} reserved"


def hold_fragrance(day):
    """Open a recall of the fragrance: what it went into is held, the shops fall."""
    recall = day.env["maker.recall"].create(
        {
            "lot_ids": [Command.set([day.memory["fragrance_lot"]])],
            "reason": "The supplier found an allergen that is not on the label.",
            "remedy": "Do not burn it; send a photo and we replace it.",
        }
    )
    recall.action_trace()
    recall.action_hold()
    day.memory["recall"] = recall.id
    gone, seconds = day.wait_for(lambda: shopify_stock(day) == 0)
    told = f"Shopify {shopify_stock(day)}"
    return f"{told} after {seconds:.1f} s" if gone else told


def recall_letters(day):
    """Write a letter for each customer who got something of it; none is sent yet."""
    recall = day.env["maker.recall"].browse(day.memory["recall"])
    recall.action_prepare_letters()
    names = ", ".join(recall.customer_ids.mapped("name"))
    letters = sum(bool(customer.letter) for customer in recall.customer_ids)
    return f"{letters} letter, to {names}"


def false_alarm(day):
    """The supplier gives the all-clear: the lots are free and the shops rise."""
    day.env["maker.recall"].browse(day.memory["recall"]).action_false_alarm()
    back, seconds = day.wait_for(lambda: shopify_stock(day) == 7)
    told = f"Shopify {shopify_stock(day)}"
    return f"{told} after {seconds:.1f} s" if back else told


def pack_for_market(day):
    """Take two candles to Saturday's market: what left the shelf is offered nowhere."""
    market = day.as_user("bench")["maker.market.day"].create(
        {
            "name": "Saturday market",
            "stall_fee": 35,
            "line_ids": [
                Command.create({"product_id": day.memory["candle8"], "quantity": 2})
            ],
        }
    )
    market.action_pack()
    gone, seconds = day.wait_for(lambda: shopify_stock(day) == 5)
    packed = market.line_ids.packed_qty
    told = f"{packed:.0f} at the stall, Shopify {shopify_stock(day)}"
    return f"{told} after {seconds:.1f} s" if gone else told


def list_products(day, products):
    """List products in the Shopify shop under their SKUs and link them.

    :return: how many listings are linked; 0 while no such shop is connected
    """
    channel = day.env["maker.channel"].search([("code", "=", "shopify")], limit=1)
    if not channel or not products:
        return 0
    for template, variants in products.grouped("product_tmpl_id").items():
        _call(
            day,
            "shopify",
            "listing",
            title=template.name,
            variants=[_variant(product) for product in variants],
        )
    channel.action_fetch_listings()
    return day.env["maker.channel.listing"].search_count(
        [("channel_id", "=", channel.id), ("product_id", "in", products.ids)]
    )


def _variant(product):
    return {
        "sku": product.default_code,
        "price": str(product.lst_price),
        "quantity": int(product.qty_available),
        "values": {
            value.attribute_id.name: value.name
            for value in product.product_template_attribute_value_ids
        },
    }


def shopify_stock(day):
    """What the Shopify shop shows, asked over its own API."""
    shop = day.fakes["shopify"]
    answer = requests.post(
        f"{shop['url']}/admin/api/2026-10/graphql.json",
        json={"query": SHOPIFY_STOCK, "variables": {"sku": f"sku:{SKU}"}},
        headers={"X-Shopify-Access-Token": shop["access_token"]},
        timeout=10,
    ).json()
    return sum(
        variant["inventoryQuantity"]
        for variant in answer["data"]["productVariants"]["nodes"]
        if variant["sku"] == SKU
    )


def _access(code, shop):
    """Values of a channel that reach ``shop``, whatever became of older tokens."""
    given = shop["credentials"]
    # asked for now: since the shop started, the channel may have renewed its token
    now = requests.get(f"{shop['url']}/_fake/access", timeout=10).json()
    values = {"base_url": shop["url"], "access_token": now["access_token"]}
    if code == "etsy":
        until = datetime.fromisoformat(now["expires"]).astimezone(timezone.utc)
        values.update(
            refresh_token=now["refresh_token"],
            token_expires_at=until.replace(microsecond=0, tzinfo=None),
            shop_ref=given["shop_id"],
            client_key=given["keystring"],
            client_secret=given["shared_secret"],
        )
    elif code == "shopify":
        values.update(client_secret=given["client_secret"])
    elif code == "wix":
        values.update(
            shop_ref=given["site_id"], webhook_secret=given["webhook_public_key"]
        )
    if given.get("webhook_secret"):
        values["webhook_secret"] = given["webhook_secret"]
    return values


def _deliver_webhooks(day, channel):
    """Let the shop knock at Odoo, where its vendor does so at all."""
    if not channel._adapter()._capabilities().webhooks:
        return
    url = f"{day.url}/maker/hook/{channel.webhook_token}"
    _call(day, channel.code, "webhook", url=url)
    if channel.code == "etsy":
        _call(day, channel.code, "set", webhook_secret=WEBHOOK_SECRET)
        if channel.webhook_secret != WEBHOOK_SECRET:
            channel.webhook_secret = WEBHOOK_SECRET


def _all_show(day, quantity):
    return all(_stock(day, code) == quantity for code in SHOPS)


def _told(day):
    return ", ".join(f"{name} {_stock(day, code)}" for code, name in SHOPS.items())


def _stock(day, code):
    answer = requests.get(
        f"{day.fakes[code]['url']}/_fake/stock", params={"key": SKU}, timeout=10
    )
    return answer.json()["stock"]


def _call(day, code, action, **given):
    answer = requests.post(
        f"{day.fakes[code]['url']}/_fake/{action}", json=given, timeout=10
    )
    answer.raise_for_status()
    return answer.json()
