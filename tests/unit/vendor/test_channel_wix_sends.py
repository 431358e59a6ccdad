"""Drafts, orders, parcels and the older catalog of Wix: sent and answered, whole."""

import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest
from channel_clients.errors import ItemRejected, Transient
from channel_clients.types import (
    Draft,
    Listing,
    Refund,
    Shipment,
    ShipRequest,
    Stock,
    StockChange,
)
from channel_clients.wix.catalog import NO_VARIANT
from channel_doubles import reply
from channel_whole import asked, fault, results
from channel_wix import FOUND, client

V3 = reply({"catalogVersion": "V3_CATALOG"})
V1 = reply({"catalogVersion": "V1_CATALOG"})
PRODUCTS = "/stores-reader/v1/products/query"
ROWS = "/stores-reader/v2/inventoryItems/query"
SEARCH = "/ecom/v1/orders/search"


def posted(path, **body):
    return ("POST", path, {"json": body})


DRAFT = Draft(
    "AMBER",
    "Amber " * 20,
    Decimal("21.50"),
    quantity=3,
    description="Burns for 40 hours.",
    barcode="4006381333931",
)
MADE = Listing(
    "p5:v5",
    "p5",
    ("Amber " * 20)[:80],
    sku="AMBER",
    barcode="4006381333931",
    price=Decimal("21.50"),
    quantity=3,
    state="hidden",
)


def test_a_draft_is_made_hidden():
    product = {"id": "p5", "variantsInfo": {"variants": [{"id": "v5"}]}}
    wix, session, _clock = client(V3, reply({}), reply({}), reply({"product": product}))
    assert wix.create_draft(DRAFT) == MADE
    variant = {
        "sku": "AMBER",
        "choices": [],
        "price": {"actualPrice": {"amount": "21.50"}},
        "physicalProperties": {},
        "inventoryItem": {"quantity": 3},
        "barcode": "4006381333931",
    }
    body = {
        "name": ("Amber " * 20)[:80],
        "productType": "PHYSICAL",
        "physicalProperties": {},
        "visible": False,
        "variantsInfo": {"variants": [variant]},
        "plainDescription": "Burns for 40 hours.",
    }
    path = "/stores/v3/products-with-inventory"
    assert asked(session)[3] == posted(path, product=body)


@pytest.mark.parametrize(("quantity", "sent"), [(-1, 0), (0, 0), (100_000, 99_999)])
def test_a_draft_sends_nothing_that_is_not_known(quantity, sent):
    wix, session, _clock = client(
        V3, reply({}), reply({}), reply({"product": {"id": "p5"}})
    )
    given = replace(DRAFT, quantity=quantity, description="", barcode="")
    assert wix.create_draft(given) == replace(
        MADE, remote_id=f"p5:{NO_VARIANT}", barcode="", quantity=max(quantity, 0)
    )
    product = session.sent[3].json["product"]
    assert product == {
        "name": ("Amber " * 20)[:80],
        "productType": "PHYSICAL",
        "physicalProperties": {},
        "visible": False,
        "variantsInfo": {
            "variants": [
                {
                    "sku": "AMBER",
                    "choices": [],
                    "price": {"actualPrice": {"amount": "21.50"}},
                    "physicalProperties": {},
                    "inventoryItem": {"quantity": sent},
                }
            ]
        },
    }


def test_a_draft_in_the_older_catalog():
    product = {"product": {"id": "p5"}}
    wix, session, _clock = client(V1, reply({}), reply(product))
    made = replace(MADE, remote_id=f"p5:{NO_VARIANT}")
    assert wix.create_draft(DRAFT) == made
    body = {
        "name": ("Amber " * 20)[:80],
        "productType": "physical",
        "priceData": {"price": 21.5},
        "sku": "AMBER",
        "visible": False,
        "manageVariants": False,
    }
    told = {**body, "description": "Burns for 40 hours."}
    assert asked(session)[2] == posted("/stores/v1/products", product=told)
    wix, session, _clock = client(V1, reply({}), reply(product))
    wix.create_draft(replace(DRAFT, description=""))
    assert session.sent[2].json == {"product": body}


@pytest.mark.parametrize("version", [V3, V1])
def test_a_draft_that_wix_does_not_confirm_is_looked_for(version):
    wix, _session, _clock = client(version, *[reply({})] * 6)
    with pytest.raises(Transient) as unsure:
        wix.create_draft(DRAFT)
    told = {"maybe_applied": True, "retry_after": None}
    assert fault(unsure.value) == ("Transient", "Wix did not confirm the draft.", told)


PRODUCT = {
    "id": "p1",
    "name": "Candle",
    "visible": True,
    "sku": "C",
    "priceData": {"price": 9, "currency": "USD"},
    "stock": {"trackInventory": True, "quantity": 2},
    "variants": [
        {
            "id": "v1",
            "choices": {"Size": "Large", "Scent": "Oak"},
            "variant": {"sku": "C-L", "priceData": {"price": 9.5, "currency": "EUR"}},
            "stock": {"trackQuantity": True, "quantity": 5},
        },
        {"id": "v2"},
    ],
}


def test_the_older_catalog_is_read_whole():
    plain = {"id": "p2", "visible": False}
    uncounted = {
        "id": "p3",
        "stock": {"trackQuantity": False, "trackInventory": True, "quantity": 4},
    }
    below = {"id": "p4", "stock": {"trackQuantity": True, "quantity": -1}}
    rows = {"products": [PRODUCT, plain, uncounted, below]}
    wix, session, _clock = client(V1, reply({**rows, "totalResults": 4}))
    bare = {"parent_id": "p2", "title": "", "quantity": None, "tracked": False}
    assert list(wix.iter_listings()) == [
        Listing(
            "p1:v1",
            "p1",
            "Candle",
            sku="C-L",
            variant_title="Size: Large, Scent: Oak",
            price=Decimal("9.5"),
            currency="EUR",
            quantity=5,
        ),
        Listing(
            "p1:v2",
            "p1",
            "Candle",
            sku="C",
            price=Decimal(9),
            currency="USD",
            quantity=2,
        ),
        Listing(f"p2:{NO_VARIANT}", **bare, state="hidden"),
        Listing(f"p3:{NO_VARIANT}", **{**bare, "parent_id": "p3"}),
        Listing(f"p4:{NO_VARIANT}", "p4", "", quantity=0),
    ]
    paging = {"paging": {"limit": 100, "offset": 0}}
    assert asked(session)[1] == posted(PRODUCTS, query=paging, includeVariants=True)


def test_the_older_catalog_writes_a_product_at_once():
    def row(number, *variants, tracked=True):
        rows = [{"variantId": f"v{n}", "quantity": q} for n, q in enumerate(variants)]
        return {"productId": f"p{number}", "trackQuantity": tracked, "variants": rows}

    shop = {"inventoryItems": [row(1, 4, 5, 6), row(2, 3, tracked=False), row(3, 1)]}
    refused = reply({"message": "no"}, 400)
    wix, session, _clock = client(V1, reply(shop), reply({}), reply({}), refused)
    changes = [
        StockChange("p1:v0", -1),
        StockChange("p1:v1", 5),
        StockChange("p1:v2", 100_000, expected=6),
        StockChange("p2:v0", 8),
        StockChange("p3:v0", 8),
        StockChange("p3:v1", 8),
    ]
    words = "www.wixapis.com refused the request (400): no"
    gone = "This variant is gone from Wix."
    assert results(wix.set_stock(changes)) == [
        {"remote_id": "p1:v0", "quantity": 0},
        {"remote_id": "p1:v1", "quantity": 5},
        {"remote_id": "p1:v2", "quantity": 99_999},
        {"remote_id": "p2:v0", "quantity": 8},
        {"remote_id": "p3:v0", "error": ("ItemRejected", words, {"remote_id": "p3"})},
        {"remote_id": "p3:v1", "error": ("ItemRejected", gone, {"remote_id": "p3:v1"})},
    ]
    only = json.dumps({"productId": {"$in": ["p1", "p2", "p3"]}})
    query = {"filter": only, "paging": {"limit": 100, "offset": 0}}

    def patch(product, *variants):
        rows = [{"variantId": one, "quantity": n} for one, n in variants]
        body = {"inventoryItem": {"trackQuantity": True, "variants": rows}}
        return ("PATCH", f"/stores/v2/inventoryItems/product/{product}", {"json": body})

    assert asked(session)[1:] == [
        posted(ROWS, query=query),
        patch("p1", ("v0", 0), ("v2", 99_999)),
        patch("p2", ("v0", 8)),
        patch("p3", ("v0", 8)),
    ]


def test_stock_of_the_older_catalog_is_read_whole():
    rows = [{"variantId": "v1", "quantity": 4}]
    counted = {"productId": "p1", "trackQuantity": True, "variants": rows}
    free = {"productId": "p2", "variants": rows}
    wix, _session, _clock = client(V1, reply({"inventoryItems": [counted, free]}))
    assert wix.get_stock(["p1:v1", "p2:v1", "p1:v9", "p3:v1"]) == {
        "p1:v1": Stock("p1:v1", 4),
        "p2:v1": Stock("p2:v1", 0, tracked=False),
    }


def test_orders_are_asked_for_by_change_and_their_refunds_apart():
    told = {"orderTransactions": {"refunds": [{"id": "r1"}]}}
    page = {"orders": [FOUND], "metadata": {"cursors": {"next": "c2"}}}
    wix, session, _clock = client(reply(page), reply(told), reply({}))
    zone = timezone(timedelta(hours=2))
    (found,) = wix.iter_orders(datetime(2026, 11, 22, 14, 30, tzinfo=zone))
    assert found.refunds == (Refund("r1", Decimal(0)),)
    assert asked(session) == [
        posted(
            SEARCH,
            search={
                "filter": {"updatedDate": {"$gte": "2026-11-22T12:30:00.000Z"}},
                "sort": [{"fieldName": "updatedDate", "order": "ASC"}],
                "cursorPaging": {"limit": 100},
            },
        ),
        ("GET", "/ecom/v1/payments/orders/o1", {}),
        posted(SEARCH, search={"cursorPaging": {"limit": 100, "cursor": "c2"}}),
    ]


PAID = {"order": {**FOUND, "paymentStatus": "PAID"}}
SHIP = ShipRequest(
    "o1", (("l1", 2), ("l2", 0)), "1Z9", "UPS", tracking_url="https://ups.example/1Z9"
)
PARCELS = "/ecom/v1/fulfillments/orders/o1"


@pytest.mark.parametrize(
    ("request_", "sent"),
    [
        (
            SHIP,
            {
                "lineItems": [{"id": "l1", "quantity": 2}],
                "trackingInfo": {
                    "trackingNumber": "1Z9",
                    "shippingProvider": "UPS",
                    "trackingLink": "https://ups.example/1Z9",
                },
            },
        ),
        (
            replace(SHIP, lines=(), carrier="", tracking_url=""),
            {
                "lineItems": [{"id": "l1", "quantity": 2}],
                "trackingInfo": {
                    "trackingNumber": "1Z9",
                    "shippingProvider": "other",
                },
            },
        ),
        (
            replace(SHIP, tracking="", carrier=""),
            {"lineItems": [{"id": "l1", "quantity": 2}]},
        ),
    ],
)
def test_a_parcel_is_told(request_, sent):
    wix, session, _clock = client(
        reply(PAID), reply({}), reply({"fulfillmentId": "s1"})
    )
    assert wix.ship(request_) == Shipment("s1", request_.tracking, request_.carrier)
    assert asked(session) == [
        ("GET", "/ecom/v1/orders/o1", {}),
        ("GET", PARCELS, {}),
        posted(f"{PARCELS}/create-fulfillment", fulfillment=sent),
    ]


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ([reply({"message": "no"}, 404)], "Wix has no such order."),
        (
            [reply({"order": {**FOUND, "status": "PENDING", "paymentStatus": ""}})],
            "The order is open on Wix.",
        ),
        (
            [reply(PAID), reply({}), reply({"message": "Too many"}, 400)],
            "www.wixapis.com refused the request (400): Too many",
        ),
    ],
)
def test_a_parcel_that_wix_does_not_take(answers, words):
    wix, _session, _clock = client(*answers, reply({}))
    with pytest.raises(ItemRejected) as refused:
        wix.ship(SHIP)
    assert fault(refused.value) == ("ItemRejected", words, {"remote_id": "o1"})
