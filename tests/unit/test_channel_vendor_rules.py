"""Each vendor's own traps, met by the client in a shop that sets them."""

import time
from decimal import Decimal

import pytest
from channel_clients import oauth
from channel_clients.errors import ItemRejected, RateLimited, ScopeError, Transient
from channel_clients.types import Draft, ShipRequest, StockChange
from channel_contract import (
    HARNESSES,
    EtsyHarness,
    FaireHarness,
    Harness,
    ShopifyHarness,
    WixHarness,
    WooHarness,
)
from fakes.limits import Bucket, Window


def opened(kind, **options):
    class Opened(kind):
        fake_options = {**kind.fake_options, **options}

    return Opened()


@pytest.fixture
def etsy():
    yield from shop_of(EtsyHarness())


@pytest.fixture
def shopify():
    yield from shop_of(ShopifyHarness())


@pytest.fixture
def faire():
    yield from shop_of(FaireHarness())


@pytest.fixture
def woo():
    yield from shop_of(WooHarness())


@pytest.fixture
def wix():
    yield from shop_of(WixHarness())


def shop_of(harness: Harness):
    harness.fake.add_listing("Oat soap", "SOAP", "6.50", 5)
    yield harness
    harness.stop()


def sizes(shop, *quantities, **options):
    names = ("Small", "Medium", "Large")
    return shop.fake.add_listing(
        "Lavender candle",
        variants=[
            {"sku": f"LAV-{name[0]}", "quantity": n, "values": {"Size": name}}
            for name, n in zip(names, quantities, strict=False)
        ],
        **options,
    )


# Etsy.


def test_etsy_pictures_of_variations_survive_a_write(etsy):
    listing = sizes(etsy, 4, 6)
    etsy.fake.picture_variation(listing, "Size", "Small")
    before = [dict(one) for one in listing.extra["variation_images"]]
    client = etsy.client()
    (result,) = client.set_stock([StockChange(etsy.remote(client, "LAV-S"), 3)])
    assert result.error is None
    assert listing.extra["variation_images"] == before


def test_etsy_several_variations_are_one_write(etsy):
    sizes(etsy, 4, 6, 8)
    client = etsy.client()
    ids = {one.sku: one.remote_id for one in client.iter_listings()}
    etsy.calls.clear()
    changes = [StockChange(ids[f"LAV-{size}"], 2) for size in "SML"]
    assert all(one.error is None for one in client.set_stock(changes))
    assert [one["method"] for one in etsy.calls].count("PUT") == 1


def test_etsy_listings_with_three_variations_are_kept_whole(etsy):
    rows = [
        {
            "sku": f"{size}{scent}{wick}",
            "quantity": 5,
            "values": {"Size": size, "Scent": scent, "Wick": wick},
        }
        for size in "AB"
        for scent in "CD"
        for wick in "EF"
    ]
    listing = etsy.fake.add_listing("Tower candle", variants=rows)
    client = etsy.client()
    (result,) = client.set_stock([StockChange(etsy.remote(client, "ADE"), 1)])
    assert result.error is None
    assert len(listing.variants) == 8
    assert {row["sku"]: etsy.fake.stock(row["sku"]) for row in rows} == {
        row["sku"]: 1 if row["sku"] == "ADE" else 5 for row in rows
    }


def test_etsy_no_fee_is_ever_caused_without_leave(etsy):
    client = etsy.client()
    soap = etsy.remote(client, "SOAP")
    etsy.fake.buy([("SOAP", 5)])
    fees = list(etsy.fake.fees)
    (result,) = client.set_stock([StockChange(soap, 5)])
    assert isinstance(result.error, ItemRejected)
    draft = etsy.fake.add_listing("Draft", "DRAFT", "5.00", 3, state="draft")
    fees.append((draft.id, "listed"))
    (result,) = client.set_stock([StockChange(etsy.remote(client, "DRAFT"), 2)])
    assert (result.error, draft.state) == (None, "draft")
    assert etsy.fake.fees == fees
    allowed = etsy.client(allow_paid_renewal=True)
    (result,) = allowed.set_stock([StockChange(soap, 5)])
    assert (result.error, etsy.fake.stock("SOAP")) == (None, 5)
    assert len(etsy.fake.fees) == len(fees) + 1


def test_etsy_what_we_took_off_sale_comes_back_in_another_process(etsy):
    first = etsy.client()
    soap = etsy.remote(first, "SOAP")
    (down,) = first.set_stock([StockChange(soap, 0, 5)])
    assert down.deactivated
    second = etsy.client(deactivated=[soap.partition(":")[0]])
    (up,) = second.set_stock([StockChange(soap, 4, 0)])
    assert (up.error, up.reactivated) == (None, True)
    etsy.fake.buy([("SOAP", 4)])


def test_etsy_what_the_seller_took_off_sale_stays_off(etsy):
    client = etsy.client()
    soap = etsy.remote(client, "SOAP")
    etsy.fake.variant("SOAP").listing.state = "inactive"
    (result,) = client.set_stock([StockChange(soap, 4)])
    assert (result.error, result.reactivated) == (None, False)
    assert etsy.fake.variant("SOAP").listing.state == "inactive"


def test_etsy_a_listing_without_a_record_says_what_to_do(etsy):
    etsy.fake.variant("SOAP").listing.extra["record"] = False
    client = etsy.client()
    (listing,) = list(client.iter_listings())
    assert "save" in listing.warning
    (result,) = client.set_stock([StockChange(listing.remote_id, 4)])
    assert isinstance(result.error, ItemRejected) or etsy.fake.stock("SOAP") == 4


def test_etsy_the_regional_rule_is_explained_and_addresses_may_be_missing(etsy):
    etsy.fake.regional_block = True
    etsy.fake.hide_addresses = True
    client = etsy.client()
    key = etsy.buy([("SOAP", 1)])
    order = client.get_order(key)
    assert order.delivery.street == ""
    with pytest.raises(ScopeError, match="by hand"):
        client.ship(ShipRequest(key, (), tracking="1Z9", carrier="ups"))


def test_etsy_a_missing_scope_is_named(etsy):
    etsy.fake.scopes.remove("listings_w")
    client = etsy.client()
    assert client.check().missing_scopes == ("listings_w",)
    with pytest.raises(ScopeError) as caught:
        client.set_stock([StockChange(etsy.remote(client, "SOAP"), 3)])
    assert caught.value.missing == ("listings_w",)


def test_etsy_its_limit_a_second_is_kept_without_a_refusal(etsy):
    etsy.fake.per_second = Window(5, 1)
    client = etsy.client()
    client.transport.sleep = time.sleep
    for _call in range(12):
        client.get_order("1")
    assert 429 not in {one["status"] for one in etsy.calls}
    assert client.transport.rate.remaining > 0


def test_etsy_a_spent_day_is_left_to_the_caller(etsy):
    client = etsy.client()
    soap = etsy.remote(client, "SOAP")
    etsy.fake.per_day = Window(0, 86400)
    etsy.fake.per_day.take()
    etsy.fake.faults.add("429", times=-1, retry_after=4000)
    with pytest.raises(RateLimited) as caught:
        client.get_stock([soap])
    assert caught.value.retry_after >= 4000


def test_etsy_fees_are_told_for_one_order(etsy):
    client = etsy.client()
    key = etsy.buy([("SOAP", 2)])
    fees = client.get_fees(key)
    assert fees is None or fees >= 0


def test_etsy_a_draft_takes_category_and_postage_from_another_listing(etsy):
    client = etsy.client()
    (soap,) = client.iter_listings()
    fees = list(etsy.fake.fees)
    draft = Draft("AMBER", "Amber candle", Decimal("21.50"), 4, example=soap.parent_id)
    made = client.create_draft(draft)
    listing = etsy.fake.variant("AMBER").listing
    assert listing.extra["given"]["taxonomy_id"] == 6862
    assert listing.extra["given"]["shipping_profile_id"] == 88001
    assert (listing.state, etsy.fake.fees) == ("draft", fees)
    client.set_stock([StockChange(made.remote_id, 9)])
    assert listing.state == "draft"
    assert etsy.fake.fees == fees


def test_etsy_a_draft_whose_sku_was_not_written_is_finished(etsy):
    client = etsy.client()
    (soap,) = client.iter_listings()
    draft = Draft("AMBER", "Amber candle", Decimal("21.50"), 4, example=soap.parent_id)
    where = "PUT /v3/application/listings"
    etsy.fake.faults.add("500", times=-1, where=where)
    with pytest.raises(Transient):
        client.create_draft(draft)
    etsy.fake.faults.clear()
    client.create_draft(draft)
    found = [one for one in client.iter_listings() if one.title == "Amber candle"]
    assert [one.sku for one in found] == ["AMBER"]


@pytest.mark.parametrize(
    ("changes", "words"), [({"quantity": 0}, "stock"), ({}, "Choose")]
)
def test_etsy_what_a_draft_lacks_is_said_before_anything_is_made(etsy, changes, words):
    draft = Draft(
        **{"sku": "A", "title": "A", "price": Decimal(2), "quantity": 1, **changes}
    )
    with pytest.raises(ItemRejected, match=words):
        etsy.client().create_draft(draft)
    assert len(etsy.fake.listings) == 1


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
