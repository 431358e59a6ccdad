"""Where OAuth leads, what is sent, and the token that comes of it, whole."""

import hashlib
import hmac
from datetime import datetime, timedelta, timezone
from functools import partial
from urllib.parse import parse_qsl, urlsplit

import pytest
from channel_clients.errors import AuthError
from channel_clients.types import Token
from channel_clients.wire import oauth
from channel_doubles import reply, transport
from channel_whole import asked

NOW = datetime(2026, 11, 22, 12, tzinfo=timezone.utc)
BACK = "https://odoo.example/cb"


def leads(url):
    """(where an address leads, what its query says)."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}{parts.path}", parse_qsl(parts.query)


def test_where_a_person_allows_access():
    assert leads(oauth.etsy_authorize_url("key", BACK, "st", "ch")) == (
        "https://www.etsy.com/oauth/connect",
        [
            ("response_type", "code"),
            ("client_id", "key"),
            ("redirect_uri", BACK),
            ("scope", "shops_r listings_r listings_w transactions_r transactions_w"),
            ("state", "st"),
            ("code_challenge", "ch"),
            ("code_challenge_method", "S256"),
        ],
    )
    shop = "https://x.myshopify.com"
    scopes = (
        "read_products,read_inventory,write_inventory,read_locations,read_orders,"
        "read_merchant_managed_fulfillment_orders,"
        "write_merchant_managed_fulfillment_orders,"
        "read_customers,read_returns,read_fulfillments,write_products"
    )
    assert leads(oauth.shopify_authorize_url(f"{shop}/", "id", BACK, "st")) == (
        f"{shop}/admin/oauth/authorize",
        [
            ("client_id", "id"),
            ("scope", scopes),
            ("redirect_uri", BACK),
            ("state", "st"),
        ],
    )
    wanted = (
        "READ_PRODUCTS",
        "READ_ORDERS",
        "WRITE_ORDERS",
        "READ_BRAND",
        "READ_INVENTORIES",
        "WRITE_INVENTORIES",
        "READ_SHIPMENTS",
    )
    assert leads(oauth.faire_authorize_url("apa", BACK, "st")) == (
        "https://faire.com/oauth2/authorize",
        [
            ("applicationId", "apa"),
            *(("scope", one) for one in wanted),
            ("state", "st"),
            ("redirectUrl", BACK),
        ],
    )


APP = {"client_id": "id", "client_secret": "hush"}


@pytest.mark.parametrize(
    ("ask", "path", "sent"),
    [
        (
            partial(oauth.etsy_exchange, now=NOW),
            "/v3/public/oauth/token",
            {
                "data": {
                    "grant_type": "authorization_code",
                    "client_id": "key",
                    "redirect_uri": BACK,
                    "code": "c0de",
                    "code_verifier": "verify",
                }
            },
        ),
        (
            partial(oauth.etsy_refresh, now=NOW),
            "/v3/public/oauth/token",
            {
                "data": {
                    "grant_type": "refresh_token",
                    "client_id": "key",
                    "refresh_token": "c0de",
                }
            },
        ),
        (
            partial(oauth.shopify_exchange, now=NOW),
            "/admin/oauth/access_token",
            {"data": {**APP, "code": "c0de", "expiring": "1"}},
        ),
        (
            partial(oauth.shopify_refresh, now=NOW),
            "/admin/oauth/access_token",
            {
                "data": {**APP, "grant_type": "refresh_token", "refresh_token": "c0de"},
            },
        ),
        (
            partial(oauth.shopify_client_credentials, now=NOW),
            "/admin/oauth/access_token",
            {"data": {**APP, "grant_type": "client_credentials"}},
        ),
        (
            partial(oauth.wix_client_credentials, now=NOW),
            "/oauth2/token",
            {
                "json": {
                    **APP,
                    "grant_type": "client_credentials",
                    "instance_id": "inst",
                }
            },
        ),
        (
            partial(oauth.faire_exchange, scopes=("READ_BRAND",)),
            "/api/external-api-oauth2/token",
            {
                "json": {
                    "application_token": "id",
                    "application_secret": "hush",
                    "redirect_url": BACK,
                    "scope": ["READ_BRAND"],
                    "grant_type": "AUTHORIZATION_CODE",
                    "authorization_code": "c0de",
                }
            },
        ),
    ],
)
def test_what_is_sent_for_a_token(ask, path, sent):
    given = {
        oauth.etsy_exchange: ("key", "c0de", "verify", BACK),
        oauth.etsy_refresh: ("key", "c0de"),
        oauth.shopify_exchange: ("id", "hush", "c0de"),
        oauth.shopify_refresh: ("id", "hush", "c0de"),
        oauth.shopify_client_credentials: ("id", "hush"),
        oauth.wix_client_credentials: ("id", "hush", "inst"),
        oauth.faire_exchange: ("id", "hush", "c0de", BACK),
    }[ask.func]
    answer = {"access_token": "acc3ss", "refresh_token": "fr3sh"}
    made, session, _clock = transport(reply(answer))
    assert ask(made, *given) == Token("acc3ss", "fr3sh")
    assert asked(session) == [("POST", path, sent)]
    secret = {"hush", "c0de", "verify", "acc3ss", "fr3sh"} & {*given, "acc3ss", "fr3sh"}
    assert made.mask(" ".join(secret)) == " ".join(["•••"] * len(secret))


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ({}, {}),
        ({"refresh_token": None}, {}),
        ({"expires_in": "3600"}, {"expires": NOW + timedelta(hours=1)}),
        ({"expires_in": 0}, {}),
        ({"scope": "a,b c"}, {"scopes": ("a", "b", "c")}),
        ({"scope": ["a", "b"]}, {"scopes": ("a", "b")}),
    ],
)
def test_a_token_is_read_whole(told, read):
    made, _session, _clock = transport(reply({"access_token": "acc3ss", **told}))
    assert oauth.etsy_refresh(made, "key", "c0de", NOW) == Token("acc3ss", **read)


def test_a_token_expires_from_now_where_no_moment_is_given():
    made, _session, _clock = transport(reply({"access_token": "a", "expires_in": 60}))
    before = datetime.now(timezone.utc)
    token = oauth.etsy_refresh(made, "key", "c0de")
    after = datetime.now(timezone.utc)
    assert before <= token.expires - timedelta(seconds=60) <= after


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (
            reply({"error": "invalid_grant"}, 400),
            (
                "shop.example refused the request (400): invalid_grant Connect the "
                "channel again."
            ),
        ),
        (
            reply({"error": "no"}, 403),
            (
                "Grant the permission in shop.example: it does not allow this: no "
                "Connect the channel again."
            ),
        ),
        (reply({}), "The channel gave no access token. Connect it again."),
    ],
)
def test_no_token_says_what_to_do(answer, words):
    made, _session, _clock = transport(answer)
    with pytest.raises(AuthError) as refused:
        oauth.etsy_refresh(made, "key", "c0de", NOW)
    assert str(refused.value) == words


def test_an_older_signature_beside_shopifys_own_is_no_part_of_what_is_signed():
    params = {"shop": "x.myshopify.com", "code": "c", "signature": "old"}
    mark = hmac.new(b"hush", b"code=c&shop=x.myshopify.com", hashlib.sha256).hexdigest()
    assert oauth.shopify_callback_is_genuine({**params, "hmac": mark}, "hush")
    assert not oauth.shopify_callback_is_genuine({**params, "hmac": None}, "hush")
