"""What an order comes to: its parts, to the cent, and what its shop says of them.

Shops round as they like: per line or per subtotal, with tax inside their prices or
beside them. The parts made here always add up to the shop's own total; what only
rounding explains is a part of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from .types import Order, OrderLine

CENT = Decimal("0.01")
ZERO = Decimal(0)
MOST_ROUNDING = 5
"""Cents of a whole order that rounding may explain."""
EXTRAS = ("shipping", "gift_wrap", "tip", "discount", "tax", "refund", "rounding")
"""Parts of an order that are no line of it; their key is ``+`` and the name."""


@dataclass(frozen=True)
class Part:
    """One thing the buyer pays for.

    ``net`` (without tax, after discount) and ``tax`` (ours to declare) are those of
    ``quantity`` units; ``whole_net`` and ``whole_tax`` those of what was ordered.
    """

    key: str
    kind: str
    quantity: Decimal
    net: Decimal
    tax: Decimal = ZERO
    whole_quantity: Decimal = Decimal(1)
    whole_net: Decimal = ZERO
    whole_tax: Decimal = ZERO
    line: OrderLine | None = None
    title: str = ""

    @property
    def gross(self) -> Decimal:
        return self.net + self.tax


def kept(order: Order, line: OrderLine) -> Decimal:
    """Units of a line that are still sold: neither cancelled nor paid back."""
    if order.state == "refunded" and not order.shipments:
        return ZERO
    return max(Decimal(line.quantity - line.cancelled - line.refunded), ZERO)


def worth(order: Order, cent: Decimal = CENT) -> Decimal | None:
    """What the order comes to after edits and refunds, by the shop's own sums.

    Tax that the channel itself remits is not in it. None where no total is told.
    """
    if order.total is None:
        return None
    given = sum((refund.amount for refund in order.refunds), ZERO)
    due = order.total - given if order.due is None else order.due
    if order.tax_collected_by_channel:
        left = order.tax_due
        if left is None:
            left = order.tax * due / order.total if order.total else ZERO
        due -= _round(left, cent)
    return _round(due, cent)


def tax_told(order: Order, cent: Decimal = CENT) -> Decimal | None:
    """The tax we have to declare, by the shop's own sums; None where it is not
    told for what is left of the order."""
    if order.tax_collected_by_channel:
        return ZERO
    if order.tax_due is not None:
        return _round(order.tax_due, cent)
    lines = sum((line.tax for line in order.lines), ZERO)
    if order.refunds or any(kept(order, one) != one.quantity for one in order.lines):
        return None
    return _round(order.tax, cent) if order.tax or not lines else None


def parts(order: Order, cent: Decimal = CENT) -> list[Part]:
    """Everything an order consists of; lines first, each under its own id."""
    found = [_goods(order, line, cent) for line in order.lines]
    if order.discount and _spreads(order):
        found = _spread_discount(found, order, cent)
    found += _extras(order, cent)
    if order.taxes_included:
        found = _spread_inner_tax(found, cent)
    found = _as_taxed(found, order, cent)
    return found + _balance(order, found, cent)


def _round(amount: Decimal, cent: Decimal) -> Decimal:
    return amount.quantize(cent, "ROUND_HALF_UP")


def _tolerance(found: Sequence[Part], cent: Decimal) -> Decimal:
    return cent * min(len(found) + 1, MOST_ROUNDING)


def _goods(order: Order, line: OrderLine, cent: Decimal) -> Part:
    amount = line.unit_price * line.quantity - line.discount
    tax, ordered = line.tax, Decimal(line.quantity)
    if order.taxes_included:
        amount -= tax
    if order.tax_collected_by_channel:
        tax = ZERO
    left = kept(order, line)
    share = left / ordered if ordered else ZERO
    gross = _round((amount + tax) * share, cent)
    own_tax = _round(tax * share, cent)
    net = gross - own_tax if order.taxes_included else _round(amount * share, cent)
    return Part(
        line.remote_id,
        line.kind,
        left,
        net,
        own_tax,
        ordered,
        amount,
        tax,
        line,
        line.title,
    )


def _spreads(order: Order) -> bool:
    """Whether the tax of the lines was counted after the discount of the order."""
    taxed = any(line.tax for line in order.lines)
    return taxed and not order.tax_collected_by_channel


def _spread_discount(found: list[Part], order: Order, cent: Decimal) -> list[Part]:
    """Take a discount of the whole order off its lines, the last takes the rest."""
    total = sum((part.whole_net for part in found), ZERO)
    if total <= 0:
        return found
    made, left = [], order.discount
    for place, part in enumerate(found):
        off = _round(order.discount * part.whole_net / total, cent)
        if place == len(found) - 1:
            off = left
        left -= off
        share = part.quantity / part.whole_quantity if part.whole_quantity else ZERO
        made.append(
            replace(
                part,
                net=part.net - _round(off * share, cent),
                whole_net=part.whole_net - off,
            )
        )
    return made


def _extras(order: Order, cent: Decimal) -> list[Part]:
    tax, loose = _tax_beside_lines(order, cent)
    shipping = order.shipping - order.shipping_refunded
    tax = max(tax - order.shipping_tax_refunded, ZERO)
    found = [
        replace(
            _extra("shipping", shipping, tax, order, cent),
            title=order.shipping_title,
        ),
        _extra("gift_wrap", order.gift_wrap, ZERO, order, cent),
        _extra("tip", order.tip, ZERO, order, cent),
        _extra("tax", loose if order.taxes_included else ZERO, loose, order, cent),
    ]
    if not _spreads(order):
        found.append(_extra("discount", -order.discount, ZERO, order, cent))
    return [part for part in found if part.net or part.tax]


def _tax_beside_lines(order: Order, cent: Decimal) -> tuple[Decimal, Decimal]:
    """(tax of the shipping, tax that belongs to nothing that is told)."""
    lines = sum((line.tax for line in order.lines), ZERO)
    rest = max(order.tax - lines, ZERO)
    if lines and rest <= cent * min(len(order.lines) + 1, MOST_ROUNDING):
        rest = ZERO  # the rounding of the lines: see _as_taxed
    if not order.shipping:
        return ZERO, rest
    if order.shipping_tax is None:
        return rest, ZERO
    loose = rest - order.shipping_tax
    return order.shipping_tax, loose if loose > cent * MOST_ROUNDING else ZERO


def _extra(kind, amount, tax, order: Order, cent: Decimal) -> Part:
    """A part of one unit; ``amount`` is as the shop tells prices."""
    net = amount - tax if order.taxes_included else amount
    tax = ZERO if order.tax_collected_by_channel else tax
    net, tax = _round(net, cent), _round(tax, cent)
    return Part(f"+{kind}", kind, Decimal(1), net, tax, Decimal(1), net, tax)


def _spread_inner_tax(found: list[Part], cent: Decimal) -> list[Part]:
    """Tax inside prices that is told for the whole order alone is in its lines."""
    loose = next((part for part in found if part.kind == "tax"), None)
    if loose is None:
        return found
    others = [part for part in found if part is not loose]
    bearing = [part for part in others if not part.tax and part.net > 0] or others
    total = sum((part.net for part in bearing), ZERO)
    if total <= 0:
        return others
    made, left = [], loose.tax
    for part in others:
        if any(part is one for one in bearing):
            inner = _round(loose.tax * part.net / total, cent)
            inner = left if part is bearing[-1] else inner
            left -= inner
            part = replace(
                part,
                net=part.net - inner,
                tax=part.tax + inner,
                whole_net=part.whole_net - inner,
                whole_tax=part.whole_tax + inner,
            )
        made.append(part)
    return made


def _as_taxed(found: list[Part], order: Order, cent: Decimal) -> list[Part]:
    """Give the rounding of the tax to the part that bears most of it."""
    told = tax_told(order, cent)
    if told is None or not any(part.tax for part in found):
        return found
    missing = told - sum((part.tax for part in found), ZERO)
    if not missing or abs(missing) > _tolerance(found, cent):
        return found
    most = max(found, key=lambda part: part.tax)
    inside = missing if order.taxes_included else ZERO
    return [
        replace(part, net=part.net - inside, tax=part.tax + missing)
        if part is most
        else part
        for part in found
    ]


def _balance(order: Order, found: list[Part], cent: Decimal) -> list[Part]:
    """What brings the parts to the shop's total: rounding, or money given back that
    belongs to no part; nothing where neither explains it."""
    due = worth(order, cent)
    if due is None:
        return []
    rest = due - sum((part.gross for part in found), ZERO)
    given = sum((refund.amount for refund in order.refunds), ZERO)
    slack = _tolerance(found, cent)
    if not rest:
        return []
    if abs(rest) <= slack and not _is_money_back(rest, order, found):
        return [replace(_extra("rounding", rest, ZERO, order, cent), tax=ZERO)]
    if rest > 0 or -rest > given + slack:
        return []
    told = tax_told(order, cent)
    tax = ZERO if told is None else told - sum((part.tax for part in found), ZERO)
    tax = min(max(tax, rest), ZERO)
    net = rest - tax
    return [Part("+refund", "refund", Decimal(1), net, tax, Decimal(1), net, tax)]


def _is_money_back(rest: Decimal, order: Order, found: Sequence[Part]) -> bool:
    """Whether a few cents are what a refund without goods gave back."""
    whole = all(part.quantity == part.whole_quantity for part in found)
    return whole and any(refund.amount == -rest for refund in order.refunds)
