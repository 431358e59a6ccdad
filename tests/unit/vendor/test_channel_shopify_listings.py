"""Whole listings, stock, lines and payouts of Shopify."""

from dataclasses import replace
from datetime import datetime, timezone
from decimal import Decimal

import pytest
from channel_clients.shopify import listings, orders
from channel_clients.types import Listing, Movement, OrderLine, Stock

UTC = timezone.utc


def level(**quantities):
    rows = [{"name": name, "quantity": n} for name, n in quantities.items()]
    return {"quantities": rows}


ITEM = {
    "id": "gid://shopify/InventoryItem/9",
    "tracked": True,
    "duplicateSkuCount": 0,
    "inventoryLevel": level(available=4),
}
PRODUCT = {
    "id": "gid://shopify/Product/5",
    "title": "Candle",
    "status": "ACTIVE",
    "onlineStoreUrl": "https://x.myshopify.com/products/candle",
    "hasOnlyDefaultVariant": False,
}
VARIANT = {
    "id": "gid://shopify/ProductVariant/8",
    "title": "Large",
    "sku": "C-L",
    "barcode": "4006381333931",
    "price": "9.50",
    "inventoryQuantity": 11,
    "inventoryPolicy": "DENY",
    "requiresComponents": False,
    "product": PRODUCT,
    "inventoryItem": ITEM,
}
READ = Listing(
    "8:9",
    "5",
    "Candle",
    sku="C-L",
    barcode="4006381333931",
    variant_title="Large",
    price=Decimal("9.5"),
    currency="USD",
    quantity=4,
    url="https://x.myshopify.com/products/candle",
)
SAME = "Other variants on Shopify have the same SKU."
SELLS_ON = "Shopify goes on selling this when it is out of stock."
BUNDLE = "A bundle: Shopify computes its quantity from its parts."


@pytest.mark.parametrize(
    ("told", "item", "product", "read"),
    [
        ({}, {}, {}, {}),
        ({}, {"inventoryLevel": None}, {}, {"quantity": 11}),
        ({"inventoryQuantity": -3}, {"inventoryLevel": None}, {}, {"quantity": 0}),
        ({}, {"inventoryLevel": {"quantities": None}}, {}, {"quantity": 0}),
        ({}, {"inventoryLevel": level(available=-1)}, {}, {"quantity": 0}),
        ({}, {"tracked": False}, {}, {"tracked": False}),
        ({}, {"duplicateSkuCount": 1}, {}, {"warning": SAME}),
        ({"inventoryPolicy": "CONTINUE"}, {}, {}, {"warning": SELLS_ON}),
        (
            {"requiresComponents": True, "inventoryPolicy": "CONTINUE"},
            {"duplicateSkuCount": 2},
            {},
            {
                "warning": f"{BUNDLE} {SAME} {SELLS_ON}",
                "tracked": False,
                "composed": True,
            },
        ),
        ({}, {}, {"hasOnlyDefaultVariant": True}, {"variant_title": ""}),
        ({}, {}, {"status": "UNLISTED"}, {}),
        ({}, {}, {"status": "DRAFT"}, {"state": "draft"}),
        ({}, {}, {"status": "ARCHIVED"}, {"state": "archived"}),
        ({}, {}, {"title": None, "onlineStoreUrl": None}, {"title": "", "url": ""}),
        (
            dict.fromkeys(("title", "sku", "barcode", "price")),
            {},
            {},
            {"variant_title": "", "sku": "", "barcode": "", "price": None},
        ),
    ],
)
def test_a_variant_is_read_whole(told, item, product, read):
    parts = {"inventoryItem": ITEM | item, "product": PRODUCT | product}
    node = {**VARIANT, **told, **parts}
    assert listings.listing(node, "USD") == replace(READ, **read)


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ({"inventoryLevel": level(available=4, committed=2)}, {"committed": 2}),
        ({}, {}),
        ({"inventoryLevel": level(available=-4)}, {"quantity": -4}),
        ({"tracked": None}, {"tracked": False}),
        ({"inventoryLevel": None}, {"quantity": 0, "state": "unstocked"}),
        (
            {"inventoryLevel": None, "tracked": False},
            {"quantity": 0, "state": "unstocked", "tracked": False},
        ),
    ],
)
def test_stock_is_read_whole(told, read):
    assert listings.stock("8:9", {**ITEM, **told}) == replace(Stock("8:9", 4), **read)


def bag(amount):
    return {"shopMoney": {"amount": str(amount), "currencyCode": "USD"}}


LINE = {
    "id": "gid://shopify/LineItem/1",
    "title": "Candle",
    "quantity": 6,
    "currentQuantity": 6,
    "originalUnitPriceSet": bag(10),
    "discountAllocations": [],
    "taxLines": [],
}


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ({}, {}),
        ({"isGiftCard": True, "sku": "G"}, {"kind": "gift_card", "sku": "G"}),
        ({"variant": {"id": "x/8"}}, {"kind": "goods"}),
        ({"product": {"id": "x/5"}}, {"kind": "goods"}),
        ({"sku": "C"}, {"kind": "goods", "sku": "C"}),
        ({"vendor": "Studio"}, {"kind": "goods"}),
        ({"title": "Tip"}, {"kind": "tip", "title": "Tip"}),
        ({"originalUnitPriceSet": None}, {"unit_price": Decimal(0)}),
        ({"currentQuantity": 4}, {"cancelled": 2}),
    ],
)
def test_what_a_line_sells(told, read):
    made = OrderLine("1", "", "Candle", 6, Decimal(10), kind="custom")
    assert orders._line({**LINE, **told}, {}, False) == replace(made, **read)


@pytest.mark.parametrize(
    ("returned", "cancelled", "read"),
    [
        ({"CANCEL": 1}, False, {"cancelled": 1}),
        ({"RETURN": 1, "LEGACY_RESTOCK": 2}, False, {"refunded": 3, "restocked": 3}),
        ({"NO_RESTOCK": 2}, False, {"refunded": 2}),
        (
            {"RETURN": 1, "CANCEL": 1},
            True,
            {"refunded": 1, "restocked": 1, "cancelled": 5},
        ),
    ],
)
def test_what_came_back_of_a_line(returned, cancelled, read):
    told = {**LINE, "currentQuantity": 6 - sum(returned.values())}
    made = OrderLine("1", "", "Candle", 6, Decimal(10), kind="custom")
    assert orders._line(told, returned, cancelled) == replace(made, **read)


PAYOUT = {
    "id": "gid://shopify/ShopifyPaymentsPayout/6",
    "issuedAt": "2026-11-20T00:00:00Z",
    "status": "IN_TRANSIT",
    "net": {"amount": "120.50", "currencyCode": "USD"},
}


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ({}, {}),
        ({"status": None}, {"title": ""}),
        ({"net": {"amount": "1"}}, {"amount": Decimal(1), "currency": ""}),
    ],
)
def test_a_payout_is_read_whole(told, read):
    made = Movement(
        remote_id="6",
        kind="payout",
        at=datetime(2026, 11, 20, tzinfo=UTC),
        amount=Decimal("120.5"),
        currency="USD",
        title="In_transit",
    )
    assert orders.movement({**PAYOUT, **told}) == replace(made, **read)


def test_an_order_that_cannot_be_read_tells_its_goods_all_the_same():
    node = {
        "id": "gid://shopify/Order/77",
        "name": "#1001",
        "updatedAt": "2026-11-21T10:00:00Z",
        "createdAt": "2026-11-20T10:00:00Z",
        "lineItems": {"nodes": [LINE]},
    }
    found = orders.order(node)
    assert (found.remote_id, found.name, found.state) == ("77", "#1001", "review")
    assert found.updated == datetime(2026, 11, 21, 10, tzinfo=UTC)
    assert found.problem == "The shop's order has no “currencyCode”."
    assert [one.remote_id for one in found.lines] == ["1"]
    early = orders.order({**node, "updatedAt": None, "name": None})
    assert (early.name, early.lines) == ("77", found.lines)
    assert early.updated == datetime(2026, 11, 20, 10, tzinfo=UTC)
    assert orders.order({**node, "cancelledAt": "2026-11-21T10:00:00Z"}).lines == ()
