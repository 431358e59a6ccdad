"""Faire, External API v2 (wholesale)."""

from __future__ import annotations

import base64
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import timezone
from typing import Literal

from . import faire_orders as orders
from .base import Capabilities, ChannelClient, settle
from .errors import (
    AuthError,
    Conflict,
    ItemRejected,
    RateLimited,
    RequestRefused,
    ScopeError,
    Transient,
)
from .rates import PacedBudget, RateBudget
from .types import Check, Listing, Shipment, Stock, StockChange, StockResult

V2 = "/external-api/v2"
CHUNK = 50
PRODUCTS_PAGE = 250
ORDERS_PAGE = 50
INVENTORY = "/product-inventory/by-product-variant-ids"
CARRIERS = {
    *("AUSTRALIA_POST", "CANADA_POST", "CANPAR", "DHL_ECOMMERCE", "DHL_EXPRESS"),
    *("DPD", "DPDUK", "EVRI", "FEDEX", "GSO", "INTERLINK_EXPRESS", "LA_POSTE"),
    *("PARCELFORCE", "POSTNL", "PUROLATOR", "ROYAL_MAIL", "UPS", "USPS"),
}


class FaireClient(ChannelClient):
    """One brand on Faire.

    Faire is told what is on hand and itself subtracts what its own open orders
    hold, so those are added here to the quantity that should be for sale.
    ``allow_tracking_start`` names variants that sell without counting and may
    start to be counted.
    """

    capabilities = Capabilities(
        compares_before_write=True, writes_on_hand=True, batch_size=CHUNK, oauth=True
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
        if type(transport.rate) is RateBudget:
            transport.rate = PacedBudget(calls=0.25, writes=1.1)

    def _headers(self, token):
        if self.scheme == "brand":
            return {"X-FAIRE-ACCESS-TOKEN": token}
        return {
            "X-FAIRE-OAUTH-ACCESS-TOKEN": token,
            "X-FAIRE-APP-CREDENTIALS": self.app,
        }

    def _get(self, path: str, params=None) -> dict:
        return self._call("GET", f"{V2}{path}", params=params).json() or {}

    def check(self):
        brand = self._get("/brands/profile")
        return Check(
            shop_name=brand.get("name") or "",
            shop_id=brand.get("brand_id") or brand.get("id") or "",
        )

    def _pages(self, path: str, name: str, params: Mapping) -> Iterator[list]:
        """Pages of a list: with a cursor, Faire accepts nothing beside the limit."""
        query = dict(params)
        while True:
            page = self._get(path, query)
            yield page.get(name) or []
            if not page.get("cursor"):
                return
            query = {"limit": params["limit"], "cursor": page["cursor"]}

    def iter_listings(self):
        for page in self._pages("/products", "products", {"limit": PRODUCTS_PAGE}):
            variants = [v["id"] for product in page for v in product["variants"]]
            levels = self._levels(variants)
            for product in page:
                for variant in product["variants"]:
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
            elif stock.tracked and stock.quantity == wanted:
                results.append(StockResult(change.remote_id, wanted))
            else:
                on_hand[change.remote_id] = wanted + stock.committed
        self._write(on_hand, results)

    def _objection(self, change: StockChange, stock: Stock | None):
        """Why a change is not to be written, or None."""
        if stock is None:
            return ItemRejected("This variant is gone from Faire.", change.remote_id)
        if not stock.tracked:
            if change.remote_id in self.allow_tracking_start:
                return None
            return ItemRejected(
                "Faire sells this variant without counting it. Allow counting for "
                "this listing: from then on it sells out at zero.",
                change.remote_id,
            )
        if change.expected not in (None, stock.quantity):
            words = f"Faire shows {stock.quantity}, not {change.expected}."
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
                answer = self._call(
                    "PATCH", f"{V2}{INVENTORY}", json={"inventories": rows}
                ).json()
            except RequestRefused as error:
                named = [key for key in batch if key in error.detail]
                if len(batch) == 1:
                    named = list(batch)
                results += [
                    StockResult(key, None, ItemRejected(str(error), key))
                    for key in named
                ]
                rest = {k: v for k, v in batch.items() if k not in named}
                parts = [rest] if named else _halves(batch)
                queue += [part for part in parts if part]
                continue
            levels = answer.get("inventories") or {}
            results += [_outcome(key, levels.get(key)) for key in batch]

    def iter_orders(self, since):
        stamp = since.astimezone(timezone.utc).strftime("%Y%m%dT%H%M%S.000Z")
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
            return orders.order(self._get(f"/orders/{remote_id}"))
        except RequestRefused as error:
            if error.status == 404:
                return None
            raise

    def accept(self, remote_id):
        """Move a new order to processing, as Faire waits for within days."""
        order = self.get_order(remote_id)
        if order is not None and order.raw["state"] == "NEW":
            self._call("PUT", f"{V2}/orders/{remote_id}/processing", json={})

    def ship(self, request):
        order = self.get_order(request.order_id)
        if order is None:
            raise ItemRejected("Faire has no such order.", request.order_id)
        known = _known(order, request)
        if known:
            return known
        if order.ship_blocked or order.state not in ("paid", "shipped"):
            words = (
                order.ship_blocked or "This order is not open for shipping on Faire."
            )
            raise ItemRejected(words, request.order_id)
        if not request.tracking or not request.carrier:
            words = "Faire wants the carrier and the tracking number of every parcel."
            raise ItemRejected(words, request.order_id)
        if order.raw["state"] == "NEW":
            self._call("PUT", f"{V2}/orders/{request.order_id}/processing", json={})
        return self._post_shipment(request, order)

    def _post_shipment(self, request, order) -> Shipment:
        parcel = {
            "order_id": request.order_id,
            "carrier": _carrier(request.carrier),
            "tracking_code": request.tracking,
            "shipping_type": "SHIP_ON_YOUR_OWN",
        }
        if request.shipping_cost is not None:
            parcel["maker_cost"] = {
                "amount_minor": int((request.shipping_cost * 100).to_integral_value()),
                "currency": request.currency or order.currency,
            }
        try:
            answer = self._call(
                "POST",
                f"{V2}/orders/{request.order_id}/shipments",
                json={"shipments": [parcel]},
                idempotent=False,
            ).json()
        except RequestRefused as error:
            if "payment is already initiated" in error.detail.lower():
                return Shipment("", request.tracking, request.carrier)
            raise ItemRejected(str(error), request.order_id) from None
        except Transient as error:
            known = error.maybe_applied and _known(
                self.get_order(request.order_id), request
            )
            if known:
                return known
            raise
        made = [orders.shipment(one) for one in (answer or {}).get("shipments") or ()]
        matches = (one for one in made if one.tracking == request.tracking)
        return next(matches, Shipment("", request.tracking, request.carrier))


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
    case = product.get("unit_multiplier") or 1
    state = variant.get("lifecycle_state") or product.get("lifecycle_state") or ""
    warning = ""
    if case > 1:
        warning = f"Sold in cases of {case}: a rest smaller than a case stays unsold."
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
        quantity=stock.quantity if stock and stock.tracked else None,
        tracked=stock.tracked if stock else False,
        state="active" if state in ("PUBLISHED", "") else state.lower(),
        warning=warning,
    )


def _stock(remote_id: str, level: Mapping) -> Stock:
    def number(name: str) -> int:
        return (level.get(name) or {}).get("quantity") or 0

    kind = (level.get("on_hand_quantity") or {}).get("type")
    return Stock(
        remote_id,
        number("available_quantity"),
        tracked=kind != "UNTRACKED",
        committed=number("committed_quantity"),
    )


def _outcome(remote_id: str, level: Mapping | None) -> StockResult:
    if not level:
        error = Transient("Faire did not confirm this variant.", maybe_applied=True)
        return StockResult(remote_id, None, error)
    return StockResult(remote_id, _stock(remote_id, level).quantity)


def _halves(batch: dict[str, int]) -> list[dict[str, int]]:
    rows = list(batch.items())
    middle = len(rows) // 2
    return [dict(rows[:middle]), dict(rows[middle:])]


def _carrier(name: str) -> str:
    code = name.strip().upper().replace(" ", "_").replace("-", "_")
    return code if code in CARRIERS else name


def _known(order, request) -> Shipment | None:
    """The parcel if Faire has it, or the label that Faire itself sold."""
    if order is None:
        return None
    for found in order.raw.get("shipments") or ():
        if found.get("shipping_type") == "SHIP_WITH_FAIRE" or (
            request.tracking and found.get("tracking_code") == request.tracking
        ):
            return orders.shipment(found)
    return None
