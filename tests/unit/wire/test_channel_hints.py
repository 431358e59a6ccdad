"""Webhooks of Wix, and why a delivery is not believed, in words."""

import base64
import json
from datetime import datetime, timedelta, timezone

import pytest
from channel_clients.errors import AuthError
from channel_clients.types import WebhookHint
from channel_clients.wire import webhooks
from channel_clients.wix.catalog import NO_VARIANT
from channel_wix import client
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

NOW = datetime(2026, 11, 22, 12, tzinfo=timezone.utc)
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def pem(key):
    return key.public_key().public_bytes(
        Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
    )


def encoded(value):
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=")


def token(claims, **head):
    signed = encoded({"alg": "RS256", **head}) + b"." + encoded(claims)
    return signed + b"." + encoded(KEY.sign(signed, PKCS1v15(), SHA256()))


def seconds(**later):
    return int((NOW + timedelta(**later)).timestamp())


def event(told, kind="", at=None):
    """A token around an event, wrapped as Wix wraps it."""
    envelope = {"eventType": kind, "data": json.dumps(told)}
    return token({"iat": at or seconds(), "data": json.dumps(envelope)})


ORDER = {"id": "e1", "entityFqdn": "wix.ecom.v1.order", "entityId": "o1"}
STOCK = {"id": "e2", "entityFqdn": "wix.stores.catalog.v3.inventory_item"}
PLACE = {"productId": "p1", "variantId": "v1"}
V1 = ("p1:v1",)


@pytest.mark.parametrize(
    ("kind", "told", "hint"),
    [
        ("updated", ORDER, WebhookHint("e1", "updated", "o1")),
        ("", {**ORDER, "slug": "created"}, WebhookHint("e1", "created", "o1")),
        (
            "wix.order_paid",
            {"id": "e1", "orderId": "o2"},
            WebhookHint("e1", "wix.order_paid", "o2"),
        ),
        ("", {**ORDER, "entityId": None}, WebhookHint("e1", "")),
        ("x", {**STOCK, "entityId": "i1"}, WebhookHint("e2", "x")),
        *(
            ("x", {**STOCK, name: change}, WebhookHint("e2", "x", listing_ids=V1))
            for name in ("createdEvent", "updatedEvent", "actionEvent")
            for change in (
                {"currentEntity": PLACE},
                {"entity": PLACE},
                {"currentEntityAsJson": json.dumps(PLACE)},
                {"entityAsJson": json.dumps(PLACE)},
            )
        ),
        (
            "x",
            {**STOCK, "actionEvent": {"entity": {"productId": "p1"}}},
            WebhookHint("e2", "x", listing_ids=(f"p1:{NO_VARIANT}",)),
        ),
        (
            "x",
            {**STOCK, "actionEvent": {"entity": {"id": "i"}}},
            WebhookHint("e2", "x"),
        ),
    ],
)
def test_a_webhook_of_wix_is_a_hint_and_nothing_more(kind, told, hint):
    wix, _session, _clock = client(webhook_public_key=pem(KEY).decode())
    assert wix.verify_webhook({}, event(told, kind), NOW) == hint


def test_a_delivery_without_an_id_is_known_by_its_token():
    wix, _session, _clock = client(webhook_public_key=pem(KEY).decode())
    body, other = event({"orderId": "1"}, "order"), event({"orderId": "2"}, "order")
    first = wix.verify_webhook({}, body, NOW)
    assert wix.verify_webhook({}, body, NOW) == first
    second = wix.verify_webhook({}, other, NOW)
    assert len({"", first.delivery_id, second.delivery_id}) == 3


HOURS_OLD = {"hours": -49, "seconds": 1}


@pytest.mark.parametrize("at", [seconds(minutes=5), seconds(**HOURS_OLD)])
def test_a_delivery_that_was_repeated_for_two_days_is_still_believed(at):
    wix, _session, _clock = client(webhook_public_key=pem(KEY).decode())
    assert wix.verify_webhook({}, event(ORDER, "x", at), NOW).order_id == "o1"


LATE = "it was signed at another time."


@pytest.mark.parametrize(
    ("public", "body", "words"),
    [
        (b"", event(ORDER), "no public key is set."),
        (pem(KEY), b"a.b", "it is not signed."),
        (pem(KEY), b"", "it is not signed."),
        (pem(KEY), b"e30x.e30.e30", "it is not signed."),
        (pem(KEY), token({}, alg="none"), "it is not signed with RS256."),
        (pem(KEY), b"W10.e30.e30", "it is not signed with RS256."),
        (b"no key", event(ORDER), "the signature is wrong."),
        (
            pem(ec.generate_private_key(ec.SECP256R1())),
            event(ORDER),
            "the public key is not RSA.",
        ),
        (pem(KEY), event(ORDER)[:-8] + b"AAAAAAAA", "the signature is wrong."),
        (pem(KEY), token([]), "it cannot be read."),
        (pem(KEY), token({"iat": seconds(), "data": "[]"}), "it cannot be read."),
        (pem(KEY), event(ORDER, at=seconds(minutes=6)), LATE),
        (pem(KEY), event(ORDER, at=seconds(hours=-50)), LATE),
        (pem(KEY), token({"iat": seconds(), "exp": seconds(minutes=-6)}), LATE),
        (pem(KEY), token({"data": "{}"}), LATE),
        (pem(KEY), token({"iat": "soon"}), LATE),
    ],
)
def test_a_delivery_of_wix_that_is_refused_says_why(public, body, words):
    wix, _session, _clock = client(webhook_public_key=public.decode())
    with pytest.raises(AuthError) as refused:
        wix.verify_webhook({}, body, NOW)
    assert str(refused.value) == f"Wix webhook refused: {words}"


SIGNED = webhooks.signature("hush", b"{}")
UNSET = "Wax webhook refused: no secret is set for this channel."


@pytest.mark.parametrize(
    ("secret", "given", "words"),
    [
        ("", SIGNED, UNSET),
        ("other", SIGNED, "Wax webhook refused: the signature is wrong."),
        ("hush", "", "Wax webhook refused: the signature is wrong."),
    ],
)
def test_a_signature_that_is_refused_says_why(secret, given, words):
    webhooks.check_signature(b"hush", b"{}", SIGNED, "Wax")
    with pytest.raises(AuthError) as refused:
        webhooks.check_signature(secret, b"{}", given, "Wax")
    assert str(refused.value) == words


@pytest.mark.parametrize("away", [300, -300])
def test_five_minutes_are_fresh_and_no_second_more(away):
    webhooks.check_fresh(NOW, NOW + timedelta(seconds=away), "Wax")
    late = timedelta(seconds=away + (1 if away > 0 else -1))
    with pytest.raises(AuthError) as refused:
        webhooks.check_fresh(NOW, NOW + late, "Wax")
    assert str(refused.value) == f"Wax webhook refused: {LATE}"


def test_a_delivery_without_a_secret_is_refused():
    stamp = str(seconds())
    headers = {"webhook-id": "m", "webhook-timestamp": stamp}
    with pytest.raises(AuthError) as refused:
        webhooks.check_svix(headers, b"{}", "whsec_", NOW, "Wax")
    assert str(refused.value) == UNSET
