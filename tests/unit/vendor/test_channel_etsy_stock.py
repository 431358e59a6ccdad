import copy

import pytest
from channel_clients.errors import Conflict, ItemRejected, RateLimited, Transient
from channel_clients.etsy import inventory as etsy_inventory
from channel_clients.types import StockChange
from channel_doubles import reply
from channel_etsy import LARGE, SMALL, Shop, client, listing, product


def test_a_write_keeps_the_whole_record_and_exact_prices():
    shop = Shop(
        listing(
            7,
            product(4, 1999, values=[SMALL]),
            product(6, 2999, "BIG", [LARGE], 2, is_enabled=False),
            quantity_on=[200],
        )
    )
    etsy, _session, _clock = client(shop)
    (result,) = etsy.set_stock([StockChange("7:200-11", 3)])
    assert (result.error, result.quantity) == (None, 3)
    (put,) = shop.made("PUT", "/inventory")
    assert put.json == {
        "products": [
            {
                "sku": "CANDLE",
                "property_values": [
                    {
                        "property_id": 200,
                        "property_name": "Size",
                        "scale_id": None,
                        "value_ids": [11],
                        "values": ["S"],
                    }
                ],
                "offerings": [
                    {
                        "price": 19.99,
                        "quantity": 3,
                        "is_enabled": True,
                        "readiness_state_id": 77,
                    }
                ],
            },
            {
                "sku": "BIG",
                "property_values": [
                    {
                        "property_id": 200,
                        "property_name": "Size",
                        "scale_id": None,
                        "value_ids": [12],
                        "values": ["L"],
                    }
                ],
                "offerings": [
                    {
                        "price": 29.99,
                        "quantity": 6,
                        "is_enabled": False,
                        "readiness_state_id": 77,
                    }
                ],
            },
        ],
        "price_on_property": [200],
        "quantity_on_property": [200],
        "sku_on_property": [],
        "readiness_state_on_property": [],
    }


def test_a_variation_that_the_seller_switched_off_keeps_its_number_unseen():
    shop = Shop(
        listing(
            7,
            product(4, values=[SMALL]),
            product(6, values=[LARGE], is_enabled=False),
            quantity_on=[200],
        )
    )
    etsy, _session, _clock = client(shop)
    stock = etsy.get_stock(["7:200-12"])["7:200-12"]
    assert (stock.quantity, stock.state) == (0, "hidden")
    (result,) = etsy.set_stock([StockChange("7:200-12", 3, expected=5)])
    assert (result.error, result.quantity) == (None, 3)
    (put,) = shop.made("PUT", "/inventory")
    (offering,) = put.json["products"][1]["offerings"]
    assert (offering["quantity"], offering["is_enabled"]) == (3, False)


def test_deleted_products_and_offerings_are_not_written_back():
    gone = {**product(9, values=[LARGE]), "is_deleted": True}
    old = {**product(1)["offerings"][0], "is_deleted": True}
    kept = product(4, values=[SMALL])
    kept["offerings"].append(old)
    shop = Shop(listing(7, kept, gone, quantity_on=[200]))
    etsy, _session, _clock = client(shop)
    etsy.set_stock([StockChange("7:200-11", 3)])
    (put,) = shop.made("PUT", "/inventory")
    assert len(put.json["products"]) == 1
    assert len(put.json["products"][0]["offerings"]) == 1


def test_several_variations_are_one_write_and_keys_survive_new_product_ids():
    shop = Shop(
        listing(
            7,
            product(4, values=[SMALL], product_id=1),
            product(6, values=[LARGE], product_id=2),
            quantity_on=[200],
        )
    )
    etsy, _session, _clock = client(shop)
    for small, large in ((3, 2), (5, 1)):
        results = etsy.set_stock(
            [StockChange("7:200-11", small), StockChange("7:200-12", large)]
        )
        assert [one.quantity for one in results] == [small, large]
        assert sum(one.calls for one in results) == 2 + 0
    assert len(shop.made("PUT", "/inventory")) == 2
    assert etsy.get_stock(["7:200-11"])["7:200-11"].quantity == 5


def test_a_hundred_listings_are_read_in_one_call_and_written_one_by_one():
    shop = Shop(*(listing(n, product(5)) for n in range(1, 151)))
    etsy, _session, _clock = client(shop)
    results = etsy.set_stock([StockChange(f"{n}:0", 4) for n in range(1, 151)])
    assert all(one.error is None for one in results)
    assert len(shop.made("GET", "/batch/inventory")) == 2
    assert len(shop.made("PUT", "/inventory")) == 150
    assert len(shop.calls) == 152


def test_one_unknown_listing_does_not_hide_the_others():
    shop = Shop(*(listing(n, product(5)) for n in range(1, 100)))
    etsy, _session, _clock = client(shop)
    ids = [f"{n}:0" for n in range(1, 101)]
    assert len(etsy.get_stock(ids)) == 99
    assert len(shop.calls) < 20
    results = etsy.set_stock([StockChange(one, 5) for one in ids])
    assert [one.remote_id for one in results if one.error] == ["100:0"]


def test_an_unchanged_quantity_is_not_written():
    shop = Shop(listing(7, product(4)))
    etsy, _session, _clock = client(shop)
    (result,) = etsy.set_stock([StockChange("7:0", 4)])
    assert (result.error, result.quantity) == (None, 4)
    assert shop.made("PUT", "/inventory") == []


def test_a_sale_since_the_last_look_is_a_conflict_and_nothing_is_written():
    shop = Shop(listing(7, product(4)))
    etsy, _session, _clock = client(shop)
    (result,) = etsy.set_stock([StockChange("7:0", 9, expected=5)])
    assert isinstance(result.error, Conflict)
    assert result.error.actual == 4
    assert shop.made("PUT", "/inventory") == []


def test_a_number_that_etsy_did_not_take_is_no_success():
    class Stubborn(Shop):
        def put(self, record, call):
            super().put(record, call)
            stored = copy.deepcopy(record["inventory"])
            stored["products"][0]["offerings"][0]["quantity"] = 9
            return reply(stored)

    etsy, _session, _clock = client(Stubborn(listing(7, product(4))))
    with pytest.raises(Transient, match="Etsy kept 9 instead of 3") as caught:
        etsy.set_stock([StockChange("7:0", 3)])
    assert caught.value.maybe_applied


def test_the_maximum_is_999():
    shop = Shop(listing(7, product(4)))
    etsy, _session, _clock = client(shop)
    (result,) = etsy.set_stock([StockChange("7:0", 5000)])
    assert result.quantity == 999


def test_all_zero_deactivates_and_only_ours_comes_back():
    shop = Shop(
        listing(
            7,
            product(4, values=[SMALL]),
            product(6, values=[LARGE]),
            quantity_on=[200],
        )
    )
    etsy, _session, _clock = client(shop)
    results = etsy.set_stock([StockChange("7:200-11", 0), StockChange("7:200-12", 0)])
    assert [(one.quantity, one.deactivated) for one in results] == [(0, True)] * 2
    assert shop.records["7"]["state"] == "inactive"
    assert etsy.get_stock(["7:200-11"])["7:200-11"].quantity == 0
    later, _session, _clock = client(shop, deactivated=["7"])
    (result,) = later.set_stock([StockChange("7:200-11", 2, expected=0)])
    assert (result.error, result.quantity, result.reactivated) == (None, 2, True)
    assert shop.records["7"]["state"] == "active"
    assert later.get_stock(["7:200-12"])["7:200-12"].quantity == 0


def test_what_the_seller_took_off_sale_stays_off_with_the_right_number():
    shop = Shop(listing(7, product(4), state="inactive"))
    etsy, _session, _clock = client(shop)
    (result,) = etsy.set_stock([StockChange("7:0", 2)])
    assert (result.error, result.reactivated) == (None, False)
    assert shop.records["7"]["state"] == "inactive"
    shown = shop.records["7"]["inventory"]["products"][0]["offerings"][0]["quantity"]
    assert shown == 2
    (result,) = etsy.reactivate(["7:0"])
    assert isinstance(result.error, ItemRejected)


def test_a_draft_is_never_published():
    shop = Shop(listing(7, product(4), state="draft"))
    etsy, _session, _clock = client(shop, deactivated=["7"], allow_paid_renewal=True)
    etsy.set_stock([StockChange("7:0", 2)])
    assert shop.records["7"]["state"] == "draft"
    assert shop.made("PATCH", "/7") == []


@pytest.mark.parametrize("state", ["sold_out", "expired"])
def test_a_renewal_that_costs_money_needs_permission(state):
    shop = Shop(listing(7, product(0), state=state))
    etsy, _session, _clock = client(shop)
    (result,) = etsy.set_stock([StockChange("7:0", 5)])
    assert isinstance(result.error, ItemRejected)
    assert "fee" in str(result.error)
    assert shop.records["7"]["state"] == state
    etsy, _session, _clock = client(shop, allow_paid_renewal=True)
    (result,) = etsy.set_stock([StockChange("7:0", 5)])
    assert (result.error, result.quantity) == (None, 5)
    assert shop.records["7"]["state"] == "active"
    assert etsy.get_stock(["7:0"])["7:0"].quantity == 5


def test_a_sold_out_listing_that_should_be_zero_needs_nothing():
    shop = Shop(listing(7, product(0), state="sold_out"))
    etsy, _session, _clock = client(shop)
    (result,) = etsy.set_stock([StockChange("7:0", 0)])
    assert (result.error, result.quantity, result.deactivated) == (None, 0, False)
    assert len(shop.calls) == 1


def test_pictures_of_variations_are_put_back_when_the_write_drops_them():
    shop = Shop(listing(7, product(4, values=[SMALL]), quantity_on=[200]))
    links = [{"property_id": 200, "value_id": 11, "image_id": 5}]
    shop.pictures["7"] = [{**links[0], "value": "S"}]
    shop.drops_pictures = True
    etsy, _session, _clock = client(shop)
    (result,) = etsy.set_stock([StockChange("7:200-11", 3)])
    assert result.error is None
    assert shop.pictures["7"] == links


def test_options_that_share_a_quantity_take_the_lowest_and_name_it():
    shop = Shop(listing(7, product(4, values=[SMALL]), product(4, values=[LARGE])))
    etsy, _session, _clock = client(shop)
    results = etsy.set_stock([StockChange("7:200-11", 6), StockChange("7:200-12", 2)])
    assert [(one.quantity, one.error) for one in results] == [(2, None)] * 2
    keys = {one.shared for one in results}
    assert len(keys) == 1 and keys != {""}
    (record,) = etsy.records(["7"]).values()
    assert {one.shared for one in etsy_inventory.listings(record)} == keys


def test_a_variation_that_is_gone_is_rejected_alone():
    shop = Shop(listing(7, product(4, values=[SMALL]), quantity_on=[200]))
    etsy, _session, _clock = client(shop)
    results = etsy.set_stock([StockChange("7:200-11", 3), StockChange("7:200-99", 1)])
    assert results[0].error is None
    assert isinstance(results[1].error, ItemRejected)


def test_acknowledgements_survive_a_rate_limit_half_way():
    shop = Shop(*(listing(n, product(5)) for n in range(1, 4)))

    def limited(call):
        if call.method == "PUT" and "/listings/2/" in call.path:
            return reply(status=429, headers={"Retry-After": "900"})
        return shop(call)

    etsy, _session, _clock = client(limited)
    results = etsy.set_stock([StockChange(f"{n}:0", 4) for n in range(1, 4)])
    assert [type(one.error) for one in results] == [
        type(None),
        RateLimited,
        RateLimited,
    ]


def test_an_outage_is_raised():
    etsy, _session, _clock = client(lambda call: reply(status=503))
    with pytest.raises(Transient):
        etsy.set_stock([StockChange("7:0", 4)])
