from datetime import timedelta
from decimal import Decimal

import pytest
from channel_clients.errors import Transient
from channel_clients.types import ShipRequest
from channel_clients.woocommerce import orders as woocommerce_orders
from channel_doubles import reply
from channel_woocommerce import NOW, client


def order(**changes):
    return {
        "id": 900,
        "number": "900",
        "status": "processing",
        "date_created_gmt": "2026-11-20T10:00:00",
        "date_modified_gmt": "2026-11-21T10:00:00",
        "currency": "EUR",
        "prices_include_tax": True,
        "total": "43.70",
        "total_tax": "5.70",
        "shipping_total": "5.00",
        "customer_id": 0,
        "customer_note": "Ring twice",
        "billing": {
            "first_name": "Retail",
            "last_name": "buyer",
            "address_1": "1 High Street",
            "city": "Berlin",
            "country": "DE",
            "email": "buyer@example.com",
        },
        "shipping": {"first_name": "", "address_1": "", "city": ""},
        "shipping_lines": [{"method_title": "Post"}],
        "fee_lines": [
            {"id": 5, "name": "Gift wrap", "total": "3.00", "total_tax": "0.00"},
            {"id": 6, "name": "Friends", "total": "-1.00", "total_tax": "0.00"},
        ],
        "line_items": [
            {
                "id": 11,
                "name": "Candle",
                "product_id": 7,
                "variation_id": 71,
                "sku": "C-L",
                "quantity": 3,
                "subtotal": "33.00",
                "total": "31.00",
                "total_tax": "5.70",
                "meta_data": [
                    {"key": "pa_size", "value": "large"},
                    {"key": "Engraving", "value": "Anna", "display_key": "Engraving"},
                    {"key": "_restock_refunded_items", "value": "1"},
                ],
            },
        ],
        "meta_data": [{"key": "_stripe_fee", "value": "1.20"}],
        "refunds": [],
        **changes,
    }


REFUND = {
    "id": 950,
    "amount": "22.00",
    "reason": "broken",
    "line_items": [
        {"quantity": -2, "meta_data": [{"key": "_refunded_item_id", "value": "11"}]}
    ],
}


def test_an_order_is_read_without_tax_in_its_prices():
    found = woocommerce_orders.order(order(refunds=[{"id": 950}]), [REFUND])
    candle, wrap, friends = found.lines
    assert candle.listing_id == "7:71"
    assert (candle.unit_price, candle.discount) == (Decimal(11), Decimal(2))
    assert (candle.refunded, candle.restocked, candle.cancelled) == (2, 1, 0)
    assert candle.note == "Engraving: Anna"
    assert (wrap.title, wrap.unit_price, wrap.listing_id) == (
        "Gift wrap",
        Decimal(3),
        "",
    )
    assert (wrap.kind, friends.kind) == ("gift_wrap", "discount")
    assert (friends.unit_price, found.tax, found.shipping) == (
        Decimal(-1),
        Decimal("5.70"),
        Decimal(5),
    )
    assert not found.taxes_included
    assert found.fees == Decimal("1.20")
    assert found.customer_id == ""
    assert found.delivery.city == "Berlin"
    assert found.refunds[0].amount == Decimal(22)
    assert 33 - 2 + 3 - 1 + 5 + Decimal("5.70") == found.total


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("pending", "open"),
        ("on-hold", "open"),
        ("processing", "paid"),
        ("completed", "shipped"),
        ("cancelled", "cancelled"),
        ("trash", "cancelled"),
        ("refunded", "refunded"),
        ("wc-custom", "review"),
    ],
)
def test_states_of_orders(status, state):
    assert woocommerce_orders.order(order(status=status)).state == state


def test_refunds_are_fetched_only_where_there_are_some():
    woo, session, _clock = client(reply(order()))
    woo.get_order("900")
    assert len(session.sent) == 1
    woo, session, _clock = client(reply(order(refunds=[{"id": 950}])), reply([REFUND]))
    assert woo.get_order("900").lines[0].refunded == 2
    assert session.sent[1].path.endswith("/orders/900/refunds")


def test_many_orders_come_by_change_and_none_is_lost_while_rows_move():
    rows = {n: order(id=n, date_modified_gmt=changed(300 - n)) for n in range(1, 251)}
    listed = []

    def shop(call):
        if "include" in call.params:
            ids = [int(one) for one in call.params["include"].split(",")]
            rows[250]["date_modified_gmt"] = changed(999)
            return reply([rows[one] for one in ids if one in rows])
        if not call.path.endswith("/orders"):
            return reply({"code": "woocommerce_rest_order_invalid_id"}, 404)
        first = int(call.params.get("offset", 0))
        found = sorted(rows)[first : first + 100]
        if first and not listed:
            listed.append(True)
            for gone in range(1, 6):  # five orders go to the trash meanwhile
                del rows[gone]
            found = sorted(rows)[first : first + 100]
        return reply([rows[one] for one in found])

    woo, session, _clock = client(shop)
    found = [one.remote_id for one in woo.iter_orders(NOW)]
    assert set(found) >= {str(n) for n in range(6, 251)}
    assert found[-1] == "250"
    assert found[:3] == ["249", "248", "247"]
    assert session.sent[0].params["modified_after"] == "2026-11-22T11:59:59"
    assert session.sent[0].params["dates_are_gmt"] == "true"


def changed(seconds):
    return (NOW + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%S")


def test_a_shop_that_repeats_its_pages_is_not_read_for_ever():
    rows = [order(id=n) for n in range(1, 101)]
    woo, _session, _clock = client(lambda call: reply(rows))
    with pytest.raises(Transient, match="again and again"):
        list(woo.iter_orders(NOW))


SHIP = ShipRequest("900", (("11", 3),), tracking="1Z9", carrier="UPS")


def test_a_parcel_is_a_note_to_the_customer_and_a_completed_order():
    woo, session, _clock = client(reply(order()), reply([]), reply({}, 201), reply({}))
    woo.ship(SHIP)
    _order, _notes, note, done = session.sent
    assert note.json["note"] == "Shipped with UPS, tracking number 1Z9."
    assert note.json["customer_note"] is True
    assert done.json["status"] == "completed"
    (meta,) = done.json["meta_data"]
    kept = order(status="completed", meta_data=[meta])
    woo, session, _clock = client(reply(kept))
    woo.ship(SHIP)
    assert len(session.sent) == 1


def test_part_of_an_order_leaves_it_processing():
    part = ShipRequest("900", (("11", 1),), tracking="1Z1")
    woo, session, _clock = client(reply(order()), reply([]), reply({}, 201), reply({}))
    woo.ship(part)
    assert "status" not in session.sent[3].json


def test_a_note_made_before_a_crash_is_not_made_again():
    notes = [{"note": "Shipped with UPS, tracking number 1Z9."}]
    woo, session, _clock = client(reply(order()), reply(notes), reply({}))
    woo.ship(SHIP)
    assert [one.method for one in session.sent] == ["GET", "GET", "PUT"]


@pytest.mark.parametrize(
    ("left", "done"), [(["1"], True), (["2", "3"], True), (["2"], False)]
)
def test_a_set_is_sent_as_itself_or_as_all_of_its_parts(left, done):
    by_id, by_key = {"bundled_by": "1"}, {"composite_parent": "k1"}
    rows = [
        {"id": 1, "meta_data": [{"key": "_composite_cart_key", "value": "k1"}]},
        {"id": 2, **by_id},
        {"id": 3, **by_key},
    ]
    found = {"line_items": [{"quantity": 1, **row} for row in rows]}
    assert woocommerce_orders.parents(found) == {"2": "1", "3": "1"}
    parcel = {"lines": dict.fromkeys(left, 1)}
    assert woocommerce_orders.all_shipped(found, [parcel], ()) is done
