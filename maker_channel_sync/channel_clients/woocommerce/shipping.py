"""Telling a WooCommerce shop what left, which has no field for it."""

from __future__ import annotations

from ..errors import ItemRejected, Transient
from ..sentences import _lt
from ..types import Shipment, ShipRequest
from . import orders


class WooCommerceShipping:
    """The shipping half of a ``WooCommerceClient``, whose calls it uses."""

    def __init__(self, client):
        self.client = client

    def ship(self, request: ShipRequest) -> Shipment:
        """A note to the customer, the parcel kept on the order, "completed" at last.

        WooCommerce has no field for tracking; what was noted is read first, so a
        repetition notes nothing twice.
        """
        found = self.client.raw_order(request.order_id)
        if found is None:
            raise ItemRejected(_lt("The shop has no such order."), request.order_id)
        parcel = {
            "tracking": request.tracking,
            "carrier": request.carrier,
            "lines": {line: quantity for line, quantity in request.lines},
        }
        shipment = Shipment(request.order_id, request.tracking, request.carrier)
        parcels = orders.shipped(found)
        told = len(parcels) > len(request.known) or request.tracking
        if told and any(orders.same_parcel(one, parcel) for one in parcels):
            return shipment
        if found["status"] not in ("processing", "completed", "on-hold"):
            words = _lt("The order is %(status)s in the shop.", status=found["status"])
            raise ItemRejected(words, request.order_id)
        if request.tracking and not self._has_note(request):
            self._write_note(request)
        parcels.append(parcel)
        body = {"meta_data": [{"key": orders.SHIPMENTS, "value": parcels}]}
        refunds = self.client.refunds(found)
        if not request.lines or orders.all_shipped(found, parcels, refunds):
            body["status"] = "completed"
        self.client.call("PUT", f"/orders/{request.order_id}", json=body)
        return shipment

    def _has_note(self, request) -> bool:
        notes = (
            self.client.call("GET", f"/orders/{request.order_id}/notes").json() or []
        )
        return any(request.tracking in (one.get("note") or "") for one in notes)

    def _write_note(self, request) -> None:
        words = f"Shipped with {request.carrier}, " if request.carrier else "Shipped, "
        words += f"tracking number {request.tracking}."
        if request.tracking_url:
            words += f" {request.tracking_url}"
        try:
            self.client.call(
                "POST",
                f"/orders/{request.order_id}/notes",
                json={"note": words, "customer_note": request.notify},
                idempotent=False,
            )
        except Transient as error:
            if not (error.maybe_applied and self._has_note(request)):
                raise
