from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class CatalogVariant:
    """One sellable variant; ``weight`` is in kilograms, ``row`` the file's line."""

    row: int
    values: tuple[str, ...]
    sku: str
    sku_is_made_up: bool
    barcode: str = ""
    price: Decimal = Decimal(0)
    quantity: int = 0
    weight: Decimal = Decimal(0)


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


@dataclass(frozen=True)
class RowNote:
    """What becomes of one row: ``create``, ``skip`` or ``error``, and why."""

    row: int
    outcome: str
    label: str
    text: str = ""


@dataclass(frozen=True)
class Catalog:
    products: tuple[CatalogProduct, ...]
    notes: tuple[RowNote, ...]

    @property
    def errors(self) -> tuple[RowNote, ...]:
        return tuple(note for note in self.notes if note.outcome == "error")
