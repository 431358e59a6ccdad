"""What is asked of Etsy, word for word, and what its listings come to."""

from decimal import Decimal

import pytest
from channel_clients.errors import AuthError
from channel_clients.types import Check, Listing, Stock, StockChange
from channel_doubles import reply
from channel_etsy import LARGE, SMALL, Shop, client, listing, product, rows, usd
from channel_whole import asked, results

APP = "/v3/application"
SHOP = f"{APP}/shops/42"
SCOPES = ("shops_r", "listings_r", "listings_w", "transactions_r", "transactions_w")
NO_RECORD = (
    "Etsy keeps no inventory record for this listing: open it on Etsy, set its "
    "quantity once, and save."
)
NO_PRICE = (
    "Etsy does not tell the price of this listing, and writing its quantity would "
    "lose it. Open it on Etsy and save its price."
)


def page(state):
    return {"params": {"state": state, "limit": 100, "offset": 0}}


def test_all_listings_are_asked_for_state_by_state():
    brief = {"listing_id": 7, "quantity": 10}
    record = {
        **listing(7, product(4, values=[SMALL]), product(6, 2999, "BIG", [LARGE])),
        "title": "Candle &amp; holder",
    }
    etsy, session, _clock = client(
        rows(brief, {"listing_id": None}), rows(record), *[rows()] * 4
    )
    told = {
        "parent_id": "7",
        "title": "Candle & holder",
        "currency": "USD",
        "url": "https://www.etsy.com/listing/7",
        "shared": "7:200-11",
    }
    assert list(etsy.iter_listings()) == [
        Listing(
            "7:200-11",
            sku="CANDLE",
            variant_title="Size: S",
            price=Decimal("19.99"),
            quantity=4,
            **told,
        ),
        Listing(
            "7:200-12",
            sku="BIG",
            variant_title="Size: L",
            price=Decimal("29.99"),
            quantity=6,
            **told,
        ),
    ]
    path = f"{SHOP}/listings"
    batch = ("GET", f"{APP}/listings/batch/inventory", {"params": {"listing_ids": "7"}})
    states = ("active", "inactive", "sold_out", "draft", "expired")
    first, *others = [("GET", path, page(state)) for state in states]
    assert asked(session) == [first, batch, *others]


@pytest.mark.parametrize(
    ("record", "read"),
    [
        ({}, {"warning": NO_RECORD}),
        (
            {"skus": ["ONE"], "price": usd(500), "quantity": 3},
            {"sku": "ONE", "price": Decimal(5), "currency": "USD", "quantity": 3},
        ),
        ({"skus": ["ONE", "TWO"]}, {}),
        ({"price": {"amount": 5}}, {"price": Decimal(5)}),
        ({"state": "draft", "quantity": 3}, {"state": "draft", "quantity": 0}),
    ],
)
def test_a_listing_without_a_record_tells_what_it_can(record, read):
    etsy, _session, _clock = client(
        rows({"listing_id": 7, **record}), rows(), *[rows()] * 4
    )
    told = {"title": "", "warning": NO_RECORD, **read}
    assert list(etsy.iter_listings()) == [Listing("7:0", "7", **told)]


@pytest.mark.parametrize(
    ("item", "read"),
    [
        ({"property_values": None, "offerings": None}, {"state": "hidden"}),
        (
            {"offerings": [{"quantity": 2, "is_enabled": True}]},
            {"quantity": 2},
        ),
        (
            {"offerings": [{"quantity": 2, "price": {"amount": 5}}]},
            {"quantity": 2, "price": Decimal(5)},
        ),
        (
            {
                "property_values": [{"property_id": 9, "value_ids": [3]}],
                "offerings": [{"quantity": 2}],
            },
            {"remote_id": "7:9-3", "variant_title": ": ", "quantity": 2},
        ),
    ],
)
def test_what_a_product_leaves_out_is_empty(item, read):
    record = {"listing_id": 7, "inventory": {"products": [item]}}
    etsy, _session, _clock = client(
        rows({"listing_id": 7}), rows(record), *[rows()] * 4
    )
    made = {"remote_id": "7:0", "parent_id": "7", "title": "", "quantity": 0}
    assert list(etsy.iter_listings()) == [Listing(**{**made, **read})]


def test_what_is_downloaded_is_not_counted():
    record = {**listing(7, product(4)), "listing_type": "download"}
    etsy, _session, _clock = client(
        rows({"listing_id": 7}), rows(record), *[rows()] * 4
    )
    (found,) = etsy.iter_listings()
    assert not found.tracked


def test_stock_is_read_whole():
    shop = Shop(
        listing(7, product(4, values=[SMALL]), product(6, values=[LARGE])),
        listing(8, product(5), state="sold_out"),
        listing(9, product(2, is_enabled=False)),
    )
    etsy, _session, _clock = client(shop)
    asked_for = ["7:200-11", "7:200-12", "7:200-13", "8:0", "9:0"]
    assert etsy.get_stock(asked_for) == {
        "7:200-11": Stock("7:200-11", 4),
        "7:200-12": Stock("7:200-12", 6),
        "8:0": Stock("8:0", 0, state="sold_out"),
        "9:0": Stock("9:0", 0, state="hidden"),
    }


def test_every_refusal_says_why():
    priceless = listing(3, product(4, 0))
    shop = Shop(
        listing(1, product(4)),
        {"listing_id": 2, "state": "active"},
        priceless,
        listing(4, product(0), state="sold_out"),
        listing(5, product(4), state="active"),
    )
    etsy, _session, _clock = client(shop)
    changes = [
        StockChange("1:0", 3, expected=5),
        StockChange("1:9-9", 3),
        StockChange("2:0", 3),
        StockChange("3:0", 3),
        StockChange("4:0", 3),
        StockChange("5:0", 0, expected=4),
    ]
    said = {
        "1:9-9": "This variation is gone from the Etsy listing.",
        "2:0": NO_RECORD,
        "3:0": NO_PRICE,
        "4:0": "This listing is sold out on Etsy, and selling it again costs Etsy's "
        "renewal fee. Renew it there, or allow paid renewals for this channel.",
    }
    refused = {
        key: {"remote_id": key, "error": ("ItemRejected", words, {"remote_id": ""})}
        for key, words in said.items()
    }
    conflict = (
        "Conflict",
        "Etsy shows 4, not 5.",
        {"remote_id": "1:0", "actual": 4},
    )
    assert results(etsy.set_stock(changes)) == [
        {"remote_id": "1:0", "error": conflict},
        refused["1:9-9"],
        refused["2:0"],
        refused["3:0"],
        refused["4:0"],
        {"remote_id": "5:0", "quantity": 0, "calls": 1, "deactivated": True},
    ]
    (patch,) = shop.made("PATCH", "/listings/5")
    assert (patch.path, patch.data) == (f"{SHOP}/listings/5", {"state": "inactive"})
    gone, _session, _clock = client(Shop(listing(1, product(4))))
    (one,) = results(gone.set_stock([StockChange("6:0", 3)]))
    words = "This listing is gone from Etsy."
    assert one["error"] == ("ItemRejected", words, {"remote_id": ""})


def test_a_write_that_etsy_refuses_names_its_listing():
    shop = Shop(listing(1, product(4)))
    shop.put = lambda record, call: reply({"error": "Price is too low"}, 400)
    etsy, _session, _clock = client(shop)
    words = "openapi.etsy.com refused the request (400): Price is too low"
    assert results(etsy.set_stock([StockChange("1:0", 3)])) == [
        {
            "remote_id": "1:0",
            "error": ("ItemRejected", words, {"remote_id": "1"}),
            "calls": 1,
        }
    ]


def test_what_was_taken_off_sale_by_us_comes_back_when_asked():
    shop = Shop(listing(7, product(4), state="inactive"))
    etsy, _session, _clock = client(shop, deactivated=["7:0"])
    assert results(etsy.reactivate(["7:0", "8:0"])) == [
        {"remote_id": "7:0", "reactivated": True},
        {
            "remote_id": "8:0",
            "error": (
                "ItemRejected",
                "This listing was not taken off sale by Maker.",
                {"remote_id": ""},
            ),
        },
    ]
    assert etsy.deactivated == set()


def test_a_check_reads_account_shop_and_permissions():
    etsy, session, _clock = client(
        reply({"user_id": 1, "shop_id": 42}),
        reply({"shop_name": "Oat & Wax", "currency_code": "GBP"}),
        reply({"scopes": SCOPES[:4]}),
    )
    assert etsy.check() == Check(
        "Oat & Wax", "42", "GBP", SCOPES[:4], missing_scopes=("transactions_w",)
    )
    assert asked(session) == [
        ("GET", f"{APP}/users/me", {}),
        ("GET", SHOP, {}),
        ("POST", f"{APP}/scopes", {"data": {"token": "12.access"}}),
    ]
    etsy, _session, _clock = client(
        reply({"shop_id": None}), reply({}), reply({"error": "no"}, 404)
    )
    assert etsy.check() == Check("", "42")


ANOTHER = (
    "This Etsy account owns shop 43, not 42. Connect again, signed in to Etsy as the "
    "shop's owner."
)


@pytest.mark.parametrize(
    ("mine", "theirs", "words"),
    [
        (None, None, "This Etsy account has no shop. Sign in as the shop's owner."),
        (
            42,
            43,
            ANOTHER,
        ),
    ],
)
def test_an_account_of_another_shop_is_refused(mine, theirs, words):
    etsy, _session, _clock = client(reply({"shop_id": theirs}))
    etsy.shop_id = str(mine or "")
    with pytest.raises(AuthError) as refused:
        etsy.check()
    assert str(refused.value) == words


def test_the_shop_is_learned_from_its_account():
    etsy, session, _clock = client(
        reply({"shop_id": 77}), reply({}), reply(list(SCOPES))
    )
    etsy.shop_id = ""
    assert etsy.check() == Check("", "77", scopes=SCOPES)
    assert session.sent[1].path == f"{APP}/shops/77"


def test_what_etsy_will_not_activate_says_why():
    shop = Shop(listing(7, product(4), state="inactive"))

    def refuses(call):
        return reply({"error": "No"}, 400) if call.method == "PATCH" else shop(call)

    etsy, _session, _clock = client(refuses, deactivated=["7"])
    words = "openapi.etsy.com refused the request (400): No"
    assert results(etsy.reactivate(["7:0"])) == [
        {"remote_id": "7:0", "error": ("ItemRejected", words, {"remote_id": ""})}
    ]
    assert etsy.deactivated == {"7"}


def test_long_lists_are_read_to_their_end():
    full = reply({"results": [{"listing_id": n} for n in range(1, 101)]})
    none = reply({"results": []})
    etsy, session, _clock = client(full, full, none)
    assert len(list(etsy.pages("/shops/42/listings", {"state": "draft"}))) == 2
    sent = [call.params for call in session.sent]
    assert [(one["offset"], one["limit"]) for one in sent] == [
        (0, 100),
        (100, 100),
        (200, 100),
    ]


def test_what_is_secret_is_never_told():
    etsy, _session, _clock = client(webhook_secret="whsec_1234")
    assert etsy.transport.mask("shared whsec_1234") == "••• •••"
