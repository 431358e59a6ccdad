import base64
import hashlib
import hmac
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from fake_etsy import APP, call, put, receipt, writable
from fake_goods import stocked
from fakes import FakeEtsy, schemas
from fakes.listener import Listener


@pytest.fixture
def shop():
    with stocked(FakeEtsy()) as fake:
        yield fake


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
    shop.recover(1)
    assert call(shop, "GET", "/users/me").status_code == 200


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
