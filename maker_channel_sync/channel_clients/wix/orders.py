"""Wix eCommerce orders."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal

from ..kinds import kind_of_fee
from ..reading import read_lines, read_order, readable
from ..types import Address, Order, OrderLine, Quantity, Refund, Shipment, Status
from ..values import quantity
from .catalog import NO_VARIANT

PRESETS = {"GIFT_CARD": "gift_card", "DIGITAL": "digital", "SERVICE": "digital"}

UNPAID = {
    "NOT_PAID",
    "UNPAID",
    "PENDING",
    "PENDING_MERCHANT",
    "PARTIALLY_PAID",
    "DECLINED",
    "CANCELED",
}
STATUSES = {
    "INITIALIZED": Status("draft", taken=False),
    "PENDING": Status("open"),
    "APPROVED": Status("paid"),
    "CANCELED": Status("cancelled", taken=False),
    "REJECTED": Status("cancelled", taken=False),
}
"""An order paid online is INITIALIZED until its payment is through, and approved
then (dev.wix.com, Order object: ``paymentStatus``). What is approved or pending
counts as taken; a site may also be set to take stock when it is paid ("Orders
Settings"), and then its number is read before it is written."""


def order(found: Mapping, transactions: Mapping | None = None) -> Order:
    """One order; discounts given per line are not repeated on the order.

    ``transactions`` (``/ecom/v1/payments/orders/{id}``) tells the refunds.
    """
    return read_order(
        lambda one: _order(one, transactions or {}),
        found,
        key="id",
        names=("number",),
        moments=("updatedDate", "createdDate"),
        moment=moment,
        goods=_goods,
    )


def _goods(found: Mapping) -> tuple[OrderLine, ...]:
    """What an order sold that cannot be read as a whole."""
    if _status(found).state in ("cancelled", "draft"):
        return ()
    return readable(lambda line: _line(line, ""), found.get("lineItems") or ())


def _order(found: Mapping, transactions: Mapping) -> Order:
    summary = found.get("priceSummary") or {}
    shipping = found.get("shippingInfo") or {}
    state, taken = _status(found)
    lines = read_lines(lambda line: _line(line, state), found.get("lineItems") or ())
    in_lines = sum((line.discount for line in lines), Decimal(0))
    lines += [_fee(n, fee) for n, fee in enumerate(found.get("additionalFees") or ())]
    balance = found.get("balanceSummary") or {}
    delivery = (shipping.get("logistics") or {}).get("shippingDestination")
    return Order(
        remote_id=found["id"],
        name=str(found.get("number") or found["id"]),
        state=state,
        created=moment(found.get("purchasedDate") or found.get("createdDate")),
        updated=moment(found.get("updatedDate") or found.get("createdDate")),
        currency=found.get("currency") or "",
        lines=tuple(lines),
        total=money(summary.get("total")) if summary.get("total") else None,
        shipping=money(summary.get("shipping")),
        shipping_title=shipping.get("title") or "",
        shipping_tax=_shipping_tax(shipping) or None,
        discount=max(Decimal(0), money(summary.get("discount")) - in_lines),
        tax=money(summary.get("tax")),
        taxes_included=bool(found.get("taxIncludedInPrices")),
        fees=money(balance.get("platformFees")),
        customer_id=_customer(found.get("buyerInfo") or {}),
        billing=_address(found.get("billingInfo"), found),
        delivery=_address(delivery or found.get("recipientInfo"), found),
        note=_order_note(found),
        refunds=tuple(_refunds(transactions)),
        taken=taken,
        status=str(found.get("status") or ""),
        raw=dict(found),
    )


def money(value: Mapping | None) -> Decimal:
    """The amount of a Wix price, in the order's currency; 0 where it is missing."""
    return Decimal(str((value or {}).get("amount") or 0))


def moment(text: str | None) -> datetime:
    """A time with its zone, whatever the digits of its seconds; 1970 for none.

    >>> moment("2026-11-22T12:00:00.1Z").isoformat()
    '2026-11-22T12:00:00.100000+00:00'
    """
    text = (text or "1970-01-01T00:00:00Z").replace("Z", "+00:00")
    head, dot, rest = text.partition(".")
    if dot:
        digits = "".join(one for one in rest.split("+")[0] if one.isdigit())
        text = f"{head}.{digits[:6].ljust(6, '0')}+00:00"
    return datetime.fromisoformat(text)


def left_to_ship(order: Order, told: Mapping) -> tuple[tuple[str, Quantity], ...]:
    """(line id, quantity) of what no parcel of ``told`` holds yet."""
    left = {
        line.remote_id: line.quantity - line.cancelled - line.refunded
        for line in order.lines
        if not line.remote_id.startswith("fee:")
    }
    for parcel in _parcels(told):
        for line in parcel.get("lineItems") or ():
            if line.get("id") in left:
                left[line["id"]] -= quantity(line.get("quantity"))
    return tuple(left.items())


def _parcels(told: Mapping | None) -> list[Mapping]:
    """Parcels of {orderWithFulfillments: {fulfillments}}."""
    found = ((told or {}).get("orderWithFulfillments") or {}).get("fulfillments")
    return list(found or ())


def shipments(told: Mapping | None) -> list[Shipment]:
    """Parcels already reported."""
    made = []
    for parcel in _parcels(told):
        track = parcel.get("trackingInfo") or {}
        made.append(
            Shipment(
                parcel.get("id") or "",
                track.get("trackingNumber") or "",
                track.get("shippingProvider") or "",
            )
        )
    return made


def _status(found: Mapping) -> Status:
    status, payment = found.get("status"), found.get("paymentStatus")
    known = STATUSES.get(status, Status("review"))
    if status != "APPROVED":
        return known
    if payment in ("FULLY_REFUNDED", "REFUNDED"):
        return Status("refunded")
    if payment in UNPAID:
        return Status("open")
    shipped = found.get("fulfillmentStatus") == "FULFILLED"
    return Status("shipped") if shipped else known


def _line(line: Mapping, state: str) -> OrderLine:
    reference = line.get("catalogReference") or {}
    options = reference.get("options") or {}
    variant = options.get("variantId")
    if not variant and not options.get("options"):
        variant = NO_VARIANT
    product = reference.get("catalogItemId") or ""
    ordered = quantity(line.get("quantity"))
    refunded = min(ordered, quantity(line.get("refundQuantity")))
    tax = line.get("taxInfo") or line.get("taxDetails") or {}
    name = line.get("productName") or {}
    physical = line.get("physicalProperties") or {}
    preset = (line.get("itemType") or {}).get("preset")
    return OrderLine(
        remote_id=line["id"],
        listing_id=f"{product}:{variant}" if product and variant else "",
        title=name.get("original") or "",
        quantity=ordered,
        unit_price=money(line.get("priceBeforeDiscounts") or line.get("price")),
        sku=physical.get("sku") or "",
        discount=money(line.get("totalDiscount")),
        tax=money(tax.get("taxAmount") or tax.get("totalTax")),
        cancelled=ordered - refunded if state == "cancelled" else 0,
        refunded=refunded,
        restocked=min(refunded, quantity(line.get("restockQuantity"))),
        note=_chosen(line, options),
        kind=PRESETS.get(preset, "goods") if product else "custom",
    )


def has_refunds(found: Mapping) -> bool:
    """Whether money went back, so that asking for refunds is worth a call."""
    given = (found.get("balanceSummary") or {}).get("refunded") or {}
    return bool(
        str(given.get("amount") or "0").strip("0.")
        or found.get("paymentStatus") in ("PARTIALLY_REFUNDED", "FULLY_REFUNDED")
    )


def _refunds(transactions: Mapping) -> Iterator[Refund]:
    for one in (transactions.get("orderTransactions") or {}).get("refunds") or ():
        paid = [
            money(part.get("amount"))
            for part in one.get("transactions") or ()
            if part.get("refundStatus", "SUCCEEDED") == "SUCCEEDED"
        ]
        details = one.get("details") or {}
        yield Refund(
            remote_id=one.get("id") or "",
            amount=sum(paid, Decimal(0)),
            reason=details.get("reason") or "",
            lines=tuple(
                (item["lineItemId"], quantity(item.get("quantity")), False)
                for item in details.get("items") or details.get("lineItems") or ()
            ),
        )


def _order_note(found: Mapping) -> str:
    parts = [found.get("buyerNote") or ""]
    for one in found.get("customFields") or ():
        parts.append(f"{one.get('title')}: {one.get('value')}")
    return "\n".join(filter(None, parts))


def _chosen(line: Mapping, options: Mapping) -> str:
    """What the buyer chose or wrote, option choices included."""
    words = dict(options.get("customTextFields") or {})
    for one in line.get("descriptionLines") or ():
        name = (one.get("name") or {}).get("original") or ""
        text = (one.get("plainText") or {}).get("original")
        if text:
            words.setdefault(name, text)
    return "\n".join(f"{name}: {text}" for name, text in words.items())


def _fee(index: int, fee: Mapping) -> OrderLine:
    """Gift wrap, handling and the like: sold without a listing."""
    tax = fee.get("taxInfo") or fee.get("taxDetails") or {}
    name, amount = fee.get("name") or "", money(fee.get("price"))
    return OrderLine(
        remote_id=f"fee:{fee.get('id') or index}",
        listing_id="",
        title=name,
        quantity=1,
        unit_price=amount,
        tax=money(tax.get("taxAmount") or tax.get("totalTax")),
        kind=kind_of_fee(name, amount),
    )


def _shipping_tax(shipping: Mapping) -> Decimal | None:
    """Tax on the shipping; None where it is not told."""
    cost = shipping.get("cost") or {}
    tax = cost.get("taxInfo") or cost.get("taxDetails") or {}
    told = tax.get("taxAmount") or tax.get("totalTax")
    if told:
        return money(told)
    before, after = cost.get("totalPriceBeforeTax"), cost.get("totalPriceAfterTax")
    return money(after) - money(before) if before and after else None


def _customer(buyer: Mapping) -> str:
    return buyer.get("contactId") or buyer.get("memberId") or ""


def _address(found: Mapping | None, order_found: Mapping) -> Address:
    if not found:
        return Address()
    address = found.get("address") or {}
    person = found.get("contactDetails") or {}
    street = address.get("streetAddress") or {}
    line = address.get("addressLine1") or address.get("addressLine")
    first, last = person.get("firstName") or "", person.get("lastName") or ""
    return Address(
        name=f"{first} {last}".strip(),
        company=person.get("company") or "",
        street=line
        or f"{street.get('number') or ''} {street.get('name') or ''}".strip(),
        street2=address.get("addressLine2") or "",
        city=address.get("city") or "",
        state=(address.get("subdivision") or "").rpartition("-")[2],
        zip=address.get("postalCode") or "",
        country=address.get("country") or "",
        email=(order_found.get("buyerInfo") or {}).get("email") or "",
        phone=person.get("phone") or "",
    )
