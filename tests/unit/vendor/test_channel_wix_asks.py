"""What is asked of Wix, word for word, and what its catalogs come to."""

from dataclasses import replace
from decimal import Decimal

import pytest
from channel_clients.errors import ChannelError
from channel_clients.types import (
    Check,
    Listing,
    Stock,
    StockChange,
)
from channel_clients.wix.catalog import NO_VARIANT
from channel_doubles import reply
from channel_whole import asked, results
from channel_wix import client

V3 = reply({"catalogVersion": "V3_CATALOG"})
V1 = reply({"catalogVersion": "V1_CATALOG"})
VERSION = ("GET", "/stores/v3/provision/version", {})
ITEMS = "/stores/v3/inventory-items/query"
ROWS = "/stores-reader/v2/inventoryItems/query"
SEARCH = "/ecom/v1/orders/search"
BULK = "/stores/v3/bulk/inventory-items/update"


def posted(path, **body):
    return ("POST", path, {"json": body})


def item(number=1, **told):
    return {
        "id": f"i{number}",
        "revision": "7",
        "productId": f"p{number}",
        "variantId": "v1",
        "trackQuantity": True,
        "quantity": 5,
        **told,
    }


def items(*found, **paging):
    return reply({"inventoryItems": list(found), "pagingMetadata": paging})


@pytest.mark.parametrize(
    ("catalog", "probe"),
    [
        (V3, posted(ITEMS, query={"cursorPaging": {"limit": 1}})),
        (V1, posted(ROWS, query={"paging": {"limit": 1, "offset": 0}})),
    ],
)
def test_a_check_reads_what_will_be_read(catalog, probe):
    site = {"siteDisplayName": "Wax", "businessName": "W", "paymentCurrency": "USD"}
    refused = reply({"message": "no"}, 400)
    wix, session, _clock = client(
        catalog, refused, reply({}), reply({"properties": site})
    )
    assert wix.check() == Check("Wax", "site-1", "USD")
    assert asked(session) == [
        VERSION,
        probe,
        posted(SEARCH, search={"cursorPaging": {"limit": 1}}),
        ("GET", "/site-properties/v4/properties", {}),
    ]


@pytest.mark.parametrize(
    ("answer", "read"),
    [
        (reply({"properties": {"businessName": "W"}}), Check("W", "site-1")),
        (reply({}), Check("Wix", "site-1")),
        (reply({"message": "no"}, 403), Check("Wix", "site-1")),
    ],
)
def test_a_site_that_does_not_tell_its_name(answer, read):
    wix, _session, _clock = client(V3, reply({}), reply({}), answer)
    assert wix.check() == read


def test_a_site_without_a_store_says_so():
    wix, _session, _clock = client(reply({"catalogVersion": "STORES_NOT_INSTALLED"}))
    with pytest.raises(ChannelError) as refused:
        wix.get_stock(["p1:v1"])
    words = "Wix Stores is not installed there (STORES_NOT_INSTALLED)."
    assert str(refused.value) == words


NAMED = {
    "name": "Candle",
    "variantSku": "C-L",
    "variantBarcode": "400",
    "variantName": "Large",
    "variantVisible": True,
}
DETAILS = {
    "variantId": "v1",
    "sku": "OTHER",
    "barcode": "401",
    "price": {"actualPrice": {"amount": "9.50"}},
    "productData": {"productId": "p1", "name": "Else", "currency": "USD"},
}
READ = Listing(
    "p1:v1",
    "p1",
    "Candle",
    sku="C-L",
    barcode="400",
    variant_title="Large",
    price=Decimal("9.5"),
    currency="USD",
    quantity=5,
)


@pytest.mark.parametrize(
    ("told", "details", "read"),
    [
        ({}, {}, {}),
        ({"quantity": -1}, {}, {"quantity": 0}),
        ({"trackQuantity": False}, {}, {"quantity": None, "tracked": False}),
        ({"product": {**NAMED, "variantVisible": False}}, {}, {"state": "hidden"}),
        ({}, {"visible": False}, {"state": "hidden"}),
        (
            {"product": {**NAMED, "variantVisible": False}},
            {"visible": True},
            {"state": "active"},
        ),
        (
            {},
            {"productData": {"productId": "p1", "visible": False}},
            {"state": "hidden", "currency": ""},
        ),
        (
            {"product": None},
            {},
            {"title": "Else", "sku": "OTHER", "barcode": "401", "variant_title": ""},
        ),
        ({}, {"price": None}, {"price": None}),
        ({}, {"variantId": None, "id": "v1"}, {}),
        ({}, {"variantId": "v2"}, {"price": None, "currency": ""}),
        (
            {"product": None},
            {"variantId": "v2"},
            {
                "title": "",
                "sku": "",
                "barcode": "",
                "variant_title": "",
                "price": None,
                "currency": "",
            },
        ),
        (
            {"variantId": None},
            {"variantId": NO_VARIANT},
            {"remote_id": f"p1:{NO_VARIANT}"},
        ),
    ],
)
def test_a_variant_is_read_whole(told, details, read):
    wix, session, _clock = client(
        V3,
        reply({"variants": [{**DETAILS, **details}]}),
        items(item(product=NAMED) | told),
    )
    assert list(wix.iter_listings()) == [replace(READ, **read)]
    assert asked(session) == [
        VERSION,
        posted(
            "/stores/v3/products/query-variants",
            query={"cursorPaging": {"limit": 100}},
            fields=["CURRENCY"],
        ),
        posted(ITEMS, query={"cursorPaging": {"limit": 1000}}),
    ]


def test_long_catalogs_are_read_page_by_page():
    wix, session, _clock = client(
        V3,
        reply({"pagingMetadata": {"cursors": {"next": "a"}}}),
        reply({"variants": [DETAILS]}),
        items({"id": "i0"}, hasNext=True, cursors={"next": "b"}),
        items(item(product=NAMED), hasNext=False, cursors={"next": "c"}),
    )
    assert list(wix.iter_listings()) == [READ]
    assert asked(session)[2] == posted(
        "/stores/v3/products/query-variants",
        query={"cursorPaging": {"limit": 100, "cursor": "a"}},
        fields=["CURRENCY"],
    )
    assert asked(session)[4] == posted(
        ITEMS, query={"cursorPaging": {"limit": 1000, "cursor": "b"}}
    )


def test_stock_is_read_whole():
    wix, session, _clock = client(
        V3,
        items(
            item(locationId="b", quantity=-2, revision="9"),
            item(locationId="a", quantity=4),
            item(2, trackQuantity=False, revision=None),
        ),
    )
    assert wix.get_stock(["p1:v1", "p2:v1", "p3:v1"]) == {
        "p1:v1": Stock("p1:v1", 4, version="7"),
        "p2:v1": Stock("p2:v1", 0, tracked=False),
    }
    only = {"productId": {"$in": ["p1", "p2", "p3"]}}
    query = {"filter": only, "cursorPaging": {"limit": 1000}}
    assert asked(session)[1] == posted(ITEMS, query=query)


def test_every_refusal_says_why():
    def bulk(index, success=False, **told):
        return {"itemMetadata": {"originalIndex": index, "success": success, **told}}

    found = [item(n, quantity=n) for n in range(1, 8)]
    told = [
        bulk(3, error={"code": "BAD", "description": "Locked"}),
        bulk(1, error={"code": "BAD"}),
        bulk(2, error={}),
        {**bulk(4, success=True), "item": {"revision": "8"}},
        bulk(5, error={"code": "stale_revision"}),
    ]
    wix, session, _clock = client(
        V3, items(*found), reply({"results": told}), items(item(7, quantity=1))
    )
    changes = [StockChange("p1:v1", 5, expected=4), StockChange("p9:v1", 5)]
    changes += [StockChange(f"p{n}:v1", 9) for n in range(2, 8)]
    changes += [StockChange("p1:v2", 1)]

    def refused(key, words, kind="ItemRejected", **more):
        about = {"remote_id": key} if kind != "Transient" else {}
        return {"remote_id": key, "error": (kind, words, {**about, **more})}

    gone = "This variant is gone from Wix."
    unsure = {"maybe_applied": True, "retry_after": None}
    assert results(wix.set_stock(changes)) == [
        refused("p1:v1", "Wix shows 1, not 4.", "Conflict", actual=1),
        refused("p9:v1", gone),
        refused("p2:v1", "Wix did not confirm this variant.", "Transient", **unsure),
        refused("p3:v1", "Wix: BAD"),
        refused("p4:v1", "Wix: no reason given"),
        refused("p5:v1", "Wix: Locked"),
        {"remote_id": "p6:v1", "quantity": 9, "version": "8"},
        refused("p7:v1", "Wix shows 1: it changed meanwhile.", "Conflict", actual=1),
        refused("p1:v2", gone),
    ]
    rows = [{"id": f"i{n}", "revision": "7", "quantity": 9} for n in range(2, 8)]
    assert asked(session)[2] == posted(
        BULK,
        inventoryItems=[{"inventoryItem": row} for row in rows],
        returnEntity=True,
        reason="MANUAL",
    )


def test_a_refused_batch_is_halved():
    no = reply({"message": "no"}, 400)
    yes = reply({"results": [{"itemMetadata": {"success": True}}]})
    wix, session, _clock = client(V3, items(item(1), item(2)), no, no, yes)
    words = "www.wixapis.com refused the request (400): no"
    changes = [StockChange("p1:v1", 1), StockChange("p2:v1", 100_000)]
    assert results(wix.set_stock(changes)) == [
        {
            "remote_id": "p1:v1",
            "error": ("ItemRejected", words, {"remote_id": "p1:v1"}),
        },
        {"remote_id": "p2:v1", "quantity": 99_999},
    ]
    sent = [
        [one["inventoryItem"]["id"] for one in call.json["inventoryItems"]]
        for call in session.sent[2:]
    ]
    assert sent == [["i1", "i2"], ["i1"], ["i2"]]


def test_what_is_shown_already_is_not_written_and_other_places_keep_theirs():
    wix, session, _clock = client(
        V3,
        items(item(1), item(2), item(2, locationId="z", quantity=3)),
        reply({"results": [{"itemMetadata": {"success": True}}]}),
    )
    words = "Wix keeps 3 at other locations of this shop."
    assert results(
        wix.set_stock([StockChange("p1:v1", 5), StockChange("p2:v1", 1)])
    ) == [
        {"remote_id": "p1:v1", "quantity": 5, "version": "7"},
        {
            "remote_id": "p2:v1",
            "quantity": 3,
            "error": ("ItemRejected", words, {"remote_id": "p2:v1"}),
        },
    ]
    row = {"id": "i2", "revision": "7", "quantity": 0}
    assert session.sent[2].json["inventoryItems"] == [{"inventoryItem": row}]
