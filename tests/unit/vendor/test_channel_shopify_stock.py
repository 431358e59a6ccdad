import uuid

import pytest
from channel_clients.errors import Conflict, ItemRejected
from channel_clients.shopify import queries as shopify_queries
from channel_clients.types import StockChange
from channel_doubles import reply
from channel_shopify import client, data, set_answer
from fakes.schemas import shopify_capture as capture


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


@pytest.mark.parametrize("name", ["setUnknownInventoryItem", "setUnknownLocation"])
def test_captured_user_errors_are_refusals_of_the_item(name):
    found = capture("inventory-quantity-contracts-2026-04")
    shopify, _session, _clock = client(reply(found[name]["response"]))
    (result,) = shopify.set_stock([StockChange("1:9", 5, expected=0)])
    assert isinstance(result.error, ItemRejected)
    assert "gone" in str(result.error)


def test_a_captured_quantity_bound_is_a_refusal_of_the_item():
    found = capture("inventorySetQuantities-quantity-bounds")
    shopify, _session, _clock = client(reply(found["onHandNegative"]["response"]))
    (result,) = shopify.set_stock([StockChange("1:9", 5, expected=0)])
    assert "can't be negative" in str(result.error)


def test_an_item_not_stocked_at_the_location_is_told_as_that():
    shop, _session, _clock = client(stock_answer({"1": None, "2": 5}))
    told = shop.get_stock(["1", "2"])
    bare, stocked = told["1"], told["2"]
    assert (bare.quantity, bare.state) == (0, "unstocked")
    assert (stocked.quantity, stocked.committed) == (5, 2)
    assert stocked.state != "unstocked"
