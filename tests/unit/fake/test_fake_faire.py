import base64

import pytest
import requests
from fakes import FakeFaire, schemas

API = "/external-api/v2"


@pytest.fixture
def shop():
    with FakeFaire() as fake:
        fake.add_listing("Lavender candle", "LAV", "9.00", 24, case=6)
        fake.add_listing("Oat soap", "SOAP", "3.25", 40)
        yield fake


def call(shop, method, path, headers=None, **options):
    sent = {"User-Agent": "Maker tests", "X-FAIRE-ACCESS-TOKEN": shop.access_token}
    return requests.request(
        method, shop.url + API + path, headers=headers or sent, timeout=5, **options
    )


def inventory(shop, sku):
    ident = shop.variant(sku).id
    path = f"/product-inventory/by-product-variant-ids?ids={ident}"
    return call(shop, "GET", path).json()["inventories"][ident]


def write(shop, **counts):
    rows = [
        {"product_variant_id": shop.variant(sku).id, "on_hand_quantity": count}
        for sku, count in counts.items()
    ]
    path = "/product-inventory/by-product-variant-ids"
    return call(shop, "PATCH", path, json={"inventories": rows})


def test_available_is_on_hand_less_committed(shop):
    shop.buy([("LAV", 6)])
    assert write(shop, LAV=30).ok
    assert {name: row["quantity"] for name, row in inventory(shop, "LAV").items()} == {
        "on_hand_quantity": 30,
        "committed_quantity": 6,
        "available_quantity": 24,
    }
    assert shop.stock("LAV") == 24


def test_shipping_takes_goods_from_what_is_on_hand(shop):
    shop.ship(shop.buy([("LAV", 6)]), tracking="1Z")
    told = inventory(shop, "LAV")
    assert told["on_hand_quantity"]["quantity"] == 18
    assert told["committed_quantity"]["quantity"] == 0


def test_untracked_says_so_until_it_gets_a_number(shop):
    shop.add_listing("Wick", "WICK", "1", None)
    assert inventory(shop, "WICK")["on_hand_quantity"] == {"type": "UNTRACKED"}
    shop.buy([("WICK", 100)])
    write(shop, WICK=5)
    assert inventory(shop, "WICK")["on_hand_quantity"]["type"] == "QUANTITY"


def test_sku_of_two_variants_fails_the_whole_request(shop):
    shop.add_listing("Old soap", "SOAP", state="inactive")
    rows = [{"sku": sku, "on_hand_quantity": 1} for sku in ("LAV", "SOAP")]
    answer = call(
        shop, "PATCH", "/product-inventory/by-skus", json={"inventories": rows}
    )
    assert answer.status_code == 400
    assert answer.json()["message"] == ("Skus match multiple product variations: SOAP")
    assert shop.stock("LAV") == 24


def test_unknown_is_404_when_written_and_missing_when_read(shop):
    rows = [{"sku": "WAX", "on_hand_quantity": 1}]
    path = "/product-inventory/by-skus"
    answer = call(shop, "PATCH", path, json={"inventories": rows})
    assert answer.status_code == 404 and "WAX" in answer.json()["message"]
    told = call(shop, "GET", path + "?skus=LAV&skus=WAX").json()
    assert list(told["inventories"]) == ["LAV"]


def test_bad_quantity_is_refused(shop):
    for count in (-1, "5", 1.5):
        rows = [{"sku": "LAV", "on_hand_quantity": count}]
        path = "/product-inventory/by-skus"
        answer = call(shop, "PATCH", path, json={"inventories": rows})
        assert answer.status_code == 400


def test_goods_are_sold_by_the_case(shop):
    with pytest.raises(ValueError, match="cases of 6"):
        shop.buy([("LAV", 4)])


def test_wrong_scheme_is_401(shop):
    oauth = {"User-Agent": "x", "X-FAIRE-OAUTH-ACCESS-TOKEN": shop.access_token}
    assert call(shop, "GET", "/brands/profile", headers=oauth).status_code == 401
    with FakeFaire(scheme="oauth") as other:
        pair = f"{other.app_id}:{other.app_secret}".encode()
        oauth["X-FAIRE-APP-CREDENTIALS"] = base64.b64encode(pair).decode()
        assert call(other, "GET", "/brands/profile", headers=oauth).ok
        assert call(other, "GET", "/brands/profile").status_code == 401


def test_robots_meet_a_page_and_gets_have_no_content_type(shop):
    plain = {"X-FAIRE-ACCESS-TOKEN": shop.access_token}
    page = call(shop, "GET", "/brands/profile", headers=plain)
    assert page.status_code == 403
    assert "html" in page.headers["Content-Type"]
    typed = {**plain, "User-Agent": "x", "Content-Type": "application/json"}
    assert call(shop, "GET", "/brands/profile", headers=typed).status_code == 415


def test_quick_writes_get_429(shop):
    shop.writes_per_second.limit = 1
    assert [write(shop, LAV=1).status_code for _ in range(2)] == [200, 429]


def pages(shop, path):
    rows, told = [], call(shop, "GET", path).json()
    rows += told["orders"]
    while told.get("cursor"):
        told = call(shop, "GET", f"/orders?limit=10&cursor={told['cursor']}").json()
        rows += told["orders"]
    return rows


def test_orders_come_by_change_and_cursor(shop):
    ids = [shop.buy([("SOAP", 1)]) for _ in range(25)]
    shop.ship(ids[0], tracking="1Z")
    told = [row["id"] for row in pages(shop, "/orders?limit=10")]
    assert told == [*ids[1:], ids[0]]
    kept = pages(shop, "/orders?limit=10&excluded_states=PRE_TRANSIT,CANCELED")
    assert [row["id"] for row in kept] == ids[1:]


def test_cursor_takes_no_filters_and_limit_has_bounds(shop):
    for _ in range(11):
        shop.buy([("SOAP", 1)])
    cursor = call(shop, "GET", "/orders?limit=10").json()["cursor"]
    path = f"/orders?cursor={cursor}&updated_at_min=20200101T000000.000Z"
    assert call(shop, "GET", path).status_code == 400
    assert call(shop, "GET", "/orders?limit=9").status_code == 400
    assert call(shop, "GET", "/orders?limit=51").status_code == 400


def test_updated_at_min_reads_both_writings(shop):
    shop.buy([("SOAP", 1)])
    for text in ("20990101T000000.000Z", "2099-01-01T00:00:00Z"):
        told = call(shop, "GET", f"/orders?updated_at_min={text}").json()
        assert told["orders"] == []
    assert call(shop, "GET", "/orders?updated_at_min=soon").status_code == 400


def test_order_is_accepted_then_shipped_once_paid_out_never(shop):
    order = shop.buy([("SOAP", 2)], discount="1")
    assert call(shop, "PUT", f"/orders/{order}/processing", json={}).json()[
        "state"
    ] == ("PROCESSING")
    assert call(shop, "PUT", f"/orders/{order}/processing", json={}).status_code == 400
    parcel = {"order_id": order, "carrier": "UPS", "tracking_code": "1Z"}
    body = {"shipments": [parcel]}
    told = call(shop, "POST", f"/orders/{order}/shipments", json=body).json()
    assert (told["state"], len(told["shipments"])) == ("PRE_TRANSIT", 1)
    shop.pay_out(order)
    again = call(shop, "POST", f"/orders/{order}/shipments", json=body)
    assert again.status_code == 400
    assert "payment is already initiated" in again.json()["message"]


def test_cancel_needs_a_long_note_and_an_early_state(shop):
    order = shop.buy([("SOAP", 2)])
    path = f"/orders/{order}/cancel"
    assert call(shop, "PUT", path, json={"note": "no"}).status_code == 400
    body = {"reason": "ITEM_OUT_OF_STOCK"}
    assert call(shop, "PUT", path, json=body).json()["state"] == "CANCELED"
    assert shop.stock("SOAP") == 40
    assert call(shop, "PUT", path, json=body).status_code == 400


def test_part_of_an_item_is_available(shop):
    order = shop.buy([("SOAP", 5)])
    item = call(shop, "GET", f"/orders/{order}").json()["items"][0]["id"]
    body = {"availabilities": {item: {"available_quantity": 3}}}
    path = f"/orders/{order}/items/availability"
    told = call(shop, "POST", path, json=body).json()
    assert told["items"][0]["quantity"] == 3
    body["availabilities"][item]["available_quantity"] = 9
    assert call(shop, "POST", path, json=body).status_code == 400


def test_products_tell_case_and_wholesale_price(shop):
    told = call(shop, "GET", "/products?limit=10&sku=LAV").json()["products"]
    assert told[0]["unit_multiplier"] == 6
    price = told[0]["variants"][0]["prices"][0]["wholesale_price"]
    assert price == {"amount_minor": 900, "currency": "USD"}


def test_answers_fit_the_description(shop):
    order = shop.buy([("LAV", 6), ("SOAP", 1)], discount="2", line_discount="1", po="7")
    shop.ship(order, tracking="1Z", carrier="UPS")
    ident = shop.variant("LAV").id
    description = schemas.openapi("faire")
    for path in (
        "/brands/profile",
        "/products",
        "/orders",
        f"/orders/{order}",
        "/product-inventory/by-product-variant-ids",
    ):
        told = call(shop, "GET", path, params={"ids": ident} if "ids" in path else {})
        assert not description.answer_misfits("GET", path, 200, told.json()), path
