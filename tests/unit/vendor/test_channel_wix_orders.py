import base64
import builtins
import json
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest
from channel_clients.errors import AuthError
from channel_clients.types import Address
from channel_clients.wix import orders as wix_orders
from channel_clients.wix.catalog import NO_VARIANT
from channel_doubles import reply
from channel_wix import client

NOW = datetime(2026, 11, 22, 12, tzinfo=timezone.utc)


def usd(amount):
    return {"amount": amount, "formattedAmount": f"${amount}"}


def order(**changes):
    return {
        "id": "o1",
        "number": "10001",
        "createdDate": "2026-11-20T10:00:00.123Z",
        "updatedDate": "2026-11-21T10:00:00Z",
        "currency": "USD",
        "status": "APPROVED",
        "paymentStatus": "PAID",
        "fulfillmentStatus": "NOT_FULFILLED",
        "taxIncludedInPrices": False,
        "buyerNote": "Ring twice",
        "buyerInfo": {"contactId": "c1", "email": "buyer@example.com"},
        "priceSummary": {
            "subtotal": usd("40.00"),
            "shipping": usd("5.00"),
            "tax": usd("3.10"),
            "discount": usd("6.00"),
            "total": usd("45.10"),
        },
        "lineItems": [
            {
                "id": "l1",
                "productName": {"original": "Candle"},
                "catalogReference": {
                    "catalogItemId": "p1",
                    "options": {
                        "variantId": "v1",
                        "customTextFields": {"Engraving": "Anna"},
                    },
                },
                "physicalProperties": {"sku": "C-L"},
                "quantity": 4,
                "price": usd("9.00"),
                "priceBeforeDiscounts": usd("10.00"),
                "totalDiscount": usd("4.00"),
                "taxInfo": {"taxAmount": usd("3.10")},
                "refundQuantity": 2,
                "restockQuantity": 1,
            },
            {
                "id": "l2",
                "catalogReference": {"catalogItemId": "p2"},
                "quantity": 1,
                "price": usd("0"),
            },
        ],
        "additionalFees": [{"name": "Gift wrap", "price": usd("3.00")}],
        "shippingInfo": {
            "title": "Post",
            "logistics": {
                "shippingDestination": {
                    "address": {
                        "addressLine1": "1 High Street",
                        "city": "Portland",
                        "subdivision": "US-OR",
                        "postalCode": "97201",
                        "country": "US",
                    },
                    "contactDetails": {"firstName": "Retail", "lastName": "buyer"},
                }
            },
        },
        "balanceSummary": {"platformFees": usd("1.10")},
        **changes,
    }


def test_an_order_is_read():
    found = wix_orders.order(order())
    assert (found.remote_id, found.name, found.state) == ("o1", "10001", "paid")
    candle, plain, wrap = found.lines
    assert candle.listing_id == "p1:v1"
    assert (candle.unit_price, candle.discount) == (Decimal(10), Decimal(4))
    assert (candle.refunded, candle.restocked) == (2, 1)
    assert candle.note == "Engraving: Anna"
    assert plain.listing_id == f"p2:{NO_VARIANT}"
    assert (wrap.title, wrap.unit_price) == ("Gift wrap", Decimal(3))
    assert (found.discount, found.fees) == (Decimal(2), Decimal("1.10"))
    assert (found.delivery.name, found.delivery.state) == ("Retail buyer", "OR")
    assert found.delivery.email == "buyer@example.com"
    goods = 40 - 4 + 3
    assert found.total == goods - found.discount + found.shipping + found.tax
    assert (candle.sku, candle.title, candle.tax) == ("C-L", "Candle", Decimal("3.10"))
    assert (found.currency, found.note) == ("USD", "Ring twice")
    assert found.created == datetime(2026, 11, 20, 10, 0, 0, 123000, timezone.utc)
    assert found.updated == datetime(2026, 11, 21, 10, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("told", "street"),
    [
        ({"addressLine1": "1 High Street"}, "1 High Street"),
        ({"addressLine": "1 High Street"}, "1 High Street"),
        ({"streetAddress": {"number": "1", "name": "High Street"}}, "1 High Street"),
        ({}, ""),
    ],
)
def test_an_address_is_read_whole_wherever_its_street_is_told(told, street):
    place = {
        "city": "Portland",
        "subdivision": "US-OR",
        "postalCode": "97201",
        "country": "US",
        "addressLine2": "Back door",
    }
    person = {
        "firstName": "Retail",
        "lastName": "buyer",
        "company": "The Corner Shop",
        "phone": "555 0100",
    }
    sent_to = {"address": {**place, **told}, "contactDetails": person}
    shipping = {"logistics": {"shippingDestination": sent_to}}
    assert wix_orders.order(order(shippingInfo=shipping)).delivery == Address(
        name="Retail buyer",
        company="The Corner Shop",
        street=street,
        street2="Back door",
        city="Portland",
        state="OR",
        zip="97201",
        country="US",
        email="buyer@example.com",
        phone="555 0100",
    )


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"status": "PENDING"}, "open"),
        ({"status": "CANCELED"}, "cancelled"),
        ({"status": "REJECTED"}, "cancelled"),
        ({"status": "ON_THE_MOON"}, "review"),
        ({"paymentStatus": "NOT_PAID"}, "open"),
        ({"paymentStatus": "FULLY_REFUNDED"}, "refunded"),
        ({"paymentStatus": "PARTIALLY_REFUNDED"}, "paid"),
        ({"fulfillmentStatus": "FULFILLED"}, "shipped"),
    ],
)
def test_states_of_orders(changes, state):
    assert wix_orders.order(order(**changes)).state == state


def refunded(details, *parts):
    transactions = [
        {"amount": usd(amount), **({"refundStatus": status} if status else {})}
        for amount, status in parts
    ]
    one = {"id": "r1", "transactions": transactions, "details": details}
    return {"orderTransactions": {"refunds": [one]}}


@pytest.mark.parametrize("name", ["items", "lineItems"])
def test_a_refund_is_what_was_paid_back_and_names_its_lines(name):
    details = {"reason": "Broken", name: [{"lineItemId": "l1", "quantity": 2}]}
    paid = (("5.00", "SUCCEEDED"), ("2.50", None), ("9.00", "FAILED"))
    (refund,) = wix_orders._refunds(refunded(details, *paid))
    assert (refund.remote_id, refund.amount) == ("r1", Decimal("7.50"))
    assert refund.reason == "Broken"
    assert refund.lines == (("l1", 2, False),)


@pytest.mark.parametrize(
    ("cost", "tax"),
    [
        ({"taxInfo": {"taxAmount": usd("0.40")}}, Decimal("0.40")),
        ({"taxDetails": {"totalTax": usd("0.40")}}, Decimal("0.40")),
        (
            {"totalPriceBeforeTax": usd("5.00"), "totalPriceAfterTax": usd("5.40")},
            Decimal("0.40"),
        ),
        ({"totalPriceBeforeTax": usd("5.00")}, None),
        ({}, None),
    ],
)
def test_the_tax_on_shipping_is_read_wherever_it_is_told(cost, tax):
    assert wix_orders._shipping_tax({"cost": cost}) == tax


def test_unfinished_checkouts_are_drafts_and_pages_go_by_cursor():
    wix, session, _clock = client(
        reply(
            {
                "orders": [order(id="o0", status="INITIALIZED"), order()],
                "metadata": {"hasNext": True, "cursors": {"next": "c2"}},
            }
        ),
        reply({"orders": [order(id="o2")], "metadata": {"hasNext": False}}),
    )
    found = [(one.remote_id, one.state) for one in wix.iter_orders(NOW)]
    assert found == [("o0", "draft"), ("o1", "paid"), ("o2", "paid")]
    assert "filter" in session.sent[0].json["search"]
    assert session.sent[1].json["search"] == {
        "cursorPaging": {"limit": 100, "cursor": "c2"}
    }


@pytest.fixture(scope="module")
def key():
    from cryptography.hazmat.primitives.asymmetric import rsa

    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def pem(key):
    from cryptography.hazmat.primitives import serialization

    return (
        key.public_key()
        .public_bytes(
            serialization.Encoding.PEM,
            serialization.PublicFormat.SubjectPublicKeyInfo,
        )
        .decode()
    )


def encoded(value):
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=")


def token(key, event, at=NOW, alg="RS256", **claims):
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.hashes import SHA256

    envelope = {"eventType": "wix.ecom.v1.order_updated", "data": json.dumps(event)}
    claims = {"iat": int(at.timestamp()), "data": json.dumps(envelope), **claims}
    signed = encoded({"alg": alg, "typ": "JWT"}) + b"." + encoded(claims)
    return signed + b"." + encoded(key.sign(signed, PKCS1v15(), SHA256()))


EVENT = {
    "id": "e1",
    "entityFqdn": "wix.ecom.v1.order",
    "slug": "updated",
    "entityId": "o1",
}


def test_a_signed_webhook_is_a_hint(key):
    wix, _session, _clock = client(reply({}), webhook_public_key=pem(key))
    hint = wix.verify_webhook({}, token(key, EVENT), NOW)
    assert (hint.delivery_id, hint.order_id) == ("e1", "o1")
    stock = {
        "id": "e2",
        "entityFqdn": "wix.stores.catalog.v3.inventory_item",
        "entityId": "i1",
        "updatedEvent": {
            "currentEntityAsJson": json.dumps({"productId": "p1", "variantId": "v1"})
        },
    }
    hint = wix.verify_webhook({}, token(key, stock), NOW)
    assert (hint.order_id, hint.listing_ids) == ("", ("p1:v1",))


def test_forged_stale_and_unsigned_webhooks_are_refused(key):
    from cryptography.hazmat.primitives.asymmetric import rsa

    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    good = token(key, EVENT)
    head, payload, mark = good.split(b".")
    forged = encoded({"iat": int(NOW.timestamp()), "data": "{}"})
    bodies = {
        "another key": token(other, EVENT),
        "another payload": b".".join((head, forged, mark)),
        "no signature": b".".join((encoded({"alg": "none"}), payload, b"")),
        "another algorithm": token(key, EVENT, alg="HS256"),
        "three days old": token(key, EVENT, NOW - timedelta(days=3)),
        "from the future": token(key, EVENT, NOW + timedelta(hours=1)),
        "expired": token(key, EVENT, exp=int(NOW.timestamp()) - 3600),
        "not a token": b'{"id": "o1"}',
        "empty": b"",
    }
    wix, _session, _clock = client(reply({}), webhook_public_key=pem(key))
    for name, body in bodies.items():
        with pytest.raises(AuthError):
            wix.verify_webhook({}, body, NOW)
            pytest.fail(name)
    unset, _session, _clock = client(reply({}))
    with pytest.raises(AuthError):
        unset.verify_webhook({}, good, NOW)


def test_without_cryptography_no_webhook_is_believed(key, monkeypatch):
    body, public = token(key, EVENT), pem(key)
    real = builtins.__import__

    def missing(name, *args, **options):
        if name.startswith("cryptography"):
            raise ImportError(name)
        return real(name, *args, **options)

    monkeypatch.setattr(builtins, "__import__", missing)
    wix, _session, _clock = client(reply({}), webhook_public_key=public)
    with pytest.raises(AuthError, match="cryptography"):
        wix.verify_webhook({}, body, NOW)
