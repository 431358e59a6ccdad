from decimal import Decimal

import pytest
from channel_clients.shopify import orders as shopify_orders
from channel_doubles import reply
from channel_shopify import NOW, SHIP, client, data, to_ship


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
    assert (custom.listing_id, custom.kind) == ("", "gift_card")
    assert order.refunds[0].amount == Decimal("20.20")
    assert ("1", 1, False) in order.refunds[0].lines


@pytest.mark.parametrize(
    ("left", "tax_left", "due"),
    [("108.00", "8.00", "102.00"), ("54.00", "4.00", "51.00"), ("0", "0", "0")],
)
def test_what_the_channel_remits_shrinks_with_a_refund(left, tax_left, due):
    node = order_node(
        totalPriceSet=bag("108.00"),
        currentTotalPriceSet=bag(left),
        netPaymentSet=bag(left),
        totalOutstandingSet=bag("0"),
        totalTaxSet=bag("8.00"),
        currentTotalTaxSet=bag(tax_left),
        taxLines=[
            {"channelLiable": True, "priceSet": bag("6.00")},
            {"channelLiable": False, "priceSet": bag("2.00")},
        ],
    )
    order = shopify_orders.order(node)
    assert (order.due, order.total) == (Decimal(due), Decimal(due))
    assert order.tax == Decimal("2.00")


def test_money_given_back_without_goods_leaves_nothing_below_zero():
    node = order_node(
        netPaymentSet=bag("0"),
        totalOutstandingSet=bag("0"),
        totalTaxSet=bag("8.00"),
        currentTotalTaxSet=bag("8.00"),
        taxLines=[
            {"channelLiable": True, "priceSet": bag("6.00")},
            {"channelLiable": False, "priceSet": bag("2.00")},
        ],
    )
    assert shopify_orders.order(node).due == 0


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
