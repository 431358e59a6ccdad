"""WooCommerce's orders and refunds as its REST API tells them."""

from __future__ import annotations

import re
from decimal import Decimal
from html import escape

from .entities import encoded
from .goods import Line, Order
from .woocommerce_shapes import CENT, stamps, text

TEXTS = frozenset({"first_name", "last_name", "customer_note", "name", "display_value"})


def status(order: Order) -> str:
    """The order's status, unless somebody set another by hand."""
    if order.extra["status"]:
        return order.extra["status"]
    given = sum((refund.amount for refund in order.refunds), Decimal(0))
    if order.cancelled:
        return "cancelled"
    if given and given >= order.total:
        return "refunded"
    if not order.paid:
        return "pending"
    return "completed" if order.shipped else "processing"


def shares(order: Order) -> dict[str, Decimal]:
    """Each line's part of all discounts, for WooCommerce spreads coupons over lines."""
    left = order.discount
    found = {}
    for line in order.lines:
        part = Decimal(0)
        if order.subtotal:
            part = (order.discount * line.price * line.sold / order.subtotal).quantize(
                CENT
            )
        if line is order.lines[-1]:
            part = left
        left -= part
        found[line.id] = part + line.now(line.discount)
    return found


def line_item(shop, order: Order, line: Line, discount: Decimal) -> dict:
    """One line of an order."""
    variant = line.variant
    count, tax = line.sold, line.now(line.tax)
    gross = line.price * count
    variable = variant.listing.extra["variable"]
    note = {
        "id": int(line.id),
        "key": "Personalization",
        "value": line.note,
        "display_key": "Personalization",
        # made for a page: escaped, on one line, and without what leads anywhere
        "display_value": escape(re.sub(r"<[^>]+>|\n", " ", line.note).strip()),
    }
    restocked = {
        "id": int(line.id) + 1,
        "key": "_restock_refunded_items",
        "value": str(min(line.refunded, line.restocked) or ""),
    }
    reduced = {
        "id": int(line.id) + 2,
        "key": "_reduced_stock",
        "value": str(line.open if line.extra.get("taken") else ""),
    }
    return {
        "id": int(line.id),
        "name": f"{line.title} - {variant.title}" if variable else line.title,
        "product_id": int(variant.listing.id),
        "variation_id": int(variant.id) if variable else 0,
        "quantity": count,
        "tax_class": "",
        "subtotal": text(gross),
        "subtotal_tax": text(tax),
        "total": text(gross - discount),
        "total_tax": text(tax),
        "taxes": (
            [{"id": 1, "total": text(tax), "subtotal": text(tax)}] if tax else []
        ),
        "meta_data": [one for one in (note, restocked, reduced) if one["value"]],
        "sku": shop.sku_told(variant),
        "global_unique_id": variant.barcode,
        "price": float((gross - discount) / count) if count else 0.0,
        "image": {"id": "", "src": ""},
        "bundled_by": line.extra.get("bundled_by", ""),
        "bundled_items": [
            int(one.id) for one in order.lines if one.extra.get("bundled_by") == line.id
        ],
        "parent_name": variant.listing.title if variable else None,
        # what a plugin makes of it
        **line.extra.get("sent", {}),
    }


def _meta(order: Order) -> list:
    kept = dict(order.extra.get("meta", {}))
    if order.gift_message:
        kept["gift_message"] = order.gift_message
    return [
        {"id": number, "key": key, "value": value}
        for number, (key, value) in enumerate(kept.items(), 1)
    ]


def _address(order: Order) -> dict:
    first, _, last = order.buyer.partition(" ")
    return {
        "first_name": first,
        "last_name": last,
        "company": order.company,
        "address_1": "12 Market Street",
        "address_2": "",
        "city": "Portland",
        "state": "OR",
        "postcode": "97201",
        "country": order.country,
        "phone": "",
    }


def _tax_lines(order: Order, goods_tax: Decimal) -> list[dict]:
    if not order.tax:
        return []
    return [
        {
            "id": 1,
            "rate_code": "US-OR-TAX-1",
            "rate_id": 1,
            "label": "Tax",
            "compound": False,
            "tax_total": text(goods_tax),
            "shipping_tax_total": text(order.tax_now - goods_tax),
        }
    ]


def _shipping_lines(order: Order, tax: Decimal) -> list[dict]:
    if not order.shipping:
        return []
    return [
        {
            "id": int(order.id) + 1,
            "method_title": "Flat rate",
            "method_id": "flat_rate",
            "total": text(order.shipping),
            "total_tax": text(tax),
            "taxes": [],
        }
    ]


def _fee_lines(order: Order) -> list[dict]:
    fees = [("Gift wrap", order.gift_wrap, 0), ("Tip", order.tip, 0), *order.fees]
    return [
        {
            "id": int(order.id) + place,
            "name": name,
            "tax_class": "",
            "tax_status": "taxable" if tax else "none",
            "total": text(amount),
            "total_tax": text(tax),
            "taxes": [],
            "meta_data": [],
        }
        for place, (name, amount, tax) in enumerate(fees, 2)
        if amount
    ]


def _coupon_lines(order: Order) -> list[dict]:
    if not order.discount:
        return []
    return [
        {
            "id": int(order.id) + 9,
            "code": "thanks",
            "discount": text(order.discount),
            "discount_tax": "0.00",
        }
    ]


def order_told(shop, order: Order) -> dict:
    """An order as it goes over the wire."""
    told = _order_told(shop, order)
    return encoded(told, TEXTS) if shop.encodes_texts else told


def _order_told(shop, order: Order) -> dict:
    parts = shares(order)
    address = _address(order)
    goods_tax = sum((line.now(line.tax) for line in order.lines), Decimal(0))
    goods_tax += sum((tax for _name, _amount, tax in order.fees), Decimal(0))
    return {
        "id": int(order.id),
        "parent_id": 0,
        "number": order.id,
        "order_key": f"wc_order_{order.id}",
        "created_via": "checkout",
        "version": "10.3.0",
        "status": status(order),
        "currency": order.currency,
        "prices_include_tax": False,
        "discount_total": text(order.all_discounts),
        "discount_tax": "0.00",
        "shipping_total": text(order.shipping),
        "shipping_tax": text(order.tax_now - goods_tax),
        "cart_tax": text(goods_tax),
        "total": text(order.total),
        "total_tax": text(order.tax_now),
        "customer_id": 0,
        "customer_note": order.note,
        "billing": {**address, "email": order.email},
        "shipping": address,
        "payment_method": "stripe",
        "payment_method_title": "Card",
        "transaction_id": f"ch_{order.id}" if order.paid else "",
        "meta_data": _meta(order),
        "line_items": [
            line_item(shop, order, line, parts[line.id]) for line in order.lines
        ],
        "tax_lines": _tax_lines(order, goods_tax),
        "shipping_lines": _shipping_lines(order, order.tax_now - goods_tax),
        "fee_lines": _fee_lines(order),
        "coupon_lines": _coupon_lines(order),
        "refunds": [
            {"id": int(r.id), "reason": r.reason, "total": text(-r.amount)}
            for r in order.refunds
            if r.reason != "cancelled"
        ],
        **stamps("date_created", order.created),
        **stamps("date_modified", order.updated),
        **stamps("date_paid", order.created if order.paid else None),
        **stamps("date_completed", order.updated if order.shipped else None),
    }


def refund_told(order: Order, refund) -> dict:
    """A refund; its quantities and totals are negative."""
    lines = {line.id: line for line in order.lines}
    rows = [(lines[ident], count) for ident, count, _ in refund.lines]
    return {
        "id": int(refund.id),
        "parent_id": int(order.id),
        **stamps("date_created", refund.at),
        "amount": text(refund.amount),
        "reason": refund.reason,
        "refunded_by": 1,
        "refunded_payment": True,
        "meta_data": [],
        "line_items": [
            {
                "id": int(refund.id) + 1 + place,
                "product_id": int(line.variant.listing.id),
                "quantity": -count,
                "total": text(-line.price * count),
                "total_tax": text(-line.tax * count / line.quantity),
                "meta_data": [{"key": "_refunded_item_id", "value": line.id}],
            }
            for place, (line, count) in enumerate(rows)
        ],
        "shipping_lines": _shipping_given_back(refund),
        "fee_lines": [],
        "tax_lines": [],
    }


def _shipping_given_back(refund) -> list[dict]:
    amount, tax = refund.shipping
    if not amount:
        return []
    return [
        {
            "id": int(refund.id) + 90,
            "method_id": "flat_rate",
            "total": text(-amount),
            "total_tax": text(-tax),
            "meta_data": [],
        }
    ]
