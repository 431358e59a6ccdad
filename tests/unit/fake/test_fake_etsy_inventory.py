import pytest
from fake_etsy import call, put, writable
from fake_goods import stocked
from fakes import FakeEtsy


@pytest.fixture
def shop():
    with stocked(FakeEtsy()) as fake:
        yield fake


def counts(record, *quantities):
    for product, quantity in zip(record["products"], quantities, strict=True):
        product["offerings"][0]["quantity"] = quantity
    return record


def test_whole_record_is_replaced(shop):
    record = writable(shop, shop.candle)
    record["products"] = record["products"][:1]
    assert put(shop, shop.candle, record).ok
    assert [variant.sku for variant in shop.candle.variants] == ["LAV-S"]


def test_quantities_are_set_and_products_get_new_ids(shop):
    old = [variant.id for variant in shop.candle.variants]
    assert put(shop, shop.candle, counts(writable(shop, shop.candle), 7, 0)).ok
    assert (shop.stock("LAV-S"), shop.stock("LAV-L")) == (7, 0)
    assert not set(old) & {variant.id for variant in shop.candle.variants}


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda r: counts(r, 0, 0), "One offering must have quantity greater than 0"),
        (lambda r: counts(r, 1000, 0), "between 0 and 999"),
        (lambda r: counts(r, -1, 3), "between 0 and 999"),
        (lambda r: r.update(quantity_on_property=[]) or r, "quantity_on_property"),
        (lambda r: r.update(sku_on_property=[]) or r, "sku_on_property"),
        (lambda r: r.update(price_on_property=[999]) or r, "price_on_property"),
        (lambda r: r["products"][0].update(product_id=1) or r, "product_id"),
        (lambda r: r["products"][0].update(is_deleted=False) or r, "is_deleted"),
        (
            lambda r: (
                r["products"][0]["property_values"][0].update(values=["S (2)"]) or r
            ),
            "parentheses",
        ),
        (
            lambda r: (
                r["products"][0]["offerings"][0].update(readiness_state_id=None) or r
            ),
            "readiness_state_id",
        ),
        (
            lambda r: r["products"][0]["offerings"][0].pop("readiness_state_id") and r,
            "readiness_state_id",
        ),
        (lambda r: r["products"][0].pop("property_values") and r, "same properties"),
    ],
)
def test_record_that_breaks_a_rule_changes_nothing(shop, spoil, words):
    answer = put(shop, shop.candle, spoil(writable(shop, shop.candle)))
    assert answer.status_code == 400
    assert words in answer.json()["error"]
    assert (shop.stock("LAV-S"), shop.stock("LAV-L")) == (10, 3)


def test_record_as_read_is_not_taken_back(shop):
    record = call(shop, "GET", f"/listings/{shop.soap.id}/inventory").json()
    assert put(shop, shop.soap, record).status_code == 400


def test_third_variation_needs_the_parameter(shop):
    values = {"Size": "S", "Scent": "Oat", "Colour": "White"}
    listing = shop.add_listing("Soap", variants=[{"quantity": 2, "values": values}])
    record = writable(shop, listing)
    assert put(shop, listing, record, "2").status_code == 409
    assert put(shop, listing, record, "3").ok


def test_write_drops_variation_images_until_they_are_set_again(shop):
    shop.picture_variation(shop.candle, "Size", "Small")
    path = f"/shops/{shop.shop_id}/listings/{shop.candle.id}/variation-images"
    before = call(shop, "GET", path).json()["results"]
    assert put(shop, shop.candle, writable(shop, shop.candle)).ok
    assert call(shop, "GET", path).json()["results"] == []
    rows = [
        {name: row[name] for name in ("property_id", "value_id", "image_id")}
        for row in before
    ]
    assert call(shop, "POST", path, json={"variation_images": rows}).ok
    assert call(shop, "GET", path).json()["results"] == before


def patch(shop, listing, **form):
    path = f"/shops/{shop.shop_id}/listings/{listing.id}"
    return call(shop, "PATCH", path, data=form)


def test_renewing_a_sold_out_listing_costs_and_shows_one(shop):
    shop.buy([("SOAP", 5)])
    before = len(shop.fees)
    assert patch(shop, shop.soap, state="active").ok
    assert shop.stock("SOAP") == 1
    assert shop.fees[before:] == [(shop.soap.id, "sold_out to active")]


def test_deactivating_and_coming_back_is_free(shop):
    before = len(shop.fees)
    assert patch(shop, shop.soap, state="inactive").ok
    assert patch(shop, shop.soap, state="active").ok
    assert len(shop.fees) == before


def test_sold_out_listing_cannot_be_deactivated(shop):
    shop.buy([("SOAP", 5)])
    assert patch(shop, shop.soap, state="inactive").status_code == 400


def test_patch_takes_forms_and_ignores_quantity(shop):
    path = f"/shops/{shop.shop_id}/listings/{shop.soap.id}"
    assert call(shop, "PATCH", path, json={"state": "inactive"}).status_code == 400
    shop.buy([("SOAP", 1)])
    patch(shop, shop.soap, title="Oat soap bar", quantity="50")
    assert shop.stock("SOAP") == 4


def test_shared_quantity_falls_for_all_variations(shop):
    shop.add_listing(
        "Mystery candle",
        quantity_on_property=[],
        variants=[
            {"sku": "MY-A", "quantity": 4, "values": {"Scent": "A"}},
            {"sku": "MY-B", "quantity": 4, "values": {"Scent": "B"}},
        ],
    )
    shop.buy([("MY-A", 1)])
    assert shop.stock("MY-B") == 3
