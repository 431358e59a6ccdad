"""Drafts, parcels and webhooks of WooCommerce: what is sent and answered, whole."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from channel_clients.errors import AuthError, ItemRejected, ScopeError, Transient
from channel_clients.types import Draft, Listing, Shipment, ShipRequest, WebhookHint
from channel_clients.wire.webhooks import signature
from channel_doubles import reply
from channel_whole import asked, fault
from channel_woocommerce import NOW, client

V3 = "/wp-json/wc/v3"
DRAFT = Draft(
    "AMBER",
    "Amber & oak",
    Decimal("21.50"),
    quantity=3,
    description="Burns for 40 hours.",
    barcode="4006381333931",
)
LOOK = (
    "GET",
    f"{V3}/products",
    {"params": {"sku": "AMBER", "status": "any", "per_page": 10}},
)
MADE = Listing(
    "55",
    "55",
    "Amber & oak",
    sku="AMBER",
    barcode="4006381333931",
    price=Decimal("21.50"),
    quantity=3,
    state="draft",
    url="https://shop.example/amber",
)


def test_a_draft_is_made_and_not_published():
    row = {"id": 55, "status": "draft", "permalink": "https://shop.example/amber"}
    woo, session, _clock = client(reply([{"sku": "AMBER"}, {"id": 1}]), reply(row))
    assert woo.create_draft(DRAFT) == MADE
    body = {
        "name": "Amber & oak",
        "type": "simple",
        "status": "draft",
        "sku": "AMBER",
        "regular_price": "21.50",
        "manage_stock": True,
        "stock_quantity": 3,
        "description": "Burns for 40 hours.",
        "global_unique_id": "4006381333931",
    }
    assert asked(session) == [LOOK, ("POST", f"{V3}/products", {"json": body})]


def test_a_draft_sends_nothing_that_is_not_known():
    plain = replace(DRAFT, quantity=-1, description="", barcode="")
    woo, session, _clock = client(reply([]), reply({"id": 55, "status": "draft"}))
    made = replace(MADE, quantity=0, barcode="", url="")
    assert woo.create_draft(plain) == made
    assert asked(session)[1][2]["json"] == {
        "name": "Amber & oak",
        "type": "simple",
        "status": "draft",
        "sku": "AMBER",
        "regular_price": "21.50",
        "manage_stock": True,
        "stock_quantity": 0,
    }


def test_a_draft_that_is_there_is_found_by_its_sku():
    row = {"id": 9, "parent_id": 5, "sku": "AMBER", "name": "Old", "status": "pending"}
    woo, session, _clock = client(reply([{"id": 1, "sku": "OTHER"}, row]))
    assert woo.create_draft(DRAFT) == replace(
        MADE, remote_id="5:9", parent_id="5", title="Old", state="pending", url=""
    )
    assert asked(session) == [LOOK]


@pytest.mark.parametrize("told", [{}, {"status": "publish"}])
def test_what_is_for_sale_already_is_not_prepared(told):
    woo, _session, _clock = client(reply([{"id": 9, "sku": "AMBER", **told}]))
    with pytest.raises(ItemRejected) as refused:
        woo.create_draft(DRAFT)
    words = "AMBER is for sale in this shop already: fetch its listings."
    assert fault(refused.value) == ("ItemRejected", words, {"remote_id": "9"})


def test_a_draft_that_the_shop_does_not_confirm_is_looked_for():
    woo, session, _clock = client(reply([]), reply({}), reply([]))
    with pytest.raises(Transient) as unsure:
        woo.create_draft(DRAFT)
    told = {"maybe_applied": True, "retry_after": None}
    words = "The shop did not confirm the draft."
    assert fault(unsure.value) == ("Transient", words, told)
    assert asked(session)[2] == LOOK


ORDER = {
    "id": 900,
    "status": "processing",
    "line_items": [{"id": 11, "quantity": 3}],
    "meta_data": [],
}
SHIP = ShipRequest(
    "900",
    (("11", 3),),
    tracking="1Z9",
    carrier="UPS",
    tracking_url="https://ups.example/1Z9",
    notify=False,
)
PARCEL = {"tracking": "1Z9", "carrier": "UPS", "lines": {"11": 3}}


def kept(*parcels):
    return {"meta_data": [{"key": "_maker_shipments", "value": list(parcels)}]}


def test_a_parcel_is_a_note_and_kept_on_the_order():
    woo, session, _clock = client(
        reply(ORDER), reply([{"note": None}]), reply({}), reply({})
    )
    assert woo.ship(SHIP) == Shipment("900", "1Z9", "UPS")
    words = "Shipped with UPS, tracking number 1Z9. https://ups.example/1Z9"
    path = f"{V3}/orders/900"
    assert asked(session) == [
        ("GET", path, {}),
        ("GET", f"{path}/notes", {}),
        ("POST", f"{path}/notes", {"json": {"note": words, "customer_note": False}}),
        ("PUT", path, {"json": {**kept(PARCEL), "status": "completed"}}),
    ]


def test_a_part_of_an_order_does_not_complete_it():
    part = replace(SHIP, lines=(("11", 2),), carrier="", tracking_url="", notify=True)
    woo, session, _clock = client(reply(ORDER), reply([]), reply({}), reply({}))
    assert woo.ship(part) == Shipment("900", "1Z9")
    note = {"note": "Shipped, tracking number 1Z9.", "customer_note": True}
    first = {"tracking": "1Z9", "carrier": "", "lines": {"11": 2}}
    assert [sent for _method, _path, sent in asked(session)[2:]] == [
        {"json": note},
        {"json": kept(first)},
    ]
    rest = replace(SHIP, lines=(("11", 1),), tracking="", carrier="")
    woo, session, _clock = client(reply({**ORDER, **kept(first)}), reply({}))
    assert woo.ship(rest) == Shipment("900")
    last = {"tracking": "", "carrier": "", "lines": {"11": 1}}
    body = {**kept(first, last), "status": "completed"}
    assert asked(session)[1:] == [("PUT", f"{V3}/orders/900", {"json": body})]


def test_a_parcel_of_the_whole_order_completes_it():
    woo, session, _clock = client(reply(ORDER), reply({}))
    woo.ship(ShipRequest("900", ()))
    parcel = {"tracking": "", "carrier": "", "lines": {}}
    assert session.sent[1].json == {**kept(parcel), "status": "completed"}


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (reply({"message": "no"}, 404), "The shop has no such order."),
        (reply({**ORDER, "status": "failed"}), "The order is failed in the shop."),
    ],
)
def test_an_order_that_cannot_be_shipped(answer, words):
    woo, _session, _clock = client(answer)
    with pytest.raises(ItemRejected) as refused:
        woo.ship(SHIP)
    assert fault(refused.value) == ("ItemRejected", words, {"remote_id": "900"})


def signed(body, topic, **more):
    return {
        "X-WC-Webhook-Signature": signature("w", body),
        "X-WC-Webhook-Topic": topic,
        **more,
    }


DELIVERY = {"X-WC-Webhook-Delivery-ID": "d1"}


@pytest.mark.parametrize(
    ("topic", "event", "hint"),
    [
        ("order.updated", {"id": 900}, {"order_id": "900"}),
        ("order.updated", {}, {}),
        ("product.updated", {"id": 5}, {"listing_ids": ("5",)}),
        ("product.updated", {}, {}),
        (
            "product.updated",
            {"id": 5, "manage_stock": True, "stock_quantity": 4},
            {"listing_ids": ("5",), "quantity": 4},
        ),
        (
            "product.updated",
            {"id": 5, "manage_stock": "parent", "stock_quantity": 4},
            {"listing_ids": ("5",)},
        ),
        (
            "product.updated",
            {"id": 5, "manage_stock": True, "variations": [8, 9]},
            {"listing_ids": ("5:8", "5:9")},
        ),
        (
            "product.updated",
            {"id": 9, "parent_id": 5, "manage_stock": True, "stock_quantity": 4},
            {"listing_ids": ("5:9",), "quantity": 4},
        ),
        ("coupon.updated", {"id": 3}, {}),
    ],
)
def test_a_webhook_is_a_hint_and_nothing_more(topic, event, hint):
    woo, _session, _clock = client()
    body = json.dumps(event).encode()
    found = woo.verify_webhook(signed(body, topic, **DELIVERY), body, NOW)
    assert found == WebhookHint("d1", topic, **hint)


@pytest.mark.parametrize(
    ("event", "delivery"),
    [
        ({"id": 1, "date_modified_gmt": "a", "date_modified": "b"}, "order.x:1:a"),
        ({"id": 1, "date_modified": "b"}, "order.x:1:b"),
        ({"id": 1}, "order.x:1:"),
    ],
)
def test_a_delivery_without_an_id_is_known_by_what_it_tells(event, delivery):
    woo, _session, _clock = client()
    body = json.dumps(event).encode()
    hint = woo.verify_webhook(signed(body, "order.x"), body, NOW)
    assert hint == WebhookHint(delivery, "order.x", "1")


def test_a_ping_is_only_answered():
    woo, _session, _clock = client()
    hint = woo.verify_webhook({}, b"webhook_id=12", NOW)
    assert hint == WebhookHint("", "ping", ping=True)


def test_missing_subscriptions_are_made():
    url = "https://odoo.example/hook"
    topics = ("order.created", "order.updated", "order.deleted", "order.restored")
    topics += ("product.updated", "product.deleted")
    there = {"delivery_url": url, "status": "active"}
    hooks = [
        {"id": 1, "topic": "order.created", **there},
        {"id": 2, "topic": "order.updated", **there, "status": "disabled"},
        {"id": 3, "topic": "order.deleted", **there, "delivery_url": "https://b.c"},
    ]
    woo, session, _clock = client(reply(hooks), *[reply({})] * 5)
    assert woo.ensure_webhooks(url) == topics[1:]
    assert asked(session)[1:] == [
        ("PUT", f"{V3}/webhooks/2", {"json": {"status": "active"}}),
        *(
            (
                "POST",
                f"{V3}/webhooks",
                {
                    "json": {
                        "name": f"Maker {topic}",
                        "topic": topic,
                        "delivery_url": url,
                        "secret": "w",
                    }
                },
            )
            for topic in topics[2:]
        ),
    ]


def test_a_key_that_may_not_write_or_is_not_known():
    said = {"message": "The API key provided does not have write permissions."}
    woo, _session, _clock = client(reply(said, 401))
    with pytest.raises(ScopeError) as refused:
        woo.get_order("1")
    words = (
        f"Connect shop.example again: it refuses the credentials: {said['message']} "
        "Make a key with read and write access."
    )
    assert fault(refused.value) == ("ScopeError", words, {"missing": ("read_write",)})
    no = reply({"message": "You cannot view this."}, 401)
    woo, _session, _clock = client(no, no)
    with pytest.raises(AuthError) as unknown:
        woo.get_order("1")
    assert str(unknown.value) == (
        "The shop does not know this key (Connect shop.example again: it refuses the "
        "credentials: You cannot view this.). Check the consumer key and secret first. "
        "If they are right, the site does not know that it is reached over https: in "
        "WordPress, Settings ▸ General, both addresses must begin with https, and a "
        "proxy before it must pass on X-Forwarded-Proto."
    )
