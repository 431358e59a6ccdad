"""Shopify orders in the shop's own currency."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from ..kinds import kind_of_fee
from ..reading import read_lines, read_order, readable
from ..sentences import _lt
from ..types import Address, Movement, Order, OrderLine, Refund, Shipment, Status
from ..values import quantity
from . import money as sums
from .money import ZERO, money

STATUSES = {
    None: Status("paid"),
    "PAID": Status("paid"),
    "AUTHORIZED": Status("paid"),
    "PARTIALLY_REFUNDED": Status("paid"),
    "PENDING": Status("open"),
    "PARTIALLY_PAID": Status("open"),
    "EXPIRED": Status("open"),
    "VOIDED": Status("open"),
    "REFUNDED": Status("refunded"),
}
"""By ``displayFinancialStatus``. Shopify commits what an order holds when it is
placed, whatever was paid (shopify.dev, "Inventory states": committed); a draft
order or an abandoned checkout is no order and commits nothing."""
HELD = {
    "ON_HOLD": _lt("Shopify holds this order."),
    "SCHEDULED": _lt("Shopify schedules this order for later."),
}
CAME_BACK = {"RETURN", "LEGACY_RESTOCK"}


def number(gid: str | None) -> str:
    """The number at the end of a global id."""
    return (gid or "").partition("?")[0].rpartition("/")[2]


def gid(kind: str, value: str) -> str:
    """Shopify's global id of a record."""
    return value if value.startswith("gid://") else f"gid://shopify/{kind}/{value}"


def order(node: Mapping) -> Order:
    """One order; amounts discounted per line are not repeated on the order."""
    return read_order(
        _order,
        node,
        key="id",
        names=("name",),
        moments=("updatedAt", "createdAt"),
        moment=_moment,
        goods=_goods,
    )


def _goods(node: Mapping) -> tuple[OrderLine, ...]:
    """What an order sold that cannot be read as a whole."""
    if node.get("cancelledAt"):
        return ()
    return readable(lambda line: _line(line, {}, False), node["lineItems"]["nodes"])


def _order(node: Mapping) -> Order:
    returned = _returned(node)
    state, taken = _status(node)
    remitted = (
        ZERO if sums.collected(node) else sums.channels_tax(node.get("taxLines") or ())
    )
    remitted_now = sums.remitted_now(node, remitted)
    inside = bool(node.get("taxesIncluded"))
    lines = read_lines(
        lambda line: sums.own(
            _line(line, returned.get(line["id"], {}), state == "cancelled"),
            sums.channels_tax(line["taxLines"]) if remitted else ZERO,
            inside,
        ),
        node["lineItems"]["nodes"],
    )
    shipping = [
        one
        for one in (node.get("shippingLines") or {}).get("nodes") or []
        if not one.get("isRemoved")
    ]
    charged = sum((money(one.get("discountedPriceSet")) for one in shipping), ZERO)
    shipping_tax, shipping_back = (
        sums.shipping_tax(shipping),
        sums.shipping_back(node, charged),
    )
    if inside and remitted:
        charged -= sum(
            (sums.channels_tax(one.get("taxLines") or ()) for one in shipping), ZERO
        )
    tips = sum((one.unit_price for one in lines if one.kind == "tip"), ZERO)
    lines += sums.surcharges(node)
    return Order(
        remote_id=number(node["id"]),
        name=node["name"],
        state=state,
        created=_moment(node["createdAt"]),
        updated=_moment(node["updatedAt"]),
        currency=node["currencyCode"],
        lines=tuple(lines),
        total=money(node.get("currentTotalPriceSet") or node.get("totalPriceSet"))
        - remitted_now,
        due=sums.due(node) - remitted_now,
        shipping=charged,
        shipping_title=", ".join(s["title"] for s in shipping if s.get("title")),
        shipping_tax=shipping_tax,
        shipping_refunded=shipping_back,
        shipping_tax_refunded=(
            (shipping_tax or ZERO) * shipping_back / charged if charged else ZERO
        ),
        tip=max(money(node.get("totalTipReceivedSet")) - tips, ZERO),
        tax=money(node.get("totalTaxSet")) - remitted,
        tax_due=sums.tax_due(node, remitted),
        tax_collected_by_channel=sums.collected(node),
        taxes_included=bool(node.get("taxesIncluded")),
        fees=sums.fees(node),
        test=bool(node.get("test")),
        customer_id=number((node.get("customer") or {}).get("id")),
        billing=_address(node.get("billingAddress"), node),
        delivery=_address(node.get("shippingAddress"), node),
        note="\n".join(filter(None, [node.get("note"), _texts(node)])),
        refunds=tuple(_refund(refund) for refund in node.get("refunds") or ()),
        shipments=tuple(shipments(node)),
        ship_blocked=HELD.get(node.get("displayFulfillmentStatus"), ""),
        taken=taken,
        status=node.get("displayFinancialStatus") or "",
        raw=dict(node),
    )


def shipments(node: Mapping) -> list[Shipment]:
    """Parcels already reported, those taken back left out."""
    found = []
    for parcel in node.get("fulfillments") or ():
        if parcel.get("status") in ("CANCELLED", "ERROR", "FAILURE"):
            continue
        tracks = parcel.get("trackingInfo") or [{}]
        found += [
            Shipment(
                number(parcel["id"]),
                track.get("number") or "",
                track.get("company") or "",
            )
            for track in tracks
        ]
    return found


def _status(node: Mapping) -> Status:
    if node.get("cancelledAt"):
        return Status("cancelled", taken=False)
    found = STATUSES.get(node.get("displayFinancialStatus"), Status("review"))
    fulfilled = node.get("displayFulfillmentStatus") == "FULFILLED"
    return Status("shipped") if fulfilled and found.state == "paid" else found


def _returned(node: Mapping) -> dict[str, dict[str, int]]:
    """Refunded units by line id and restock type."""
    found: dict[str, dict[str, int]] = {}
    for refund in node.get("refunds") or ():
        for line in refund["refundLineItems"]["nodes"]:
            kinds = found.setdefault(line["lineItem"]["id"], {})
            kind = line["restockType"]
            kinds[kind] = kinds.get(kind, 0) + quantity(line["quantity"])
    return found


def _line(line: Mapping, returned: Mapping[str, int], cancelled: bool) -> OrderLine:
    ordered = quantity(line["quantity"])
    before = returned.get("CANCEL", 0)
    refunded = sum(returned.values()) - before
    current = quantity(line["currentQuantity"])
    removed = max(0, ordered - current - refunded - before)
    variant = line.get("variant") or {}
    item = number((variant.get("inventoryItem") or {}).get("id"))
    title = line["title"]
    if line.get("variantTitle"):
        title = f"{title} - {line['variantTitle']}"
    return OrderLine(
        remote_id=number(line["id"]),
        listing_id=f"{number(variant['id'])}:{item}" if item else "",
        title=title,
        quantity=ordered,
        unit_price=money(line["originalUnitPriceSet"]),
        sku=line.get("sku") or "",
        discount=sum(
            (money(d["allocatedAmountSet"]) for d in line["discountAllocations"]),
            Decimal(0),
        ),
        tax=sum((money(t["priceSet"]) for t in line["taxLines"]), Decimal(0)),
        cancelled=ordered - refunded if cancelled else before + removed,
        refunded=refunded,
        restocked=sum(n for kind, n in returned.items() if kind in CAME_BACK),
        note=_texts(line),
        kind=_kind(line),
    )


def _kind(line: Mapping) -> str:
    """What a line sells. One that no product was ever behind has no vendor; a line
    whose product was deleted keeps it."""
    if line.get("isGiftCard"):
        return "gift_card"
    known = line.get("variant") or line.get("product") or line.get("sku")
    if known or line.get("vendor"):
        return "goods"
    kind = kind_of_fee(line["title"], 0)
    return "custom" if kind == "fee" else kind


def _texts(node: Mapping) -> str:
    """What the buyer wrote; keys with an underscore belong to apps."""
    return "\n".join(
        f"{one['key']}: {one.get('value') or ''}"
        for one in node.get("customAttributes") or ()
        if not one["key"].startswith("_")
    )


def _refund(refund: Mapping) -> Refund:
    return Refund(
        remote_id=number(refund["id"]),
        amount=money(refund.get("totalRefundedSet")),
        reason=refund.get("note") or "",
        lines=tuple(
            (
                number(line["lineItem"]["id"]),
                quantity(line["quantity"]),
                line["restockType"] != "NO_RESTOCK",
            )
            for line in refund["refundLineItems"]["nodes"]
        ),
    )


def _address(found: Mapping | None, node: Mapping) -> Address:
    """Names and contacts are null where the plan protects customer data."""
    if not found:
        return Address()
    return Address(
        name=found.get("name") or "",
        company=found.get("company") or "",
        street=found.get("address1") or "",
        street2=found.get("address2") or "",
        city=found.get("city") or "",
        state=found.get("provinceCode") or "",
        zip=found.get("zip") or "",
        country=found.get("countryCodeV2") or "",
        email=node.get("email") or "",
        phone=found.get("phone") or node.get("phone") or "",
    )


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def movement(node: Mapping) -> Movement:
    """One payout of Shopify Payments."""
    return Movement(
        remote_id=number(node["id"]),
        kind="payout",
        at=_moment(node["issuedAt"]),
        amount=Decimal(node["net"]["amount"]),
        currency=node["net"].get("currencyCode") or "",
        title=(node.get("status") or "").capitalize(),
    )


def payouts(data: Mapping) -> Mapping:
    """The page of payouts; an empty one for shops that are paid otherwise."""
    nothing = {"nodes": [], "pageInfo": {"hasNextPage": False}}
    return (data.get("shopifyPaymentsAccount") or {}).get("payouts") or nothing
