"""What becomes of a WooCommerce order, as seen on a running shop (10.2.4).

Drafts, unpaid and failed orders take no stock. Trash gives nothing back and is
hidden from the list; what is deleted for good is 404 and nobody is told.
"""

from __future__ import annotations

from decimal import Decimal

from . import woocommerce_orders as shapes
from .goods import Order
from .woocommerce_products import WooCommerceProducts

TAKES = {"on-hold", "processing", "completed", "refunded"}


class WooCommerceLife(WooCommerceProducts):
    """A WooCommerce shop as far as the life of its orders goes."""

    def __init__(self, name: str = "", currency: str = ""):
        super().__init__(name, currency)
        self.legacy_storage = False
        """Orders are posts: their trash is announced as a product's first."""
        self.custom_statuses: dict[str, bool] = {}
        """Statuses of a plugin, and whether they take stock."""

    def placed(self, order: Order, options: dict) -> None:
        order.extra = {"status": options.pop("status", "")}
        if order.extra["status"] == "checkout-draft":
            order.paid = False
        for line in list(order.lines):
            for sku, count in line.variant.listing.extra["bundle"].items():
                part = self._new_line(
                    self.variant(sku),
                    count * line.quantity,
                    "",
                    Decimal(0),
                    Decimal(0),
                    "",
                )
                part.price = Decimal(0)
                part.extra["bundled_by"] = line.id
                order.lines.append(part)

    def takes(self, order: Order) -> bool:
        status = shapes.status(order)
        return status in TAKES or self.custom_statuses.get(status, False)

    def place(self, order, paid: bool = True) -> None:
        """The shopper of an opened checkout presses "Place order"."""
        with self.lock:
            order = self.order(order)
            wanted = [(line.variant, line.open) for line in order.lines]
            self._refuse_what_is_sold_out(wanted, "")
            order.extra["status"] = ""
            order.paid = paid
            self._settle_goods(order)
            self._changed(order, "order.created")

    def fail(self, order) -> None:
        """The payment of an order is refused; the buyer may try again."""
        self.set_status(order, "failed")

    def pay_again(self, order) -> None:
        """The buyer opens the order's payment page; SoldOut where stock is short."""
        with self.lock:
            order = self.order(order)
            if shapes.status(order) == "failed":
                wanted = [(line.variant, line.open) for line in order.lines]
                self._refuse_what_is_sold_out(wanted, "")
            order.extra["status"] = ""
            self.pay(order.id)

    def set_status(self, order, status: str) -> None:
        """The seller, a plugin or a payment moves an order to another status."""
        with self.lock:
            order = self.order(order)
            if status == "cancelled":
                self.cancel(order.id)
                return
            if order.cancelled:
                self._uncancel(order)
            order.paid = order.paid or status in ("processing", "completed")
            order.extra["status"] = status
            for line in order.lines if status == "pending" else ():
                # back to unpaid gives back, as a cancellation does
                self._move(line, line.open, -line.open)
                line.extra["taken"] = False
            self._settle_goods(order)
            self._changed(order, "order.updated")

    def cancel(self, order, restock: bool = True) -> None:
        with self.lock:
            self.order(order).extra["status"] = ""
            super().cancel(order, restock)

    def _uncancel(self, order: Order) -> None:
        """What a cancellation gave back is taken again."""
        order.cancelled = None
        order.refunds = [one for one in order.refunds if one.reason != "cancelled"]
        for line in order.lines:
            count, restocked = line.extra.pop("called_off", (0, False))
            line.cancelled -= count
            line.restocked -= count if restocked else 0
            self._move(line, -count if restocked else 0, count)

    def trash(self, order) -> None:
        """The seller throws an order away."""
        with self.lock:
            order = self.order(order)
            order.extra["before"] = order.extra["status"]
            order.extra["status"] = "trash"
            if self.legacy_storage:
                self._announce_id("product.deleted", order)
            self._changed(order, "order.deleted")

    def restore(self, order) -> None:
        """The seller takes an order out of the trash."""
        with self.lock:
            order = self.order(order)
            order.extra["status"] = order.extra.pop("before", "")
            self._changed(order, "order.restored")

    def delete(self, order) -> None:
        """An order is deleted for good: 404 from now on, and no notice."""
        with self.lock:
            del self.orders[self.order(order).id]

    def _announce_id(self, topic: str, order: Order) -> None:
        self.webhooks.emit(topic, lambda row: {"id": int(order.id)})
