"""Money in odd cents: taxes, tips, coupons, edits, refunds, payments that come late."""

from decimal import Decimal

from channel_furnish import PRICES
from channel_story import (
    CENT,
    FIGURES,
    RATES,
    TAKES_UNPAID,
    WOO,
    cents,
    picks,
    rich_orders,
)
from fakes.goods import SoldOut
from hypothesis import strategies as st
from hypothesis.stateful import rule

EDITS_MONEY = ("shopify", "woocommerce", "wix")
EDITS_QUANTITIES = (*EDITS_MONEY, "faire")
HAS_FEES = ("woocommerce", "wix")
REFUNDS_SHIPPING = ("shopify", "woocommerce")
TELLS_TAX_OF_SHIPPING = ("woocommerce",)
EXTRAS = {
    "etsy": ("shipping", "discount", "gift_wrap"),
    "shopify": ("shipping", "discount", "line_discount", "tip"),
    "faire": ("discount", "line_discount"),
    "woocommerce": ("shipping", "discount", "line_discount", "tip", "gift_wrap"),
    "wix": ("shipping", "discount", "line_discount", "tip", "gift_wrap"),
}
"""What beside goods an order may have; all but Faire's buyers pay tax, too."""


def is_open(order):
    return not (order.cancelled or order.shipped)


class MoneyRules:
    """What a shop's buyer pays, and what its seller changes or gives back."""

    @rule(order=rich_orders, unpaid=st.booleans())
    def somebody_buys_with_extras(self, order, unpaid):
        self._buy_with_extras(*order, unpaid=unpaid)

    def _buy_with_extras(self, code, sku, count, purse, rate, unpaid=False):
        options = {name: purse[name] for name in EXTRAS[code]}
        if code != "faire":
            options["tax_rate"] = rate
        if code in TELLS_TAX_OF_SHIPPING:
            cut = options["line_discount"]
            goods = (Decimal(PRICES[sku]) * count - cut) * Decimal(rate)
            shipping = options["shipping"] * Decimal(rate)
            options["tax"] = goods.quantize(CENT) + shipping.quantize(CENT)
        if code in TAKES_UNPAID and unpaid:
            options["unpaid"] = True
        self._buy(code, [(sku, count)], **options)
        FIGURES["orders with extras"] += 1

    @rule(pick=picks, shipping=cents, discount=cents)
    def the_seller_changes_shipping_and_discount(self, pick, shipping, discount):
        order = self._pick(
            pick, lambda one: one.shop in EDITS_MONEY and is_open(one) and not one.back
        )
        if order and not self._there(order).refunds:
            shop = self.world.shops[order.shop]
            shop.adjust(order.ref, shipping=shipping, discount=discount)
            FIGURES["money changed by the seller"] += 1

    @rule(pick=picks, fee=st.integers(-99, 199), rate=st.sampled_from(RATES[:2]))
    def the_seller_adds_a_fee(self, pick, fee, rate):
        order = self._pick(
            pick, lambda one: one.shop in HAS_FEES and is_open(one) and not one.back
        )
        if order and fee and not self._there(order).refunds:
            fee *= CENT
            tax = (fee * Decimal(rate)).quantize(CENT)
            self.world.shops[order.shop].adjust(
                order.ref, fees=[("Cash on delivery", fee, tax)]
            )
            FIGURES["money changed by the seller"] += 1

    @rule(pick=picks, more=st.integers(-2, 2))
    def the_seller_changes_a_quantity(self, pick, more):
        order = self._pick(
            pick,
            lambda one: one.shop in EDITS_QUANTITIES and is_open(one) and not one.back,
        )
        if not order or not more:
            return
        sku = max(order.lines, key=order.due)
        target = order.due(sku) + more
        if target < 1 or self._there(order).refunds:
            return
        shop = self.world.shops[order.shop]
        if more > 0:
            with self.model.selling(order):
                shop.edit(order.ref, self.world.sku(sku), target)
                order.lines[sku] += more
        else:
            with self.model.giving_back(order):
                shop.edit(order.ref, self.world.sku(sku), target)
                order.back[sku] = -more
        FIGURES["quantities changed by the seller"] += 1

    @rule(pick=picks, share=st.sampled_from((1, 2)))
    def shipping_and_its_tax_are_refunded(self, pick, share):
        order = self._pick(
            pick,
            lambda one: one.shop in REFUNDS_SHIPPING and one.paid and not one.cancelled,
        )
        there = order and self._there(order)
        if not there or not there.shipping or there.refunds:
            return
        inner = there.tax_now - sum(line.now(line.tax) for line in there.lines)
        inner = Decimal(0) if there.fees else inner
        self.world.shops[order.shop].refund(
            order.ref,
            amount=0,
            shipping=(there.shipping / share).quantize(CENT),
            shipping_tax=(inner / share).quantize(CENT),
        )
        FIGURES["refunds of shipping"] += 1

    @rule(pick=picks, amount=st.integers(1, 99))
    def some_money_is_given_back(self, pick, amount):
        order = self._pick(
            pick,
            lambda one: one.shop != "faire" and one.paid and not one.cancelled,
        )
        if order:
            self.world.shops[order.shop].refund(order.ref, amount=amount * CENT)
            FIGURES["refunds of money alone"] += 1

    @rule(pick=picks, worked=st.booleans())
    def a_failed_payment_comes_late(self, pick, worked):
        order = self._pick(
            pick, lambda one: one.shop == WOO and not (one.paid or one.cancelled)
        )
        if not order:
            return
        shop = self.world.shops[WOO]
        shop.fail(order.ref)
        if worked:
            self.world.work()
        try:
            shop.pay_again(order.ref)
        except SoldOut:
            return
        order.paid = True
        FIGURES["failed payments that came late"] += 1

    def _there(self, order):
        """The order as its shop keeps it."""
        return self.world.shops[order.shop].order(order.ref)
