"""Telling Faire what left: parcel by parcel, each once."""

from __future__ import annotations

from ..errors import ItemRejected, RequestRefused, Transient
from ..sentences import _lt
from ..types import Shipment, ShipRequest
from . import orders

CARRIERS = {
    *("AUSTRALIA_POST", "CANADA_POST", "CANPAR", "DHL_ECOMMERCE", "DHL_EXPRESS"),
    *("DPD", "DPDUK", "EVRI", "FEDEX", "GSO", "INTERLINK_EXPRESS", "LA_POSTE"),
    *("PARCELFORCE", "POSTNL", "PUROLATOR", "ROYAL_MAIL", "UPS", "USPS"),
}


class FaireShipping:
    """The shipping half of a ``FaireClient``, whose calls it uses."""

    def __init__(self, client):
        self.client = client

    def ship(self, request: ShipRequest) -> Shipment:
        """One parcel, once; an order that waits for a yes is accepted first."""
        order = self.client.get_order(request.order_id)
        if order is None:
            raise ItemRejected(_lt("Faire has no such order."), request.order_id)
        known = _known(order, request)
        if known:
            return known
        if order.ship_blocked or order.state not in ("paid", "shipped"):
            words = order.ship_blocked or _lt(
                "This order is not open for shipping on Faire."
            )
            raise ItemRejected(words, request.order_id)
        if not request.tracking or not request.carrier:
            words = _lt(
                "Faire wants the carrier and the tracking number of every parcel."
            )
            raise ItemRejected(words, request.order_id)
        if order.raw["state"] == "NEW":
            self.client.call("PUT", f"/orders/{request.order_id}/processing", json={})
        return self._post_shipment(request, order)

    def _post_shipment(self, request, order) -> Shipment:
        parcel = {
            "order_id": request.order_id,
            "carrier": _carrier(request.carrier),
            "tracking_code": request.tracking,
            "shipping_type": "SHIP_ON_YOUR_OWN",
        }
        if request.shipping_cost is not None:
            parcel["maker_cost"] = {
                "amount_minor": int((request.shipping_cost * 100).to_integral_value()),
                "currency": request.currency or order.currency,
            }
        try:
            answer = self.client.call(
                "POST",
                f"/orders/{request.order_id}/shipments",
                json={"shipments": [parcel]},
                idempotent=False,
            ).record()
        except RequestRefused as error:
            if "payment is already initiated" in error.detail.lower():
                return Shipment("", request.tracking, request.carrier)
            raise ItemRejected(error.words, request.order_id) from None
        except Transient as error:
            known = error.maybe_applied and _known(
                self.client.get_order(request.order_id), request
            )
            if known:
                return known
            raise
        made = [orders.shipment(one) for one in answer.get("shipments") or ()]
        matches = (one for one in made if one.tracking == request.tracking)
        return next(matches, Shipment("", request.tracking, request.carrier))


def _carrier(name: str) -> str:
    code = name.strip().upper().replace(" ", "_").replace("-", "_")
    return code if code in CARRIERS else name


def _known(order, request) -> Shipment | None:
    """The parcel if Faire has it, or the label that Faire itself sold."""
    if order is None:
        return None
    for found in order.raw.get("shipments") or ():
        if found.get("shipping_type") == "SHIP_WITH_FAIRE" or (
            request.tracking and found.get("tracking_code") == request.tracking
        ):
            return orders.shipment(found)
    return None
