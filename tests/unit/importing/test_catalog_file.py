from decimal import Decimal

from catalog_file import Reason, Why, read_shopify_products

HEADER = (
    "Handle,Title,Option1 Name,Option1 Value,Option2 Name,Option2 Value,"
    "Variant SKU,Variant Grams,Variant Inventory Qty,Variant Price\n"
)


def read(*rows):
    return read_shopify_products(HEADER + "\n".join(rows))


def test_option_rows_become_variants_of_one_product():
    catalog = read(
        "tin,Tin candle,Size,4 oz,,,TIN-4,120,5,12.50",
        "tin,,,8 oz,,,TIN-8,240,0,19",
    )
    (product,) = catalog.products
    assert product.title == "Tin candle"
    assert product.options == ("Size",)
    assert [v.values for v in product.variants] == [("4 oz",), ("8 oz",)]
    assert [v.price for v in product.variants] == [Decimal("12.50"), Decimal(19)]
    assert product.variants[0].weight == Decimal("0.12")
    assert [note.outcome for note in catalog.notes] == ["create", "create"]


def test_default_title_means_a_product_without_options():
    catalog = read("soap,Soap,Title,Default Title,,,S,0,3,6")
    (product,) = catalog.products
    assert product.options == ()
    assert product.variants[0].values == ()


def test_picture_rows_are_skipped_with_the_reason():
    catalog = read("soap,Soap,Title,Default Title,,,S,0,3,6", "soap,,,,,,,,,")
    assert [note.outcome for note in catalog.notes] == ["create", "skip"]
    assert catalog.notes[1].reasons == (Reason(Why.PICTURE),)


def test_blank_skus_are_made_up_and_stay_the_same_on_the_next_read():
    rows = ("ring,Ring,Color,Blue,,,,0,1,40", "ring,,,Black,,,,0,1,40")
    first, second = read(*rows), read(*rows)
    skus = [v.sku for v in first.products[0].variants]
    assert skus == ["RING-BLUE", "RING-BLACK"]
    assert skus == [v.sku for v in second.products[0].variants]
    assert all(v.sku_is_made_up for v in first.products[0].variants)


def test_a_made_up_sku_is_never_empty_whatever_the_script():
    catalog = read(
        "蝋燭,Candle,Color,青,,,,0,1,40",
        "ёлка-крем,Cream,Title,Default Title,,,,0,1,4",
        "café-crème,Cream,Size,Größe 1,,,,0,1,4",
        "★★,Stars,Title,Default Title,,,,0,1,4",
        "☆☆,More stars,Title,Default Title,,,,0,1,4",
    )
    skus = [v.sku for product in catalog.products for v in product.variants]
    assert skus[:3] == ["蝋燭-青", "ЕЛКА-КРЕМ", "CAFE-CREME-GROSSE-1"]
    assert all(sku.startswith("ITEM-") and len(sku) > 5 for sku in skus[3:])
    assert len(set(skus)) == 5


def test_a_made_up_sku_never_takes_one_that_is_typed_further_down():
    catalog = read("ring,Ring,Color,Blue,,,,0,1,40", "x,X,,,,,RING-BLUE,0,1,4")
    skus = [v.sku for product in catalog.products for v in product.variants]
    assert skus == ["RING-BLUE-2", "RING-BLUE"]


def test_all_errors_are_told_at_once_each_with_its_row():
    catalog = read(
        "a,A,Color,Blue,,,ONE,0,1,forty",
        "a,,,Red,,,TWO,0,1.5,-3",
        ",Lost,,,,,,,,",
        "b,,,Red,,,,0,1,3",
        "c,C,Size,S,Scent,,C1,0,1,3",
        "d,D,,,,,E,0,1,3",
        "e,E,,,,,e,0,1,3",
    )
    rows = [note.row for note in catalog.errors]
    assert rows == [2, 3, 4, 5, 6, 8]
    price = {"column": "Variant Price"}
    assert catalog.errors[0].reasons == (
        Reason(Why.NOT_A_NUMBER, {**price, "value": "forty"}),
    )
    negative, broken = catalog.errors[1].reasons
    assert negative == Reason(Why.NEGATIVE, {**price, "value": "-3"})
    assert broken.why == Why.NOT_WHOLE
    assert catalog.errors[5].reasons == (Reason.of(Why.SKU_TAKEN, sku="e", row=7),)


def test_the_same_variant_twice_is_an_error_naming_the_other_row():
    catalog = read("a,A,Color,Blue,,,ONE,0,1,4", "a,,,Blue,,,TWO,0,1,4")
    (error,) = catalog.errors
    assert error.row == 3
    assert error.reasons == (Reason.of(Why.SAME_VARIANT, row=2),)


def test_another_file_is_refused_by_its_columns():
    catalog = read_shopify_products("Name,Price\nSoap,3\n")
    (error,) = catalog.errors
    assert error.row == 1
    (reason,) = error.reasons
    assert reason.why == Why.MISSING_COLUMNS
    assert "Handle" in reason.facts["columns"]


def test_an_empty_file_is_refused():
    assert read_shopify_products(HEADER).errors
    assert read_shopify_products("").errors


def test_a_file_broken_half_way_is_an_error_not_a_crash():
    catalog = read("a,A,,,,,ONE,0,1,4", "b,B\r,,,,,TWO,0,1,4")
    assert not catalog.products
    assert [note.row for note in catalog.errors] == [3]


def test_prices_follow_the_first_option_that_alone_decides_them():
    rows = ("r,R,Color,Blue,Size,S,,0,1,40", "r,,,Blue,,L,,0,1,50")
    assert read(*rows).products[0].price_option() == 1
    both = read(*rows, "r,,,Black,,L,,0,1,70")
    assert both.products[0].price_option() is None
