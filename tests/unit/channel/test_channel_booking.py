"""What an order comes to: its parts are its shop's total, whatever was changed."""

from dataclasses import replace
from datetime import datetime, timezone
from decimal import Decimal

import pytest
from channel_clients.booking import parts, tax_told, worth
from channel_clients.kinds import kind_of_fee
from channel_clients.types import Order, OrderLine, Refund
from channel_clients.values import quantity
from channel_contract import HARNESSES, only, stocked, without
from hypothesis import given
from hypothesis import strategies as st

D = Decimal
NOW = datetime(2026, 11, 22, 12, tzinfo=timezone.utc)


@pytest.fixture(params=sorted(HARNESSES))
def shop(request):
    with stocked(request.param) as harness:
        yield harness


def agrees(order, total):
    found = parts(order)
    assert worth(order) == total
    assert sum(part.gross for part in found) == total
    tax = tax_told(order)
    if tax is not None:
        assert sum(part.tax for part in found) == tax
    return found


@without("etsy")  # whose receipts are not edited
def test_an_order_that_was_edited_still_adds_up(shop):
    options = {} if shop.module == "faire" else {"tax_rate": "0.07", "shipping": 5}
    key = shop.buy([("LAV-L", 3), ("SOAP", 2)], line_discount="1.00", **options)
    for count in (2, 1, 4):
        shop.fake.edit(key, "LAV-L", count)
        order = shop.client().get_order(key)
        agrees(order, shop.fake.order(key).total)
        units = {part.line.sku: part.quantity for part in parts(order) if part.line}
        assert units == {"LAV-L": count, "SOAP": 2}


@without("etsy", "faire")  # nobody edits the parts of their orders
def test_shipping_discount_and_fees_changed_by_hand_add_up(shop):
    key = shop.buy([("LAV-L", 3), ("SOAP", 2)], tax_rate="0.07", shipping=5)
    shop.fake.adjust(key, shipping="8.50", discount="2.00")
    agrees(shop.client().get_order(key), shop.fake.order(key).total)
    if shop.module == "shopify":
        return
    fees = [("Cash on delivery", "2.00", "0.14"), ("Friends", "-1.00", "-0.07")]
    shop.fake.adjust(key, fees=fees)
    order = shop.client().get_order(key)
    agrees(order, shop.fake.order(key).total)
    kinds = [line.kind for line in order.lines if line.kind != "goods"]
    assert kinds == ["fee", "discount"]


@without("etsy", "faire")  # tell no refunded lines
def test_a_refund_takes_its_tax_and_its_shipping_off(shop):
    key = shop.buy([("LAV-L", 3), ("SOAP", 2)], tax_rate="0.07", shipping=5)
    extra = {} if shop.module == "wix" else {"shipping": 5}
    shop.fake.refund(key, [("LAV-L", 1)], restock=True, **extra)
    told = shop.fake.order(key)
    order = shop.client().get_order(key)
    left = told.total - sum(refund.amount for refund in told.refunds)
    found = agrees(order, left)
    assert not [part for part in found if part.kind == "refund"]
    if extra:
        assert not [part for part in found if part.kind == "shipping"]


@without("faire")  # settles refunds itself
def test_money_given_back_alone_is_a_part_of_its_own(shop):
    key = shop.buy([("SOAP", 2)])
    shop.fake.refund(key, amount="3.00")
    found = agrees(shop.client().get_order(key), D("10.00"))
    assert [part.net for part in found if part.kind == "refund"] == [D(-3)]


@only("woocommerce", "shopify", "wix")  # the others' lines stay
def test_all_lines_taken_off_leave_an_empty_order(shop):
    key = shop.buy([("SOAP", 2)], shipping=5)
    shop.fake.edit(key, "SOAP", 0)
    agrees(shop.client().get_order(key), D(5))


def _order(lines, **values):
    return Order("1", "1", "paid", NOW, NOW, "EUR", tuple(lines), **values)


def _line(number, count, price, **values):
    return OrderLine(str(number), "", f"Line {number}", count, D(price), **values)


def test_what_nothing_explains_is_no_part():
    found = parts(_order([_line(1, 2, "10.00")], total=D(26)))
    assert sum(part.gross for part in found) == 20


def test_tax_told_for_the_whole_order_is_inside_its_lines():
    lines = [_line(1, 1, "11.90"), _line(2, 1, "23.80")]
    order = _order(lines, total=D("35.70"), tax=D("5.70"), taxes_included=True)
    assert [part.tax for part in agrees(order, D("35.70"))] == [D("1.90"), D("3.80")]


def test_tax_told_for_the_whole_order_is_in_the_parts_that_bear_none_yet():
    lines = [
        _line(1, 1, "12.00", tax=D("2.00")),
        _line(2, 1, "6.00"),
        _line(3, 1, "3.00"),
    ]
    order = _order(lines, taxes_included=True, tax=D("3.00"), total=D("21.00"))
    found = agrees(order, D("21.00"))
    assert [(part.net, part.tax) for part in found] == [
        (D("10.00"), D("2.00")),
        (D("5.33"), D("0.67")),
        (D("2.67"), D("0.33")),
    ]
    assert [part.whole_net + part.whole_tax for part in found] == [12, 6, 3]


def test_a_discount_of_the_whole_order_lowers_what_is_taxed():
    line = _line(1, 1, "100.00", tax=D("17.10"))
    order = _order([line], total=D("107.10"), tax=D("17.10"), discount=D(10))
    (part,) = agrees(order, D("107.10"))
    assert (part.net, part.tax) == (90, D("17.10"))


def test_tax_the_channel_remits_is_in_no_part():
    line = _line(1, 1, "20.00", tax=D("1.31"))
    order = _order(
        [line],
        total=D(20),
        tax=D("1.31"),
        taxes_included=True,
        tax_collected_by_channel=True,
    )
    agrees(order, D("18.69"))
    beside = replace(order, taxes_included=False, total=D("21.31"))
    agrees(beside, D("20.00"))


@pytest.mark.parametrize(
    ("back", "left"),
    [("0.00", "12.17"), ("1.54", "10.73"), ("6.53", "6.08"), ("13.05", "0.00")],
)
def test_money_given_back_takes_its_share_of_tax_the_channel_remits(back, left):
    line = _line(1, 1, "12.17")
    order = _order(
        [line],
        total=D("13.05"),
        tax=D("0.88"),
        tax_collected_by_channel=True,
        refunds=(Refund("r", D(back)),),
    )
    agrees(order, D(left))


def test_decimals_are_never_cut():
    line = _line(1, D("1.5"), "4.00", refunded=D("0.5"), restocked=D("0.5"))
    order = _order([line], total=D(6), refunds=(Refund("r", D(2)),))
    (part,) = agrees(order, D(4))
    assert part.quantity == 1


@given(
    st.lists(
        st.tuples(
            st.integers(1, 20),
            st.integers(1, 99_99),
            st.integers(0, 25),
            st.integers(0, 100),
        ),
        min_size=1,
        max_size=6,
    ),
    st.booleans(),
    st.integers(0, 20_00),
)
def test_parts_are_the_total_to_the_cent(rows, inside, shipping):
    lines = []
    for number, (count, cents, rate, off) in enumerate(rows):
        gross = D(cents) / 100 * count
        cut = (gross * off / 100).quantize(D("0.01"), "ROUND_DOWN")
        base = gross - cut
        tax = base * rate / (100 + rate) if inside else base * rate / 100
        tax = tax.quantize(D("0.01"))
        lines.append(_line(number, count, D(cents) / 100, discount=cut, tax=tax))
    ship = D(shipping) / 100
    tax = sum((one.tax for one in lines), D(0))
    goods = sum((one.unit_price * one.quantity - one.discount for one in lines), D(0))
    total = goods + ship + (0 if inside else tax)
    order = _order(lines, total=total, tax=tax, shipping=ship, taxes_included=inside)
    assert sum(part.gross for part in parts(order)) == total
    assert sum(part.tax for part in parts(order)) == tax


@pytest.mark.parametrize(
    ("name", "amount", "kind"),
    [
        ("Tip for the studio", 2, "tip"),
        ("Gift-wrap", 3, "gift_wrap"),
        ("Geschenkverpackung", 3, "gift_wrap"),
        ("Donation to the shelter", 5, "donation"),
        ("Cash on delivery", 2, "fee"),
        ("Multiple items", 2, "fee"),
        ("Tip", -2, "discount"),
    ],
)
def test_a_fee_is_what_its_name_says(name, amount, kind):
    assert kind_of_fee(name, amount) == kind


@pytest.mark.parametrize(
    ("told", "meant"),
    [(2, 2), (2.0, 2), ("3", 3), (1.5, D("1.5")), ("0.50", D("0.5")), (None, 0)],
)
def test_quantities_are_read_as_they_are(told, meant):
    assert quantity(told) == meant


@pytest.mark.parametrize("told", ["many", "NaN", "inf"])
def test_what_is_no_quantity_is_refused(told):
    with pytest.raises(ValueError):
        quantity(told)
