"""A fake Shopify store behind the GraphQL Admin API."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
import uuid
from datetime import datetime, timezone

from . import schemas
from . import shopify_cost as cost
from . import shopify_graph as graph
from .checkout import Checkout
from .goods import Level, Listing, Order, Variant
from .limits import Bucket
from .messages import Request, Response
from .server import route
from .shopify_orders import OrderShapes
from .shopify_reads import Reads
from .shopify_shapes import gid, number, when
from .shopify_writes import Writes

VERSIONS = ("2026-01", "2026-04", "2026-07", "2026-10")
SCHEMAS = {"2026-04": "2026-07"}
"""Versions without a schema of their own, and whose to check them with."""
SCHEMA = "2026-10"
SCOPES = (
    "read_products",
    "write_products",
    "read_inventory",
    "write_inventory",
    "read_locations",
    "read_orders",
    "read_customers",
    "read_merchant_managed_fulfillment_orders",
    "write_merchant_managed_fulfillment_orders",
    "read_fulfillments",
    "read_returns",
)
NEEDS = {
    "inventorySetQuantities": "write_inventory",
    "inventoryAdjustQuantities": "write_inventory",
    "inventoryActivate": "write_inventory",
    "inventoryItem": "read_inventory",
    "inventoryItems": "read_inventory",
    "locations": "read_locations",
    "orders": "read_orders",
    "order": "read_orders",
    "products": "read_products",
    "productVariants": "read_products",
    "fulfillmentCreate": "write_merchant_managed_fulfillment_orders",
}
TOPICS = {
    "order.created": ["ORDERS_CREATE"],
    "order.paid": ["ORDERS_PAID", "ORDERS_UPDATED"],
    "order.updated": ["ORDERS_UPDATED"],
    "order.cancelled": ["ORDERS_CANCELLED", "ORDERS_UPDATED"],
    "order.refunded": ["REFUNDS_CREATE", "ORDERS_UPDATED"],
    "order.shipped": ["ORDERS_UPDATED"],
    "stock.changed": ["INVENTORY_LEVELS_UPDATE"],
}


class FakeShopify(Checkout):
    """One Shopify store with its places, its app and its bucket of points."""

    vendor = "Shopify"
    disable_after = 8
    domain = "studio.myshopify.com"

    def __init__(self, name: str = "", currency: str = ""):
        super().__init__(name, currency)
        self.locations = {"70001": "Studio", "70002": "Market stall"}
        self.places = {
            ident: {"name": place, "active": True, "service": False}
            for ident, place in self.locations.items()
        }
        self.client_id = "fakeclientid"
        self.client_secret = "fakeclientsecret"
        self.access_token = "shpat_fake"
        self.scopes = list(SCOPES)
        self.bucket = Bucket()
        self.customer_data = True
        """Whether the app may see names and addresses."""
        self.replay_is_stale = False
        """Answer a repeated idempotency key as stale, as seen once."""
        self.silent_unstocked = False
        """Do nothing, without an error, where an item is not stocked, as seen once."""
        self.webhook_version = SCHEMA
        self.search_lag = 0.0
        """Seconds until searches see a change."""
        self._tokens = {self.access_token: float("inf")}
        self.shapes = OrderShapes(self)
        self.write = Writes(self)
        self.read = Reads(self)
        self._event = ""

    def start(self, port: int = 0):
        # Work that no first request should wait for.
        schemas.shopify(SCHEMA)
        return super().start(port)

    @property
    def credentials(self) -> dict:
        first = next(iter(self.places))
        return {
            "location_id": gid("Location", first),
            "client_secret": self.client_secret,
        }

    # Stock and orders as this vendor keeps them.

    def listed(self, listing: Listing) -> None:
        for variant in listing.variants:
            variant.extra["item"] = self.next_id()
            for place in list(variant.levels)[1:]:
                del variant.levels[place]

    def aliases(self, variant: Variant):
        yield variant.id
        yield gid("ProductVariant", variant.id)
        yield variant.extra["item"]
        yield gid("InventoryItem", variant.extra["item"])
        yield f"{variant.id}:{variant.extra['item']}"
        yield f"{gid('ProductVariant', variant.id)}:{variant.extra['item']}"

    def order_key(self, order: Order) -> str:
        return gid("Order", order.id)

    def order(self, key: str) -> Order:
        return super().order(number(key))

    def stock_at(self, variant: Variant, place: str, available: int | None = None):
        """Begin to stock an item at a place."""
        level = variant.levels.setdefault(place, Level())
        level.active = True
        if available is not None:
            level.available = available
        self.touch(variant)

    def placed(self, order: Order, options: dict) -> None:
        order.extra = {
            "places": list(dict.fromkeys(line.location for line in order.lines)),
            "hold": "ON_HOLD" if options.pop("on_hold", False) else "",
            "source": options.pop("source", "web"),
            "taxes_included": options.pop("taxes_included", False),
        }

    def edit(self, order, key: str, quantity: int) -> None:
        with self.lock:
            self.order(order).extra["edited"] = True
            super().edit(order, key, quantity)

    # HTTP.

    def error(self, status: int, message: str, **extra) -> Response:
        return Response(status, {"errors": message, **extra})

    def expired(self) -> Response:
        return self.error(
            401,
            "[API] Invalid API key or access token (unrecognized login or wrong"
            " password)",
        )

    def throttled(self, requested: int = 100) -> Response:
        cost = self._cost(requested, None)
        cost["throttleStatus"]["currentlyAvailable"] = min(
            cost["throttleStatus"]["currentlyAvailable"], max(0, requested - 20)
        )
        return Response(
            200,
            {
                "errors": [
                    {"message": "Throttled", "extensions": {"code": "THROTTLED"}}
                ],
                "extensions": {"cost": cost},
            },
        )

    def expire_tokens(self) -> None:
        """Let every access token run out."""
        with self.lock:
            self._tokens.clear()

    def _cost(self, requested: int, actual: int | None) -> dict:
        return {
            "requestedQueryCost": requested,
            "actualQueryCost": actual,
            "throttleStatus": {
                "maximumAvailable": self.bucket.size,
                "currentlyAvailable": int(self.bucket.refill()),
                "restoreRate": self.bucket.rate,
            },
        }

    @route("POST", "/admin/oauth/access_token")
    def grant(self, request: Request):
        try:
            form = (
                request.json()
                if request.content_type == "application/json"
                else request.form()
            )
        except ValueError as error:
            self.refuse(400, str(error))
        if form.get("grant_type") != "client_credentials":
            self.refuse(400, "unsupported_grant_type")
        if (form.get("client_id"), form.get("client_secret")) != (
            self.client_id,
            self.client_secret,
        ):
            self.refuse(400, "invalid_client")
        token = f"shpat_{secrets.token_hex(16)}"
        self._tokens[token] = self.time() + 86399
        self.access_token = token
        return {
            "access_token": token,
            "scope": ",".join(self.scopes),
            "expires_in": 86399,
        }

    @route("POST", "/admin/api/{version}/graphql.json")
    def graphql(self, request: Request, version: str):
        token = request.headers.get("X-Shopify-Access-Token") or ""
        if self._tokens.get(token, 0) < self.time():
            return self.expired()
        if not re.fullmatch(r"\d{4}-\d\d|unstable", version):
            self.refuse(404, "Not Found")
        spoken = version if version in VERSIONS else VERSIONS[-1]
        if version < VERSIONS[0]:
            spoken = VERSIONS[0]
        headers = {"X-Shopify-API-Version": spoken, "X-Request-Id": self.next_id()}
        try:
            payload = request.json()
        except ValueError:
            self.refuse(400, "Bad Request")
        answer = self._execute(request, payload, spoken)
        if isinstance(answer, Response):
            return answer
        return Response(200, answer, headers)

    def _execute(self, request: Request, payload: dict, version: str):
        operation, errors = graph.read(payload, SCHEMAS.get(version, version))
        if operation is not None:
            names = [field.name.value for field in operation.fields()]
            request.operation = "+".join(names)
        if errors:
            return {"errors": errors}
        operation.version = SCHEMAS.get(version, version)
        requested = cost.asked(operation)
        if requested > cost.MAX_COST:
            text = f"Query cost is {requested}, which exceeds the single query max cost"
            code = {"code": "MAX_COST_EXCEEDED", "cost": requested}
            return {
                "errors": [{"message": f"{text} limit (1000).", "extensions": code}]
            }
        if not self.bucket.take(requested):
            return self.throttled(requested)
        for name in names:
            if NEEDS.get(name) and NEEDS[name] not in self.scopes:
                return self._denied(name, requested)
        root = self.write.root() if operation.mutation else self.read.root()
        told = graph.run(operation, root)
        actual = min(requested, max(cost.used(operation, told), 1))
        self.bucket.put_back(requested - actual)
        if any(error.get("path") is None for error in told.get("errors", ())):
            told.pop("data", None)
            return told
        return {**told, "extensions": {"cost": self._cost(requested, actual)}}

    def _denied(self, name: str, requested: int) -> dict:
        message = (
            f"Access denied for {name} field. Required access: `{NEEDS[name]}`"
            " access scope."
        )
        code = {
            "code": "ACCESS_DENIED",
            "requiredAccess": f"`{NEEDS[name]}` access scope.",
        }
        error = {"message": message, "path": [name], "extensions": code}
        cost = {"cost": self._cost(requested, requested)}
        return {"data": {name: None}, "errors": [error], "extensions": cost}

    # Webhooks.

    def announce(self, event: str, subject) -> None:
        topics = list(TOPICS.get(event, ()))
        if event == "order.created" and subject.paid:
            topics.append("ORDERS_PAID")
        self._event = str(uuid.uuid4())
        for topic in topics:
            if topic == "INVENTORY_LEVELS_UPDATE":
                body = {
                    "inventory_item_id": int(subject.extra["item"]),
                    "location_id": int(next(iter(subject.levels))),
                    "available": subject.level.available,
                    "updated_at": when(self.now()),
                }
            else:
                body = {
                    "id": int(subject.id),
                    "admin_graphql_api_id": gid("Order", subject.id),
                    "name": f"#{subject.number}",
                    "updated_at": when(subject.updated),
                }
                if topic == "REFUNDS_CREATE":
                    body = {"id": int(subject.refunds[-1].id), "order_id": body["id"]}
            self.webhooks.emit(topic, lambda subscription, body=body: body)

    def sign(self, subscription, topic: str, ident: str, body: bytes) -> dict:
        mac = hmac.new(self.client_secret.encode(), body, hashlib.sha256).digest()
        return {
            "Content-Type": "application/json",
            "X-Shopify-Topic": "/".join(topic.lower().rsplit("_", 1)),
            "X-Shopify-Hmac-Sha256": base64.b64encode(mac).decode(),
            "X-Shopify-Shop-Domain": self.domain,
            "X-Shopify-API-Version": self.webhook_version,
            "X-Shopify-Webhook-Id": ident,
            "X-Shopify-Event-Id": self._event,
            "X-Shopify-Triggered-At": datetime.now(timezone.utc).isoformat(),
        }
