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
