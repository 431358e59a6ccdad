import base64
from datetime import datetime, timezone

import pytest
from channel_clients.errors import (
    AuthError,
    Conflict,
    ItemRejected,
    RateLimited,
    Transient,
)
from channel_clients.types import StockChange
from channel_doubles import reply
from channel_faire import client, level, order

SINCE = datetime(2026, 11, 22, 12, tzinfo=timezone.utc)


class Brand:
    """The least of Faire that a write needs."""

    def __init__(self, **levels):
        self.levels = {key: list(value) for key, value in levels.items()}
        self.untracked = set()
        self.named_in_errors = True
        self.calls = []

    def __call__(self, call):
        self.calls.append(call)
        if call.method == "GET":
            ids = call.params["ids"]
            return reply({"inventories": {k: self.tell(k) for k in ids if k in self}})
        rows = call.json["inventories"]
        bad = [row for row in rows if row["product_variant_id"].startswith("po_bad")]
        if bad:
            name = bad[0]["product_variant_id"] if self.named_in_errors else "something"
            return reply({"message": f"Product variant {name} not found"}, 404)
        for row in rows:
            key = row["product_variant_id"]
            self.untracked.discard(key)
            self.levels[key][0] = row["on_hand_quantity"]
        keys = [row["product_variant_id"] for row in rows]
        return reply({"inventories": {key: self.tell(key) for key in keys}})

    def __contains__(self, key):
        return key in self.levels

    def tell(self, key):
        kind = "UNTRACKED" if key in self.untracked else "QUANTITY"
        return level(*self.levels[key], kind=kind)

    def writes(self):
        return [call.json["inventories"] for call in self.calls if call.json]


def test_a_brand_token_and_an_app_use_different_headers():
    faire, session, _clock = client(reply({"inventories": {}}))
    faire.get_stock(["po_1"])
    assert session.sent[0].headers["X-FAIRE-ACCESS-TOKEN"] == "brand-token"
    assert session.sent[0].headers["User-Agent"]
    assert "Content-Type" not in session.sent[0].headers
    faire, session, _clock = client(
        reply({"inventories": {}}),
        scheme="oauth",
        application_id="apa_1",
        application_secret="hush",
    )
    faire.get_stock(["po_1"])
    headers = session.sent[0].headers
    assert headers["X-FAIRE-OAUTH-ACCESS-TOKEN"] == "brand-token"
    assert base64.b64decode(headers["X-FAIRE-APP-CREDENTIALS"]) == b"apa_1:hush"
    assert "X-FAIRE-ACCESS-TOKEN" not in headers


def test_on_hand_is_what_should_sell_plus_what_faire_has_committed():
    brand = Brand(po_1=(10, 4))
    faire, _session, _clock = client(brand)
    (result,) = faire.set_stock([StockChange("po_1", 9, expected=6)])
    assert (result.error, result.quantity) == (None, 9)
    assert brand.writes() == [[{"product_variant_id": "po_1", "on_hand_quantity": 13}]]


def test_a_sale_between_read_and_write_is_answered_as_it_is():
    brand = Brand(po_1=(10, 0))

    def sells(call):
        answer = brand(call)
        if call.method == "GET":
            brand.levels["po_1"][1] = 2
        return answer

    faire, _session, _clock = client(sells)
    (result,) = faire.set_stock([StockChange("po_1", 8)])
    assert (result.error, result.quantity) == (None, 6)


def test_writes_go_by_fifty_and_by_variant_id():
    brand = Brand(**{f"po_{n}": (5, 0) for n in range(120)})
    faire, _session, clock = client(brand)
    results = faire.set_stock([StockChange(f"po_{n}", 4) for n in range(120)])
    assert all(one.error is None for one in results)
    assert [len(rows) for rows in brand.writes()] == [50, 50, 20]
    assert sum(clock.slept) < 5


def test_what_is_not_counted_is_left_alone_unless_allowed():
    brand = Brand(po_1=(0, 0), po_2=(0, 0))
    brand.untracked = {"po_1", "po_2"}
    faire, _session, _clock = client(brand, allow_tracking_start=frozenset({"po_2"}))
    results = faire.set_stock([StockChange("po_1", 0), StockChange("po_2", 3)])
    assert isinstance(results[0].error, ItemRejected)
    assert (results[1].error, results[1].quantity) == (None, 3)
    assert brand.untracked == {"po_1"}
    assert faire.get_stock(["po_1"])["po_1"].tracked is False


@pytest.mark.parametrize("named", [True, False])
def test_bad_variants_are_peeled_off(named):
    brand = Brand(po_1=(5, 0), po_bad1=(5, 0), po_2=(5, 0), po_bad2=(5, 0))
    brand.named_in_errors = named
    faire, _session, _clock = client(brand)
    ids = ["po_1", "po_bad1", "po_2", "po_bad2"]
    results = faire.set_stock([StockChange(one, 4) for one in ids])
    assert [type(one.error) for one in results] == [
        type(None),
        ItemRejected,
        type(None),
        ItemRejected,
    ]


def test_a_variant_that_changed_is_a_conflict_and_a_missing_one_is_refused():
    brand = Brand(po_1=(5, 2))
    faire, _session, _clock = client(brand)
    results = faire.set_stock(
        [StockChange("po_1", 4, expected=5), StockChange("po_9", 1)]
    )
    assert isinstance(results[0].error, Conflict)
    assert results[0].error.actual == 3
    assert isinstance(results[1].error, ItemRejected)
    assert brand.writes() == []


def test_a_variant_that_was_deleted_on_faire_says_what_to_do():
    brand = Brand(po_1=(5, 2))

    def deleted(call):
        if call.method == "PATCH":
            return reply({"message": "Product variant po_1 not found"}, 404)
        return brand(call)

    faire, _session, _clock = client(deleted)
    (result,) = faire.set_stock([StockChange("po_1", 9)])
    assert isinstance(result.error, ItemRejected)
    assert str(result.error).startswith("Take this listing's product away")
    (unknown,) = client(Brand())[0].set_stock([StockChange("po_9", 1)])
    assert "deleted on Faire" in str(unknown.error)


def test_what_is_shown_already_is_not_written():
    brand = Brand(po_1=(5, 2))
    faire, _session, _clock = client(brand)
    (result,) = faire.set_stock([StockChange("po_1", 3)])
    assert (result.error, brand.writes()) == (None, [])


def test_answers_before_a_rate_limit_are_kept():
    brand = Brand(**{f"po_{n}": (5, 0) for n in range(60)})

    def limited(call):
        if call.method == "PATCH" and len(brand.writes()) == 1:
            return reply(status=429, headers={"Retry-After": "600"})
        return brand(call)

    faire, _session, _clock = client(limited)
    results = faire.set_stock([StockChange(f"po_{n}", 4) for n in range(60)])
    assert sum(one.error is None for one in results) == 50
    assert all(isinstance(one.error, RateLimited) for one in results[50:])


def test_a_web_page_from_the_firewall_is_passing_and_a_401_is_not():
    faire, _session, _clock = client(
        lambda call: reply(b"<html>Just a moment", 403, kind="text/html")
    )
    with pytest.raises(Transient, match="firewall"):
        faire.check()
    faire, _session, _clock = client(reply({"message": "bad token"}, 401))
    with pytest.raises(AuthError):
        faire.check()


def test_a_cursor_is_sent_alone():
    faire, session, _clock = client(
        reply({"orders": [order(id="bo_1")], "cursor": "c1"}),
        reply({"orders": [order(id="bo_2")]}),
    )
    assert [one.remote_id for one in faire.iter_orders(SINCE)] == ["bo_1", "bo_2"]
    assert session.sent[0].params["updated_at_min"] == "2026-11-22T12:00:00.000Z"
    assert session.sent[1].params == {"limit": 50, "cursor": "c1"}
