"""What is asked of a WooCommerce shop, word for word, and what it comes to."""

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
from channel_doubles import reply
from channel_whole import asked, results
from channel_woocommerce import NOW, client

V3 = "/wp-json/wc/v3"
SELLS_ON = "The shop goes on selling this when it is out of stock (backorders)."


def test_a_check_reads_what_will_be_read_and_writes_nothing():
    euro, index = {"code": "EUR"}, {"name": "Wax & Co", "url": "https://shop.example"}
    woo, session, _clock = client(
        reply([]), reply([]), reply({}), reply(index), reply(euro)
    )
    assert woo.check() == Check("Wax & Co", "https://shop.example", "EUR")
    one = {"params": {"per_page": 1}}
    assert asked(session) == [
        ("GET", f"{V3}/products", one),
        ("GET", f"{V3}/orders", one),
        ("POST", f"{V3}/products/batch", {"json": {"update": []}}),
        ("GET", "/wp-json/", {}),
        ("GET", f"{V3}/data/currencies/current", {}),
    ]
    no = reply({"message": "no"}, 404)
    woo, _session, _clock = client(reply([]), reply([]), no, no, no)
    assert woo.check() == Check("shop.example", "https://shop.example")


@pytest.mark.parametrize(
    "answer", [reply({"message": "no"}, 404), reply(b"<html>", 404, kind="text/html")]
)
def test_an_address_without_a_shop_is_told(answer):
    woo, _session, _clock = client(answer)
    with pytest.raises(ChannelError) as refused:
        woo.check()
    assert str(refused.value) == (
        "There is no WooCommerce at this address. Enter the address of the WordPress "
        "site itself; its permalinks must not be “Plain”."
    )


def product(**told):
    return {
        "id": 5,
        "name": "Oat &amp; wax",
        "type": "simple",
        "status": "publish",
        "sku": "OAT",
        "global_unique_id": "4006381333931",
        "price": "6.50",
        "manage_stock": True,
        "stock_quantity": 7,
        "backorders": "no",
        "permalink": "https://shop.example/oat",
        **told,
    }


READ = Listing(
    "5",
    "5",
    "Oat & wax",
    sku="OAT",
    barcode="4006381333931",
    price=Decimal("6.5"),
    currency="EUR",
    quantity=7,
    url="https://shop.example/oat",
)


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ({}, {}),
        ({"price": ""}, {"price": None}),
        ({"stock_quantity": -2}, {"quantity": 0}),
        ({"manage_stock": False}, {"quantity": None, "tracked": False}),
        ({"status": "draft"}, {"state": "draft"}),
        ({"status": None}, {}),
        ({"backorders": "yes"}, {"warning": SELLS_ON}),
        (
            {"backorders": "yes", "manage_stock": False},
            {"quantity": None, "tracked": False},
        ),
        ({"backorders": ""}, {}),
        ({"type": "bundle"}, {"warning": "A product of type bundle."}),
        (
            {"type": "bundle", "backorders": "notify"},
            {"warning": f"A product of type bundle. {SELLS_ON}"},
        ),
        (
            {"name": None, "sku": None, "global_unique_id": None, "permalink": None},
            {"title": "", "sku": "", "barcode": "", "url": ""},
        ),
    ],
)
def test_a_product_is_read_whole(told, read):
    woo, session, _clock = client(
        reply({"code": "EUR"}), reply([product(**told), product(id=6, type="external")])
    )
    assert list(woo.iter_listings()) == [replace(READ, **read)]
    params = {"orderby": "id", "order": "asc", "status": "any"}
    assert asked(session) == [
        ("GET", f"{V3}/data/currencies/current", {}),
        (
            "GET",
            f"{V3}/products",
            {"params": {**params, "per_page": 100, "offset": 0, "page": 1}},
        ),
    ]


@pytest.mark.parametrize(
    ("told", "parent", "read"),
    [
        ({}, {}, {}),
        ({"status": "private"}, {}, {"state": "private"}),
        ({"status": "private"}, {"status": "draft"}, {"state": "draft"}),
        ({}, {"status": "pending"}, {"state": "pending"}),
        ({"attributes": [{}]}, {}, {"variant_title": "None: None"}),
        ({"attributes": None}, {}, {"variant_title": ""}),
        (
            {"manage_stock": "parent"},
            {},
            {
                "shared": "5",
                "warning": "Its quantity is shared by all variations of the product.",
            },
        ),
    ],
)
def test_a_variation_is_read_whole(told, parent, read):
    size = {"name": "Size", "option": "Small"}
    variation = product(**{"id": 9, "sku": "OAT-S", "attributes": [size], **told})
    del variation["name"], variation["type"]
    whole = product(type="variable", variations=[9], **parent)
    woo, session, _clock = client(reply({}), reply([whole]), reply([variation]))
    made = replace(
        READ, remote_id="5:9", sku="OAT-S", variant_title="Size: Small", currency=""
    )
    assert list(woo.iter_listings()) == [replace(made, **read)]
    query = {"orderby": "id", "order": "asc", "per_page": 100, "offset": 0, "page": 1}
    path = f"{V3}/products/5/variations"
    assert asked(session)[2] == ("GET", path, {"params": query})


def test_stock_is_read_whole_and_what_a_list_hides_is_asked_for_by_itself():
    rows = [product(), product(id=6, status="draft")]
    gone = reply({"message": "no"}, 404)
    woo, session, _clock = client(
        reply(rows),
        reply([{"id": 9, "manage_stock": "parent", "stock_quantity": -1}]),
        gone,
        reply([]),
        reply(product(id=7, manage_stock="no", stock_quantity=None)),
        gone,
        reply({"id": 4, "status": "trash"}),
    )
    assert woo.get_stock(["5", "6", "5:9", "7", "8:1", "3:4"]) == {
        "5": Stock("5", 7),
        "6": Stock("6", 0, state="draft"),
        "5:9": Stock("5:9", -1),
        "7": Stock("7", 0, tracked=False),
    }

    def included(path, ids):
        return ("GET", V3 + path, {"params": {"include": ids, "per_page": 100}})

    assert asked(session) == [
        included("/products", "5,6,7"),
        included("/products/5/variations", "9"),
        included("/products/8/variations", "1"),
        included("/products/3/variations", "4"),
        ("GET", f"{V3}/products/7", {}),
        ("GET", f"{V3}/products/8/variations/1", {}),
        ("GET", f"{V3}/products/3/variations/4", {}),
    ]


def test_every_refusal_says_why():
    rows = [product(id=n, stock_quantity=n) for n in (1, 2, 3, 4)]
    told = [
        {"id": 2, "error": {"message": "Locked"}},
        {"id": 3, "error": {"code": "x"}},
        {"stock_quantity": 9},
    ]
    gone = reply({"message": "no"}, 404)
    woo, session, _clock = client(reply(rows), gone, reply({"update": told[:2]}))
    changes = [
        StockChange("1", 5, expected=4),
        StockChange("2", -5, expected=2),
        StockChange("3", 9),
        StockChange("4", 9),
        StockChange("5", 9),
    ]
    assert results(woo.set_stock(changes)) == [
        {
            "remote_id": "1",
            "error": (
                "Conflict",
                "The shop shows 1, not 4.",
                {"remote_id": "1", "actual": 1},
            ),
        },
        {"remote_id": "2", "error": ("ItemRejected", "Locked", {"remote_id": "2"})},
        {
            "remote_id": "3",
            "error": (
                "ItemRejected",
                "The shop refuses this product.",
                {"remote_id": "3"},
            ),
        },
        {
            "remote_id": "4",
            "error": (
                "Transient",
                "The shop did not confirm this product.",
                {"maybe_applied": True, "retry_after": None},
            ),
        },
        {
            "remote_id": "5",
            "error": (
                "ItemRejected",
                "This product is gone from the shop.",
                {"remote_id": "5"},
            ),
        },
    ]
    assert asked(session)[2] == (
        "POST",
        f"{V3}/products/batch",
        {
            "json": {
                "update": [
                    {"id": 2, "manage_stock": True, "stock_quantity": 0},
                    {"id": 3, "manage_stock": True, "stock_quantity": 9},
                    {"id": 4, "manage_stock": True, "stock_quantity": 9},
                ]
            }
        },
    )


def test_a_product_that_the_shop_refuses_alone_says_its_words():
    woo, _session, _clock = client(
        reply([product()]), reply({"message": "Too large"}, 400)
    )
    words = "shop.example refused the request (400): Too large"
    assert results(woo.set_stock([StockChange("5", 9)])) == [
        {"remote_id": "5", "error": ("ItemRejected", words, {"remote_id": ""})}
    ]


def test_numbers_are_answered_as_the_shop_has_them():
    row = {"id": 9, "manage_stock": "parent", "stock_quantity": 1}
    woo, session, _clock = client(
        reply([product()]), reply([row]), reply({"update": [{"stock_quantity": 8}]})
    )
    changes = [StockChange("5", 7), StockChange("5:9", 9)]
    assert results(woo.set_stock(changes)) == [
        {"remote_id": "5", "quantity": 7},
        {"remote_id": "5:9", "quantity": 8, "shared": "5"},
    ]
    update = {"id": 5, "manage_stock": True, "stock_quantity": 9}
    sent = ("POST", f"{V3}/products/batch", {"json": {"update": [update]}})
    assert asked(session)[2] == sent


def test_orders_are_asked_for_by_change():
    row = {"id": 1, "status": "processing", "date_modified_gmt": "2026-11-22T13:00:00"}
    refunded = {**row, "id": 2, "refunds": [{"id": 3}]}
    back = {"id": 3, "amount": "1.00"}
    woo, session, _clock = client(reply([refunded, row]), reply([back]))
    assert [one.remote_id for one in woo.iter_orders(NOW)] == ["2", "1"]
    assert asked(session) == [
        (
            "GET",
            f"{V3}/orders",
            {
                "params": {
                    "modified_after": "2026-11-22T11:59:59",
                    "dates_are_gmt": "true",
                    "orderby": "id",
                    "order": "asc",
                    "per_page": 100,
                    "page": 1,
                }
            },
        ),
        ("GET", f"{V3}/orders/2/refunds", {}),
    ]
