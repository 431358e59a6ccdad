import json
from datetime import timedelta

import pytest
from channel_clients.errors import AuthError, ScopeError
from channel_doubles import reply, tokens
from channel_etsy import NOW, SECRET, client, signed


def test_every_request_carries_key_secret_and_bearer():
    etsy, session, _clock = client(reply({"results": []}))
    etsy.get_stock(["7:0"])
    headers = session.sent[0].headers
    assert headers["x-api-key"] == "key:shared"
    assert headers["Authorization"] == "Bearer 12.access"


def test_an_expired_token_is_renewed_once():
    etsy, session, _clock = client(
        reply({"error": "invalid_token"}, 401),
        reply({"results": []}),
        token=tokens("12.old", "12.new"),
    )
    assert etsy.get_stock(["7:0"]) == {}
    assert session.sent[1].headers["Authorization"] == "Bearer 12.new"


def test_a_revoked_token_is_an_auth_error():
    etsy, session, _clock = client(lambda call: reply({"error": "invalid_token"}, 401))
    with pytest.raises(AuthError):
        etsy.get_stock(["7:0"])
    assert len(session.sent) == 1


def test_a_wrong_shared_secret_is_told_apart_from_a_missing_scope():
    etsy, _session, _clock = client(reply({"error": "Shared secret is required"}, 403))
    with pytest.raises(AuthError, match="keystring and the shared secret"):
        etsy.get_stock(["7:0"])
    etsy, _session, _clock = client(
        reply({"error": "insufficient_scope", "error_description": "listings_w"}, 403)
    )
    with pytest.raises(ScopeError):
        etsy.get_stock(["7:0"])


EVENT = json.dumps(
    {
        "event_type": "order.paid",
        "resource_url": "https://openapi.etsy.com/v3/application/shops/42/receipts/900",
        "shop_id": "42",
    }
).encode()


def test_a_signed_webhook_is_a_hint():
    etsy, _session, _clock = client(reply({}), webhook_secret=SECRET)
    hint = etsy.verify_webhook(signed(EVENT), EVENT, NOW)
    assert (hint.delivery_id, hint.topic, hint.order_id) == (
        "msg_1",
        "order.paid",
        "900",
    )


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({}, EVENT),
        (signed(EVENT), EVENT + b" "),
        (signed(EVENT, secret=b"another key here"), EVENT),
        (signed(EVENT, NOW - timedelta(minutes=6)), EVENT),
        (signed(EVENT, NOW + timedelta(minutes=6)), EVENT),
        (signed(b"[]"), b"[]"),
        (signed(b'{"shop_id": 43}'), b'{"shop_id": 43}'),
    ],
)
def test_forged_stale_and_foreign_webhooks_are_refused(headers, body):
    etsy, _session, _clock = client(reply({}), webhook_secret=SECRET)
    with pytest.raises(AuthError):
        etsy.verify_webhook(headers, body, NOW)


def test_a_channel_without_a_secret_accepts_no_webhook():
    etsy, _session, _clock = client(reply({}))
    with pytest.raises(AuthError):
        etsy.verify_webhook(signed(EVENT, secret=b""), EVENT, NOW)
