"""A fake Wix store: its orders, fulfilments and webhooks."""

from __future__ import annotations

import base64
import json
import time
from functools import lru_cache

from .goods import Order
from .messages import Request
from .server import route
from .wix_orders import WixOrders
from .wix_site import price, stamp

FULFILMENTS = "/ecom/v1/fulfillments/orders/{order_id}"
ALPHA = {"order.created": "order_created", "order.cancelled": "order_canceled"}


@lru_cache
def _key():
    from cryptography.hazmat.primitives.asymmetric import rsa

    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _url64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class FakeWix(WixOrders):
    """One Wix store."""

    order_ids = 10001

    @property
    def public_key(self) -> str:
        """What the app dashboard shows to verify webhooks with, as PEM."""
        from cryptography.hazmat.primitives import serialization

        return (
            _key()
            .public_key()
            .public_bytes(
                serialization.Encoding.PEM,
                serialization.PublicFormat.SubjectPublicKeyInfo,
            )
            .decode()
        )

    @property
    def credentials(self) -> dict:
        return {**super().credentials, "webhook_public_key": self.public_key}

    def placed(self, order: Order, options: dict) -> None:
        order.extra = {"status": options.pop("status", "")}

    # Orders.

    @route("POST", "/ecom/v1/orders/search")
    def search_orders(self, request: Request):
        asked = self._body(request).get("search") or {}
        rows = [self._order(order) for order in self.told_orders()]
        if "status" not in json.dumps(asked.get("filter") or {}):
            rows = [row for row in rows if row["status"] != "INITIALIZED"]
        page, paging = self._search(asked, rows, 100)
        return {"orders": page, "metadata": paging}

    def _find(self, order_id: str) -> Order:
        if order_id not in self.orders:
            self.refuse(404, f"Order {order_id} not found", code="ORDER_NOT_FOUND")
        return self.orders[order_id]

    @route("GET", "/ecom/v1/orders/{order_id}")
    def one_order(self, request: Request, order_id: str):
        return {"order": self._order(self._find(order_id))}

    @route("POST", "/ecom/v1/orders/{order_id}/cancel")
    def cancel_order(self, request: Request, order_id: str):
        order, given = self._find(order_id), self._body(request)
        if order.cancelled:
            self.refuse(428, "Already canceled", code="ORDER_ALREADY_CANCELED")
        self.cancel(order_id, given.get("restockAllItems", False))
        return {"order": self._order(order)}

    @route("GET", "/ecom/v1/payments/orders/{order_id}")
    def transactions(self, request: Request, order_id: str):
        order = self._find(order_id)
        payment = {
            "id": order.id,
            "amount": price(order.total),
            "createdDate": stamp(order.created),
            "regularPaymentDetails": {"status": "APPROVED", "offlinePayment": False},
        }
        refunds = [
            {
                "id": refund.id,
                "createdDate": stamp(refund.at),
                "transactions": [
                    {"amount": price(refund.amount), "refundStatus": "SUCCEEDED"}
                ],
                "details": {
                    "reason": refund.reason,
                    "items": [
                        {"lineItemId": ident, "quantity": count}
                        for ident, count, _ in refund.lines
                    ],
                },
            }
            for refund in order.refunds
        ]
        told = {
            "orderId": order.id,
            "payments": [payment] if order.paid else [],
            "refunds": refunds,
        }
        return {"orderTransactions": told}

    # Fulfilments.

    @route("GET", FULFILMENTS)
    def fulfilments(self, request: Request, order_id: str):
        return {"orderWithFulfillments": self._fulfilments(self._find(order_id))}

    @route("POST", FULFILMENTS + "/create-fulfillment")
    def fulfil(self, request: Request, order_id: str):
        order = self._find(order_id)
        given = self._body(request).get("fulfillment") or {}
        rows = given.get("lineItems") or []
        lines = {line.id: line for line in order.lines}
        if not rows:
            self._bad("fulfillment.lineItems is required")
        for row in rows:
            line = lines.get(row.get("id"))
            if line is None:
                self._bad(f"Line item {row.get('id')} is not in the order")
            if not 1 <= row.get("quantity", line.open) <= line.open:
                self._bad(f"Line item {line.id} has {line.open} left to fulfill")
        told = given.get("trackingInfo") or {}
        wanted = [
            (row["id"], row.get("quantity", lines[row["id"]].open)) for row in rows
        ]
        ident = self.ship(
            order_id,
            wanted,
            told.get("trackingNumber", ""),
            told.get("shippingProvider", ""),
            told.get("trackingLink", ""),
        )
        self.writes.append(f"Order {order.number} fulfilled")
        return {
            "orderWithFulfillments": self._fulfilments(order),
            "fulfillmentId": ident,
        }

    def _fulfilments(self, order: Order) -> dict:
        return {
            "orderId": order.id,
            "fulfillments": [
                {
                    "id": parcel.id,
                    "createdDate": stamp(parcel.at),
                    "lineItems": [{"id": i, "quantity": n} for i, n in parcel.lines],
                    "trackingInfo": {
                        "trackingNumber": parcel.tracking,
                        "shippingProvider": parcel.carrier,
                        "trackingLink": parcel.url,
                    },
                    "status": "Fulfilled",
                    "completed": True,
                }
                for parcel in order.shipments
            ],
        }

    # Webhooks.

    def announce(self, event: str, subject) -> None:
        if event == "stock.changed":
            topic = "wix.stores.catalog.v3.inventory_item_updated"
            if self.catalog == "V1":
                topic = "com.wix.ecommerce.inventory.api.v1.InventoryItemChanged"
            entity = {"entityId": subject.extra["item"], "slug": "updated"}
            body = self._item(subject)
        else:
            slug = ALPHA.get(event, "order_updated")
            topic = f"wix.ecom.v1.{slug}"
            entity = {"entityId": subject.id, "slug": slug.partition("_")[2]}
            body = self._order(subject)
        told = {
            "id": self.next_id(),
            "entityFqdn": topic.rpartition("_")[0],
            "eventTime": stamp(self.now()),
            **entity,
            "updatedEvent": {"currentEntity": body},
        }
        inner = {
            "data": json.dumps(told),
            "instanceId": self.instance_id,
            "eventType": topic,
        }
        now = int(time.time())
        claims = {"data": json.dumps(inner), "iat": now, "exp": now + 3600}
        if self.webhooks.subscriptions:
            token = self._jwt(claims)
            self.webhooks.emit(topic, lambda subscription: token)

    def _jwt(self, claims: dict) -> bytes:
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import padding

        head = _url64(json.dumps({"alg": "RS256", "typ": "JWT"}).encode())
        signed = f"{head}.{_url64(json.dumps(claims).encode())}"
        mac = _key().sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
        return f"{signed}.{_url64(mac)}".encode()

    def sign(self, subscription, topic: str, ident: str, body: bytes) -> dict:
        return {"Content-Type": "text/plain"}
