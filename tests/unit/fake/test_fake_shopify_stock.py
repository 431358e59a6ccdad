import pytest
from fake_shopify import SET, entry, errors, opened, set_stock


@pytest.fixture
def shop():
    with opened() as fake:
        yield fake


def test_quantity_is_set(shop):
    answer = set_stock(shop, entry(shop, "LAV", 7, changeFromQuantity=10))
    group = answer["data"]["inventorySetQuantities"]["inventoryAdjustmentGroup"]
    assert [(row["name"], row["delta"]) for row in group["changes"]] == [
        ("available", -3),
        ("on_hand", -3),
    ]
    assert group["changes"][0]["quantityAfterChange"] is None
    assert answer["extensions"]["cost"]["requestedQueryCost"] in range(10, 15)
    assert shop.stock("LAV") == 7


def test_setting_on_hand_leaves_what_is_committed(shop):
    shop.buy([("LAV", 4)])
    assert not errors(set_stock(shop, entry(shop, "LAV", 20), name="on_hand"))
    assert shop.stock("LAV") == 16


def test_stale_comparison_names_its_entry_and_changes_nothing(shop):
    shop.buy([("LAV", 3)])
    answer = set_stock(
        shop,
        entry(shop, "SOAP", 9, changeFromQuantity=5),
        entry(shop, "LAV", 9, changeFromQuantity=10),
    )
    [error] = errors(answer)
    assert error["code"] == "CHANGE_FROM_QUANTITY_STALE"
    assert error["field"] == ["input", "quantities", "1", "changeFromQuantity"]
    assert (shop.stock("SOAP"), shop.stock("LAV")) == (5, 7)


def test_omitted_comparison_is_an_error(shop):
    answer = set_stock(shop, entry(shop, "LAV", 7, omit=True))
    [error] = answer["errors"]
    assert error["extensions"]["code"] == "INVALID_FIELD_ARGUMENTS"
    assert error["message"] == (
        "InventoryQuantityInput must include the following argument:"
        " changeFromQuantity."
    )
    assert answer["data"] == {"inventorySetQuantities": None}


def test_missing_idempotency_is_an_error(shop):
    query = SET.replace(" @idempotent(key: $key)", "").replace(", $key: String!", "")
    [error] = set_stock(shop, entry(shop, "LAV", 7), query=query)["errors"]
    assert error["extensions"]["code"] == "BAD_REQUEST"
    assert error["message"] == (
        "The @idempotent directive is required for this mutation but was not provided."
    )


def test_key_answers_a_repeat_and_refuses_another_use(shop):
    first = set_stock(shop, entry(shop, "LAV", 7), key="k")
    shop.buy([("LAV", 2)])
    assert set_stock(shop, entry(shop, "LAV", 7), key="k")["data"] == first["data"]
    assert shop.stock("LAV") == 5
    [error] = errors(set_stock(shop, entry(shop, "LAV", 6), key="k"))
    assert error["code"] == "IDEMPOTENCY_KEY_PARAMETER_MISMATCH"


def test_repeat_can_fail_as_stale(shop):
    set_stock(shop, entry(shop, "LAV", 7), key="k")
    shop.replay_is_stale = True
    [error] = errors(set_stock(shop, entry(shop, "LAV", 7), key="k"))
    assert error["code"] == "CHANGE_FROM_QUANTITY_STALE"


@pytest.mark.parametrize(
    ("change", "more", "code", "field"),
    [
        ({"quantity": 1_000_000_001}, {}, "INVALID_QUANTITY_TOO_HIGH", "quantity"),
        ({"quantity": -2_000_000_000}, {}, "INVALID_QUANTITY_TOO_LOW", "quantity"),
        (
            {"quantity": -5},
            {"name": "on_hand"},
            "INVALID_QUANTITY_NEGATIVE",
            "quantity",
        ),
        (
            {"inventoryItemId": "gid://shopify/InventoryItem/9"},
            {},
            "INVALID_INVENTORY_ITEM",
            "inventoryItemId",
        ),
        (
            {"locationId": "gid://shopify/Location/9"},
            {},
            "INVALID_LOCATION",
            "locationId",
        ),
    ],
)
def test_bad_entry_is_named_by_its_path(shop, change, more, code, field):
    answer = set_stock(shop, {**entry(shop, "LAV", 7), **change}, **more)
    [error] = errors(answer)
    assert error["code"] == code
    assert error["field"] == ["input", "quantities", "0", field]
    assert shop.stock("LAV") == 10


def test_bad_name_and_reason_are_refused(shop):
    answer = set_stock(shop, entry(shop, "LAV", 7), name="damaged", reason="mood")
    assert {error["code"] for error in errors(answer)} == {
        "INVALID_NAME",
        "INVALID_REASON",
    }


def test_same_item_twice_is_refused(shop):
    answer = set_stock(shop, entry(shop, "LAV", 7), entry(shop, "LAV", 8))
    assert len(errors(answer)) == 2


def test_unstocked_place_is_refused_up_to_2026_07(shop):
    [error] = errors(set_stock(shop, entry(shop, "LAV", 3, "70002")))
    assert error["code"] == "ITEM_NOT_STOCKED_AT_LOCATION"
    answer = set_stock(shop, entry(shop, "LAV", 3, "70002"), version="2026-10")
    assert not errors(answer)
    assert shop.stock("LAV", "70002") == 3


def test_more_than_250_entries_are_too_many(shop):
    answer = set_stock(shop, *[entry(shop, "LAV", 7)] * 251)
    assert answer["errors"][0]["message"] == (
        "The input array size of 251 is greater than the maximum allowed of 250."
    )


def test_old_argument_is_an_invalid_variable(shop):
    answer = set_stock(shop, entry(shop, "LAV", 7), ignoreCompareQuantity=True)
    assert answer["errors"][0]["extensions"]["code"] == "INVALID_VARIABLE"
    assert "ignoreCompareQuantity" in answer["errors"][0]["message"]


def test_version_2026_01_still_compares_the_old_way(shop):
    row = entry(shop, "LAV", 7, omit=True, compareQuantity=9)
    query = SET.replace(" @idempotent(key: $key)", "").replace(", $key: String!", "")
    [error] = errors(set_stock(shop, row, version="2026-01", query=query))
    assert error["code"] == "COMPARE_QUANTITY_STALE"
    row["compareQuantity"] = 10
    assert not errors(set_stock(shop, row, version="2026-01", query=query))
