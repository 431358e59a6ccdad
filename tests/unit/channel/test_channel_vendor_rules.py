"""Each vendor's own traps, met by the client in a shop that sets them."""

import time

import pytest
from channel_clients.errors import ItemRejected, ScopeError
from channel_clients.types import ShipRequest, StockChange
from channel_clients.wire import oauth
from channel_contract import (
    HARNESSES,
    FaireHarness,
    ShopifyHarness,
    WixHarness,
    WooCommerceHarness,
)
from channel_vendors import shop_of, sizes
from fakes.limits import Bucket, Window


def opened(kind, **options):
    class Opened(kind):
        fake_options = {**kind.fake_options, **options}

    return Opened()


@pytest.fixture
def shopify():
    yield from shop_of(ShopifyHarness())


@pytest.fixture
def faire():
    yield from shop_of(FaireHarness())


@pytest.fixture
def woo():
    yield from shop_of(WooCommerceHarness())


@pytest.fixture
def wix():
    yield from shop_of(WixHarness())


# Shopify.


def test_shopify_a_place_that_does_not_keep_the_item_starts_to(shopify):
    sizes(shopify, 4)
    for silent in (False, True):
        shopify.fake.silent_unstocked = silent
        client = shopify.client(location_id="70002")
        sku = "LAV-S" if silent else "SOAP"
        (result,) = client.set_stock([StockChange(shopify.remote(client, sku), 3)])
        assert (result.error, result.quantity) == (None, 3)
        assert shopify.fake.stock(sku, "70002") == 3


def test_shopify_a_replay_that_calls_itself_stale_is_a_success(shopify):
    shopify.fake.replay_is_stale = True
    client = shopify.client()
    soap = shopify.remote(client, "SOAP")
    shopify.fake.faults.add("timeout_after", where=shopify.where_stock)
    (result,) = client.set_stock([StockChange(soap, 2, 5)])
    assert (result.error, shopify.fake.stock("SOAP")) == (None, 2)


def test_shopify_a_small_bucket_only_slows_down(shopify):
    for number in range(300):
        shopify.fake.add_listing(f"Batch {number}", f"B{number}", "5.00", 7)
    client = shopify.client()
    ids = {one.sku: one.remote_id for one in client.iter_listings()}
    shopify.fake.bucket = Bucket(60, 200)
    changes = [StockChange(ids[f"B{n}"], 6, 7) for n in range(300)]
    client.transport.sleep = time.sleep
    results = client.set_stock(changes)
    assert [one.error for one in results if one.error] == []
    assert all(shopify.fake.stock(f"B{n}") == 6 for n in range(300))


def test_shopify_a_missing_scope_is_named(shopify):
    shopify.fake.scopes.remove("write_inventory")
    client = shopify.client()
    assert client.check().missing_scopes == ("write_inventory",)
    with pytest.raises(ScopeError, match="write_inventory"):
        client.set_stock([StockChange(shopify.remote(client, "SOAP"), 3)])


def test_shopify_without_customer_data_orders_still_come(shopify):
    shopify.fake.customer_data = False
    key = shopify.buy([("SOAP", 1)])
    order = shopify.client().get_order(key)
    assert (order.state, order.lines[0].quantity) == ("paid", 1)


def test_shopify_locations_are_told(shopify):
    found = shopify.client().check().locations
    assert {one.name for one in found if one.active} == {"Studio", "Market stall"}


# Faire.


def test_faire_counts_what_its_own_orders_hold_once(faire):
    client = faire.client()
    soap = faire.remote(client, "SOAP")
    key = faire.fake.buy([("SOAP", 2)])
    assert client.get_stock([soap])[soap].committed == 2
    (result,) = client.set_stock([StockChange(soap, 6, 3)])
    assert (result.error, faire.fake.stock("SOAP")) == (None, 6)
    assert faire.fake.variant("SOAP").level.on_hand == 8
    order = client.get_order(key)
    lines = tuple((line.remote_id, line.quantity) for line in order.lines)
    client.ship(ShipRequest(key, lines, tracking="1Z9", carrier="UPS"))
    assert faire.fake.stock("SOAP") == 6


def test_faire_what_is_not_counted_stays_so_unless_allowed(faire):
    faire.fake.add_listing("Gift card sleeve", "SLEEVE", "1.00", None)
    client = faire.client()
    sleeve = faire.remote(client, "SLEEVE")
    (result,) = client.set_stock([StockChange(sleeve, 0)])
    assert isinstance(result.error, ItemRejected)
    assert not faire.fake.variant("SLEEVE").tracked
    allowed = faire.client(allow_tracking_start=frozenset({sleeve}))
    (result,) = allowed.set_stock([StockChange(sleeve, 4)])
    assert (result.error, faire.fake.stock("SLEEVE")) == (None, 4)


def test_faire_a_sku_on_two_variants_hinders_nothing(faire):
    faire.fake.add_listing("Old soap", "SOAP", "6.50", 1)
    client = faire.client()
    ids = [one.remote_id for one in client.iter_listings()]
    results = client.set_stock([StockChange(one, 3) for one in ids])
    assert [one.error for one in results] == [None, None]


def test_faire_speaks_as_an_app_too():
    shop = opened(FaireHarness, scheme="oauth")
    try:
        assert shop.client().check().shop_name == shop.fake.name
    finally:
        shop.stop()


def test_faire_a_new_order_is_accepted_once(faire):
    client = faire.client()
    key = faire.fake.buy([("SOAP", 1)])
    client.accept(key)
    assert client.get_order(key).raw["state"] == "PROCESSING"
    client.accept(key)
    assert client.get_order(key).raw["state"] == "PROCESSING"


def test_faire_its_pace_is_kept(faire):
    faire.fake.writes_per_second = Window(1, 1.0)
    faire.paced = False
    client = faire.client()
    client.transport.sleep = time.sleep
    soap = faire.remote(client, "SOAP")
    for quantity in (4, 3, 2):
        (result,) = client.set_stock([StockChange(soap, quantity)])
        assert result.error is None
    assert 429 not in {one["status"] for one in faire.calls}


# WooCommerce.


def test_woo_variations_that_share_a_stock_are_written_at_their_parent(woo):
    sizes(woo, 5, 5, shared=True)
    client = woo.client()
    ids = {one.sku: one.remote_id for one in client.iter_listings()}
    changes = [StockChange(ids["LAV-S"], 3), StockChange(ids["LAV-M"], 3)]
    results = client.set_stock(changes)
    assert [(one.error, one.quantity) for one in results] == [(None, 3)] * 2
    assert woo.fake.variant("LAV-S").extra["manage"] == "parent"
    assert woo.fake.variant("LAV-M").level.available == 3


def test_woo_a_host_that_strips_the_header_is_reached_by_query(woo):
    woo.fake.strips_authorization = True
    client = woo.client()
    # The fake speaks plain http, where keys must stay out of the address.
    client._in_query = True
    assert client.check().shop_name


def test_woo_a_key_that_may_only_read_is_told(woo):
    woo.fake.read_only = True
    client = woo.client()
    soap = woo.remote(client, "SOAP")
    with pytest.raises(ScopeError, match="read and write"):
        client.set_stock([StockChange(soap, 3)])


# Wix.


def test_wix_an_app_of_the_site_gets_along_with_a_token(wix):
    def token(rejected=None):
        if rejected or not token.value:
            token.value = oauth.wix_client_credentials(
                wix.transport(),
                wix.fake.app_id,
                wix.fake.app_secret,
                wix.fake.instance_id,
            ).access
        return token.value

    token.value = ""
    client = wix.client(api_key="", token=token)
    soap = wix.remote(client, "SOAP")
    wix.fake.expire_tokens()
    (result,) = client.set_stock([StockChange(soap, 2, 5)])
    assert (result.error, wix.fake.stock("SOAP")) == (None, 2)


def test_wix_what_is_not_counted_is_told(wix):
    wix.fake.add_listing("Made to order", "MTO", "9.00", None)
    found = {one.sku: one for one in wix.client().iter_listings()}
    assert (found["MTO"].tracked, found["MTO"].quantity) == (False, None)


def test_there_is_a_harness_for_every_client():
    assert set(HARNESSES) == {
        "etsy",
        "shopify",
        "faire",
        "woocommerce",
        "wix",
        "wix_v1",
    }
