"""Shopify's fulfilments and fulfilment orders."""

from __future__ import annotations

from .goods import Line, Order
from .shopify_graph import connection
from .shopify_shapes import Shapes, gid, when


class FulfilmentShapes(Shapes):
    """Adds parcels, and what is still to be sent, to the shapes."""

    def fulfillment(self, order: Order, parcel) -> dict:
        lines = {line.id: line for line in order.lines}
        tracking = {
            "company": parcel.carrier or None,
            "number": parcel.tracking or None,
            "url": parcel.url or None,
        }
        return {
            "__typename": "Fulfillment",
            "id": gid("Fulfillment", parcel.id),
            "legacyResourceId": parcel.id,
            "name": f"#{order.number}-F{order.shipments.index(parcel) + 1}",
            "status": "SUCCESS",
            "displayStatus": "FULFILLED",
            "createdAt": when(parcel.at),
            "updatedAt": when(parcel.at),
            "totalQuantity": sum(count for _, count in parcel.lines),
            "trackingInfo": lambda info, **_: [tracking] if parcel.tracking else [],
            "order": lambda info: self.order(order),
            "fulfillmentLineItems": self.pages(
                parcel.lines,
                lambda entry: {
                    "id": gid("FulfillmentLineItem", entry[0]),
                    "quantity": entry[1],
                    "lineItem": self.line(order, lines[entry[0]]),
                },
                ident=lambda entry: int(entry[0]),
            ),
        }

    def lines_at(self, order: Order, place: str) -> list[Line]:
        """The lines that ship from a place."""
        return [line for line in order.lines if line.location == place]

    def fulfillment_order(self, order: Order, place: str) -> dict:
        lines = self.lines_at(order, place)
        left = sum(line.open for line in lines)
        status = "CLOSED"
        if left:
            partly = any(line.shipped for line in lines)
            status = "IN_PROGRESS" if partly else order.extra["hold"] or "OPEN"
        return {
            "__typename": "FulfillmentOrder",
            "id": gid("FulfillmentOrder", self.fulfillment_order_id(order, place)),
            "status": status,
            "requestStatus": "UNSUBMITTED",
            "createdAt": when(order.created),
            "updatedAt": when(order.updated),
            "orderId": gid("Order", order.id),
            "orderName": f"#{order.number}",
            "order": lambda info: self.order(order),
            "assignedLocation": {
                "name": self.shop.places[place]["name"],
                "countryCode": "US",
                "location": lambda info: self.location(place),
            },
            "supportedActions": (
                [{"action": "CREATE_FULFILLMENT", "externalUrl": None}] if left else []
            ),
            "fulfillmentHolds": [],
            "lineItems": lambda info, **asked: connection(
                lines, lambda line: self.fulfillment_line(order, line), asked
            ),
        }

    def fulfillment_order_id(self, order: Order, place: str) -> str:
        return str(int(order.id) * 10 + order.extra["places"].index(place))

    def fulfillment_line(self, order: Order, line: Line) -> dict:
        return {
            "__typename": "FulfillmentOrderLineItem",
            "id": gid("FulfillmentOrderLineItem", f"9{line.id}"),
            "totalQuantity": line.quantity - line.cancelled,
            "remainingQuantity": line.open,
            "sku": line.sku or None,
            "requiresShipping": True,
            "productTitle": line.title,
            "variantTitle": line.variant.title or None,
            "inventoryItemId": gid("InventoryItem", line.variant.extra["item"]),
            "lineItem": lambda info: self.line(order, line),
            "variant": lambda info: self.variant(line.variant),
        }
