"""The suite for every channel client, continued: orders, webhooks, fulfilment."""

from datetime import datetime, timezone
from decimal import Decimal

import pytest
from channel_clients.errors import AuthError, ItemRejected, Transient
from channel_clients.types import ShipRequest
from channel_contract import HARNESSES, only, stocked, without, worth
from fakes.listener import Listener


@pytest.fixture(params=sorted(HARNESSES))
def shop(request):
    with stocked(request.param) as harness:
        yield harness


@pytest.fixture
def client(shop):
    return shop.client()


# Orders.


def test_an_order_names_its_listings_and_adds_up(shop, client):
    key = shop.buy([("LAV-S", 2), ("SOAP", 1)])
    (order,) = list(client.iter_orders(shop.began))
    assert order.remote_id == key
    assert order.state == "paid"
    assert order.currency == shop.fake.currency
    assert order.updated.tzinfo is not None
    lines = {line.listing_id: line for line in order.lines}
    small = lines[shop.remote(client, "LAV-S")]
    assert (small.quantity, small.unit_price, small.sku) == (2, Decimal(18), "LAV-S")
    assert lines[shop.remote(client, "SOAP")].quantity == 1
    assert order.total == Decimal("42.50")
    assert worth(order) == order.total
    assert client.get_order(key) == order


def test_discount_shipping_and_note_are_kept(shop, client):
    options = {"discount": "4.00", "shipping": "5.00", "note": "Ring twice"}
    if shop.module == "faire":
        del options["shipping"]
    key = shop.buy([("LAV-L", 2)], **options)
    order = client.get_order(key)
    assert "Ring twice" in order.note
    given = order.discount + sum(line.discount for line in order.lines)
    assert given == Decimal(4)
    assert order.shipping == Decimal(options.get("shipping", 0))
    assert worth(order) == order.total == shop.fake.order(key).total


def test_a_missing_order_is_none(shop, client):
    missing = {
        "faire": "bo_999999",
        "wix": "00000000-0000-4000-8000-00000000000f",
    }.get(shop.module, "999999")
    assert client.get_order(missing) is None


def test_orders_since_a_moment_come_page_by_page_without_loss(shop, client):
    shop.fake.add_listing("Market box", "BOX", "1.00", 500)
    keys = [shop.buy([("BOX", 1)]) for _one in range(130)]
    shop.fake.ship(keys[0], tracking="1Z9")
    orders = list(client.iter_orders(shop.began))
    found = [one.remote_id for one in orders]
    assert set(found) == set(keys)
    assert len(found) == len(keys)
    changed = [one.updated for one in orders]
    assert changed == sorted(changed)
    later = datetime.now(timezone.utc).replace(year=2100)
    assert list(client.iter_orders(later)) == []


def test_a_cancelled_order_will_not_ship(shop, client):
    key = shop.buy([("SOAP", 2)])
    shop.fake.cancel(key)
    order = client.get_order(key)
    assert order.state == "cancelled"
    assert [line.cancelled + line.refunded for line in order.lines] == [2]


@without("faire")  # settles refunds itself
def test_money_given_back_is_told_once_with_its_lines(shop, client):
    key = shop.buy([("LAV-L", 2), ("SOAP", 2)])
    shop.fake.refund(key, [("SOAP", 1)], restock=True)
    order = client.get_order(key)
    assert order.state == "paid"
    assert sum((one.amount for one in order.refunds), Decimal(0)) == Decimal("6.50")
    assert len({one.remote_id for one in order.refunds}) == len(order.refunds)
    back = {line.sku: line.cancelled + line.refunded for line in order.lines}
    if shop.module != "etsy":  # Etsy tells no lines
        assert back == {"LAV-L": 0, "SOAP": 1}
    shop.fake.refund(key, amount="2.00")
    order = client.get_order(key)
    assert sum((one.amount for one in order.refunds), Decimal(0)) == Decimal("8.50")


@without("faire", "etsy")  # tell no returned lines
def test_goods_that_were_shipped_and_came_back_are_refunded_not_cancelled(shop, client):
    key = shop.buy([("SOAP", 2)])
    shop.fake.ship(key, tracking="1Z9")
    shop.fake.refund(key, [("SOAP", 1)], restock=True)
    (line,) = client.get_order(key).lines
    assert (line.cancelled, line.refunded, line.restocked) == (0, 1, 1)


@only("shopify")  # the only one that tells edits line by line
def test_an_order_that_was_edited_keeps_what_will_not_ship_apart(shop, client):
    key = shop.buy([("SOAP", 3)])
    shop.fake.edit(key, "SOAP", 1)
    (line,) = client.get_order(key).lines
    assert (line.quantity, line.cancelled, line.refunded) == (3, 2, 0)


@without("faire")  # wholesale orders have none of these
def test_extras_tax_and_personal_texts_are_kept(shop, client):
    options = {"tax_rate": "0.10", "line_discount": "1.00", "personalisation": "Anna"}
    if shop.module != "shopify":
        options["gift_wrap"] = "3.00"
    if shop.module != "etsy":
        options["tip"] = "2.00"
    key = shop.buy([("LAV-S", 2)], gift_message="For you", **options)
    order = client.get_order(key)
    assert worth(order) == order.total == shop.fake.order(key).total
    assert order.tax == Decimal("3.50")
    assert any("Anna" in line.note for line in order.lines)
    assert "For you" in order.gift_message + order.note


@only("shopify")  # the only one that marks test orders
def test_a_test_order_says_so(shop, client):
    assert client.get_order(shop.buy([("SOAP", 1)], test=True)).test


@without("faire")  # pays
def test_an_unpaid_order_is_open(shop, client):
    before = shop.fake.stock("SOAP")
    key = shop.buy([("SOAP", 1)], unpaid=True)
    order = client.get_order(key)
    assert order.state == "open"
    assert order.taken == (shop.fake.stock("SOAP") < before)
    shop.fake.pay(key)
    order = client.get_order(key)
    assert (order.state, order.taken) == ("paid", True)
    assert shop.fake.stock("SOAP") == before - 1


def test_a_cancelled_order_has_nothing_taken(shop, client):
    key = shop.buy([("SOAP", 1)])
    shop.fake.cancel(key)
    order = client.get_order(key)
    assert (order.state, order.taken) == ("cancelled", False)


def test_orders_are_asked_for_together_and_say_which_are_gone(shop, client):
    keys = [shop.buy([("SOAP", 1)]) for _number in range(3)]
    ids = [client.get_order(key).remote_id for key in keys]
    shop.fake.orders.pop(shop.fake.order(keys[1]).id)
    found = client.get_orders(ids)
    assert [one and one.remote_id for one in found.values()] == [ids[0], None, ids[2]]


# Webhooks.


@only(webhooks=True)
def test_a_webhook_is_verified_and_reduced_to_a_hint(shop, client):
    with Listener() as listener:
        shop.subscribe(client, listener.url)
        key = shop.buy([("SOAP", 1)])
        assert shop.fake.webhooks.settle()
        heard = list(listener.heard)
    now = datetime.now(timezone.utc)
    hints = [client.verify_webhook(headers, body, now) for headers, body in heard]
    assert key in {hint.order_id for hint in hints}
    assert all(hint.delivery_id or hint.ping for hint in hints)
    for headers, body in heard:
        if client.verify_webhook(headers, body, now).ping:
            continue
        for forged in (body + b"x", body[:-1], b"", body.replace(b"1", b"2")):
            if forged == body:
                continue
            with pytest.raises(AuthError):
                client.verify_webhook(headers, forged, now)
        with pytest.raises(AuthError):
            client.verify_webhook({}, body.replace(b"a", b"b"), now)


@only(subscribes=True)
def test_missing_subscriptions_are_made_once(shop, client):
    with Listener() as listener:
        assert client.ensure_webhooks(listener.url)
        assert client.ensure_webhooks(listener.url) == ()
        shop.fake.webhooks.subscriptions.clear()
        assert client.ensure_webhooks(listener.url)


# Fulfilment.


def whole(order):
    return tuple((line.remote_id, line.quantity) for line in order.lines)


def test_a_shipment_is_reported_once(shop, client):
    key = shop.buy([("SOAP", 2)])
    order = client.get_order(key)
    request = ShipRequest(key, whole(order), tracking="1Z9", carrier="UPS")
    assert client.ship(request).tracking == "1Z9"
    assert client.ship(request).tracking == "1Z9"
    assert shop.told(key) == ["1Z9"]
    assert client.get_order(key).state == "shipped"


@pytest.mark.parametrize("kind", ["timeout_after", "500_after", "truncated"])
def test_a_shipment_whose_answer_is_lost_is_not_repeated(shop, client, kind):
    key = shop.buy([("SOAP", 2)])
    order = client.get_order(key)
    request = ShipRequest(key, whole(order), tracking="1Z9", carrier="UPS")
    match = {"match": "fulfillmentCreate"} if shop.module == "shopify" else {}
    shop.fake.faults.add(kind, where=shop.where_ship, **match)
    try:
        client.ship(request)
    except Transient as error:
        assert error.maybe_applied
        client.ship(request)
    assert shop.told(key) == ["1Z9"]


@without("faire", "etsy")  # want a tracking number
def test_part_of_an_order_without_tracking_is_not_told_twice(shop, client):
    key = shop.buy([("SOAP", 3)])
    line = client.get_order(key).lines[0].remote_id
    request = ShipRequest(key, ((line, 1),))
    match = {"match": "fulfillmentCreate"} if shop.module == "shopify" else {}
    shop.fake.faults.add("timeout_after", where=shop.where_ship, **match)
    try:
        first = client.ship(request)
    except Transient:
        first = client.ship(request)
    assert len(shop.fake.order(key).shipments) <= 1
    again = client.ship(request)
    assert again.remote_id == first.remote_id
    assert len(shop.fake.order(key).shipments) <= 1
    client.ship(ShipRequest(key, ((line, 2),), known=(first.remote_id,)))
    assert client.get_order(key).state == "shipped"


def test_a_second_parcel_is_added(shop, client):
    key = shop.buy([("SOAP", 3)])
    ((line, _count),) = whole(client.get_order(key))
    for tracking, count in (("1Z1", 1), ("1Z2", 2)):
        client.ship(
            ShipRequest(key, ((line, count),), tracking=tracking, carrier="UPS")
        )
    assert shop.told(key) == ["1Z1", "1Z2"]
    assert client.get_order(key).state == "shipped"


@without("faire", "etsy")  # tell no refunded lines
def test_what_was_refunded_before_it_left_keeps_no_order_open(shop, client):
    key = shop.buy([("SOAP", 3)])
    shop.fake.refund(key, [("SOAP", 1)], restock=True)
    (line,) = client.get_order(key).lines
    client.ship(ShipRequest(key, ((line.remote_id, 2),), tracking="1Z9", carrier="UPS"))
    assert shop.told(key) == ["1Z9"]
    assert client.get_order(key).state == "shipped"


def test_an_unknown_order_cannot_be_shipped(shop, client):
    with pytest.raises(ItemRejected):
        client.ship(ShipRequest("999999", (("1", 1),), tracking="1Z9", carrier="UPS"))
