import base64
import hashlib
import hmac
import json

import pytest
from channel_clients.errors import AuthError, Conflict, ItemRejected, ScopeError
from channel_clients.types import StockChange
from channel_clients.woocommerce.client import TOPICS
from channel_doubles import reply
from channel_woocommerce import NOW, client


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


def test_different_wishes_for_a_shared_stock_take_the_lowest_and_name_it():
    site = Site(product(7, 5), product(71, 5, "parent"), product(72, 5, "parent"))
    woo, _session, _clock = client(site)
    results = woo.set_stock([StockChange("7:71", 4), StockChange("7:72", 2)])
    told = [(one.quantity, one.error, one.shared) for one in results]
    assert told == [(2, None, "7")] * 2


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
