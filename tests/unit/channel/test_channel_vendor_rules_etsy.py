"""Each vendor's own traps, met by the client in a shop that sets them."""

import time
from decimal import Decimal

import pytest
from channel_clients.errors import ItemRejected, RateLimited, ScopeError, Transient
from channel_clients.types import Draft, ShipRequest, StockChange
from channel_contract import EtsyHarness
from channel_vendors import shop_of, sizes
from fakes.limits import Window


@pytest.fixture
def etsy():
    yield from shop_of(EtsyHarness())


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
