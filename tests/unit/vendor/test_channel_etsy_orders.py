from dataclasses import replace
from datetime import datetime, timezone
from decimal import Decimal

import pytest
from channel_clients.errors import ScopeError
from channel_clients.types import ShipRequest
from channel_doubles import reply
from channel_etsy import SMALL, client, usd

RECEIPT = {
    "receipt_id": 900,
    "status": "Paid",
    "is_paid": True,
    "is_shipped": False,
    "buyer_user_id": 31,
    "buyer_email": None,
    "name": "A buyer",
    "first_line": None,
    "zip": None,
    "country_iso": "US",
    "message_from_buyer": "No bow please",
    "gift_message": "For you",
    "created_timestamp": 1763800000,
    "updated_timestamp": 1763800100,
    "grandtotal": usd(5498),
    "total_price": usd(4500),
    "discount_amt": usd(450),
    "total_shipping_cost": usd(1000),
    "total_tax_cost": usd(448),
    "total_vat_cost": usd(0),
    "gift_wrap_price": usd(300),
    "shipments": [],
    "refunds": [
        {"amount": usd(100), "created_timestamp": 1763800050, "reason": "late"}
    ],
    "transactions": [
        {
            "transaction_id": 1,
            "listing_id": 7,
            "product_id": None,
            "sku": None,
            "title": "Candle",
            "quantity": 3,
            "price": usd(1500),
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
                    "value_id": None,
                    "formatted_name": "Personalization",
                    "formatted_value": "Anna",
                },
            ],
        }
    ],
}


def test_a_receipt_becomes_an_order_whose_lines_name_their_listing():
    etsy, _session, _clock = client(reply(RECEIPT))
    order = etsy.get_order("900")
    assert order.state == "paid"
    assert order.currency == "USD"
    assert (order.total, order.discount) == (Decimal("54.98"), Decimal("4.50"))
    assert (order.shipping, order.gift_wrap) == (Decimal(10), Decimal(3))
    assert (order.tax, order.tax_collected_by_channel) == (Decimal("4.48"), True)
    assert order.refunds[0].amount == Decimal(1)
    assert order.delivery.street == ""
    (line,) = order.lines
    assert line.listing_id == "7:200-11"
    assert (line.quantity, line.unit_price) == (3, Decimal(15))
    assert line.note == "Personalization: Anna"
    parts = 3 * line.unit_price - order.discount + order.tax + order.shipping
    assert parts == order.total


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({"status": "Canceled"}, "cancelled"),
        ({"status": "payment processing", "is_paid": False}, "open"),
        ({"status": "paid", "is_paid": False}, "open"),
        ({"status": "Completed", "is_shipped": True}, "shipped"),
        ({"status": "Fully refunded"}, "refunded"),
        ({"status": "Partially refunded"}, "paid"),
        ({"status": "on the moon"}, "review"),
    ],
)
def test_states_of_receipts(change, state):
    etsy, _session, _clock = client(reply({**RECEIPT, **change}))
    assert etsy.get_order("900").state == state


def test_orders_are_paged_by_time_so_that_moving_rows_are_not_missed():
    rows = [
        {**RECEIPT, "receipt_id": n, "updated_timestamp": 1763800000 + n // 120}
        for n in range(250)
    ]

    def receipts(call):
        start = int(call.params["min_last_modified"])
        found = [one for one in rows if one["updated_timestamp"] >= start]
        found.sort(key=lambda one: one["updated_timestamp"])
        if len(session.sent) == 1:
            rows[0] = {**rows[0], "updated_timestamp": 1763809999}
        offset = int(call.params["offset"])
        return reply({"results": found[offset : offset + 100]})

    etsy, session, _clock = client(receipts)
    seen = [
        one.remote_id
        for one in etsy.iter_orders(datetime.fromtimestamp(1763800000, timezone.utc))
    ]
    assert set(seen) == {str(n) for n in range(250)}


def test_vat_is_read_and_no_tax_of_ours_or_etsys():
    etsy, _session, _clock = client(reply({**RECEIPT, "total_vat_cost": usd(333)}))
    order = etsy.get_order("900")
    assert (order.vat_named, order.tax) == (Decimal("3.33"), Decimal("4.48"))


def test_a_missing_order_is_none():
    etsy, _session, _clock = client(reply({"error": "no"}, 404))
    assert etsy.get_order("1") is None


SHIP = ShipRequest("900", (("1", 3),), tracking="1Z9", carrier="ups")
SHIPPED = {
    **RECEIPT,
    "is_shipped": True,
    "shipments": [
        {"receipt_shipping_id": 3, "tracking_code": "1Z9", "carrier_name": "ups"}
    ],
}


def names():
    """What a client reads before its first parcel."""
    return (
        reply({"shop_id": 42, "shipping_from_country_iso": "GB"}),
        reply({"count": 2, "results": [{"name": "ups"}, {"name": "royal-mail"}]}),
    )


def test_a_shipment_is_posted_once():
    etsy, session, _clock = client(reply(RECEIPT), *names(), reply(SHIPPED))
    assert etsy.ship(SHIP).remote_id == "3"
    assert session.sent[2].params == {"origin_country_iso": "GB"}
    assert session.sent[3].json == {"tracking_code": "1Z9", "carrier_name": "ups"}
    etsy, session, _clock = client(reply(SHIPPED))
    assert etsy.ship(SHIP).tracking == "1Z9"
    assert [one.method for one in session.sent] == ["GET"]


def test_a_shipment_lost_on_the_way_back_is_looked_up_not_repeated():
    etsy, session, _clock = client(
        reply(RECEIPT), *names(), reply(status=502), reply(SHIPPED)
    )
    assert etsy.ship(SHIP).remote_id == "3"
    assert [one.method for one in session.sent[3:]] == ["POST", "GET"]


@pytest.mark.parametrize(
    ("carrier", "sent"),
    [
        ("UPS", "ups"),
        ("Royal Mail Tracked 24", "royal-mail"),
        ("Pigeon post", "other"),
        ("", "other"),
    ],
)
def test_a_carrier_is_told_by_etsys_name(carrier, sent):
    etsy, session, _clock = client(reply(RECEIPT), *names(), reply(SHIPPED))
    etsy.ship(replace(SHIP, carrier=carrier))
    assert session.sent[3].json["carrier_name"] == sent


def test_carriers_that_cannot_be_read_stop_no_parcel():
    etsy, session, _clock = client(
        reply(RECEIPT), reply({"error": "no"}, 404), reply(SHIPPED)
    )
    etsy.ship(SHIP)
    assert session.sent[2].json["carrier_name"] == "ups"


def test_a_carrier_that_is_refused_all_the_same_becomes_other():
    refused = reply({"error": "Invalid carrier name"}, 400)
    etsy, session, _clock = client(reply(RECEIPT), *names(), refused, reply(SHIPPED))
    etsy.ship(SHIP)
    assert session.sent[4].json["carrier_name"] == "other"


def test_the_regional_rule_is_explained():
    etsy, _session, _clock = client(
        reply(RECEIPT), *names(), reply({"error": "Unauthorized"}, 403)
    )
    with pytest.raises(ScopeError, match="by hand"):
        etsy.ship(SHIP)


@pytest.mark.parametrize("words", ["transactions_w", "The token has no such scope"])
def test_a_permission_that_is_missing_is_named_not_the_region(words):
    lacks = {"error": "insufficient_scope", "error_description": words}
    etsy, _session, _clock = client(reply(RECEIPT), *names(), reply(lacks, 403))
    with pytest.raises(ScopeError) as refused:
        etsy.ship(SHIP)
    assert refused.value.missing == ("transactions_w",)
