"""Faire orders: a retailer buys wholesale, Faire pays."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timezone
from decimal import Decimal

from ..countries import two_letters
from ..reading import read_lines, read_order, readable
from ..sentences import _lt, joined
from ..types import Address, Order, OrderLine, Shipment, Status
from ..values import quantity

STATUSES = {
    "NEW": Status("paid"),
    "PROCESSING": Status("paid"),
    "BACKORDERED": Status("paid"),
    "PENDING_RETAILER_CONFIRMATION": Status("open"),
    "PRE_TRANSIT": Status("shipped"),
    "IN_TRANSIT": Status("shipped"),
    "DELIVERED": Status("shipped"),
    "CANCELED": Status("cancelled", taken=False),
}
"""Faire commits the units of every order that is not fulfilled: its inventory
tells ``available = on_hand - committed`` (External API v2, ProductInventory)."""
GIVEN_BACK = {"RETURNED", "DAMAGED_OR_MISSING"}
FEES = ("commission", "payout_fee", "payout_protection_fee")
BASIC = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(.*)$")
CENT = Decimal("0.01")


def money(value: Mapping | None) -> Decimal:
    """Exact amount of {amount_minor, currency}; 0 where it is missing.

    >>> money({"amount_minor": 900, "currency": "USD"}), money(None)
    (Decimal('9'), Decimal('0'))
    """
    return Decimal((value or {}).get("amount_minor") or 0) / 100


def moment(text: str | None) -> datetime:
    """Faire writes extended and basic ISO 8601.

    >>> moment("20261122T120000.000Z") == moment("2026-11-22T12:00:00Z")
    True
    >>> moment("2026-11-22T12:00:00.1234567").isoformat()
    '2026-11-22T12:00:00.123456+00:00'
    """
    text = BASIC.sub(r"\1-\2-\3T\4:\5:\6\7", text or "1970-01-01T00:00:00Z")
    text = re.sub(r"\.(\d{1,6})\d*", lambda m: "." + m.group(1).ljust(6, "0"), text)
    found = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return found if found.tzinfo else found.replace(tzinfo=timezone.utc)


def order(found: Mapping) -> Order:
    """One order; Faire gives no total, so it is summed here."""
    return read_order(
        _order,
        found,
        key="id",
        names=("display_id",),
        moments=("updated_at", "created_at"),
        moment=moment,
        goods=_goods,
    )


def _goods(found: Mapping) -> tuple[OrderLine, ...]:
    """What an order sold that cannot be read as a whole."""
    if found.get("state") == "CANCELED":
        return ()
    found = {"state": "", **found}
    made = readable(lambda item: _lines(item, found), found.get("items") or ())
    return tuple(line for some in made for line in some)


def _order(found: Mapping) -> Order:
    made = read_lines(lambda item: _lines(item, found), found.get("items") or ())
    lines = tuple(line for some in made for line in some)
    payout = found.get("payout_costs") or {}
    net = sum((_worth(line) for line in lines if not line.cancelled), Decimal(0))
    discount = _discount(found, payout, net)
    tax = _tax(payout)
    state, taken = STATUSES.get(found["state"], Status("review"))
    given = sum((_worth(line) for line in lines if line.refunded), Decimal(0))
    told = payout.get("subtotal_after_brand_discounts")
    total = (money(told) if told else net - discount) + tax
    return Order(
        remote_id=found["id"],
        name=found.get("display_id") or found["id"],
        state=state,
        created=moment(found.get("created_at")),
        updated=moment(found.get("updated_at")),
        currency=_currency(found),
        lines=lines,
        total=total,
        due=total - given,
        discount=discount,
        tax=tax,
        fees=sum((money(payout.get(name)) for name in FEES), Decimal(0)),
        customer_id=found.get("retailer_id") or "",
        delivery=_address(found),
        note=_order_note(found),
        shipments=tuple(shipment(one) for one in found.get("shipments") or ()),
        ship_blocked=_blocked(found),
        ships_itself=bool(found.get("is_fulfilled_by_faire")),
        wants_yes=found["state"] == "NEW",
        parent_order_id=found.get("original_order_id") or "",
        taken=taken,
        status=found["state"],
        raw=dict(found),
    )


def _worth(line: OrderLine) -> Decimal:
    return line.quantity * line.unit_price - line.discount


def shipment(found: Mapping) -> Shipment:
    """One parcel of an order."""
    return Shipment(
        found.get("id") or "",
        found.get("tracking_code") or "",
        found.get("carrier") or "",
    )


def _lines(item: Mapping, found: Mapping) -> list[OrderLine]:
    ordered, price = quantity(item["quantity"]), money(item.get("price"))
    state = item.get("state") or ""
    gone = state == "CANCELED" or found["state"] == "CANCELED"
    title = item.get("product_name") or ""
    if item.get("variant_name"):
        title = f"{title} - {item['variant_name']}"
    common = {
        "listing_id": item.get("variant_id") or "",
        "sku": item.get("sku") or "",
        "kind": "goods" if item.get("variant_id") or item.get("sku") else "custom",
    }
    lines = [
        OrderLine(
            remote_id=item["id"],
            title=title,
            quantity=ordered,
            unit_price=price,
            discount=_cut(item.get("discounts"), ordered * price),
            cancelled=ordered if gone else 0,
            refunded=ordered if state in GIVEN_BACK and not gone else 0,
            note=_customized(item),
            **common,
        )
    ]
    if item.get("includes_tester"):
        lines.append(
            OrderLine(
                remote_id=f"{item['id']}:tester",
                title=f"{title} (tester)",
                quantity=1,
                unit_price=money(item.get("tester_price")),
                cancelled=1 if gone else 0,
                **common,
            )
        )
    return lines


def _cut(discounts, amount: Decimal) -> Decimal:
    """What flat and percentage discounts take off an amount."""
    taken = Decimal(0)
    for one in discounts or ():
        if one.get("discount_type") == "PERCENTAGE":
            share = Decimal(str(one.get("discount_percentage") or 0)) / 100
            taken += (amount * share).quantize(CENT)
        elif one.get("discount_type") == "FLAT_AMOUNT":
            taken += money(one.get("discount_amount"))
    return min(taken, amount)


def _discount(found: Mapping, payout: Mapping, net: Decimal) -> Decimal:
    """Off the whole order: from Faire's own subtotal where it gives one."""
    if payout.get("subtotal_after_brand_discounts"):
        return max(Decimal(0), net - money(payout["subtotal_after_brand_discounts"]))
    return _cut(found.get("brand_discounts"), net)


def _tax(payout: Mapping) -> Decimal:
    """Tax that is paid out to the brand, which has to remit it."""
    return sum(
        (
            money(one.get("value"))
            for one in payout.get("taxes") or ()
            if one.get("effect") == "INCREASES_PAYOUT"
            and one.get("taxable_item_type") in ("ORDER_ITEM", "SHIPPING")
        ),
        Decimal(0),
    )


def _currency(found: Mapping) -> str:
    prices = [item.get("price") or {} for item in found.get("items") or ()]
    return next((one["currency"] for one in prices if one.get("currency")), "")


def _blocked(found: Mapping) -> str:
    if found.get("is_fulfilled_by_faire"):
        return _lt("Faire ships this order itself.")
    if found.get("has_pending_retailer_cancellation_request"):
        return _lt("The retailer has asked to cancel: answer on Faire first.")
    if found["state"] == "BACKORDERED":
        return _lt("Backordered on Faire.")
    return ""


def _order_note(found: Mapping) -> str:
    parts = [found.get("notes") or ""]
    if found.get("purchase_order_number"):
        number = found["purchase_order_number"]
        parts.append(_lt("Purchase order %(number)s", number=number))
    after = found.get("requested_ship_date") or found.get("ship_after")
    if after:
        parts.append(_lt("Ship on or after %(date)s", date=moment(after).date()))
    return joined(filter(None, parts), "\n")


def _customized(item: Mapping) -> str:
    texts = []
    for one in item.get("customizations") or ():
        values = [str(v) for k, v in one.items() if v and not k.endswith("id")]
        texts.append(": ".join(values))
    return "\n".join(filter(None, texts))


def _address(found: Mapping) -> Address:
    address = found.get("address") or {}
    customer = found.get("customer") or {}
    person = f"{customer.get('first_name') or ''} {customer.get('last_name') or ''}"
    return Address(
        name=address.get("name") or person.strip(),
        company=address.get("company_name") or "",
        street=address.get("address1") or "",
        street2=address.get("address2") or "",
        city=address.get("city") or "",
        state=address.get("state_code") or address.get("state") or "",
        zip=address.get("postal_code") or "",
        country=two_letters(address.get("country_code") or ""),
        phone=address.get("phone_number") or "",
    )
