"""What a Shopify order comes to: taxes, shipping, surcharges and what is left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from ..sentences import _lt
from ..types import OrderLine

ZERO = Decimal(0)


def money(bag: Mapping | None) -> Decimal:
    """Exact amount in the shop's currency; 0 where it is missing."""
    return Decimal(((bag or {}).get("shopMoney") or {}).get("amount") or 0)


def due(node: Mapping) -> Decimal:
    """What was paid and kept, and what is still to be paid."""
    if not node.get("netPaymentSet"):
        return money(node.get("currentTotalPriceSet") or node.get("totalPriceSet"))
    return money(node["netPaymentSet"]) + money(node.get("totalOutstandingSet"))


def tax_due(node: Mapping, remitted: Decimal) -> Decimal | None:
    """Tax that is left after edits and refunds; None where nothing tells it."""
    changed = node.get("refunds") or any(
        line["currentQuantity"] != line["quantity"]
        for line in node["lineItems"]["nodes"]
    )
    if not changed or not node.get("currentTotalTaxSet") or remitted:
        return None
    return money(node["currentTotalTaxSet"])


def remitted_now(node: Mapping, remitted: Decimal) -> Decimal:
    """What is left, after edits and refunds, of the tax that the channel remits.

    Shopify tells the current tax as a whole: the channel's share of it is that of
    the tax as ordered.
    """
    whole = money(node.get("totalTaxSet"))
    if not remitted or not whole or not node.get("currentTotalTaxSet"):
        return remitted
    share = money(node["currentTotalTaxSet"]) / whole
    return min(remitted * share, due(node))


def shipping_tax(lines) -> Decimal | None:
    """Tax on the shipping that we have to declare; None where it is not told."""
    told = [one["taxLines"] for one in lines if one.get("taxLines") is not None]
    if len(told) < len(lines) or not told:
        return None
    return sum((_own_tax(taxes) for taxes in told), ZERO)


def shipping_back(node: Mapping, charged: Decimal) -> Decimal:
    """What of the shipping was paid back."""
    if not node.get("currentShippingPriceSet"):
        return ZERO
    return max(charged - money(node["currentShippingPriceSet"]), ZERO)


def _own_tax(taxes) -> Decimal:
    whole = sum((money(one["priceSet"]) for one in taxes), ZERO)
    return whole - channels_tax(taxes)


def channels_tax(taxes) -> Decimal:
    """Tax that the channel itself remits."""
    return sum(
        (money(one.get("priceSet")) for one in taxes if one.get("channelLiable")), ZERO
    )


def own(line: OrderLine, remitted: Decimal, inside: bool) -> OrderLine:
    """A line without the tax that is the channel's, where the rest is ours."""
    if not remitted:
        return line
    cut = remitted if inside else ZERO
    return replace(line, tax=line.tax - remitted, discount=line.discount + cut)


def surcharges(node: Mapping) -> list[OrderLine]:
    """Duties and other fees on the whole order; what they are now."""
    sums = {
        "duties": (_lt("Duties"), node.get("currentTotalDutiesSet")),
        "fees": (_lt("Additional fees"), node.get("currentTotalAdditionalFeesSet")),
    }
    if node.get("dutiesIncluded"):
        del sums["duties"]
    return [
        OrderLine(f"fee:{key}", "", title, 1, money(amount), kind="fee")
        for key, (title, amount) in sums.items()
        if money(amount)
    ]


def collected(node: Mapping) -> bool:
    taxes = [one for one in node.get("taxLines") or () if money(one.get("priceSet"))]
    return bool(taxes) and all(one.get("channelLiable") for one in taxes)


def fees(node: Mapping) -> Decimal:
    return sum(
        (
            Decimal(fee["amount"]["amount"])
            for payment in node.get("transactions") or ()
            if payment.get("status") == "SUCCESS"
            for fee in payment.get("fees") or ()
        ),
        Decimal(0),
    )
