"""The parts of an order, whole: what each is, how many, its money before and after."""

from datetime import datetime, timezone
from decimal import Decimal

import pytest
from channel_clients.booking import Part, kept, parts, tax_told, worth
from channel_clients.types import Order, OrderLine, Refund, Shipment

D = Decimal
NOW = datetime(2026, 11, 22, 12, tzinfo=timezone.utc)
YEN = D(1)


def line(number, count, price, **told):
    return OrderLine(str(number), "", f"Line {number}", count, D(price), **told)


def order(*lines, state="paid", **told):
    return Order("1", "1", state, NOW, NOW, "EUR", lines, **told)


def sold(of, net, tax=0, *, count=None, whole=None, kind="goods"):
    """A part that is a line of the order; ``whole`` is (net, tax) as ordered."""
    before = whole or (net, tax)
    return Part(
        of.remote_id,
        kind,
        D(of.quantity if count is None else count),
        D(str(net)),
        D(str(tax)),
        D(of.quantity),
        *(D(str(one)) for one in before),
        of,
        of.title,
    )


def extra(kind, net, tax=0, title=""):
    """A part that is no line of the order."""
    money = D(str(net)), D(str(tax))
    return Part(f"+{kind}", kind, D(1), *money, D(1), *money, title=title)


PLAIN = line(1, 2, 10)
TAXED = line(1, 2, 10, tax=D(2))
INSIDE = line(1, 2, 12, tax=D(4))
FOUR = line(1, 4, 10, tax=D(4), refunded=1)
SENT = (Shipment("s"),)


@pytest.mark.parametrize(
    ("told", "made"),
    [
        (
            order(
                TAXED,
                total=D(29),
                shipping=D(5),
                shipping_title="Post",
                shipping_tax=D(1),
                gift_wrap=D(3),
                tip=D(2),
                discount=D(4),
                tax=D(3),
            ),
            [
                sold(TAXED, 16, 2),
                extra("shipping", 5, 1, "Post"),
                extra("gift_wrap", 3),
                extra("tip", 2),
            ],
        ),
        (
            order(PLAIN, total=D(16), discount=D(4)),
            [sold(PLAIN, 20), extra("discount", -4)],
        ),
        (
            order(INSIDE, total=D(24), tax=D(4), taxes_included=True),
            [sold(INSIDE, 20, 4)],
        ),
        (
            order(
                FOUR,
                total=D(40),
                tax=D(4),
                discount=D(4),
                refunds=(Refund("r", D(10)),),
            ),
            [sold(FOUR, 27, 3, count=3, whole=(36, 4))],
        ),
        (
            order(PLAIN, total=D(17), refunds=(Refund("r", D(3)),), due=D(17)),
            [sold(PLAIN, 20), extra("refund", -3)],
        ),
        (
            order(
                TAXED,
                total=D(22),
                tax=D(2),
                tax_due=D("1.5"),
                refunds=(Refund("r", D(3)),),
            ),
            [sold(TAXED, 20, 2), extra("refund", "-2.5", "-0.5")],
        ),
        (
            order(PLAIN, total=D("20.03")),
            [sold(PLAIN, 20), extra("rounding", "0.03")][:1],
        ),
        (order(PLAIN, total=D("20.02")), [sold(PLAIN, 20), extra("rounding", "0.02")]),
        (order(PLAIN, total=D("19.98")), [sold(PLAIN, 20), extra("rounding", "-0.02")]),
        (
            order(PLAIN, total=D(20), refunds=(Refund("r", D("0.02")),)),
            [sold(PLAIN, 20), extra("refund", "-0.02")],
        ),
        (order(PLAIN, total=D(23), tax=D(3)), [sold(PLAIN, 20), extra("tax", 0, 3)]),
        (order(PLAIN), [sold(PLAIN, 20)]),
        (
            order(PLAIN, total=D(28), shipping=D(5), tax=D(3)),
            [sold(PLAIN, 20), extra("shipping", 5, 3)],
        ),
        (
            order(
                PLAIN,
                total=D(24),
                due=D(22),
                shipping=D(4),
                shipping_tax=D(0),
                shipping_refunded=D(2),
                refunds=(Refund("r", D(2)),),
            ),
            [sold(PLAIN, 20), extra("shipping", 2)],
        ),
        (
            order(TAXED, total=D("22.01"), tax=D("2.01")),
            [sold(TAXED, 20, "2.01", whole=(20, 2))],
        ),
        (
            order(INSIDE, total=D(24), tax=D("4.02"), taxes_included=True),
            [sold(INSIDE, "19.98", "4.02", whole=(20, 4))],
        ),
        (
            order(PLAIN, state="refunded", total=D(20), refunds=(Refund("r", D(20)),)),
            [sold(PLAIN, 0, count=0, whole=(20, 0))],
        ),
    ],
)
def test_an_order_is_taken_apart_whole(told, made):
    assert parts(told) == made


def test_in_a_currency_without_cents_the_unit_is_what_is_rounded_to():
    odd = line(1, 1, "100.4")
    found = parts(order(odd, total=D(102)), YEN)
    assert found == [sold(odd, 100, whole=("100.4", 0)), extra("rounding", 2)]
    shipped = order(odd, total=D(106), shipping=D("5.6"), tip=D("0.2"))
    assert parts(shipped, YEN)[1:] == [extra("shipping", 6)]
    taxed = line(1, 1, "100.4", tax=D("8.6"))
    found = parts(order(taxed, total=D(109), tax=D("8.6")), YEN)
    assert found == [sold(taxed, 100, 9, whole=("100.4", "8.6"))]


def test_a_discount_of_the_whole_order_is_shared_by_worth():
    lines = (
        line(1, 1, 10, tax=D(1)),
        line(2, 3, 10, tax=D(3), refunded=1),
        line(3, 1, 20, tax=D(2)),
    )
    told = order(*lines, discount=D(10), tax=D(6))
    assert parts(told) == [
        sold(lines[0], "8.33", 1),
        sold(lines[1], "16.67", 2, count=2, whole=(25, 3)),
        sold(lines[2], "16.67", 2),
    ]


def test_a_discount_of_nothing_is_taken_off_nothing():
    free = line(1, 1, 0, tax=D("0.5"))
    told = order(free, discount=D(1), tax=D("0.5"))
    assert parts(told) == [sold(free, 0, "0.5")]


@pytest.mark.parametrize(
    ("told", "left"),
    [
        (order(PLAIN), None),
        (order(PLAIN, total=D(20)), D(20)),
        (order(PLAIN, total=D(20), refunds=(Refund("r", D("1.5")),)), D("18.5")),
        (order(PLAIN, total=D(20), due=D(12)), D(12)),
        (order(PLAIN, total=D("20.005")), D("20.01")),
        (order(PLAIN, total=D(20), tax=D(2), tax_collected_by_channel=True), D(18)),
        (
            order(
                PLAIN, total=D(20), tax=D(2), due=D(10), tax_collected_by_channel=True
            ),
            D(9),
        ),
        (
            order(
                PLAIN,
                total=D(20),
                tax=D(2),
                due=D(10),
                tax_due=D(3),
                tax_collected_by_channel=True,
            ),
            D(7),
        ),
        (order(PLAIN, total=D(0), tax=D(2), tax_collected_by_channel=True), D(0)),
    ],
)
def test_what_an_order_is_worth(told, left):
    assert worth(told) == left


@pytest.mark.parametrize(
    ("told", "tax"),
    [
        (order(PLAIN), D(0)),
        (order(PLAIN, tax=D("2.005")), D("2.01")),
        (order(TAXED, tax=D(2)), D(2)),
        (order(TAXED), None),
        (order(TAXED, tax=D(2), tax_due=D("1.005")), D("1.01")),
        (order(TAXED, tax=D(2), tax_collected_by_channel=True), D(0)),
        (order(TAXED, tax=D(2), refunds=(Refund("r", D(1)),)), None),
        (order(FOUR, tax=D(4)), None),
    ],
)
def test_which_tax_is_told(told, tax):
    assert tax_told(told) == tax


@pytest.mark.parametrize(
    ("told", "state", "shipments", "units"),
    [
        ({}, "paid", (), 4),
        ({"cancelled": 1}, "paid", (), 3),
        ({"refunded": 1}, "paid", (), 3),
        ({"cancelled": 3, "refunded": 2}, "paid", (), 0),
        ({"refunded": 1}, "refunded", (), 0),
        ({"refunded": 1}, "refunded", SENT, 3),
    ],
)
def test_how_many_are_still_sold(told, state, shipments, units):
    some = line(1, 4, 10, **told)
    assert kept(order(some, state=state, shipments=shipments), some) == units
