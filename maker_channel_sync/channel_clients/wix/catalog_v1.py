"""Wix Stores' older catalog, V1: a row a product, its variants in one write."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from ..errors import ChannelError, ItemRejected, RequestRefused
from ..types import Listing, Stock, StockChange, StockResult
from ..values import number, whole
from .catalog import (
    LONGEST_NAME,
    MAXIMUM,
    NO_VARIANT,
    PAGE,
    Catalog,
    objection,
    prepared_listing,
)


class CatalogV1(Catalog):
    """Inventory by product, its variants in one write, without revisions."""

    def create(self, draft):
        """Counting is started by the first quantity that is set."""
        product = {
            "name": draft.title[:LONGEST_NAME],
            "productType": "physical",
            "priceData": {"price": float(draft.price)},
            "sku": draft.sku,
            "visible": False,
            "manageVariants": False,
        }
        if draft.description:
            product["description"] = draft.description
        answer = self.call(
            "POST", "/stores/v1/products", json={"product": product}, idempotent=False
        ).record()
        return prepared_listing(draft, (answer.get("product") or {}).get("id"), "")

    def probe(self):
        path = "/stores-reader/v2/inventoryItems/query"
        self._post(path, {"query": {"paging": {"limit": 1, "offset": 0}}})

    def _pages(self, path: str, name: str, extra: Mapping, query: Mapping):
        offset = 0
        while True:
            paging = {"limit": PAGE, "offset": offset}
            body = {"query": {**query, "paging": paging}, **extra}
            answer = self.call("POST", path, json=body)
            page = answer.rows(name)
            yield from page
            offset += len(page)
            total = answer.record().get("totalResults")
            known = len(page) < PAGE if total is None else offset >= whole(total)
            if not page or known:
                return

    def listings(self):
        path = "/stores-reader/v1/products/query"
        extra = {"includeVariants": True}
        for product in self._pages(path, "products", extra, {}):
            for variant in product.get("variants") or ({"id": NO_VARIANT},):
                yield _listing_v1(product, variant)

    def _products(self, product_ids: Sequence[str]) -> dict[str, dict]:
        ids, found = list(dict.fromkeys(product_ids)), {}
        for start in range(0, len(ids), PAGE):
            only = json.dumps({"productId": {"$in": ids[start : start + PAGE]}})
            path = "/stores-reader/v2/inventoryItems/query"
            for item in self._pages(path, "inventoryItems", {}, {"filter": only}):
                found[item.get("productId")] = item
        return found

    def stock(self, remote_ids):
        return self._stock(
            remote_ids, self._products([one.partition(":")[0] for one in remote_ids])
        )

    def _stock(self, remote_ids, products: Mapping) -> dict[str, Stock]:
        found = {}
        for remote_id in remote_ids:
            product, _, variant = remote_id.partition(":")
            item = products.get(product) or {}
            for row in item.get("variants") or ():
                if row.get("variantId") == variant:
                    tracked = bool(item.get("trackQuantity"))
                    quantity = whole(row.get("quantity")) if tracked else 0
                    found[remote_id] = Stock(remote_id, quantity, tracked)
        return found

    def _set(self, changes, results):
        ids = [one.remote_id.partition(":")[0] for one in changes]
        products = self._products(ids)
        shown = self._stock([one.remote_id for one in changes], products)
        groups: dict[str, list[tuple[StockChange, int]]] = {}
        for change in changes:
            stock = shown.get(change.remote_id)
            error = objection(change, stock)
            wanted = min(max(change.quantity, 0), MAXIMUM)
            if error:
                results.append(StockResult(change.remote_id, None, error))
            elif stock.tracked and stock.quantity == wanted:
                results.append(StockResult(change.remote_id, wanted))
            else:
                product = change.remote_id.partition(":")[0]
                groups.setdefault(product, []).append((change, wanted))
        for product, sent in groups.items():
            error = self._write(product, sent)
            results += [
                StockResult(change.remote_id, None if error else wanted, error)
                for change, wanted in sent
            ]

    def _write(self, product: str, sent) -> ChannelError | None:
        variants = [
            {"variantId": change.remote_id.partition(":")[2], "quantity": wanted}
            for change, wanted in sent
        ]
        try:
            self.call(
                "PATCH",
                f"/stores/v2/inventoryItems/product/{product}",
                json={"inventoryItem": {"trackQuantity": True, "variants": variants}},
            )
        except RequestRefused as error:
            return ItemRejected(error.words, product)
        return None


def _listing_v1(product: Mapping, variant: Mapping) -> Listing:
    data = variant.get("variant") or {}
    stock = variant.get("stock") or product.get("stock") or {}
    price = data.get("priceData") or product.get("priceData") or {}
    tracked = bool(stock.get("trackQuantity", stock.get("trackInventory")))
    amount = price.get("price")
    choices = variant.get("choices") or {}
    return Listing(
        remote_id=f"{product['id']}:{variant['id']}",
        parent_id=product["id"],
        title=product.get("name") or "",
        sku=data.get("sku") or product.get("sku") or "",
        variant_title=", ".join(f"{name}: {one}" for name, one in choices.items()),
        price=number(amount) if amount is not None else None,
        currency=price.get("currency") or "",
        quantity=max(0, whole(stock.get("quantity"))) if tracked else None,
        tracked=tracked,
        state="hidden" if product.get("visible") is False else "active",
    )
