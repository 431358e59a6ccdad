"""Etsy's receipts over HTTP, its shipments and its webhooks."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time

from . import etsy_orders as orders
from .entities import encoded
from .etsy_account import API, EtsyAccount
from .messages import Request
from .server import route

RECEIPTS = API + "/shops/{shop_id}/receipts"
RECEIPT = RECEIPTS + "/{receipt_id}"


class EtsyReceipts(EtsyAccount):
    """An Etsy shop as far as its orders go."""

    @route("GET", API + "/shipping-carriers")
    def carriers(self, request: Request):
        if len(request.arg("origin_country_iso")) != 2:
            self.refuse(400, "origin_country_iso is required.")
        rows = [
            {
                "shipping_carrier_id": index,
                "name": name,
                "domestic_classes": [],
                "international_classes": [],
            }
            for index, name in enumerate(orders.CARRIERS, 1)
        ]
        return {"count": len(rows), "results": rows}

    @route("GET", RECEIPTS, scope="transactions_r")
    def receipts(self, request: Request, shop_id: str):
        found = [order for order in self.told_orders() if self._wanted(order, request)]
        order_by = request.arg("sort_on", "created")
        found.sort(
            key=lambda order: (
                {
                    "created": order.created,
                    "updated": order.updated,
                    "receipt_id": int(order.id),
                }[order_by],
                int(order.id),
            ),
            reverse=not request.arg("sort_order", "desc").startswith(("asc", "up")),
        )
        return {
            "count": len(found),
            "results": [self.told(o) for o in self.page(request, found)],
        }

    def page(self, request: Request, rows: list) -> list:
        """The rows that limit and offset ask for."""
        try:
            limit, offset = (
                int(request.arg("limit", "25")),
                int(request.arg("offset", "0")),
            )
        except ValueError:
            self.refuse(400, "limit and offset must be integers")
        if not 1 <= limit <= 100 or offset < 0:
            self.refuse(400, "limit must be between 1 and 100")
        return rows[offset : offset + limit]

    def _wanted(self, order, request: Request) -> bool:
        moments = {
            "created": int(order.created.timestamp()),
            "last_modified": int(order.updated.timestamp()),
        }
        facts = {
            "paid": order.paid,
            "shipped": order.shipped,
            "delivered": False,
            "canceled": bool(order.cancelled),
        }
        for name, moment in moments.items():
            low, high = request.arg(f"min_{name}"), request.arg(f"max_{name}")
            if any(text and int(text) < 946684800 for text in (low, high)):
                self.refuse(400, f"min_{name} must be at least 946684800")
            if (low and moment < int(low)) or (high and moment > int(high)):
                return False
        return not any(
            f"was_{name}" in request.query
            and (request.arg(f"was_{name}") in ("true", "1")) != fact
            for name, fact in facts.items()
        )

    def told(self, order) -> dict:
        """A receipt as it goes over the wire."""
        made = orders.receipt(self, order)
        return encoded(made, orders.TEXTS) if self.encodes_texts else made

    def _receipt(self, receipt_id: str):
        if receipt_id not in self.orders:
            self.refuse(404, "Receipt not found.")
        return self.orders[receipt_id]

    @route("GET", RECEIPT, scope="transactions_r")
    def one_receipt(self, request: Request, shop_id: str, receipt_id: str):
        return self.told(self._receipt(receipt_id))

    @route("GET", RECEIPT + "/transactions", scope="transactions_r")
    def transactions(self, request: Request, shop_id: str, receipt_id: str):
        order = self._receipt(receipt_id)
        rows = [orders.transaction(self, order, line) for line in order.lines]
        return {"count": len(rows), "results": rows}

    @route("GET", RECEIPT + "/payments", scope="transactions_r")
    def payments(self, request: Request, shop_id: str, receipt_id: str):
        order = self._receipt(receipt_id)
        rows = [orders.payment(self, order)] if order.paid else []
        return {"count": len(rows), "results": rows}

    @route("POST", RECEIPT + "/tracking", scope="transactions_w")
    def tracking(self, request: Request, shop_id: str, receipt_id: str):
        if self.regional_block:
            self.refuse(403, "Unauthorized")
        order = self._receipt(receipt_id)
        given = request.json() if request.body else {}
        code, carrier = given.get("tracking_code", ""), given.get("carrier_name", "")
        if order.cancelled:
            self.refuse(409, "The receipt is canceled.")
        if bool(code) != bool(carrier):
            self.refuse(400, "tracking_code and carrier_name belong together.")
        if carrier and carrier.lower() not in orders.CARRIERS:
            self.refuse(400, f"Unknown carrier_name {carrier}; use 'other'.")
        if not code and order.country in ("US", "IN") and order.total > 10:
            self.refuse(400, "tracking_code and carrier_name are required.")
        self.ship(order.id, tracking=code, carrier=carrier)
        self.writes.append(f"Receipt {order.id} shipped: {carrier} {code}")
        return self.told(order)

    # Webhooks, and what happens at the checkout.

    def announce(self, event: str, subject) -> None:
        if event == "order.created":
            event = "order.paid" if subject.paid else ""
        topic = {"order.cancelled": "order.canceled"}.get(event, event)
        if topic not in ("order.paid", "order.canceled", "order.shipped"):
            return
        path = f"{API}/shops/{self.shop_id}/receipts/{subject.id}"
        body = {
            "event_type": topic,
            "resource_url": f"https://openapi.etsy.com{path}",
            "shop_id": self.shop_id if subject.number % 2 else str(self.shop_id),
        }
        self.webhooks.emit(topic, lambda subscription: body)

    def sign(self, subscription, topic: str, ident: str, body: bytes) -> dict:
        moment = str(int(time.time()))
        key = base64.b64decode(self.webhook_secret.removeprefix("whsec_"))
        signed = f"{ident}.{moment}.".encode() + body
        mac = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        return {
            "Content-Type": "application/json",
            "webhook-id": ident,
            "webhook-timestamp": moment,
            "webhook-signature": f"v1,{mac}",
        }
