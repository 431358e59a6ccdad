"""What is asked of Shopify, variable by variable, and what it comes to."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest
from channel_clients.errors import ChannelError, ItemRejected
from channel_clients.types import (
    Check,
    Draft,
    Listing,
    Location,
    StockChange,
)
from channel_doubles import reply
from channel_shopify import HERE, NOW, client, data, documents
from channel_whole import results

SCOPES = (
    "read_products",
    "write_inventory",
    "read_locations",
    "read_orders",
    "write_merchant_managed_fulfillment_orders",
)
DONE = {"hasNextPage": False, "endCursor": None}


def checked(*scopes, **headers):
    shop = {"name": "Wax", "myshopifyDomain": "x.myshopify.com", "currencyCode": "USD"}
    installed = {"accessScopes": [{"handle": one} for one in scopes]}
    return reply(
        {"data": {"shop": shop, "currentAppInstallation": installed}}, headers=headers
    )


def locations(*nodes):
    return data("locations", {"nodes": list(nodes), "pageInfo": DONE})


def test_a_check_reads_shop_permissions_and_places():
    places = locations(
        {"id": "gid://shopify/Location/5", "name": "Studio", "isActive": True},
        {"id": "gid://shopify/Location/6", "name": None, "isActive": False},
        {"id": "gid://shopify/Location/7", "name": "3PL", "isFulfillmentService": True},
        {"id": "gid://shopify/Location/8", "name": "Stall"},
    )
    version = {"X-Shopify-API-Version": "2027-01"}
    shopify, session, _clock = client(checked(*SCOPES, **version), places)
    assert shopify.check() == Check(
        "Wax",
        "x.myshopify.com",
        "USD",
        SCOPES,
        locations=(
            Location("5", "Studio"),
            Location("6", "", active=False),
            Location("7", "3PL", active=False),
            Location("8", "Stall"),
        ),
        order_days=60,
    )
    assert documents(session) == [("CHECK", {}), ("LOCATIONS", {})]


def test_a_check_tells_what_is_missing():
    shopify, _session, _clock = client(checked("read_all_orders", "read_orders"))
    assert shopify.check() == Check(
        "Wax",
        "x.myshopify.com",
        "USD",
        ("read_all_orders", "read_orders"),
        missing_scopes=(
            "read_products",
            "read_inventory",
            "write_inventory",
            "read_locations",
            "read_merchant_managed_fulfillment_orders",
            "write_merchant_managed_fulfillment_orders",
        ),
    )


def test_a_version_that_shopify_no_longer_speaks_is_warned_about():
    old = {"X-Shopify-API-Version": "2027-01"}
    shopify, _session, _clock = client(checked("read_orders", **old))
    assert shopify.check().warning == (
        "Shopify no longer speaks the version 2026-10 of its interface and answered "
        "with 2027-01. Update Maker."
    )
    same = {"X-Shopify-API-Version": "2026-10"}
    shopify, _session, _clock = client(checked("read_orders", **same))
    assert shopify.check().warning == ""


def test_a_location_has_to_be_chosen_where_there_are_several():
    shopify, _session, _clock = client(locations(), location="")
    with pytest.raises(ChannelError) as refused:
        shopify.get_stock(["8:9"])
    words = "Choose the Shopify location to keep in step (active: none)."
    assert str(refused.value) == words


@pytest.mark.parametrize(("location", "levels"), [("5", True), ("", False)])
def test_listings_are_asked_for_at_the_chosen_location(location, levels):
    page = {"nodes": [{"product": None}, {"product": {}}], "pageInfo": DONE}
    answer = {"shop": {"currencyCode": "USD"}, "productVariants": page}
    shopify, session, _clock = client(reply({"data": answer}), location=location)
    assert list(shopify.iter_listings()) == []
    place = f"gid://shopify/Location/{location or 0}"
    variables = {"first": 250, "location": place, "levels": levels}
    assert documents(session) == [("LISTINGS", variables)]


def test_stock_is_asked_for_a_hundred_at_a_time():
    shopify, session, _clock = client(*[data("nodes", [None, {"id": "x/999"}])] * 2)
    assert shopify.get_stock([f"8:{n}" for n in range(101)]) == {}
    ids = [f"gid://shopify/InventoryItem/{n}" for n in range(101)]
    assert documents(session) == [
        ("STOCK", {"items": ids[:100], "location": HERE}),
        ("STOCK", {"items": ids[100:], "location": HERE}),
    ]


def test_orders_are_asked_for_by_change():
    page = data("orders", {"nodes": [], "pageInfo": DONE})
    shopify, session, _clock = client(page, data("order", None))
    zone = timezone(timedelta(hours=2))
    assert list(shopify.iter_orders(datetime(2026, 11, 22, 14, tzinfo=zone))) == []
    assert shopify.get_order("77") is None
    sizes = {"lines": 50, "refunded": 50}
    query = "updated_at:>='2026-11-22T12:00:00Z'"
    assert documents(session) == [
        ("ORDERS", {"first": 20, "query": query, **sizes}),
        ("ONE_ORDER", {"id": "gid://shopify/Order/77", **sizes}),
    ]


def test_payouts_are_asked_for_by_day():
    shopify, session, _clock = client(data("shopifyPaymentsAccount", None))
    assert list(shopify.iter_movements(NOW, NOW)) == []
    assert documents(session) == [("PAYOUTS", {"query": "issued_at:>=2026-11-22"})]


def setting(moved=(), errors=()):
    changes = [{"name": "available", "item": {"id": f"x/{one}"}} for one in moved]
    group = {"changes": changes} if moved else None
    told = {"inventoryAdjustmentGroup": group, "userErrors": list(errors)}
    return data("inventorySetQuantities", told)


def wrong(index, code, message="no"):
    return {"code": code, "field": ["input", "quantities", index], "message": message}


def test_every_refusal_says_why():
    codes = (
        "INVALID_INVENTORY_ITEM",
        "INVALID_LOCATION",
        "NON_MUTABLE_INVENTORY_ITEM",
        "ODD",
        "CHANGE_FROM_QUANTITY_STALE",
        "CHANGE_FROM_QUANTITY_STALE",
    )
    shown = {"quantities": [{"name": "available", "quantity": 4}]}
    nodes = [{"id": "x/5", "inventoryLevel": shown}]
    shopify, _session, _clock = client(
        setting(errors=[wrong(str(n), code) for n, code in enumerate(codes)]),
        setting(moved=[6]),
        data("nodes", nodes),
    )
    changes = [StockChange(f"v:{n}", n, expected=9) for n in range(1, 8)]
    changes[4] = StockChange("v:5", 1, expected=9)
    changes[5], changes[6] = StockChange("v:7", 7), StockChange("v:6", 6)

    def refused(number, words, kind="ItemRejected", **more):
        key = f"v:{number}"
        return {"remote_id": key, "error": (kind, words, {"remote_id": key, **more})}

    gone = "This variant is gone from Shopify."
    parts = "Shopify computes this quantity from the parts of a bundle."
    assert results(shopify.set_stock(changes)) == [
        refused(1, gone),
        refused(2, "The location of this channel is gone from Shopify."),
        refused(3, parts),
        refused(4, "Shopify: no"),
        refused(5, "Shopify shows 4, not 9.", "Conflict", actual=4),
        refused(7, gone),
        {"remote_id": "v:6", "quantity": 6},
    ]


def test_an_item_is_counted_and_stocked_where_it_may():
    refused = data("inventoryActivate", {"userErrors": [{"message": "No room"}]})
    shopify, session, _clock = client(
        data("inventoryItemUpdate", {}),
        setting(errors=[wrong("0", "ITEM_NOT_STOCKED_AT_LOCATION")]),
        refused,
        allow_tracking_start={"v:9"},
    )
    error = ("ItemRejected", "Shopify: No room", {"remote_id": "v:9"})
    assert results(shopify.set_stock([StockChange("v:9", -1, key="k")])) == [
        {"remote_id": "v:9", "error": error}
    ]
    item = "gid://shopify/InventoryItem/9"
    track, (name, sent), (last, activate) = documents(session)
    assert track == ("TRACK", {"item": item})
    assert name == "SET_STOCK"
    quantity = {"inventoryItemId": item, "locationId": HERE, "quantity": 0}
    assert sent["input"] == {
        "name": "available",
        "reason": "correction",
        "referenceDocumentUri": f"gid://maker/StockPush/{sent['key']}",
        "quantities": [{**quantity, "changeFromQuantity": None}],
    }
    assert activate.pop("key") not in ("", None, sent["key"])
    activated = {"item": item, "location": HERE, "available": 0}
    assert (last, activate) == ("ACTIVATE", activated)


DRAFT = Draft('AM\\B"ER', "Amber & oak", Decimal("21.50"), 3, "Burns.", "400")
MADE = Listing(
    "8:9",
    "5",
    "Amber & oak",
    sku=DRAFT.sku,
    barcode="400",
    price=Decimal("21.50"),
    quantity=0,
    state="draft",
)
VARIANT = {"id": "x/8", "sku": DRAFT.sku, "inventoryItem": {"id": "x/9"}}


def test_a_draft_is_made_by_its_own_handle():
    product = {"id": "x/5", "variants": {"nodes": [VARIANT]}}
    other = {**VARIANT, "sku": "amber"}
    shopify, session, _clock = client(
        data("productVariants", {"nodes": [None, other]}),
        data("productSet", {"product": product, "userErrors": []}),
    )
    assert shopify.create_draft(DRAFT) == MADE
    look, (name, sent) = documents(session)
    assert look == ("BY_SKU", {"query": 'sku:"AM\\\\B\\"ER"'})
    handle = sent["identifier"]["handle"]
    assert handle.startswith("amber-oak-")
    option = {"name": "Title", "values": [{"name": "Default Title"}]}
    made = {
        "optionValues": [{"optionName": "Title", "name": "Default Title"}],
        "price": "21.50",
        "sku": DRAFT.sku,
        "inventoryItem": {"tracked": True},
        "barcode": "400",
    }
    body = {
        "title": "Amber & oak",
        "handle": handle,
        "status": "DRAFT",
        "productOptions": [option],
        "variants": [made],
        "descriptionHtml": "Burns.",
    }
    assert (name, sent["input"]) == ("DRAFT", body)


def test_a_draft_sends_nothing_that_is_not_known():
    made = {"id": "x/5", "variants": {"nodes": [VARIANT]}, "title": "T"}
    shopify, session, _clock = client(
        data("productVariants", None),
        data("productSet", {"product": made, "userErrors": []}),
    )
    given = replace(DRAFT, description="", barcode="")
    assert shopify.create_draft(given) == replace(MADE, barcode="", title="T")
    sent = documents(session)[1][1]["input"]
    assert "descriptionHtml" not in sent
    assert "barcode" not in sent["variants"][0]


@pytest.mark.parametrize(
    ("status", "state"), [("ARCHIVED", "archived"), ("DRAFT", "draft"), (None, "draft")]
)
def test_a_draft_that_is_there_is_found_by_its_sku(status, state):
    product = {"id": "x/5", "title": "Old", "status": status}
    found = {"nodes": [{**VARIANT, "product": product}]}
    shopify, _session, _clock = client(data("productVariants", found))
    assert shopify.create_draft(DRAFT) == replace(MADE, title="Old", state=state)


@pytest.mark.parametrize("status", ["ACTIVE", "UNLISTED"])
def test_what_is_for_sale_already_is_not_prepared(status):
    found = {"nodes": [{**VARIANT, "product": {"id": "x/5", "status": status}}]}
    shopify, _session, _clock = client(data("productVariants", found))
    with pytest.raises(ItemRejected, match="for sale in this shop already"):
        shopify.create_draft(DRAFT)
