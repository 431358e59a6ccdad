"""What is taken from a row of a product file, and what the reader says of it."""

from decimal import Decimal

import pytest
from catalog_file import (
    CatalogProduct,
    CatalogVariant,
    Reason,
    RowNote,
    Why,
    read_shopify_products,
)

HEADER = (
    "Handle,Title,Option1 Name,Option1 Value,Option2 Name,Option2 Value,"
    "Variant SKU,Variant Grams,Variant Inventory Qty,Variant Price\n"
)
REQUIRED = "Handle,Title,Option1 Name,Option1 Value,Variant Price\n"


def read(*rows, header=HEADER):
    return read_shopify_products(header + "\n".join(rows))


def test_all_that_a_product_tells_is_taken():
    catalog = read_shopify_products(
        "Handle,Title,Body (HTML),Vendor,Type,Tags,Option1 Name,Option1 Value,"
        "Variant SKU,Variant Grams,Variant Inventory Qty,Variant Price,"
        "Variant Barcode\n"
        'tin,Tin candle,<p>Warm</p>,Harbour,Candles,"soy, winter gift,,tin",Size,4 oz,'
        "'0042,120,5,12.50,'04012345678901\n"
    )
    variant = CatalogVariant(
        row=2,
        values=("4 oz",),
        sku="0042",
        sku_is_made_up=False,
        barcode="04012345678901",
        price=Decimal("12.50"),
        quantity=5,
        weight=Decimal("0.12"),
    )
    product = CatalogProduct(
        handle="tin",
        title="Tin candle",
        description="<p>Warm</p>",
        category="Candles",
        vendor="Harbour",
        tags=("soy", "winter gift", "tin"),
        options=("Size",),
        variants=(variant,),
    )
    assert catalog.products == (product,)
    assert catalog.notes == (RowNote(2, "create", "Tin candle / 4 oz"),)


def test_the_columns_that_must_be_there_are_enough():
    catalog = read("tin,Tin candle,Size,4 oz,12", header=REQUIRED)
    variant = CatalogVariant(2, ("4 oz",), "TIN-4-OZ", True, price=Decimal(12))
    assert catalog.products == (
        CatalogProduct("tin", "Tin candle", "", "", "", (), ("Size",), (variant,)),
    )


def test_blanks_are_no_price_no_stock_and_no_weight():
    (product,) = read("tin,Tin candle,,,,,TIN,,,").products
    assert product.variants == (CatalogVariant(2, (), "TIN", False),)


def test_a_mark_of_the_file_s_encoding_belongs_to_no_column():
    assert read("tin,Tin,,,12", header="\ufeff" + REQUIRED).products[0].handle == "tin"


def test_an_option_without_a_name_is_called_by_its_number():
    (product,) = read("tin,Tin,Size,4 oz,,Fir,TIN,0,1,9").products
    assert product.options == ("Size", "Option 2")
    assert product.variants[0].values == ("4 oz", "Fir")


def test_there_are_no_more_than_three_options():
    header = REQUIRED.strip() + ",Option2 Name,Option3 Name,Option4 Name"
    header += ",Option2 Value,Option3 Value,Option4 Value\n"
    (product,) = read("a,A,One,1,9,Two,Three,Four,2,3,4", header=header).products
    assert product.options == ("One", "Two", "Three")
    assert product.variants[0].values == ("1", "2", "3")


def test_an_option_whose_column_is_not_there_is_blank():
    header = REQUIRED.strip() + ",Option2 Name\n"
    (note,) = read("tin,Tin,Size,4 oz,9,Scent", header=header).notes
    assert note.label == "Tin / 4 oz"
    assert note.reasons == (Reason.of(Why.BLANK_OPTION, options="Size, Scent"),)


def test_every_row_is_told_in_the_order_of_the_file():
    catalog = read(
        "tin,Tin,Size,S,Scent,Fir,TIN,0,1,9",
        ",,,,,,,,,",
        "tin,,,,,,,,,",
        ",Lost,,,,,,,,",
        "bare,,,Red,,,,0,1,3",
        "tin,,,M,,Fir,,0,-2,9",
        "tin,,,L,,Fir,,0,0,9",
        "tin,,,L,,Oak,BIG,0,-1,9",
    )
    assert catalog.notes == (
        RowNote(2, "create", "Tin / S / Fir"),
        RowNote(3, "skip", "", (Reason.of(Why.EMPTY_ROW),)),
        RowNote(4, "skip", "Tin", (Reason.of(Why.PICTURE),)),
        RowNote(5, "error", "Lost", (Reason.of(Why.NO_HANDLE),)),
        RowNote(6, "error", "bare", (Reason.of(Why.NO_TITLE, handle="bare"),)),
        RowNote(
            7,
            "create",
            "Tin / M / Fir",
            (
                Reason.of(Why.SKU_MADE_UP, sku="TIN-M-FIR"),
                Reason.of(Why.NEGATIVE_STOCK, quantity=Decimal(-2)),
            ),
        ),
        RowNote(
            8,
            "create",
            "Tin / L / Fir",
            (Reason.of(Why.SKU_MADE_UP, sku="TIN-L-FIR"),),
        ),
        RowNote(
            9,
            "create",
            "Tin / L / Oak",
            (Reason.of(Why.NEGATIVE_STOCK, quantity=Decimal(-1)),),
        ),
    )


def test_less_than_nothing_in_stock_becomes_nothing():
    (product,) = read("tin,Tin,,,,,TIN,0,-2,9").products
    assert product.variants[0].quantity == 0


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (
            "tin,Tin,,,,,TIN,0,1.5,9",
            Reason.of(
                Why.NOT_WHOLE, column="Variant Inventory Qty", value=Decimal("1.5")
            ),
        ),
        (
            "tin,Tin,,,,,TIN,0,some,9",
            Reason.of(Why.NOT_A_NUMBER, column="Variant Inventory Qty", value="some"),
        ),
        (
            "tin,Tin,,,,,TIN,inf,1,9",
            Reason.of(Why.NOT_A_NUMBER, column="Variant Grams", value="inf"),
        ),
        (
            "tin,Tin,,,,,TIN,-1,1,9",
            Reason.of(Why.NEGATIVE, column="Variant Grams", value="-1"),
        ),
        (
            "tin,Tin,Size,S,Scent,,TIN,0,1,9",
            Reason.of(Why.BLANK_OPTION, options="Size, Scent"),
        ),
    ],
)
def test_a_row_in_error_names_its_product_and_what_is_wrong(row, reason):
    (note,) = read(row).notes
    assert (note.row, note.outcome, note.reasons) == (2, "error", (reason,))
    assert note.label.startswith("Tin")


def test_a_file_that_cannot_be_read_is_one_note_with_its_reason():
    for header, row, reason in (
        (
            "Handle,Title,Variant Price\n",
            "a,A,4",
            Reason.of(Why.MISSING_COLUMNS, columns="Option1 Name, Option1 Value"),
        ),
        (HEADER, "", Reason.of(Why.NO_PRODUCTS)),
    ):
        catalog = read(row, header=header)
        assert catalog.products == ()
        assert catalog.notes == (RowNote(1, "error", "", (reason,)),)


def test_a_broken_file_says_what_is_wrong_with_it():
    catalog = read("a,A,,,,,ONE,0,1,4", "b,B\r,,,,,TWO,0,1,4")
    (note,) = catalog.notes
    assert (catalog.products, note.outcome, note.label) == ((), "error", "")
    assert [reason.why for reason in note.reasons] == [Why.BROKEN_FILE]
    assert "new-line" in note.reasons[0].facts["problem"]
