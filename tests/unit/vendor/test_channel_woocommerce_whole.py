"""Whole orders of WooCommerce, every field of them."""

from datetime import datetime, timezone
from decimal import Decimal

import pytest
from channel_clients.types import Address, Order, OrderLine, Refund, Shipment
from channel_clients.woocommerce import orders

UTC = timezone.utc
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def meta(**fields):
    return [{"key": key, "value": value} for key, value in fields.items()]


CANDLE = {
    "id": 11,
    "name": "Lavender &amp; oat",
    "product_id": 5,
    "variation_id": 9,
    "sku": "LAV-S",
    "quantity": 4,
    "subtotal": "40.00",
    "total": "36.00",
    "total_tax": "7.20",
    "meta_data": [
        *meta(_restock_refunded_items="1", _reduced_stock="4", pa_size="small"),
        {"key": "engraving", "display_key": "Text &amp; font", "value": "A &amp; B"},
        {"key": "photo", "value": '<a href="https://shop.example/p.png">p.png</a>'},
        {"key": "colours", "value": ["red"], "display_value": "red &amp; blue"},
        {"key": "extras", "value": ["bow"], "display_value": None},
    ],
}
FOUND = {
    "id": 700,
    "number": "WC-700",
    "status": "processing",
    "currency": "EUR",
    "date_created_gmt": "2026-11-20T10:00:00",
    "date_modified_gmt": "2026-11-21T10:00:00Z",
    "total": "57.20",
    "shipping_total": "5.00",
    "shipping_tax": "1.00",
    "total_tax": "9.20",
    "customer_id": 31,
    "customer_note": "Ring &amp; wait",
    "shipping_lines": [{"method_title": "Flat rate"}, {"method_title": "Van"}],
    "fee_lines": [
        {"id": 21, "name": "Gift wrap", "total": "3.00", "total_tax": "0.60"},
        {"id": 22, "name": "Courtesy", "total": "-1.00", "total_tax": "0"},
        {"id": 23, "name": "Nothing", "total": "0.00"},
    ],
    "line_items": [CANDLE],
    "billing": {
        "first_name": "Retail",
        "last_name": "buyer",
        "company": "The Corner Shop",
        "address_1": "1 High Street",
        "address_2": "Flat 2",
        "city": "Portland",
        "state": "OR",
        "postcode": "97201",
        "country": "US",
        "email": "buyer@example.com",
        "phone": "555 0100",
    },
    "shipping": {"first_name": "Retail", "address_1": "2 Low Street", "phone": ""},
    "meta_data": [
        *meta(_stripe_fee="1.10", _wcpay_transaction_fee="0.20", gift_message="Hi"),
        {"key": "PayPal Transaction Fee", "value": "0.30"},
        {
            "key": "_maker_shipments",
            "value": [{"tracking": "1Z9", "carrier": "UPS"}, {}, "odd"],
        },
    ],
}
BACK = {
    "id": 801,
    "amount": "12.60",
    "reason": "Broken",
    "line_items": [
        {
            "quantity": -2,
            "total_tax": "-3.60",
            "meta_data": meta(_refunded_item_id="11"),
        },
        {"quantity": -1},
    ],
    "shipping_lines": [{"total": "-2.00", "total_tax": "-0.40"}],
    "fee_lines": [
        {
            "total": "-3.00",
            "total_tax": "-0.60",
            "meta_data": meta(_refunded_item_id="21"),
        }
    ],
}
LINE = OrderLine(
    remote_id="11",
    listing_id="5:9",
    title="Lavender & oat",
    quantity=4,
    unit_price=Decimal(10),
    sku="LAV-S",
    discount=Decimal(4),
    tax=Decimal("7.2"),
    note=(
        "Text & font: A &amp; B\n"
        "photo: p.png (https://shop.example/p.png)\n"
        "colours: red & blue\n"
        "extras: ['bow']"
    ),
)
BUYER = Address(
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
)


def line(**changes):
    return OrderLine(**{**vars(LINE), **changes})


def test_an_order_is_read_whole():
    assert orders.order(FOUND, [BACK]) == Order(
        remote_id="700",
        name="WC-700",
        state="paid",
        created=datetime(2026, 11, 20, 10, tzinfo=UTC),
        updated=datetime(2026, 11, 21, 10, tzinfo=UTC),
        currency="EUR",
        lines=(
            line(refunded=2, restocked=1),
            OrderLine(
                "fee:21",
                "",
                "Gift wrap",
                1,
                Decimal(3),
                tax=Decimal("0.6"),
                refunded=1,
                kind="gift_wrap",
            ),
            OrderLine("fee:22", "", "Courtesy", 1, Decimal(-1), kind="discount"),
        ),
        total=Decimal("57.2"),
        shipping=Decimal(5),
        shipping_title="Flat rate, Van",
        shipping_tax=Decimal(1),
        shipping_refunded=Decimal(2),
        shipping_tax_refunded=Decimal("0.4"),
        tax=Decimal("9.2"),
        tax_due=Decimal("4.6"),
        fees=Decimal("1.6"),
        customer_id="31",
        billing=BUYER,
        delivery=Address(
            name="Retail",
            street="2 Low Street",
            email="buyer@example.com",
            phone="555 0100",
        ),
        note="Ring & wait",
        gift_message="Hi",
        refunds=(Refund("801", Decimal("12.6"), "Broken", (("11", 2, False),)),),
        shipments=(Shipment("700", "1Z9", "UPS"), Shipment("700")),
        status="processing",
    )


def bare(**told):
    """An order of which nothing is told beside ``told``."""
    made = {
        "remote_id": "700",
        "name": "700",
        "state": "paid",
        "created": EPOCH,
        "updated": EPOCH,
        "currency": "",
        "lines": (),
        "total": Decimal(0),
        "tax_due": Decimal(0),
        "status": "processing",
    }
    return Order(**{**made, **told})


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ({}, {}),
        ({"shipping_lines": [{}]}, {}),
        ({"shipping_tax": ""}, {}),
        ({"shipping_tax": "0.00"}, {"shipping_tax": Decimal(0)}),
        ({"meta_data": [{}]}, {}),
        (
            {"line_items": [{"id": 1, "quantity": 2}]},
            {"lines": (OrderLine("1", "", "", 2, Decimal(0), kind="custom"),)},
        ),
        (
            {"line_items": [{"id": 1, "quantity": 0, "subtotal": "3", "sku": "A"}]},
            {
                "lines": (
                    OrderLine("1", "", "", 0, Decimal(3), "A", discount=Decimal(3)),
                )
            },
        ),
        (
            {"line_items": [{"id": 1, "quantity": 1, "product_id": 5}]},
            {"lines": (OrderLine("1", "5", "", 1, Decimal(0)),)},
        ),
        (
            {"fee_lines": [{"id": 21, "total": "2"}]},
            {"lines": (OrderLine("fee:21", "", "", 1, Decimal(2), kind="fee"),)},
        ),
        ({"billing": FOUND["billing"]}, {"billing": BUYER, "delivery": BUYER}),
        (
            {"billing": FOUND["billing"], "shipping": {"city": "Salem"}},
            {
                "billing": BUYER,
                "delivery": Address(
                    city="Salem", email="buyer@example.com", phone="555 0100"
                ),
            },
        ),
        (
            {"billing": FOUND["billing"], "shipping": {"postcode": "97301"}},
            {
                "billing": BUYER,
                "delivery": Address(
                    zip="97301", email="buyer@example.com", phone="555 0100"
                ),
            },
        ),
        (
            {"shipping": {"city": "Salem", "email": "a@example.com", "phone": "1"}},
            {"delivery": Address(city="Salem", email="a@example.com", phone="1")},
        ),
    ],
)
def test_what_an_order_leaves_out_is_empty(told, read):
    found = {"id": 700, "status": "processing", **told}
    assert orders.order(found) == bare(**read)


@pytest.mark.parametrize(
    ("status", "state", "taken"),
    [
        ("checkout-draft", "draft", False),
        ("pending", "open", False),
        ("failed", "open", False),
        ("on-hold", "open", True),
        ("processing", "paid", True),
        ("completed", "shipped", True),
        ("cancelled", "cancelled", False),
        ("trash", "cancelled", True),
        ("refunded", "refunded", True),
        ("wc-at-the-printer", "review", False),
    ],
)
def test_states_and_whether_the_shop_took_the_goods(status, state, taken):
    told = {"id": 700, "status": status}
    assert orders.order(told) == bare(state=state, taken=taken, status=status)


@pytest.mark.parametrize("status", ["failed", "wc-at-the-printer"])
@pytest.mark.parametrize(("reduced", "taken"), [("4", True), ("0", False)])
def test_lines_tell_whether_goods_were_taken(status, reduced, taken):
    told = {"id": 1, "quantity": 4, "meta_data": meta(_reduced_stock=reduced)}
    found = {"id": 700, "status": status, "line_items": [told]}
    assert orders.order(found).taken is taken


def test_what_is_left_of_a_cancelled_order_is_cancelled():
    found = orders.order({**FOUND, "status": "cancelled"}, [BACK])
    assert found.lines[0] == line(cancelled=2, refunded=2, restocked=1)


@pytest.mark.parametrize(
    ("refund", "read", "tax_due"),
    [
        ({"id": 1}, Refund("1", Decimal(0)), None),
        ({"id": 1, "total": "-2.50"}, Refund("1", Decimal("2.5")), None),
        ({"id": 1, "tax_lines": [{}]}, Refund("1", Decimal(0)), Decimal("9.2")),
        (
            {"id": 1, "line_items": [{"quantity": -1, "total_tax": "-1.20"}]},
            Refund("1", Decimal(0)),
            Decimal(8),
        ),
    ],
)
def test_a_refund_is_read_whole(refund, read, tax_due):
    found = orders.order(FOUND, [refund])
    assert (found.refunds, found.tax_due) == ((read,), tax_due)


def test_a_fee_that_was_paid_back_in_part_is_still_sold():
    part = {"total": "-1.00", "meta_data": meta(_refunded_item_id="21")}
    found = orders.order(FOUND, [{"id": 1, "fee_lines": [part]}])
    assert [one.refunded for one in found.lines] == [0, 0, 0]
    whole = {"id": 2, "fee_lines": [{**part, "total": "-2.00"}]}
    found = orders.order(FOUND, [{"id": 1, "fee_lines": [part]}, whole])
    assert [one.refunded for one in found.lines] == [0, 1, 0]


def test_an_order_that_cannot_be_read_tells_its_goods_all_the_same():
    odd = {**FOUND, "fee_lines": [{"id": 1, "total": "three"}]}
    told = {
        "name": "WC-700",
        "state": "review",
        "created": datetime(2026, 11, 21, 10, tzinfo=UTC),
        "updated": datetime(2026, 11, 21, 10, tzinfo=UTC),
        "total": None,
        "tax_due": None,
        "status": "",
        "problem": "The shop's order has text where a number or a date belongs.",
    }
    assert orders.order(odd) == bare(lines=(line(),), **told)
    assert orders.order({**odd, "status": "cancelled"}) == bare(**told)
    assert orders.order({**odd, "status": "checkout-draft"}) == bare(**told)
    odd = {**odd, "date_modified_gmt": None, "number": None, "line_items": None}
    early = datetime(2026, 11, 20, 10, tzinfo=UTC)
    told |= {"name": "700", "created": early, "updated": early}
    assert orders.order(odd) == bare(**told)
