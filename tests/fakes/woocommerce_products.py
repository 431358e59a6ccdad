"""WooCommerce's products, their stock and their batches."""

from __future__ import annotations

from datetime import datetime, timezone

from . import woocommerce_shapes as shapes
from .goods import Listing, Variant
from .messages import Refuse, Request, Response
from .server import route
from .woocommerce_site import API, WooCommerceSite

PRODUCT = API + "/products/{product_id}"
VARIATIONS = PRODUCT + "/variations"
BATCH = 100


class WooCommerceProducts(WooCommerceSite):
    """A WooCommerce site as far as its products go."""

    def listed(self, listing: Listing) -> None:
        given = listing.extra
        variable = any(variant.values for variant in listing.variants)
        shared = given.pop("shared", False)
        parts = given.pop("bundle", {})
        listing.extra = {
            "variable": variable,
            "shared": shared,
            "sku": given.pop("parent_sku", ""),
            "bundle": parts,
        }
        for variant in listing.variants:
            variant.extra = {
                "manage": "parent" if shared else variant.tracked,
                "status": "instock",
            }
            if not variable:
                variant.id = listing.id

    def aliases(self, variant: Variant):
        yield variant.id
        yield f"{variant.listing.id}:{variant.id}"
        if not variant.listing.extra["variable"]:
            yield f"{variant.listing.id}:0"

    def moved(self, variant: Variant) -> None:
        if variant.extra["manage"] == "parent":
            for other in variant.listing.variants:
                if other.extra["manage"] == "parent":
                    other.level.available = variant.level.available

    @route("GET", API + "/products")
    def products(self, request: Request):
        skus, ids = request.args("sku"), request.args("include")
        if skus:
            rows = [v for v in self.variants() if v.sku in skus]
            return self._pages(request, rows, self._found)
        rows = [li for li in self.listings if not ids or li.id in ids]
        state = request.arg("status", "any")
        if state != "any":
            rows = [li for li in rows if shapes.product(self, li)["status"] == state]
        edge = self._edge(request)
        rows = [li for li in rows if edge is None or li.updated > edge]
        return self._pages(request, rows, lambda li: shapes.product(self, li))

    def sku_told(self, variant: Variant) -> str:
        """A variation without a SKU answers with its product's."""
        return variant.sku or variant.listing.extra["sku"]

    def _found(self, variant: Variant) -> dict:
        if variant.listing.extra["variable"]:
            return shapes.variation(self, variant, True)
        return shapes.product(self, variant.listing)

    def _listing(self, product_id: str) -> Listing:
        for listing in self.listings:
            if listing.id == str(product_id):
                return listing
        self.refuse(404, "Invalid ID.", code="woocommerce_rest_product_invalid_id")

    @route("GET", PRODUCT)
    def product(self, request: Request, product_id: str):
        return shapes.product(self, self._listing(product_id))

    @route("PUT", PRODUCT)
    def update_product(self, request: Request, product_id: str):
        listing = self._listing(product_id)
        self._set_product(listing, self._json(request))
        return shapes.product(self, listing)

    @route("POST", API + "/products")
    def create_product(self, request: Request):
        given = self._json(request)
        if given.get("sku") and self.with_sku(given["sku"]):
            self.refuse(
                400,
                "Invalid or duplicated SKU.",
                code="product_invalid_sku",
            )
        states = {"publish": "active", "private": "inactive"}
        listing = self.add_listing(
            given.get("name", "Product"),
            given.get("sku", ""),
            given.get("regular_price") or "0",
            given.get("stock_quantity") if given.get("manage_stock") else None,
            state=states.get(given.get("status", "publish"), "draft"),
        )
        self.writes.append(f"Product {listing.title} created")
        return Response(201, shapes.product(self, listing))

    @route("POST", API + "/products/batch")
    def batch_products(self, request: Request):
        def update(row: dict) -> dict:
            try:
                listing = self._listing(str(row.get("id")))
            except Refuse:
                # alone it would be a 404
                self.refuse(
                    400, "Invalid ID.", code="woocommerce_rest_product_invalid_id"
                )
            self._set_product(listing, row)
            return shapes.product(self, listing)

        return self._batch(request, update)

    @route("GET", VARIATIONS)
    def variations(self, request: Request, product_id: str):
        listing = self._listing(product_id)
        rows = listing.variants if listing.extra["variable"] else []
        ids = request.args("include")
        rows = [row for row in rows if not ids or row.id in ids]
        return self._pages(request, rows, lambda v: shapes.variation(self, v))

    def _variation(self, product_id: str, variation_id: str) -> Variant:
        listing = self._listing(product_id)
        for variant in listing.variants:
            if variant.id == str(variation_id) and listing.extra["variable"]:
                return variant
        code = "woocommerce_rest_product_variation_invalid_id"
        self.refuse(404, "Invalid ID.", code=code)

    @route("GET", VARIATIONS + "/{variation_id}")
    def variation(self, request: Request, product_id: str, variation_id: str):
        return shapes.variation(self, self._variation(product_id, variation_id))

    @route("PUT", VARIATIONS + "/{variation_id}")
    def update_variation(self, request: Request, product_id: str, variation_id: str):
        variant = self._variation(product_id, variation_id)
        self._set_stock(variant, self._json(request))
        return shapes.variation(self, variant)

    @route("POST", VARIATIONS + "/batch")
    def batch_variations(self, request: Request, product_id: str):
        def update(row: dict) -> dict:
            variant = self._variation(product_id, str(row.get("id")))
            self._set_stock(variant, row)
            return shapes.variation(self, variant)

        return self._batch(request, update)

    def _set_product(self, listing: Listing, given: dict) -> None:
        if "name" in given:
            listing.title = given["name"]
        if "status" in given:
            states = {"publish": "active", "private": "inactive"}
            listing.state = states.get(given["status"], given["status"])
        if not listing.extra["variable"]:
            self._set_stock(listing.variants[0], given)
            return
        shared = given.get("manage_stock", listing.extra["shared"])
        if shared != listing.extra["shared"]:
            listing.extra["shared"] = shared
            for variant in listing.variants:
                variant.extra["manage"] = "parent" if shared else False
        if shared and "stock_quantity" in given:
            first = next(v for v in listing.variants if v.extra["manage"] == "parent")
            self._count(first, given["stock_quantity"])

    def _set_stock(self, variant: Variant, given: dict) -> None:
        manage = given.get("manage_stock", variant.extra["manage"])
        if manage not in (True, False, "parent"):
            self._invalid("manage_stock")
        if manage == "parent" and not variant.listing.extra["shared"]:
            manage = False
        variant.extra["manage"] = manage
        variant.tracked = bool(manage)
        if "backorders" in given:
            variant.oversell = given["backorders"] != "no"
        if "stock_status" in given and not manage:
            variant.extra["status"] = given["stock_status"]
        if "sku" in given and given["sku"] != variant.sku:
            if self.with_sku(given["sku"]):
                self.refuse(
                    400, "Invalid or duplicated SKU.", code="product_invalid_sku"
                )
            variant.sku = given["sku"]
            self.forget_index()
        # A count for something uncounted, or counted at its parent, is ignored.
        if manage is True and given.get("stock_quantity") is not None:
            self._count(variant, given["stock_quantity"])

    def _count(self, variant: Variant, count) -> None:
        if type(count) is not int:
            self._invalid("stock_quantity")
        if variant.level.available == count:
            return
        variant.level.available = count
        self.touch(variant)
        self.writes.append(f"{variant.sku or variant.id}: stock set to {count}")

    def _batch(self, request: Request, update) -> dict:
        given = self._json(request)
        rows = given.get("update") or []
        extra = (given.get("create") or []) + (given.get("delete") or [])
        if len(rows) + len(extra) > BATCH:
            self.refuse(
                413,
                f"Unable to accept more than {BATCH} items for this request.",
                code="woocommerce_rest_request_entity_too_large",
            )
        if extra:
            self._invalid("create" if given.get("create") else "delete")
        told = []
        for row in rows:
            try:
                told.append(update(row))
            except Refuse as refused:
                error = refused.response.body
                told.append({"id": row.get("id", 0), "error": error})
        return {"update": told}

    def _edge(self, request: Request) -> datetime | None:
        """The moment of modified_after: the site's time unless told otherwise."""
        told = request.arg("modified_after")
        if not told:
            return None
        try:
            moment = datetime.fromisoformat(told.replace("Z", "+00:00"))
        except ValueError:
            self._invalid("modified_after")
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=timezone.utc)
            if request.arg("dates_are_gmt") not in ("true", "1"):
                moment -= shapes.OFFSET
        return moment
