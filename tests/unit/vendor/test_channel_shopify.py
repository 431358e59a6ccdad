import base64
import hashlib
import hmac

import graphql
import pytest
from channel_clients.errors import (
    AuthError,
    ChannelError,
    ItemRejected,
    RateLimited,
    ScopeError,
    Transient,
)
from channel_clients.shopify import orders as shopify_orders
from channel_clients.shopify import queries as shopify_queries
from channel_clients.shopify.client import TOPICS
from channel_clients.types import StockChange
from channel_contract import ShopifyHarness
from channel_doubles import reply
from channel_shopify import (
    NOW,
    SHIP,
    client,
    data,
    set_answer,
    to_ship,
)
from fakes import schemas
from fakes.schemas import shopify_capture as capture

COST = {
    "requestedQueryCost": 60,
    "throttleStatus": {
        "maximumAvailable": 2000,
        "currentlyAvailable": 10,
        "restoreRate": 100,
    },
}


def test_the_version_spoken_is_one_of_those_checked():
    assert shopify_queries.API_VERSION in schemas.SHOPIFY_VERSIONS


@pytest.mark.parametrize("version", ["2026-07", "2026-10"])
@pytest.mark.parametrize("name", sorted(shopify_queries.DOCUMENTS))
def test_every_document_is_valid_for_shopifys_schema(name, version):
    document = graphql.parse(shopify_queries.DOCUMENTS[name])
    assert graphql.validate(schemas.shopify(version), document) == []


def test_stock_mutations_carry_what_no_schema_asks_for():
    for name in ("SET_STOCK", "ACTIVATE"):
        assert "@idempotent(key: $key)" in shopify_queries.DOCUMENTS[name]


def throttled(cost=COST):
    return reply(
        {
            "errors": [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}],
            "extensions": {"cost": cost},
        }
    )


def test_a_throttled_query_waits_for_its_cost():
    shopify, _session, clock = client(throttled(), set_answer(["9"]))
    shopify.set_stock([StockChange("8:9", 3, 5)])
    assert clock.slept == [0.5]
    assert shopify.transport.rate.remaining == 10


def test_throttling_without_end_is_a_rate_limit():
    shopify, _session, _clock = client(lambda call: throttled())
    with pytest.raises(RateLimited):
        shopify.set_stock([StockChange("8:9", 3, 5)])


def test_a_missing_scope_is_named():
    error = {
        "message": "Access denied for inventorySetQuantities field.",
        "path": ["inventorySetQuantities"],
        "extensions": {
            "code": "ACCESS_DENIED",
            "requiredAccess": "`write_inventory` access scope.",
        },
    }
    shopify, _session, _clock = client(
        reply({"errors": [error], "data": {"inventorySetQuantities": None}})
    )
    with pytest.raises(ScopeError, match="the app lacks write_inventory") as caught:
        shopify.set_stock([StockChange("8:9", 3, 5)])
    assert caught.value.missing == ("write_inventory",)


def test_a_fault_inside_a_200_is_passing():
    error = {"message": "oops", "extensions": {"code": "INTERNAL_SERVER_ERROR"}}
    shopify, _session, _clock = client(lambda call: reply({"errors": [error]}))
    with pytest.raises(Transient):
        shopify.set_stock([StockChange("8:9", 3, 5)])


def test_without_a_choice_the_only_active_location_is_used():
    nodes = [
        {
            "id": "gid://shopify/Location/5",
            "name": "Studio",
            "isActive": True,
            "isFulfillmentService": False,
        },
        {
            "id": "gid://shopify/Location/6",
            "name": "3PL",
            "isActive": True,
            "isFulfillmentService": True,
        },
    ]
    page = {"nodes": nodes, "pageInfo": {"hasNextPage": False, "endCursor": None}}
    shopify, session, _clock = client(
        data("locations", page), set_answer(["9"]), location=""
    )
    shopify.set_stock([StockChange("8:9", 3, 5)])
    sent = session.sent[1].json["variables"]["input"]["quantities"][0]
    assert sent["locationId"] == "gid://shopify/Location/5"
    nodes[1]["isFulfillmentService"] = False
    shopify, _session, _clock = client(data("locations", page), location="")
    with pytest.raises(ChannelError, match="Studio, 3PL"):
        shopify.set_stock([StockChange("8:9", 3, 5)])


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("missingSetIdempotency", "BAD_REQUEST"),
        ("missingSetChangeFromQuantity", "INVALID_FIELD_ARGUMENTS"),
        ("legacySetShape", "INVALID_VARIABLE"),
    ],
)
def test_captured_top_level_errors_are_refusals(name, expected):
    found = capture("inventory-quantity-contracts-2026-04")[name]["response"]
    shopify, _session, _clock = client(reply(found))
    with pytest.raises(ChannelError) as caught:
        shopify.graphql("query { shop { name } }")
    assert expected in caught.value.detail


def test_a_captured_success_is_read():
    found = capture("inventory-quantity-contracts-2026-04")["inventorySetQuantities"]
    item = found["variables"]["input"]["quantities"][0]["inventoryItemId"]
    shopify, session, _clock = client(reply(found["response"]))
    (result,) = shopify.set_stock(
        [StockChange(f"1:{shopify_orders.number(item)}", 5, expected=0)]
    )
    assert (result.error, len(session.sent)) == (None, 1)
    assert shopify.transport.rate.remaining == 1986


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (to_ship("ON_HOLD"), "holds"),
        (to_ship("CLOSED", 0), "Nothing is left"),
        (data("order", None), "no such order"),
    ],
)
def test_what_cannot_be_shipped_is_said(answer, words):
    shopify, _session, _clock = client(answer)
    with pytest.raises(ItemRejected, match=words):
        shopify.ship(SHIP)


def test_an_order_that_needs_no_parcel_is_told_of_none():
    shopify, session, _clock = client(to_ship("CLOSED", 0, needed=False))
    assert shopify.ship(SHIP).tracking == SHIP.tracking
    assert len(session.sent) == 1


def webhook(body, topic="orders/updated", secret=b"hush", shop="x.myshopify.com"):
    mark = base64.b64encode(hmac.new(secret, body, hashlib.sha256).digest()).decode()
    return {
        "x-shopify-hmac-sha256": mark,
        "x-shopify-topic": topic,
        "x-shopify-shop-domain": shop,
        "x-shopify-event-id": "e1",
    }


def test_a_signed_webhook_is_a_hint():
    shopify, _session, _clock = client(reply({}))
    body = b'{"id": 77}'
    hint = shopify.verify_webhook(webhook(body), body, NOW)
    assert (hint.delivery_id, hint.topic, hint.order_id) == (
        "e1",
        "orders/updated",
        "77",
    )
    body = b'{"id": 1, "variants": [{"id": 8, "inventory_item_id": 9}]}'
    hint = shopify.verify_webhook(webhook(body, "products/update"), body, NOW)
    assert (hint.order_id, hint.listing_ids) == ("", ("8:9",))


@pytest.mark.parametrize(
    "headers",
    [
        {},
        webhook(b'{"id": 78}'),
        webhook(b'{"id": 77}', secret=b"other"),
        webhook(b'{"id": 77}', shop="y.myshopify.com"),
    ],
)
def test_forged_and_foreign_webhooks_are_refused(headers):
    shopify, _session, _clock = client(reply({}))
    with pytest.raises(AuthError):
        shopify.verify_webhook(headers, b'{"id": 77}', NOW)


def test_only_missing_subscriptions_are_made():
    url = "https://odoo.example/hook"
    nodes = [{"id": "1", "topic": topic, "uri": url} for topic in TOPICS[1:]]
    end = {"hasNextPage": False, "endCursor": None}
    shopify, session, _clock = client(
        data("webhookSubscriptions", {"nodes": nodes, "pageInfo": end}),
        data("webhookSubscriptionCreate", {"userErrors": []}),
    )
    assert shopify.ensure_webhooks(url) == (TOPICS[0],)
    assert session.sent[1].json["variables"]["subscription"] == {
        "uri": url,
        "format": "JSON",
    }


def test_a_refund_of_more_lines_than_a_page_holds_is_read_whole():
    shop = ShopifyHarness()
    try:
        goods = [f"SKU-{number}" for number in range(120)]
        for sku in goods:
            shop.fake.add_listing(f"Soap {sku}", sku, "6.50", 9)
        order_id = shop.buy([(sku, 3) for sku in goods])
        shop.fake.ship(order_id)
        shop.fake.refund(order_id, [(sku, 2) for sku in goods], restock=True)
        order = shop.client().get_order(order_id)
        assert len(order.lines) == 120
        assert {(line.refunded, line.restocked) for line in order.lines} == {(2, 2)}
        (refund,) = order.refunds
        assert len(refund.lines) == 120
    finally:
        shop.stop()
