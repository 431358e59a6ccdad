"""Shopify's answers, as its API gives them, and a client that hears them."""

from datetime import datetime, timezone

from channel_clients.shopify import ShopifyClient, queries
from channel_clients.types import ShipRequest
from channel_doubles import reply, tokens, transport

NOW = datetime(2026, 11, 22, 12, tzinfo=timezone.utc)


def client(*script, location="5", **options):
    made, session, clock = transport(*script, base_url="https://x.myshopify.com")
    options.setdefault("token", tokens("shpat_token"))
    shopify = ShopifyClient(made, location_id=location, client_secret="hush", **options)
    return shopify, session, clock


def data(name, value, **extra):
    return reply({"data": {name: value}, **extra})


def set_answer(items=(), errors=()):
    changes = [
        {"name": "available", "delta": 1, "item": {"id": f"gid://shopify/II/{item}"}}
        for item in items
    ]
    return data(
        "inventorySetQuantities",
        {
            "inventoryAdjustmentGroup": {"changes": changes} if items else None,
            "userErrors": list(errors),
        },
    )


HERE = "gid://shopify/Location/5"


def to_ship(status="OPEN", remaining=5, tracked=(), place=HERE, needed=True):
    return data(
        "order",
        {
            "id": "gid://shopify/Order/77",
            "displayFulfillmentStatus": (
                "UNFULFILLED" if needed else "FULFILLMENT_NOT_REQUIRED"
            ),
            "fulfillments": [
                {
                    "id": "gid://shopify/Fulfillment/4",
                    "status": "SUCCESS",
                    "trackingInfo": [{"number": number, "company": "UPS"}],
                }
                for number in tracked
            ],
            "fulfillmentOrders": {
                "nodes": [
                    {
                        "id": "gid://shopify/FulfillmentOrder/30",
                        "status": status,
                        "assignedLocation": {"location": {"id": place}},
                        "lineItems": {
                            "nodes": [
                                {
                                    "id": "gid://shopify/FulfillmentOrderLineItem/31",
                                    "remainingQuantity": remaining,
                                    "lineItem": {"id": "gid://shopify/LineItem/1"},
                                }
                            ]
                        },
                    }
                ]
            },
        },
    )


SHIP = ShipRequest("77", (("1", 2),), tracking="1Z9", carrier="UPS")


NAMES = {
    text: name
    for name, text in vars(queries).items()
    if name.isupper() and isinstance(text, str)
}


def documents(session):
    """The documents that were sent, by name, each with its variables."""
    assert {(one.method, one.path) for one in session.sent} == {
        ("POST", f"/admin/api/{queries.API_VERSION}/graphql.json")
    }
    return [(NAMES[one.json["query"]], one.json["variables"]) for one in session.sent]
