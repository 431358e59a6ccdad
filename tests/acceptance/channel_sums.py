"""What every order of a shop comes to, by the shop's own figures alone, and here."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

CENT = Decimal("0.01")
REMITS_TAX = ("etsy",)
"""Shops that hand the buyer's tax to the state themselves: it is not ours."""
DISAGREE = "Shop and Odoo disagree about order"


class ShopSums:
    """An order of a fake shop: what is left of it, in goods and in money."""

    def __init__(self, code, order):
        self.order = order
        self.currency = order.currency
        self.kept = {line.sku: line.refundable for line in order.lines}
        self.total = order.total - sum(one.amount for one in order.refunds)
        self.tax = order.tax_now - self._tax_given_back()
        self.remits = code in REMITS_TAX
        if self.remits:
            self.total -= self._tax_kept_by_shop()
            self.tax = Decimal(0)
        self.slack = sum(len(one.lines) for one in order.refunds)
        """Cents that the shop's rounding of single refunded lines may make."""

    def _tax_kept_by_shop(self):
        """Such a shop gives money back with its part of the tax: the whole payment
        back leaves no tax, a tenth of it nine tenths."""
        part = self.total / self.order.total if self.order.total else Decimal(0)
        return (self.order.tax * part).quantize(CENT, "ROUND_HALF_UP")

    def _tax_given_back(self):
        given = Decimal(0)
        for refund in self.order.refunds:
            given += refund.shipping[1]
            for ident, count, _restock in refund.lines:
                given += self._tax_of(ident, count)
        return given

    def _tax_of(self, key, count):
        line = self._line(key)
        return (line.tax * count / line.quantity).quantize(CENT)

    def _line(self, key):
        return next(one for one in self.order.lines if key in (one.id, one.sku))

    def worth_of(self, sku, count):
        """``(least, most)`` that units which left and were paid back since are worth:
        with or without their part of the order's discount, and their tax."""
        line = self._line(sku)
        net = line.price * line.quantity - line.discount
        least = net - self.order.discount
        most = net if self.remits else net + line.tax
        share = Decimal(count) / line.quantity
        return least * share - CENT, most * share + CENT


def ours(sale):
    """``(total, tax, {SKU: quantity}, {SKU: (total, tax)})`` of a sale order."""
    have, money = Counter(), {}
    tax = Decimal(str(sale.amount_tax))
    for line in sale.order_line:
        listing = line.maker_listing_id
        if listing:
            have[listing.sku] += line.product_uom_qty / listing.units_per_listing
            money[listing.sku] = line.price_total, line.price_tax
        elif line.maker_channel_line == "+tax":  # no tax of ours has that rate
            tax += Decimal(str(line.price_subtotal))
    return Decimal(str(sale.amount_total)), tax, have, money


def differences(code, order, sale, shipped):
    """Sentences about what a fake shop's order and its sale order do not share.

    :param shipped: goods that left stay on the sale order when they are paid back:
        with their return credited as Odoo does, it comes to the shop's figures
    """
    there = ShopSums(code, order)
    total, tax, have, money = ours(sale)
    found = []
    for sku, kept in there.kept.items():
        more = Decimal(str(have[sku])) - kept
        if shipped and more > 0:
            share = more / Decimal(str(have[sku]))
            whole, inner = (Decimal(str(one)) * share for one in money[sku])
            least, most = there.worth_of(sku, more)
            if not least <= whole <= most:
                found.append(f"{sku}: {whole} to credit, not {least} to {most}")
            total, tax = total - whole, tax - inner
            there.slack += 1
        elif abs(more) > CENT / 2:
            found.append(f"{sku}: {kept} there, {have[sku]} here")
    if set(have) - set(there.kept):
        found.append(f"{set(have) - set(there.kept)} was not bought")
    for name, one, other, slack in (
        ("total", there.total, total, there.slack if shipped else 0),
        ("tax", there.tax, tax, there.slack),
    ):
        if abs(one - other) > slack * CENT + CENT / 2:
            found.append(f"{name}: {one} there, {other} here")
    if sale.currency_id.name != there.currency:
        found.append(f"{there.currency} there, {sale.currency_id.name} here")
    return found


def is_explained(record):
    """Whether a person is told in words, with a to-do, that the two disagree."""
    todos = record.activity_ids.filtered(lambda one: DISAGREE in (one.summary or ""))
    return bool(record.difference and todos)
