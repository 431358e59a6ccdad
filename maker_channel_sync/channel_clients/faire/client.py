"""Faire, External API v2 (wholesale)."""

from __future__ import annotations

import base64
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import timezone
from typing import Literal

from ..base import Capabilities, ChannelClient, settle
from ..errors import (
    AuthError,
    Conflict,
    ItemRejected,
    RateLimited,
    RequestRefused,
    ScopeError,
    Transient,
)
from ..sentences import _lt, joined
from ..types import Check, Listing, Stock, StockChange, StockResult
from ..values import whole
from ..wire.answers import Answer
from ..wire.rates import PacedBudget, RateBudget
from . import orders
from .shipping import FaireShipping

V2 = "/external-api/v2"
CHUNK = 50
PRODUCTS_PAGE = 250
ORDERS_PAGE = 50
INVENTORY = "/product-inventory/by-product-variant-ids"
READS = (
    ("/products", "READ_PRODUCTS"),
    ("/orders", "READ_ORDERS"),
    (INVENTORY, "READ_INVENTORIES"),
)

GONE = _lt(
    "Take this listing's product away, or publish the variant again: it was deleted "
    "on Faire."
)


class FaireClient(ChannelClient):
    """One brand on Faire.

    Faire is told what is on hand and itself subtracts what its own open orders
    hold, so those are added here to the quantity that should be for sale.
    ``allow_tracking_start`` names variants that sell without counting and may
    start to be counted.
    """

    capabilities = Capabilities(
        compares_before_write=True,
        writes_on_hand=True,
        batch_size=CHUNK,
        oauth=True,
        accepts=True,
    )

    def __init__(
        self,
        transport,
        *,
        token,
        scheme: Literal["brand", "oauth"] = "brand",
        application_id: str = "",
        application_secret: str = "",
        allow_tracking_start: Collection[str] = frozenset(),
    ):
        super().__init__(transport, token)
        self.scheme = scheme
        self.app = base64.b64encode(
            f"{application_id}:{application_secret}".encode()
        ).decode()
        self.allow_tracking_start = allow_tracking_start
        if scheme == "oauth":
            transport.add_secrets(application_secret, self.app)
        self.shipping = FaireShipping(self)
        if type(transport.rate) is RateBudget:
            transport.rate = PacedBudget(calls=0.1, writes=1.1)

    def _headers(self, token):
        if self.scheme == "brand":
            return {"X-FAIRE-ACCESS-TOKEN": token}
        return {
            "X-FAIRE-OAUTH-ACCESS-TOKEN": token,
            "X-FAIRE-APP-CREDENTIALS": self.app,
        }

    def call(self, method: str, path: str, **options) -> Answer:
        """A request below the API's root."""
        return self._call(method, f"{V2}{path}", **options)

    def _get(self, path: str, params=None) -> dict:
        return self.call("GET", path, params=params).record()

    def check(self):
        """Names the brand and tries each kind of reading that will be needed."""
        brand = self._get("/brands/profile")
        missing = []
        for path, scope in READS:
            params = {} if path == INVENTORY else {"limit": 10}
            try:
                self.call("GET", path, params=params, retry=False)
            except ScopeError:
                missing.append(scope)
            except (RequestRefused, Transient):
                continue
        return Check(
            shop_name=brand.get("name") or "",
            shop_id=brand.get("brand_id") or brand.get("id") or "",
            missing_scopes=tuple(missing),
        )

    def _pages(self, path: str, name: str, params: Mapping) -> Iterator[list]:
        """Pages of a list: with a cursor, Faire accepts nothing beside the limit."""
        query, number, seen = dict(params), 1, set()
        while True:
            answer = self.call("GET", path, params=query)
            rows = answer.rows(name)
            yield rows
            cursor = answer.record().get("cursor")
            fresh = {(row.get("id"), row.get("updated_at")) for row in rows} - seen
            seen |= fresh
            if cursor and fresh:
                query = {"limit": params["limit"], "cursor": cursor}
            elif "cursor" not in query and fresh and len(rows) >= params["limit"]:
                number += 1
                query = {**params, "page": number}
            else:
                return

    def iter_listings(self):
        for page in self._pages("/products", "products", {"limit": PRODUCTS_PAGE}):
            pairs = [
                (product, variant)
                for product in page
                if product.get("id")
                for variant in product.get("variants") or ()
                if variant.get("id") and variant.get("lifecycle_state") != "DELETED"
            ]
            levels = self._levels([variant["id"] for _product, variant in pairs])
            for product, variant in pairs:
                yield _listing(product, variant, levels.get(variant["id"]))

    def _levels(self, variant_ids: Sequence[str]) -> dict[str, dict]:
        found: dict[str, dict] = {}
        for start in range(0, len(variant_ids), CHUNK):
            ids = list(variant_ids[start : start + CHUNK])
            found.update(self._get(INVENTORY, {"ids": ids}).get("inventories") or {})
        return found

    def get_stock(self, remote_ids):
        return {
            remote_id: _stock(remote_id, level)
            for remote_id, level in self._levels(list(remote_ids)).items()
            if level
        }

    def set_stock(self, changes):
        unique = list({change.remote_id: change for change in changes}.values())
        results: list[StockResult] = []
        for start in range(0, len(unique), CHUNK):
            try:
                self._set_chunk(unique[start : start + CHUNK], results)
            except (AuthError, ScopeError, RateLimited, Transient) as error:
                return settle(changes, results, error)
        return settle(changes, results)

    def _set_chunk(self, chunk, results: list[StockResult]) -> None:
        shown = self.get_stock([change.remote_id for change in chunk])
        on_hand: dict[str, int] = {}
        for change in chunk:
            stock = shown.get(change.remote_id)
            error = self._objection(change, stock)
            wanted = max(change.quantity, 0)
            if error:
                results.append(StockResult(change.remote_id, None, error))
            elif stock and stock.tracked and stock.quantity == wanted:
                results.append(StockResult(change.remote_id, wanted))
            else:
                committed = stock.committed if stock else 0
                on_hand[change.remote_id] = wanted + committed
        self._write(on_hand, results)

    def _objection(self, change: StockChange, stock: Stock | None):
        """Why a change is not to be written, or None."""
        may_start = change.remote_id in self.allow_tracking_start
        if stock is None:
            # Faire may tell nothing of a variant that it never counted.
            if may_start:
                return None
            return ItemRejected(GONE, change.remote_id)
        if not stock.tracked:
            if may_start:
                return None
            return ItemRejected(
                _lt(
                    "Faire sells this variant without counting it. Allow "
                    "counting for this listing: from then on it sells out at "
                    "zero."
                ),
                change.remote_id,
            )
        if change.expected not in (None, max(stock.quantity, 0)):
            words = _lt(
                "Faire shows %(quantity)s, not %(expected)s.",
                quantity=stock.quantity,
                expected=change.expected,
            )
            return Conflict(words, change.remote_id, stock.quantity)
        return None

    def _write(self, on_hand: dict[str, int], results: list[StockResult]) -> None:
        """One bad variant fails the call: peel it off by name, else by halves."""
        queue = [on_hand] if on_hand else []
        while queue:
            batch = queue.pop()
            rows = [
                {"product_variant_id": key, "on_hand_quantity": quantity}
                for key, quantity in batch.items()
            ]
            try:
                answer = self.call(
                    "PATCH", INVENTORY, json={"inventories": rows}
                ).record()
            except RequestRefused as error:
                named = [key for key in batch if key in error.detail]
                if len(batch) == 1:
                    named = list(batch)
                words = GONE if error.status == 404 else error.words
                results += [
                    StockResult(key, None, ItemRejected(words, key)) for key in named
                ]
                rest = {k: v for k, v in batch.items() if k not in named}
                parts = [rest] if named else _halves(batch)
                queue += [part for part in parts if part]
                continue
            levels = answer.get("inventories") or {}
            results += [_outcome(key, levels.get(key)) for key in batch]

    def iter_orders(self, since):
        stamp = since.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z")
        params = {
            "limit": ORDERS_PAGE,
            "updated_at_min": stamp,
            "sort_by": "UPDATED_AT",
        }
        for page in self._pages("/orders", "orders", params):
            for found in page:
                yield orders.order(found)

    def get_order(self, remote_id):
        try:
            found = self._get(f"/orders/{remote_id}")
            return orders.order(found) if found else None
        except RequestRefused as error:
            if error.status == 404:
                return None
            raise

    def accept(self, remote_id):
        """Move a new order to processing, as Faire waits for within days."""
        order = self.get_order(remote_id)
        if order is not None and order.raw["state"] == "NEW":
            self.call("PUT", f"/orders/{remote_id}/processing", json={})

    def ship(self, request):
        return self.shipping.ship(request)


def _listing(product: Mapping, variant: Mapping, level: Mapping | None) -> Listing:
    price = next(
        (
            one["wholesale_price"]
            for one in variant.get("prices") or ()
            if one.get("wholesale_price")
        ),
        {},
    )
    stock = _stock(variant["id"], level) if level else None
    case = whole(product.get("unit_multiplier")) or 1
    state = variant.get("lifecycle_state") or product.get("lifecycle_state") or ""
    warnings = []
    if case > 1:
        warnings.append(
            _lt(
                "Sold in cases of %(case)s: a rest smaller than a case stays unsold.",
                case=case,
            )
        )
    if product.get("allow_sales_when_out_of_stock"):
        warnings.append(_lt("Faire goes on selling this when it is out of stock."))
    return Listing(
        remote_id=variant["id"],
        parent_id=product["id"],
        title=product.get("name") or "",
        sku=variant.get("sku") or "",
        barcode=variant.get("gtin") or "",
        variant_title=", ".join(
            f"{one.get('name')}: {one.get('value')}"
            for one in variant.get("options") or ()
        ),
        price=orders.money(price) if price else None,
        currency=price.get("currency") or "",
        quantity=max(stock.quantity, 0) if stock and stock.tracked else None,
        tracked=stock.tracked if stock else False,
        state="active" if state in ("PUBLISHED", "") else state.lower(),
        warning=joined(warnings),
    )


def _stock(remote_id: str, level: Mapping) -> Stock:
    def count(name: str) -> int:
        return whole((level.get(name) or {}).get("quantity"))

    on_hand = level.get("on_hand_quantity") or {}
    # Without a number Faire keeps no stock record, and none is no zero.
    counted = on_hand.get("quantity") is not None
    return Stock(
        remote_id,
        count("available_quantity"),
        tracked=on_hand.get("type", "QUANTITY") == "QUANTITY" and counted,
        committed=max(0, count("committed_quantity")),
    )


def _outcome(remote_id: str, level: Mapping | None) -> StockResult:
    if not level:
        error = Transient(
            _lt("Faire did not confirm this variant."), maybe_applied=True
        )
        return StockResult(remote_id, None, error)
    return StockResult(remote_id, _stock(remote_id, level).quantity)


def _halves(batch: dict[str, int]) -> list[dict[str, int]]:
    rows = list(batch.items())
    middle = len(rows) // 2
    return [dict(rows[:middle]), dict(rows[middle:])]
