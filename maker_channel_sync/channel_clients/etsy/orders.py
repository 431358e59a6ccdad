"""Etsy receipts as orders."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timezone
from decimal import Decimal

from ..reading import read_lines, read_order, readable
from ..texts import plain
from ..types import Address, Order, OrderLine, Refund, Shipment, Status
from ..values import quantity
from .inventory import money, product_key

STATUSES = {
    "open": Status("open"),
    "unpaid": Status("open"),
    "payment processing": Status("open"),
    "paid": Status("paid"),
    "completed": Status("paid"),
    "partially refunded": Status("paid"),
    "fully refunded": Status("refunded"),
    "canceled": Status("cancelled", taken=False),
    "cancelled": Status("cancelled", taken=False),
}
"""Etsy takes the quantity when the receipt is made, paid or not (Open API v3,
``status`` of ShopReceipt; the seller handbook: the last one is sold at checkout)."""
PERSONALISATION = 54
"""Property id under which older receipts carry the personalisation text."""


def order(receipt: Mapping) -> Order:
    """One receipt; every amount is in the shop's currency."""
    found = read_order(
        _order,
        receipt,
        key="receipt_id",
        moments=("updated_timestamp", "update_timestamp"),
        moment=_epoch,
        goods=_goods,
    )
    return plain(found)


def _goods(receipt: Mapping) -> tuple[OrderLine, ...]:
    """What a receipt sold that cannot be read as a whole."""
    if _status(receipt, (receipt.get("status") or "").lower()).state == "cancelled":
        return ()
    rows = receipt.get("transactions") or ()
    return readable(lambda line: _line(line, False), rows)


def _order(receipt: Mapping) -> Order:
    status = (receipt.get("status") or "").lower()
    state, taken = _status(receipt, status)
    total = receipt.get("grandtotal") or {}
    return Order(
        remote_id=str(receipt["receipt_id"]),
        name=str(receipt["receipt_id"]),
        state=state,
        created=_moment(receipt, "created_timestamp", "create_timestamp"),
        updated=_moment(receipt, "updated_timestamp", "update_timestamp"),
        currency=total.get("currency_code") or "",
        lines=tuple(
            read_lines(
                lambda line: _line(line, state == "cancelled"),
                receipt.get("transactions") or (),
            )
        ),
        total=money(total) if total else None,
        shipping=money(receipt.get("total_shipping_cost")),
        shipping_title=_shipping_title(receipt),
        discount=money(receipt.get("discount_amt")),
        gift_wrap=money(receipt.get("gift_wrap_price")),
        tax=money(receipt.get("total_tax_cost")),
        tax_collected_by_channel=True,
        vat_named=money(receipt.get("total_vat_cost")),
        customer_id=str(receipt.get("buyer_user_id") or ""),
        delivery=_address(receipt),
        note=receipt.get("message_from_buyer") or "",
        gift_message=receipt.get("gift_message") or "",
        refunds=tuple(_refunds(receipt)),
        shipments=tuple(map(_shipment, receipt.get("shipments") or ())),
        taken=taken,
        status=receipt.get("status") or "",
        raw=dict(receipt),
    )


def _status(receipt: Mapping, status: str) -> Status:
    found = STATUSES.get(status, Status("review"))
    if found.state == "paid":
        if receipt.get("is_paid") is False:
            return Status("open")
        if receipt.get("is_shipped"):
            return Status("shipped")
    return found


def _line(line: Mapping, cancelled: bool) -> OrderLine:
    chosen, notes = [], []
    for one in line.get("variations") or ():
        text = f"{one.get('formatted_name')}: {one.get('formatted_value')}"
        personal = one.get("question_id") or one.get("property_id") == PERSONALISATION
        if personal or not one.get("value_id"):
            notes.append(text)
        else:
            chosen.append(
                {"property_id": one["property_id"], "value_ids": [one["value_id"]]}
            )
    key = product_key(line.get("product_data") or chosen)
    listing, ordered = line.get("listing_id"), quantity(line.get("quantity"))
    return OrderLine(
        remote_id=str(line["transaction_id"]),
        listing_id=f"{listing}:{key}" if listing else "",
        title=line.get("title") or "",
        quantity=ordered,
        unit_price=money(line.get("price")),
        sku=line.get("sku") or "",
        cancelled=ordered if cancelled else 0,
        note="\n".join(notes),
        kind=_kind(line),
    )


def _kind(line: Mapping) -> str:
    if line.get("transaction_type") == "gift_card":
        return "gift_card"
    if line.get("is_digital"):
        return "digital"
    return "goods" if line.get("listing_id") or line.get("sku") else "custom"


def _shipping_title(receipt: Mapping) -> str:
    """How it is sent; Etsy tells it line by line."""
    lines = receipt.get("transactions") or ()
    return next(filter(None, (line.get("shipping_method") for line in lines)), "")


def _refunds(receipt: Mapping) -> Iterator[Refund]:
    """Etsy gives refunds no id: the receipt, the second and the place make one."""
    for place, refund in enumerate(receipt.get("refunds") or ()):
        yield Refund(
            remote_id=(
                f"{receipt['receipt_id']}-{refund['created_timestamp']}-{place}"
            ),
            amount=money(refund.get("amount")),
            reason=refund.get("reason") or refund.get("note_from_issuer") or "",
        )


def _shipment(parcel: Mapping) -> Shipment:
    return Shipment(
        remote_id=str(parcel.get("receipt_shipping_id") or ""),
        tracking=parcel.get("tracking_code") or "",
        carrier=parcel.get("carrier_name") or "",
    )


def _address(receipt: Mapping) -> Address:
    """Parts are null for apps without access to addresses: left to the user."""
    return Address(
        name=receipt.get("name") or "",
        street=receipt.get("first_line") or "",
        street2=receipt.get("second_line") or "",
        city=receipt.get("city") or "",
        state=receipt.get("state") or "",
        zip=receipt.get("zip") or "",
        country=receipt.get("country_iso") or "",
        email=receipt.get("buyer_email") or "",
    )


def _moment(receipt: Mapping, *names: str) -> datetime:
    return _epoch(next((receipt[name] for name in names if receipt.get(name)), 0))


def _epoch(seconds) -> datetime:
    return datetime.fromtimestamp(seconds, timezone.utc)


def fees(payments) -> Decimal | None:
    """Processing fees of a receipt's payments; None where there is none."""
    found = [money(one.get("adjusted_fees") or one["amount_fees"]) for one in payments]
    return sum(found, Decimal(0)) if found else None
