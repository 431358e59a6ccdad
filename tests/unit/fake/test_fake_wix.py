import base64
import json

import pytest
import requests
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from fake_goods import stocked
from fakes import FakeWix
from fakes.listener import Listener

ITEMS = "/stores/v3/inventory-items"
BULK = "/stores/v3/bulk/inventory-items"
EMPTY = "00000000-0000-0000-0000-000000000000"


@pytest.fixture(params=["V3", "V1"])
def either(request):
    with stocked(FakeWix(catalog=request.param)) as fake:
        yield fake


@pytest.fixture
def shop():
    with stocked(FakeWix()) as fake:
        yield fake


@pytest.fixture
def old():
    with stocked(FakeWix(catalog="V1")) as fake:
        yield fake


def call(shop, method, path, body=None, headers=None):
    sent = headers or {"Authorization": shop.api_key, "wix-site-id": shop.site_id}
    return requests.request(method, shop.url + path, json=body, headers=sent, timeout=5)


def items(shop, **asked):
    told = call(shop, "POST", ITEMS + "/query", {"query": asked}).json()
    return {row["product"]["variantSku"]: row for row in told["inventoryItems"]}


def update(shop, *rows):
    body = {"inventoryItems": [{"inventoryItem": row} for row in rows]}
    return call(shop, "POST", BULK + "/update", body)


def test_catalog_tells_its_version_and_refuses_the_other(either):
    told = call(either, "GET", "/stores/v3/provision/version").json()
    assert told["catalogVersion"] == f"{either.catalog}_CATALOG"
    wrong = (
        "/stores/v2/inventoryItems/query"
        if either.catalog == "V3"
        else (ITEMS + "/query")
    )
    assert call(either, "POST", wrong, {}).status_code == 428


def test_key_and_site_must_fit(shop):
    path = "/stores/v3/provision/version"
    bad = {"Authorization": "IST.no", "wix-site-id": shop.site_id}
    assert call(shop, "GET", path, headers=bad).status_code == 401
    lost = {"Authorization": shop.api_key, "wix-site-id": "x"}
    assert call(shop, "GET", path, headers=lost).status_code == 403


def test_app_instance_gets_a_token_of_four_hours(shop):
    body = {
        "grant_type": "client_credentials",
        "client_id": shop.app_id,
        "client_secret": shop.app_secret,
        "instance_id": shop.instance_id,
    }
    told = call(shop, "POST", "/oauth2/token", body).json()
    assert told["expires_in"] == 14400
    headers = {"Authorization": told["access_token"]}
    path = "/stores/v3/provision/version"
    assert call(shop, "GET", path, headers=headers).ok
    shop.expire_tokens()
    assert call(shop, "GET", path, headers=headers).status_code == 401


def test_revision_guards_a_single_write(shop):
    item = items(shop)["SOAP"]
    body = {"inventoryItem": {"revision": item["revision"], "quantity": 4}}
    path = f"{ITEMS}/{item['id']}"
    told = call(shop, "PATCH", path, body).json()["inventoryItem"]
    assert told["quantity"] == 4
    assert int(told["revision"]) > int(item["revision"])
    assert call(shop, "PATCH", path, body).status_code == 409
    del body["inventoryItem"]["revision"]
    assert call(shop, "PATCH", path, body).status_code == 400


def test_sale_makes_the_revision_stale(shop):
    item = items(shop)["SOAP"]
    shop.buy([("SOAP", 1)])
    row = {"id": item["id"], "revision": item["revision"], "quantity": 9}
    [told] = update(shop, row).json()["results"]
    assert told["itemMetadata"]["error"]["code"] == "INVALID_REVISION"
    assert shop.stock("SOAP") == 4


def test_bulk_tells_each_outcome_and_takes_a_thousand(shop):
    known = items(shop)["SOAP"]
    good = {"id": known["id"], "revision": known["revision"], "quantity": 7}
    lost = {"id": EMPTY, "revision": "1", "quantity": 7}
    told = update(shop, good, lost).json()
    assert [row["itemMetadata"]["success"] for row in told["results"]] == [True, False]
    assert told["bulkActionMetadata"]["totalFailures"] == 1
    assert update(shop, *[good] * 1001).status_code == 400


def test_quantity_has_bounds_and_excludes_in_stock(shop):
    item = items(shop)["SOAP"]
    base = {"id": item["id"], "revision": item["revision"]}
    for bad in ({"quantity": 100_000}, {"quantity": 1, "inStock": True}, {}):
        [told] = update(shop, {**base, **bad}).json()["results"]
        assert not told["itemMetadata"]["success"]


def test_decrement_is_restricted_when_asked(shop):
    item = items(shop)["SOAP"]
    row = {"inventoryItemId": item["id"], "decrementBy": 9}
    body = {"decrementData": [row], "restrictInventory": True}
    [told] = call(shop, "POST", BULK + "/decrement", body).json()["results"]
    assert told["itemMetadata"]["error"]["code"] == "INSUFFICIENT_INVENTORY"
    too_many = {"decrementData": [row] * 301}
    assert call(shop, "POST", BULK + "/decrement", too_many).status_code == 400


def test_items_are_filtered_and_paged_by_cursor(shop):
    paging = {"limit": 2}
    asked = {"query": {"cursorPaging": paging, "filter": {"trackQuantity": True}}}
    first = call(shop, "POST", ITEMS + "/query", asked).json()
    assert len(first["inventoryItems"]) == 2
    paging["cursor"] = first["pagingMetadata"]["cursors"]["next"]
    assert call(shop, "POST", ITEMS + "/query", asked).status_code == 400
    del asked["query"]["filter"]
    second = call(shop, "POST", ITEMS + "/query", asked).json()
    assert len(second["inventoryItems"]) == 1
    assert not second["pagingMetadata"]["hasNext"]
    chosen = items(shop, filter={"productId": {"$in": [shop.soap.id]}})
    assert list(chosen) == ["SOAP"]


def test_variants_come_with_a_single_product_only(shop):
    told = call(shop, "POST", "/stores/v3/products/query", {"query": {}}).json()
    assert "variantsInfo" not in told["products"][0]
    path = f"/stores/v3/products/{shop.candle.id}"
    one = call(shop, "GET", path).json()["product"]
    assert len(one["variantsInfo"]["variants"]) == 2


def test_old_catalog_reads_and_writes_by_product(old):
    query = {"query": {"paging": {"limit": 100}}, "includeVariants": True}
    told = call(old, "POST", "/stores/v1/products/query", query).json()["products"]
    candle, soap = told
    assert soap["variants"][0]["id"] == EMPTY and soap["sku"] == "SOAP"
    small = candle["variants"][0]["id"]
    rows = [{"variantId": small, "quantity": 4}]
    body = {"inventoryItem": {"trackQuantity": True, "variants": rows}}
    path = "/stores/v2/inventoryItems/product/"
    assert call(old, "PATCH", path + candle["id"], body).ok
    rows[0]["variantId"] = EMPTY
    assert call(old, "PATCH", path + soap["id"], body).ok
    assert (old.stock("LAV-S"), old.stock("LAV-L"), old.stock("SOAP")) == (4, 3, 4)
    wanted = json.dumps({"productId": {"$hasSome": [soap["id"]]}})
    asked = {"query": {"filter": wanted}}
    path = "/stores/v2/inventoryItems/query"
    [item] = call(old, "POST", path, asked).json()["inventoryItems"]
    assert item["variants"] == [{"variantId": EMPTY, "inStock": True, "quantity": 4}]


def search(shop, **asked):
    return call(shop, "POST", "/ecom/v1/orders/search", {"search": asked}).json()


def test_orders_are_searched_by_change(either):
    for _ in range(3):
        either.buy([("LAV-S", 1)])
    hidden = either.buy([("SOAP", 1)], status="INITIALIZED")
    sort = [{"fieldName": "updatedDate", "order": "ASC"}]
    first = search(either, sort=sort, cursorPaging={"limit": 2})
    cursor = first["metadata"]["cursors"]["next"]
    second = search(either, cursorPaging={"limit": 2, "cursor": cursor})
    told = [row["id"] for row in first["orders"] + second["orders"]]
    assert len(told) == 3 and hidden not in told
    late = {"updatedDate": {"$gte": "2099-01-01T00:00:00Z"}}
    assert search(either, filter=late)["orders"] == []


def test_order_tells_its_goods_and_money(shop):
    order = shop.buy(
        [("LAV-S", 2)], discount="2", tax_rate="0.1", shipping="4", tip="1"
    )
    [told] = search(shop)["orders"]
    money = {name: float(row["amount"]) for name, row in told["priceSummary"].items()}
    assert money["total"] == pytest.approx(20 - 2 + 2 + 4 + 1)
    line = told["lineItems"][0]
    reference = line["catalogReference"]
    assert reference["catalogItemId"] == shop.candle.id
    assert reference["options"]["variantId"] == shop.variant("LAV-S").id
    shop.refund(order, [("LAV-S", 1)], restock=True)
    [told] = search(shop)["orders"]
    assert told["paymentStatus"] == "PARTIALLY_REFUNDED"
    line = told["lineItems"][0]
    assert (line["refundQuantity"], line["restockQuantity"]) == (1, 1)


def test_part_then_rest_is_fulfilled(shop):
    order = shop.buy([("LAV-S", 3)])
    line = search(shop)["orders"][0]["lineItems"][0]["id"]
    path = f"/ecom/v1/fulfillments/orders/{order}"
    fulfilment = {
        "lineItems": [{"id": line, "quantity": 2}],
        "trackingInfo": {"trackingNumber": "1Z", "shippingProvider": "ups"},
    }
    body = {"fulfillment": fulfilment}
    assert call(shop, "POST", path + "/create-fulfillment", body).ok
    assert search(shop)["orders"][0]["fulfillmentStatus"] == "PARTIALLY_FULFILLED"
    assert call(shop, "POST", path + "/create-fulfillment", body).status_code == 400
    fulfilment["lineItems"][0]["quantity"] = 1
    assert call(shop, "POST", path + "/create-fulfillment", body).ok
    told = call(shop, "GET", path).json()["orderWithFulfillments"]["fulfillments"]
    assert len(told) == 2


def test_webhook_is_a_signed_token(shop):
    with Listener() as listener:
        shop.webhook_target(listener.url)
        order = shop.buy([("SOAP", 1)])
        assert shop.webhooks.settle()
    body = listener.heard[0][1].decode()
    head, claims, mac = body.split(".")

    def raw(text):
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))

    key = serialization.load_pem_public_key(shop.public_key.encode())
    signed = f"{head}.{claims}".encode()
    key.verify(raw(mac), signed, padding.PKCS1v15(), hashes.SHA256())
    inner = json.loads(json.loads(raw(claims))["data"])
    assert inner["eventType"] == "wix.ecom.v1.order_created"
    assert json.loads(inner["data"])["entityId"] == order
