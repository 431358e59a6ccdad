"""Wix's products and inventory in catalog V3."""

from __future__ import annotations

from .goods import Listing, Variant
from .messages import Refuse, Request
from .server import route
from .wix_site import LIMITS, WixSite, price, stamp

ITEMS = "/stores/v3/inventory-items"
BULK = "/stores/v3/bulk/inventory-items"


class WixStock(WixSite):
    """A Wix site as far as its products and their stock go."""

    @route("POST", "/stores/v3/products/query")
    def query_products(self, request: Request):
        return self._products_page(request, "query")

    @route("POST", "/stores/v3/products/search")
    def search_products(self, request: Request):
        return self._products_page(request, "search")

    def _products_page(self, request: Request, name: str) -> dict:
        given = self._body(request)
        rows = [self._product(listing) for listing in self.listings]
        page, paging = self._search(given.get(name) or {}, rows, 100)
        # Variants come with a single product only.
        told = [{k: v for k, v in row.items() if k != "variantsInfo"} for row in page]
        return {"products": told, "pagingMetadata": paging}

    @route("POST", "/stores/v3/products/query-variants")
    def query_variants(self, request: Request):
        rows = [
            {
                **variant,
                "variantId": variant["id"],
                "productData": {
                    "productId": product["id"],
                    "name": product["name"],
                    "visible": product["visible"],
                    "currency": product["currency"],
                },
            }
            for product in map(self._product, self.listings)
            for variant in product["variantsInfo"]["variants"]
        ]
        asked = self._body(request).get("query") or {}
        page, paging = self._search(asked, rows, 100)
        return {"variants": page, "pagingMetadata": paging}

    @route("GET", "/stores/v3/products/{product_id}")
    def product(self, request: Request, product_id: str):
        return {"product": self._product(self._listing(product_id))}

    @route("POST", "/stores/v3/products-with-inventory")
    def create_with_inventory(self, request: Request):
        given = self._body(request).get("product") or {}
        rows = (given.get("variantsInfo") or {}).get("variants") or []
        if not given.get("name") or len(given["name"]) > 80 or not rows:
            self._bad("product.name and one variant are required")
        if given.get("productType") != "PHYSICAL" or "physicalProperties" not in given:
            self._bad("productType and physicalProperties are required")
        listing = self.add_listing(
            given["name"],
            variants=[
                {
                    "sku": row.get("sku") or "",
                    "barcode": row.get("barcode") or "",
                    "price": row["price"]["actualPrice"]["amount"],
                    "quantity": row.get("inventoryItem", {}).get("quantity"),
                }
                for row in rows
            ],
            state="active" if given.get("visible", True) else "hidden",
        )
        self.writes.append(f"Product {listing.title} made")
        return {"product": self._product(listing), "inventoryResults": {"results": []}}

    def _listing(self, product_id: str) -> Listing:
        for listing in self.listings:
            if listing.id == product_id:
                return listing
        self.refuse(404, "Product not found", code="NOT_FOUND")

    def _product(self, listing: Listing) -> dict:
        return {
            "id": listing.id,
            "revision": str(sum(v.revision for v in listing.variants)),
            "createdDate": stamp(listing.created),
            "updatedDate": stamp(listing.updated),
            "name": listing.title,
            "slug": listing.title.lower().replace(" ", "-"),
            "visible": listing.state == "active",
            "productType": "PHYSICAL",
            "url": {"url": f"{self.url}/product-page/{listing.id}"},
            "currency": self.currency,
            "variantSummary": {"variantCount": len(listing.variants)},
            "variantsInfo": {
                "variants": [
                    {
                        "id": variant.id,
                        "visible": variant.enabled,
                        "sku": variant.sku,
                        "barcode": variant.barcode,
                        "choices": [
                            {
                                "optionChoiceNames": {
                                    "optionName": name,
                                    "choiceName": value,
                                }
                            }
                            for name, value in variant.values.items()
                        ],
                        "price": {"actualPrice": price(variant.price)},
                        "inventoryStatus": {"inStock": self._in_stock(variant)},
                    }
                    for variant in listing.variants
                ]
            },
        }

    def _in_stock(self, variant: Variant) -> bool:
        if not variant.tracked:
            return variant.extra["in_stock"]
        return variant.level.available > 0

    def _item(self, variant: Variant) -> dict:
        told = {
            "id": variant.extra["item"],
            "revision": str(variant.revision),
            "createdDate": stamp(variant.listing.created),
            "updatedDate": stamp(variant.extra["updated"]),
            "variantId": variant.id,
            "locationId": next(iter(self.locations)),
            "productId": variant.listing.id,
            "trackQuantity": variant.tracked,
            "availabilityStatus": (
                "IN_STOCK" if self._in_stock(variant) else "OUT_OF_STOCK"
            ),
            "preorderInfo": {"enabled": False},
            "product": {
                "name": variant.listing.title,
                "variantName": variant.title,
                "variantSku": variant.sku,
                "variantVisible": variant.enabled,
            },
        }
        if variant.tracked:
            return {**told, "quantity": variant.level.available}
        return {**told, "inStock": variant.extra["in_stock"]}

    @route("POST", ITEMS + "/query")
    def query_items(self, request: Request):
        return self._items_page(request, "query")

    @route("POST", ITEMS + "/search")
    def search_items(self, request: Request):
        return self._items_page(request, "search")

    def _items_page(self, request: Request, name: str) -> dict:
        asked = self._body(request).get(name) or {}
        rows = [self._item(variant) for variant in self.variants()]
        page, paging = self._search(asked, rows, 1000)
        return {"inventoryItems": page, "pagingMetadata": paging}

    @route("GET", ITEMS + "/{item_id}")
    def one_item(self, request: Request, item_id: str):
        return {"inventoryItem": self._item(self._by_item(item_id))}

    def _by_item(self, item_id: str | None) -> Variant:
        variant = self.named(item_id or "")
        if variant is None or variant.extra["item"] != item_id:
            self.refuse(404, "Inventory item not found", code="NOT_FOUND")
        return variant

    @route("PATCH", ITEMS + "/{item_id}")
    def update_item(self, request: Request, item_id: str):
        given = self._body(request).get("inventoryItem") or {}
        variant = self._by_item(item_id)
        self._update(variant, given)
        return {"inventoryItem": self._item(variant)}

    def _update(self, variant: Variant, given: dict) -> None:
        if "revision" not in given:
            self._bad("inventoryItem.revision is required")
        if str(given["revision"]) != str(variant.revision):
            self.refuse(
                409,
                "Entity has already been changed by another process. Please try again"
                " with the updated revision",
                code="INVALID_REVISION",
            )
        self._set(variant, given)

    def _set(self, variant: Variant, given: dict) -> None:
        if ("quantity" in given) == ("inStock" in given):
            self._bad("Send either quantity or inStock")
        if "inStock" in given:
            variant.tracked, variant.extra["in_stock"] = False, bool(given["inStock"])
        else:
            count = given["quantity"]
            if type(count) is not int or not LIMITS[0] <= count <= LIMITS[1]:
                self._bad(f"quantity must be between {LIMITS[0]} and {LIMITS[1]}")
            variant.tracked = True
            variant.level.available = count
        self.touch(variant)
        self.writes.append(f"{variant.sku or variant.id}: {variant.level.available}")

    @route("POST", BULK + "/update")
    def bulk_update(self, request: Request):
        def update(row: dict) -> Variant:
            given = row.get("inventoryItem") or {}
            variant = self._by_item(given.get("id"))
            self._update(variant, given)
            return variant

        return self._bulk(request, "inventoryItems", 1000, update)

    @route("POST", BULK + "/upsert")
    def bulk_upsert(self, request: Request):
        def upsert(row: dict) -> Variant:
            given = row.get("inventoryItem") or {}
            variant = self.named(given.get("variantId", ""))
            if variant is None or variant.listing.id != given.get("productId"):
                self.refuse(404, "Variant not found", code="NOT_FOUND")
            self._set(variant, given)
            return variant

        return self._bulk(request, "inventoryItems", 1000, upsert)

    @route("POST", BULK + "/increment")
    def bulk_increment(self, request: Request):
        return self._step(request, "incrementData", "incrementBy", 1)

    @route("POST", BULK + "/decrement")
    def bulk_decrement(self, request: Request):
        return self._step(request, "decrementData", "decrementBy", -1)

    def _step(self, request: Request, name: str, by: str, sign: int) -> dict:
        restrict = self._body(request).get("restrictInventory", False)

        def step(row: dict) -> Variant:
            variant = self._by_item(row.get("inventoryItemId"))
            if not variant.tracked:
                code = "INVENTORY_QUANTITY_NOT_TRACKED"
                self.refuse(428, "Quantity is not tracked", code=code)
            count = variant.level.available + sign * row[by]
            if count < 0 and restrict:
                self.refuse(428, "Not enough", code="INSUFFICIENT_INVENTORY")
            variant.level.available = count
            self.touch(variant)
            return variant

        return self._bulk(request, name, 300, step)

    def _bulk(self, request: Request, name: str, most: int, change) -> dict:
        given = self._body(request)
        rows = given.get(name)
        if not isinstance(rows, list) or not 1 <= len(rows) <= most:
            self._bad(f"{name} must have 1 to {most} entries")
        results = []
        for index, row in enumerate(rows):
            told: dict = {"originalIndex": index, "success": True}
            try:
                variant = change(row)
                told["id"] = variant.extra["item"]
                entry = {"itemMetadata": told}
                if given.get("returnEntity"):
                    entry["item"] = self._item(variant)
            except Refuse as refused:
                error = refused.response.body["details"]["applicationError"]
                told |= {"success": False, "error": error}
                told["id"] = (row.get("inventoryItem") or row).get("id")
                entry = {"itemMetadata": told}
            results.append(entry)
        failed = sum(not entry["itemMetadata"]["success"] for entry in results)
        return {
            "results": results,
            "bulkActionMetadata": {
                "totalSuccesses": len(results) - failed,
                "totalFailures": failed,
                "undetailedFailures": 0,
            },
        }
