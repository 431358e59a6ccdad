"""Telling Etsy what left, with a carrier by the name Etsy has for it."""

from __future__ import annotations

import re

from ..errors import ChannelError, ItemRejected, RequestRefused, ScopeError, Transient
from ..sentences import _lt
from ..types import Shipment, ShipRequest
from . import orders

OTHER = "other"


class EtsyShipping:
    """The parcels' half of an ``EtsyClient``, whose calls it uses."""

    def __init__(self, client):
        self.client = client
        self._names: tuple[str, ...] | None = None

    def ship(self, request: ShipRequest) -> Shipment:
        """Every success mails the buyer, so what is there already is not repeated."""
        known = self._shipped(request)
        if known:
            return known
        body = {}
        if request.tracking:
            body["tracking_code"] = request.tracking
            body["carrier_name"] = known_carrier(request.carrier, self._carriers())
        try:
            return self._post(request, body)
        except RequestRefused as error:
            refused = "carrier" in error.detail.lower()
            if not refused or body.get("carrier_name", OTHER) == OTHER:
                raise ItemRejected(error.words, request.order_id) from None
        except Transient as error:
            known = error.maybe_applied and self._shipped(request)
            if known:
                return known
            raise
        return self._post(request, {**body, "carrier_name": OTHER})

    def _carriers(self) -> tuple[str, ...]:
        """Etsy's names of the carriers that serve the shop's country."""
        if self._names is None:
            client = self.client
            try:
                shop = client.call("GET", f"/shops/{client.shop_id}").record()
                country = shop.get("shipping_from_country_iso") or shop.get(
                    "shop_location_country_iso"
                )
                rows = client.call(
                    "GET",
                    "/shipping-carriers",
                    params={"origin_country_iso": country or "US"},
                ).rows("results")
            except ChannelError:
                # a parcel is told all the same, under the name it was given
                return ()
            self._names = tuple(row["name"] for row in rows if row.get("name"))
        return self._names

    def _post(self, request, body) -> Shipment:
        path = f"/shops/{self.client.shop_id}/receipts/{request.order_id}/tracking"
        try:
            receipt = self.client.call(
                "POST", path, json=body, idempotent=False
            ).record()
        except ScopeError as error:
            if error.missing or "scope" in str(error).lower():
                needed = error.missing or ("transactions_w",)
                raise ScopeError(error.words, needed) from None
            raise ScopeError(
                _lt(
                    "Etsy does not let this app report shipments in the shop's "
                    "region. Mark the order as sent on Etsy by hand. "
                    "(%(problem)s)",
                    problem=error.words,
                )
            ) from None
        parcels = orders.order(receipt).shipments if receipt.get("receipt_id") else ()
        return next(
            (one for one in reversed(parcels) if one.tracking == request.tracking),
            Shipment("", request.tracking, request.carrier),
        )

    def _shipped(self, request) -> Shipment | None:
        order = self.client.get_order(request.order_id)
        if order is None:
            raise ItemRejected(_lt("Etsy has no such order."), request.order_id)
        if order.state == "cancelled":
            words = _lt("This order was cancelled on Etsy.")
            raise ItemRejected(words, request.order_id)
        if not request.tracking and order.state == "shipped":
            return next(iter(order.shipments), Shipment(""))
        matches = (one for one in order.shipments if one.tracking == request.tracking)
        return next(matches, None) if request.tracking else None


def known_carrier(given: str, names: tuple[str, ...]) -> str:
    """The vendor's name of a carrier, "other" where it has none.

    Where the vendor's names are not at hand, the given one is kept.

    >>> known_carrier("Royal Mail Tracked 24", ("royal-mail", "dhl", "dhl-express"))
    'royal-mail'
    >>> known_carrier("DHL Express", ("royal-mail", "dhl", "dhl-express"))
    'dhl-express'
    >>> known_carrier("The neighbour's van", ("royal-mail", "dhl"))
    'other'
    """
    plain = _plain(given)
    if not plain:
        return OTHER
    if not names:
        return given
    found = [name for name in names if _plain(name) and plain.startswith(_plain(name))]
    return max(found, key=len, default=OTHER)


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", (text or "").lower())
