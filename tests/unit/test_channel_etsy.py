import base64
import copy
import hashlib
import hmac
import json
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest
from channel_clients.errors import (
    AuthError,
    Conflict,
    ItemRejected,
    RateLimited,
    ScopeError,
    Transient,
)
from channel_clients.etsy import EtsyClient
from channel_clients.types import ShipRequest, StockChange
from channel_doubles import reply, tokens, transport

NOW = datetime(2026, 11, 22, 12, tzinfo=timezone.utc)
SECRET = "whsec_" + base64.b64encode(b"sixteen byte key").decode()


def usd(amount):
    return {"amount": amount, "divisor": 100, "currency_code": "USD"}


def product(quantity, amount=1999, sku="CANDLE", values=(), product_id=1, **offering):
    return {
        "product_id": product_id,
        "sku": sku,
        "is_deleted": False,
        "property_values": list(values),
        "offerings": [
            {
                "offering_id": 5,
                "quantity": quantity,
                "is_enabled": True,
                "is_deleted": False,
                "price": usd(amount),
                "readiness_state_id": 77,
                **offering,
            }
        ],
    }


def value(property_id, value_id, text):
    return {
        "property_id": property_id,
        "property_name": "Size",
        "scale_id": None,
        "scale_name": None,
        "value_ids": [value_id],
        "values": [text],
    }


def listing(listing_id, *products, state="active", quantity_on=()):
    return {
        "listing_id": listing_id,
        "title": "Lavender candle",
        "state": state,
        "url": f"https://www.etsy.com/listing/{listing_id}",
        "inventory": {
            "products": list(products),
            "price_on_property": [200],
            "quantity_on_property": list(quantity_on),
            "sku_on_property": [],
            "readiness_state_on_property": [],
        },
    }


class Shop:
    """The least of Etsy that a write needs."""

    def __init__(self, *records):
        self.records = {str(one["listing_id"]): one for one in records}
        self.pictures: dict[str, list] = {}
        self.drops_pictures = False
        self.calls = []

    def __call__(self, call):
        self.calls.append(call)
        path = call.path.removeprefix("/v3/application")
        if path == "/listings/batch/inventory":
            ids = call.params["listing_ids"].split(",")
            if any(one not in self.records for one in ids):
                return reply({"error": "not found"}, 404)
            return reply({"results": [copy.deepcopy(self.records[i]) for i in ids]})
        listing_id = path.split("/listings/")[1].split("/")[0]
        record = self.records[listing_id]
        if path.endswith("/variation-images"):
            if call.method == "POST":
                self.pictures[listing_id] = call.json["variation_images"]
            return reply({"results": self.pictures.get(listing_id, [])})
        if call.method == "PATCH":
            record["state"] = call.data["state"]
            return reply(record)
        return self.put(record, call)

    def put(self, record, call):
        if call.params.get("max_variations_supported") != "3":
            return reply({"error": "third variation"}, 409)
        sent = call.json
        offerings = [one for p in sent["products"] for one in p["offerings"]]
        if not any(one["quantity"] for one in offerings):
            return reply({"error": "One offering must have quantity"}, 400)
        stored = copy.deepcopy(sent)
        for number, one in enumerate(stored["products"]):
            one["product_id"] = 9000 + number
            for offering in one["offerings"]:
                price = round(offering["price"] * 100)
                offering["price"] = usd(price)
        record["inventory"] = stored
        if self.drops_pictures:
            self.pictures[str(record["listing_id"])] = []
        return reply(stored)

    def made(self, method, ending):
        return [c for c in self.calls if c.method == method and c.path.endswith(ending)]


def client(*script, **options):
    made, session, clock = transport(*script, base_url="https://openapi.etsy.com")
    options.setdefault("token", tokens("12.access"))
    etsy = EtsyClient(
        made, shop_id=42, keystring="key", shared_secret="shared", **options
    )
    return etsy, session, clock


SMALL, LARGE = value(200, 11, "S"), value(200, 12, "L")


def test_every_request_carries_key_secret_and_bearer():
    etsy, session, _clock = client(reply({"results": []}))
    etsy.get_stock(["7:0"])
    headers = session.sent[0].headers
    assert headers["x-api-key"] == "key:shared"
    assert headers["Authorization"] == "Bearer 12.access"


def test_an_expired_token_is_renewed_once():
    etsy, session, _clock = client(
        reply({"error": "invalid_token"}, 401),
        reply({"results": []}),
        token=tokens("12.old", "12.new"),
    )
    assert etsy.get_stock(["7:0"]) == {}
    assert session.sent[1].headers["Authorization"] == "Bearer 12.new"


def test_a_revoked_token_is_an_auth_error():
    etsy, session, _clock = client(lambda call: reply({"error": "invalid_token"}, 401))
    with pytest.raises(AuthError):
        etsy.get_stock(["7:0"])
    assert len(session.sent) == 1


def test_a_wrong_shared_secret_is_told_apart_from_a_missing_scope():
    etsy, _session, _clock = client(reply({"error": "Shared secret is required"}, 403))
    with pytest.raises(AuthError, match="keystring and the shared secret"):
        etsy.get_stock(["7:0"])
    etsy, _session, _clock = client(
        reply({"error": "insufficient_scope", "error_description": "listings_w"}, 403)
    )
    with pytest.raises(ScopeError):
        etsy.get_stock(["7:0"])


def test_a_write_keeps_the_whole_record_and_exact_prices():
    shop = Shop(
        listing(
            7,
            product(4, 1999, values=[SMALL]),
            product(6, 2999, "BIG", [LARGE], 2, is_enabled=False),
            quantity_on=[200],
        )
    )
    etsy, _session, _clock = client(shop)
    (result,) = etsy.set_stock([StockChange("7:200-11", 3)])
    assert (result.error, result.quantity) == (None, 3)
    (put,) = shop.made("PUT", "/inventory")
    assert put.json == {
        "products": [
            {
                "sku": "CANDLE",
                "property_values": [
                    {
                        "property_id": 200,
                        "property_name": "Size",
                        "scale_id": None,
                        "value_ids": [11],
                        "values": ["S"],
                    }
                ],
                "offerings": [
                    {
                        "price": 19.99,
                        "quantity": 3,
                        "is_enabled": True,
                        "readiness_state_id": 77,
                    }
                ],
            },
            {
                "sku": "BIG",
                "property_values": [
                    {
                        "property_id": 200,
                        "property_name": "Size",
                        "scale_id": None,
                        "value_ids": [12],
                        "values": ["L"],
                    }
                ],
                "offerings": [
                    {
                        "price": 29.99,
                        "quantity": 6,
                        "is_enabled": False,
                        "readiness_state_id": 77,
                    }
                ],
            },
        ],
        "price_on_property": [200],
        "quantity_on_property": [200],
        "sku_on_property": [],
        "readiness_state_on_property": [],
    }


def test_a_variation_that_the_seller_switched_off_keeps_its_number_unseen():
    shop = Shop(
        listing(
            7,
            product(4, values=[SMALL]),
            product(6, values=[LARGE], is_enabled=False),
            quantity_on=[200],
        )
    )
    etsy, _session, _clock = client(shop)
    stock = etsy.get_stock(["7:200-12"])["7:200-12"]
    assert (stock.quantity, stock.state) == (0, "hidden")
    (result,) = etsy.set_stock([StockChange("7:200-12", 3, expected=5)])
    assert (result.error, result.quantity) == (None, 3)
    (put,) = shop.made("PUT", "/inventory")
    (offering,) = put.json["products"][1]["offerings"]
    assert (offering["quantity"], offering["is_enabled"]) == (3, False)


def test_deleted_products_and_offerings_are_not_written_back():
    gone = {**product(9, values=[LARGE]), "is_deleted": True}
    old = {**product(1)["offerings"][0], "is_deleted": True}
    kept = product(4, values=[SMALL])
    kept["offerings"].append(old)
    shop = Shop(listing(7, kept, gone, quantity_on=[200]))
    etsy, _session, _clock = client(shop)
    etsy.set_stock([StockChange("7:200-11", 3)])
    (put,) = shop.made("PUT", "/inventory")
    assert len(put.json["products"]) == 1
    assert len(put.json["products"][0]["offerings"]) == 1


def test_several_variations_are_one_write_and_keys_survive_new_product_ids():
    shop = Shop(
        listing(
            7,
            product(4, values=[SMALL], product_id=1),
            product(6, values=[LARGE], product_id=2),
            quantity_on=[200],
        )
    )
    etsy, _session, _clock = client(shop)
    for small, large in ((3, 2), (5, 1)):
        results = etsy.set_stock(
            [StockChange("7:200-11", small), StockChange("7:200-12", large)]
        )
        assert [one.quantity for one in results] == [small, large]
        assert sum(one.calls for one in results) == 2 + 0
    assert len(shop.made("PUT", "/inventory")) == 2
    assert etsy.get_stock(["7:200-11"])["7:200-11"].quantity == 5


def test_a_hundred_listings_are_read_in_one_call_and_written_one_by_one():
    shop = Shop(*(listing(n, product(5)) for n in range(1, 151)))
    etsy, _session, _clock = client(shop)
    results = etsy.set_stock([StockChange(f"{n}:0", 4) for n in range(1, 151)])
    assert all(one.error is None for one in results)
    assert len(shop.made("GET", "/batch/inventory")) == 2
    assert len(shop.made("PUT", "/inventory")) == 150
    assert len(shop.calls) == 152


def test_one_unknown_listing_does_not_hide_the_others():
    shop = Shop(*(listing(n, product(5)) for n in range(1, 100)))
    etsy, _session, _clock = client(shop)
    ids = [f"{n}:0" for n in range(1, 101)]
    assert len(etsy.get_stock(ids)) == 99
    assert len(shop.calls) < 20
    results = etsy.set_stock([StockChange(one, 5) for one in ids])
    assert [one.remote_id for one in results if one.error] == ["100:0"]


def test_an_unchanged_quantity_is_not_written():
    shop = Shop(listing(7, product(4)))
    etsy, _session, _clock = client(shop)
    (result,) = etsy.set_stock([StockChange("7:0", 4)])
    assert (result.error, result.quantity) == (None, 4)
    assert shop.made("PUT", "/inventory") == []


def test_a_sale_since_the_last_look_is_a_conflict_and_nothing_is_written():
    shop = Shop(listing(7, product(4)))
    etsy, _session, _clock = client(shop)
    (result,) = etsy.set_stock([StockChange("7:0", 9, expected=5)])
    assert isinstance(result.error, Conflict)
    assert result.error.actual == 4
    assert shop.made("PUT", "/inventory") == []


def test_the_maximum_is_999():
    shop = Shop(listing(7, product(4)))
    etsy, _session, _clock = client(shop)
    (result,) = etsy.set_stock([StockChange("7:0", 5000)])
    assert result.quantity == 999


def test_all_zero_deactivates_and_only_ours_comes_back():
    shop = Shop(
        listing(
            7,
            product(4, values=[SMALL]),
            product(6, values=[LARGE]),
            quantity_on=[200],
        )
    )
    etsy, _session, _clock = client(shop)
    results = etsy.set_stock([StockChange("7:200-11", 0), StockChange("7:200-12", 0)])
    assert [(one.quantity, one.deactivated) for one in results] == [(0, True)] * 2
    assert shop.records["7"]["state"] == "inactive"
    assert etsy.get_stock(["7:200-11"])["7:200-11"].quantity == 0
    later, _session, _clock = client(shop, deactivated=["7"])
    (result,) = later.set_stock([StockChange("7:200-11", 2, expected=0)])
    assert (result.error, result.quantity, result.reactivated) == (None, 2, True)
    assert shop.records["7"]["state"] == "active"
    assert later.get_stock(["7:200-12"])["7:200-12"].quantity == 0


def test_what_the_seller_took_off_sale_stays_off_with_the_right_number():
    shop = Shop(listing(7, product(4), state="inactive"))
    etsy, _session, _clock = client(shop)
    (result,) = etsy.set_stock([StockChange("7:0", 2)])
    assert (result.error, result.reactivated) == (None, False)
    assert shop.records["7"]["state"] == "inactive"
    shown = shop.records["7"]["inventory"]["products"][0]["offerings"][0]["quantity"]
    assert shown == 2
    (result,) = etsy.reactivate(["7:0"])
    assert isinstance(result.error, ItemRejected)


def test_a_draft_is_never_published():
    shop = Shop(listing(7, product(4), state="draft"))
    etsy, _session, _clock = client(shop, deactivated=["7"], allow_paid_renewal=True)
    etsy.set_stock([StockChange("7:0", 2)])
    assert shop.records["7"]["state"] == "draft"
    assert shop.made("PATCH", "/7") == []


@pytest.mark.parametrize("state", ["sold_out", "expired"])
def test_a_renewal_that_costs_money_needs_permission(state):
    shop = Shop(listing(7, product(0), state=state))
    etsy, _session, _clock = client(shop)
    (result,) = etsy.set_stock([StockChange("7:0", 5)])
    assert isinstance(result.error, ItemRejected)
    assert "fee" in str(result.error)
    assert shop.records["7"]["state"] == state
    etsy, _session, _clock = client(shop, allow_paid_renewal=True)
    (result,) = etsy.set_stock([StockChange("7:0", 5)])
    assert (result.error, result.quantity) == (None, 5)
    assert shop.records["7"]["state"] == "active"
    assert etsy.get_stock(["7:0"])["7:0"].quantity == 5


def test_a_sold_out_listing_that_should_be_zero_needs_nothing():
    shop = Shop(listing(7, product(0), state="sold_out"))
    etsy, _session, _clock = client(shop)
    (result,) = etsy.set_stock([StockChange("7:0", 0)])
    assert (result.error, result.quantity, result.deactivated) == (None, 0, False)
    assert len(shop.calls) == 1


def test_pictures_of_variations_are_put_back_when_the_write_drops_them():
    shop = Shop(listing(7, product(4, values=[SMALL]), quantity_on=[200]))
    links = [{"property_id": 200, "value_id": 11, "image_id": 5}]
    shop.pictures["7"] = [{**links[0], "value": "S"}]
    shop.drops_pictures = True
    etsy, _session, _clock = client(shop)
    (result,) = etsy.set_stock([StockChange("7:200-11", 3)])
    assert result.error is None
    assert shop.pictures["7"] == links


def test_options_that_share_a_quantity_take_the_lowest_and_say_so():
    shop = Shop(listing(7, product(4, values=[SMALL]), product(4, values=[LARGE])))
    etsy, _session, _clock = client(shop)
    results = etsy.set_stock([StockChange("7:200-11", 6), StockChange("7:200-12", 2)])
    assert [one.quantity for one in results] == [2, 2]
    assert isinstance(results[0].error, ItemRejected)
    assert results[1].error is None


def test_a_variation_that_is_gone_is_rejected_alone():
    shop = Shop(listing(7, product(4, values=[SMALL]), quantity_on=[200]))
    etsy, _session, _clock = client(shop)
    results = etsy.set_stock([StockChange("7:200-11", 3), StockChange("7:200-99", 1)])
    assert results[0].error is None
    assert isinstance(results[1].error, ItemRejected)


def test_acknowledgements_survive_a_rate_limit_half_way():
    shop = Shop(*(listing(n, product(5)) for n in range(1, 4)))

    def limited(call):
        if call.method == "PUT" and "/listings/2/" in call.path:
            return reply(status=429, headers={"Retry-After": "900"})
        return shop(call)

    etsy, _session, _clock = client(limited)
    results = etsy.set_stock([StockChange(f"{n}:0", 4) for n in range(1, 4)])
    assert [type(one.error) for one in results] == [
        type(None),
        RateLimited,
        RateLimited,
    ]


def test_an_outage_is_raised():
    etsy, _session, _clock = client(lambda call: reply(status=503))
    with pytest.raises(Transient):
        etsy.set_stock([StockChange("7:0", 4)])


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


def test_a_shipment_is_posted_once():
    etsy, session, _clock = client(reply(RECEIPT), reply(SHIPPED))
    assert etsy.ship(SHIP).remote_id == "3"
    assert session.sent[1].json == {"tracking_code": "1Z9", "carrier_name": "ups"}
    etsy, session, _clock = client(reply(SHIPPED))
    assert etsy.ship(SHIP).tracking == "1Z9"
    assert [one.method for one in session.sent] == ["GET"]


def test_a_shipment_lost_on_the_way_back_is_looked_up_not_repeated():
    etsy, session, _clock = client(reply(RECEIPT), reply(status=502), reply(SHIPPED))
    assert etsy.ship(SHIP).remote_id == "3"
    assert [one.method for one in session.sent] == ["GET", "POST", "GET"]


def test_an_unknown_carrier_becomes_other():
    etsy, session, _clock = client(
        reply(RECEIPT), reply({"error": "Invalid carrier name"}, 400), reply(SHIPPED)
    )
    etsy.ship(SHIP)
    assert session.sent[2].json["carrier_name"] == "other"


def test_the_regional_rule_is_explained():
    etsy, _session, _clock = client(
        reply(RECEIPT), reply({"error": "Unauthorized"}, 403)
    )
    with pytest.raises(ScopeError, match="by hand"):
        etsy.ship(SHIP)


def signed(body, stamp=NOW, secret=b"sixteen byte key"):
    text = str(int(stamp.timestamp()))
    digest = hmac.new(secret, f"msg_1.{text}.".encode() + body, hashlib.sha256)
    mark = base64.b64encode(digest.digest()).decode()
    return {
        "Webhook-Id": "msg_1",
        "Webhook-Timestamp": text,
        "Webhook-Signature": f"v1,AAAA v1,{mark}",
    }


EVENT = json.dumps(
    {
        "event_type": "order.paid",
        "resource_url": "https://openapi.etsy.com/v3/application/shops/42/receipts/900",
        "shop_id": "42",
    }
).encode()


def test_a_signed_webhook_is_a_hint():
    etsy, _session, _clock = client(reply({}), webhook_secret=SECRET)
    hint = etsy.verify_webhook(signed(EVENT), EVENT, NOW)
    assert (hint.delivery_id, hint.topic, hint.order_id) == (
        "msg_1",
        "order.paid",
        "900",
    )


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({}, EVENT),
        (signed(EVENT), EVENT + b" "),
        (signed(EVENT, secret=b"another key here"), EVENT),
        (signed(EVENT, NOW - timedelta(minutes=6)), EVENT),
        (signed(EVENT, NOW + timedelta(minutes=6)), EVENT),
        (signed(b"[]"), b"[]"),
        (signed(b'{"shop_id": 43}'), b'{"shop_id": 43}'),
    ],
)
def test_forged_stale_and_foreign_webhooks_are_refused(headers, body):
    etsy, _session, _clock = client(reply({}), webhook_secret=SECRET)
    with pytest.raises(AuthError):
        etsy.verify_webhook(headers, body, NOW)


def test_a_channel_without_a_secret_accepts_no_webhook():
    etsy, _session, _clock = client(reply({}))
    with pytest.raises(AuthError):
        etsy.verify_webhook(signed(EVENT, secret=b""), EVENT, NOW)
