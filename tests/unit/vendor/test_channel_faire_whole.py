"""Whole orders of Faire, every field of them."""

from dataclasses import replace
from datetime import datetime, timezone
from decimal import Decimal

import pytest
from channel_clients.faire import orders
from channel_clients.types import Address, Order, OrderLine, Shipment
from channel_faire import order, usd

UTC = timezone.utc
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CANDLE = OrderLine(
    remote_id="oi_1",
    listing_id="po_1",
    title="Candle - Large",
    quantity=12,
    unit_price=Decimal("8.5"),
    sku="OLD-SKU",
    discount=Decimal("10.20"),
)
TESTER = OrderLine(
    remote_id="oi_1:tester",
    listing_id="po_1",
    title="Candle - Large (tester)",
    quantity=1,
    unit_price=Decimal(4),
    sku="OLD-SKU",
)
SOAP = OrderLine("oi_2", "po_2", "Soap", 6, Decimal(3), refunded=6)
WHOLE = Order(
    remote_id="bo_1",
    name="ABC123",
    state="paid",
    created=datetime(2026, 11, 20, 10, 15, tzinfo=UTC),
    updated=datetime(2026, 11, 21, 10, 15, 0, 123456, UTC),
    currency="USD",
    lines=(CANDLE, TESTER, SOAP),
    total=Decimal("128.8"),
    due=Decimal("110.8"),
    discount=Decimal(5),
    tax=Decimal(20),
    fees=Decimal("17.9"),
    customer_id="r_1",
    delivery=Address(
        name="Wholesale buyer",
        company="The Corner Shop",
        street="1 High Street",
        city="London",
        zip="SW1A",
        country="GB",
    ),
    note=("Leave at the back door\nPurchase order PO 7\nShip on or after 2026-12-01"),
    wants_yes=True,
    status="NEW",
)
PLACE = {
    "name": "The back room",
    "address2": "Flat 2",
    "state": "Greater London",
    "state_code": "LND",
    "phone_number": "555 0100",
    "country_code": "DE",
}
PARCEL = {"id": "s_1", "tracking_code": "1Z9", "carrier": "UPS"}


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ({}, {}),
        ({"display_id": None}, {"name": "bo_1"}),
        ({"retailer_id": None}, {"customer_id": ""}),
        ({"created_at": None}, {"created": EPOCH}),
        ({"original_order_id": "bo_0"}, {"parent_order_id": "bo_0"}),
        (
            {"shipments": [PARCEL, {}]},
            {"shipments": (Shipment("s_1", "1Z9", "UPS"), Shipment(""))},
        ),
        (
            {"address": PLACE},
            {
                "delivery": Address(
                    name="The back room",
                    street2="Flat 2",
                    state="LND",
                    country="DE",
                    phone="555 0100",
                )
            },
        ),
        (
            {"address": {"state": "Bavaria"}, "customer": None},
            {"delivery": Address(state="Bavaria")},
        ),
        ({"address": None, "customer": None}, {"delivery": Address()}),
        (
            {"address": None, "customer": {"last_name": "buyer"}},
            {"delivery": Address(name="buyer")},
        ),
        (
            {"notes": None, "purchase_order_number": None, "ship_after": None},
            {"note": ""},
        ),
        (
            {
                "notes": None,
                "purchase_order_number": None,
                "requested_ship_date": "20261224T000000.000Z",
            },
            {"note": "Ship on or after 2026-12-24"},
        ),
        (
            {"state": "BACKORDERED"},
            {
                "state": "paid",
                "status": "BACKORDERED",
                "ship_blocked": "Backordered on Faire.",
                "wants_yes": False,
            },
        ),
        (
            {"is_fulfilled_by_faire": True},
            {"ships_itself": True, "ship_blocked": "Faire ships this order itself."},
        ),
        (
            {"has_pending_retailer_cancellation_request": True},
            {
                "ship_blocked": "The retailer has asked to cancel: answer on Faire "
                "first."
            },
        ),
        (
            {"brand_discounts": None},
            {
                "discount": Decimal(0),
                "total": Decimal("133.8"),
                "due": Decimal("115.8"),
            },
        ),
        (
            {"payout_costs": None},
            {
                "tax": Decimal(0),
                "fees": Decimal(0),
                "total": Decimal("108.8"),
                "due": Decimal("90.8"),
            },
        ),
        (
            {"payout_costs": {"subtotal_after_brand_discounts": usd(10000)}},
            {
                "tax": Decimal(0),
                "fees": Decimal(0),
                "discount": Decimal("13.8"),
                "total": Decimal(100),
                "due": Decimal(82),
            },
        ),
        (
            {"payout_costs": {"payout_protection_fee": usd(40)}},
            {
                "tax": Decimal(0),
                "fees": Decimal("0.4"),
                "total": Decimal("108.8"),
                "due": Decimal("90.8"),
            },
        ),
        (
            {"state": "CANCELED"},
            {
                "state": "cancelled",
                "taken": False,
                "status": "CANCELED",
                "wants_yes": False,
                "lines": (
                    replace(CANDLE, cancelled=12),
                    replace(TESTER, cancelled=1),
                    replace(SOAP, cancelled=6, refunded=0),
                ),
                "total": Decimal(20),
                "due": Decimal(20),
                "discount": Decimal(0),
            },
        ),
    ],
)
def test_an_order_is_read_whole(told, read):
    assert orders.order(order(**told)) == replace(WHOLE, **read)


BARE = {"id": "oi_3", "quantity": 2}


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ({}, {"kind": "custom"}),
        ({"sku": "A"}, {"sku": "A"}),
        ({"variant_id": "po_3"}, {"listing_id": "po_3"}),
        ({"sku": "A", "price": usd(500)}, {"sku": "A", "unit_price": Decimal(5)}),
        ({"sku": "A", "state": "CANCELED"}, {"sku": "A", "cancelled": 2}),
        ({"sku": "A", "state": "RETURNED"}, {"sku": "A", "refunded": 2}),
        (
            {
                "sku": "A",
                "customizations": [
                    {"id": "c_1", "option_id": "x", "name": "Label", "value": "Oak"},
                    {"name": None},
                    {"name": "Font", "value": 3},
                ],
            },
            {"sku": "A", "note": "Label: Oak\nFont: 3"},
        ),
    ],
)
def test_a_line_is_read_whole(told, read):
    (line,) = orders.order(order(items=[{**BARE, **told}])).lines
    assert line == replace(OrderLine("oi_3", "", "", 2, Decimal(0)), **read)


@pytest.mark.parametrize(
    ("discounts", "off"),
    [
        ([{"discount_type": "PERCENTAGE", "discount_percentage": 12.5}], "1.25"),
        ([{"discount_type": "PERCENTAGE"}], "0"),
        ([{"discount_type": "FLAT_AMOUNT", "discount_amount": usd(150)}], "1.5"),
        ([{"discount_type": "FLAT_AMOUNT", "discount_amount": usd(9900)}], "10"),
        ([{"discount_type": "FREE_SHIPPING", "discount_amount": usd(150)}], "0"),
        (
            [
                {"discount_type": "PERCENTAGE", "discount_percentage": 10},
                {"discount_type": "FLAT_AMOUNT", "discount_amount": usd(150)},
            ],
            "2.5",
        ),
    ],
)
def test_what_discounts_take_off_a_line(discounts, off):
    item = {**BARE, "price": usd(500), "discounts": discounts}
    assert orders.order(order(items=[item])).lines[0].discount == Decimal(off)


def test_an_order_that_cannot_be_read_tells_its_goods_all_the_same():
    odd = order(payout_costs={"commission": {"amount_minor": "much"}})
    told = {
        "remote_id": "bo_1",
        "name": "ABC123",
        "state": "review",
        "created": WHOLE.updated,
        "updated": WHOLE.updated,
        "currency": "",
        "problem": "The shop's order has text where a number or a date belongs.",
    }
    assert orders.order(odd) == Order(lines=WHOLE.lines, **told)
    assert orders.order({**odd, "state": "CANCELED"}) == Order(lines=(), **told)
    stateless = orders.order({**odd, "state": None, "items": [BARE]})
    assert [one.remote_id for one in stateless.lines] == ["oi_3"]
    early = orders.order({**odd, "updated_at": None, "display_id": None})
    assert (early.name, early.updated) == ("bo_1", WHOLE.created)
