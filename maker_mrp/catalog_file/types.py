"""What a catalogue file comes to: products, and what becomes of each row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


@dataclass(frozen=True)
class CatalogVariant:
    """One sellable variant; ``weight`` is in kilograms, ``row`` the file's line.

    ``cost`` is what one cost the seller, 0 where the file does not say.
    """

    row: int
    values: tuple[str, ...]
    sku: str
    sku_is_made_up: bool
    barcode: str = ""
    price: Decimal = Decimal(0)
    quantity: int = 0
    weight: Decimal = Decimal(0)
    cost: Decimal = Decimal(0)


@dataclass(frozen=True)
class CatalogProduct:
    handle: str
    title: str
    description: str
    category: str
    vendor: str
    tags: tuple[str, ...]
    options: tuple[str, ...]
    variants: tuple[CatalogVariant, ...]

    @property
    def base_price(self) -> Decimal:
        return min(variant.price for variant in self.variants)

    def price_option(self) -> int | None:
        """Index of the first option that alone decides the price, if one does."""
        for index in range(len(self.options)):
            pairs = {
                (variant.values[index], variant.price) for variant in self.variants
            }
            if len(pairs) == len({value for value, _price in pairs}):
                return index
        return None


class Why(StrEnum):
    """Why a row is refused, skipped, or created otherwise than it says.

    Who shows it chooses the words; the comments name the facts that come along.
    """

    BROKEN_FILE = "broken_file"  # problem
    MISSING_COLUMNS = "missing_columns"  # columns
    NO_PRODUCTS = "no_products"
    EMPTY_ROW = "empty_row"
    NO_HANDLE = "no_handle"
    NO_TITLE = "no_title"  # handle
    PICTURE = "picture"
    SAME_VARIANT = "same_variant"  # row
    BLANK_OPTION = "blank_option"  # options
    NOT_A_NUMBER = "not_a_number"  # column, value
    NEGATIVE = "negative"  # column, value
    NOT_WHOLE = "not_whole"  # column, value
    SKU_TAKEN = "sku_taken"  # sku, row
    SKU_MADE_UP = "sku_made_up"  # sku
    NEGATIVE_STOCK = "negative_stock"  # quantity


@dataclass(frozen=True)
class Reason:
    why: Why
    facts: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def of(cls, why: Why, **facts) -> Reason:
        return cls(why, facts)


@dataclass(frozen=True)
class RowNote:
    """What becomes of one row: ``create``, ``skip`` or ``error``, and why.

    ``label`` names the product of the row; it is empty where none is known.
    """

    row: int
    outcome: str
    label: str
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Catalog:
    products: tuple[CatalogProduct, ...]
    notes: tuple[RowNote, ...]

    @property
    def errors(self) -> tuple[RowNote, ...]:
        return tuple(note for note in self.notes if note.outcome == "error")
