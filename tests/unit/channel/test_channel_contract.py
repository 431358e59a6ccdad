"""One suite for every channel client, against stateful shops that keep the
vendors' rules: what a caller may rely on, whatever the channel.

Listings, stock, drafts and faults; orders are in test_channel_contract_orders.
"""

from decimal import Decimal

import pytest
from channel_clients.errors import AuthError, ChannelError, Conflict, ItemRejected
from channel_clients.types import Draft, StockChange
from channel_contract import HARNESSES, only, stocked


@pytest.fixture(params=sorted(HARNESSES))
def shop(request):
    with stocked(request.param) as harness:
        yield harness


@pytest.fixture
def client(shop):
    return shop.client()


def change(shop, client, sku, quantity, expected=None):
    return StockChange(shop.remote(client, sku), quantity, expected)


# Connection.


def test_a_check_names_the_shop(shop, client):
    found = client.check()
    assert found.shop_id
    assert found.missing_scopes == ()
    if found.currency:
        assert found.currency == shop.fake.currency


def test_wrong_credentials_are_an_auth_error(shop):
    with pytest.raises(AuthError) as caught:
        shop.client(**shop.wrong_credentials()).check()
    assert "nonsense" not in str(caught.value)


@only("etsy", "shopify")  # the credentials of others do not expire
def test_an_expired_token_is_renewed_once(shop, client):
    ids = [shop.remote(client, "SOAP")]
    shop.fake.expire_tokens()
    shop.calls.clear()
    assert client.get_stock(ids)[ids[0]].quantity == 5
    assert [one["status"] for one in shop.calls if one["status"] == 401] == [401]


def test_no_secret_reaches_the_log(shop, client):
    client.check()
    secrets = [
        str(value)
        for name, value in shop.fake.credentials.items()
        if any(word in name for word in ("secret", "api_key", "token"))
        and "public" not in name
    ]
    log = repr(shop.calls) + repr(client.transport)
    assert not [one for one in secrets if len(one) > 3 and one in log]


# Listings and stock.


def test_every_variant_is_listed_once_with_what_mapping_needs(shop, client):
    found = {one.sku: one for one in client.iter_listings()}
    assert set(found) == {"LAV-S", "LAV-L", "SOAP"}
    assert len({one.remote_id for one in found.values()}) == 3
    assert found["LAV-S"].parent_id == found["LAV-L"].parent_id
    assert found["LAV-S"].title == "Lavender candle"
    assert "Small" in found["LAV-S"].variant_title
    assert found["SOAP"].variant_title == ""
    assert {one.quantity for one in found.values()} == {10, 6, 5}
    assert all(one.tracked and one.state == "active" for one in found.values())
    prices = {one.sku: one.price for one in found.values()}
    assert prices == {
        "LAV-S": Decimal("18.00"),
        "LAV-L": Decimal("29.99"),
        "SOAP": Decimal("6.50"),
    }


def test_stock_is_read_and_unknown_ids_are_absent(shop, client):
    ids = [shop.remote(client, sku) for sku in ("LAV-S", "SOAP")]
    found = client.get_stock([*ids, shop.unknown])
    assert {key: one.quantity for key, one in found.items()} == {ids[0]: 10, ids[1]: 5}


def test_quantities_are_set_and_answered_in_order(shop, client):
    changes = [
        change(shop, client, sku, n)
        for sku, n in (("SOAP", 9), ("LAV-S", 1), ("LAV-L", 4))
    ]
    results = client.set_stock(changes)
    assert [one.remote_id for one in results] == [one.remote_id for one in changes]
    assert [(one.error, one.quantity) for one in results] == [
        (None, 9),
        (None, 1),
        (None, 4),
    ]
    assert [shop.fake.stock(sku) for sku in ("SOAP", "LAV-S", "LAV-L")] == [9, 1, 4]
    shown = client.get_stock([one.remote_id for one in changes])
    assert [shown[one.remote_id].quantity for one in changes] == [9, 1, 4]


def test_only_what_is_named_changes(shop, client):
    client.set_stock([change(shop, client, "LAV-S", 2)])
    assert shop.fake.stock("LAV-S") == 2
    assert (shop.fake.stock("LAV-L"), shop.fake.stock("SOAP")) == (6, 5)
    found = {one.sku: one for one in client.iter_listings()}
    assert found["LAV-L"].price == Decimal("29.99")
    assert found["LAV-S"].title == "Lavender candle"


def test_setting_what_is_already_shown_is_harmless(shop, client):
    changes = [change(shop, client, "SOAP", 5, expected=5)]
    for _again in range(2):
        (result,) = client.set_stock(changes)
        assert (result.error, result.quantity) == (None, 5)
    assert shop.fake.stock("SOAP") == 5


def test_nothing_can_be_bought_at_zero_and_it_comes_back(shop, client):
    down = change(shop, client, "SOAP", 0)
    (result,) = client.set_stock([down])
    assert (result.error, result.quantity) == (None, 0)
    assert client.get_stock([down.remote_id])[down.remote_id].quantity == 0
    with pytest.raises(Exception, match="not for sale|left"):
        shop.fake.buy([("SOAP", 1)])
    (result,) = client.set_stock([StockChange(down.remote_id, 3, expected=0)])
    assert (result.error, result.quantity) == (None, 3)
    shop.fake.buy([("SOAP", 3)])


def test_a_negative_quantity_shows_as_zero(shop, client):
    (result,) = client.set_stock([change(shop, client, "LAV-S", -4)])
    assert (result.error, result.quantity) == (None, 0)
    assert shop.fake.stock("LAV-S") == 0


def test_what_two_buyers_raced_for_comes_back_to_zero(shop, client):
    wanted = change(shop, client, "SOAP", 0, expected=0)
    shop.fake.buy([("SOAP", 7)], force=True)
    told = client.get_stock([wanted.remote_id])[wanted.remote_id]
    assert told.quantity == shop.fake.stock("SOAP") <= 0
    (result,) = client.set_stock([wanted])
    assert (result.error, result.quantity) == (None, 0)
    assert shop.fake.stock("SOAP") == 0


@only(compare_and_set=True, compares_before_write=True)
def test_a_sale_meanwhile_is_a_conflict_with_the_actual_number(shop, client):
    wanted = change(shop, client, "SOAP", 8, expected=5)
    shop.fake.buy([("SOAP", 2)])
    (result,) = client.set_stock([wanted])
    assert isinstance(result.error, Conflict)
    assert result.error.actual == 3
    assert client.get_stock([wanted.remote_id])[wanted.remote_id].quantity == 3


def test_one_bad_item_does_not_stop_the_others(shop, client):
    results = client.set_stock(
        [
            change(shop, client, "SOAP", 4),
            StockChange(shop.unknown, 1),
            change(shop, client, "LAV-L", 2),
        ]
    )
    assert [type(one.error) for one in results] == [
        type(None),
        ItemRejected,
        type(None),
    ]
    assert (shop.fake.stock("SOAP"), shop.fake.stock("LAV-L")) == (4, 2)


def test_remote_ids_survive_writes_and_new_skus(shop, client):
    before = {one.sku: one.remote_id for one in client.iter_listings()}
    client.set_stock([StockChange(before["LAV-S"], 3), StockChange(before["SOAP"], 2)])
    shop.fake.rename("LAV-S", "NEW-S")
    after = {one.sku: one.remote_id for one in client.iter_listings()}
    assert after["NEW-S"] == before["LAV-S"]
    assert (after["LAV-L"], after["SOAP"]) == (before["LAV-L"], before["SOAP"])
    assert client.get_stock([before["LAV-S"]])[before["LAV-S"]].quantity == 3


def test_a_deleted_listing_is_refused_and_absent(shop, client):
    gone = shop.remote(client, "SOAP")
    shop.fake.remove_listing("SOAP")
    (result,) = client.set_stock([StockChange(gone, 3)])
    assert isinstance(result.error, ItemRejected)
    assert client.get_stock([gone]) == {}


def test_many_changes_take_few_calls(shop, client):
    for number in range(120):
        shop.fake.add_listing(f"Batch {number}", f"B{number}", "5.00", 7)
    ids = {one.sku: one.remote_id for one in client.iter_listings()}
    changes = [StockChange(ids[f"B{n}"], 6, expected=7) for n in range(120)]
    shop.calls.clear()
    results = client.set_stock(changes)
    assert [one.error for one in results if one.error] == []
    size = client.capabilities.batch_size
    by_listing = shop.name == "wix_v1" or shop.module == "etsy"
    listings = 120 if by_listing else -(-120 // size)
    reads = -(-120 // min(size, 100))
    assert len(shop.calls) <= listings + 2 * reads
    assert all(shop.fake.stock(f"B{n}") == 6 for n in range(120))


# Drafts.


def amber(shop, client, **changes):
    """A product that is not for sale in this shop yet."""
    example = next(one.parent_id for one in client.iter_listings() if one.sku == "SOAP")
    return Draft(
        **{
            "sku": "AMBER",
            "title": "Amber candle",
            "price": Decimal("21.50"),
            "quantity": 4,
            "description": "Warm and quiet.",
            "example": example,
            **changes,
        }
    )


@only(drafts=False)
def test_where_no_draft_can_be_prepared_it_is_refused(client):
    with pytest.raises(ItemRejected):
        client.create_draft(Draft("AMBER", "Amber candle", Decimal("21.50")))


@only(drafts=True)
def test_a_draft_is_prepared_unseen_and_then_counted(shop, client):
    made = client.create_draft(amber(shop, client))
    (found,) = (one for one in client.iter_listings() if one.sku == "AMBER")
    assert (found.remote_id, found.parent_id) == (made.remote_id, made.parent_id)
    assert (found.title, found.price) == ("Amber candle", Decimal("21.50"))
    assert found.state not in ("active", "sold_out")
    (result,) = client.set_stock([StockChange(made.remote_id, 3)])
    assert result.error is None
    levels = shop.fake.variant("AMBER").levels.values()
    assert sum(level.available for level in levels) == 3


@only(drafts=True)
def test_a_draft_asked_for_twice_is_made_once(shop, client):
    draft = amber(shop, client)
    first = client.create_draft(draft)
    assert client.create_draft(draft).remote_id == first.remote_id
    assert [one.sku for one in client.iter_listings()].count("AMBER") == 1


@only(drafts=True)
@pytest.mark.parametrize("kind", ["timeout_after", "500_after", "truncated"])
def test_a_draft_whose_answer_is_lost_is_not_made_twice(shop, client, kind):
    draft = amber(shop, client)
    shop.fake.faults.add(kind, where=shop.where_draft, match="Amber")
    client.create_draft(draft)
    assert [one.title for one in client.iter_listings()].count("Amber candle") == 1
    assert [one.sku for one in client.iter_listings()].count("AMBER") == 1


@only("shopify", "woocommerce", "wix")  # Etsy allows a SKU twice: Odoo asks
def test_what_is_for_sale_already_is_not_prepared_again(shop, client):
    draft = amber(shop, client, sku="SOAP", title="Oat soap again")
    with pytest.raises(ItemRejected, match="SOAP"):
        client.create_draft(draft)


# Faults.


FAULTS = (
    "timeout_before",
    "timeout_after",
    "429",
    "429_bare",
    "throttled",
    "500",
    "500_after",
    "truncated",
    "html",
    "wrong_content_type",
)


@pytest.mark.parametrize("kind", FAULTS)
def test_a_passing_fault_does_not_spoil_a_write(shop, client, kind):
    wanted = change(shop, client, "SOAP", 3, expected=5)
    shop.fake.faults.add(kind, where=shop.where_stock)
    (result,) = client.set_stock([wanted])
    assert (result.error, result.quantity) == (None, 3)
    assert shop.fake.stock("SOAP") == 3


@pytest.mark.parametrize("kind", ["500", "html", "429_bare", "timeout_before"])
def test_a_lasting_fault_is_said_and_heals(shop, client, kind):
    wanted = change(shop, client, "SOAP", 3)
    shop.fake.faults.add(kind, times=-1, where=shop.where_stock)
    try:
        (result,) = client.set_stock([wanted])
        error = result.error
    except ChannelError as raised:
        error = raised
    assert error is not None and str(error)
    assert shop.fake.stock("SOAP") == 5
    shop.fake.faults.clear()
    (result,) = client.set_stock([wanted])
    assert (result.error, shop.fake.stock("SOAP")) == (None, 3)
