"""What is asked of Faire, word for word, and what its products come to."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest
from channel_clients.errors import ItemRejected
from channel_clients.types import (
    Check,
    Listing,
    Shipment,
    ShipRequest,
    Stock,
    StockChange,
)
from channel_doubles import reply
from channel_faire import client, level, order, usd
from channel_whole import asked, fault, results

V2 = "/external-api/v2"
INVENTORY = f"{V2}/product-inventory/by-product-variant-ids"
PRODUCT = {
    "id": "p_1",
    "name": "Candle",
    "lifecycle_state": "PUBLISHED",
    "unit_multiplier": 1,
}
VARIANT = {
    "id": "po_1",
    "sku": "C-L",
    "gtin": "4006381333931",
    "lifecycle_state": "PUBLISHED",
    "options": [{"name": "Size", "value": "Large"}, {"name": "Scent", "value": "Oak"}],
    "prices": [{"retail_price": usd(1700)}, {"wholesale_price": usd(850)}],
}
READ = Listing(
    "po_1",
    "p_1",
    "Candle",
    sku="C-L",
    barcode="4006381333931",
    variant_title="Size: Large, Scent: Oak",
    price=Decimal("8.5"),
    currency="USD",
    quantity=3,
)
CASES = "Sold in cases of 6: a rest smaller than a case stays unsold."
SELLS_ON = "Faire goes on selling this when it is out of stock."


@pytest.mark.parametrize(
    ("product", "variant", "stock", "read"),
    [
        ({}, {}, level(5, 2), {}),
        ({}, {}, level(1, 4), {"quantity": 0}),
        ({}, {}, level(5, kind="UNTRACKED"), {"quantity": None, "tracked": False}),
        ({}, {}, None, {"quantity": None, "tracked": False}),
        ({"unit_multiplier": 6}, {}, level(3), {"warning": CASES}),
        ({"unit_multiplier": None}, {}, level(3), {}),
        (
            {"unit_multiplier": 6, "allow_sales_when_out_of_stock": True},
            {},
            level(3),
            {"warning": f"{CASES} {SELLS_ON}"},
        ),
        ({}, {"lifecycle_state": "UNPUBLISHED"}, level(3), {"state": "unpublished"}),
        (
            {"lifecycle_state": "DRAFT"},
            {"lifecycle_state": None},
            level(3),
            {"state": "draft"},
        ),
        ({"lifecycle_state": None}, {"lifecycle_state": None}, level(3), {}),
        (
            {"name": None},
            dict.fromkeys(("sku", "gtin", "options", "prices")),
            level(3),
            {
                "title": "",
                "sku": "",
                "barcode": "",
                "variant_title": "",
                "price": None,
                "currency": "",
            },
        ),
    ],
)
def test_a_variant_is_read_whole(product, variant, stock, read):
    variants = [{**VARIANT, **variant}, {"id": "po_2", "lifecycle_state": "DELETED"}]
    faire, _session, _clock = client(
        reply({"products": [{**PRODUCT, **product, "variants": variants}, {}]}),
        reply({"inventories": {"po_1": stock}}),
    )
    assert list(faire.iter_listings()) == [replace(READ, **read)]


@pytest.mark.parametrize(
    ("told", "read"),
    [
        (level(5, 2), {"quantity": 3, "committed": 2}),
        (level(1, 4), {"quantity": -3, "committed": 4}),
        (level(5, kind="UNTRACKED"), {"quantity": 0, "tracked": False}),
        ({"on_hand_quantity": {"quantity": 5}}, {"quantity": 0}),
        ({"on_hand_quantity": {"type": "QUANTITY"}}, {"quantity": 0, "tracked": False}),
    ],
)
def test_stock_is_read_whole(told, read):
    faire, _session, _clock = client(
        reply({"inventories": {"po_1": told, "po_2": None}})
    )
    assert faire.get_stock(["po_1", "po_2"]) == {"po_1": Stock("po_1", **read)}


def test_a_check_reads_what_will_be_read():
    no = reply({"message": "no"}, 403)
    odd = reply({"message": "Name some variants"}, 400)
    faire, session, _clock = client(
        reply({"name": "Wax", "brand_id": "b_1", "id": "x"}), no, reply({}), odd
    )
    assert faire.check() == Check("Wax", "b_1", missing_scopes=("READ_PRODUCTS",))
    ten = {"params": {"limit": 10}}
    assert asked(session) == [
        ("GET", f"{V2}/brands/profile", {}),
        ("GET", f"{V2}/products", ten),
        ("GET", f"{V2}/orders", ten),
        ("GET", INVENTORY, {}),
    ]
    down = reply({}, 503)
    faire, _session, _clock = client(reply({"id": "b_2"}), down, no, no)
    missing = ("READ_ORDERS", "READ_INVENTORIES")
    assert faire.check() == Check("", "b_2", missing_scopes=missing)
    faire, _session, _clock = client(reply({}), *[reply({})] * 3)
    assert faire.check() == Check("", "")


def test_products_are_asked_for_page_by_page():
    page = [{"id": f"p_{n}", "variants": [{"id": f"po_{n}"}]} for n in range(250)]
    none = reply({"inventories": None})
    faire, session, _clock = client(
        reply({"products": page}), *[none] * 5, reply({"products": []})
    )
    assert len(list(faire.iter_listings())) == 250
    products = [one for one in asked(session) if one[1] == f"{V2}/products"]
    assert products == [
        ("GET", f"{V2}/products", {"params": {"limit": 250}}),
        ("GET", f"{V2}/products", {"params": {"limit": 250, "page": 2}}),
    ]
    ids = [f"po_{n}" for n in range(50)]
    assert asked(session)[1] == ("GET", INVENTORY, {"params": {"ids": ids}})


def test_orders_are_asked_for_by_change():
    page = {"orders": [order()], "cursor": "c2"}
    faire, session, _clock = client(reply(page), reply({"orders": []}))
    zone = timezone(timedelta(hours=2))
    since = datetime(2026, 11, 22, 14, tzinfo=zone)
    assert [one.remote_id for one in faire.iter_orders(since)] == ["bo_1"]
    first = {
        "limit": 50,
        "updated_at_min": "2026-11-22T12:00:00.000Z",
        "sort_by": "UPDATED_AT",
    }
    assert asked(session) == [
        ("GET", f"{V2}/orders", {"params": first}),
        ("GET", f"{V2}/orders", {"params": {"limit": 50, "cursor": "c2"}}),
    ]


@pytest.mark.parametrize(("state", "accepts"), [("NEW", True), ("PROCESSING", False)])
def test_only_a_new_order_is_accepted(state, accepts):
    faire, session, _clock = client(reply(order(state=state)), reply({}))
    faire.accept("bo_1")
    put = ("PUT", f"{V2}/orders/bo_1/processing", {})
    assert asked(session)[1:] == ([put] if accepts else [])
    gone, session, _clock = client(reply({}, 404))
    gone.accept("bo_1")
    assert len(session.sent) == 1


def test_every_refusal_says_why():
    levels = {f"po_{n}": level(n + 1, 1) for n in range(1, 5)}
    levels["po_5"] = level(5, kind="UNTRACKED")
    faire, session, _clock = client(
        reply({"inventories": levels}),
        reply({"message": "po_3 is odd"}, 400),
        reply({"inventories": {"po_2": level(9, 1)}}),
    )
    changes = [
        StockChange("po_1", 5, expected=4),
        StockChange("po_2", 8, expected=2),
        StockChange("po_3", -1),
        StockChange("po_4", 7),
        StockChange("po_5", 5),
        StockChange("po_6", 5),
    ]

    def refused(key, words, kind="ItemRejected", **more):
        return {"remote_id": key, "error": (kind, words, {"remote_id": key, **more})}

    odd = "www.faire.com refused the request (400): po_3 is odd"
    unsure = {"maybe_applied": True, "retry_after": None}
    assert results(faire.set_stock(changes)) == [
        refused("po_1", "Faire shows 1, not 4.", "Conflict", actual=1),
        {"remote_id": "po_2", "quantity": 8},
        refused("po_3", odd),
        {
            "remote_id": "po_4",
            "error": ("Transient", "Faire did not confirm this variant.", unsure),
        },
        refused(
            "po_5",
            "Faire sells this variant without counting it. Allow counting for this "
            "listing: from then on it sells out at zero.",
        ),
        refused(
            "po_6",
            "Take this listing's product away, or publish the variant again: it was "
            "deleted on Faire.",
        ),
    ]
    rows = [
        {"product_variant_id": key, "on_hand_quantity": n}
        for key, n in (("po_2", 9), ("po_3", 1), ("po_4", 8))
    ]
    assert asked(session)[1:] == [
        ("PATCH", INVENTORY, {"json": {"inventories": rows}}),
        ("PATCH", INVENTORY, {"json": {"inventories": [rows[0], rows[2]]}}),
    ]


SHIP = ShipRequest(
    "bo_1", (), "1Z9", "dhl-express", shipping_cost=Decimal("7.12"), currency="EUR"
)


@pytest.mark.parametrize(
    ("changes", "carrier", "cost"),
    [
        ({}, "DHL_EXPRESS", {"amount_minor": 712, "currency": "EUR"}),
        ({"currency": ""}, "DHL_EXPRESS", {"amount_minor": 712, "currency": "USD"}),
        ({"carrier": " Royal Mail", "shipping_cost": None}, "ROYAL_MAIL", None),
        ({"carrier": "The van", "shipping_cost": None}, "The van", None),
        (
            {"shipping_cost": Decimal(0)},
            "DHL_EXPRESS",
            {"amount_minor": 0, "currency": "EUR"},
        ),
    ],
)
def test_a_parcel_is_told(changes, carrier, cost):
    request = replace(SHIP, **changes)
    parcels = [{"id": "s_0"}, {"id": "s_1", "tracking_code": "1Z9", "carrier": "DHL"}]
    faire, session, _clock = client(
        reply(order(state="PROCESSING")), reply({"shipments": parcels})
    )
    assert faire.ship(request) == Shipment("s_1", "1Z9", "DHL")
    parcel = {
        "order_id": "bo_1",
        "carrier": carrier,
        "tracking_code": "1Z9",
        "shipping_type": "SHIP_ON_YOUR_OWN",
        **({"maker_cost": cost} if cost else {}),
    }
    body = {"json": {"shipments": [parcel]}}
    assert asked(session) == [
        ("GET", f"{V2}/orders/bo_1", {}),
        ("POST", f"{V2}/orders/bo_1/shipments", body),
    ]
    faire, _session, _clock = client(reply(order(state="PROCESSING")), reply({}))
    assert faire.ship(request) == Shipment("", "1Z9", request.carrier)


NEEDS = "Faire wants the carrier and the tracking number of every parcel."


@pytest.mark.parametrize(
    ("answers", "changes", "words"),
    [
        ([reply({}, 404)], {}, "Faire has no such order."),
        (
            [reply(order(state="CANCELED"))],
            {},
            "This order is not open for shipping on Faire.",
        ),
        ([reply(order(state="BACKORDERED"))], {}, "Backordered on Faire."),
        ([reply(order())], {"tracking": ""}, NEEDS),
        ([reply(order())], {"carrier": ""}, NEEDS),
        (
            [reply(order(state="PROCESSING")), reply({"message": "Bad"}, 400)],
            {},
            "www.faire.com refused the request (400): Bad",
        ),
    ],
)
def test_a_parcel_that_faire_does_not_take(answers, changes, words):
    faire, _session, _clock = client(*answers)
    with pytest.raises(ItemRejected) as refused:
        faire.ship(replace(SHIP, **changes))
    assert fault(refused.value) == ("ItemRejected", words, {"remote_id": "bo_1"})
