import pytest
from fake_shopify import ask, opened, orders


@pytest.fixture
def shop():
    with opened() as fake:
        yield fake


FULFIL = """
mutation($f: FulfillmentInput!) {
  fulfillmentCreate(fulfillment: $f) {
    fulfillment { id trackingInfo { number } } userErrors { field message }
  }
}"""


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
