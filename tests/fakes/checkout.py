"""Buying, cancelling, refunding and shipping in a fake shop."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from .goods import Line, Order, Parcel, Refunded, SoldOut, Variant
from .shop import ShopFake

CENT = Decimal("0.01")


class Checkout(ShopFake):
    """What buyers and the seller do; each step is atomic, as a database makes it."""

    def buy(self, lines: Iterable, **options) -> str:
        """Place an order of (SKU or id, quantity) pairs and return its id.

        Raises SoldOut, and changes nothing, where a listing cannot be bought.
        Options: personalisation (text, or {sku: text}), discount, line_discount,
        tax, tax_rate, tip, shipping, gift_wrap, gift_message, note, buyer, email,
        company, country, test, unpaid, location, force (sell what is not there,
        as a race between two buyers does), and the vendor's own.
        """
        with self.lock:
            wanted = [(self.variant(key), self.units(count)) for key, count in lines]
            if not wanted or any(count < 1 for _, count in wanted):
                raise ValueError("Buy at least one unit of something.")
            place = options.pop("location", "")
            if not options.pop("force", False):
                self._refuse_what_is_sold_out(wanted, place)
            order = self._new_order(wanted, place, options)
            self.orders[order.id] = order
            self.placed(order, options)
            if options:
                raise TypeError(f"{self.vendor} checkout knows no {sorted(options)}.")
            self.announce("order.created", order)
            self._settle_goods(order)
            return self.order_key(order)

    def takes(self, order: Order) -> bool:
        """Whether the shop takes an order's goods off its numbers by now."""
        return True

    def _settle_goods(self, order: Order) -> None:
        """Take the goods of an order, once the vendor's rule says so."""
        for line in order.lines:
            if line.extra.get("taken") or not self.takes(order):
                continue
            line.extra["taken"] = True
            self._move(line, -line.open, line.open)

    @staticmethod
    def units(count) -> int:
        """How many a buyer asks for; ValueError, in words, where it is no number."""
        try:
            return int(count)
        except ValueError:
            raise ValueError(
                f"Say how many as a whole number, not {count!r}."
            ) from None

    def pay(self, order) -> None:
        """The payment of an unpaid order comes in."""
        with self.lock:
            order = self.order(order)
            order.paid = True
            self._settle_goods(order)
            self._changed(order, "order.paid")

    def cancel(self, order, restock: bool = True) -> None:
        """Cancel what is not shipped yet, with the goods back in stock or not."""
        with self.lock:
            order = self.order(order)
            for line in order.lines:
                count = line.open
                line.extra["called_off"] = (count, restock)
                line.cancelled += count
                line.restocked += count if restock else 0
                self._move(line, count if restock else 0, -count)
            order.cancelled = self.now()
            if order.paid:
                given = sum((refund.amount for refund in order.refunds), Decimal(0))
                self._refunded(order, order.total - given, [], "cancelled")
            self._changed(order, "order.cancelled")

    def refund(
        self,
        order,
        lines: Iterable = (),
        restock: bool = False,
        amount=None,
        shipping=0,
        shipping_tax=0,
    ) -> str:
        """Give money back for (SKU or line id, quantity) pairs; returns an id.

        ``shipping`` and its tax come on top. Without lines it is ``amount`` alone.
        Unshipped units of a restocked line
        are taken off the order, as the vendors do.
        """
        with self.lock:
            order = self.order(order)
            taken, total = [], Decimal(0)
            for key, count in lines:
                line = self.line(order, key)
                if count > line.refundable:
                    raise ValueError("More refunded than was bought.")
                taken.append((line.id, count, restock))
                total += self.unit_paid(line) * count
                self._take_back(line, count, restock)
            amount = total if amount is None else Decimal(str(amount))
            back = Decimal(str(shipping)), Decimal(str(shipping_tax))
            refund = self._refunded(order, amount + sum(back), taken, "refunded")
            refund.shipping = back
            self._changed(order, "order.refunded")
            return refund.id

    def ship(
        self, order, lines=None, tracking: str = "", carrier: str = "", url: str = ""
    ) -> str:
        """Ship an order, or (line id, quantity) pairs of it; returns the parcel."""
        with self.lock:
            order = self.order(order)
            wanted = [
                (self.line(order, key), count)
                for key, count in (lines or [(li.id, li.open) for li in order.lines])
            ]
            if any(count > line.open for line, count in wanted):
                raise ValueError("More shipped than is open.")
            for line, count in wanted:
                line.shipped += count
                self._move(line, 0, -count)
            sent = [(line.id, count) for line, count in wanted if count]
            parcel = Parcel(
                self.next_id("parcel"), sent, tracking, carrier, url, self.now()
            )
            order.shipments.append(parcel)
            self._changed(order, "order.shipped")
            return parcel.id

    def edit(self, order, key: str, quantity: int) -> None:
        """Change a line's quantity after the sale; fewer go back to stock."""
        with self.lock:
            order = self.order(order)
            line = self.line(order, key)
            more = quantity - (line.quantity - line.cancelled)
            if more > 0:
                share = Decimal(line.quantity + more) / line.quantity
                tax = (line.tax * share).quantize(CENT)
                order.tax += tax - line.tax
                line.tax = tax
                line.discount = (line.discount * share).quantize(CENT)
                line.quantity += more
            else:
                line.cancelled -= more
                line.restocked -= more
                line.extra["edited"] = line.extra.get("edited", 0) - more
            self._move(line, -more, more)
            self._changed(order, "order.updated")

    def adjust(self, order, fees=None, **money) -> None:
        """Change shipping, discount, tax or fees (name, amount, tax) by hand."""
        with self.lock:
            order = self.order(order)
            for name, amount in money.items():
                if name not in ("shipping", "discount", "tax"):
                    raise TypeError(f"An order has no {name}.")
                setattr(order, name, Decimal(str(amount)))
            if fees is not None:
                order.extra["fees"] = [
                    (name, Decimal(str(amount)), Decimal(str(tax)))
                    for name, amount, tax in fees
                ]
            self._changed(order, "order.updated")

    def unit_paid(self, line: Line) -> Decimal:
        """What one unit of a line cost the buyer, tax included."""
        whole = line.price * line.quantity - line.discount + line.tax
        return (whole / line.quantity).quantize(CENT)

    # How it is done.

    def _refuse_what_is_sold_out(self, wanted, place: str) -> None:
        needed: dict[str, int] = {}
        for variant, count in wanted:
            needed[variant.id] = needed.get(variant.id, 0) + count
            level = variant.levels[place] if place else variant.level
            free = variant.oversell or not variant.tracked
            if variant.listing.state != "active" or not variant.enabled:
                raise SoldOut(f"{variant.sku or variant.id} is not for sale.")
            if not free and level.available < needed[variant.id]:
                raise SoldOut(
                    f"{variant.sku or variant.id}: {level.available} left,"
                    f" {needed[variant.id]} wanted."
                )

    def _new_order(self, wanted, place: str, options: dict) -> Order:
        now = self.now()
        notes = options.pop("personalisation", "")
        rate = Decimal(str(options.pop("tax_rate", 0)))
        cut = Decimal(str(options.pop("line_discount", 0)))
        lines = [
            self._new_line(variant, count, notes, rate, cut if not index else 0, place)
            for index, (variant, count) in enumerate(wanted)
        ]
        money = {
            name: Decimal(str(options.pop(name)))
            for name in ("discount", "shipping", "tax", "tip", "gift_wrap")
            if name in options
        }
        money.setdefault("tax", sum((line.tax for line in lines), Decimal(0)))
        words = {
            name: options.pop(name)
            for name in ("gift_message", "note", "buyer", "email", "company", "country")
            if name in options
        }
        return Order(
            self.make_id("order", next(self._orders)),
            next(self._numbers),
            options.pop("created", now),
            now,
            lines,
            self.currency,
            paid=not options.pop("unpaid", False),
            test=options.pop("test", False),
            **money,
            **words,
        )

    def _new_line(self, variant: Variant, count, notes, rate, cut, place) -> Line:
        gross = variant.price * count - cut
        return Line(
            self.next_id("line"),
            variant,
            variant.listing.title,
            variant.sku,
            count,
            variant.price,
            discount=Decimal(cut),
            tax=(gross * rate).quantize(CENT),
            note=notes.get(variant.sku, "") if isinstance(notes, dict) else notes,
            location=place or next(iter(variant.levels)),
        )

    def line(self, order: Order, key) -> Line:
        """The line of an order with this id or SKU; KeyError where there is none."""
        for line in order.lines:
            if str(key) in (line.id, line.sku):
                return line
        raise KeyError(f"Order {order.number} has no line {key!r}.")

    def _take_back(self, line: Line, count: int, restock: bool) -> None:
        line.refunded += count
        unshipped = min(count, line.open)
        line.cancelled += unshipped
        line.taken_off += unshipped
        if restock:
            line.restocked += count
        self._move(line, count if restock else 0, -unshipped)

    def _refunded(self, order: Order, amount, lines, reason: str) -> Refunded:
        refund = Refunded(self.next_id("refund"), amount, lines, reason, self.now())
        order.refunds.append(refund)
        return refund

    def _move(self, line: Line, available: int, committed: int) -> None:
        variant = self.current(line.variant)
        if variant is None or not variant.tracked or not (available or committed):
            return
        if not line.extra.get("taken"):
            return
        level = variant.levels[line.location]
        level.available += available
        level.committed += committed
        self.touch(variant)

    def _changed(self, order: Order, event: str) -> None:
        if order.id in self.silent:
            return
        order.updated = self.now()
        self.announce(event, order)
