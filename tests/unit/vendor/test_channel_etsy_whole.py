"""Whole receipts of Etsy, every field of them."""

from datetime import datetime, timezone
from decimal import Decimal

import pytest
from channel_clients.etsy import orders
from channel_clients.types import (
    Address,
    Order,
    OrderLine,
    Refund,
    Shipment,
)
from channel_doubles import reply
from channel_etsy import SMALL, client, usd
from channel_whole import asked

UTC = timezone.utc
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CANDLE = {
    "transaction_id": 1,
    "listing_id": 7,
    "sku": "LAV-S",
    "title": "Lavender &quot;calm&quot; candle",
    "quantity": 3,
    "price": usd(1500),
    "shipping_method": "Royal Mail 2nd Class",
    "product_data": [SMALL],
    "variations": [
        {
            "property_id": 200,
            "value_id": 11,
            "formatted_name": "Size",
            "formatted_value": "S",
        },
        {
            "property_id": 54,
            "value_id": 9,
            "formatted_name": "Personalization",
            "formatted_value": "Engrave &amp; wrap",
        },
        {
            "question_id": 4,
            "value_id": 8,
            "formatted_name": "Colour of the bow",
            "formatted_value": "Green",
        },
        {"value_id": None, "formatted_name": "Font", "formatted_value": "Serif"},
    ],
}
RECEIPT = {
    "receipt_id": 900,
    "status": "Completed",
    "is_paid": True,
    "is_shipped": True,
    "buyer_user_id": 31,
    "buyer_email": "buyer@example.com",
    "name": "Retail buyer",
    "first_line": "1 High Street",
    "second_line": "Flat 2",
    "city": "Portland",
    "state": "OR",
    "zip": "97201",
    "country_iso": "US",
    "message_from_buyer": "No bow &amp; no card",
    "gift_message": "For you",
    "created_timestamp": 1763800000,
    "updated_timestamp": 1763800100,
    "grandtotal": usd(5498),
    "discount_amt": usd(450),
    "total_shipping_cost": usd(1000),
    "total_tax_cost": usd(448),
    "total_vat_cost": usd(75),
    "gift_wrap_price": usd(300),
    "shipments": [
        {"receipt_shipping_id": 3, "tracking_code": "1Z9", "carrier_name": "ups"},
        {},
    ],
    "refunds": [
        {"amount": usd(100), "created_timestamp": 1763800050, "reason": "late"},
        {
            "amount": usd(50),
            "created_timestamp": 1763800060,
            "reason": None,
            "note_from_issuer": "a scratch",
        },
        {"created_timestamp": 1763800070},
    ],
    "transactions": [CANDLE],
}
LINE = OrderLine(
    remote_id="1",
    listing_id="7:200-11",
    title='Lavender "calm" candle',
    quantity=3,
    unit_price=Decimal(15),
    sku="LAV-S",
    note="Personalization: Engrave & wrap\nColour of the bow: Green\nFont: Serif",
)


def test_a_receipt_is_read_whole():
    assert orders.order(RECEIPT) == Order(
        remote_id="900",
        name="900",
        state="shipped",
        created=datetime(2025, 11, 22, 8, 26, 40, tzinfo=UTC),
        updated=datetime(2025, 11, 22, 8, 28, 20, tzinfo=UTC),
        currency="USD",
        lines=(LINE,),
        total=Decimal("54.98"),
        shipping=Decimal(10),
        shipping_title="Royal Mail 2nd Class",
        discount=Decimal("4.50"),
        gift_wrap=Decimal(3),
        tax=Decimal("4.48"),
        tax_collected_by_channel=True,
        vat_named=Decimal("0.75"),
        customer_id="31",
        delivery=Address(
            name="Retail buyer",
            street="1 High Street",
            street2="Flat 2",
            city="Portland",
            state="OR",
            zip="97201",
            country="US",
            email="buyer@example.com",
        ),
        note="No bow & no card",
        gift_message="For you",
        refunds=(
            Refund("900-1763800050-0", Decimal(1), "late"),
            Refund("900-1763800060-1", Decimal("0.5"), "a scratch"),
            Refund("900-1763800070-2", Decimal(0)),
        ),
        shipments=(Shipment("3", "1Z9", "ups"), Shipment("")),
        status="Completed",
    )


def bare(**told):
    """An order of which nothing is told beside ``told``."""
    made = {
        "remote_id": "900",
        "name": "900",
        "state": "review",
        "created": EPOCH,
        "updated": EPOCH,
        "currency": "",
        "lines": (),
        "tax_collected_by_channel": True,
    }
    return Order(**{**made, **told})


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ({}, {}),
        (
            {"create_timestamp": 60, "update_timestamp": 120},
            {"created": EPOCH.replace(minute=1), "updated": EPOCH.replace(minute=2)},
        ),
        (
            {"created_timestamp": 60, "create_timestamp": 120},
            {"created": EPOCH.replace(minute=1)},
        ),
        ({"grandtotal": {"amount": 500, "divisor": 100}}, {"total": Decimal(5)}),
        ({"status": "OPEN"}, {"state": "open", "status": "OPEN"}),
        ({"status": "Unpaid"}, {"state": "open", "status": "Unpaid"}),
        ({"status": "paid"}, {"state": "paid", "status": "paid"}),
        (
            {"status": "Cancelled"},
            {"state": "cancelled", "status": "Cancelled", "taken": False},
        ),
        (
            {"transactions": [{"transaction_id": 1}]},
            {"lines": (OrderLine("1", "", "", 0, Decimal(0), kind="custom"),)},
        ),
    ],
)
def test_what_a_receipt_leaves_out_is_empty(told, read):
    assert orders.order({"receipt_id": 900, **told}) == bare(**read)


@pytest.mark.parametrize(
    ("changes", "read"),
    [
        ({"transaction_type": "gift_card"}, {"kind": "gift_card"}),
        ({"is_digital": True}, {"kind": "digital"}),
        ({"listing_id": None}, {"listing_id": ""}),
        (
            {"listing_id": None, "sku": None},
            {"listing_id": "", "sku": "", "kind": "custom"},
        ),
        ({"variations": None}, {"note": ""}),
    ],
)
def test_what_a_line_sells(changes, read):
    made = {**vars(LINE), **read}
    (line,) = orders.order({**RECEIPT, "transactions": [{**CANDLE, **changes}]}).lines
    assert line == OrderLine(**made)


def test_a_line_that_tells_only_what_was_chosen_names_the_same_listing():
    chosen = {"property_id": 200, "value_id": 11, "formatted_name": "Size"}
    told = {**CANDLE, "product_data": None, "variations": [chosen]}
    (line,) = orders.order({**RECEIPT, "transactions": [told]}).lines
    assert (line.listing_id, line.note) == ("7:200-11", "")


def test_all_of_a_cancelled_receipt_is_cancelled():
    (line,) = orders.order({**RECEIPT, "status": "Canceled"}).lines
    assert line == OrderLine(**{**vars(LINE), "cancelled": 3})


def test_a_receipt_that_cannot_be_read_tells_its_goods_all_the_same():
    odd = {**RECEIPT, "refunds": [{"amount": usd(100)}]}
    assert orders.order(odd) == Order(
        remote_id="900",
        name="900",
        state="review",
        created=datetime(2025, 11, 22, 8, 28, 20, tzinfo=UTC),
        updated=datetime(2025, 11, 22, 8, 28, 20, tzinfo=UTC),
        currency="",
        lines=(LINE,),
        problem="The shop's order has no “created_timestamp”.",
    )
    assert orders.order({**odd, "status": "CANCELED"}).lines == ()
    assert orders.order({**odd, "transactions": None}).lines == ()
    late = {**odd, "updated_timestamp": None, "update_timestamp": 60}
    assert orders.order(late).updated == EPOCH.replace(minute=1)


def test_orders_are_asked_for_oldest_change_first():
    etsy, session, _clock = client(reply({"count": 1, "results": [RECEIPT]}))
    since = datetime(2026, 11, 22, 12, tzinfo=UTC)
    assert [one.remote_id for one in etsy.iter_orders(since)] == ["900"]
    assert asked(session) == [
        (
            "GET",
            "/v3/application/shops/42/receipts",
            {
                "params": {
                    "min_last_modified": 1795348800,
                    "sort_on": "updated",
                    "sort_order": "asc",
                    "limit": 100,
                    "offset": 0,
                }
            },
        )
    ]


def test_no_order_is_asked_for_that_is_older_than_etsy_takes():
    etsy, session, _clock = client(reply({"count": 0, "results": []}))
    assert list(etsy.iter_orders(EPOCH)) == []
    assert session.sent[0].params["min_last_modified"] == 946684800
