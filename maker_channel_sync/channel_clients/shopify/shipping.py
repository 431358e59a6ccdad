"""Telling Shopify what left, by its fulfilment orders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..errors import ItemRejected, RequestRefused, ScopeError, Transient
from ..sentences import _lt
from ..types import Shipment, ShipRequest
from . import orders, queries
from .orders import gid, number

SHIPPABLE = {"OPEN", "IN_PROGRESS", "INCOMPLETE"}
NOT_REQUIRED = "FULFILLMENT_NOT_REQUIRED"
"""Status since 2026-10 of an order that needs nothing told about parcels."""


class ShopifyShipping:
    """The fulfilment half of a ``ShopifyClient``, whose calls it uses."""

    def __init__(self, client):
        self.client = client

    def ship(self, request: ShipRequest) -> Shipment:
        """One fulfilment a location; what was reported before is left alone."""
        order = self._to_ship(request.order_id)
        known = request.among(orders.shipments(order))
        if known:
            return known
        groups, held = _groups(order, dict(request.lines))
        if groups and self._moved(groups):
            order = self._to_ship(request.order_id)
            groups, held = _groups(order, dict(request.lines))
        if not groups:
            done = orders.shipments(order)
            if done and not held:
                return done[-1]
            if order.get("displayFulfillmentStatus") == NOT_REQUIRED:
                return Shipment("", request.tracking, request.carrier)
            words = (
                _lt("Shopify holds this order: look at it on Shopify.")
                if held
                else _lt("Nothing is left to ship: look at it on Shopify.")
            )
            raise ItemRejected(words, request.order_id)
        shipment = None
        for parts in groups.values():
            shipment = self._fulfil(request, parts)
        return shipment

    def _moved(self, groups: Mapping[str, Sequence[dict]]) -> bool:
        """Whether work was moved to the place the goods left from.

        Shopify takes them off the stock of the place the work is assigned to.
        Where it refuses to move it, the work is fulfilled where it is.
        """
        ours = self.client.chosen_location
        moved = False
        for place, parts in groups.items():
            if not ours or place in ("", ours):
                continue
            for part in parts:
                try:
                    answer = self.client.graphql(
                        queries.MOVE,
                        {"id": part["fulfillmentOrderId"], "location": ours},
                    )["fulfillmentOrderMove"]
                except (RequestRefused, ScopeError):
                    continue
                moved = moved or not answer["userErrors"]
        return moved

    def _to_ship(self, order_id: str) -> dict:
        variables = {"id": gid("Order", order_id), "works": 20, "lines": 100}
        order, works, seen = None, [], set()
        while True:
            found = self.client.sized(queries.TO_SHIP, variables, ("lines", "works"))
            page = found.get("order")
            if not page:
                raise ItemRejected(_lt("Shopify has no such order."), order_id)
            order = order or page
            works += [self._whole(one) for one in page["fulfillmentOrders"]["nodes"]]
            info = page["fulfillmentOrders"].get("pageInfo") or {}
            cursor = info.get("endCursor")
            if not info.get("hasNextPage") or not cursor or cursor in seen:
                return {**order, "fulfillmentOrders": {"nodes": works}}
            seen.add(cursor)
            variables["after"] = cursor

    def _whole(self, work: dict) -> dict:
        """A fulfilment order with all of its lines."""
        lines, info = work["lineItems"], work["lineItems"].get("pageInfo") or {}
        if not info.get("hasNextPage"):
            return work
        pages = self.client.pages(
            queries.MORE_TO_SHIP,
            {"id": work["id"], "after": info.get("endCursor")},
            lambda data: data["fulfillmentOrder"]["lineItems"],
        )
        rest = [line for page in pages for line in page["nodes"]]
        return {**work, "lineItems": {"nodes": [*lines["nodes"], *rest]}}

    def _fulfil(self, request, parts: Sequence[dict]) -> Shipment:
        fulfilment = {
            "lineItemsByFulfillmentOrder": list(parts),
            "notifyCustomer": request.notify,
        }
        tracking = {
            "number": request.tracking,
            "company": request.carrier,
            "url": request.tracking_url,
        }
        if request.tracking:
            fulfilment["trackingInfo"] = {k: v for k, v in tracking.items() if v}
        try:
            answer = self.client.graphql(
                queries.SHIP, {"fulfillment": fulfilment}, idempotent=False
            )["fulfillmentCreate"]
        except Transient as error:
            known = error.maybe_applied and request.among(
                orders.shipments(self._to_ship(request.order_id))
            )
            if known:
                return known
            raise
        if answer["userErrors"]:
            words = "; ".join(one["message"] for one in answer["userErrors"])
            raise ItemRejected(_lt("Shopify: %(words)s", words=words), request.order_id)
        made = orders.shipments({"fulfillments": [answer["fulfillment"]]})
        return made[0] if made else Shipment("", request.tracking, request.carrier)


def _groups(order: Mapping, wanted: dict[str, int]) -> tuple[dict, bool]:
    """({location: parts of its fulfilment orders}, something is on hold)."""
    groups: dict[str, list] = {}
    everything, held = not wanted, False
    for work in order["fulfillmentOrders"]["nodes"]:
        if work["status"] not in SHIPPABLE:
            held = held or work["status"] in ("ON_HOLD", "SCHEDULED")
            continue
        taken = []
        for line in work["lineItems"]["nodes"]:
            key, left = number(line["lineItem"]["id"]), line["remainingQuantity"]
            quantity = left if everything else min(left, wanted.get(key, 0))
            if quantity > 0:
                taken.append({"id": line["id"], "quantity": quantity})
                wanted[key] = wanted.get(key, 0) - quantity
        if taken:
            place = ((work.get("assignedLocation") or {}).get("location") or {}).get(
                "id"
            )
            groups.setdefault(place or "", []).append(
                {"fulfillmentOrderId": work["id"], "fulfillmentOrderLineItems": taken}
            )
    return groups, held
