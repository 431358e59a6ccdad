import base64
import gzip
import hashlib
import hmac
import json
import uuid
from datetime import datetime, timezone
from decimal import Decimal
from pathlib import Path

import pytest
from channel_clients import shopify_orders, shopify_queries
from channel_clients.errors import (
    AuthError,
    ChannelError,
    Conflict,
    ItemRejected,
    RateLimited,
    ScopeError,
    Transient,
)
from channel_clients.shopify import TOPICS, ShopifyClient
from channel_clients.types import ShipRequest, StockChange
from channel_doubles import reply, tokens, transport

SHARED = Path(__file__).resolve().parents[3] / "shared"
CAPTURES = SHARED / "data/shopify-captures/2026-04"
NOW = datetime(2026, 11, 22, 12, tzinfo=timezone.utc)
COST = {
    "requestedQueryCost": 60,
    "throttleStatus": {
        "maximumAvailable": 2000,
        "currentlyAvailable": 10,
        "restoreRate": 100,
    },
}


def shared(name):
    if not (SHARED / name).exists():
        pytest.skip(f"{name} is not here")
    return SHARED / name


def capture(name):
    return json.loads(shared(f"data/shopify-captures/2026-04/{name}.json").read_text())


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


def user_error(index, code, message="no"):
    field = (
        ["input", "quantities", str(index), "quantity"] if index is not None else None
    )
    return {"code": code, "message": message, "field": field}


def stock_answer(levels):
    return data(
        "nodes",
        [
            {
                "id": f"gid://shopify/InventoryItem/{item}",
                "tracked": True,
                "inventoryLevel": None
                if quantity is None
                else {
                    "quantities": [
                        {"name": "available", "quantity": quantity},
                        {"name": "committed", "quantity": 2},
                    ]
                },
            }
            for item, quantity in levels.items()
        ],
    )


@pytest.mark.parametrize("version", ["2026-07", "2026-10"])
@pytest.mark.parametrize("name", sorted(shopify_queries.DOCUMENTS))
def test_every_document_is_valid_for_shopifys_schema(name, version):
    graphql = pytest.importorskip("graphql")
    schema = _schema(graphql, version)
    document = graphql.parse(shopify_queries.DOCUMENTS[name])
    assert graphql.validate(schema, document) == []


_SCHEMAS = {}


def _schema(graphql, version):
    if version not in _SCHEMAS:
        path = shared(f"specs/shopify-admin-{version}.introspection.json.gz")
        found = json.loads(gzip.decompress(path.read_bytes()))
        _SCHEMAS[version] = graphql.build_client_schema(
            found.get("data", found), assume_valid=True
        )
    return _SCHEMAS[version]


def test_stock_mutations_carry_what_no_schema_asks_for():
    for name in ("SET_STOCK", "ACTIVATE"):
        assert "@idempotent(key: $key)" in shopify_queries.DOCUMENTS[name]


def test_a_set_compares_and_carries_a_key():
    shopify, session, _clock = client(set_answer(["9"]))
    (result,) = shopify.set_stock([StockChange("8:9", 3, expected=5)])
    assert (result.error, result.quantity) == (None, 3)
    (call,) = session.sent
    assert call.path == f"/admin/api/{shopify_queries.API_VERSION}/graphql.json"
    assert call.headers["X-Shopify-Access-Token"] == "shpat_token"
    assert call.json["variables"]["input"]["quantities"] == [
        {
            "inventoryItemId": "gid://shopify/InventoryItem/9",
            "locationId": "gid://shopify/Location/5",
            "quantity": 3,
            "changeFromQuantity": 5,
        }
    ]
    uuid.UUID(call.json["variables"]["key"])


def test_not_comparing_is_said_with_an_explicit_null():
    shopify, session, _clock = client(set_answer(["9"]))
    shopify.set_stock([StockChange("8:9", -2)])
    (sent,) = session.sent[0].json["variables"]["input"]["quantities"]
    assert sent["changeFromQuantity"] is None
    assert sent["quantity"] == 0


def test_keys_differ_between_pushes_and_repeat_within_one():
    def keys(*changes):
        shopify, session, _clock = client(
            reply(status=502), set_answer(["9"]), set_answer(["9"])
        )
        shopify.set_stock(list(changes))
        return [call.json["variables"]["key"] for call in session.sent]

    first = keys(StockChange("8:9", 3, expected=5))
    assert first[0] == first[1]
    assert keys(StockChange("8:9", 3, expected=5))[0] != first[0]
    named = keys(StockChange("8:9", 3, expected=5, key="push 1"))
    assert keys(StockChange("8:9", 3, expected=5, key="push 1")) == named
    assert keys(StockChange("8:9", 3, expected=5, key="push 2")) != named


def test_a_thousand_changes_are_four_calls():
    def answer(call):
        items = [
            one["inventoryItemId"].rpartition("/")[2]
            for one in call.json["variables"]["input"]["quantities"]
        ]
        assert len(items) <= 250
        return set_answer(items)

    shopify, session, _clock = client(answer)
    changes = [StockChange(f"1{n}:{n}", 3, expected=5) for n in range(1, 1001)]
    results = shopify.set_stock(changes)
    assert len(session.sent) == 4
    assert [one.remote_id for one in results] == [one.remote_id for one in changes]
    assert all(one.error is None for one in results)


def test_bad_entries_are_isolated_and_the_rest_is_sent_again():
    shopify, session, _clock = client(
        set_answer(
            errors=[
                user_error(0, "INVALID_INVENTORY_ITEM"),
                user_error(2, "CHANGE_FROM_QUANTITY_STALE"),
            ]
        ),
        set_answer(["2", "4"]),
        stock_answer({"3": 6}),
    )
    results = shopify.set_stock([StockChange(f"1:{n}", 3, 5) for n in (1, 2, 3, 4)])
    assert [type(one.error) for one in results] == [
        ItemRejected,
        type(None),
        Conflict,
        type(None),
    ]
    assert results[2].error.actual == 6
    again = session.sent[1].json["variables"]
    assert len(again["input"]["quantities"]) == 2
    assert again["key"] != session.sent[0].json["variables"]["key"]


def test_a_stale_answer_to_a_replay_that_was_applied_is_a_success():
    stale = [user_error(0, "CHANGE_FROM_QUANTITY_STALE")]
    shopify, _session, _clock = client(set_answer(errors=stale), stock_answer({"9": 3}))
    (result,) = shopify.set_stock([StockChange("8:9", 3, expected=5)])
    assert (result.error, result.quantity) == (None, 3)


def test_an_item_not_stocked_at_the_location_is_activated_there():
    error = [user_error(0, "ITEM_NOT_STOCKED_AT_LOCATION")]
    shopify, session, _clock = client(
        set_answer(errors=error),
        data("inventoryActivate", {"inventoryLevel": {}, "userErrors": []}),
        data("nodes", []),
    )
    (result,) = shopify.set_stock([StockChange("8:9", 3, expected=0)])
    assert (result.error, result.quantity) == (None, 3)
    assert session.sent[1].json["variables"]["available"] == 3


def test_a_write_that_silently_did_nothing_is_noticed_and_mended():
    shopify, session, _clock = client(
        set_answer(),
        stock_answer({"9": None}),
        data("inventoryActivate", {"inventoryLevel": {}, "userErrors": []}),
    )
    (result,) = shopify.set_stock([StockChange("8:9", 3)])
    assert (result.error, result.quantity) == (None, 3)
    assert "inventoryActivate" in session.sent[2].json["query"]


def test_no_change_needs_no_reading_back():
    shopify, session, _clock = client(set_answer())
    (result,) = shopify.set_stock([StockChange("8:9", 3, expected=3)])
    assert result.error is None
    assert len(session.sent) == 1


def test_an_error_without_an_index_is_found_by_halving():
    def answer(call):
        items = [
            one["inventoryItemId"].rpartition("/")[2]
            for one in call.json["variables"]["input"]["quantities"]
        ]
        if "6" in items:
            return set_answer(errors=[user_error(None, "UNKNOWN", "bundle")])
        return set_answer(items)

    shopify, _session, _clock = client(answer)
    results = shopify.set_stock([StockChange(f"1:{n}", 3, 5) for n in range(1, 9)])
    assert [one.remote_id for one in results if one.error] == ["1:6"]
    assert "bundle" in str(next(one.error for one in results if one.error))


def test_a_concurrent_request_waits_with_the_same_key():
    busy = [user_error(None, "IDEMPOTENCY_CONCURRENT_REQUEST")]
    shopify, session, clock = client(set_answer(errors=busy), set_answer(["9"]))
    shopify.set_stock([StockChange("8:9", 3, 5)])
    keys = {call.json["variables"]["key"] for call in session.sent}
    assert (len(keys), clock.slept) == (1, [0.5])


@pytest.mark.parametrize(
    "code",
    ["IDEMPOTENCY_KEY_PARAMETER_MISMATCH", "IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED"],
)
def test_a_spent_key_is_replaced(code):
    shopify, session, _clock = client(
        set_answer(errors=[user_error(None, code)]), set_answer(["9"])
    )
    (result,) = shopify.set_stock([StockChange("8:9", 3, 5)])
    assert result.error is None
    assert len({call.json["variables"]["key"] for call in session.sent}) == 2


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


@pytest.mark.parametrize("name", ["setUnknownInventoryItem", "setUnknownLocation"])
def test_captured_user_errors_are_refusals_of_the_item(name):
    found = capture("inventory-quantity-contracts-2026-04")["unknownIdValidation"]
    shopify, _session, _clock = client(reply(found[name]["response"]))
    (result,) = shopify.set_stock([StockChange("1:9", 5, expected=0)])
    assert isinstance(result.error, ItemRejected)
    assert "gone" in str(result.error)


def test_a_captured_quantity_bound_is_a_refusal_of_the_item():
    found = capture("inventorySetQuantities-quantity-bounds")["cases"]
    shopify, _session, _clock = client(reply(found["onHandNegative"]["response"]))
    (result,) = shopify.set_stock([StockChange("1:9", 5, expected=0)])
    assert "can't be negative" in str(result.error)


def bag(amount):
    return {"shopMoney": {"amount": str(amount), "currencyCode": "USD"}}


def order_node(**changes):
    node = {
        "id": "gid://shopify/Order/77",
        "name": "#1001",
        "createdAt": "2026-11-20T10:00:00Z",
        "updatedAt": "2026-11-21T10:00:00Z",
        "cancelledAt": None,
        "displayFinancialStatus": "PARTIALLY_REFUNDED",
        "displayFulfillmentStatus": "UNFULFILLED",
        "currencyCode": "USD",
        "taxesIncluded": False,
        "test": False,
        "note": "Ring twice",
        "email": None,
        "phone": None,
        "customer": None,
        "billingAddress": None,
        "shippingAddress": {"name": None, "city": "Berlin", "countryCodeV2": "DE"},
        "currentTotalPriceSet": bag("41.50"),
        "totalTaxSet": bag("3.50"),
        "totalTipReceivedSet": bag("2.00"),
        "taxLines": [{"channelLiable": True, "priceSet": bag("3.50")}],
        "shippingLines": {
            "nodes": [{"title": "Post", "discountedPriceSet": bag("5.00")}]
        },
        "lineItems": {
            "nodes": [
                {
                    "id": "gid://shopify/LineItem/1",
                    "title": "Candle",
                    "variantTitle": "Large",
                    "sku": "C-L",
                    "quantity": 5,
                    "currentQuantity": 1,
                    "isGiftCard": False,
                    "customAttributes": [
                        {"key": "Engraving", "value": "Anna"},
                        {"key": "_bundle", "value": "x"},
                    ],
                    "originalUnitPriceSet": bag("10.10"),
                    "discountAllocations": [{"allocatedAmountSet": bag("1.25")}],
                    "taxLines": [{"priceSet": bag("3.50"), "channelLiable": True}],
                    "variant": {
                        "id": "gid://shopify/ProductVariant/8",
                        "inventoryItem": {"id": "gid://shopify/InventoryItem/9"},
                    },
                },
                {
                    "id": "gid://shopify/LineItem/2",
                    "title": "Custom",
                    "sku": None,
                    "quantity": 1,
                    "currentQuantity": 1,
                    "isGiftCard": True,
                    "customAttributes": [],
                    "originalUnitPriceSet": bag("1"),
                    "discountAllocations": [],
                    "taxLines": [],
                    "variant": None,
                },
            ],
            "pageInfo": {"hasNextPage": False, "endCursor": None},
        },
        "refunds": [
            {
                "id": "gid://shopify/Refund/3",
                "note": "broken",
                "totalRefundedSet": bag("20.20"),
                "refundLineItems": {
                    "nodes": [
                        {
                            "quantity": 1,
                            "restockType": kind,
                            "lineItem": {"id": "gid://shopify/LineItem/1"},
                        }
                        for kind in ("RETURN", "NO_RESTOCK", "CANCEL")
                    ]
                },
            }
        ],
        "transactions": [
            {"status": "SUCCESS", "fees": [{"amount": {"amount": "1.33"}}]},
            {"status": "FAILURE", "fees": [{"amount": {"amount": "9"}}]},
        ],
        "fulfillments": [],
    }
    return {**node, **changes}


def test_an_order_is_read_with_edits_refunds_and_fees():
    shopify, _session, _clock = client(data("order", order_node()))
    order = shopify.get_order("77")
    assert (order.remote_id, order.state, order.currency) == ("77", "paid", "USD")
    assert (order.total, order.tax, order.tip) == (
        Decimal("41.50"),
        Decimal("3.50"),
        Decimal(2),
    )
    assert order.tax_collected_by_channel
    assert order.fees == Decimal("1.33")
    assert (order.shipping, order.shipping_title) == (Decimal(5), "Post")
    assert order.delivery.country == "DE"
    candle, custom = order.lines
    assert candle.listing_id == "8:9"
    assert candle.title == "Candle - Large"
    assert (candle.quantity, candle.unit_price) == (5, Decimal("10.10"))
    assert (candle.cancelled, candle.refunded, candle.restocked) == (2, 2, 1)
    assert (candle.discount, candle.tax) == (Decimal("1.25"), Decimal("3.50"))
    assert candle.note == "Engraving: Anna"
    assert (custom.listing_id, custom.gift_card) == ("", True)
    assert order.refunds[0].amount == Decimal("20.20")
    assert ("1", 1, False) in order.refunds[0].lines


@pytest.mark.parametrize(
    ("changes", "state", "blocked"),
    [
        ({"cancelledAt": "2026-11-21T10:00:00Z"}, "cancelled", False),
        ({"displayFinancialStatus": "PENDING"}, "open", False),
        ({"displayFinancialStatus": "REFUNDED"}, "refunded", False),
        ({"displayFinancialStatus": "NEW_ONE"}, "review", False),
        ({"displayFulfillmentStatus": "FULFILLED"}, "shipped", False),
        ({"displayFulfillmentStatus": "ON_HOLD"}, "paid", True),
    ],
)
def test_states_of_orders(changes, state, blocked):
    order = shopify_orders.order(order_node(**changes))
    assert (order.state, bool(order.ship_blocked)) == (state, blocked)


def test_orders_are_paged_and_long_orders_completed():
    first = order_node()
    more = {"nodes": [], "pageInfo": {"hasNextPage": True, "endCursor": "l1"}}
    long = order_node(id="gid://shopify/Order/78")
    long["lineItems"] = {**more, "nodes": first["lineItems"]["nodes"][:1]}
    end = {"hasNextPage": False, "endCursor": None}
    shopify, session, _clock = client(
        data("orders", {"nodes": [first], "pageInfo": {**more["pageInfo"]}}),
        data("orders", {"nodes": [long], "pageInfo": end}),
        data("order", {"lineItems": first["lineItems"]}),
    )
    found = list(shopify.iter_orders(NOW))
    assert [len(one.lines) for one in found] == [2, 3]
    query = session.sent[0].json["variables"]["query"]
    assert query == "updated_at:>='2026-11-22T12:00:00Z'"


def test_a_page_that_costs_too_much_is_halved():
    error = {"message": "too much", "extensions": {"code": "MAX_COST_EXCEEDED"}}
    empty = {"nodes": [], "pageInfo": {"hasNextPage": False, "endCursor": None}}
    shopify, session, _clock = client(reply({"errors": [error]}), data("orders", empty))
    assert list(shopify.iter_orders(NOW)) == []
    assert [call.json["variables"]["first"] for call in session.sent] == [20, 10]


def test_protected_customer_data_does_not_stop_an_import():
    error = {
        "message": "This app is not approved to access the Customer object",
        "path": ["order", "customer"],
        "extensions": {"code": "ACCESS_DENIED"},
    }
    shopify, _session, _clock = client(
        data("order", order_node(customer=None), errors=[error])
    )
    assert shopify.get_order("77").customer_id == ""


HERE = "gid://shopify/Location/5"


def to_ship(status="OPEN", remaining=5, tracked=(), place=HERE):
    return data(
        "order",
        {
            "id": "gid://shopify/Order/77",
            "displayFulfillmentStatus": "UNFULFILLED",
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


def shipped(errors=()):
    fulfilment = {
        "id": "gid://shopify/Fulfillment/4",
        "status": "SUCCESS",
        "trackingInfo": [{"number": "1Z9", "company": "UPS"}],
    }
    return data(
        "fulfillmentCreate",
        {"fulfillment": None if errors else fulfilment, "userErrors": list(errors)},
    )


SHIP = ShipRequest("77", (("1", 2),), tracking="1Z9", carrier="UPS")


@pytest.mark.parametrize("status", ["OPEN", "IN_PROGRESS"])
def test_a_part_of_an_order_is_shipped(status):
    shopify, session, _clock = client(to_ship(status), shipped())
    assert shopify.ship(SHIP).remote_id == "4"
    sent = session.sent[1].json["variables"]["fulfillment"]
    assert sent["trackingInfo"] == {"number": "1Z9", "company": "UPS"}
    (part,) = sent["lineItemsByFulfillmentOrder"]
    assert part["fulfillmentOrderLineItems"][0]["quantity"] == 2


def test_the_same_parcel_is_not_reported_twice():
    shopify, session, _clock = client(to_ship(tracked=["1Z9"]))
    assert shopify.ship(SHIP).tracking == "1Z9"
    assert len(session.sent) == 1


def test_a_parcel_whose_answer_was_lost_is_looked_up():
    shopify, session, _clock = client(
        to_ship(), reply(status=502), to_ship(tracked=["1Z9"])
    )
    assert shopify.ship(SHIP).tracking == "1Z9"
    assert len(session.sent) == 3


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
