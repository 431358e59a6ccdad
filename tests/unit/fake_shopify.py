"""Calls to the fake Shopify, as a client makes them."""

import uuid
from contextlib import contextmanager

import requests
from fakes import FakeShopify

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


@contextmanager
def opened():
    """A fake Shopify that sells a candle and a soap."""
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


def orders(shop, query=None):
    after, rows = None, []
    while True:
        told = ask(shop, ORDERS, {"query": query, "after": after}).json()
        page = told["data"]["orders"]
        rows += page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            return rows
        after = page["pageInfo"]["endCursor"]
