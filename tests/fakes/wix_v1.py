"""Wix's products and inventory in the older catalog V1."""

from __future__ import annotations

import json

from .goods import Listing, Variant
from .messages import Request
from .server import route
from .wix_site import NO_VARIANT, fits, stamp
from .wix_stock import WixStock

V1_ITEMS = "/stores/v2/inventoryItems"


class WixOldStock(WixStock):
    """The same site's stock for those whose catalog is V1."""

    @route("POST", "/stores/v1/products/query")
    def v1_products(self, request: Request):
        return self._v1_page(request, "products", self._v1_product)

    @route("POST", "/stores-reader/v1/products/query")
    def v1_reader(self, request: Request):
        return self._v1_page(request, "products", self._v1_product)

    @route("POST", "/stores/v1/products")
    def v1_create(self, request: Request):
        given = self._body(request).get("product") or {}
        if not given.get("name") or given.get("productType") != "physical":
            self._bad("product.name and product.productType are required")
        listing = self.add_listing(
            given["name"],
            given.get("sku") or "",
            str((given.get("priceData") or {}).get("price") or 0),
            None,
            state="active" if given.get("visible", True) else "hidden",
        )
        self.writes.append(f"Product {listing.title} made")
        return {"product": self._v1_product(listing)}

    @route("POST", V1_ITEMS + "/query")
    def v1_items(self, request: Request):
        return self._v1_page(request, "inventoryItems", self._v1_item)

    @route("POST", "/stores-reader/v2/inventoryItems/query")
    def v1_reader_items(self, request: Request):
        return self._v1_page(request, "inventoryItems", self._v1_item)

    def _v1_page(self, request: Request, name: str, tell) -> dict:
        asked = self._body(request).get("query") or {}
        paging = asked.get("paging") or {}
        limit, offset = paging.get("limit", 100), paging.get("offset", 0)
        if not 1 <= limit <= 100 or offset < 0:
            self._bad("paging.limit must be between 1 and 100")
        wanted = asked.get("filter") or "{}"
        if not isinstance(wanted, str):
            self._bad("filter must be a string of JSON")
        try:
            chosen = json.loads(wanted)
            rows = [tell(listing) for listing in self.listings]
            rows = [row for row in rows if fits(row, chosen)]
        except (ValueError, TypeError) as error:
            self._bad(str(error))
        page = rows[offset : offset + limit]
        told = {"items": len(page), "offset": offset}
        return {name: page, "metadata": told, "totalResults": len(rows)}

    def _v1_variant(self, variant: Variant) -> str:
        return variant.id if variant.listing.extra["managed"] else NO_VARIANT

    def _v1_product(self, listing: Listing) -> dict:
        first = listing.variants[0]
        managed = listing.extra["managed"]
        return {
            "id": listing.id,
            "name": listing.title,
            "visible": listing.state == "active",
            "productType": "physical",
            "sku": "" if managed else first.sku,
            "manageVariants": managed,
            "inventoryItemId": first.extra["item"],
            "lastUpdated": stamp(listing.updated),
            "createdDate": stamp(listing.created),
            "priceData": {"currency": self.currency, "price": float(first.price)},
            "productPageUrl": {"base": self.url, "path": f"/product-page/{listing.id}"},
            "stock": {
                "trackInventory": first.tracked,
                "quantity": sum(v.level.available for v in listing.variants),
                "inStock": any(map(self._in_stock, listing.variants)),
            },
            "variants": [
                {
                    "id": self._v1_variant(variant),
                    "choices": dict(variant.values),
                    "variant": {
                        "sku": variant.sku,
                        "visible": variant.enabled,
                        "priceData": {
                            "currency": self.currency,
                            "price": float(variant.price),
                        },
                    },
                    "stock": {
                        "trackQuantity": variant.tracked,
                        "quantity": variant.level.available,
                        "inStock": self._in_stock(variant),
                    },
                }
                for variant in listing.variants
            ],
        }

    def _v1_item(self, listing: Listing) -> dict:
        return {
            "id": listing.variants[0].extra["item"],
            "productId": listing.id,
            "trackQuantity": listing.variants[0].tracked,
            "lastUpdated": stamp(listing.updated),
            "variants": [
                {
                    "variantId": self._v1_variant(variant),
                    "inStock": self._in_stock(variant),
                    **(
                        {"quantity": variant.level.available} if variant.tracked else {}
                    ),
                }
                for variant in listing.variants
            ],
        }

    @route("PATCH", V1_ITEMS + "/product/{product_id}")
    def v1_update(self, request: Request, product_id: str):
        listing = self._listing(product_id)
        given = self._body(request).get("inventoryItem") or {}
        tracked = given.get("trackQuantity", listing.variants[0].tracked)
        known = {self._v1_variant(variant): variant for variant in listing.variants}
        for row in given.get("variants") or []:
            if row.get("variantId") not in known:
                self.refuse(404, "Variant not found", code="NOT_FOUND")
            if tracked and type(row.get("quantity", 0)) is not int:
                self._bad("quantity must be an integer")
        for variant in listing.variants:
            variant.tracked = tracked
        for row in given.get("variants") or []:
            variant = known[row["variantId"]]
            if tracked and "quantity" in row:
                variant.level.available = row["quantity"]
            elif "inStock" in row:
                variant.extra["in_stock"] = row["inStock"]
            self.touch(variant)
            self.writes.append(
                f"{variant.sku or variant.id}: {variant.level.available}"
            )
        return {}
