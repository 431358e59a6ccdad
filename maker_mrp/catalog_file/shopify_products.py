"""Shopify's product export (CSV).

One product spans the rows that share a ``Handle``: the first carries the title,
each row with an option value is a variant, and a row with neither a title nor an
option value only adds a picture. Real exports leave SKUs blank and repeat
handles, so neither is an error.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import unicodedata
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from .types import Catalog, CatalogProduct, CatalogVariant, Reason, RowNote, Why

REQUIRED = ("Handle", "Title", "Option1 Name", "Option1 Value", "Variant Price")
OPTION_COUNT = 3
NO_OPTION = ("title", "default title")
GRAMS_PER_KG = Decimal(1000)


@dataclass
class _Draft:
    """A product while its rows are read."""

    handle: str
    first: dict
    options: tuple[str, ...] = ()
    variants: list[CatalogVariant] = field(default_factory=list)


def read_shopify_products(text: str) -> Catalog:
    """Read a whole export.

    :return: the products that can be created and one note a row, in file order;
        ``catalog.errors`` is empty when the file can be imported as it is.
    """
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    try:
        return _read(reader)
    except csv.Error as error:
        broken = Reason.of(Why.BROKEN_FILE, problem=str(error))
        return Catalog((), (RowNote(reader.line_num + 1, "error", "", (broken,)),))


def _read(reader) -> Catalog:
    missing = [name for name in REQUIRED if name not in (reader.fieldnames or ())]
    if missing:
        lacking = Reason.of(Why.MISSING_COLUMNS, columns=", ".join(missing))
        return Catalog((), (RowNote(1, "error", "", (lacking,)),))
    return _Reader().read(reader)


class _Reader:
    def __init__(self):
        self.drafts: dict[str, _Draft] = {}
        self.notes: list[RowNote] = []
        self.sku_rows: dict[str, int] = {}

    def read(self, reader) -> Catalog:
        rows = [
            (number, {key: (value or "").strip() for key, value in row.items() if key})
            for number, row in enumerate(reader, start=2)
        ]
        # Typed SKUs first, so that one made up for a blank never takes theirs.
        typed = {row.get("Variant SKU", "").casefold() for _number, row in rows}
        for number, row in rows:
            self._row(number, row, typed)
        if not rows:
            self._note(1, "error", "", Reason.of(Why.NO_PRODUCTS))
        return Catalog(
            tuple(self._product(draft) for draft in self.drafts.values()),
            tuple(self.notes),
        )

    def _row(self, number, row, typed):
        handle = row["Handle"]
        if not any(row.values()):
            return self._note(number, "skip", "", Reason.of(Why.EMPTY_ROW))
        if not handle:
            blank = Reason.of(Why.NO_HANDLE)
            return self._note(number, "error", row["Title"], blank)
        draft = self.drafts.get(handle)
        if draft is None:
            if not row["Title"]:
                blank = Reason.of(Why.NO_TITLE, handle=handle)
                return self._note(number, "error", handle, blank)
            draft = self.drafts[handle] = _Draft(handle, row, _option_names(row))
        values = _option_values(row, len(draft.options))
        is_variant = bool(row["Option1 Value"]) or not draft.variants
        if not is_variant:
            picture = Reason.of(Why.PICTURE)
            return self._note(number, "skip", draft.first["Title"], picture)
        return self._variant(number, row, draft, values, typed)

    def _variant(self, number, row, draft, values, typed):
        label = " / ".join(filter(None, (draft.first["Title"], *values)))
        problems = []
        twin = next((v for v in draft.variants if v.values == values), None)
        if twin:
            problems.append(Reason.of(Why.SAME_VARIANT, row=twin.row))
        if draft.options and not all(values):
            names = ", ".join(draft.options)
            problems.append(Reason.of(Why.BLANK_OPTION, options=names))
        price = _number(row, "Variant Price", problems)
        quantity = _number(row, "Variant Inventory Qty", problems, allow_negative=True)
        grams = _number(row, "Variant Grams", problems)
        cost = _number(row, "Cost per item", problems)
        if quantity != quantity.to_integral_value():
            problems.append(
                Reason.of(Why.NOT_WHOLE, column="Variant Inventory Qty", value=quantity)
            )
        sku = row.get("Variant SKU", "").lstrip("'")
        made_up = not sku
        if made_up:
            sku = _make_sku(draft.handle, values, typed | set(self.sku_rows))
        elif sku.casefold() in self.sku_rows:
            other = self.sku_rows[sku.casefold()]
            problems.append(Reason.of(Why.SKU_TAKEN, sku=sku, row=other))
        if problems:
            return self._note(number, "error", label, *problems)
        self.sku_rows[sku.casefold()] = number
        draft.variants.append(
            CatalogVariant(
                row=number,
                values=values,
                sku=sku,
                sku_is_made_up=made_up,
                barcode=row.get("Variant Barcode", "").lstrip("'"),
                price=price,
                quantity=max(0, int(quantity)),
                weight=grams / GRAMS_PER_KG,
                cost=cost,
            )
        )
        told = [Reason.of(Why.SKU_MADE_UP, sku=sku)] if made_up else []
        if quantity < 0:
            told.append(Reason.of(Why.NEGATIVE_STOCK, quantity=quantity))
        return self._note(number, "create", label, *told)

    def _product(self, draft):
        first = draft.first
        return CatalogProduct(
            handle=draft.handle,
            title=first["Title"],
            description=first.get("Body (HTML)", ""),
            category=first.get("Type", ""),
            vendor=first.get("Vendor", ""),
            tags=tuple(filter(None, map(str.strip, first.get("Tags", "").split(",")))),
            options=draft.options,
            variants=tuple(draft.variants),
        )

    def _note(self, number, outcome, label, *reasons):
        self.notes.append(RowNote(number, outcome, label, reasons))


def _option_names(row):
    names = [row.get(f"Option{i} Name", "") for i in range(1, OPTION_COUNT + 1)]
    single = (names[0].casefold(), row["Option1 Value"].casefold())
    if single == NO_OPTION or not row["Option1 Value"]:
        return ()
    return tuple(
        name or f"Option {i}"
        for i, name in enumerate(names, start=1)
        if name or row.get(f"Option{i} Value")
    )


def _option_values(row, count):
    return tuple(row.get(f"Option{i} Value", "") for i in range(1, count + 1))


def _number(row, column, problems, allow_negative=False):
    text = row.get(column, "")
    try:
        value = Decimal(text or "0")
    except InvalidOperation:
        value = None
    if value is None or not value.is_finite():
        problems.append(Reason.of(Why.NOT_A_NUMBER, column=column, value=text))
        return Decimal(0)
    if value < 0 and not allow_negative:
        problems.append(Reason.of(Why.NEGATIVE, column=column, value=text))
    return value


def _sku_part(text):
    """Letters without accents, in whatever script, and digits; "" for none."""
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(one for one in plain if not unicodedata.combining(one))
    plain = unicodedata.normalize("NFC", plain)
    return re.sub(r"[\W_]+", "-", plain).strip("-")


def _make_sku(handle, values, taken):
    """A stable, readable SKU, so that importing the file again finds it."""
    base = "-".join(filter(None, map(_sku_part, (handle, *values))))
    base = base.upper() or f"ITEM-{hashlib.sha256(handle.encode()).hexdigest()[:8]}"
    sku, count = base, 1
    while sku.casefold() in taken:
        count += 1
        sku = f"{base}-{count}"
    return sku
