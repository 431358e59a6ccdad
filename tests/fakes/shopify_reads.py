"""Shopify's queries: searching, sorting, paging."""

from __future__ import annotations

import operator
import re
from datetime import datetime, timedelta, timezone

from . import shopify_graph as graph
from .goods import Order, Variant
from .shopify_shapes import gid, number

TERM = re.compile(r"""(-)?(?:(\w+):)?(>=|<=|>|<|:)?('[^']*'|"[^"]*"|[^\s'"]+)""")
COMPARE = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}


class Reads:
    """The queries of one shop."""

    def __init__(self, shop):
        self.shop = shop
        self.shapes = shop.shapes

    def root(self) -> dict:
        shapes = self.shapes
        variants = list(self.shop.variants())
        return {
            "shop": {
                "__typename": "Shop",
                "id": gid("Shop", "1"),
                "name": self.shop.name,
                "email": "studio@example.com",
                "myshopifyDomain": self.shop.domain,
                "url": self.shop.url,
                "currencyCode": self.shop.currency,
                "ianaTimezone": "America/New_York",
                "timezoneOffset": "-0500",
                "weightUnit": "GRAMS",
                "unitSystem": "METRIC_SYSTEM",
                "taxesIncluded": False,
                "taxShipping": False,
                "shopAddress": {"countryCodeV2": "US", "country": "United States"},
                "primaryDomain": {"host": self.shop.domain, "url": self.shop.url},
                "plan": {"displayName": "Basic", "publicDisplayName": "Basic"},
            },
            "currentAppInstallation": {
                "id": gid("AppInstallation", "1"),
                "accessScopes": [
                    {"handle": scope, "description": scope}
                    for scope in self.shop.scopes
                ],
                "app": {"id": gid("App", "1"), "title": "Maker"},
            },
            "locations": self._locations,
            "location": lambda info, id=None: self._node(
                id or gid("Location", next(iter(self.shop.places)))
            ),
            "products": self._search(self.shop.listings, shapes.product, "title"),
            "productVariants": self._search(variants, shapes.variant, "sku"),
            "inventoryItems": self._search(
                variants, shapes.item, "sku", ident=lambda v: int(v.extra["item"])
            ),
            "orders": self._orders_page,
            "ordersCount": lambda info, **_: {
                "count": len(self.shop.orders),
                "precision": "EXACT",
            },
            "webhookSubscriptions": self._subscriptions,
            "node": lambda info, id: self._node(id),
            "nodes": lambda info, ids: [self._node(ident) for ident in ids],
            **{
                name: (lambda info, id=None, **_: self._node(id))
                for name in (
                    "product",
                    "productVariant",
                    "inventoryItem",
                    "inventoryLevel",
                    "order",
                    "refund",
                    "fulfillmentOrder",
                    "fulfillment",
                )
            },
        }

    def _locations(self, info, includeInactive=False, **asked):
        rows = [
            ident
            for ident, place in self.shop.places.items()
            if place["active"] or includeInactive
        ]
        return graph.connection(rows, self.shapes.location, asked, ident=int)

    def _subscriptions(self, info, topics=None, uri=None, **asked):
        rows = [
            row
            for row in self.shop.webhooks.subscriptions
            if row.active
            and row.topic != "*"
            and (not topics or row.topic in topics)
            and (not uri or row.url == uri)
        ]
        return graph.connection(rows, self.shop.write.subscription, asked)

    def _search(self, rows, shape, default: str, ident=None):
        def resolve(info, query=None, sortKey=None, **asked):
            found = [row for row in rows if _fits(row, query, default)]
            key = _changed if sortKey == "UPDATED_AT" else None
            return graph.connection(found, shape, asked, ident=ident, key=key)

        return resolve

    def _orders_page(self, info, query=None, sortKey="PROCESSED_AT", **asked):
        edge = datetime.now(timezone.utc) - timedelta(seconds=self.shop.search_lag)
        oldest = datetime.now(timezone.utc) - timedelta(days=60)
        all_of_them = "read_all_orders" in self.shop.scopes
        rows = [
            order
            for order in self.shop.told_orders()
            if order.updated <= edge
            and (all_of_them or order.created >= oldest)
            and _fits(order, query, "name")
        ]
        moment = "updated" if sortKey == "UPDATED_AT" else "created"
        return graph.connection(
            rows,
            self.shapes.order,
            asked,
            key=lambda order: int(getattr(order, moment).timestamp() * 1000),
        )

    def _node(self, ident: str | None) -> dict | None:
        kind = str(ident).removeprefix("gid://shopify/").partition("/")[0]
        last = number(ident)
        shapes = self.shapes
        if kind == "InventoryLevel":
            variant = self.shop.named(
                gid("InventoryItem", str(ident).rpartition("=")[2])
            )
            return shapes.level(variant, last) if variant else None
        variant = self.shop.named(str(ident))
        if variant:
            return (shapes.item if kind == "InventoryItem" else shapes.variant)(variant)
        if kind == "Product":
            for listing in self.shop.listings:
                if listing.id == last:
                    return shapes.product(listing)
        if kind == "Location" and last in self.shop.places:
            return shapes.location(last)
        if kind == "Order" and last in self.shop.orders:
            return shapes.order(self.shop.orders[last])
        if kind == "FulfillmentOrder":
            found = self.shop.write._fulfillment_order(ident)
            return shapes.fulfillment_order(*found) if found else None
        if kind == "Refund":
            return self._refund(last)
        return None

    def _refund(self, last: str) -> dict | None:
        for order in self.shop.orders.values():
            for refund in order.refunds:
                if refund.id == last:
                    return self.shapes.refund(order, refund)
        return None


def _changed(row) -> int:
    return int(getattr(row, "listing", row).updated.timestamp() * 1000)


def _fits(row, query: str | None, default: str) -> bool:
    """Whether a row answers Shopify's search syntax."""
    if not query or not query.strip():
        return True
    return any(
        all(
            _term_fits(row, *term, default)
            for term in TERM.findall(part)
            if term[3] not in ("AND", "(", ")")
        )
        for part in re.split(r"\sOR\s", query)
    )


def _term_fits(row, minus, field, compare, text, default) -> bool:
    text = text.strip("'\"()")
    known = _facts(row)
    value = known.get(field or default)
    if value is None:
        fits = True
    elif isinstance(value, datetime):
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=timezone.utc)
        value = value.replace(microsecond=0)
        fits = COMPARE.get(compare, operator.eq)(value, moment)
    elif field in ("sku", "title", "") or text.endswith("*"):
        # The search index knows words and their beginnings, not whole values.
        fits = str(value).lower().startswith(text.rstrip("*").lower())
    else:
        fits = str(value).lower() == text.lower()
    return not fits if minus else fits


def _facts(row) -> dict:
    if isinstance(row, Order):
        return {
            "id": row.id,
            "name": str(row.number),
            "created_at": row.created,
            "processed_at": row.created,
            "updated_at": row.updated,
            "test": str(row.test).lower(),
            "email": row.email,
        }
    if isinstance(row, Variant):
        return {
            "id": row.id,
            "sku": row.sku,
            "barcode": row.barcode,
            "product_id": row.listing.id,
            "updated_at": row.listing.updated,
        }
    return {
        "id": row.id,
        "title": row.title,
        "status": row.state,
        "updated_at": row.updated,
        "created_at": row.created,
    }
