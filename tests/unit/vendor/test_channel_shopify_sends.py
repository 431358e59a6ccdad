"""Parcels, webhooks and faults of Shopify: what is sent and what comes back, whole."""

import json
from dataclasses import replace

import pytest
from channel_clients.errors import (
    AuthError,
    ChannelError,
    ItemRejected,
    RequestRefused,
    Transient,
)
from channel_clients.types import Draft, Shipment, WebhookHint
from channel_clients.wire.webhooks import signature
from channel_doubles import reply
from channel_shopify import HERE, NOW, SHIP, client, data, documents, to_ship
from channel_whole import fault

NO_DRAFT = {"product": None, "userErrors": []}


@pytest.mark.parametrize(
    ("told", "error"),
    [
        (
            {"userErrors": [{"message": "A"}, {"message": "B"}]},
            ("ItemRejected", "Shopify: A; B", {"remote_id": ""}),
        ),
        (
            NO_DRAFT,
            (
                "Transient",
                "Shopify did not confirm the draft.",
                {"maybe_applied": True, "retry_after": None},
            ),
        ),
    ],
)
def test_a_draft_that_shopify_does_not_take(told, error):
    none = data("productVariants", {"nodes": []})
    shopify, _session, _clock = client(none, data("productSet", told), none)
    with pytest.raises((ItemRejected, Transient)) as refused:
        shopify.create_draft(Draft("AMBER", "Amber", 21))
    assert fault(refused.value) == error


LOOK = ("TO_SHIP", {"id": "gid://shopify/Order/77", "works": 20, "lines": 100})
PART = {
    "fulfillmentOrderId": "gid://shopify/FulfillmentOrder/30",
    "fulfillmentOrderLineItems": [
        {"id": "gid://shopify/FulfillmentOrderLineItem/31", "quantity": 2}
    ],
}


def fulfilled(*errors):
    made = {
        "id": "gid://shopify/Fulfillment/9",
        "trackingInfo": [{"number": "1Z9", "company": "UPS"}],
    }
    told = {"fulfillment": None if errors else made, "userErrors": list(errors)}
    return data("fulfillmentCreate", told)


@pytest.mark.parametrize(
    ("changes", "notify", "tracking"),
    [
        ({}, True, {"number": "1Z9", "company": "UPS"}),
        (
            {"tracking_url": "https://ups.example/1Z9", "carrier": "", "notify": False},
            False,
            {"number": "1Z9", "url": "https://ups.example/1Z9"},
        ),
        ({"tracking": ""}, True, None),
    ],
)
def test_a_parcel_is_told(changes, notify, tracking):
    shopify, session, _clock = client(to_ship(), fulfilled())
    assert shopify.ship(replace(SHIP, **changes)) == Shipment("9", "1Z9", "UPS")
    sent = {"lineItemsByFulfillmentOrder": [PART], "notifyCustomer": notify}
    sent |= {"trackingInfo": tracking} if tracking else {}
    assert documents(session) == [LOOK, ("SHIP", {"fulfillment": sent})]


def test_work_of_another_place_is_moved_to_where_the_goods_left():
    there = "gid://shopify/Location/6"
    moved = data("fulfillmentOrderMove", {"userErrors": []})
    shopify, session, _clock = client(
        to_ship(place=there), moved, to_ship(), fulfilled()
    )
    shopify.ship(SHIP)
    move = {"id": "gid://shopify/FulfillmentOrder/30", "location": HERE}
    assert documents(session)[1:3] == [("MOVE", move), LOOK]


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ([data("order", None)], "Shopify has no such order."),
        (
            [to_ship("ON_HOLD")],
            "Shopify holds this order: look at it on Shopify.",
        ),
        (
            [to_ship("SCHEDULED")],
            "Shopify holds this order: look at it on Shopify.",
        ),
        (
            [to_ship("CLOSED")],
            "Nothing is left to ship: look at it on Shopify.",
        ),
        (
            [to_ship(), fulfilled({"message": "A"}, {"message": "B"})],
            "Shopify: A; B",
        ),
    ],
)
def test_a_parcel_that_shopify_does_not_take(answers, words):
    shopify, _session, _clock = client(*answers)
    with pytest.raises(ItemRejected) as refused:
        shopify.ship(SHIP)
    assert fault(refused.value) == ("ItemRejected", words, {"remote_id": "77"})


def signed(body, topic, **more):
    return {
        "X-Shopify-Hmac-Sha256": signature("hush", body),
        "X-Shopify-Shop-Domain": "X.myshopify.com",
        "X-Shopify-Topic": topic,
        "X-Shopify-Webhook-Id": "w1",
        **more,
    }


@pytest.mark.parametrize(
    ("topic", "event", "hint"),
    [
        ("orders/updated", {"id": 77}, {"order_id": "77"}),
        ("ORDERS/edited", {"order_edit": {"order_id": 77}}, {"order_id": "77"}),
        ("orders/edited", {}, {}),
        ("refunds/create", {"id": 3, "order_id": 77}, {"order_id": "77"}),
        ("refunds/create", {}, {}),
        ("inventory_levels/update", {"order_id": 77}, {}),
        (
            "products/update",
            {
                "id": 5,
                "variants": [{"id": 8, "inventory_item_id": 9}, {"id": 7}],
            },
            {"listing_ids": ("8:9",)},
        ),
    ],
)
def test_a_webhook_is_a_hint_and_nothing_more(topic, event, hint):
    shopify, _session, _clock = client()
    body = json.dumps(event).encode()
    told = shopify.verify_webhook(signed(body, topic), body, NOW)
    assert told == WebhookHint("w1", topic, **hint)
    event_id = {"X-Shopify-Event-Id": "e1"}
    told = shopify.verify_webhook(signed(body, topic, **event_id), body, NOW)
    assert told.delivery_id == "e1"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"X-Shopify-Hmac-Sha256": ""}, "the signature is wrong."),
        ({"X-Shopify-Shop-Domain": "y.myshopify.com"}, "it is about another shop."),
        ({"X-Shopify-Shop-Domain": ""}, "it is about another shop."),
    ],
)
def test_a_webhook_that_is_refused_says_why(changes, words):
    shopify, _session, _clock = client()
    with pytest.raises(AuthError) as refused:
        shopify.verify_webhook(signed(b"{}", "x", **changes), b"{}", NOW)
    assert str(refused.value) == f"Shopify webhook refused: {words}"


TOPICS = [
    "ORDERS_CREATE",
    "ORDERS_UPDATED",
    "ORDERS_EDITED",
    "ORDERS_CANCELLED",
    "ORDERS_PAID",
    "REFUNDS_CREATE",
    "INVENTORY_LEVELS_UPDATE",
    "PRODUCTS_UPDATE",
    "PRODUCTS_DELETE",
]
URL = "https://odoo.example/hook"


def hooks(*topics):
    nodes = [{"topic": one, "uri": URL} for one in topics]
    nodes.append({"topic": TOPICS[-1], "uri": "https://odoo.example/old"})
    info = {"hasNextPage": False, "endCursor": None}
    return data("webhookSubscriptions", {"nodes": nodes, "pageInfo": info})


def subscribed(*errors):
    told = {"userErrors": [{"message": one} for one in errors]}
    return data("webhookSubscriptionCreate", told)


def test_missing_subscriptions_are_made():
    shopify, session, _clock = client(
        hooks(*TOPICS[:6]), subscribed(), subscribed("Access"), subscribed("is taken")
    )
    made = shopify.ensure_webhooks(URL)
    assert made == ("INVENTORY_LEVELS_UPDATE", "PRODUCTS_DELETE")
    hook = {"uri": URL, "format": "JSON"}
    assert documents(session) == [
        ("WEBHOOKS", {"topics": TOPICS}),
        *(("SUBSCRIBE", {"topic": one, "subscription": hook}) for one in TOPICS[6:]),
    ]


def test_a_shop_that_refuses_every_subscription_says_why():
    shopify, _session, _clock = client(hooks(), *[subscribed("No access")] * 9)
    with pytest.raises(RequestRefused) as refused:
        shopify.ensure_webhooks(URL)
    assert str(refused.value) == "Shopify: No access"


def failing(message, code=None, **more):
    extensions = {"code": code} if code else {}
    return {"message": message, "extensions": extensions, **more}


@pytest.mark.parametrize(
    ("errors", "told"),
    [
        (
            [failing("a", "B"), failing("c")],
            (
                "RequestRefused",
                "Shopify refused the request: a; c",
                {"status": 400, "detail": "B a; c"},
            ),
        ),
        (
            "Not allowed",
            (
                "RequestRefused",
                "Shopify refused the request: Not allowed",
                {"status": 400, "detail": " Not allowed"},
            ),
        ),
        (
            {"query": "odd"},
            (
                "RequestRefused",
                "Shopify refused the request: query: odd",
                {"status": 400, "detail": " query: odd"},
            ),
        ),
        (
            [failing("late", "TIMEOUT")],
            (
                "Transient",
                "Shopify had a fault: late",
                {"maybe_applied": True, "retry_after": None},
            ),
        ),
        (
            [failing("oh", "INTERNAL_SERVER_ERROR")],
            (
                "Transient",
                "Shopify had a fault: oh",
                {"maybe_applied": True, "retry_after": None},
            ),
        ),
        (
            [failing("closed", "SHOP_INACTIVE")],
            ("AuthError", "The Shopify shop is not active: closed", {}),
        ),
        (
            [failing("no", "ACCESS_DENIED", path=["order"])],
            ("ScopeError", "no", {"missing": ()}),
        ),
        (
            [
                {
                    "message": "no",
                    "extensions": {
                        "code": "ACCESS_DENIED",
                        "requiredAccess": "`read_orders` or `write_orders`.",
                    },
                }
            ],
            (
                "ScopeError",
                "Shopify: the app lacks read_orders, write_orders.",
                {"missing": ("read_orders", "write_orders")},
            ),
        ),
    ],
)
def test_faults_inside_a_200_are_named(errors, told):
    shopify, _session, _clock = client(reply({"errors": errors, "data": None}))
    with pytest.raises(ChannelError) as caught:
        shopify.get_order("77")
    assert fault(caught.value) == told


@pytest.mark.parametrize("status", [402, 423])
def test_a_shop_that_is_closed_says_so(status):
    shopify, _session, _clock = client(reply({"errors": "Unpaid"}, status))
    with pytest.raises(AuthError) as refused:
        shopify.get_order("77")
    assert str(refused.value) == "The Shopify shop is not active: Unpaid"


def test_an_answer_without_data_is_passing():
    shopify, _session, _clock = client(reply({"data": None}))
    with pytest.raises(Transient) as caught:
        shopify.get_order("77")
    told = {"maybe_applied": True, "retry_after": None}
    words = "Shopify sent an answer without data."
    assert fault(caught.value) == ("Transient", words, told)
