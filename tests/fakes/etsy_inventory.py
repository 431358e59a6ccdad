"""Etsy's inventory records and the rules that its description does not tell."""

from __future__ import annotations

from decimal import Decimal

from .goods import Level, Listing, Variant

AXES = {
    "price": "price_on_property",
    "quantity": "quantity_on_property",
    "sku": "sku_on_property",
    "readiness_state_id": "readiness_state_on_property",
}
PRODUCT_FIELDS = {"sku", "property_values", "offerings"}
OFFERING_FIELDS = {"price", "quantity", "is_enabled", "readiness_state_id"}
VALUE_FIELDS = {"property_id", "value_ids", "values", "property_name", "scale_id"}
MAX_QUANTITY = 999


def money(amount: Decimal, currency: str) -> dict:
    """Etsy's Money."""
    minor = int((amount * 100).to_integral_value())
    return {"amount": minor, "divisor": 100, "currency_code": currency}


def property_values(variant: Variant) -> list[dict]:
    """The variation values of a product as Etsy tells them."""
    return [
        {
            "property_id": prop["id"],
            "property_name": prop["name"],
            "scale_id": None,
            "scale_name": None,
            "value_ids": [prop["value_id"]],
            "values": [prop["value"]],
        }
        for prop in variant.extra["properties"]
    ]


def record(listing: Listing, currency: str) -> dict:
    """The inventory record of a listing."""
    products = [
        {
            "product_id": int(variant.id),
            "sku": variant.sku,
            "is_deleted": False,
            "offerings": [
                {
                    "offering_id": variant.extra["offering_id"],
                    "quantity": variant.level.available,
                    "is_enabled": variant.enabled,
                    "is_deleted": False,
                    "price": money(variant.price, currency),
                    "readiness_state_id": variant.extra["readiness_state_id"],
                }
            ],
            "property_values": property_values(variant),
        }
        for variant in listing.variants
    ]
    return {
        "products": products,
        **{name: listing.extra[name] for name in AXES.values()},
    }


def problems(body: dict, listing: Listing) -> list[str]:
    """Why Etsy refuses an inventory record; an empty list if it takes it."""
    products = body.get("products")
    if not isinstance(products, list) or not products:
        return ["products: must be a non-empty array"]
    found = [
        f"Unknown field {name}" for name in set(body) - {"products", *AXES.values()}
    ]
    for index, product in enumerate(products):
        found += _product_problems(index, product, listing.extra["digital"])
    if found:
        return found
    return (
        _property_problems(products)
        or _axis_problems(body, products)
        or _size_problems(body, products)
    )


def _product_problems(index: int, product: dict, digital: bool) -> list[str]:
    where = f"products[{index}]"
    found = [f"{where}: unknown field {name}" for name in set(product) - PRODUCT_FIELDS]
    offerings = product.get("offerings")
    if not isinstance(offerings, list) or len(offerings) != 1:
        return [*found, f"{where}: exactly one offering is required"]
    offering = offerings[0]
    found += [
        f"{where}.offerings: unknown field {name}"
        for name in set(offering) - OFFERING_FIELDS
    ]
    found += [
        f"{where}.offerings: {name} is required"
        for name in sorted(OFFERING_FIELDS - set(offering))
    ]
    if found:
        return found
    count, price = offering["quantity"], offering["price"]
    if type(count) is not int or not 0 <= count <= MAX_QUANTITY:
        found.append(f"{where}: quantity must be between 0 and {MAX_QUANTITY}")
    if isinstance(price, bool) or not isinstance(price, int | float) or price <= 0:
        found.append(f"{where}: price must be a float greater than 0")
    if offering["readiness_state_id"] is None and not digital:
        found.append(f"{where}: readiness_state_id is required for physical listings")
    for value in product.get("property_values") or []:
        found += [
            f"{where}.property_values: unknown field {name}"
            for name in set(value) - VALUE_FIELDS
        ]
        if not {"property_id", "value_ids", "values"} <= set(value):
            found.append(f"{where}.property_values: property_id, value_ids, values")
        elif any("(" in text or ")" in text for text in value["values"]):
            found.append(f"{where}.property_values: parentheses are not allowed")
    return found


def combination(product: dict) -> tuple:
    """The variation of a product: ((property id, values), ...), sorted."""
    return tuple(
        sorted(
            (value["property_id"], tuple(value["values"]))
            for value in product.get("property_values") or []
        )
    )


def _property_problems(products: list) -> list[str]:
    combinations = [combination(product) for product in products]
    if len({tuple(prop for prop, _ in combo) for combo in combinations}) != 1:
        return ["All products must have the same properties"]
    if len(set(combinations)) != len(combinations):
        return ["Two products have the same property values"]
    if len(combinations[0]) > 3:
        return ["A listing has at most three variations"]
    return []


def _axis_problems(body: dict, products: list) -> list[str]:
    own = {prop for prop, _ in combination(products[0])}
    found = []
    for axis, name in AXES.items():
        varies = body.get(name) or []
        if not set(varies) <= own:
            found.append(f"{name} names a property that no product has")
            continue
        seen: dict = {}
        for product in products:
            key = tuple(pair for pair in combination(product) if pair[0] in varies)
            holder = product if axis == "sku" else product["offerings"][0]
            seen.setdefault(key, set()).add(holder.get(axis) or 0)
        if any(len(values) > 1 for values in seen.values()):
            found.append(f"The supplied {axis} values are incompatible with {name}")
    return found


def _size_problems(body: dict, products: list) -> list[str]:
    if not any(
        product["offerings"][0]["quantity"] > 0
        and product["offerings"][0]["is_enabled"]
        for product in products
    ):
        return ["One offering must have quantity greater than 0"]
    properties = [prop for prop, _ in combination(products[0])]
    full = properties and any(
        set(body.get(name) or []) == set(properties) and len(properties) == 3
        for name in AXES.values()
    )
    limit = 400 if full else 2500 if len(properties) == 3 else 4900
    if len(products) > limit:
        return [f"A listing has at most {limit} products"]
    for prop in properties:
        options = {dict(combination(product))[prop] for product in products}
        if len(options) > 70:
            return ["A variation has at most 70 options"]
    return []


def replace(shop, listing: Listing, body: dict) -> None:
    """Put a whole new inventory record in place of the old one.

    As at Etsy the products get new ids and the variation images are gone.
    """
    known = {
        (prop["id"], prop["value"]): prop["value_id"]
        for variant in listing.variants
        for prop in variant.extra["properties"]
    }
    names = {
        prop["id"]: prop["name"]
        for variant in listing.variants
        for prop in variant.extra["properties"]
    }
    fresh = []
    for product in body["products"]:
        offering = product["offerings"][0]
        values = [
            {
                "id": value["property_id"],
                "name": value.get("property_name")
                or names.get(value["property_id"], ""),
                "value": value["values"][0],
                "value_id": known.get((value["property_id"], value["values"][0]))
                or int(shop.next_id()),
            }
            for value in product.get("property_values") or []
        ]
        price = (Decimal(str(offering["price"])) * 100).to_integral_value() / 100
        variant = Variant(
            str(next(shop._variants)),
            listing,
            product.get("sku") or "",
            price,
            values={value["name"]: value["value"] for value in values},
            levels={place: Level(offering["quantity"]) for place in shop.locations},
            enabled=offering["is_enabled"],
            extra={
                "properties": values,
                "offering_id": int(shop.next_id()),
                "readiness_state_id": offering["readiness_state_id"],
            },
        )
        fresh.append(variant)
    _hand_over(listing.variants, fresh)
    listing.variants = fresh
    shop.forget_index()
    for name in AXES.values():
        listing.extra[name] = list(body.get(name) or [])
    listing.extra["variation_images"] = []


def _hand_over(old: list, fresh: list) -> None:
    """Keep what is committed to orders, and let their lines find the new products."""
    by_values = {tuple(sorted(variant.values.items())): variant for variant in fresh}
    for variant in old:
        heir = by_values.get(tuple(sorted(variant.values.items())))
        if heir is not None:
            heir.level.committed = variant.level.committed
        variant.extra["heir"] = heir
