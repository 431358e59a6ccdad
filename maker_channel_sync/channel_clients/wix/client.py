"""Wix Stores and eCommerce."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timezone

from ..base import Capabilities, ChannelClient
from ..drafts import prepared
from ..errors import AuthError, ChannelError, ItemRejected, RequestRefused, Transient
from ..sentences import _lt
from ..types import Check, Shipment, WebhookHint
from ..wire.answers import Answer
from ..wire.jwt import verified
from . import orders
from .catalog import MAXIMUM, NO_VARIANT, Catalog, next_cursor
from .catalog_v1 import CatalogV1
from .catalog_v3 import BULK, CatalogV3

ORDERS_PAGE = 100
CATALOGS = {"V3_CATALOG": CatalogV3, "V1_CATALOG": CatalogV1}


class WixClient(ChannelClient):
    """One Wix site, by an API key of its owner or by an app's access token."""

    capabilities = Capabilities(
        compare_and_set=True,
        webhooks=True,
        signs_delivery=True,
        batch_size=BULK,
        max_quantity=MAXIMUM,
        oauth=True,
        drafts=True,
    )

    def __init__(
        self,
        transport,
        *,
        site_id: str,
        api_key: str = "",
        token=None,
        webhook_public_key: str = "",
    ):
        super().__init__(transport, token)
        self.site_id = site_id
        self.api_key = api_key
        self.webhook_public_key = webhook_public_key
        self._catalog: Catalog | None = None
        transport.add_secrets(api_key)

    def _headers(self, token):
        if token:
            return {"Authorization": token}
        return {"Authorization": self.api_key, "wix-site-id": self.site_id}

    def call(self, method: str, path: str, **options) -> Answer:
        return self._call(method, path, **options)

    def catalog(self) -> Catalog:
        """The catalog this site has; asked once."""
        if self._catalog is None:
            found = self.call("GET", "/stores/v3/provision/version").record()
            version = found.get("catalogVersion")
            if version not in CATALOGS:
                raise ChannelError(
                    _lt(
                        "Wix Stores is not installed there (%(version)s).",
                        version=version,
                    )
                )
            self._catalog = CATALOGS[version](self.call)
            if version == "V1_CATALOG":
                self.capabilities = replace(
                    self.capabilities, compare_and_set=False, compares_before_write=True
                )
        return self._catalog

    def check(self):
        """Names the site and tries each kind of reading that will be needed."""
        once = {"search": {"cursorPaging": {"limit": 1}}}
        for read in (
            self.catalog().probe,
            lambda: self.call("POST", "/ecom/v1/orders/search", json=once),
        ):
            try:
                read()
            except RequestRefused:
                continue
        try:
            found = self.call("GET", "/site-properties/v4/properties").record()
        except ChannelError:
            # The name is nice to have; its permission is not worth asking for.
            found = {}
        site = found.get("properties") or {}
        return Check(
            shop_name=site.get("siteDisplayName") or site.get("businessName") or "Wix",
            shop_id=self.site_id,
            currency=site.get("paymentCurrency") or "",
        )

    def iter_listings(self):
        return self.catalog().listings()

    def get_stock(self, remote_ids):
        return self.catalog().stock(remote_ids)

    def set_stock(self, changes):
        return self.catalog().set(changes)

    def iter_orders(self, since):
        stamp = since.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z")
        search: dict = {
            "filter": {"updatedDate": {"$gte": stamp}},
            "sort": [{"fieldName": "updatedDate", "order": "ASC"}],
            "cursorPaging": {"limit": ORDERS_PAGE},
        }
        cursors: set[str] = set()
        while True:
            answer = self.call(
                "POST", "/ecom/v1/orders/search", json={"search": search}
            )
            for row in answer.rows("orders"):
                yield self._order(row)
            cursor = next_cursor(answer.record().get("metadata"), cursors)
            if not cursor:
                return
            search = {"cursorPaging": {"limit": ORDERS_PAGE, "cursor": cursor}}

    def get_order(self, remote_id):
        try:
            found = self.call("GET", f"/ecom/v1/orders/{remote_id}").record()
        except RequestRefused as error:
            if error.status == 404:
                return None
            raise
        return self._order(found["order"]) if found.get("order") else None

    def _order(self, found: dict):
        if not (found and found.get("id") and orders.has_refunds(found)):
            return orders.order(found)
        path = f"/ecom/v1/payments/orders/{found['id']}"
        return orders.order(found, self.call("GET", path).record())

    def create_draft(self, draft):
        return prepared(draft, self._offered, self.catalog().create)

    def _offered(self, draft):
        """Wix searches no SKU in both catalogs: look through them."""
        found = (one for one in self.iter_listings() if one.sku == draft.sku)
        return next(found, None)

    def ship(self, request):
        order = self.get_order(request.order_id)
        if order is None:
            raise ItemRejected(_lt("Wix has no such order."), request.order_id)
        told = self._parcels(request.order_id)
        parcels = orders.shipments(told)
        known = request.among(parcels)
        if known:
            return known
        if order.state == "shipped" and not request.tracking:
            return parcels[-1] if parcels else Shipment("")
        if order.state not in ("paid", "shipped"):
            words = _lt("The order is %(state)s on Wix.", state=order.state)
            raise ItemRejected(words, request.order_id)
        return self._fulfil(request, order, told)

    def _parcels(self, order_id: str) -> dict:
        path = f"/ecom/v1/fulfillments/orders/{order_id}"
        return self.call("GET", path).record()

    def _fulfil(self, request, order, told) -> Shipment:
        lines = request.lines or orders.left_to_ship(order, told)
        fulfilment: dict = {
            "lineItems": [{"id": line, "quantity": n} for line, n in lines if n > 0]
        }
        if request.tracking:
            fulfilment["trackingInfo"] = {
                "trackingNumber": request.tracking,
                "shippingProvider": request.carrier or "other",
            }
            if request.tracking_url:
                fulfilment["trackingInfo"]["trackingLink"] = request.tracking_url
        path = f"/ecom/v1/fulfillments/orders/{request.order_id}/create-fulfillment"
        try:
            answer = self.call(
                "POST", path, json={"fulfillment": fulfilment}, idempotent=False
            ).record()
        except RequestRefused as error:
            raise ItemRejected(error.words, request.order_id) from None
        except Transient as error:
            if error.maybe_applied:
                again = self._parcels(request.order_id)
                known = request.among(orders.shipments(again))
                if known:
                    return known
            raise
        made = answer.get("fulfillmentId") or ""
        return Shipment(made, request.tracking, request.carrier)

    def verify_webhook(self, headers, body, now):
        """The body is a token; it wraps the event as text within text."""
        claims = verified(body, self.webhook_public_key, now, "Wix")
        envelope = _unwrap(claims.get("data"))
        event = _unwrap(envelope.get("data"))
        topic = str(envelope.get("eventType") or event.get("slug") or "")
        about = str(event.get("entityFqdn") or topic)
        entity = str(event.get("entityId") or event.get("orderId") or "")
        delivery = str(event.get("id") or hashlib.sha256(body).hexdigest())
        is_order = "order" in about and "inventory" not in about
        return WebhookHint(
            delivery,
            topic,
            order_id=entity if is_order else "",
            listing_ids=() if is_order else _event_listings(event),
        )


def _unwrap(value) -> dict:
    for _layer in range(2):
        if isinstance(value, str):
            try:
                value = json.loads(value)
            except ValueError:
                break
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise AuthError(_lt("Wix webhook refused: it cannot be read."))
    return value


def _event_listings(event: Mapping) -> tuple[str, ...]:
    for name in ("createdEvent", "updatedEvent", "actionEvent"):
        change = event.get(name) or {}
        entity = change.get("currentEntity") or change.get("entity")
        text = change.get("currentEntityAsJson") or change.get("entityAsJson")
        entity = entity or _unwrap(text)
        if entity.get("productId"):
            return (f"{entity['productId']}:{entity.get('variantId') or NO_VARIANT}",)
    return ()
