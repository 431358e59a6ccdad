"""Buyers and sellers: orders, payments, cancellations, trash."""

from channel_model import Sold
from channel_story import (
    FIGURES,
    TAKES_UNPAID,
    TELLS_REFUNDED_LINES,
    WOO,
    counts,
    picks,
    shops,
    skus,
)
from fakes.goods import SoldOut
from hypothesis import strategies as st
from hypothesis.stateful import rule


class OrderRules:
    """What happens to orders in the shops."""

    @rule(code=shops, wanted=st.lists(st.tuples(skus, counts), min_size=1, max_size=2))
    def somebody_buys(self, code, wanted):
        self._buy(code, wanted)

    @rule(code=shops, sku=skus, count=counts, seen=st.booleans())
    def somebody_buys_and_workers_run(self, code, sku, count, seen):
        self._buy(code, [(sku, count)])
        if seen:
            self.world.hear()
        self.world.work()

    @rule(code=shops, sku=skus, count=counts)
    def two_buyers_race_for_the_last(self, code, sku, count):
        self._buy(code, [(sku, count)], force=True)

    @rule(code=st.sampled_from(TAKES_UNPAID), sku=skus, count=counts)
    def somebody_buys_and_pays_later(self, code, sku, count):
        self._buy(code, [(sku, count)], unpaid=True)

    @rule(pick=picks)
    def a_payment_comes_in(self, pick):
        order = self._pick(pick, lambda one: not one.paid and not one.cancelled)
        if not order:
            return
        shop = self.world.shops[order.shop]
        try:
            shop.pay_again(order.ref) if order.shop == WOO else shop.pay(order.ref)
        except SoldOut:
            return
        order.paid = True

    @rule(pick=picks, restock=st.booleans())
    def an_order_is_cancelled(self, pick, restock):
        order = self._pick(
            pick, lambda one: not (one.cancelled or one.shipped or one.back)
        )
        if order:
            with self.model.giving_back(order):
                self.world.shops[order.shop].cancel(order.ref, restock=restock)
                order.cancelled = True

    @rule(sku=skus, count=counts, placed=st.booleans())
    def somebody_opens_a_checkout(self, sku, count, placed):
        shop = self.world.shops[WOO]
        try:
            ref = shop.buy([(self.world.sku(sku), count)], status="checkout-draft")
            self.world.work()
            if placed:
                shop.place(ref)
        except SoldOut:
            return
        if placed:
            self.model.sell(Sold(WOO, ref, {sku: count}))
            FIGURES["checkouts placed"] += 1
        else:
            shop.delete(ref)
            FIGURES["checkouts abandoned"] += 1

    @rule(pick=picks)
    def a_payment_fails(self, pick):
        order = self._pick(
            pick, lambda one: one.shop == WOO and not (one.paid or one.cancelled)
        )
        if order:
            self.world.shops[WOO].fail(order.ref)
            FIGURES["payments failed"] += 1

    @rule(pick=picks)
    def a_cancellation_is_not_told(self, pick):
        order = self._pick(
            pick, lambda one: not (one.cancelled or one.shipped or one.back)
        )
        if not order or not self._is_known(order):
            return
        shop = self.world.shops[order.shop]
        shop.silent.add(shop.order(order.ref).id)
        with self.model.giving_back(order):
            shop.cancel(order.ref)
            order.cancelled = self.edited = True
        FIGURES["cancellations not told"] += 1

    @rule(pick=picks)
    def an_order_is_thrown_away(self, pick):
        order = self._pick(
            pick,
            lambda one: (
                one.shop == WOO and not (one.cancelled or one.shipped or one.back)
            ),
        )
        if order and self._is_known(order):
            with self.model.giving_back(order):
                self.world.shops[WOO].trash(order.ref)
                order.cancelled = order.thrown_away = self.edited = True
            FIGURES["orders thrown away"] += 1

    @rule(pick=picks)
    def a_cancelled_order_goes_on(self, pick):
        order = self._pick(
            pick,
            lambda one: (
                one.shop == WOO and one.cancelled and not (one.shipped or one.back)
            ),
        )
        if not order:
            return
        shop = self.world.shops[WOO]
        shop.silent.clear()
        if order.thrown_away:
            shop.restore(order.ref)
        shop.set_status(order.ref, "processing")
        self.model.goes_on(order)
        FIGURES["cancelled orders that went on"] += 1

    @rule(pick=picks)
    def a_unit_is_refunded_and_put_back(self, pick):
        order = self._pick(
            pick,
            lambda one: (
                one.shop in TELLS_REFUNDED_LINES
                and one.paid
                and not (one.cancelled or one.shipped)
                and max(one.due(sku) for sku in one.lines) > 1
            ),
        )
        if order:
            sku = max(order.lines, key=order.due)
            key = self.world.sku(sku)
            with self.model.giving_back(order):
                self.world.shops[order.shop].refund(order.ref, [(key, 1)], restock=True)
                order.back[sku] = order.back.get(sku, 0) + 1

    @rule(code=shops, sku=skus, count=st.integers(0, 30))
    def a_number_is_changed_by_hand(self, code, sku, count):
        self.world.shops[code].set_stock_by_hand(self.world.sku(sku), count)
        self.edited = True
