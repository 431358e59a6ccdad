import pytest
from fake_etsy import call, put, receipt, writable
from fake_goods import stocked
from fakes import FakeEtsy


@pytest.fixture
def shop():
    with stocked(FakeEtsy()) as fake:
        yield fake


def test_receipts_are_filtered_and_paged_by_change(shop):
    first, second = shop.buy([("LAV-S", 1)]), shop.buy([("LAV-S", 1)])
    shop.orders[first].updated = shop.now()
    path = f"/shops/{shop.shop_id}/receipts?sort_on=updated&sort_order=asc"
    told = call(shop, "GET", path).json()
    assert [row["receipt_id"] for row in told["results"]] == [int(second), int(first)]
    moment = int(shop.orders[second].updated.timestamp()) + 100
    late = call(shop, "GET", f"{path}&min_last_modified={moment}").json()
    assert late["count"] == 0
    assert call(shop, "GET", path + "&min_last_modified=5").status_code == 400
    assert call(shop, "GET", path + "&limit=101").status_code == 400


def test_receipt_money_adds_up(shop):
    order = shop.buy(
        [("LAV-S", 2), ("SOAP", 1)],
        discount="3",
        shipping="4",
        tax_rate="0.1",
        gift_wrap="2",
        personalisation="For mum",
    )
    told = receipt(shop, order)
    amounts = {
        name: value["amount"]
        for name, value in told.items()
        if isinstance(value, dict) and "amount" in value
    }
    assert amounts["total_price"] == 2650
    assert amounts["subtotal"] == 2650 - 300
    assert amounts["grandtotal"] == 2350 + 400 + 265 + 200
    line = told["transactions"][0]
    assert line["variations"][-1]["formatted_value"] == "For mum"
    assert told["buyer_email"] is None


def test_unpaid_receipt_says_so(shop):
    order = shop.buy([("SOAP", 1)], unpaid=True)
    assert not receipt(shop, order)["is_paid"]
    shop.pay(order)
    assert receipt(shop, order)["is_paid"]


def test_tracking_marks_shipped_once_per_call(shop):
    order = shop.buy([("SOAP", 1)])
    path = f"/shops/{shop.shop_id}/receipts/{order}/tracking"
    body = {"tracking_code": "9400", "carrier_name": "usps"}
    assert call(shop, "POST", path, json=body).json()["is_shipped"]
    assert call(shop, "POST", path, json=body).ok
    assert len(receipt(shop, order)["shipments"]) == 2


def test_unknown_carrier_is_refused(shop):
    path = f"/shops/{shop.shop_id}/receipts/{shop.buy([('SOAP', 1)])}/tracking"
    body = {"tracking_code": "9", "carrier_name": "Pigeon"}
    assert call(shop, "POST", path, json=body).status_code == 400
    assert call(shop, "POST", path, json={**body, "carrier_name": "other"}).ok


def test_regional_rule_refuses_tracking(shop):
    shop.regional_block = True
    path = f"/shops/{shop.shop_id}/receipts/{shop.buy([('SOAP', 1)])}/tracking"
    answer = call(shop, "POST", path, json={})
    assert (answer.status_code, answer.json()["error"]) == (403, "Unauthorized")


def test_cancelling_after_a_rewrite_puts_goods_back(shop):
    order = shop.buy([("LAV-S", 2)])
    put(shop, shop.candle, writable(shop, shop.candle))
    shop.cancel(order)
    assert shop.stock("LAV-S") == 10
    assert receipt(shop, order)["status"].lower() == "canceled"
