"""WooCommerce's products as its REST API tells them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from html import escape

from .goods import Listing, Variant

CENT = Decimal("0.01")
OFFSET = timedelta(hours=-5)
"""The site's clock, to trip those who take its local times for UTC."""


def stamps(name: str, moment) -> dict:
    """``name`` in the site's time and ``name_gmt`` in UTC, both without a zone."""
    if moment is None:
        return {name: None, f"{name}_gmt": None}
    local = moment + OFFSET
    return {
        name: local.strftime("%Y-%m-%dT%H:%M:%S"),
        f"{name}_gmt": moment.strftime("%Y-%m-%dT%H:%M:%S"),
    }


def text(amount) -> str:
    """Money as WooCommerce writes it, two decimals in a string."""
    return f"{Decimal(amount):.2f}"


def stock_fields(variant: Variant) -> dict:
    """The fields of an item's stock; ``manage_stock`` may be the word parent."""
    manage = variant.extra["manage"]
    counted = manage in (True, "parent")
    count = variant.level.available if counted else None
    status = variant.extra["status"]
    if counted:
        status = "instock" if count > 0 else "outofstock"
        if count <= 0 and variant.oversell:
            status = "onbackorder"
    return {
        "manage_stock": manage,
        "stock_quantity": count,
        "stock_status": status,
        "backorders": "yes" if variant.oversell else "no",
        "backorders_allowed": variant.oversell,
        "backordered": bool(counted and count < 0),
    }


def product(shop, listing: Listing) -> dict:
    """A simple or a variable product."""
    first = listing.variants[0]
    variable = listing.extra["variable"]
    states = {"active": "publish", "inactive": "private"}
    told = {
        "id": int(listing.id),
        "name": escape(listing.title) if shop.encodes_texts else listing.title,
        "slug": listing.title.lower().replace(" ", "-"),
        "permalink": f"{shop.url}/product/{listing.id}/",
        "type": "variable" if variable else "simple",
        "status": states.get(listing.state, listing.state),
        "catalog_visibility": "visible",
        "sku": listing.extra["sku"] if variable else first.sku,
        "price": text(first.price),
        "regular_price": "" if variable else text(first.price),
        "sale_price": "",
        "virtual": False,
        "downloadable": False,
        "parent_id": 0,
        "variations": [int(v.id) for v in listing.variants] if variable else [],
        "attributes": [
            {
                "id": 0,
                "name": name,
                "variation": True,
                "visible": True,
                "position": place,
                "options": list(
                    dict.fromkeys(v.values[name] for v in listing.variants)
                ),
            }
            for place, name in enumerate(first.values)
        ],
        "global_unique_id": "" if variable else first.barcode,
        "meta_data": [],
        **stamps("date_created", listing.created),
        **stamps("date_modified", listing.updated),
    }
    if not variable:
        return {**told, **stock_fields(first)}
    shared = listing.extra["shared"]
    count = first.level.available if shared else None
    none_left = shared and count <= 0
    return {
        **told,
        "manage_stock": shared,
        "stock_quantity": count,
        "stock_status": "outofstock" if none_left else "instock",
        "backorders": "no",
        "backorders_allowed": False,
        "backordered": False,
    }


def variation(shop, variant: Variant, as_product: bool = False) -> dict:
    """A variation, or the same as the product search tells it."""
    listing = variant.listing
    told = {
        "id": int(variant.id),
        "name": variant.title,
        "sku": shop.sku_told(variant),
        "price": text(variant.price),
        "regular_price": text(variant.price),
        "status": "publish",
        "permalink": f"{shop.url}/product/{listing.id}/?variation={variant.id}",
        "global_unique_id": variant.barcode,
        "attributes": [
            {"id": 0, "name": name, "option": value}
            for name, value in variant.values.items()
        ],
        "parent_id": int(listing.id),
        "meta_data": [],
        **stock_fields(variant),
        **stamps("date_created", listing.created),
        **stamps("date_modified", listing.updated),
    }
    return {**told, "type": "variation", "variations": []} if as_product else told
