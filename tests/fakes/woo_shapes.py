"""WooCommerce's products and orders as its REST API tells them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from .goods import Line, Listing, Order, Variant

CENT = Decimal("0.01")
OFFSET = timedelta(hours=-5)
"""The site's clock, to trip those who take its local times for UTC."""


def stamps(name: str, moment) -> dict:
    """``name`` in the site's time and ``name_gmt`` in UTC, both without a zone."""
    if moment is None:
        return {name: None, f"{name}_gmt": None}
    local = moment + OFFSET
    return {
        name: local.strftime("%Y-%m-%dT%H:%M:%S"),
        f"{name}_gmt": moment.strftime("%Y-%m-%dT%H:%M:%S"),
    }


def text(amount) -> str:
    """Money as Woo writes it, two decimals in a string."""
    return f"{Decimal(amount):.2f}"


def stock_fields(variant: Variant) -> dict:
    """The fields of an item's stock; ``manage_stock`` may be the word parent."""
    manage = variant.extra["manage"]
    counted = manage in (True, "parent")
    count = variant.level.available if counted else None
    status = variant.extra["status"]
    if counted:
        status = "instock" if count > 0 else "outofstock"
        if count <= 0 and variant.oversell:
            status = "onbackorder"
    return {
        "manage_stock": manage,
        "stock_quantity": count,
        "stock_status": status,
        "backorders": "yes" if variant.oversell else "no",
        "backorders_allowed": variant.oversell,
        "backordered": bool(counted and count < 0),
    }


def product(shop, listing: Listing) -> dict:
    """A simple or a variable product."""
    first = listing.variants[0]
    variable = listing.extra["variable"]
    states = {"active": "publish", "inactive": "private"}
    told = {
        "id": int(listing.id),
        "name": listing.title,
        "slug": listing.title.lower().replace(" ", "-"),
        "permalink": f"{shop.url}/product/{listing.id}/",
        "type": "variable" if variable else "simple",
        "status": states.get(listing.state, listing.state),
        "catalog_visibility": "visible",
        "sku": listing.extra["sku"] if variable else first.sku,
        "price": text(first.price),
        "regular_price": "" if variable else text(first.price),
        "sale_price": "",
        "virtual": False,
        "downloadable": False,
        "parent_id": 0,
        "variations": [int(v.id) for v in listing.variants] if variable else [],
        "attributes": [
            {
                "id": 0,
                "name": name,
                "variation": True,
                "visible": True,
                "position": place,
                "options": list(
                    dict.fromkeys(v.values[name] for v in listing.variants)
                ),
            }
            for place, name in enumerate(first.values)
        ],
        "global_unique_id": "" if variable else first.barcode,
        "meta_data": [],
        **stamps("date_created", listing.created),
        **stamps("date_modified", listing.updated),
    }
    if not variable:
        return {**told, **stock_fields(first)}
    shared = listing.extra["shared"]
    count = first.level.available if shared else None
    none_left = shared and count <= 0
    return {
        **told,
        "manage_stock": shared,
        "stock_quantity": count,
        "stock_status": "outofstock" if none_left else "instock",
        "backorders": "no",
        "backorders_allowed": False,
        "backordered": False,
    }


def variation(shop, variant: Variant, as_product: bool = False) -> dict:
    """A variation, or the same as the product search tells it."""
    listing = variant.listing
    told = {
        "id": int(variant.id),
        "name": variant.title,
        "sku": variant.sku,
        "price": text(variant.price),
        "regular_price": text(variant.price),
        "status": "publish",
        "permalink": f"{shop.url}/product/{listing.id}/?variation={variant.id}",
        "global_unique_id": variant.barcode,
        "attributes": [
            {"id": 0, "name": name, "option": value}
            for name, value in variant.values.items()
        ],
        "parent_id": int(listing.id),
        "meta_data": [],
        **stock_fields(variant),
        **stamps("date_created", listing.created),
        **stamps("date_modified", listing.updated),
    }
    return {**told, "type": "variation", "variations": []} if as_product else told


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
    """Each line's part of all discounts, for Woo spreads coupons over lines."""
    left = order.discount
    found = {}
    for line in order.lines:
        part = Decimal(0)
        if order.subtotal:
            part = (
                order.discount * line.price * line.quantity / order.subtotal
            ).quantize(CENT)
        if line is order.lines[-1]:
            part = left
        left -= part
        found[line.id] = part + line.discount
    return found


def line_item(order: Order, line: Line, discount: Decimal) -> dict:
    """One line of an order."""
    variant = line.variant
    count = line.quantity - line.extra.get("edited", 0)
    gross = line.price * count
    variable = variant.listing.extra["variable"]
    note = {
        "id": int(line.id),
        "key": "Personalization",
        "value": line.note,
        "display_key": "Personalization",
        "display_value": line.note,
    }
    restocked = {
        "id": int(line.id) + 1,
        "key": "_restock_refunded_items",
        "value": str(min(line.refunded, line.restocked) or ""),
    }
    return {
        "id": int(line.id),
        "name": line.title,
        "product_id": int(variant.listing.id),
        "variation_id": int(variant.id) if variable else 0,
        "quantity": count,
        "tax_class": "",
        "subtotal": text(gross),
        "subtotal_tax": text(line.tax),
        "total": text(gross - discount),
        "total_tax": text(line.tax),
        "taxes": (
            [{"id": 1, "total": text(line.tax), "subtotal": text(line.tax)}]
            if line.tax
            else []
        ),
        "meta_data": [one for one in (note, restocked) if one["value"]],
        "sku": variant.sku or "",
        "global_unique_id": variant.barcode,
        "price": float((gross - discount) / count) if count else 0.0,
        "image": {"id": "", "src": ""},
        "parent_name": variant.listing.title if variable else None,
    }


def _meta(order: Order) -> list:
    kept = dict(order.extra.get("meta", {}))
    if order.gift_message:
        kept["gift_message"] = order.gift_message
    return [
        {"id": number, "key": key, "value": value}
        for number, (key, value) in enumerate(kept.items(), 1)
    ]


def order_told(shop, order: Order) -> dict:
    """An order."""
    parts = shares(order)
    first, _, last = order.buyer.partition(" ")
    address = {
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
    fees = [("Gift wrap", order.gift_wrap), ("Tip", order.tip)]
    goods_tax = sum((line.tax for line in order.lines), Decimal(0))
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
        "shipping_tax": text(order.tax - goods_tax),
        "cart_tax": text(goods_tax),
        "total": text(order.total),
        "total_tax": text(order.tax),
        "customer_id": 0,
        "customer_note": order.note,
        "billing": {**address, "email": order.email},
        "shipping": address,
        "payment_method": "stripe",
        "payment_method_title": "Card",
        "transaction_id": f"ch_{order.id}" if order.paid else "",
        "meta_data": _meta(order),
        "line_items": [line_item(order, line, parts[line.id]) for line in order.lines],
        "tax_lines": (
            [
                {
                    "id": 1,
                    "rate_code": "US-OR-TAX-1",
                    "rate_id": 1,
                    "label": "Tax",
                    "compound": False,
                    "tax_total": text(goods_tax),
                    "shipping_tax_total": text(order.tax - goods_tax),
                }
            ]
            if order.tax
            else []
        ),
        "shipping_lines": (
            [
                {
                    "id": int(order.id) + 1,
                    "method_title": "Flat rate",
                    "method_id": "flat_rate",
                    "total": text(order.shipping),
                    "total_tax": text(order.tax - goods_tax),
                    "taxes": [],
                }
            ]
            if order.shipping
            else []
        ),
        "fee_lines": [
            {
                "id": int(order.id) + place,
                "name": name,
                "tax_class": "",
                "tax_status": "none",
                "total": text(amount),
                "total_tax": "0.00",
                "taxes": [],
                "meta_data": [],
            }
            for place, (name, amount) in enumerate(fees, 2)
            if amount
        ],
        "coupon_lines": (
            [
                {
                    "id": int(order.id) + 9,
                    "code": "thanks",
                    "discount": text(order.discount),
                    "discount_tax": "0.00",
                }
            ]
            if order.discount
            else []
        ),
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
    }
