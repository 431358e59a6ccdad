"""Shopify, GraphQL Admin API."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timezone
from urllib.parse import urlsplit

from ..base import Capabilities
from ..errors import AuthError, ChannelError, RequestRefused
from ..sentences import _lt
from ..types import Check, Location, WebhookHint
from ..wire.oauth import SHOPIFY_SCOPES
from ..wire.webhooks import check_signature, event_of, header
from . import orders, queries
from .drafts import ShopifyDrafts
from .graphql import ShopifyGraphQL
from .listings import listing, stock
from .orders import gid, number
from .queries import API_VERSION
from .shipping import ShopifyShipping
from .stock import CHUNK, ShopifyStock

READ_CHUNK = 100
SIZES = {"lines": 50, "refunded": 50}
"""Sizes of the pages within an order, made smaller where they cost too much."""
TOPICS = (
    "ORDERS_CREATE",
    "ORDERS_UPDATED",
    "ORDERS_EDITED",
    "ORDERS_CANCELLED",
    "ORDERS_PAID",
    "REFUNDS_CREATE",
    "INVENTORY_LEVELS_UPDATE",
    "PRODUCTS_UPDATE",
    "PRODUCTS_DELETE",
)


ORDER_DAYS = 60
"""Orders older than that are shown only to apps with ``read_all_orders``."""


class ShopifyClient(ShopifyGraphQL):
    """One Shopify shop, at one of its locations ("" means its only one).

    ``allow_tracking_start`` names variants that sell without counting and may
    start to be counted.
    """

    capabilities = Capabilities(
        compare_and_set=True,
        webhooks=True,
        subscribes=True,
        locations=True,
        tells_committed=True,
        batch_size=CHUNK,
        oauth=True,
        drafts=True,
    )

    def __init__(
        self,
        transport,
        *,
        token,
        location_id: str = "",
        client_secret: str = "",
        api_version: str = API_VERSION,
        allow_tracking_start: Collection[str] = frozenset(),
    ):
        super().__init__(transport, token, api_version)
        self.allow_tracking_start = allow_tracking_start
        self.client_secret = client_secret
        self.stock = ShopifyStock(self)
        self.shipping = ShopifyShipping(self)
        self.drafts = ShopifyDrafts(self)
        self._location = gid("Location", location_id) if location_id else ""
        transport.add_secrets(client_secret)

    def location(self) -> str:
        """The global id of the location that is written to."""
        if not self._location:
            active = [one for one in self._locations() if one.active]
            if len(active) != 1:
                names = ", ".join(one.name for one in active) or "none"
                raise ChannelError(
                    _lt(
                        "Choose the Shopify location to keep in step (active: "
                        "%(names)s).",
                        names=names,
                    )
                )
            self._location = gid("Location", active[0].remote_id)
        return self._location

    @property
    def chosen_location(self) -> str:
        """The global id of the location that was chosen, "" where none was."""
        return self._location

    def _locations(self) -> tuple[Location, ...]:
        return tuple(
            Location(
                number(node["id"]),
                node.get("name") or "",
                bool(node.get("isActive", True))
                and not node.get("isFulfillmentService"),
            )
            for page in self.pages(queries.LOCATIONS, {}, lambda d: d["locations"])
            for node in page["nodes"]
        )

    def check(self):
        found = self.graphql(queries.CHECK)
        shop = found["shop"]
        granted = tuple(
            one["handle"] for one in found["currentAppInstallation"]["accessScopes"]
        )
        implied = {*granted, *(s.replace("write_", "read_", 1) for s in granted)}
        readable = "read_locations" in implied or "read_inventory" in implied
        return Check(
            shop_name=shop["name"],
            shop_id=shop["myshopifyDomain"],
            currency=shop["currencyCode"],
            scopes=granted,
            missing_scopes=tuple(s for s in SHOPIFY_SCOPES if s not in implied),
            locations=self._locations() if readable else (),
            warning=self._version_warning(),
            order_days=0 if "read_all_orders" in granted else ORDER_DAYS,
        )

    def _version_warning(self) -> str:
        """Shopify answers an expired version with another, without a word."""
        served = self.served_version
        if served in ("", self.api_version):
            return ""
        return _lt(
            "Shopify no longer speaks the version %(version)s of its interface and "
            "answered with %(served)s. Update Maker.",
            version=self.api_version,
            served=served,
        )

    def iter_listings(self):
        variables = {
            "first": CHUNK,
            "location": self._location or gid("Location", "0"),
            "levels": bool(self._location),
        }
        for data in self.pages(queries.LISTINGS, variables, _variants, "first"):
            for node in data["nodes"]:
                if node.get("product") and node.get("inventoryItem"):
                    yield listing(node, data["currency"])

    def levels(self, remote_ids) -> dict[str, dict]:
        """Inventory items with their level here, as Shopify tells them."""
        wanted = {one.rpartition(":")[2]: one for one in remote_ids}
        items = [gid("InventoryItem", item) for item in wanted]
        found = {}
        for start in range(0, len(items), READ_CHUNK):
            data = self.graphql(
                queries.STOCK,
                {
                    "items": items[start : start + READ_CHUNK],
                    "location": self.location(),
                },
            )
            for node in filter(None, data.get("nodes") or ()):
                if number(node.get("id")) in wanted:
                    found[wanted[number(node["id"])]] = node
        return found

    def get_stock(self, remote_ids):
        return {
            remote_id: stock(remote_id, node)
            for remote_id, node in self.levels(remote_ids).items()
        }

    def set_stock(self, changes):
        return self.stock.set(changes)

    def iter_orders(self, since):
        moment = since.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        variables = {"first": 20, "query": f"updated_at:>='{moment}'", **SIZES}
        pages = self.pages(
            queries.ORDERS, variables, lambda d: d["orders"], "first", *SIZES
        )
        for page in pages:
            for node in page["nodes"]:
                yield self._order(node)

    def get_order(self, remote_id):
        variables = {"id": gid("Order", remote_id), **SIZES}
        node = self.sized(queries.ONE_ORDER, variables, tuple(SIZES)).get("order")
        return self._order(node) if node else None

    def _order(self, node: dict):
        """The order, with what its first pages of lines and refunds left out."""
        whole = dict(node or {})
        if lines := whole.get("lineItems"):
            whole["lineItems"] = self._rest(
                lines,
                queries.MORE_LINES,
                {"id": whole.get("id"), "lines": SIZES["lines"]},
                lambda data: data["order"]["lineItems"],
                "lines",
            )
        whole["refunds"] = [
            {
                **refund,
                "refundLineItems": self._rest(
                    refund.get("refundLineItems") or {},
                    queries.MORE_REFUNDED,
                    {"id": refund.get("id")},
                    lambda data: data["refund"]["refundLineItems"],
                ),
            }
            for refund in whole.get("refunds") or ()
        ]
        return orders.order(whole)

    def _rest(self, first: Mapping, document, variables, pick, *sizes) -> dict:
        """A connection whose first page is known, with all its nodes."""
        nodes = [one for one in first.get("nodes") or () if one]
        info = first.get("pageInfo") or {}
        if info.get("hasNextPage") and info.get("endCursor"):
            variables = {**variables, "after": info["endCursor"]}
            for page in self.pages(document, variables, pick, *sizes):
                nodes += page["nodes"]
        return {"nodes": nodes}

    def create_draft(self, draft):
        return self.drafts.create(draft)

    def iter_movements(self, since, until):
        """Payouts; their fees stand on the orders. A shop may be paid otherwise."""
        wanted = {"query": f"issued_at:>={since.date().isoformat()}"}
        for page in self.pages(queries.PAYOUTS, wanted, orders.payouts):
            yield from map(orders.movement, page["nodes"])

    def ship(self, request):
        return self.shipping.ship(request)

    def verify_webhook(self, headers, body, now: datetime):
        """The signature covers the body only, so the body tells a replay."""
        given = header(headers, "X-Shopify-Hmac-Sha256")
        check_signature(self.client_secret, body, given, "Shopify")
        shop = header(headers, "X-Shopify-Shop-Domain").lower()
        ours = (urlsplit(self.transport.base_url).hostname or "").lower()
        if ours.endswith(".myshopify.com") and shop != ours:
            raise AuthError(_lt("Shopify webhook refused: it is about another shop."))
        event = event_of(body, "Shopify")
        delivery = header(headers, "X-Shopify-Event-Id") or header(
            headers, "X-Shopify-Webhook-Id"
        )
        topic = header(headers, "X-Shopify-Topic")
        return WebhookHint(
            delivery, topic, order_id=_event_order(topic, event), **_event_items(event)
        )

    def ensure_webhooks(self, url):
        pages = self.pages(
            queries.WEBHOOKS,
            {"topics": list(TOPICS)},
            lambda data: data["webhookSubscriptions"],
        )
        nodes = [node for page in pages for node in page["nodes"]]
        present = {node["topic"] for node in nodes if node["uri"] == url}
        missing = tuple(topic for topic in TOPICS if topic not in present)
        refused, made = [], []
        for topic in missing:
            answer = self.graphql(
                queries.SUBSCRIBE,
                {"topic": topic, "subscription": {"uri": url, "format": "JSON"}},
            )["webhookSubscriptionCreate"]
            errors = [one["message"] for one in answer["userErrors"]]
            if not errors or any("taken" in words for words in errors):
                made.append(topic)
            else:
                refused += errors
        # Orders are often refused to apps without access to customers' data, which
        # are then looked for; a shop that refuses everything is another matter.
        if refused and not made and not present:
            raise RequestRefused(_lt("Shopify: %(refused)s", refused=refused[0]))
        return tuple(made)


def _variants(data: Mapping) -> dict:
    return {**data["productVariants"], "currency": data["shop"]["currencyCode"]}


def _event_order(topic: str, event: Mapping) -> str:
    topic = topic.lower()
    if topic.startswith("orders/"):
        edited = event.get("order_edit") or {}
        return str(event.get("id") or edited.get("order_id") or "")
    return str(event.get("order_id") or "") if topic.startswith("refunds/") else ""


def _event_items(event: Mapping) -> dict:
    found = [
        f"{one['id']}:{one['inventory_item_id']}"
        for one in event.get("variants") or ()
        if one.get("inventory_item_id")
    ]
    return {"listing_ids": tuple(found)}
