import base64
import hashlib
import hmac

import pytest
import requests
from fake_shopify import ask, entry, opened, orders, set_stock
from fakes.listener import Listener


@pytest.fixture
def shop():
    with opened() as fake:
        yield fake


def test_unknown_field_is_refused_by_the_schema(shop):
    answer = ask(shop, "{ shop { nmae } }").json()
    assert "nmae" in answer["errors"][0]["message"]
    assert "data" not in answer


def test_empty_bucket_throttles_with_status_200(shop):
    shop.bucket.left, shop.bucket.rate = 5, 0
    answer = set_stock(shop, entry(shop, "LAV", 7))
    assert answer["errors"][0]["extensions"]["code"] == "THROTTLED"
    assert answer["extensions"]["cost"]["throttleStatus"]["currentlyAvailable"] < 13
    assert "data" not in answer
    assert shop.stock("LAV") == 10


def test_missing_scope_is_denied(shop):
    shop.scopes.remove("write_inventory")
    answer = set_stock(shop, entry(shop, "LAV", 7))
    assert answer["errors"][0]["extensions"]["code"] == "ACCESS_DENIED"


def test_client_credentials_give_a_token_for_a_day(shop):
    form = {"grant_type": "client_credentials", "client_id": shop.client_id}
    url = shop.url + "/admin/oauth/access_token"
    wrong = requests.post(url, data={**form, "client_secret": "no"}, timeout=5)
    assert wrong.status_code == 400
    right = {**form, "client_secret": shop.client_secret}
    told = requests.post(url, data=right, timeout=5).json()
    assert told["expires_in"] == 86399
    assert ask(shop, "{ shop { name } }", token=told["access_token"]).ok
    shop.expire_tokens()
    expired = ask(shop, "{ shop { name } }", token=told["access_token"])
    assert expired.status_code == 401


def test_expired_version_falls_forward(shop):
    answer = ask(shop, "{ shop { name } }", version="2024-01")
    assert answer.headers["X-Shopify-API-Version"] == "2026-01"


def test_variants_are_paged_and_limited(shop):
    query = "query($n: Int, $a: String) { productVariants(first: $n, after: $a) {"
    query += " nodes { sku } pageInfo { hasNextPage endCursor } } }"
    first = ask(shop, query, {"n": 1}).json()["data"]["productVariants"]
    cursor = first["pageInfo"]["endCursor"]
    second = ask(shop, query, {"n": 1, "a": cursor}).json()["data"]["productVariants"]
    assert [first["nodes"][0]["sku"], second["nodes"][0]["sku"]] == ["LAV", "SOAP"]
    assert not second["pageInfo"]["hasNextPage"]
    assert ask(shop, query, {"n": 251}).json()["errors"]


def test_sku_search_finds_beginnings_too(shop):
    shop.add_listing("Lavender candle, large", "LAV-L")
    query = "{ productVariants(first: 9, query: \"sku:'lav'\") { nodes { sku } } }"
    nodes = ask(shop, query).json()["data"]["productVariants"]["nodes"]
    assert {node["sku"] for node in nodes} == {"LAV", "LAV-L"}


def test_customer_data_can_be_withheld(shop):
    shop.customer_data = False
    shop.buy([("LAV", 1)])
    assert orders(shop)[0]["email"] is None


def test_webhook_subscriptions_are_made_once_and_signed(shop):
    make = (
        "mutation($u: String!) { webhookSubscriptionCreate(topic: ORDERS_CREATE,"
        " webhookSubscription: {uri: $u, format: JSON}) {"
        " webhookSubscription { id uri } userErrors { message } } }"
    )
    with Listener() as listener:
        ask(shop, make, {"u": listener.url})
        again = ask(shop, make, {"u": listener.url}).json()["data"]
        assert again["webhookSubscriptionCreate"]["userErrors"]
        shop.buy([("LAV", 1)])
        assert shop.webhooks.settle()
    [(headers, body)] = listener.heard
    mac = hmac.new(shop.client_secret.encode(), body, hashlib.sha256).digest()
    assert headers["X-Shopify-Hmac-Sha256"] == base64.b64encode(mac).decode()
    assert headers["X-Shopify-Topic"] == "orders/create"
    assert headers["X-Shopify-Webhook-Id"] and headers["X-Shopify-Event-Id"]
