"""Shopify's other mutations: fulfilment, webhooks, products."""

from __future__ import annotations

from .goods import Order
from .shopify_shapes import gid, number, when
from .shopify_stock import StockWrites


class Writes(StockWrites):
    """Every mutation of one shop."""

    def root(self) -> dict:
        return {
            **super().root(),
            "fulfillmentCreate": self.fulfil,
            "fulfillmentCreateV2": self.fulfil,
            "fulfillmentTrackingInfoUpdate": self.retrack,
            "fulfillmentOrderMove": self.move,
            "webhookSubscriptionCreate": self.subscribe,
            "webhookSubscriptionUpdate": self.resubscribe,
            "webhookSubscriptionDelete": self.unsubscribe,
            "productSet": self.product_set,
            "inventoryItemUpdate": self.update_item,
        }

    def fulfil(self, info, fulfillment, message=None):
        asked, errors, found = fulfillment["lineItemsByFulfillmentOrder"], [], []
        for index, row in enumerate(asked):
            for place, item in enumerate(row.get("fulfillmentOrderLineItems") or []):
                if item["quantity"] <= 0:
                    path = ["fulfillment", "lineItemsByFulfillmentOrder", str(index)]
                    path += ["fulfillmentOrderLineItems", str(place), "quantity"]
                    text = "Quantity must be greater than 0"
                    errors.append({"field": path, "message": text})
        if not errors:
            found = [
                self._fulfillment_order(row["fulfillmentOrderId"]) for row in asked
            ]
            text = self._cannot_fulfil(asked, found)
            if text:
                errors = [{"field": ["fulfillment"], "message": text}]
        if errors:
            return {"fulfillment": None, "userErrors": errors}
        order = found[0][0]
        lines = [
            pair
            for row, at in zip(asked, found, strict=True)
            for pair in self._wanted(row, *at)
        ]
        told = fulfillment.get("trackingInfo") or {}
        numbers = told.get("numbers") or [told.get("number") or ""]
        ident = self.shop.ship(
            order.id,
            lines,
            numbers[0],
            told.get("company") or "",
            told.get("url") or next(iter(told.get("urls") or []), ""),
        )
        self.shop.writes.append(f"Order #{order.number} shipped: {numbers[0]}")
        parcel = next(p for p in order.shipments if p.id == ident)
        return {"fulfillment": self.shapes.fulfillment(order, parcel), "userErrors": []}

    def _fulfillment_order(self, ident: str) -> tuple[Order, str] | None:
        for order in self.shop.orders.values():
            for place in order.extra["places"]:
                if number(ident) == self.shapes.fulfillment_order_id(order, place):
                    return order, place
        return None

    def _cannot_fulfil(self, asked: list, found: list) -> str:
        if None in found:
            return "Fulfillment order does not exist."
        for row, (order, place) in zip(asked, found, strict=True):
            told = self.shapes.fulfillment_order(order, place)["status"]
            if told not in ("OPEN", "IN_PROGRESS"):
                ident = number(row["fulfillmentOrderId"])
                return (
                    f"Fulfillment order {ident} has an unfulfillable"
                    f" status= {told.lower()}."
                )
        if len({order.id for order, _ in found}) > 1:
            ids = ", ".join(order.id for order, _ in found)
            return (
                "All fulfillment orders must belong to the same order. Multiple"
                f" orders with ids [{ids}] were found."
            )
        if len({place for _, place in found}) > 1:
            ids = ", ".join(place for _, place in found)
            return (
                "All fulfillment orders must be assigned to a single location."
                f" Multiple locations with ids [{ids}] were found."
            )
        for row, (order, place) in zip(asked, found, strict=True):
            known = {f"9{li.id}": li for li in self.shapes.lines_at(order, place)}
            for item in row.get("fulfillmentOrderLineItems") or []:
                line = known.get(number(item["id"]))
                if line is None:
                    return "Fulfillment order line item does not exist."
                if item["quantity"] > line.open:
                    return "Invalid fulfillment order line item quantity requested."
        return ""

    def _wanted(self, row: dict, order: Order, place: str) -> list[tuple[str, int]]:
        items = row.get("fulfillmentOrderLineItems")
        if items:
            return [(number(item["id"])[1:], item["quantity"]) for item in items]
        return [
            (li.id, li.open) for li in self.shapes.lines_at(order, place) if li.open
        ]

    def retrack(self, info, fulfillmentId, trackingInfoInput, notifyCustomer=False):
        for order in self.shop.orders.values():
            for parcel in order.shipments:
                if parcel.id == number(fulfillmentId):
                    parcel.tracking = trackingInfoInput.get("number") or ""
                    parcel.carrier = trackingInfoInput.get("company") or ""
                    parcel.url = trackingInfoInput.get("url") or ""
                    told = self.shapes.fulfillment(order, parcel)
                    return {"fulfillment": told, "userErrors": []}
        error = {"field": ["fulfillmentId"], "message": "Fulfillment does not exist."}
        return {"fulfillment": None, "userErrors": [error]}

    def move(self, info, id, newLocationId, fulfillmentOrderLineItems=None):
        found, place = self._fulfillment_order(id), number(newLocationId)
        nothing = {
            "movedFulfillmentOrder": None,
            "originalFulfillmentOrder": None,
            "remainingFulfillmentOrder": None,
        }
        text = ""
        if found is None:
            text = "Fulfillment order does not exist."
        elif place not in self.shop.places:
            text = "The specified location could not be found."
        elif any(line.shipped for line in self.shapes.lines_at(*found)):
            text = "Fulfillment order has already been partly fulfilled."
        if text:
            return {**nothing, "userErrors": [{"field": ["id"], "message": text}]}
        order, old = found
        for line in self.shapes.lines_at(order, old):
            self.shop.stock_at(line.variant, place)
            levels = line.variant.levels
            for at, sign in ((old, -1), (place, 1)):
                levels[at].committed += sign * line.open
                levels[at].available -= sign * line.open
            line.location = place
            self.shop.touch(line.variant)
        order.extra["places"].append(place)
        told = self.shapes.fulfillment_order(order, place)
        return {**nothing, "movedFulfillmentOrder": told, "userErrors": []}

    # Webhooks.

    def subscribe(self, info, topic, webhookSubscription):
        given = webhookSubscription
        url = given.get("uri") or given.get("callbackUrl") or ""
        errors = []
        if not url.startswith(("https://", "http://127.0.0.1", "http://localhost")):
            errors = ["Address protocol http:// is not supported"]
        if any(
            row.active and (row.topic, row.url) == (topic, url)
            for row in self.shop.webhooks.subscriptions
        ):
            errors = ["Address for this topic has already been taken"]
        if errors:
            field = ["webhookSubscription", "callbackUrl"]
            told = [{"field": field, "message": text} for text in errors]
            return {"webhookSubscription": None, "userErrors": told}
        row = self.shop.webhooks.subscribe(topic, url, id=self.shop.next_id())
        return {"webhookSubscription": self.subscription(row), "userErrors": []}

    def subscription(self, row) -> dict:
        """WebhookSubscription."""
        moment = when(self.shop.now())
        return {
            "__typename": "WebhookSubscription",
            "id": gid("WebhookSubscription", row.id),
            "legacyResourceId": row.id,
            "topic": row.topic,
            "uri": row.url,
            "callbackUrl": row.url,
            "endpoint": {"__typename": "WebhookHttpEndpoint", "callbackUrl": row.url},
            "format": "JSON",
            "includeFields": [],
            "metafieldNamespaces": [],
            "filter": None,
            "createdAt": moment,
            "updatedAt": moment,
            "apiVersion": {
                "handle": self.shop.webhook_version,
                "displayName": self.shop.webhook_version,
                "supported": True,
            },
        }

    def _subscription(self, ident: str):
        for row in self.shop.webhooks.subscriptions:
            if row.active and row.id == number(ident):
                return row
        return None

    def resubscribe(self, info, id, webhookSubscription):
        row = self._subscription(id)
        if row is None:
            error = {"field": ["id"], "message": "Webhook subscription does not exist"}
            return {"webhookSubscription": None, "userErrors": [error]}
        row.url = webhookSubscription.get("uri") or row.url
        return {"webhookSubscription": self.subscription(row), "userErrors": []}

    def unsubscribe(self, info, id):
        row = self._subscription(id)
        if row is None:
            error = {"field": ["id"], "message": "Webhook subscription does not exist"}
            return {"deletedWebhookSubscriptionId": None, "userErrors": [error]}
        row.active = False
        return {"deletedWebhookSubscriptionId": id, "userErrors": []}

    # Products.

    def product_set(self, info, input, synchronous=True, identifier=None):
        rows = [
            {
                "sku": given.get("sku")
                or (given.get("inventoryItem") or {}).get("sku")
                or "",
                "price": given.get("price") or "0",
                "barcode": given.get("barcode") or "",
                "quantity": sum(
                    row["quantity"] for row in given.get("inventoryQuantities") or []
                ),
                "values": {
                    value["optionName"]: value["name"]
                    for value in given.get("optionValues") or []
                    if value["name"] != "Default Title"
                },
            }
            for given in input.get("variants") or [{}]
        ]
        if not input.get("title"):
            error = {
                "field": ["input", "title"],
                "message": "Title can't be blank",
                "code": "INVALID_INPUT",
            }
            return {"product": None, "userErrors": [error]}
        state = (input.get("status") or "ACTIVE").lower()
        handle = (identifier or {}).get("handle") or input.get("handle")
        known = [
            one
            for one in self.shop.listings
            if handle and one.extra.get("handle") == handle
        ]
        if known:
            return {"product": self.shapes.product(known[0]), "userErrors": []}
        listing = self.shop.add_listing(input["title"], variants=rows, state=state)
        listing.extra["handle"] = handle
        self.shop.writes.append(f"Product {listing.title} created ({state})")
        return {"product": self.shapes.product(listing), "userErrors": []}

    def update_item(self, info, id, input):
        found = [v for v in self.shop.variants() if v.extra["item"] == number(id)]
        if not found:
            text = "The product couldn't be updated because it does not exist."
            return {
                "inventoryItem": None,
                "userErrors": [{"field": ["id"], "message": text}],
            }
        for variant in found:
            if input.get("tracked") is not None:
                variant.tracked = input["tracked"]
        return {"inventoryItem": self.shapes.item(found[0]), "userErrors": []}
