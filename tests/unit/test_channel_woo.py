import base64
import hashlib
import hmac
import json
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest
from channel_clients import woo_orders
from channel_clients.errors import (
    AuthError,
    Conflict,
    ItemRejected,
    ScopeError,
    Transient,
)
from channel_clients.types import ShipRequest, StockChange
from channel_clients.woocommerce import TOPICS, WooClient
from channel_doubles import reply, transport

NOW = datetime(2026, 11, 22, 12, tzinfo=timezone.utc)


def client(*script, base_url="https://shop.example", **options):
    made, session, clock = transport(*script, base_url=base_url)
    woo = WooClient(
        made,
        consumer_key="ck_1",
        consumer_secret="cs_hush",
        webhook_secret="w",
        **options,
    )
    return woo, session, clock


class Site:
    """The least of WooCommerce that a write needs."""

    def __init__(self, *rows):
        self.rows = {str(row["id"]): row for row in rows}
        self.broken = {}
        self.limit = 100
        self.calls = []

    def __call__(self, call):
        self.calls.append(call)
        if call.method == "GET":
            ids = call.params["include"].split(",")
            return reply([self.rows[one] for one in ids if one in self.rows])
        rows = call.json["update"]
        if len(rows) > self.limit:
            return reply({"message": "Unable to accept more than that"}, 413)
        return reply({"update": [self.update(row) for row in rows]})

    def update(self, row):
        ident = str(row["id"])
        if ident in self.broken:
            error = {"code": "bad", "message": self.broken[ident]}
            return {"id": row["id"], "error": error}
        self.rows[ident].update(row)
        return self.rows[ident]

    def writes(self):
        return [
            (call.path.removeprefix("/wp-json/wc/v3"), call.json["update"])
            for call in self.calls
            if call.json
        ]


def product(ident, quantity, manage=True):
    return {
        "id": ident,
        "status": "publish",
        "manage_stock": manage,
        "stock_quantity": quantity,
    }


def test_batches_of_a_hundred_after_reads_of_a_hundred():
    site = Site(*(product(n, 5) for n in range(1, 251)))
    woo, _session, _clock = client(site)
    results = woo.set_stock([StockChange(str(n), 4) for n in range(1, 251)])
    assert all((one.error, one.quantity) == (None, 4) for one in results)
    assert [len(rows) for _path, rows in site.writes()] == [100, 100, 50]
    assert len(site.calls) == 6


def test_an_error_of_one_item_inside_a_200_is_its_own():
    site = Site(product(1, 5), product(2, 5))
    site.broken["2"] = "Invalid product."
    woo, _session, _clock = client(site)
    results = woo.set_stock([StockChange("1", 4), StockChange("2", 4)])
    assert results[0].error is None
    assert isinstance(results[1].error, ItemRejected)
    assert "Invalid product" in str(results[1].error)


def test_a_shop_that_takes_less_than_a_hundred_gets_less():
    site = Site(*(product(n, 5) for n in range(1, 11)))
    site.limit = 3
    woo, _session, _clock = client(site)
    results = woo.set_stock([StockChange(str(n), 4) for n in range(1, 11)])
    assert all(one.error is None for one in results)


def test_variations_that_share_their_parents_stock_are_written_there_once():
    site = Site(product(7, 5), product(71, 5, "parent"), product(72, 5, "parent"))
    woo, _session, _clock = client(site)
    results = woo.set_stock([StockChange("7:71", 3), StockChange("7:72", 3)])
    assert site.writes() == [
        ("/products/batch", [{"id": 7, "manage_stock": True, "stock_quantity": 3}])
    ]
    assert all((one.error, one.quantity) == (None, 3) for one in results)


def test_different_wishes_for_a_shared_stock_take_the_lowest_and_say_so():
    site = Site(product(7, 5), product(71, 5, "parent"), product(72, 5, "parent"))
    woo, _session, _clock = client(site)
    results = woo.set_stock([StockChange("7:71", 4), StockChange("7:72", 2)])
    assert [one.quantity for one in results] == [2, 2]
    assert isinstance(results[0].error, ItemRejected)
    assert results[1].error is None


def test_own_variations_are_written_below_their_product():
    site = Site(product(71, 5), product(72, 5))
    woo, _session, _clock = client(site)
    woo.set_stock([StockChange("7:71", 3), StockChange("7:72", 2)])
    assert [path for path, _rows in site.writes()] == ["/products/7/variations/batch"]


def test_a_product_that_is_not_counted_starts_to_be():
    site = Site(product(1, None, False))
    woo, _session, _clock = client(site)
    assert woo.get_stock(["1"])["1"].tracked is False
    (result,) = woo.set_stock([StockChange("1", 4)])
    assert (result.error, site.rows["1"]["manage_stock"]) == (None, True)


def test_a_changed_number_is_a_conflict():
    site = Site(product(1, 3))
    woo, _session, _clock = client(site)
    (result,) = woo.set_stock([StockChange("1", 9, expected=5)])
    assert isinstance(result.error, Conflict)
    assert (result.error.actual, site.writes()) == (3, [])


def test_keys_go_in_the_header_and_into_the_query_only_where_a_host_strips_it():
    woo, session, _clock = client(reply([{"id": 1}]))
    woo.get_stock(["1"])
    request = woo.transport.auth
    assert (request.username, request.password) == ("ck_1", "cs_hush")
    stripped = {"code": "woocommerce_rest_cannot_view", "message": "Sorry, you cannot"}
    woo, session, _clock = client(
        reply(stripped, 401), reply([{"id": 1}]), reply([{"id": 1}])
    )
    woo.get_stock(["1"])
    assert session.sent[1].params["consumer_secret"] == "cs_hush"
    woo.get_stock(["1"])
    assert session.sent[2].params["consumer_key"] == "ck_1"


def test_keys_never_go_into_the_query_over_plain_http():
    stripped = {"code": "woocommerce_rest_cannot_view", "message": "Sorry, you cannot"}
    woo, session, _clock = client(
        lambda call: reply(stripped, 401), base_url="http://shop.example"
    )
    with pytest.raises(AuthError):
        woo.get_stock(["1"])
    assert len(session.sent) == 1


def test_a_wrong_key_and_a_key_that_may_only_read_are_told_apart():
    woo, session, _clock = client(
        reply({"message": "Consumer secret is invalid."}, 401)
    )
    with pytest.raises(AuthError, match="Consumer secret"):
        woo.get_stock(["1"])
    assert len(session.sent) == 1
    words = "The API key provided does not have write permissions."
    woo, _session, _clock = client(reply({"message": words}, 401))
    with pytest.raises(ScopeError, match="read and write"):
        woo.get_stock(["1"])


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
    found = woo_orders.order(order(refunds=[{"id": 950}]), [REFUND])
    candle, wrap = found.lines
    assert candle.listing_id == "7:71"
    assert (candle.unit_price, candle.discount) == (Decimal(11), Decimal(2))
    assert (candle.refunded, candle.restocked, candle.cancelled) == (2, 1, 0)
    assert candle.note == "Engraving: Anna"
    assert (wrap.title, wrap.unit_price, wrap.listing_id) == (
        "Gift wrap",
        Decimal(3),
        "",
    )
    assert (found.discount, found.tax, found.shipping) == (
        Decimal(1),
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
    assert woo_orders.order(order(status=status)).state == state


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


def signed(body, secret=b"w", **headers):
    mark = base64.b64encode(hmac.new(secret, body, hashlib.sha256).digest()).decode()
    return {
        "X-WC-Webhook-Signature": mark,
        "X-WC-Webhook-Topic": "order.updated",
        "X-WC-Webhook-Delivery-ID": "d1",
        **headers,
    }


def test_a_signed_webhook_is_a_hint_and_a_ping_is_only_answered():
    woo, _session, _clock = client(reply({}))
    body = json.dumps({"id": 900}).encode()
    hint = woo.verify_webhook(signed(body), body, NOW)
    assert (hint.delivery_id, hint.topic, hint.order_id) == (
        "d1",
        "order.updated",
        "900",
    )
    assert woo.verify_webhook({}, b"webhook_id=12", NOW).ping
    body = json.dumps({"id": 7, "variations": [71, 72]}).encode()
    headers = signed(body, **{"X-WC-Webhook-Topic": "product.updated"})
    hint = woo.verify_webhook(headers, body, NOW)
    assert (hint.order_id, hint.listing_ids) == ("", ("7:71", "7:72"))


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({}, b'{"id": 900}'),
        (signed(b'{"id": 901}'), b'{"id": 900}'),
        (signed(b'{"id": 900}', b"other"), b'{"id": 900}'),
        ({}, b"webhook_id=12&order=900"),
    ],
)
def test_forged_webhooks_are_refused(headers, body):
    woo, _session, _clock = client(reply({}))
    with pytest.raises(AuthError):
        woo.verify_webhook(headers, body, NOW)


def test_what_the_shop_switched_off_is_switched_on_again():
    url = "https://odoo.example/hook"
    hooks = [
        {"id": n, "topic": topic, "delivery_url": url, "status": "active"}
        for n, topic in enumerate(TOPICS[1:], 1)
    ]
    hooks[0]["status"] = "disabled"
    woo, session, _clock = client(reply(hooks), reply({}, 201), reply({}))
    assert woo.ensure_webhooks(url) == TOPICS[:2]
    made, mended = session.sent[1:]
    assert (made.method, made.json["secret"]) == ("POST", "w")
    assert (mended.method, mended.json) == ("PUT", {"status": "active"})
