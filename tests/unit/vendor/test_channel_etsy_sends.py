"""Parcels, pictures and webhooks of Etsy: what is sent and what comes back, whole."""

import json
from dataclasses import replace

import pytest
from channel_clients.errors import AuthError, ItemRejected, ScopeError
from channel_clients.types import Shipment, ShipRequest, StockChange, WebhookHint
from channel_doubles import reply
from channel_etsy import (
    NOW,
    SECRET,
    SMALL,
    client,
    listing,
    product,
    rows,
    signed,
    usd,
)
from channel_whole import asked, fault

APP = "/v3/application"
SHOP = f"{APP}/shops/42"
ALLOW = "Grant the permission in openapi.etsy.com: it does not allow this"
REGION = (
    "Etsy does not let this app report shipments in the shop's region. Mark the order "
    f"as sent on Etsy by hand. ({ALLOW}: Region)"
)
PAID = {"receipt_id": 900, "status": "Paid", "is_paid": True, "grandtotal": usd(100)}
SENT = {
    **PAID,
    "is_shipped": True,
    "shipments": [
        {"receipt_shipping_id": 2, "tracking_code": "1Z8", "carrier_name": "dhl"},
        {"receipt_shipping_id": 3, "tracking_code": "1Z9", "carrier_name": "ups"},
    ],
}
SHIP = ShipRequest("900", (("1", 3),), tracking="1Z9", carrier="UPS")
RECEIPT = ("GET", f"{SHOP}/receipts/900", {})
TRACKING = f"{SHOP}/receipts/900/tracking"


@pytest.mark.parametrize(
    ("shop", "country"),
    [
        ({"shipping_from_country_iso": "GB", "shop_location_country_iso": "US"}, "GB"),
        ({"shop_location_country_iso": "DE"}, "DE"),
        ({}, "US"),
    ],
)
def test_a_parcel_is_told_with_etsys_name_of_its_carrier(shop, country):
    etsy, session, _clock = client(
        reply(PAID), reply(shop), rows({"name": "ups"}, {}), reply(SENT)
    )
    assert etsy.ship(SHIP) == Shipment("3", "1Z9", "ups")
    body = {"tracking_code": "1Z9", "carrier_name": "ups"}
    assert asked(session) == [
        RECEIPT,
        ("GET", SHOP, {}),
        (
            "GET",
            f"{APP}/shipping-carriers",
            {"params": {"origin_country_iso": country}},
        ),
        ("POST", TRACKING, {"json": body}),
    ]


def test_the_names_of_carriers_are_asked_for_once():
    paths = []

    def shop(call):
        paths.append(call.path)
        return rows({"name": "ups"}) if "carriers" in call.path else reply(PAID)

    etsy, _session, _clock = client(shop)
    assert etsy.ship(SHIP) == Shipment("", "1Z9", "UPS")
    assert etsy.ship(replace(SHIP, tracking="1Z7")) == Shipment("", "1Z7", "UPS")
    assert paths.count(f"{APP}/shipping-carriers") == 1


def test_a_parcel_without_tracking_is_told_bare():
    plain = replace(SHIP, tracking="", carrier="")
    etsy, session, _clock = client(reply(PAID), reply({}))
    assert etsy.ship(plain) == Shipment("")
    assert asked(session) == [RECEIPT, ("POST", TRACKING, {})]
    etsy, _session, _clock = client(reply(SENT))
    assert etsy.ship(plain) == Shipment("2", "1Z8", "dhl")
    etsy, _session, _clock = client(reply({**SENT, "shipments": []}))
    assert etsy.ship(plain) == Shipment("")


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        (
            [reply({"error": "no"}, 404)],
            ("ItemRejected", "Etsy has no such order.", {"remote_id": "900"}),
        ),
        (
            [reply({**PAID, "status": "Canceled"})],
            ("ItemRejected", "This order was cancelled on Etsy.", {"remote_id": "900"}),
        ),
        (
            [reply(PAID), reply({}), rows(), reply({"error": "Too late"}, 400)],
            (
                "ItemRejected",
                "openapi.etsy.com refused the request (400): Too late",
                {"remote_id": "900"},
            ),
        ),
        (
            [reply(PAID), reply({}), rows(), reply({"error": "Region"}, 403)],
            (
                "ScopeError",
                REGION,
                {"missing": ()},
            ),
        ),
        (
            [reply(PAID), reply({}), rows(), reply({"error": "No Scope"}, 403)],
            (
                "ScopeError",
                f"{ALLOW}: No Scope",
                {"missing": ("transactions_w",)},
            ),
        ),
    ],
)
def test_a_parcel_that_etsy_does_not_take(answers, told):
    etsy, _session, _clock = client(*answers)
    with pytest.raises((ItemRejected, ScopeError)) as refused:
        etsy.ship(SHIP)
    assert fault(refused.value) == told


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        ("listings_w and listings_r", ("listings_r", "listings_w")),
        ("This scope is not granted", ()),
    ],
)
def test_permissions_that_are_missing_are_named(said, missing):
    etsy, _session, _clock = client(reply({"error": said}, 403))
    with pytest.raises(ScopeError) as refused:
        etsy.get_order("900")
    told = ("ScopeError", f"{ALLOW}: {said}", {"missing": missing})
    assert fault(refused.value) == told


@pytest.mark.parametrize("said", ["Bad API key", "no api-key", "Shared secret?"])
def test_a_key_that_etsy_does_not_know_is_told(said):
    etsy, _session, _clock = client(reply({"error": said}, 403))
    with pytest.raises(AuthError) as refused:
        etsy.get_order("900")
    words = f"{ALLOW}: {said} Check the keystring and the shared secret."
    assert str(refused.value) == words


URL = "https://openapi.etsy.com/v3/application/shops/42/receipts/900"


@pytest.mark.parametrize(
    ("event", "hint"),
    [
        (
            {"event_type": "order.paid", "resource_url": URL, "shop_id": 42},
            WebhookHint("msg_1", "order.paid", "900"),
        ),
        ({"shop_id": "42"}, WebhookHint("msg_1", "")),
        ({"shop_id": 42, "resource_url": f"{URL}/x"}, WebhookHint("msg_1", "")),
    ],
)
def test_a_webhook_is_a_hint_and_nothing_more(event, hint):
    etsy, _session, _clock = client(webhook_secret=SECRET)
    body = json.dumps(event).encode()
    assert etsy.verify_webhook(signed(body), body, NOW) == hint


@pytest.mark.parametrize(
    ("headers", "body", "words"),
    [
        ({}, b"{}", "it is not signed."),
        (signed(b"{}", secret=b"another key here"), b"{}", "the signature is wrong."),
        (signed(b"[]"), b"[]", "it cannot be read."),
        (signed(b"{}"), b"{}", "it is about another shop."),
    ],
)
def test_a_webhook_that_is_refused_says_why(headers, body, words):
    etsy, _session, _clock = client(webhook_secret=SECRET)
    with pytest.raises(AuthError) as refused:
        etsy.verify_webhook(headers, body, NOW)
    assert str(refused.value) == f"Etsy webhook refused: {words}"


def test_pictures_are_put_back_as_they_were():
    link = {"property_id": 200, "value_id": 11, "image_id": 5}
    record = listing(7, product(4, values=[SMALL]), quantity_on=[200])
    shown = {**link, "value": "S"}
    etsy, session, _clock = client(
        rows(record), rows(shown, {"value": "?"}), reply({}), rows(), reply({})
    )
    (result,) = etsy.set_stock([StockChange("7:200-11", 3)])
    assert (result.error, result.quantity, result.calls) == (None, 3, 4)
    pictures = f"{SHOP}/listings/7/variation-images"
    assert [asked(session)[n] for n in (1, 3, 4)] == [
        ("GET", pictures, {}),
        ("GET", pictures, {}),
        ("POST", pictures, {"json": {"variation_images": [link]}}),
    ]
    assert etsy.pictures.wishes == {}
