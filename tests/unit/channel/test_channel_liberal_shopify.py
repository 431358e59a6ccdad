"""Liberal in what is accepted: shops that leave out, rename, round or repeat."""

from datetime import datetime, timezone

import pytest
from channel_clients.errors import Conflict, RequestRefused, Transient
from channel_clients.shopify import ShopifyClient, queries
from channel_clients.types import ShipRequest, StockChange
from channel_doubles import reply, tokens, transport

NOW = datetime(2026, 11, 22, 12, tzinfo=timezone.utc)
GID = "gid://shopify/"


def shopify(*script, **options):
    made, session, _clock = transport(*script, base_url="https://x.myshopify.com")
    options = {"token": tokens("shpat_x"), "location_id": "5", **options}
    return ShopifyClient(made, **options), session


def data(**value):
    return reply({"data": value})


def item(quantity, tracked=True):
    level = {"quantities": [{"name": "available", "quantity": quantity}]}
    return {"id": f"{GID}InventoryItem/9", "tracked": tracked, "inventoryLevel": level}


def written(*errors):
    group = {
        "changes": [{"name": "available", "item": {"id": f"{GID}InventoryItem/9"}}]
    }
    told = {
        "inventoryAdjustmentGroup": None if errors else group,
        "userErrors": [*errors],
    }
    return data(inventorySetQuantities=told)


STALE = {
    "code": "CHANGE_FROM_QUANTITY_STALE",
    "field": ["input", "quantities", "0"],
    "message": "stale",
}


@pytest.mark.parametrize(
    "errors",
    ["[API] Invalid request", {"query": "Required parameter missing"}, ["odd"]],
)
def test_shopify_errors_of_every_shape_are_a_refusal(errors):
    client, _session = shopify(reply({"errors": errors}))
    with pytest.raises(RequestRefused, match="Invalid|Required|odd"):
        client.get_order("1")


def test_shopify_an_answer_without_data_is_passing():
    client, _session = shopify(reply({"data": None}))
    with pytest.raises(Transient):
        client.get_order("1")


def test_shopify_an_oversold_variant_below_zero_is_raised_again():
    client, session = shopify(written(STALE), data(nodes=[item(-2)]), written())
    (result,) = client.set_stock([StockChange("8:9", 4, expected=0)])
    assert (result.error, result.quantity) == (None, 4)
    (sent,) = session.sent[2].json["variables"]["input"]["quantities"]
    assert (sent["quantity"], sent["changeFromQuantity"]) == (4, -2)
    client, _session = shopify(data(nodes=[item(-2)]))
    assert client.get_stock(["8:9"])["8:9"].quantity == -2


def test_shopify_a_real_conflict_is_not_overwritten():
    client, _session = shopify(written(STALE), data(nodes=[item(1)]))
    (result,) = client.set_stock([StockChange("8:9", 4, expected=0)])
    assert isinstance(result.error, Conflict)
    assert result.error.actual == 1


def test_shopify_starts_to_count_only_what_it_may():
    tracked = data(inventoryItemUpdate={"inventoryItem": {}, "userErrors": []})
    client, session = shopify(tracked, written(), allow_tracking_start={"8:9"})
    assert client.set_stock([StockChange("8:9", 4)])[0].error is None
    assert session.sent[0].json["query"] == queries.TRACK
    client, session = shopify(written())
    client.set_stock([StockChange("8:9", 4)])
    assert len(session.sent) == 1


def too_costly():
    error = {"message": "too much", "extensions": {"code": "MAX_COST_EXCEEDED"}}
    return reply({"errors": [error]})


def test_shopify_an_order_that_costs_too_much_is_asked_in_smaller_pages():
    client, session = shopify(*[too_costly() for _ in range(6)], data(order=None))
    assert client.get_order("1") is None
    sizes = [call.json["variables"]["lines"] for call in session.sent]
    assert sizes == [50, 25, 12, 6, 3, 1, 1]
    assert session.sent[-1].json["variables"]["refunded"] == 25


def test_shopify_a_page_without_a_next_cursor_is_the_last():
    for cursor in (None, "same"):
        page = {"nodes": [None], "pageInfo": {"hasNextPage": True, "endCursor": cursor}}
        client, session = shopify(lambda _call, page=page: data(orders=page))
        assert list(client.iter_orders(NOW)) == []
        assert len(session.sent) == (2 if cursor else 1)


def test_shopify_says_when_it_speaks_another_version():
    found = {
        "shop": {"name": "W", "myshopifyDomain": "x", "currencyCode": "USD"},
        "currentAppInstallation": {"accessScopes": []},
    }
    answer = reply({"data": found}, headers={"X-Shopify-API-Version": "2027-01"})
    client, _session = shopify(answer)
    assert "2027-01" in client.check().warning
    answer = reply({"data": found}, headers={"X-Shopify-API-Version": "2026-10"})
    client, _session = shopify(answer)
    assert client.check().warning == ""


def work(place, lines=None):
    line = {
        "id": f"{GID}FulfillmentOrderLineItem/31",
        "remainingQuantity": 5,
        "lineItem": {"id": f"{GID}LineItem/1"},
    }
    end = {"hasNextPage": False}
    order = {
        "id": f"{GID}Order/77",
        "fulfillments": [],
        "fulfillmentOrders": {
            "nodes": [
                {
                    "id": f"{GID}FulfillmentOrder/3",
                    "status": "OPEN",
                    "assignedLocation": {"location": {"id": place}},
                    "lineItems": lines or {"nodes": [line], "pageInfo": end},
                }
            ],
            "pageInfo": end,
        },
    }
    return data(order=order)


FULFILLED = {
    "id": f"{GID}Fulfillment/4",
    "status": "SUCCESS",
    "trackingInfo": [{"number": "1Z9"}],
}


SHIP = ShipRequest("77", (("1", 2),), tracking="1Z9", carrier="UPS")


@pytest.mark.parametrize("refused", [(), ({"message": "partly fulfilled"},)])
def test_shopify_work_is_moved_to_the_place_the_goods_left_from(refused):
    moved = {"movedFulfillmentOrder": {}, "userErrors": list(refused)}
    again = [] if refused else [work(f"{GID}Location/5")]
    client, session = shopify(
        work(f"{GID}Location/6"),
        data(fulfillmentOrderMove=moved),
        *again,
        data(fulfillmentCreate={"fulfillment": FULFILLED, "userErrors": []}),
    )
    assert client.ship(SHIP).remote_id == "4"
    assert session.sent[1].json["variables"] == {
        "id": f"{GID}FulfillmentOrder/3",
        "location": f"{GID}Location/5",
    }


def test_shopify_a_refused_topic_does_not_stop_the_others():
    none = {"nodes": [], "pageInfo": {"hasNextPage": False}}
    no = {"message": "You do not have permission to create orders/create webhooks"}

    def shop(call):
        variables = call.json["variables"]
        if "topic" not in variables:
            return data(webhookSubscriptions=none)
        errors = [no] if variables["topic"].startswith("ORDERS") else []
        return data(webhookSubscriptionCreate={"userErrors": errors})

    client, _session = shopify(shop)
    made = client.ensure_webhooks("https://odoo.example/hook")
    assert "INVENTORY_LEVELS_UPDATE" in made
    assert "ORDERS_CREATE" not in made
