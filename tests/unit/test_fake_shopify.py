import base64
import hashlib
import hmac
import uuid

import pytest
import requests
from fakes import FakeShopify, schemas
from fakes.listener import Listener

SET = """
mutation($input: InventorySetQuantitiesInput!, $key: String!) {
  inventorySetQuantities(input: $input) @idempotent(key: $key) {
    inventoryAdjustmentGroup { id changes { name delta quantityAfterChange } }
    userErrors { code field message }
  }
}"""
ORDERS = """
query($query: String, $after: String) {
  orders(first: 2, after: $after, sortKey: UPDATED_AT, query: $query) {
    pageInfo { hasNextPage endCursor }
    nodes {
      id test cancelledAt displayFinancialStatus displayFulfillmentStatus
      email totalPriceSet { shopMoney { amount } }
      lineItems(first: 10) { nodes { sku quantity currentQuantity
        discountAllocations { allocatedAmountSet { shopMoney { amount } } } } }
      refunds { refundLineItems(first: 5) { nodes { quantity restockType } } }
      fulfillmentOrders(first: 5) { nodes { id status
        lineItems(first: 10) { nodes { id remainingQuantity } } } }
    }
  }
}"""
FULFIL = """
mutation($f: FulfillmentInput!) {
  fulfillmentCreate(fulfillment: $f) {
    fulfillment { id trackingInfo { number } } userErrors { field message }
  }
}"""
needs_schema = pytest.mark.skipif(
    not schemas.shopify("2026-07"), reason="Shopify's schema is absent"
)


@pytest.fixture
def shop():
    with FakeShopify() as fake:
        fake.add_listing("Lavender candle", "LAV", "18.00", 10)
        fake.add_listing("Oat soap", "SOAP", "6.50", 5)
        yield fake


def ask(shop, query, variables=None, version="2026-07", token=None):
    return requests.post(
        f"{shop.url}/admin/api/{version}/graphql.json",
        json={"query": query, "variables": variables or {}},
        headers={"X-Shopify-Access-Token": token or shop.access_token},
        timeout=30,
    )


def entry(shop, sku, quantity, place="70001", **more):
    item = shop.variant(sku).extra["item"]
    return {
        "inventoryItemId": f"gid://shopify/InventoryItem/{item}",
        "locationId": f"gid://shopify/Location/{place}",
        "quantity": quantity,
        **({} if more.pop("omit", False) else {"changeFromQuantity": None}),
        **more,
    }


def set_stock(shop, *entries, key="", version="2026-07", query=SET, **more):
    given = {
        "name": "available",
        "reason": "correction",
        "quantities": list(entries),
        **more,
    }
    variables = {"input": given, "key": key or str(uuid.uuid4())}
    if "$key" not in query:
        del variables["key"]
    return ask(shop, query, variables, version).json()


def errors(answer):
    return answer["data"]["inventorySetQuantities"]["userErrors"]


def test_quantity_is_set(shop):
    answer = set_stock(shop, entry(shop, "LAV", 7, changeFromQuantity=10))
    group = answer["data"]["inventorySetQuantities"]["inventoryAdjustmentGroup"]
    assert [(row["name"], row["delta"]) for row in group["changes"]] == [
        ("available", -3),
        ("on_hand", -3),
    ]
    assert group["changes"][0]["quantityAfterChange"] is None
    assert answer["extensions"]["cost"]["requestedQueryCost"] in range(10, 15)
    assert shop.stock("LAV") == 7


def test_setting_on_hand_leaves_what_is_committed(shop):
    shop.buy([("LAV", 4)])
    assert not errors(set_stock(shop, entry(shop, "LAV", 20), name="on_hand"))
    assert shop.stock("LAV") == 16


def test_stale_comparison_names_its_entry_and_changes_nothing(shop):
    shop.buy([("LAV", 3)])
    answer = set_stock(
        shop,
        entry(shop, "SOAP", 9, changeFromQuantity=5),
        entry(shop, "LAV", 9, changeFromQuantity=10),
    )
    [error] = errors(answer)
    assert error["code"] == "CHANGE_FROM_QUANTITY_STALE"
    assert error["field"] == ["input", "quantities", "1", "changeFromQuantity"]
    assert (shop.stock("SOAP"), shop.stock("LAV")) == (5, 7)


def test_omitted_comparison_is_an_error(shop):
    answer = set_stock(shop, entry(shop, "LAV", 7, omit=True))
    [error] = answer["errors"]
    assert error["extensions"]["code"] == "INVALID_FIELD_ARGUMENTS"
    assert error["message"] == (
        "InventoryQuantityInput must include the following argument:"
        " changeFromQuantity."
    )
    assert answer["data"] == {"inventorySetQuantities": None}


def test_missing_idempotency_is_an_error(shop):
    query = SET.replace(" @idempotent(key: $key)", "").replace(", $key: String!", "")
    [error] = set_stock(shop, entry(shop, "LAV", 7), query=query)["errors"]
    assert error["extensions"]["code"] == "BAD_REQUEST"
    assert error["message"] == (
        "The @idempotent directive is required for this mutation but was not provided."
    )


def test_key_answers_a_repeat_and_refuses_another_use(shop):
    first = set_stock(shop, entry(shop, "LAV", 7), key="k")
    shop.buy([("LAV", 2)])
    assert set_stock(shop, entry(shop, "LAV", 7), key="k")["data"] == first["data"]
    assert shop.stock("LAV") == 5
    [error] = errors(set_stock(shop, entry(shop, "LAV", 6), key="k"))
    assert error["code"] == "IDEMPOTENCY_KEY_PARAMETER_MISMATCH"


def test_repeat_can_fail_as_stale(shop):
    set_stock(shop, entry(shop, "LAV", 7), key="k")
    shop.replay_is_stale = True
    [error] = errors(set_stock(shop, entry(shop, "LAV", 7), key="k"))
    assert error["code"] == "CHANGE_FROM_QUANTITY_STALE"


@pytest.mark.parametrize(
    ("change", "more", "code", "field"),
    [
        ({"quantity": 1_000_000_001}, {}, "INVALID_QUANTITY_TOO_HIGH", "quantity"),
        ({"quantity": -2_000_000_000}, {}, "INVALID_QUANTITY_TOO_LOW", "quantity"),
        (
            {"quantity": -5},
            {"name": "on_hand"},
            "INVALID_QUANTITY_NEGATIVE",
            "quantity",
        ),
        (
            {"inventoryItemId": "gid://shopify/InventoryItem/9"},
            {},
            "INVALID_INVENTORY_ITEM",
            "inventoryItemId",
        ),
        (
            {"locationId": "gid://shopify/Location/9"},
            {},
            "INVALID_LOCATION",
            "locationId",
        ),
    ],
)
def test_bad_entry_is_named_by_its_path(shop, change, more, code, field):
    answer = set_stock(shop, {**entry(shop, "LAV", 7), **change}, **more)
    [error] = errors(answer)
    assert error["code"] == code
    assert error["field"] == ["input", "quantities", "0", field]
    assert shop.stock("LAV") == 10


def test_bad_name_and_reason_are_refused(shop):
    answer = set_stock(shop, entry(shop, "LAV", 7), name="damaged", reason="mood")
    assert {error["code"] for error in errors(answer)} == {
        "INVALID_NAME",
        "INVALID_REASON",
    }


def test_same_item_twice_is_refused(shop):
    answer = set_stock(shop, entry(shop, "LAV", 7), entry(shop, "LAV", 8))
    assert len(errors(answer)) == 2


def test_unstocked_place_is_refused_up_to_2026_07(shop):
    [error] = errors(set_stock(shop, entry(shop, "LAV", 3, "70002")))
    assert error["code"] == "ITEM_NOT_STOCKED_AT_LOCATION"
    answer = set_stock(shop, entry(shop, "LAV", 3, "70002"), version="2026-10")
    assert not errors(answer)
    assert shop.stock("LAV", "70002") == 3


def test_more_than_250_entries_are_too_many(shop):
    answer = set_stock(shop, *[entry(shop, "LAV", 7)] * 251)
    assert answer["errors"][0]["message"] == (
        "The input array size of 251 is greater than the maximum allowed of 250."
    )


def test_old_argument_is_an_invalid_variable(shop):
    answer = set_stock(shop, entry(shop, "LAV", 7), ignoreCompareQuantity=True)
    assert answer["errors"][0]["extensions"]["code"] == "INVALID_VARIABLE"
    assert "ignoreCompareQuantity" in answer["errors"][0]["message"]


def test_version_2026_01_still_compares_the_old_way(shop):
    row = entry(shop, "LAV", 7, omit=True, compareQuantity=9)
    query = SET.replace(" @idempotent(key: $key)", "").replace(", $key: String!", "")
    [error] = errors(set_stock(shop, row, version="2026-01", query=query))
    assert error["code"] == "COMPARE_QUANTITY_STALE"
    row["compareQuantity"] = 10
    assert not errors(set_stock(shop, row, version="2026-01", query=query))


@needs_schema
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


def orders(shop, query=None):
    after, rows = None, []
    while True:
        told = ask(shop, ORDERS, {"query": query, "after": after}).json()
        page = told["data"]["orders"]
        rows += page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            return rows
        after = page["pageInfo"]["endCursor"]


def test_orders_are_paged_and_filtered_by_change(shop):
    ids = [shop.buy([("LAV", 1)]) for _ in range(5)]
    assert [row["id"] for row in orders(shop)] == ids
    assert orders(shop, "updated_at:>='2099-01-01T00:00:00Z'") == []
    assert len(orders(shop, "updated_at:>='2020-01-01T00:00:00Z'")) == 5


def test_order_discount_is_spread_over_its_lines(shop):
    shop.buy([("LAV", 2), ("SOAP", 1)], discount="4", shipping="5")
    [order] = orders(shop)
    shares = [
        float(part["allocatedAmountSet"]["shopMoney"]["amount"])
        for line in order["lineItems"]["nodes"]
        for part in line["discountAllocations"]
    ]
    assert sum(shares) == pytest.approx(4)
    assert order["totalPriceSet"]["shopMoney"]["amount"] == "43.5"


def test_refund_tells_its_restock(shop):
    order = shop.buy([("LAV", 3)])
    shop.refund(order, [("LAV", 1)], restock=True)
    shop.refund(order, [("LAV", 1)], restock=False)
    [told] = orders(shop)
    kinds = [
        row["restockType"]
        for refund in told["refunds"]
        for row in refund["refundLineItems"]["nodes"]
    ]
    assert kinds == ["CANCEL", "NO_RESTOCK"]
    assert told["lineItems"]["nodes"][0]["currentQuantity"] == 1
    assert told["displayFinancialStatus"] == "PARTIALLY_REFUNDED"
    assert shop.stock("LAV") == 8


def test_customer_data_can_be_withheld(shop):
    shop.customer_data = False
    shop.buy([("LAV", 1)])
    assert orders(shop)[0]["email"] is None


def fulfil(shop, rows, tracking="1Z"):
    given = {
        "lineItemsByFulfillmentOrder": rows,
        "trackingInfo": {"number": tracking, "company": "UPS"},
    }
    return ask(shop, FULFIL, {"f": given}).json()["data"]["fulfillmentCreate"]


def test_part_of_an_order_is_fulfilled_then_the_rest(shop):
    shop.buy([("LAV", 3)])
    place = orders(shop)[0]["fulfillmentOrders"]["nodes"][0]
    line = place["lineItems"]["nodes"][0]["id"]
    row = {
        "fulfillmentOrderId": place["id"],
        "fulfillmentOrderLineItems": [{"id": line, "quantity": 2}],
    }
    assert fulfil(shop, [row])["fulfillment"]["trackingInfo"] == [{"number": "1Z"}]
    place = orders(shop)[0]["fulfillmentOrders"]["nodes"][0]
    assert place["status"] == "IN_PROGRESS"
    told = fulfil(shop, [row])["userErrors"][0]["message"]
    assert told == "Invalid fulfillment order line item quantity requested."
    assert fulfil(shop, [{"fulfillmentOrderId": place["id"]}])["fulfillment"]
    assert orders(shop)[0]["displayFulfillmentStatus"] == "FULFILLED"
    again = fulfil(shop, [{"fulfillmentOrderId": place["id"]}])
    assert again["userErrors"][0]["message"].endswith("unfulfillable status= closed.")


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


def test_edit_lowers_what_is_still_wanted(shop):
    order = shop.buy([("LAV", 3)])
    shop.edit(order, "LAV", 1)
    line = orders(shop)[0]["lineItems"]["nodes"][0]
    assert (line["quantity"], line["currentQuantity"]) == (3, 1)
    assert shop.stock("LAV") == 9


def test_fulfilment_moves_to_another_place_with_its_stock(shop):
    shop.buy([("LAV", 3)])
    first = orders(shop)[0]["fulfillmentOrders"]["nodes"][0]["id"]
    move = (
        "mutation($id: ID!, $to: ID!) { fulfillmentOrderMove(id: $id,"
        " newLocationId: $to) { movedFulfillmentOrder { id status }"
        " userErrors { message } } }"
    )
    variables = {"id": first, "to": "gid://shopify/Location/70002"}
    told = ask(shop, move, variables).json()["data"]["fulfillmentOrderMove"]
    assert told["movedFulfillmentOrder"]["status"] == "OPEN"
    assert shop.stock("LAV", "70001") == 10
    assert shop.stock("LAV", "70002") == -3
    again = ask(shop, move, {**variables, "to": "gid://shopify/Location/9"}).json()
    assert again["data"]["fulfillmentOrderMove"]["userErrors"]
