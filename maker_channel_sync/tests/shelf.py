"""A shop in memory that keeps the contract of channel clients.

It is also the proof that a channel is nothing more than this contract.
"""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal

from ..channel_clients.base import Capabilities, ChannelClient
from ..channel_clients.errors import Conflict, ItemRejected, Transient
from ..channel_clients.types import (
    Address,
    Check,
    Listing,
    Order,
    OrderLine,
    Shipment,
    Stock,
    StockResult,
)


class ShelfClient(ChannelClient):
    """One shop; ``shelf`` maps remote ids to what a shopper can buy."""

    capabilities = Capabilities(
        compare_and_set=True, signs_delivery=True, batch_size=250, drafts=True
    )

    def __init__(self, compares=True):
        super().__init__(transport=None)
        self.capabilities = replace(self.capabilities, compare_and_set=compares)
        self.shelf = {}
        self.listings = {}
        self.orders = {}
        self.shipped = []
        self.writes = []
        self.faults = []
        self.rejected = set()
        self.hide_orders = False
        self.trash = set()
        """Orders that the list does not show, but their ids do."""
        self.calls = 0
        self.drafts = []
        self.lose_answer = False

    def put(self, remote_id, quantity=0, **values):
        """Put something on the shelf."""
        self.shelf[remote_id] = quantity
        values = {"title": remote_id, "parent_id": remote_id, **values}
        self.listings[remote_id] = Listing(remote_id, quantity=quantity, **values)

    def sell(self, remote_id, quantity=1, **values):
        """A shopper buys: the shelf falls at once, the order is told later."""
        self.shelf[remote_id] -= quantity
        number = f"{len(self.orders) + 1001}"
        now = datetime.now(timezone.utc)
        line = OrderLine(
            remote_id=f"{number}-1",
            listing_id=remote_id,
            title=self.listings[remote_id].title,
            sku=self.listings[remote_id].sku,
            quantity=quantity,
            unit_price=Decimal("12.50"),
        )
        order = Order(
            **{
                "remote_id": number,
                "name": f"#{number}",
                "state": "paid",
                "created": now,
                "updated": now,
                "currency": "",
                "lines": (line,),
                "delivery": Address(name="Candle buyer", street="1 Main St"),
                **values,
            }
        )
        self.orders[number] = order
        return order

    def change(self, number, **values):
        """The order changes on the channel."""
        order = self.orders[number]
        moment = order.updated + timedelta(minutes=1)
        self.orders[number] = replace(order, updated=moment, **values)
        return self.orders[number]

    def _call(self):
        self.calls += 1
        if self.faults:
            fault = self.faults.pop(0)
            if fault:
                raise fault

    def check(self):
        self._call()
        return Check("Shelf", "1", "USD")

    def iter_listings(self):
        self._call()
        for one in self.listings.values():
            yield replace(one, quantity=self.shelf.get(one.remote_id, one.quantity))

    def create_draft(self, draft):
        self._call()
        self.drafts.append(draft)
        self.put(
            f"draft-{draft.sku}",
            draft.quantity,
            sku=draft.sku,
            title=draft.title,
            price=draft.price,
            state="draft",
        )
        if self.lose_answer:
            self.lose_answer = False
            raise Transient("The connection broke off.", maybe_applied=True)
        return self.listings[f"draft-{draft.sku}"]

    def get_stock(self, remote_ids):
        self._call()
        return {
            one: Stock(one, self.shelf[one], self.listings[one].tracked)
            for one in remote_ids
            if one in self.shelf and one in self.listings
        }

    def set_stock(self, changes):
        self._call()
        return [self._set(change) for change in changes]

    def _set(self, change):
        remote_id = change.remote_id
        if remote_id in self.rejected:
            return StockResult(remote_id, None, ItemRejected("Not for sale", remote_id))
        shown = self.shelf[remote_id]
        compares = self.capabilities.compare_and_set
        if compares and change.expected not in (None, max(shown, 0)):
            error = Conflict("Changed meanwhile", remote_id, shown)
            return StockResult(remote_id, None, error)
        self.shelf[remote_id] = change.quantity
        self.writes.append((remote_id, change.quantity))
        return StockResult(remote_id, change.quantity)

    def iter_orders(self, since):
        self._call()
        if self.hide_orders:
            return iter(())
        found = [
            order
            for number, order in self.orders.items()
            if order.updated >= since and number not in self.trash
        ]
        return iter(sorted(found, key=lambda order: order.updated))

    def get_order(self, remote_id):
        self._call()
        return self.orders.get(remote_id)

    def ship(self, request):
        self._call()
        self.shipped.append(request)
        return Shipment(f"S{len(self.shipped)}", request.tracking, request.carrier)
