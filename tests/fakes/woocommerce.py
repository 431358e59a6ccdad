"""A fake WooCommerce shop behind REST v3: its orders and its webhooks."""

from __future__ import annotations

import base64
import hashlib
import hmac
from urllib.parse import urlencode

from . import woocommerce_orders as order_shapes
from . import woocommerce_shapes as shapes
from .goods import Order
from .messages import Request, Response
from .server import route
from .woocommerce_life import WooCommerceLife
from .woocommerce_site import API

ORDER = API + "/orders/{order_id}"
HOOK = API + "/webhooks/{hook_id}"
STATUSES = (
    "any",
    "trash",
    "pending",
    "processing",
    "on-hold",
    "completed",
    "cancelled",
    "refunded",
    "failed",
    "checkout-draft",
)
SORTS = ("date", "id", "include", "title", "slug")


class FakeWooCommerce(WooCommerceLife):
    """One WooCommerce site."""

    def __init__(self, name: str = "", currency: str = ""):
        super().__init__(name, currency)
        self.notes: dict[str, list] = {}

    # Orders.

    @route("GET", API + "/orders")
    def orders_page(self, request: Request):
        wanted = request.args("status") or ["any"]
        if not set(wanted) <= {*STATUSES, *self.custom_statuses}:
            self._invalid("status")
        sort = request.arg("orderby", "date")
        if sort not in SORTS + (("modified",) if self.sorts_by_modified else ()):
            self._invalid("orderby")
        edge, ids = self._edge(request), request.args("include")
        rows = [
            order
            for order in self.told_orders()
            if self._shown(order, wanted)
            and (edge is None or order.updated.replace(microsecond=0) > edge)
            and (not ids or order.id in ids)
        ]
        if sort == "modified":
            rows.sort(key=lambda order: (order.updated, int(order.id)))
        return self._pages(request, rows, lambda o: order_shapes.order_told(self, o))

    def _shown(self, order: Order, wanted: list[str]) -> bool:
        status = order_shapes.status(order)
        return status in wanted or ("any" in wanted and status != "trash")

    def _order(self, order_id: str) -> Order:
        if order_id not in self.orders:
            self.refuse(
                404, "Invalid ID.", code="woocommerce_rest_shop_order_invalid_id"
            )
        return self.orders[order_id]

    @route("GET", ORDER)
    def one_order(self, request: Request, order_id: str):
        return order_shapes.order_told(self, self._order(order_id))

    @route("PUT", ORDER)
    def update_order(self, request: Request, order_id: str):
        order, given = self._order(order_id), self._json(request)
        status = given.get("status", "")
        if status not in ("", *STATUSES[2:]):
            self._invalid("status")
        for row in given.get("meta_data") or ():
            order.extra.setdefault("meta", {})[row["key"]] = row["value"]
        if status == "completed" and not order.shipped:
            self.ship(order_id)
        elif status:
            self.set_status(order_id, status)
        self.writes.append(f"Order {order.id} is {order_shapes.status(order)}")
        return order_shapes.order_told(self, order)

    @route("GET", ORDER + "/refunds")
    def refunds(self, request: Request, order_id: str):
        order = self._order(order_id)
        rows = [r for r in order.refunds if r.reason != "cancelled"]
        return self._pages(request, rows, lambda r: order_shapes.refund_told(order, r))

    @route("GET", ORDER + "/notes")
    def list_notes(self, request: Request, order_id: str):
        self._order(order_id)
        return self.notes.get(order_id, [])

    @route("POST", ORDER + "/notes")
    def add_note(self, request: Request, order_id: str):
        self._order(order_id)
        given = self._json(request)
        if not given.get("note"):
            self.refuse(
                400, "Missing parameter(s): note", code="rest_missing_callback_param"
            )
        note = {
            "id": int(self.next_id()),
            "author": "system",
            "note": given["note"],
            "customer_note": bool(given.get("customer_note")),
            **shapes.stamps("date_created", self.now()),
        }
        self.notes.setdefault(order_id, []).append(note)
        self.writes.append(f"Order {order_id}: {given['note']}")
        return Response(201, note)

    # Webhooks.

    @route("GET", API + "/webhooks")
    def hooks(self, request: Request):
        rows = [row for row in self.webhooks.subscriptions if row.topic != "*"]
        status = request.arg("status", "all")
        rows = [r for r in rows if status in ("all", self._hook(r)["status"])]
        return self._pages(request, rows, self._hook)

    @route("POST", API + "/webhooks")
    def add_hook(self, request: Request):
        given = self._json(request)
        if not given.get("topic") or not given.get("delivery_url"):
            self._invalid("topic")
        row = self.webhooks.subscribe(
            given["topic"],
            given["delivery_url"],
            given.get("secret", ""),
            id=self.next_id(),
            name=given.get("name", ""),
        )
        self._ping(row)
        return Response(201, self._hook(row))

    @route("PUT", HOOK)
    def update_hook(self, request: Request, hook_id: str):
        row, given = self._subscription(hook_id), self._json(request)
        row.url = given.get("delivery_url", row.url)
        row.secret = given.get("secret", row.secret)
        if "status" in given:
            row.active = given["status"] == "active"
            row.failures = 0
        if row.active:
            self._ping(row)
        return self._hook(row)

    @route("DELETE", HOOK)
    def delete_hook(self, request: Request, hook_id: str):
        row = self._subscription(hook_id)
        self.webhooks.subscriptions.remove(row)
        return self._hook(row)

    def _subscription(self, hook_id: str):
        for row in self.webhooks.subscriptions:
            if row.id == hook_id:
                return row
        self.refuse(404, "Invalid ID.", code="woocommerce_rest_shop_webhook_invalid_id")

    def _hook(self, row) -> dict:
        resource, _, event = row.topic.partition(".")
        return {
            "id": int(row.id),
            "name": row.extra.get("name", ""),
            "status": "active" if row.active else "disabled",
            "topic": row.topic,
            "resource": resource,
            "event": event,
            "hooks": [],
            "delivery_url": row.url,
        }

    def _ping(self, row) -> None:
        body = urlencode({"webhook_id": row.id}).encode()
        self.webhooks.send(row, "", body)

    def webhook_target(self, url: str) -> None:
        with self.lock:
            row = self.webhooks.subscribe(
                "*", url, self.webhook_secret, id=self.next_id()
            )
            self._ping(row)

    def announce(self, event: str, subject) -> None:
        if event == "stock.changed":
            told = shapes.product(self, subject.listing)
            self.webhooks.emit("product.updated", lambda row: told)
            return
        named = ("order.created", "order.deleted", "order.restored")
        topic = event if event in named else "order.updated"
        if topic == "order.created" and subject.extra["status"] == "checkout-draft":
            # an opened checkout is not placed yet, but announced all the same
            topic = "order.updated"
        if topic == "order.deleted":
            self._announce_id(topic, subject)
            return
        told = order_shapes.order_told(self, subject)
        self.webhooks.emit(topic, lambda row: told)

    def sign(self, subscription, topic: str, ident: str, body: bytes) -> dict:
        if not topic:
            return {"Content-Type": "application/x-www-form-urlencoded"}
        resource, _, event = topic.partition(".")
        mac = hmac.new(subscription.secret.encode(), body, hashlib.sha256).digest()
        return {
            "Content-Type": "application/json",
            "User-Agent": "WooCommerce/10.3.0 Hookshot (WordPress/6.8)",
            "X-WC-Webhook-Source": f"{self.url}/",
            "X-WC-Webhook-Topic": topic,
            "X-WC-Webhook-Resource": resource,
            "X-WC-Webhook-Event": event,
            "X-WC-Webhook-Signature": base64.b64encode(mac).decode(),
            "X-WC-Webhook-ID": subscription.id,
            "X-WC-Webhook-Delivery-ID": ident.replace("-", ""),
        }
