"""The fake Shopify against what a real store answered to the same requests."""

import json
import re
import uuid

import pytest
import requests
from fakes import FakeShopify
from fakes.schemas import shopify_capture as capture

SET = """
mutation($input: InventorySetQuantitiesInput!, $idempotencyKey: String!) {
  inventorySetQuantities(input: $input) @idempotent(key: $idempotencyKey) {
    inventoryAdjustmentGroup { reason changes { name delta quantityAfterChange } }
    userErrors { field message code }
  }
}"""
ADJUST = SET.replace("SetQuantities", "AdjustQuantities")
FULFIL = """
mutation($fulfillment: FulfillmentInput!) {
  fulfillmentCreate(fulfillment: $fulfillment) {
    fulfillment { status } userErrors { field message }
  }
}"""


@pytest.fixture
def shop():
    with FakeShopify() as fake:
        fake.add_listing("Candle", "A", "10", 0)
        fake.places["70002"]["name"] = "My Custom Location"
        yield fake


def replay(shop, query, variables):
    """What the fake answers to a captured request, its ids put in for theirs."""
    item = shop.variant("A").extra["item"]
    text = json.dumps(variables)
    text = re.sub(r"InventoryItem/(?!9{12})\d+", f"InventoryItem/{item}", text)
    text = text.replace("Location/106318430514", "Location/70001")
    text = text.replace("Location/106318463282", "Location/70002")
    sent = json.loads(text)
    if "$idempotencyKey" in query:
        sent.setdefault("idempotencyKey", str(uuid.uuid4()))
    else:
        sent.pop("idempotencyKey", None)
    return requests.post(
        f"{shop.url}/admin/api/2026-04/graphql.json",
        json={"query": query, "variables": sent},
        headers={"X-Shopify-Access-Token": shop.access_token},
        timeout=30,
    ).json()


def gist(answer):
    """What of an answer a client acts on."""
    told = {"errors": [], "userErrors": [], "changes": None}
    for error in answer.get("errors", []):
        told["errors"].append((error["message"], error["extensions"]["code"]))
    for payload in (answer.get("data") or {}).values():
        if payload is None:
            continue
        told["userErrors"] = [
            (error.get("field"), error["message"], error.get("code"))
            for error in payload["userErrors"]
        ]
        group = payload.get("inventoryAdjustmentGroup")
        if group:
            told["changes"] = [(row["name"], row["delta"]) for row in group["changes"]]
    return told


@pytest.mark.parametrize(
    "name",
    [
        "inventorySetQuantities-name-validation",
        "inventorySetQuantities-quantity-bounds",
    ],
)
def test_quantities_are_judged_as_by_the_store(name):
    for title, case in capture(name).items():
        with FakeShopify() as shop:
            shop.add_listing("Candle", "A", "10", 0)
            answer = replay(shop, SET, case["variables"])
        assert gist(answer) == gist(case["response"]), title


@pytest.mark.parametrize(
    ("title", "query", "count"),
    [
        ("inventorySetQuantities", SET, 0),
        ("inventoryAdjustQuantities", ADJUST, 5),
        ("missingSetIdempotency", SET, 0),
        ("missingSetChangeFromQuantity", SET, 0),
        ("missingAdjustIdempotency", ADJUST, 5),
        ("missingAdjustChangeFromQuantity", ADJUST, 5),
        ("legacySetShape", SET, 0),
    ],
)
def test_contracts_are_those_of_the_store(shop, title, query, count):
    case = capture("inventory-quantity-contracts-2026-04")[title]
    if "Idempotency" in title:
        query = query.replace(" @idempotent(key: $idempotencyKey)", "")
        query = query.replace(", $idempotencyKey: String!", "")
    shop.variant("A").level.available = count
    assert gist(replay(shop, query, case["variables"])) == gist(case["response"])


@pytest.mark.parametrize("title", ["setUnknownInventoryItem", "setUnknownLocation"])
def test_unknown_ids_are_named_as_by_the_store(shop, title):
    case = capture("inventory-quantity-contracts-2026-04")[title]
    assert gist(replay(shop, SET, case["variables"])) == gist(case["response"])


def test_activation_answers_as_the_store(shop):
    for title in ("availableOnHandConflict", "onHandOutOfRange"):
        case = capture("inventory-activate-on-hand")[title]
        told = replay(shop, case["query"], case["variables"])
        assert gist(told) == gist(case["response"]), title
    for title in ("activateOnHand", "alreadyActiveOnHand"):
        case = capture("inventory-activate-on-hand")[title]
        told = replay(shop, case["query"], case["variables"])
        assert gist(told) == gist(case["response"]), title
        assert shop.stock("A", "70002") == 50


def test_fulfilments_are_refused_as_by_the_store(shop):
    cases = capture("fulfillment-create-preconditions")
    shop.set_stock_by_hand("A", 9)
    key = shop.buy([("A", 1)])
    order = shop.order(key)
    place = f"gid://shopify/FulfillmentOrder/{order.id}0"
    line = f"gid://shopify/FulfillmentOrderLineItem/9{order.lines[0].id}"

    def message(ident, count):
        row = {
            "fulfillmentOrderId": ident,
            "fulfillmentOrderLineItems": [{"id": line, "quantity": count}],
        }
        given = {"fulfillment": {"lineItemsByFulfillmentOrder": [row]}}
        return gist(replay(shop, FULFIL, given))["userErrors"]

    def theirs(title):
        return gist(cases[title]["response"])["userErrors"]

    lost = "gid://shopify/FulfillmentOrder/1"
    assert message(lost, 1) == theirs("missingFulfillmentOrder")
    assert message(place, 9) == theirs("overFulfill")
    assert message(place, 0) == theirs("nonPositiveQuantity")
    assert message(place, 1) == []
    [(field, text, _)] = message(place, 1)
    [(their_field, their_text, _)] = theirs("closed")
    assert field == their_field
    assert re.sub(r"\d+", "N", text) == re.sub(r"\d+", "N", their_text)
