import base64
import hashlib
import hmac
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from fakes import FakeEtsy, schemas
from fakes.listener import Listener

APP = "/v3/application"


@pytest.fixture
def shop():
    with FakeEtsy() as fake:
        fake.candle = fake.add_listing(
            "Lavender candle",
            variants=[
                {"sku": "LAV-S", "quantity": 10, "values": {"Size": "Small"}},
                {"sku": "LAV-L", "quantity": 3, "values": {"Size": "Large"}},
            ],
        )
        fake.soap = fake.add_listing("Oat soap", "SOAP", "6.50", 5)
        yield fake


def call(shop, method, path, key=None, token=None, **options):
    headers = {
        "x-api-key": key or f"{shop.keystring}:{shop.shared_secret}",
        "Authorization": f"Bearer {token or shop.access_token}",
    }
    return requests.request(
        method, shop.url + APP + path, headers=headers, timeout=5, **options
    )


def writable(shop, listing):
    """The record of a listing as it has to be sent back."""
    record = call(shop, "GET", f"/listings/{listing.id}/inventory").json()
    for product in record["products"]:
        del product["product_id"], product["is_deleted"]
        for value in product["property_values"]:
            del value["scale_name"]
        for offering in product["offerings"]:
            del offering["offering_id"], offering["is_deleted"]
            money = offering["price"]
            offering["price"] = money["amount"] / money["divisor"]
    return record


def put(shop, listing, record, supported="3"):
    return call(
        shop,
        "PUT",
        f"/listings/{listing.id}/inventory?max_variations_supported={supported}",
        json=record,
    )


def counts(record, *quantities):
    for product, quantity in zip(record["products"], quantities, strict=True):
        product["offerings"][0]["quantity"] = quantity
    return record


def test_key_without_its_secret_is_refused(shop):
    assert call(shop, "GET", "/users/me", key=shop.keystring).status_code == 403


def test_expired_token_is_refused(shop):
    shop.expire_tokens()
    answer = call(shop, "GET", "/users/me")
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_token")


def test_missing_scope_is_named(shop):
    shop.scopes.remove("listings_w")
    answer = put(shop, shop.soap, writable(shop, shop.soap))
    assert answer.status_code == 403
    assert "listings_w" in answer.json()["error_description"]


def token_call(shop, **form):
    url = shop.url + "/v3/public/oauth/token"
    return requests.post(url, data={"client_id": shop.keystring, **form}, timeout=5)


def authorise(shop, verifier):
    digest = hashlib.sha256(verifier.encode()).digest()
    asked = {
        "response_type": "code",
        "client_id": shop.keystring,
        "redirect_uri": "https://maker.example/back",
        "scope": "shops_r listings_r",
        "state": "s1",
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    answer = requests.get(
        shop.url + "/oauth/connect", params=asked, allow_redirects=False, timeout=5
    )
    told = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert told["state"] == ["s1"]
    return told["code"][0]


def test_code_is_redeemed_with_its_verifier_only(shop):
    form = {
        "grant_type": "authorization_code",
        "redirect_uri": "https://maker.example/back",
    }
    code = authorise(shop, "right")
    assert token_call(shop, code=code, code_verifier="wrong", **form).status_code == 400
    code = authorise(shop, "right")
    told = token_call(shop, code=code, code_verifier="right", **form).json()
    assert told["access_token"].startswith(f"{shop.user_id}.")
    assert shop.scopes == ["shops_r", "listings_r"]


def test_refresh_token_rotates(shop):
    old = shop.refresh_token
    form = {"grant_type": "refresh_token", "refresh_token": old}
    fresh = token_call(shop, **form).json()
    assert fresh["refresh_token"] != old
    assert token_call(shop, **form).json()["error"] == "invalid_grant"
    assert call(shop, "GET", "/users/me", token=fresh["access_token"]).ok


def test_calls_beyond_the_limit_of_a_second_get_429(shop):
    shop.per_second.limit = 2
    answers = [call(shop, "GET", "/users/me") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[2].headers["retry-after"]) >= 1
    assert answers[1].headers["x-remaining-this-second"] == "0"


def test_whole_record_is_replaced(shop):
    record = writable(shop, shop.candle)
    record["products"] = record["products"][:1]
    assert put(shop, shop.candle, record).ok
    assert [variant.sku for variant in shop.candle.variants] == ["LAV-S"]


def test_quantities_are_set_and_products_get_new_ids(shop):
    old = [variant.id for variant in shop.candle.variants]
    assert put(shop, shop.candle, counts(writable(shop, shop.candle), 7, 0)).ok
    assert (shop.stock("LAV-S"), shop.stock("LAV-L")) == (7, 0)
    assert not set(old) & {variant.id for variant in shop.candle.variants}


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda r: counts(r, 0, 0), "One offering must have quantity greater than 0"),
        (lambda r: counts(r, 1000, 0), "between 0 and 999"),
        (lambda r: counts(r, -1, 3), "between 0 and 999"),
        (lambda r: r.update(quantity_on_property=[]) or r, "quantity_on_property"),
        (lambda r: r.update(sku_on_property=[]) or r, "sku_on_property"),
        (lambda r: r.update(price_on_property=[999]) or r, "price_on_property"),
        (lambda r: r["products"][0].update(product_id=1) or r, "product_id"),
        (lambda r: r["products"][0].update(is_deleted=False) or r, "is_deleted"),
        (
            lambda r: (
                r["products"][0]["property_values"][0].update(values=["S (2)"]) or r
            ),
            "parentheses",
        ),
        (
            lambda r: (
                r["products"][0]["offerings"][0].update(readiness_state_id=None) or r
            ),
            "readiness_state_id",
        ),
        (
            lambda r: r["products"][0]["offerings"][0].pop("readiness_state_id") and r,
            "readiness_state_id",
        ),
        (lambda r: r["products"][0].pop("property_values") and r, "same properties"),
    ],
)
def test_record_that_breaks_a_rule_changes_nothing(shop, spoil, words):
    answer = put(shop, shop.candle, spoil(writable(shop, shop.candle)))
    assert answer.status_code == 400
    assert words in answer.json()["error"]
    assert (shop.stock("LAV-S"), shop.stock("LAV-L")) == (10, 3)


def test_record_as_read_is_not_taken_back(shop):
    record = call(shop, "GET", f"/listings/{shop.soap.id}/inventory").json()
    assert put(shop, shop.soap, record).status_code == 400


def test_third_variation_needs_the_parameter(shop):
    values = {"Size": "S", "Scent": "Oat", "Colour": "White"}
    listing = shop.add_listing("Soap", variants=[{"quantity": 2, "values": values}])
    record = writable(shop, listing)
    assert put(shop, listing, record, "2").status_code == 409
    assert put(shop, listing, record, "3").ok


def test_write_drops_variation_images_until_they_are_set_again(shop):
    shop.picture_variation(shop.candle, "Size", "Small")
    path = f"/shops/{shop.shop_id}/listings/{shop.candle.id}/variation-images"
    before = call(shop, "GET", path).json()["results"]
    assert put(shop, shop.candle, writable(shop, shop.candle)).ok
    assert call(shop, "GET", path).json()["results"] == []
    rows = [
        {name: row[name] for name in ("property_id", "value_id", "image_id")}
        for row in before
    ]
    assert call(shop, "POST", path, json={"variation_images": rows}).ok
    assert call(shop, "GET", path).json()["results"] == before


def test_one_unknown_id_spoils_the_batch(shop):
    known = f"/listings/batch/inventory?listing_ids={shop.soap.id}"
    assert call(shop, "GET", known).json()["results"][0]["inventory"]["products"]
    assert call(shop, "GET", known + ",42").status_code == 404


def test_inventory_is_no_longer_included_in_single_reads(shop):
    path = f"/listings/{shop.soap.id}?includes=Inventory"
    assert call(shop, "GET", path).status_code == 400


def test_listings_are_read_state_by_state(shop):
    shop.buy([("SOAP", 5)])
    path = f"/shops/{shop.shop_id}/listings?limit=100&state="
    assert call(shop, "GET", path + "active").json()["count"] == 1
    assert call(shop, "GET", path + "sold_out").json()["count"] == 1
    assert call(shop, "GET", path + "gone").status_code == 400


def patch(shop, listing, **form):
    path = f"/shops/{shop.shop_id}/listings/{listing.id}"
    return call(shop, "PATCH", path, data=form)


def test_renewing_a_sold_out_listing_costs_and_shows_one(shop):
    shop.buy([("SOAP", 5)])
    before = len(shop.fees)
    assert patch(shop, shop.soap, state="active").ok
    assert shop.stock("SOAP") == 1
    assert shop.fees[before:] == [(shop.soap.id, "sold_out to active")]


def test_deactivating_and_coming_back_is_free(shop):
    before = len(shop.fees)
    assert patch(shop, shop.soap, state="inactive").ok
    assert patch(shop, shop.soap, state="active").ok
    assert len(shop.fees) == before


def test_sold_out_listing_cannot_be_deactivated(shop):
    shop.buy([("SOAP", 5)])
    assert patch(shop, shop.soap, state="inactive").status_code == 400


def test_patch_takes_forms_and_ignores_quantity(shop):
    path = f"/shops/{shop.shop_id}/listings/{shop.soap.id}"
    assert call(shop, "PATCH", path, json={"state": "inactive"}).status_code == 400
    shop.buy([("SOAP", 1)])
    patch(shop, shop.soap, title="Oat soap bar", quantity="50")
    assert shop.stock("SOAP") == 4


def test_shared_quantity_falls_for_all_variations(shop):
    shop.add_listing(
        "Mystery candle",
        quantity_on_property=[],
        variants=[
            {"sku": "MY-A", "quantity": 4, "values": {"Scent": "A"}},
            {"sku": "MY-B", "quantity": 4, "values": {"Scent": "B"}},
        ],
    )
    shop.buy([("MY-A", 1)])
    assert shop.stock("MY-B") == 3


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


def receipt(shop, order):
    return call(shop, "GET", f"/shops/{shop.shop_id}/receipts/{order}").json()


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


def test_webhook_is_signed_as_svix_does(shop):
    with Listener() as listener:
        shop.webhook_target(listener.url)
        order = shop.buy([("SOAP", 1)])
        assert shop.webhooks.settle()
    [(headers, body)] = listener.heard
    key = base64.b64decode(shop.webhook_secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    mac = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{mac}"
    assert f"/receipts/{order}".encode() in body


@pytest.mark.skipif(not schemas.openapi("etsy"), reason="Etsy's description is absent")
def test_answers_fit_the_vendors_description(shop):
    order = shop.buy([("LAV-S", 2)], personalisation="For mum")
    shop.refund(order, [("LAV-S", 1)])
    home = f"/shops/{shop.shop_id}"
    description = schemas.openapi("etsy")
    for path in (
        "/users/me",
        home,
        f"{home}/listings",
        f"/listings/{shop.candle.id}",
        f"/listings/{shop.candle.id}/inventory",
        f"{home}/receipts/{order}/payments",
        f"{home}/receipts/{order}/transactions",
        f"{home}/listings/{shop.candle.id}/variation-images",
        f"{home}/readiness-state-definitions",
    ):
        told = call(shop, "GET", path).json()
        assert not description.answer_misfits("GET", APP + path, 200, told), path
    told = receipt(shop, order)
    told["status"] = told["status"].lower()
    path = f"{APP}{home}/receipts/{order}"
    assert not description.answer_misfits("GET", path, 200, told)
