"""What shops that keep strictly to their vendor's word answer, and we make of it."""

from datetime import datetime, timezone

import pytest
from channel_clients.errors import (
    AuthError,
    ForeignPage,
    ItemRejected,
    RateLimited,
    Transient,
)
from channel_clients.etsy.drafts import _title
from channel_clients.types import Draft, ShipRequest, StockChange
from channel_clients.wix import orders as wix_orders
from channel_doubles import reply, transport
from channel_etsy import client as etsy_client
from channel_faire import client as faire_client
from channel_faire import level, order
from channel_shopify import client as shopify_client
from channel_wix import client as wix_client
from channel_woocommerce import client as woocommerce_client

SINCE = datetime(2026, 11, 22, tzinfo=timezone.utc)


def page(status=404):
    return reply(b"<html><h1>Not Found</h1>nginx", status, kind="text/html")


@pytest.mark.parametrize("status", [400, 404, 405, 409, 410])
def test_a_web_page_says_nothing_about_what_was_asked_for(status):
    made, session, _clock = transport(page(status))
    with pytest.raises(ForeignPage, match="web page"):
        made.request("GET", "/orders/1")
    assert len(session.sent) == 1


@pytest.mark.parametrize(
    "make", [etsy_client, faire_client, wix_client, woocommerce_client]
)
def test_a_web_page_is_no_order_that_is_gone(make):
    shop = make(lambda _call: page())[0]
    with pytest.raises(Transient):
        shop.get_order("1")


def test_a_web_page_is_no_listing_that_is_gone_from_etsy():
    shop = etsy_client(lambda _call: page())[0]
    with pytest.raises(Transient):
        shop.get_stock(["1:0", "2:0"])


def test_a_rate_limit_needs_no_words():
    assert RateLimited(retry_after=5).retry_after == 5


@pytest.mark.parametrize("call", ["iter_orders", "iter_listings"])
def test_faire_without_a_further_cursor_is_at_its_end(call):
    size = 50 if call == "iter_orders" else 250

    def answer(sent):
        if "ids" in (sent.params or {}):
            return reply({"inventories": {}})
        first = "cursor" not in sent.params
        ids = [f"{'a' if first else 'b'}{n}" for n in range(size)]
        rows = [
            order(id=one) if call == "iter_orders" else {"id": one, "variants": [one]}
            for one in ids
        ]
        for row in rows if call == "iter_listings" else ():
            row["variants"] = [{"id": f"po_{row['id']}"}]
        name = "orders" if call == "iter_orders" else "products"
        return reply({name: rows, **({"cursor": "next"} if first else {})})

    shop, session, _clock = faire_client(answer)
    found = list(shop.iter_orders(SINCE) if size == 50 else shop.iter_listings())
    assert len(found) == len({one.remote_id for one in found}) == 2 * size
    assert not any("page" in (call.params or {}) for call in session.sent)


def test_faire_starts_to_count_a_variant_of_which_it_tells_nothing():
    def answer(sent):
        if sent.method == "GET":
            return reply({"inventories": {}})
        return reply({"inventories": {"po_1": level(3)}})

    shop, session, _clock = faire_client(
        answer, allow_tracking_start=frozenset({"po_1"})
    )
    started, gone = shop.set_stock([StockChange("po_1", 3), StockChange("po_2", 3)])
    assert (started.error, started.quantity) == (None, 3)
    assert isinstance(gone.error, ItemRejected)
    assert session.sent[-1].json == {
        "inventories": [{"product_variant_id": "po_1", "on_hand_quantity": 3}]
    }


@pytest.mark.parametrize("status", [402, 423])
def test_a_shopify_shop_that_is_closed_or_unpaid_is_told_as_such(status):
    shop = shopify_client(reply({"errors": "Unavailable Shop"}, status))[0]
    with pytest.raises(AuthError, match="not active: Unavailable Shop"):
        shop.check()


def test_shopifys_suspicion_of_a_robot_is_passing():
    shop = shopify_client(lambda _call: reply({"errors": "Security"}, 430))[0]
    with pytest.raises(Transient):
        shop.set_stock([StockChange("1:2", 3)])


def wix_item(ident, quantity, location):
    return {
        "id": ident,
        "productId": "p1",
        "variantId": "v1",
        "locationId": location,
        "revision": "3",
        "quantity": quantity,
        "trackQuantity": True,
    }


class WixSite:
    """A site with one variant at two locations."""

    def __init__(self):
        self.items = {"i1": wix_item("i1", 5, "a"), "i2": wix_item("i2", 4, "b")}

    def __call__(self, call):
        if call.path.endswith("/version"):
            return reply({"catalogVersion": "V3_CATALOG"})
        if call.path.endswith("/query-variants"):
            return reply({"variants": []})
        if call.path.endswith("/query"):
            return reply({"inventoryItems": list(self.items.values())})
        row = call.json["inventoryItems"][0]["inventoryItem"]
        self.items[row["id"]]["quantity"] = row["quantity"]
        told = {"originalIndex": 0, "success": True}
        return reply(
            {"results": [{"itemMetadata": told, "item": self.items[row["id"]]}]}
        )


def test_wix_listings_show_what_all_locations_hold():
    (listing,) = wix_client(WixSite())[0].iter_listings()
    assert listing.quantity == 9


def test_wix_shows_as_little_as_its_other_locations_allow():
    site = WixSite()
    (result,) = wix_client(site)[0].set_stock([StockChange("p1:v1", 2, 9)])
    assert site.items["i1"]["quantity"] == 0
    assert result.quantity == 4
    assert "other locations" in str(result.error)


def test_a_wix_order_whose_payment_was_cancelled_does_not_ship():
    found = {"id": "o1", "status": "APPROVED", "paymentStatus": "CANCELED"}
    assert wix_orders.order(found).state == "open"


def test_wix_ships_only_what_no_parcel_holds_yet():
    lines = [{"id": "l1", "quantity": 3}, {"id": "l2", "quantity": 1}]
    parcels = [{"id": "f1", "lineItems": [{"id": "l1", "quantity": 2}, {"id": "l2"}]}]
    parcels[0]["lineItems"][1]["quantity"] = 1
    found = {"id": "o1", "status": "APPROVED", "paymentStatus": "PAID"}

    def answer(call):
        if call.method == "POST":
            return reply({"fulfillmentId": "f2"})
        if "fulfillments" in call.path:
            return reply({"orderWithFulfillments": {"fulfillments": parcels}})
        return reply({"order": {**found, "lineItems": lines}})

    shop, session, _clock = wix_client(answer)
    shop.ship(ShipRequest("o1", (), "T2", "dhl"))
    sent = session.sent[-1].json["fulfillment"]["lineItems"]
    assert sent == [{"id": "l1", "quantity": 1}]


def test_an_etsy_title_has_signs_once_that_etsy_allows_once():
    title = "Soap & salt & sea: 100% pure: 5+5"
    assert _title(Draft("S", title, 1)) == "Soap & salt and sea: 100% pure - 5+5"
