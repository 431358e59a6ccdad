"""Wix Stores' catalog V3: inventory items with a revision."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from ..errors import (
    ChannelError,
    Conflict,
    ItemRejected,
    RequestRefused,
    ScopeError,
    Transient,
)
from ..sentences import _lt
from ..types import Listing, Stock, StockChange, StockResult
from ..values import number, whole
from .catalog import (
    GONE,
    LONGEST_NAME,
    MAXIMUM,
    NO_VARIANT,
    PAGE,
    Catalog,
    next_cursor,
    objection,
    prepared_listing,
)

BULK = 1000
STALE = ("REVISION", "CONFLICT", "STALE", "ABORTED")


class CatalogV3(Catalog):
    """Inventory items: one for product, variant and location, with a revision."""

    def create(self, draft):
        variant = {
            "sku": draft.sku,
            "choices": [],
            "price": {"actualPrice": {"amount": f"{draft.price:f}"}},
            "physicalProperties": {},
            "inventoryItem": {"quantity": min(max(draft.quantity, 0), MAXIMUM)},
        }
        if draft.barcode:
            variant["barcode"] = draft.barcode
        product = {
            "name": draft.title[:LONGEST_NAME],
            "productType": "PHYSICAL",
            "physicalProperties": {},
            "visible": False,
            "variantsInfo": {"variants": [variant]},
        }
        if draft.description:
            product["plainDescription"] = draft.description
        path = "/stores/v3/products-with-inventory"
        answer = self.call(
            "POST", path, json={"product": product}, idempotent=False
        ).record()
        made = answer.get("product") or {}
        variants = (made.get("variantsInfo") or {}).get("variants") or [{}]
        return prepared_listing(draft, made.get("id"), variants[0].get("id"))

    def probe(self):
        path = "/stores/v3/inventory-items/query"
        self._post(path, {"query": {"cursorPaging": {"limit": 1}}})

    def _items(self, product_ids: Sequence[str] | None = None) -> Iterator[dict]:
        if product_ids is None:
            yield from self._query({})
            return
        ids = list(dict.fromkeys(product_ids))
        for start in range(0, len(ids), PAGE):
            part = ids[start : start + PAGE]
            yield from self._query({"filter": {"productId": {"$in": part}}})

    def _query(self, query: Mapping) -> Iterator[dict]:
        path = "/stores/v3/inventory-items/query"
        body: dict = {**query, "cursorPaging": {"limit": BULK}}
        cursors: set[str] = set()
        while True:
            answer = self.call("POST", path, json={"query": body})
            for item in answer.rows("inventoryItems"):
                if item.get("id") and item.get("productId"):
                    yield item
            cursor = next_cursor(answer.record().get("pagingMetadata"), cursors)
            if not cursor:
                return
            body = {"cursorPaging": {"limit": BULK, "cursor": cursor}}

    def _by_variant(self, product_ids: Sequence[str] | None = None) -> dict:
        """{variant: its items}, always in the same order of locations."""
        found: dict[str, list[dict]] = {}
        for item in self._items(product_ids):
            found.setdefault(_key(item), []).append(item)
        for items in found.values():
            items.sort(key=lambda item: item.get("locationId") or "")
        return found

    def listings(self):
        details = {_variant_key(one): one for one in self._variants()}
        for key, items in self._by_variant().items():
            yield _listing_v3(key, items, details.get(key, {}))

    def _variants(self) -> Iterator[dict]:
        """Prices and barcodes, which inventory items do not carry."""
        body: dict = {"cursorPaging": {"limit": PAGE}}
        cursors: set[str] = set()
        while True:
            asked = {"query": body, "fields": ["CURRENCY"]}
            try:
                found = self._post("/stores/v3/products/query-variants", asked)
            except (RequestRefused, ScopeError):
                return
            yield from found.get("variants") or ()
            cursor = next_cursor(found.get("pagingMetadata"), cursors)
            if not cursor:
                return
            body = {"cursorPaging": {"limit": PAGE, "cursor": cursor}}

    def stock(self, remote_ids):
        found = self._by_variant([one.partition(":")[0] for one in remote_ids])
        return {one: _stock_v3(one, found[one]) for one in remote_ids if one in found}

    def _set(self, changes, results):
        found = self._by_variant([one.remote_id.partition(":")[0] for one in changes])
        rows, sent, short = [], [], {}
        for change in changes:
            items = found.get(change.remote_id)
            stock = _stock_v3(change.remote_id, items) if items else None
            error = objection(change, stock)
            if error:
                results.append(StockResult(change.remote_id, None, error))
                continue
            wanted = min(max(change.quantity, 0), MAXIMUM)
            elsewhere = sum(_held(item) for item in items[1:])
            if wanted < elsewhere:
                wanted = short[change.remote_id] = elsewhere
            if stock.tracked and stock.quantity == wanted:
                results.append(
                    StockResult(change.remote_id, wanted, version=stock.version)
                )
            else:
                row = {
                    "id": items[0]["id"],
                    "revision": str(items[0].get("revision") or ""),
                    "quantity": wanted - elsewhere,
                }
                rows.append({"inventoryItem": row})
                sent.append((change, wanted))
        try:
            for start in range(0, len(rows), BULK):
                part = slice(start, start + BULK)
                self._write(rows[part], sent[part], results)
        finally:
            results[:] = [_as_low_as_allowed(one, short) for one in results]

    def _write(self, rows, sent, results) -> None:
        body = {"inventoryItems": rows, "returnEntity": True, "reason": "MANUAL"}
        try:
            answer = self._post("/stores/v3/bulk/inventory-items/update", body)
        except RequestRefused as error:
            if len(rows) == 1:
                change = sent[0][0]
                refusal = ItemRejected(error.words, change.remote_id)
                results.append(StockResult(change.remote_id, None, refusal))
                return
            middle = len(rows) // 2
            self._write(rows[:middle], sent[:middle], results)
            self._write(rows[middle:], sent[middle:], results)
            return
        answers = {
            (one.get("itemMetadata") or {}).get("originalIndex", index): one
            for index, one in enumerate(answer.get("results") or ())
        }
        stale = []
        for index, (change, wanted) in enumerate(sent):
            one = answers.get(index)
            error = _bulk_error(change, one)
            if isinstance(error, Conflict):
                stale.append((change, wanted))
            elif error:
                results.append(StockResult(change.remote_id, None, error))
            else:
                version = str((one.get("item") or {}).get("revision") or "")
                results.append(StockResult(change.remote_id, wanted, version=version))
        self._explain(stale, results)

    def _explain(self, stale, results) -> None:
        """A write that was repeated is stale by its own first success."""
        shown = self.stock([change.remote_id for change, _wanted in stale])
        for change, wanted in stale:
            stock = shown.get(change.remote_id)
            if stock is None:
                error: ChannelError = ItemRejected(GONE, change.remote_id)
                results.append(StockResult(change.remote_id, None, error))
            elif stock.tracked and stock.quantity == wanted:
                version = stock.version
                results.append(StockResult(change.remote_id, wanted, version=version))
            else:
                words = _lt(
                    "Wix shows %(quantity)s: it changed meanwhile.",
                    quantity=stock.quantity,
                )
                error = Conflict(words, change.remote_id, stock.quantity)
                results.append(StockResult(change.remote_id, None, error))


def _key(item: Mapping) -> str:
    return f"{item['productId']}:{item.get('variantId') or NO_VARIANT}"


def _variant_key(variant: Mapping) -> str:
    product = (variant.get("productData") or {}).get("productId")
    return f"{product}:{variant.get('variantId') or variant.get('id')}"


def _counted(item: Mapping) -> int:
    return whole(item.get("quantity")) if _tracked(item) else 0


def _held(item: Mapping) -> int:
    return max(0, _counted(item))


def _tracked(item: Mapping) -> bool:
    return bool(item.get("trackQuantity", item.get("quantity") is not None))


def _stock_v3(remote_id: str, items: Sequence[Mapping]) -> Stock:
    return Stock(
        remote_id,
        _counted(items[0]) + sum(_held(item) for item in items[1:]),
        tracked=_tracked(items[0]),
        version=str(items[0].get("revision") or ""),
    )


def _as_low_as_allowed(result: StockResult, short: Mapping[str, int]) -> StockResult:
    """``short``: what other locations keep of variants that should show less."""
    if result.error or result.remote_id not in short:
        return result
    words = _lt(
        "Wix keeps %(elsewhere)s at other locations of this shop.",
        elsewhere=short[result.remote_id],
    )
    return replace(result, error=ItemRejected(words, result.remote_id))


def _bulk_error(change: StockChange, answer: Mapping | None) -> ChannelError | None:
    if answer is None:
        return Transient(_lt("Wix did not confirm this variant."), maybe_applied=True)
    told = answer.get("itemMetadata") or {}
    if told.get("success"):
        return None
    error = told.get("error") or {}
    code = str(error.get("code") or "")
    if any(word in code.upper() for word in STALE):
        return Conflict(code, change.remote_id)
    words = error.get("description") or code or "no reason given"
    return ItemRejected(_lt("Wix: %(words)s", words=words), change.remote_id)


def _listing_v3(key: str, items: Sequence[Mapping], details: Mapping) -> Listing:
    item, stock = items[0], _stock_v3(key, items)
    told = item.get("product") or {}
    product = details.get("productData") or {}
    price = ((details.get("price") or {}).get("actualPrice") or {}).get("amount")
    visible = details.get("visible", told.get("variantVisible"))
    hidden = product.get("visible") is False or visible is False
    return Listing(
        remote_id=key,
        parent_id=item["productId"],
        title=told.get("name") or product.get("name") or "",
        sku=told.get("variantSku") or details.get("sku") or "",
        barcode=told.get("variantBarcode") or details.get("barcode") or "",
        variant_title=told.get("variantName") or "",
        price=number(price) if price else None,
        currency=product.get("currency") or "",
        quantity=max(0, stock.quantity) if stock.tracked else None,
        tracked=stock.tracked,
        state="hidden" if hidden else "active",
    )
