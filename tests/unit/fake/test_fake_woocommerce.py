import base64
import hashlib
import hmac
import json

import pytest
import requests
from fake_goods import stocked
from fakes import FakeWooCommerce
from fakes.listener import Listener

API = "/wp-json/wc/v3"


@pytest.fixture
def shop():
    with stocked(FakeWooCommerce()) as fake:
        yield fake


def call(shop, method, path, auth=None, **options):
    pair = auth or (shop.consumer_key, shop.consumer_secret)
    return requests.request(
        method, shop.url + API + path, auth=pair, timeout=5, **options
    )


def test_wrong_secret_is_refused(shop):
    answer = call(shop, "GET", "/products", auth=("ck_fake", "cs_wrong"))
    assert answer.status_code == 401
    assert answer.json()["code"] == "woocommerce_rest_authentication_error"


def test_query_string_gets_in_where_the_header_is_stripped(shop):
    shop.strips_authorization = True
    assert call(shop, "GET", "/products").status_code == 401
    keys = {
        "consumer_key": shop.consumer_key,
        "consumer_secret": shop.consumer_secret,
    }
    answer = requests.get(shop.url + API + "/products", params=keys, timeout=5)
    assert answer.ok


def test_read_only_key_cannot_write(shop):
    shop.read_only = True
    body = {"stock_quantity": 3}
    assert call(shop, "PUT", f"/products/{shop.soap.id}", json=body).status_code == 401


def test_stock_of_a_product_and_of_a_variation(shop):
    body = {"manage_stock": True, "stock_quantity": 3}
    told = call(shop, "PUT", f"/products/{shop.soap.id}", json=body).json()
    assert (told["stock_quantity"], told["stock_status"]) == (3, "instock")
    path = f"/products/{shop.candle.id}/variations/{shop.candle.variants[0].id}"
    assert call(shop, "PUT", path, json={**body, "stock_quantity": 0}).ok
    assert (shop.stock("SOAP"), shop.stock("LAV-S")) == (3, 0)


def test_batch_tells_errors_inside_a_200(shop):
    rows = [{"id": int(shop.soap.id), "stock_quantity": 2}, {"id": 9, "name": "x"}]
    answer = call(shop, "POST", "/products/batch", json={"update": rows})
    assert answer.status_code == 200
    good, bad = answer.json()["update"]
    assert good["stock_quantity"] == 2
    assert bad["error"]["code"] == "woocommerce_rest_product_invalid_id"


def test_batch_takes_a_hundred(shop):
    rows = [{"id": int(shop.soap.id), "stock_quantity": 2}] * 101
    answer = call(shop, "POST", "/products/batch", json={"update": rows})
    assert answer.status_code == 413
    assert shop.stock("SOAP") == 5


def test_variation_counted_at_its_parent(shop):
    listing = shop.add_listing(
        "Melts",
        shared=True,
        variants=[
            {"sku": "M-A", "quantity": 8, "values": {"Scent": "A"}},
            {"sku": "M-B", "quantity": 8, "values": {"Scent": "B"}},
        ],
    )
    path = f"/products/{listing.id}/variations"
    assert {row["manage_stock"] for row in call(shop, "GET", path).json()} == {"parent"}
    row = {"id": int(listing.variants[0].id), "stock_quantity": 1}
    call(shop, "POST", path + "/batch", json={"update": [row]})
    assert shop.stock("M-A") == 8
    call(shop, "PUT", f"/products/{listing.id}", json={"stock_quantity": 6})
    shop.buy([("M-A", 1)])
    assert (shop.stock("M-A"), shop.stock("M-B")) == (5, 5)


def test_count_of_what_is_not_managed_is_ignored(shop):
    wick = shop.add_listing("Wick", "WICK", "1", None)
    told = call(shop, "PUT", f"/products/{wick.id}", json={"stock_quantity": 4}).json()
    assert told["stock_quantity"] is None


def test_sku_search_finds_variations(shop):
    told = call(shop, "GET", "/products?sku=LAV-S,SOAP").json()
    assert {(row["sku"], row["type"]) for row in told} == {
        ("LAV-S", "variation"),
        ("SOAP", "simple"),
    }


def test_pages_are_counted_in_headers(shop):
    for _ in range(3):
        shop.buy([("SOAP", 1)])
    answer = call(shop, "GET", "/orders?per_page=2&order=asc&orderby=id")
    assert answer.headers["X-WP-Total"] == "3"
    assert answer.headers["X-WP-TotalPages"] == "2"
    assert 'rel="next"' in answer.headers["Link"]
    assert len(call(shop, "GET", "/orders?per_page=2&page=2").json()) == 1
    assert call(shop, "GET", "/orders?per_page=101").status_code == 400


def test_modified_after_is_local_time_unless_told(shop):
    order = shop.buy([("SOAP", 1)])
    moment = shop.orders[order].updated.strftime("%Y-%m-%dT%H:00:00")
    path = f"/orders?modified_after={moment}"
    assert call(shop, "GET", path).json() == []
    assert call(shop, "GET", path + "&dates_are_gmt=true").json()


def test_ordering_by_change_is_for_newer_sites(shop):
    assert call(shop, "GET", "/orders?orderby=modified").status_code == 400
    shop.sorts_by_modified = True
    assert call(shop, "GET", "/orders?orderby=modified").ok


def order_told(shop, order):
    return call(shop, "GET", f"/orders/{order}").json()


def test_order_money_adds_up(shop):
    order = shop.buy(
        [("LAV-S", 2), ("SOAP", 1)],
        discount="3",
        tax_rate="0.1",
        shipping="5",
        tip="1",
        gift_wrap="2",
        personalisation="For mum",
    )
    told = order_told(shop, order)
    lines = sum(float(row["total"]) for row in told["line_items"])
    fees = sum(float(row["total"]) for row in told["fee_lines"])
    assert lines == pytest.approx(23.5)
    whole = lines + fees + float(told["total_tax"]) + float(told["shipping_total"])
    assert float(told["total"]) == pytest.approx(whole)
    assert told["status"] == "processing"
    first, second = told["line_items"]
    assert first["variation_id"] and not second["variation_id"]
    assert first["meta_data"][0]["value"] == "For mum"


def test_statuses_follow_payment_refund_and_cancellation(shop):
    unpaid = shop.buy([("SOAP", 1)], unpaid=True)
    paid = shop.buy([("SOAP", 1)])
    gone = shop.buy([("SOAP", 1)])
    shop.refund(paid, [("SOAP", 1)], restock=True)
    shop.cancel(gone)
    told = [order_told(shop, order)["status"] for order in (unpaid, paid, gone)]
    assert told == ["pending", "refunded", "cancelled"]
    [refund] = call(shop, "GET", f"/orders/{paid}/refunds").json()
    assert refund["line_items"][0]["quantity"] == -1
    assert order_told(shop, paid)["refunds"][0]["total"] == "-6.50"


def test_trashed_orders_are_hidden(shop):
    order = shop.buy([("SOAP", 1)])
    shop.trash(order)
    assert call(shop, "GET", "/orders").json() == []
    assert call(shop, "GET", "/orders?status=trash").json()


def test_completing_ships_and_notes_are_kept(shop):
    order = shop.buy([("SOAP", 1)])
    told = call(shop, "PUT", f"/orders/{order}", json={"status": "completed"}).json()
    assert told["status"] == "completed" and told["date_completed_gmt"]
    note = {"note": "Sent with UPS 1Z", "customer_note": True}
    path = f"/orders/{order}/notes"
    assert call(shop, "POST", path, json=note).status_code == 201
    assert call(shop, "GET", path).json()[0]["customer_note"]
    assert call(shop, "POST", path, json={}).status_code == 400


def test_race_of_two_buyers_goes_below_zero(shop):
    shop.buy([("SOAP", 6)], force=True)
    assert call(shop, "GET", f"/products/{shop.soap.id}").json()["stock_quantity"] == -1


def make_hook(shop, url):
    body = {"topic": "order.created", "delivery_url": url, "secret": "s"}
    return call(shop, "POST", "/webhooks", json=body).json()


def test_webhook_pings_then_signs(shop):
    with Listener() as listener:
        hook = make_hook(shop, listener.url)
        assert shop.webhooks.settle()
        shop.buy([("SOAP", 1)])
        assert shop.webhooks.settle()
    (headers, ping), (signed, body) = listener.heard
    assert ping == f"webhook_id={hook['id']}".encode()
    assert "X-WC-Webhook-Signature" not in headers
    mac = base64.b64encode(hmac.new(b"s", body, hashlib.sha256).digest()).decode()
    assert signed["X-WC-Webhook-Signature"] == mac
    assert signed["X-WC-Webhook-Topic"] == "order.created"
    assert json.loads(body)["line_items"]


def test_webhook_is_disabled_after_five_failures_without_retry(shop):
    with Listener(200, *[500] * 9) as listener:
        hook = make_hook(shop, listener.url)
        for _ in range(5):
            shop.buy([("SOAP", 1)])
        assert shop.webhooks.settle()
        shop.set_stock_by_hand("SOAP", 5)
        shop.buy([("SOAP", 1)])
        assert shop.webhooks.settle()
    assert len(listener.heard) == 6
    [told] = call(shop, "GET", "/webhooks").json()
    assert (told["id"], told["status"]) == (hook["id"], "disabled")
    body = {"status": "active"}
    told = call(shop, "PUT", f"/webhooks/{hook['id']}", json=body).json()
    assert told["status"] == "active"
