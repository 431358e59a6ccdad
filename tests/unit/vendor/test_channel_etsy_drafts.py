"""Drafts on Etsy: what is sent and what comes back, whole."""

from dataclasses import replace
from decimal import Decimal

import pytest
from channel_clients.errors import ItemRejected
from channel_clients.types import Draft, Listing
from channel_doubles import reply
from channel_etsy import client, listing, product, rows
from channel_whole import asked

APP = "/v3/application"
SHOP = f"{APP}/shops/42"
DRAFT = Draft(
    sku="AMBER",
    title="Amber & oak & moss + rose:  10% off",
    price=Decimal("21.50"),
    quantity=1200,
    description="Burns for 40 hours.",
    example="7",
)
TITLE = "Amber & oak and moss + rose: 10% off"
EXAMPLE = {
    **listing(7, product(4)),
    "taxonomy_id": 1209,
    "who_made": "i_did",
    "when_made": "made_to_order",
    "shipping_profile_id": 61,
    "return_policy_id": 62,
}
MADE = {"listing_id": 55, "url": "https://www.etsy.com/listing/55"}


def named(readiness, listing_id=55, quantity=999):
    """The call that gives a new listing its SKU."""
    return (
        "PUT",
        f"{APP}/listings/{listing_id}/inventory",
        {
            "params": {"max_variations_supported": "3"},
            "json": {
                "products": [
                    {
                        "sku": "AMBER",
                        "property_values": [],
                        "offerings": [
                            {
                                "price": 21.5,
                                "quantity": quantity,
                                "is_enabled": True,
                                "readiness_state_id": readiness,
                            }
                        ],
                    }
                ],
                "price_on_property": [],
                "quantity_on_property": [],
                "sku_on_property": [],
                "readiness_state_on_property": [],
            },
        },
    )


PREPARED = Listing(
    "55:0",
    "55",
    TITLE,
    sku="AMBER",
    price=Decimal("21.50"),
    quantity=0,
    state="draft",
    url="https://www.etsy.com/listing/55",
)
LOOK = (
    "GET",
    f"{SHOP}/listings",
    {"params": {"state": "draft", "limit": 100, "offset": 0}},
)
READ = ("GET", f"{APP}/listings/batch/inventory", {"params": {"listing_ids": "7"}})


def test_a_draft_is_made_like_the_example():
    etsy, session, _clock = client(rows(), rows(EXAMPLE), reply(MADE), reply({}))
    assert etsy.create_draft(DRAFT) == PREPARED
    form = {
        "quantity": 999,
        "title": TITLE,
        "description": "Burns for 40 hours.",
        "price": "21.50",
        "type": "physical",
        "taxonomy_id": 1209,
        "who_made": "i_did",
        "when_made": "made_to_order",
        "shipping_profile_id": 61,
        "return_policy_id": 62,
        "readiness_state_id": 77,
    }
    post = ("POST", f"{SHOP}/listings", {"data": form})
    assert asked(session) == [LOOK, READ, post, named(77)]


def test_a_draft_needs_no_more_than_etsy_does():
    example = {
        "listing_id": 7,
        "taxonomy_id": 1209,
        "who_made": "i_did",
        "when_made": "made_to_order",
    }
    etsy, session, _clock = client(
        rows(), rows(example), reply({"listing_id": 55}), reply({})
    )
    given = replace(DRAFT, description="", quantity=1, title="x" * 150)
    assert etsy.create_draft(given) == replace(PREPARED, title="x" * 140, url="")
    form = {
        "quantity": 1,
        "title": "x" * 140,
        "description": "x" * 150,
        "price": "21.50",
        "type": "physical",
        "taxonomy_id": 1209,
        "who_made": "i_did",
        "when_made": "made_to_order",
    }
    post = ("POST", f"{SHOP}/listings", {"data": form})
    assert asked(session)[2:] == [post, named(None, quantity=1)]


@pytest.mark.parametrize("lacks", ["taxonomy_id", "who_made", "when_made"])
def test_an_example_has_to_tell_what_etsy_asks_for(lacks):
    etsy, session, _clock = client(rows(), rows({**EXAMPLE, lacks: None}))
    with pytest.raises(ItemRejected) as refused:
        etsy.create_draft(DRAFT)
    assert str(refused.value) == (
        "Choose a listing of this shop to take the category, the postage and the "
        "processing time from."
    )
    assert len(session.sent) == 2


def test_nothing_is_prepared_without_stock():
    etsy, session, _clock = client()
    with pytest.raises(ItemRejected) as refused:
        etsy.create_draft(replace(DRAFT, quantity=0))
    assert str(refused.value) == (
        "Etsy takes no listing without stock: have one first."
    )
    assert session.sent == []


def test_a_draft_that_is_there_is_found_by_its_sku():
    other = {**listing(8, product(1, sku="OTHER")), "state": None}
    record = {**listing(7, product(3, 2150, "AMBER")), "state": None}
    etsy, session, _clock = client(rows(other, record), rows(other, record))
    assert etsy.create_draft(DRAFT) == Listing(
        "7:0",
        "7",
        "Lavender candle",
        sku="AMBER",
        price=Decimal("21.50"),
        currency="USD",
        quantity=0,
        state="draft",
        url="https://www.etsy.com/listing/7",
    )
    read = {"params": {"listing_ids": "8,7"}}
    assert asked(session) == [LOOK, (*READ[:2], read)]


def test_a_draft_that_was_left_without_its_sku_gets_it():
    record = {**listing(55, product(3, sku="")), "title": TITLE, "url": MADE["url"]}
    etsy, session, _clock = client(rows(record), rows(record), reply({}))
    assert etsy.create_draft(DRAFT) == PREPARED
    assert asked(session)[2:] == [named(77)]
