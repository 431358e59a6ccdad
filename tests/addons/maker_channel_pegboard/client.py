"""Pegboard, an imaginary shop with four endpoints."""

from datetime import datetime
from decimal import Decimal

from odoo.addons.maker_channel_sync.channel_clients.base import (
    Capabilities,
    ChannelClient,
)
from odoo.addons.maker_channel_sync.channel_clients.errors import ItemRejected
from odoo.addons.maker_channel_sync.channel_clients.types import (
    Address,
    Check,
    Listing,
    Order,
    OrderLine,
    Shipment,
    Stock,
    StockResult,
)


class PegboardClient(ChannelClient):
    """One Pegboard shop; quantities are set one hook at a time."""

    capabilities = Capabilities(batch_size=50)

    def check(self):
        shop = self._call("GET", "/shop").json()
        return Check(shop["name"], shop["id"])

    def iter_listings(self):
        for hook in self._hooks():
            yield Listing(
                remote_id=hook["id"],
                parent_id=hook["id"],
                title=hook["title"],
                sku=hook["sku"],
                quantity=hook["quantity"],
            )

    def get_stock(self, remote_ids):
        wanted = set(remote_ids)
        return {
            hook["id"]: Stock(hook["id"], hook["quantity"])
            for hook in self._hooks()
            if hook["id"] in wanted
        }

    def set_stock(self, changes):
        known = {hook["id"] for hook in self._hooks()}
        return [self._set(change, known) for change in changes]

    def iter_orders(self, since):
        for order in self._call("GET", "/orders").json():
            if datetime.fromisoformat(order["updated"]) >= since:
                yield self._order(order)

    def get_order(self, remote_id):
        for order in self._call("GET", "/orders").json():
            if order["id"] == remote_id:
                return self._order(order)
        return None

    def ship(self, request):
        self._call("POST", f"/orders/{request.order_id}/ship", json={})
        return Shipment(request.order_id, request.tracking, request.carrier)

    def _hooks(self):
        return self._call("GET", "/hooks").json()

    def _set(self, change, known):
        if change.remote_id not in known:
            error = ItemRejected("This hook is gone.", change.remote_id)
            return StockResult(change.remote_id, None, error)
        path = f"/hooks/{change.remote_id}"
        self._call("PUT", path, json={"quantity": change.quantity})
        return StockResult(change.remote_id, change.quantity)

    def _order(self, order):
        return Order(
            remote_id=order["id"],
            name=order["id"],
            state="paid",
            created=datetime.fromisoformat(order["updated"]),
            updated=datetime.fromisoformat(order["updated"]),
            currency="",
            lines=(
                OrderLine(
                    remote_id=order["id"],
                    listing_id=order["hook"],
                    title=order["hook"],
                    quantity=order["count"],
                    unit_price=Decimal(order["price"]),
                ),
            ),
            delivery=Address(name=order["buyer"]),
        )
