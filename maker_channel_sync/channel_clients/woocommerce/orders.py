"""WooCommerce orders; every amount is without tax, tax stands beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timezone
from decimal import Decimal
from html import unescape

from ..kinds import kind_of_fee
from ..reading import read_lines, read_order, readable
from ..texts import plain
from ..types import Address, Order, OrderLine, Quantity, Refund, Shipment, Status
from ..values import quantity

STATUSES = {
    "checkout-draft": Status("draft", taken=False),
    "pending": Status("open", taken=False),
    "failed": Status("open", taken=False),
    "on-hold": Status("open"),
    "processing": Status("paid"),
    "completed": Status("shipped"),
    "cancelled": Status("cancelled", taken=False),
    "trash": Status("cancelled"),
    "refunded": Status("refunded"),
}
"""Which statuses reduce stock was seen on WooCommerce 10.2.4; its hooks are
``wc_maybe_reduce_stock_levels`` (completed, processing, on-hold) and
``wc_maybe_increase_stock_levels`` (cancelled, pending)."""
REDUCED = "_reduced_stock"
SHIPMENTS = "_maker_shipments"
RESTOCKED = "_restock_refunded_items"
PARENT_KEYS = ("bundled_by", "composite_parent", "mnm_container")
BASKET_KEYS = ("_bundle_cart_key", "_composite_cart_key", "_mnm_cart_key")
FEES = {"_stripe_fee", "_wcpay_transaction_fee", "PayPal Transaction Fee"}
LINK = re.compile(
    r"""<a\b[^>]*\bhref=["']([^"']+)["'][^>]*>(.*?)</a>""", re.IGNORECASE | re.DOTALL
)
NOTE_SKIPS = ("_", "pa_")


def order(found: Mapping, refunds: Iterable[Mapping] = ()) -> Order:
    """One order with its refunds in full (``/orders/{id}/refunds``)."""
    made = read_order(
        lambda one: _order(one, list(refunds)),
        found,
        key="id",
        names=("number",),
        moments=("date_modified_gmt", "date_created_gmt"),
        moment=moment,
        goods=_goods,
    )
    # what is beside a line is read as it was written: see _words
    return replace(
        plain(made), lines=tuple(plain(one, ("note",)) for one in made.lines)
    )


def _goods(found: Mapping) -> tuple[OrderLine, ...]:
    """What an order sold that cannot be read as a whole."""
    if _status(found).state in ("cancelled", "draft"):
        return ()
    rows = found.get("line_items") or ()
    return readable(lambda line: _line(line, 0, False), rows)


def _order(found: Mapping, refunds: Sequence[Mapping]) -> Order:
    state, taken = _status(found)
    back = _returned(refunds)
    sets = parents(found)
    lines = read_lines(
        lambda line: replace(
            _line(line, back.get(line["id"], 0), state == "cancelled"),
            parent=sets.get(str(line["id"]), ""),
        ),
        found.get("line_items") or (),
    )
    fees_back = _fees_given_back(refunds)
    lines += [
        _fee_line(fee, fees_back.get(str(fee["id"]), Decimal(0)))
        for fee in found.get("fee_lines") or ()
        if number(fee.get("total"))
    ]
    return Order(
        remote_id=str(found["id"]),
        name=str(found.get("number") or found["id"]),
        state=state,
        created=moment(found.get("date_created_gmt")),
        updated=moment(found.get("date_modified_gmt")),
        currency=found.get("currency") or "",
        lines=tuple(lines),
        total=number(found.get("total")),
        shipping=number(found.get("shipping_total")),
        shipping_title=", ".join(
            one.get("method_title") or "" for one in found.get("shipping_lines") or ()
        ),
        shipping_tax=_number_or_none(found.get("shipping_tax")),
        shipping_refunded=_given_back(refunds, "shipping_lines", "total"),
        shipping_tax_refunded=_given_back(refunds, "shipping_lines", "total_tax"),
        tax=number(found.get("total_tax")),
        tax_due=_tax_due(found, refunds),
        fees=sum((number(v) for k, v in meta(found).items() if k in FEES), Decimal(0)),
        customer_id=str(found.get("customer_id") or ""),
        billing=_address(found.get("billing") or {}, {}),
        delivery=_address(found.get("shipping") or {}, found.get("billing") or {}),
        note=found.get("customer_note") or "",
        gift_message=str(meta(found).get("gift_message") or ""),
        refunds=tuple(_refund(one) for one in refunds),
        shipments=tuple(
            Shipment(str(found["id"]), one.get("tracking", ""), one.get("carrier", ""))
            for one in shipped(found)
        ),
        taken=taken,
        status=found["status"],
        raw=dict(found),
    )


def _status(found: Mapping) -> Status:
    """Where the status does not say that stock was taken, the lines may: an order of
    a plugin's own status, and one that failed after it had been paid."""
    state, taken = STATUSES.get(found["status"], Status("review", taken=False))
    if state in ("open", "review"):
        lines = found.get("line_items") or ()
        reduced = any(number(meta(line).get(REDUCED)) > 0 for line in lines)
        return Status(state, taken or reduced)
    return Status(state, taken)


def number(value) -> Decimal:
    """Decimal of WooCommerce's text; 0 where it is empty."""
    return Decimal(str(value)) if value not in (None, "") else Decimal(0)


def _number_or_none(value) -> Decimal | None:
    return None if value in (None, "") else number(value)


def moment(text: str | None) -> datetime:
    """A time of the shop's GMT fields, with its zone; 1970 where there is none."""
    found = datetime.fromisoformat((text or "1970-01-01T00:00:00").rstrip("Z"))
    return found.replace(tzinfo=timezone.utc)


def meta(found: Mapping) -> dict:
    """The record's own fields: ``{key: value}``.

    >>> meta({"meta_data": [{"id": 3, "key": "_gift", "value": "yes"}]})
    {'_gift': 'yes'}
    """
    return {one.get("key"): one.get("value") for one in found.get("meta_data") or ()}


def parents(found: Mapping) -> dict[str, str]:
    """``{part: set}`` of an order's lines, by their ids.

    Product Bundles, Composite Products and Mix and Match name the line of the set
    in a field of the part, or the key that it had in the basket.
    """
    keys, sets = {}, {}
    for line in found.get("line_items") or ():
        ident, kept = str(line.get("id")), meta(line)
        keys[ident] = ident
        keys.update({str(kept[key]): ident for key in BASKET_KEYS if kept.get(key)})
        told = [line.get(key) or kept.get(f"_{key}") for key in PARENT_KEYS]
        if any(told):
            sets[ident] = str(next(filter(None, told)))
    return {part: keys[of] for part, of in sets.items() if keys.get(of, part) != part}


def shipped(found: Mapping) -> list[dict]:
    """Parcels noted on the order by this client: {tracking, carrier, lines}."""
    value = meta(found).get(SHIPMENTS)
    return [one for one in value if isinstance(one, dict)] if value else []


def same_parcel(one: Mapping, parcel: Mapping) -> bool:
    """Whether two notes speak of one parcel: by tracking, else by what is in it.

    >>> noted = {"tracking": "", "lines": {"7": 2}}
    >>> same_parcel(noted, {"tracking": "", "lines": {"7": 2}})
    True
    >>> same_parcel(noted, {"tracking": "1Z9", "lines": {"7": 2}})
    False
    """
    if parcel["tracking"]:
        return one.get("tracking") == parcel["tracking"]
    return not one.get("tracking") and one.get("lines") == parcel["lines"]


def all_shipped(
    found: Mapping, parcels: Sequence[Mapping], refunds: Iterable[Mapping]
) -> bool:
    """Whether no unit is left that neither a parcel holds nor a refund took off.

    A parcel without lines holds the whole order.
    """
    back = _returned(refunds)
    left = {
        str(line["id"]): quantity(line["quantity"]) - back.get(int(line["id"]), 0)
        for line in found["line_items"]
    }
    for parcel in parcels:
        lines = parcel.get("lines") or {}
        if not lines:
            return True
        for line, sent in lines.items():
            left[line] = left.get(line, 0) - quantity(sent)
    sets = parents(found)

    def gone(line: str) -> bool:
        """What left as its set, or as its parts, has left."""
        parts = [part for part, of in sets.items() if of == line]
        whole = left.get(sets.get(line, ""), 1) <= 0
        return left[line] <= 0 or whole or bool(parts) and all(map(gone, parts))

    return all(map(gone, left))


def _returned(refunds: Iterable[Mapping]) -> dict[int, Quantity]:
    found: dict[int, Quantity] = {}
    for refund in refunds:
        for line in refund.get("line_items") or ():
            of = meta(line).get("_refunded_item_id")
            if of:
                back = abs(quantity(line["quantity"]))
                found[int(of)] = found.get(int(of), 0) + back
    return found


def _given_back(refunds: Iterable[Mapping], lines: str, amount: str) -> Decimal:
    """What refunds took off the lines of this kind; they are negative there."""
    return -sum(
        (
            number(line.get(amount))
            for refund in refunds
            for line in refund.get(lines) or ()
        ),
        Decimal(0),
    )


def _fees_given_back(refunds: Iterable[Mapping]) -> dict[str, Decimal]:
    """``{fee id: amount}`` of fees that were paid back."""
    found: dict[str, Decimal] = {}
    for refund in refunds:
        for line in refund.get("fee_lines") or ():
            of = str(meta(line).get("_refunded_item_id") or "")
            found[of] = found.get(of, Decimal(0)) - number(line.get("total"))
    return found


def _tax_due(found: Mapping, refunds: Sequence[Mapping]) -> Decimal | None:
    """Tax that is left; None where a refund does not tell its own."""
    told = [one for one in refunds if one.get("line_items") or one.get("tax_lines")]
    if len(told) < len(refunds):
        return None
    kinds = ("line_items", "shipping_lines", "fee_lines")
    back = sum((_given_back(refunds, kind, "total_tax") for kind in kinds), Decimal(0))
    return number(found.get("total_tax")) - back


def _line(line: Mapping, refunded: Quantity, cancelled: bool) -> OrderLine:
    ordered = quantity(line["quantity"])
    subtotal, total = number(line.get("subtotal")), number(line.get("total"))
    variation = line.get("variation_id")
    product = line.get("product_id")
    listing = f"{product}:{variation}" if variation else str(product or "")
    restocked = quantity(meta(line).get(RESTOCKED))
    return OrderLine(
        remote_id=str(line["id"]),
        listing_id=listing,
        title=line.get("name") or "",
        quantity=ordered,
        unit_price=subtotal / ordered if ordered else subtotal,
        sku=line.get("sku") or "",
        discount=subtotal - total,
        tax=number(line.get("total_tax")),
        cancelled=ordered - refunded if cancelled else 0,
        refunded=refunded,
        restocked=min(refunded, restocked),
        kind="goods" if listing or line.get("sku") else "custom",
        note="\n".join(
            f"{unescape(str(one.get('display_key') or one['key']))}: {_told(one)}"
            for one in line.get("meta_data") or ()
            if not str(one.get("key")).startswith(NOTE_SKIPS)
        ),
    )


def _told(one: Mapping) -> str:
    """What the buyer entered, to the letter; of a link its words and where it leads.

    The display text is made for a page: escaped, on one line, and a file without
    its link.
    """
    value = one.get("value")
    if not isinstance(value, str):
        value = unescape(str(one.get("display_value") or value))
    return LINK.sub(r"\2 (\1)", value)


def _fee_line(fee: Mapping, given_back: Decimal) -> OrderLine:
    amount, name = number(fee.get("total")), fee.get("name") or ""
    return OrderLine(
        remote_id=f"fee:{fee['id']}",
        listing_id="",
        title=name,
        quantity=1,
        unit_price=amount,
        tax=number(fee.get("total_tax")),
        refunded=1 if given_back and given_back == amount else 0,
        kind=kind_of_fee(name, amount),
    )


def _refund(found: Mapping) -> Refund:
    lines = []
    for line in found.get("line_items") or ():
        of = meta(line).get("_refunded_item_id")
        if of:
            lines.append((str(of), abs(quantity(line["quantity"])), False))
    return Refund(
        remote_id=str(found["id"]),
        amount=abs(number(found.get("amount") or found.get("total"))),
        reason=found.get("reason") or "",
        lines=tuple(lines),
    )


def _address(found: Mapping, fallback: Mapping) -> Address:
    """The delivery address; a shop that does not ask for one has only billing."""
    if not any(found.get(key) for key in ("address_1", "city", "postcode")):
        found = {**found, **fallback} if fallback else found
    name = f"{found.get('first_name') or ''} {found.get('last_name') or ''}".strip()
    return Address(
        name=name,
        company=found.get("company") or "",
        street=found.get("address_1") or "",
        street2=found.get("address_2") or "",
        city=found.get("city") or "",
        state=found.get("state") or "",
        zip=found.get("postcode") or "",
        country=found.get("country") or "",
        email=found.get("email") or fallback.get("email") or "",
        phone=found.get("phone") or fallback.get("phone") or "",
    )
