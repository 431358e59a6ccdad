"""An order that no vendor should send must not hide the others of its page."""

from dataclasses import replace
from datetime import datetime, timezone

import pytest
from channel_clients.reading import read_lines, read_order
from channel_contract import HARNESSES

LINES = {
    "transactions": [{"listing_id": []}],
    "lineItems": None,
    "items": [{"id": "oi_1"}],
    "line_items": [{"quantity": "many"}],
}


def spoil(data, order_id):
    """Take from an order what its lines need, wherever it stands in an answer."""
    if isinstance(data, list):
        return [spoil(one, order_id) for one in data]
    if not isinstance(data, dict):
        return data
    ident = data.get("receipt_id") or data.get("id")
    if str(ident).rpartition("/")[2] == order_id:
        broken = {key: LINES[key] for key in LINES if key in data}
        if "lineItems" in data and "name" in data:
            broken["lineItems"] = {"nodes": [{"title": None}]}
        elif "lineItems" in data:
            broken["lineItems"] = [{"quantity": "many"}]
        return {**data, **broken}
    return {key: spoil(value, order_id) for key, value in data.items()}


def spoil_last_line(data, order_id):
    """Take from an order's last line what only the goods of that line need."""
    if isinstance(data, list):
        return [spoil_last_line(one, order_id) for one in data]
    if not isinstance(data, dict):
        return data
    ident = data.get("receipt_id") or data.get("id")
    if str(ident).rpartition("/")[2] != order_id:
        return {key: spoil_last_line(value, order_id) for key, value in data.items()}
    odd = {"quantity": "many", "currentQuantity": "many"}
    for key in LINES.keys() & data.keys():
        rows = data[key]
        if isinstance(rows, dict):
            *kept, last = rows["nodes"]
            data = {**data, key: {**rows, "nodes": [*kept, {**last, **odd}]}}
        elif rows:
            data = {**data, key: [*rows[:-1], {**rows[-1], **odd}]}
    return data


@pytest.fixture(params=sorted(HARNESSES))
def shop(request):
    harness = HARNESSES[request.param]()
    harness.fake.add_listing("Oat soap", "SOAP", "6.50", 50)
    harness.fake.add_listing("Candle", "CANDLE", "12.50", 50)
    yield harness
    harness.stop()


@pytest.fixture
def spoiled(shop, monkeypatch):
    """A client of a shop with three orders, of which the second cannot be read."""
    client = shop.client()
    ids = [shop.buy([("SOAP", n)]) for n in (1, 2, 3)]
    request = client.transport.request

    def answer(*args, **options):
        found = request(*args, **options)
        return replace(found, data=spoil(found.data, ids[1]))

    monkeypatch.setattr(client.transport, "request", answer)
    return client, ids


def test_a_spoiled_order_leaves_the_rest_of_its_page_alone(shop, spoiled):
    client, ids = spoiled
    found = {order.remote_id: order for order in client.iter_orders(shop.began)}
    assert set(found) == set(ids)
    assert [bool(found[one].problem) for one in ids] == [False, True, False]
    assert [line.quantity for one in (0, 2) for line in found[ids[one]].lines] == [1, 3]


def test_a_spoiled_order_says_what_is_certain(shop, spoiled):
    client, ids = spoiled
    order = client.get_order(ids[1])
    assert (order.remote_id, order.lines) == (ids[1], ())
    assert order.updated >= shop.began
    assert "the shop's order" in order.problem.lower()
    assert "line 1" in order.problem.lower()
    assert "Error" not in order.problem
    assert "Error" in order.trace
    assert order.raw


def test_the_goods_of_the_lines_that_can_be_read_are_told(shop, monkeypatch):
    client = shop.client()
    order_id = shop.buy([("SOAP", 2), ("CANDLE", 3)])
    listing_id = shop.remote(client, "SOAP")
    request = client.transport.request

    def answer(*args, **options):
        found = request(*args, **options)
        return replace(found, data=spoil_last_line(found.data, order_id))

    monkeypatch.setattr(client.transport, "request", answer)
    (listed,) = client.iter_orders(shop.began)
    for order in (listed, client.get_order(order_id)):
        assert "line 2" in order.problem
        (line,) = order.lines
        assert (line.listing_id, line.sku, line.quantity) == (listing_id, "SOAP", 2)


def test_what_has_no_id_gets_the_same_name_each_time():
    def parse(found):
        raise KeyError("id")

    first, again = (read_order(parse, {"a": 1}, key="id") for _ in range(2))
    assert first.remote_id == again.remote_id
    assert first.remote_id != read_order(parse, None, key="id").remote_id
    assert first.updated == datetime(1970, 1, 1, tzinfo=timezone.utc)


FAULTS = [
    (lambda line: line["quantity"], "no “quantity” in line 2"),
    (lambda line: int(line["number"]), "text in line 2 where a number"),
    (lambda line: line["number"] + 1, "Line 2 of the shop's order is not built"),
]


@pytest.mark.parametrize(("parse", "words"), FAULTS)
def test_people_read_which_line_is_odd_and_what_is_wrong_with_it(parse, words):
    found = {"id": 7, "lines": [{"quantity": 1, "number": 2}, {"number": "two"}]}
    fine = {**found, "lines": found["lines"][:1]}

    def whole(one):
        read_lines(parse, one["lines"])
        raise KeyError("currency")

    order = read_order(whole, found, key="id")
    assert words in order.problem
    assert order.problem.template
    assert "Traceback" in order.trace
    order = read_order(whole, fine, key="id")
    assert order.problem == "The shop's order has no “currency”."


def test_a_moment_without_a_zone_is_utc():
    def parse(found):
        raise KeyError("lines")

    found = {"id": 7, "at": "2026-11-01T10:00:00", "before": 5}
    order = read_order(parse, found, key="id", moments=("before", "at"))
    assert order.updated == datetime(2026, 11, 1, 10, tzinfo=timezone.utc)
