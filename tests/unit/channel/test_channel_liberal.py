"""Liberal in what is accepted: shops that leave out, rename, round or repeat."""

from datetime import datetime, timezone

import pytest
from channel_clients.errors import (
    AuthError,
    ChannelError,
    ItemRejected,
    ScopeError,
    Transient,
)
from channel_clients.etsy import EtsyClient
from channel_clients.faire import FaireClient
from channel_clients.types import StockChange
from channel_clients.wix import WixClient
from channel_clients.woocommerce import WooCommerceClient
from channel_doubles import reply, tokens, transport

NOW = datetime(2026, 11, 22, 12, tzinfo=timezone.utc)


def etsy(*script, **options):
    made, session, _clock = transport(*script)
    keys = {"keystring": "key", "shared_secret": "hush", "token": tokens("7.access")}
    return EtsyClient(made, **{"shop_id": 55, **keys, **options}), session


def faire(*script):
    made, session, _clock = transport(*script)
    return FaireClient(made, token=tokens("brand")), session


def woo(*script):
    made, session, _clock = transport(*script)
    keys = {"consumer_key": "ck_1", "consumer_secret": "cs_1"}
    return WooCommerceClient(made, **keys), session


def wix(*script):
    made, session, _clock = transport(*script)
    return WixClient(made, site_id="site", api_key="key-1"), session


# What every channel has in common.


@pytest.mark.parametrize("body", [[], "text", 5, {"results": "none"}, {"results": 3}])
def test_json_of_another_shape_is_passing_and_no_crash(body):
    client, _session = etsy(lambda _call: reply(body))
    with pytest.raises(Transient, match="unknown shape"):
        list(client.iter_orders(NOW))


@pytest.mark.parametrize("kind", ["application/octet-stream", "text/json", ""])
def test_json_under_an_odd_content_type_is_read(kind):
    client, _session = faire(
        reply({"name": "Wick & Wax"}, kind=kind), *[reply({}) for _ in range(3)]
    )
    assert client.check().shop_name == "Wick & Wax"


# Etsy.


def money(amount):
    return {"amount": amount, "divisor": 100, "currency_code": "USD"}


def record(listing_id=1, quantity=3, **offering):
    offering = {
        "quantity": quantity,
        "is_enabled": True,
        "price": money(1800),
    } | offering
    product = {"sku": None, "property_values": None, "offerings": [offering]}
    return {
        "listing_id": listing_id,
        "state": "active",
        "inventory": {"products": [product], "readiness_state_on_property": None},
    }


def test_etsy_fields_that_are_null_or_missing_are_no_trouble():
    client, _session = etsy(lambda _call: reply({"count": 1, "results": [record()]}))
    listing = next(client.iter_listings())
    assert (listing.remote_id, listing.sku, listing.quantity) == ("1:0", "", 3)


def test_etsy_a_price_that_is_not_told_is_never_written_as_zero():
    client, session = etsy(reply({"results": [record(price=None)]}))
    (result,) = client.set_stock([StockChange("1:0", 5)])
    assert isinstance(result.error, ItemRejected)
    assert [call.method for call in session.sent] == ["GET"]


def test_etsy_a_short_page_is_not_the_last_where_the_count_says_more():
    pages = [[{"receipt_id": n, "update_timestamp": 1_800_000_000 + n}] for n in (1, 2)]
    client, session = etsy(
        *[reply({"count": 2 - n, "results": page}) for n, page in enumerate(pages)]
    )
    found = [one.remote_id for one in client.iter_orders(NOW)]
    assert found == ["1", "2"]
    assert int(session.sent[1].params["min_last_modified"]) == 1_800_000_001


def test_etsy_the_owners_shop_is_found_when_none_was_named():
    shop = {"shop_name": "Wick", "currency_code": "USD"}
    client, session = etsy(
        reply({"user_id": 7, "shop_id": 88}),
        reply(shop),
        reply({"scopes": []}),
        shop_id="",
    )
    assert client.check().shop_id == "88"
    assert session.sent[1].path.endswith("/shops/88")
    client, _session = etsy(reply({"user_id": 7, "shop_id": None}), shop_id="")
    with pytest.raises(AuthError, match="no shop"):
        client.check()


# Faire.


def test_faire_the_end_of_pages_is_seen_however_it_is_told():
    product = {"id": "p_1", "variants": [], "updated_at": "2026"}
    page = {"products": [product], "cursor": "again"}
    client, session = faire(lambda _call: reply(page))
    assert list(client.iter_listings()) == []
    assert len(session.sent) == 2
    client, session = faire(reply({"products": [], "cursor": "more"}))
    assert list(client.iter_listings()) == []


def test_faire_a_full_page_without_a_cursor_is_followed_by_its_number():
    rows = [{"id": f"bo_{n}", "state": "NEW", "items": []} for n in range(51)]

    def shop(call):
        return reply({"orders": rows[50:] if call.params.get("page") else rows[:50]})

    client, session = faire(shop)
    assert len(list(client.iter_orders(NOW))) == 51
    assert [call.params.get("page") for call in session.sent] == [None, 2]


def test_faire_no_stock_record_is_no_zero():
    levels = {
        "po_1": {"on_hand_quantity": {"type": "QUANTITY"}},
        "po_2": {},
        "po_3": {
            "on_hand_quantity": {"type": "QUANTITY", "quantity": 3},
            "committed_quantity": {"type": "QUANTITY", "quantity": 5},
            "available_quantity": {"type": "QUANTITY", "quantity": -2},
        },
    }
    client, _session = faire(reply({"inventories": levels}))
    found = client.get_stock(["po_1", "po_2", "po_3"])
    assert not found["po_1"].tracked
    assert "po_2" not in found
    assert (found["po_3"].quantity, found["po_3"].committed) == (-2, 5)


def test_faire_missing_permissions_are_named():
    no = reply({"message": "no"}, 403)
    client, _session = faire(reply({"name": "W"}), reply({}), no, reply({}))
    assert client.check().missing_scopes == ("READ_ORDERS",)


# WooCommerce.


def paged(rows, size):
    """A shop that knows page numbers but no offset."""

    def answer(call):
        first = (int(call.params["page"]) - 1) * size
        total = {"X-WP-Total": str(len(rows))}
        return reply(rows[first : first + size], headers=total)

    return answer


def test_woo_pages_are_read_by_number_too():
    for size in (100, 50):
        rows = [{"id": n, "status": "publish", "type": "simple"} for n in range(1, 231)]
        client, _session = woo(paged(rows, size))
        found = [row["id"] for row in client.rows("/products", {})]
        assert found == list(range(1, 231))


def test_woo_a_shop_that_cannot_list_by_id_is_asked_one_by_one():
    rows = {n: {"id": n, "manage_stock": True, "stock_quantity": n} for n in (1, 2)}

    def shop(call):
        if "include" in call.params:
            return reply([rows[1]])
        ident = int(call.path.rpartition("/")[2])
        if ident not in rows:
            return reply({"code": "woocommerce_rest_product_invalid_id"}, 404)
        return reply(rows[ident])

    client, _session = woo(shop)
    found = client.get_stock(["1", "2", "3"])
    assert {key: one.quantity for key, one in found.items()} == {"1": 1, "2": 2}


def test_woo_an_offset_past_the_last_page_is_still_read():
    rows = [{"id": n} for n in range(1, 192)]

    def shop(call):
        if int(call.params.get("page", 1)) > 2:
            return reply({"code": "rest_post_invalid_page_number"}, 400)
        first = call.params["offset"]
        return reply(rows[first : first + 100], headers={"X-WP-Total": "191"})

    client, _session = woo(shop)
    assert [row["id"] for row in client.rows("/x", {})] == list(range(1, 192))


def test_woo_numbers_may_be_text_and_below_zero():
    row = {"id": 7, "manage_stock": True, "stock_quantity": "-3.0", "status": "publish"}
    client, _session = woo(reply([row]))
    assert client.get_stock(["7"])["7"].quantity == -3
    answer = {"update": [{**row, "stock_quantity": 4}]}
    client, session = woo(reply([row]), reply(answer))
    (result,) = client.set_stock([StockChange("7", 4, expected=0)])
    assert (result.error, result.quantity) == (None, 4)
    client, session = woo(
        reply([row]), reply({"update": [{**row, "stock_quantity": 0}]})
    )
    (result,) = client.set_stock([StockChange("7", 0, expected=0)])
    assert len(session.sent) == 2


def test_woo_a_key_that_may_only_read_is_told_at_once():
    words = "The API key provided does not have write permissions."
    refused = {"code": "woocommerce_rest_authentication_error", "message": words}
    client, session = woo(reply([]), reply([]), reply(refused, 401))
    with pytest.raises(ScopeError, match="read and write") as caught:
        client.check()
    assert caught.value.missing == ("read_write",)
    assert session.sent[2].json == {"update": []}


def test_woo_a_shop_that_chokes_on_an_empty_batch_connects_all_the_same():
    client, session = woo(
        reply([]), reply([]), reply({}, 500), reply({"name": "Wick"}), reply({})
    )
    assert client.check().shop_name == "Wick"
    assert len(session.sent) == 5


def test_woo_an_address_without_a_shop_says_what_to_do():
    client, _session = woo(reply(b"<html>nothing here", 404, kind="text/html"))
    with pytest.raises(ChannelError, match="permalinks"):
        client.check()


def test_woo_subscriptions_with_variations_are_listed_by_variation():
    product = {
        "id": 3,
        "type": "variable-subscription",
        "variations": [31],
        "name": "Box",
    }
    client, _session = woo(
        reply({"code": "USD"}), reply([product]), reply([{"id": 31, "sku": "BOX-1"}])
    )
    assert [one.remote_id for one in client.iter_listings()] == ["3:31"]


# Wix.


def test_wix_a_cursor_that_comes_again_ends_the_pages():
    page = {
        "inventoryItems": [{"id": "i", "productId": "p", "quantity": "3"}],
        "pagingMetadata": {"cursors": {"next": "again"}},
    }

    def shop(call):
        if call.path.endswith("version"):
            return reply({"catalogVersion": "V3_CATALOG"})
        return reply(page if "inventory" in call.path else {"orders": [], **page})

    client, session = wix(shop)
    assert len(list(client.iter_listings())) == 1
    assert len(session.sent) < 8


def test_wix_a_key_without_orders_is_told_at_once():
    client, _session = wix(
        reply({"catalogVersion": "V3_CATALOG"}),
        reply({"inventoryItems": []}),
        reply({"message": "Missing permission ECOM.READ_ORDERS"}, 403),
    )
    with pytest.raises(ScopeError, match="READ_ORDERS"):
        client.check()
