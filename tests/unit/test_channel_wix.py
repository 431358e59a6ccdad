import base64
import builtins
import json
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest
from channel_clients import wix_orders
from channel_clients.errors import AuthError, ChannelError, Conflict, ItemRejected
from channel_clients.types import StockChange
from channel_clients.wix import WixClient
from channel_clients.wix_catalog import NO_VARIANT
from channel_doubles import reply, tokens, transport

NOW = datetime(2026, 11, 22, 12, tzinfo=timezone.utc)


def client(*script, **options):
    made, session, clock = transport(*script, base_url="https://www.wixapis.com")
    options.setdefault("api_key", "IST.key")
    return WixClient(made, site_id="site-1", **options), session, clock


class Site:
    """The least of a Wix site with catalog V3 that a write needs."""

    def __init__(self, *items):
        self.items = {item["id"]: item for item in items}
        self.broken = {}
        self.between = None
        self.calls = []

    def __call__(self, call):
        self.calls.append(call)
        if call.path == "/stores/v3/provision/version":
            return reply({"catalogVersion": "V3_CATALOG"})
        if call.path.endswith("/query"):
            wanted = call.json["query"]["filter"]["productId"]["$in"]
            rows = [dict(i) for i in self.items.values() if i["productId"] in wanted]
            if self.between:
                self.between()
                self.between = None
            return reply({"inventoryItems": rows, "pagingMetadata": {"hasNext": False}})
        rows = [one["inventoryItem"] for one in call.json["inventoryItems"]]
        return reply({"results": [self.update(n, row) for n, row in enumerate(rows)]})

    def update(self, index, row):
        item = self.items[row["id"]]
        told = {"id": row["id"], "originalIndex": index, "success": False}
        if row["id"] in self.broken:
            told["error"] = {"code": "X", "description": self.broken[row["id"]]}
        elif row["revision"] != item["revision"]:
            told["error"] = {"code": "INVALID_REVISION", "description": "stale"}
        else:
            item.update(
                quantity=row["quantity"],
                trackQuantity=True,
                revision=str(int(item["revision"]) + 1),
            )
            return {"itemMetadata": {**told, "success": True}, "item": dict(item)}
        return {"itemMetadata": told}

    def writes(self):
        return [
            [one["inventoryItem"] for one in call.json["inventoryItems"]]
            for call in self.calls
            if call.path.endswith("/update")
        ]


def item(ident, quantity, product="p1", variant="v1", revision="3", **changes):
    return {
        "id": ident,
        "productId": product,
        "variantId": variant,
        "revision": revision,
        "trackQuantity": quantity is not None,
        **({} if quantity is None else {"quantity": quantity}),
        **changes,
    }


def test_a_key_goes_with_its_site_and_a_token_alone():
    wix, session, _clock = client(reply({"catalogVersion": "V3_CATALOG"}))
    wix.catalog()
    assert session.sent[0].headers["Authorization"] == "IST.key"
    assert session.sent[0].headers["wix-site-id"] == "site-1"
    wix, session, _clock = client(
        reply({}, 401),
        reply({"catalogVersion": "V1_CATALOG"}),
        api_key="",
        token=tokens("old", "new"),
    )
    wix.catalog()
    assert session.sent[1].headers["Authorization"] == "new"
    assert "wix-site-id" not in session.sent[1].headers


def test_a_site_without_a_store_is_told():
    wix, _session, _clock = client(reply({"catalogVersion": "STORES_NOT_INSTALLED"}))
    with pytest.raises(ChannelError, match="not installed"):
        wix.check()


def test_a_thousand_changes_are_one_write_with_revisions():
    site = Site(*(item(f"i{n}", 5, f"p{n}") for n in range(1001)))
    wix, _session, _clock = client(site)
    results = wix.set_stock([StockChange(f"p{n}:v1", 4, 5) for n in range(1001)])
    assert all((one.error, one.quantity) == (None, 4) for one in results)
    assert [len(rows) for rows in site.writes()] == [1000, 1]
    assert site.writes()[0][0] == {"id": "i0", "revision": "3", "quantity": 4}
    assert results[0].version == "4"


def test_a_sale_between_read_and_write_is_a_conflict_with_the_number():
    site = Site(item("i1", 5), item("i2", 5, "p2"))

    def sale():
        site.items["i1"].update(quantity=2, revision="4")

    site.between = sale
    wix, _session, _clock = client(site)
    results = wix.set_stock([StockChange("p1:v1", 9, 5), StockChange("p2:v1", 9, 5)])
    assert isinstance(results[0].error, Conflict)
    assert results[0].error.actual == 2
    assert results[1].error is None
    assert site.items["i1"]["quantity"] == 2


def test_a_write_applied_twice_is_a_success():
    site = Site(item("i1", 5))
    answers = []

    def lossy(call):
        answer = site(call)
        if call.path.endswith("/update") and not answers:
            answers.append(answer)
            return reply(status=502)
        return answer

    wix, _session, _clock = client(lossy)
    (result,) = wix.set_stock([StockChange("p1:v1", 4, 5)])
    assert (result.error, result.quantity, result.version) == (None, 4, "4")


def test_one_bad_item_is_its_own():
    site = Site(item("i1", 5), item("i2", 5, "p2"))
    site.broken["i2"] = "preorder"
    wix, _session, _clock = client(site)
    results = wix.set_stock([StockChange("p1:v1", 4), StockChange("p2:v1", 4)])
    assert results[0].error is None
    assert isinstance(results[1].error, ItemRejected)


def test_other_locations_count_towards_what_is_shown():
    site = Site(item("i2", 4, locationId="b"), item("i1", 5, locationId="a"))
    wix, _session, _clock = client(site)
    assert wix.get_stock(["p1:v1"])["p1:v1"].quantity == 9
    (result,) = wix.set_stock([StockChange("p1:v1", 6, 9)])
    assert (result.error, result.quantity) == (None, 6)
    assert site.writes() == [[{"id": "i1", "revision": "3", "quantity": 2}]]
    (result,) = wix.set_stock([StockChange("p1:v1", 3)])
    assert isinstance(result.error, ItemRejected)
    assert "other locations" in str(result.error)


def test_what_is_not_counted_is_told():
    site = Site(item("i1", None, inStock=True))
    wix, _session, _clock = client(site)
    assert wix.get_stock(["p1:v1"])["p1:v1"].tracked is False


def test_stock_below_zero_is_told_as_it_is():
    site = Site(item("i1", -3))
    wix, _session, _clock = client(site)
    assert wix.get_stock(["p1:v1"])["p1:v1"].quantity == -3


def test_the_old_catalog_writes_the_variants_of_a_product_together():
    rows = [
        {
            "productId": "p1",
            "trackQuantity": True,
            "variants": [
                {"variantId": "v1", "quantity": 5},
                {"variantId": "v2", "quantity": 5},
            ],
        }
    ]
    wix, session, _clock = client(
        reply({"catalogVersion": "V1_CATALOG"}),
        reply({"inventoryItems": rows}),
        reply({}),
    )
    results = wix.set_stock([StockChange("p1:v1", 4, 5), StockChange("p1:v2", 3, 5)])
    assert all(one.error is None for one in results)
    patch = session.sent[2]
    assert (patch.method, patch.path) == (
        "PATCH",
        "/stores/v2/inventoryItems/product/p1",
    )
    assert patch.json["inventoryItem"] == {
        "trackQuantity": True,
        "variants": [
            {"variantId": "v1", "quantity": 4},
            {"variantId": "v2", "quantity": 3},
        ],
    }


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


def test_unfinished_checkouts_are_no_orders_and_pages_go_by_cursor():
    wix, session, _clock = client(
        reply(
            {
                "orders": [order(id="o0", status="INITIALIZED"), order()],
                "metadata": {"hasNext": True, "cursors": {"next": "c2"}},
            }
        ),
        reply({"orders": [order(id="o2")], "metadata": {"hasNext": False}}),
    )
    assert [one.remote_id for one in wix.iter_orders(NOW)] == ["o1", "o2"]
    assert "filter" in session.sent[0].json["search"]
    assert session.sent[1].json["search"] == {
        "cursorPaging": {"limit": 100, "cursor": "c2"}
    }


@pytest.fixture(scope="module")
def key():
    rsa = pytest.importorskip("cryptography.hazmat.primitives.asymmetric.rsa")
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
