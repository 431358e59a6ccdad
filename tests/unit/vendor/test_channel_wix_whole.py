"""Whole orders of Wix, every field of them."""

from datetime import datetime, timezone
from decimal import Decimal

import pytest
from channel_clients.types import Address, Order, OrderLine, Refund, Shipment
from channel_clients.wix import orders
from channel_clients.wix.catalog import NO_VARIANT
from channel_wix import CANDLE, FOUND, usd

UTC = timezone.utc
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LINE = OrderLine(
    remote_id="l1",
    listing_id="p1:v1",
    title="Candle",
    quantity=4,
    unit_price=Decimal(10),
    sku="C-L",
    discount=Decimal(4),
    tax=Decimal("3.1"),
    refunded=2,
    restocked=1,
    note="Engraving: For you\nSize: Large\n: Loose words",
)
PAID_BACK = {
    "orderTransactions": {
        "refunds": [
            {
                "id": "r1",
                "transactions": [
                    {"amount": usd("5.00"), "refundStatus": "SUCCEEDED"},
                    {"amount": usd("9.00"), "refundStatus": "PENDING"},
                    {"amount": usd("0.50")},
                ],
                "details": {
                    "reason": "Broken",
                    "items": [{"lineItemId": "l1", "quantity": 2}],
                },
            },
            {},
        ]
    }
}


def line(**changes):
    return OrderLine(**{**vars(LINE), **changes})


def test_an_order_is_read_whole():
    assert orders.order(FOUND, PAID_BACK) == Order(
        remote_id="o1",
        name="10001",
        state="paid",
        created=datetime(2026, 11, 20, 10, 0, 0, 123000, UTC),
        updated=datetime(2026, 11, 21, 10, tzinfo=UTC),
        currency="USD",
        lines=(
            LINE,
            OrderLine(
                "fee:f1",
                "",
                "Gift wrap",
                1,
                Decimal(3),
                tax=Decimal("0.1"),
                kind="gift_wrap",
            ),
            OrderLine(
                "fee:1",
                "",
                "Handling",
                1,
                Decimal(1),
                tax=Decimal("0.2"),
                kind="fee",
            ),
        ),
        total=Decimal("45.1"),
        shipping=Decimal(5),
        shipping_title="Post",
        shipping_tax=Decimal("0.4"),
        discount=Decimal(2),
        tax=Decimal("3.6"),
        taxes_included=True,
        fees=Decimal("1.1"),
        customer_id="c1",
        billing=Address(
            name="Retail buyer",
            company="The Corner Shop",
            street="1 High Street",
            street2="Flat 2",
            city="Portland",
            state="OR",
            zip="97201",
            country="US",
            email="buyer@example.com",
            phone="555 0100",
        ),
        delivery=Address(city="Salem", email="buyer@example.com"),
        note="Ring twice\nGift: yes",
        refunds=(
            Refund("r1", Decimal("5.5"), "Broken", (("l1", 2, False),)),
            Refund("", Decimal(0)),
        ),
        status="APPROVED",
    )


def bare(**told):
    """An order of which nothing is told beside ``told``."""
    made = {
        "remote_id": "o1",
        "name": "o1",
        "state": "review",
        "created": EPOCH,
        "updated": EPOCH,
        "currency": "",
        "lines": (),
    }
    return Order(**{**made, **told})


def sold(listing_id="", quantity=0, price=0, kind="custom", **told):
    made = OrderLine("l1", listing_id, "", quantity, Decimal(price), kind=kind, **told)
    return {"lines": (made,)}


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ({}, {}),
        (
            {"createdDate": "2026-11-19T10:00:00Z"},
            dict.fromkeys(
                ("created", "updated"), datetime(2026, 11, 19, 10, tzinfo=UTC)
            ),
        ),
        ({"buyerInfo": {"memberId": "m1"}}, {"customer_id": "m1"}),
        ({"buyerInfo": {"visitorId": "x"}}, {}),
        ({"billingInfo": {"address": None}}, {}),
        (
            {"billingInfo": {"address": {"subdivision": "OR"}}},
            {"billing": Address(state="OR")},
        ),
        (
            {"recipientInfo": {"contactDetails": {"lastName": "buyer"}}},
            {"delivery": Address(name="buyer")},
        ),
        (
            {"recipientInfo": {"address": {"streetAddress": {"name": "High Street"}}}},
            {"delivery": Address(street="High Street")},
        ),
        (
            {"recipientInfo": {"address": {"streetAddress": {"number": "1"}}}},
            {"delivery": Address(street="1")},
        ),
        ({"customFields": [{"title": "Gift", "value": "yes"}]}, {"note": "Gift: yes"}),
        ({"priceSummary": {"discount": usd("1.00")}}, {"discount": Decimal(1)}),
        ({"shippingInfo": {"logistics": {}}}, {}),
        (
            {"additionalFees": [{}]},
            {"lines": (OrderLine("fee:0", "", "", 1, Decimal(0), kind="fee"),)},
        ),
        ({"lineItems": [{"id": "l1"}]}, sold()),
        (
            {
                "lineItems": [
                    {
                        "id": "l1",
                        "quantity": 1,
                        "price": usd("3.00"),
                        "refundQuantity": 2,
                    }
                ]
            },
            sold(quantity=1, price=3, refunded=1),
        ),
        (
            {"lineItems": [{"id": "l1", "catalogReference": {"catalogItemId": "p1"}}]},
            sold(f"p1:{NO_VARIANT}", kind="goods"),
        ),
        (
            {
                "lineItems": [
                    {
                        "id": "l1",
                        "catalogReference": {
                            "catalogItemId": "p1",
                            "options": {"options": {"Size": "Large"}},
                        },
                    }
                ]
            },
            sold(kind="goods"),
        ),
        (
            {"lineItems": [{"id": "l1", "taxDetails": {"totalTax": usd("0.30")}}]},
            sold(tax=Decimal("0.3")),
        ),
    ],
)
def test_what_an_order_leaves_out_is_empty(told, read):
    assert orders.order({"id": "o1", **told}) == bare(**read)


@pytest.mark.parametrize(
    ("preset", "kind"),
    [
        ("GIFT_CARD", "gift_card"),
        ("DIGITAL", "digital"),
        ("SERVICE", "digital"),
        ("PHYSICAL", "goods"),
    ],
)
def test_what_a_line_sells(preset, kind):
    told = {**CANDLE, "itemType": {"preset": preset}}
    assert orders.order({**FOUND, "lineItems": [told]}).lines[0] == line(kind=kind)


@pytest.mark.parametrize(
    ("status", "payment", "state", "taken"),
    [
        ("INITIALIZED", None, "draft", False),
        ("PENDING", "PAID", "open", True),
        ("CANCELED", "PAID", "cancelled", False),
        ("REJECTED", "PAID", "cancelled", False),
        ("APPROVED", "REFUNDED", "refunded", True),
        ("APPROVED", "FULLY_REFUNDED", "refunded", True),
        ("APPROVED", "PAID", "paid", True),
        ("APPROVED", "UNPAID", "open", True),
        ("APPROVED", "PENDING", "open", True),
        ("APPROVED", "PENDING_MERCHANT", "open", True),
        ("APPROVED", "PARTIALLY_PAID", "open", True),
        ("APPROVED", "DECLINED", "open", True),
        ("APPROVED", "CANCELED", "open", True),
    ],
)
def test_states_and_whether_the_site_took_the_goods(status, payment, state, taken):
    told = {"id": "o1", "status": status, "paymentStatus": payment}
    assert orders.order(told) == bare(state=state, taken=taken, status=status)


def test_what_is_left_of_a_cancelled_order_is_cancelled():
    found = orders.order({**FOUND, "status": "CANCELED"})
    assert found.lines[0] == line(cancelled=2)


def test_an_order_that_cannot_be_read_tells_its_goods_all_the_same():
    odd = {**FOUND, "priceSummary": {"total": usd("much")}}
    told = {
        "name": "10001",
        "created": datetime(2026, 11, 21, 10, tzinfo=UTC),
        "updated": datetime(2026, 11, 21, 10, tzinfo=UTC),
        "problem": "The shop's order has text where a number or a date belongs.",
    }
    assert orders.order(odd) == bare(lines=(LINE,), **told)
    for status in ("CANCELED", "REJECTED", "INITIALIZED"):
        assert orders.order({**odd, "status": status}) == bare(**told)
    early = datetime(2026, 11, 19, 10, tzinfo=UTC)
    told |= {"name": "o1", "created": early, "updated": early}
    odd = {**odd, "number": None, "updatedDate": None, "lineItems": None}
    assert orders.order(odd) == bare(**told)


@pytest.mark.parametrize(
    ("told", "back"),
    [
        ({}, False),
        ({"balanceSummary": {"refunded": usd("0.00")}}, False),
        ({"balanceSummary": {"refunded": usd("1.00")}}, True),
        ({"balanceSummary": {"refunded": usd("0.10")}}, True),
        ({"paymentStatus": "PAID"}, False),
        ({"paymentStatus": "PARTIALLY_REFUNDED"}, True),
        ({"paymentStatus": "FULLY_REFUNDED"}, True),
    ],
)
def test_whether_money_went_back(told, back):
    assert orders.has_refunds(told) is back


def test_parcels_and_what_they_leave_to_ship():
    told = {
        "orderWithFulfillments": {
            "fulfillments": [
                {
                    "id": "s1",
                    "lineItems": [{"id": "l1", "quantity": 1}, {"id": "gone"}],
                    "trackingInfo": {
                        "trackingNumber": "1Z9",
                        "shippingProvider": "ups",
                    },
                },
                {"lineItems": [{"id": "l1"}]},
            ]
        }
    }
    assert orders.shipments(told) == [Shipment("s1", "1Z9", "ups"), Shipment("")]
    assert orders.left_to_ship(orders.order(FOUND), told) == (("l1", 1),)
    assert (orders.shipments(None), orders.shipments({})) == ([], [])
