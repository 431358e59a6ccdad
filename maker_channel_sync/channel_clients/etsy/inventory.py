"""Etsy's inventory record: reading it, and rewriting it whole.

Etsy stores the quantities of a listing in one record that every write replaces,
and returns it in another shape than it accepts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from ..sentences import _lt
from ..texts import plain
from ..types import Listing
from ..values import number, whole

MAX_QUANTITY = 999
NO_RECORD = _lt(
    "Etsy keeps no inventory record for this listing: open it on Etsy, set its "
    "quantity once, and save."
)
NO_PRICE = _lt(
    "Etsy does not tell the price of this listing, and writing its quantity would "
    "lose it. Open it on Etsy and save its price."
)
ON_PROPERTY = (
    "price_on_property",
    "quantity_on_property",
    "sku_on_property",
    "readiness_state_on_property",
)


@dataclass(frozen=True)
class Plan:
    """A record ready to be written, and what it will show by product key."""

    body: dict
    quantities: Mapping[str, int]
    changed: bool
    shared: Mapping[str, str] = field(default_factory=dict)
    """Products whose number is that of others as well, with its key."""

    @property
    def empty(self) -> bool:
        """Nothing would be left for sale, which Etsy does not store."""
        return not any(
            offering["quantity"] and offering["is_enabled"]
            for product in self.body["products"]
            for offering in product["offerings"]
        )


def product_key(property_values) -> str:
    """Key of a variation that survives new product ids and SKUs; "0" if unvaried.

    >>> size = {"property_id": 200, "value_ids": [11], "values": ["S"]}
    >>> product_key([size, {"property_id": 52, "value_ids": [9, 8]}]), product_key([])
    ('52-8+9_200-11', '0')
    """
    parts = []
    for value in property_values or ():
        ids = sorted(str(one) for one in value.get("value_ids") or ())
        if not ids:
            words = "\n".join(value.get("values") or ())
            ids = [hashlib.sha256(words.encode()).hexdigest()[:10]]
        parts.append((int(value["property_id"]), "+".join(ids)))
    return "_".join(f"{prop}-{ids}" for prop, ids in sorted(parts)) or "0"


def products_of(record: Mapping) -> dict[str, dict]:
    """Products that still exist, by key; {} where Etsy keeps no record."""
    inventory = record.get("inventory") or {}
    return {
        product_key(product.get("property_values")): product
        for product in inventory.get("products") or ()
        if not product.get("is_deleted")
    }


def has_prices(record: Mapping) -> bool:
    """Whether every offering tells its price, without which it would become 0."""
    return all(
        money(offering.get("price")) > 0
        for product in products_of(record).values()
        for offering in _offerings(product)
    )


def readiness(record: Mapping) -> int | None:
    """The processing profile of a listing, where it has one."""
    offerings = (
        offering
        for product in products_of(record).values()
        for offering in _offerings(product)
    )
    found = (offering.get("readiness_state_id") for offering in offerings)
    return next(filter(None, found), None)


def is_varied(record: Mapping) -> bool:
    """Whether the listing has variations."""
    return any(key != "0" for key in products_of(record))


def held(product: Mapping) -> int:
    """Quantity in the record, shown or not."""
    return sum(whole(offering.get("quantity")) for offering in _offerings(product))


def is_shown(product: Mapping) -> bool:
    """Whether the seller lets shoppers pick this variation at all."""
    return any(_enabled(offering) for offering in _offerings(product))


def state_of(record: Mapping, product: Mapping) -> str:
    """The listing's state, or ``hidden`` for a variation switched off."""
    state = record.get("state") or "active"
    return state if state != "active" or is_shown(product) else "hidden"


def money(value: Mapping | None) -> Decimal:
    """Exact amount of Etsy's {amount, divisor}; 0 where it is missing.

    >>> money({"amount": 1999, "divisor": 100, "currency_code": "USD"}), money(None)
    (Decimal('19.99'), Decimal('0'))
    """
    if not value:
        return Decimal(0)
    return number(value.get("amount")) / (number(value.get("divisor")) or 1)


def listings(record: dict) -> Iterator[Listing]:
    """A listing's record as one ``Listing`` for each variation."""
    return map(plain, _listings(record))


def _listings(record: dict) -> Iterator[Listing]:
    listing_id = str(record["listing_id"])
    state = record.get("state") or "active"
    products = products_of(record)
    common = {
        "parent_id": listing_id,
        "title": record.get("title") or "",
        "state": state,
        "url": record.get("url") or "",
    }
    if not products:
        skus = record.get("skus") or []
        price = record.get("price") or {}
        yield Listing(
            remote_id=f"{listing_id}:0",
            sku=skus[0] if len(skus) == 1 else "",
            price=money(price) if price else None,
            currency=price.get("currency_code") or "",
            quantity=record.get("quantity") if state == "active" else 0,
            warning=NO_RECORD,
            **common,
        )
    shared = sharing(record)
    for key, product in products.items():
        offering = next(iter(product.get("offerings") or ()), {})
        shown = state_of(record, product)
        price = offering.get("price") or {}
        yield Listing(
            remote_id=f"{listing_id}:{key}",
            sku=product.get("sku") or "",
            variant_title=", ".join(
                f"{value.get('property_name') or ''}: "
                f"{' '.join(value.get('values') or ())}"
                for value in product.get("property_values") or ()
            ),
            price=money(price) if price else None,
            currency=price.get("currency_code") or "",
            quantity=held(product) if shown == "active" else 0,
            tracked=record.get("listing_type") != "download",
            shared=shared.get(key, ""),
            **{**common, "state": shown},
        )


def plan(record: Mapping, wanted: Mapping[str, int], base: int | None = None) -> Plan:
    """The whole record with ``wanted`` quantities put in.

    ``base`` replaces the quantity of the products that are not wanted (0 for a
    listing that was taken off sale at zero, whose record still holds old
    numbers). Products that Etsy makes share a quantity get the lowest asked.
    """
    inventory = record["inventory"]
    products = products_of(record)
    on_property = set(inventory.get("quantity_on_property") or ())
    groups: dict[tuple, list[int]] = {}
    for key, quantity in wanted.items():
        groups.setdefault(_group(products[key], on_property), []).append(quantity)
    body = {"products": []}
    quantities, changed = {}, False
    for key, product in products.items():
        asked = groups.get(_group(product, on_property))
        quantity = min(asked) if asked else base
        if quantity is not None:
            changed = changed or quantity != held(product)
        body["products"].append(_writable(product, quantity))
        quantities[key] = held(product) if quantity is None else quantity
    body.update({name: list(inventory.get(name) or ()) for name in ON_PROPERTY})
    return Plan(body, quantities, changed, sharing(record))


def sharing(record: Mapping) -> dict[str, str]:
    """``{product: key of the number}`` of the products that Etsy counts together."""
    inventory = record.get("inventory") or {}
    on_property = set(inventory.get("quantity_on_property") or ())
    groups: dict[tuple, list[str]] = {}
    for key, product in products_of(record).items():
        groups.setdefault(_group(product, on_property), []).append(key)
    return {
        key: f"{record.get('listing_id', '')}:{min(keys)}"
        for keys in groups.values()
        for key in keys
        if len(keys) > 1
    }


def _group(product: Mapping, on_property: set) -> tuple:
    return tuple(
        sorted(
            (value["property_id"], tuple(sorted(value.get("value_ids") or ())))
            for value in product.get("property_values") or ()
            if value["property_id"] in on_property
        )
    )


def _offerings(product: Mapping) -> list[dict]:
    return [one for one in product.get("offerings") or () if not one.get("is_deleted")]


def _enabled(offering: Mapping) -> bool:
    return offering.get("is_enabled", True)


def _writable(product: Mapping, quantity: int | None) -> dict:
    offerings = []
    left = quantity
    for offering in sorted(_offerings(product), key=_enabled, reverse=True):
        amount = whole(offering.get("quantity"))
        if quantity is not None:
            # All on the first: their sum is what a shopper is shown.
            amount, left = left, 0
        offerings.append(
            {
                "price": float(money(offering.get("price"))),
                "quantity": amount,
                "is_enabled": _enabled(offering),
                "readiness_state_id": offering.get("readiness_state_id"),
            }
        )
    return {
        "sku": product.get("sku") or "",
        "property_values": [
            {
                "property_id": value["property_id"],
                "property_name": value.get("property_name") or "",
                "scale_id": value.get("scale_id"),
                "value_ids": list(value.get("value_ids") or ()),
                "values": list(value.get("values") or ()),
            }
            for value in product.get("property_values") or ()
        ],
        "offerings": offerings,
    }
