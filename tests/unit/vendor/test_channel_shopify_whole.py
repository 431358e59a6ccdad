"""Whole orders and listings of Shopify, every field of them."""

from dataclasses import replace
from datetime import datetime, timezone
from decimal import Decimal

import pytest
from channel_clients.shopify import orders
from channel_clients.types import (
    Address,
    Order,
    OrderLine,
    Refund,
    Shipment,
)

UTC = timezone.utc
LINE_ID = "gid://shopify/LineItem/1"


def bag(amount):
    return {"shopMoney": {"amount": str(amount), "currencyCode": "USD"}}


def tax(amount, liable=False):
    return {"channelLiable": liable, "priceSet": bag(amount)}


def returned(kind, quantity=1):
    return {
        "quantity": quantity,
        "restockType": kind,
        "lineItem": {"id": LINE_ID},
    }


CANDLE = {
    "id": LINE_ID,
    "title": "Candle",
    "variantTitle": "Large",
    "sku": "C-L",
    "vendor": "Studio",
    "quantity": 6,
    "currentQuantity": 2,
    "isGiftCard": False,
    "customAttributes": [
        {"key": "Engraving", "value": "For you"},
        {"key": "Font", "value": None},
        {"key": "_bundle", "value": "x"},
    ],
    "originalUnitPriceSet": bag("10.00"),
    "discountAllocations": [
        {"allocatedAmountSet": bag("1.25")},
        {"allocatedAmountSet": bag("0.75")},
    ],
    "taxLines": [tax("3.50"), tax("0.50")],
    "variant": {
        "id": "gid://shopify/ProductVariant/8",
        "inventoryItem": {"id": "gid://shopify/InventoryItem/9"},
    },
}
PLACE = {
    "name": "Retail buyer",
    "company": "The Corner Shop",
    "address1": "1 High Street",
    "address2": "Flat 2",
    "city": "Portland",
    "provinceCode": "OR",
    "zip": "97201",
    "countryCodeV2": "US",
    "phone": "555 0100",
}
NODE = {
    "id": "gid://shopify/Order/77",
    "name": "#1001",
    "createdAt": "2026-11-20T10:00:00Z",
    "updatedAt": "2026-11-21T10:00:00Z",
    "cancelledAt": None,
    "displayFinancialStatus": "PARTIALLY_REFUNDED",
    "displayFulfillmentStatus": "ON_HOLD",
    "currencyCode": "USD",
    "taxesIncluded": True,
    "test": True,
    "note": "Ring twice",
    "customAttributes": [{"key": "Gift", "value": "yes"}],
    "email": "buyer@example.com",
    "phone": "555 0199",
    "customer": {"id": "gid://shopify/Customer/31"},
    "billingAddress": PLACE,
    "shippingAddress": {"city": "Salem"},
    "currentTotalPriceSet": bag("41.50"),
    "totalPriceSet": bag("99.00"),
    "netPaymentSet": bag("40.00"),
    "totalOutstandingSet": bag("1.50"),
    "totalTaxSet": bag("5.00"),
    "currentTotalTaxSet": bag("2.00"),
    "currentShippingPriceSet": bag("4.00"),
    "currentTotalDutiesSet": bag("1.10"),
    "currentTotalAdditionalFeesSet": bag("0.40"),
    "totalTipReceivedSet": bag("2.00"),
    "taxLines": [tax("5.00")],
    "shippingLines": {
        "nodes": [
            {
                "title": "Post",
                "discountedPriceSet": bag("5.00"),
                "taxLines": [tax("1.00")],
            },
            {"title": None, "discountedPriceSet": bag("0.00"), "taxLines": []},
            {"title": "Van", "discountedPriceSet": bag("9.00"), "isRemoved": True},
        ]
    },
    "lineItems": {"nodes": [CANDLE]},
    "refunds": [
        {
            "id": "gid://shopify/Refund/3",
            "note": "broken",
            "totalRefundedSet": bag("20.20"),
            "refundLineItems": {
                "nodes": [
                    returned("RETURN"),
                    returned("NO_RESTOCK"),
                    returned("CANCEL"),
                ]
            },
        },
        {"id": "gid://shopify/Refund/4", "refundLineItems": {"nodes": []}},
    ],
    "transactions": [
        {
            "status": "SUCCESS",
            "fees": [{"amount": {"amount": "1.33"}}, {"amount": {"amount": "0.30"}}],
        },
        {"status": "FAILURE", "fees": [{"amount": {"amount": "9"}}]},
        {"status": "SUCCESS", "fees": None},
    ],
    "fulfillments": [
        {
            "id": "gid://shopify/Fulfillment/4",
            "status": "SUCCESS",
            "trackingInfo": [
                {"number": "1Z9", "company": "UPS"},
                {"number": None, "company": None},
            ],
        },
        {"id": "gid://shopify/Fulfillment/5?x=1", "trackingInfo": []},
        {"id": "gid://shopify/Fulfillment/6", "status": "CANCELLED"},
        {"id": "gid://shopify/Fulfillment/7", "status": "ERROR"},
        {"id": "gid://shopify/Fulfillment/8", "status": "FAILURE"},
    ],
}
LINE = OrderLine(
    remote_id="1",
    listing_id="8:9",
    title="Candle - Large",
    quantity=6,
    unit_price=Decimal(10),
    sku="C-L",
    discount=Decimal(2),
    tax=Decimal(4),
    cancelled=2,
    refunded=2,
    restocked=1,
    note="Engraving: For you\nFont: ",
)


def fee(key, title, amount):
    return OrderLine(f"fee:{key}", "", title, 1, Decimal(amount), kind="fee")


WHOLE = Order(
    remote_id="77",
    name="#1001",
    state="paid",
    created=datetime(2026, 11, 20, 10, tzinfo=UTC),
    updated=datetime(2026, 11, 21, 10, tzinfo=UTC),
    currency="USD",
    lines=(
        LINE,
        fee("duties", "Duties", "1.10"),
        fee("fees", "Additional fees", "0.40"),
    ),
    total=Decimal("41.5"),
    due=Decimal("41.5"),
    shipping=Decimal(5),
    shipping_title="Post",
    shipping_tax=Decimal(1),
    shipping_refunded=Decimal(1),
    shipping_tax_refunded=Decimal("0.2"),
    tip=Decimal(2),
    tax=Decimal(5),
    tax_due=Decimal(2),
    taxes_included=True,
    fees=Decimal("1.63"),
    test=True,
    customer_id="31",
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
    delivery=Address(city="Salem", email="buyer@example.com", phone="555 0199"),
    note="Ring twice\nGift: yes",
    refunds=(
        Refund(
            "3",
            Decimal("20.2"),
            "broken",
            (("1", 1, True), ("1", 1, False), ("1", 1, True)),
        ),
        Refund("4", Decimal(0)),
    ),
    shipments=(Shipment("4", "1Z9", "UPS"), Shipment("4"), Shipment("5")),
    ship_blocked="Shopify holds this order.",
    status="PARTIALLY_REFUNDED",
)


def test_an_order_is_read_whole():
    assert orders.order(NODE) == WHOLE


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ({"netPaymentSet": None}, {}),
        ({"currentTotalPriceSet": None}, {"total": Decimal(99)}),
        (
            {"currentTotalPriceSet": None, "netPaymentSet": None},
            {"total": Decimal(99), "due": Decimal(99)},
        ),
        ({"totalOutstandingSet": None}, {"due": Decimal(40)}),
        ({"currentTotalTaxSet": None}, {"tax_due": None}),
        (
            {"currentShippingPriceSet": None},
            {"shipping_refunded": Decimal(0), "shipping_tax_refunded": Decimal(0)},
        ),
        (
            {"shippingLines": None},
            {
                "shipping": Decimal(0),
                "shipping_title": "",
                "shipping_tax": None,
                "shipping_refunded": Decimal(0),
                "shipping_tax_refunded": Decimal(0),
            },
        ),
        (
            {"dutiesIncluded": True, "currentTotalAdditionalFeesSet": None},
            {"lines": (LINE,)},
        ),
        ({"totalTipReceivedSet": None}, {"tip": Decimal(0)}),
        (
            {"taxesIncluded": None, "test": None},
            {"taxes_included": False, "test": False},
        ),
        ({"transactions": None}, {"fees": Decimal(0)}),
        ({"customer": None}, {"customer_id": ""}),
        ({"note": None, "customAttributes": None}, {"note": ""}),
        ({"fulfillments": None}, {"shipments": ()}),
        (
            {"displayFulfillmentStatus": "SCHEDULED"},
            {"ship_blocked": "Shopify schedules this order for later."},
        ),
        (
            {"displayFulfillmentStatus": "FULFILLED"},
            {"ship_blocked": "", "state": "shipped"},
        ),
        ({"displayFinancialStatus": None}, {"status": ""}),
        ({"displayFinancialStatus": "EXPIRED"}, {"status": "EXPIRED", "state": "open"}),
        ({"displayFinancialStatus": "VOIDED"}, {"status": "VOIDED", "state": "open"}),
        ({"displayFinancialStatus": "ODD"}, {"status": "ODD", "state": "review"}),
        (
            {"billingAddress": {"name": None}, "shippingAddress": None, "phone": None},
            {"billing": Address(email="buyer@example.com"), "delivery": Address()},
        ),
        (
            {"cancelledAt": "2026-11-21T10:00:00Z"},
            {
                "state": "cancelled",
                "taken": False,
                "lines": (replace(LINE, cancelled=4), *WHOLE.lines[1:]),
            },
        ),
    ],
)
def test_what_an_order_tells_otherwise(told, read):
    assert orders.order({**NODE, **told}) == replace(WHOLE, **read)


def test_tax_that_shopify_remits_in_part_is_not_ours():
    liable = [tax("2.00", True), tax("2.00")]
    post = {"title": "Post", "discountedPriceSet": bag("5.00")}
    told = {
        "taxLines": [tax("2.50", True), tax("2.50")],
        "lineItems": {"nodes": [{**CANDLE, "taxLines": liable}]},
        "shippingLines": {
            "nodes": [{**post, "taxLines": [tax("0.50", True), tax("0.50")]}]
        },
        "currentShippingPriceSet": bag("5.00"),
    }
    assert orders.order({**NODE, **told}) == replace(
        WHOLE,
        lines=(replace(LINE, tax=Decimal(2), discount=Decimal(4)), *WHOLE.lines[1:]),
        total=Decimal("40.5"),
        due=Decimal("40.5"),
        shipping=Decimal("4.5"),
        shipping_tax=Decimal("0.5"),
        shipping_refunded=Decimal(0),
        shipping_tax_refunded=Decimal(0),
        tax=Decimal("2.5"),
        tax_due=None,
    )
    beside = orders.order({**NODE, **told, "taxesIncluded": False})
    assert beside.lines[0] == replace(LINE, tax=Decimal(2))
    assert beside.shipping == Decimal(5)


def test_tax_that_shopify_remits_whole_is_told():
    found = orders.order({**NODE, "taxLines": [tax("5.00", True), tax("0.00")]})
    assert found == replace(WHOLE, tax_collected_by_channel=True)
