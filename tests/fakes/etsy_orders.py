"""Etsy's receipts, transactions and payments."""

from __future__ import annotations

from decimal import Decimal

from .etsy_inventory import money, property_values
from .goods import Line, Order

FEE_RATE = Decimal("0.095")
TEXTS = frozenset(
    {
        "name",
        "first_line",
        "message_from_buyer",
        "gift_message",
        "title",
        "formatted_value",
    }
)
CARRIERS = ("usps", "ups", "fedex", "dhl", "canada-post", "royal-mail", "other")


def status(order: Order) -> str:
    """A receipt's status, with the capitals that Etsy really sends."""
    given = sum((refund.amount for refund in order.refunds), Decimal(0))
    if order.cancelled:
        return "Canceled"
    if given and given >= order.total:
        return "Fully Refunded"
    if given:
        return "Partially Refunded"
    if not order.paid:
        return "Payment Processing"
    return "Completed" if order.shipped else "Paid"


def receipt(shop, order: Order) -> dict:
    """A receipt as the API tells it; buyers' addresses where the key may see them."""
    coin = order.currency
    created, updated = int(order.created.timestamp()), int(order.updated.timestamp())
    discounts = order.all_discounts
    return {
        "receipt_id": int(order.id),
        "receipt_type": 0,
        "seller_user_id": shop.user_id,
        "seller_email": None,
        **_buyer(order, shown=not shop.hide_addresses),
        "status": status(order),
        "payment_method": "cc",
        "payment_email": None,
        "message_from_seller": None,
        "message_from_buyer": order.note or None,
        "message_from_payment": None,
        "is_paid": order.paid,
        "is_shipped": order.shipped,
        "create_timestamp": created,
        "created_timestamp": created,
        "update_timestamp": updated,
        "updated_timestamp": updated,
        "is_gift": bool(order.gift_message or order.gift_wrap),
        "gift_message": order.gift_message,
        "gift_sender": "",
        "grandtotal": money(order.total, coin),
        "subtotal": money(order.subtotal - discounts, coin),
        "total_price": money(order.subtotal, coin),
        "total_shipping_cost": money(order.shipping, coin),
        "total_tax_cost": money(order.tax, coin),
        "total_vat_cost": money(Decimal(0), coin),
        "discount_amt": money(discounts, coin),
        "gift_wrap_price": money(order.gift_wrap, coin),
        "shipments": [_parcel(parcel) for parcel in order.shipments],
        "transactions": [transaction(shop, order, line) for line in order.lines],
        "refunds": [_refund(refund, coin) for refund in order.refunds],
    }


def _buyer(order: Order, shown: bool) -> dict:
    """Who bought and where it goes, as far as the key may see it."""
    where = {
        "first_line": "12 Market Street",
        "city": "Portland",
        "state": "OR",
        "zip": "97201",
        "formatted_address": (
            f"{order.buyer}\n12 Market Street\nPortland, OR 97201\n{order.country}"
        ),
        "country_iso": order.country,
    }
    return {
        "buyer_user_id": 700000 + order.number,
        "buyer_email": None,
        "name": order.buyer,
        "second_line": None,
        **(where if shown else dict.fromkeys(where)),
    }


def _parcel(parcel) -> dict:
    return {
        "receipt_shipping_id": int(parcel.id),
        "shipment_notification_timestamp": int(parcel.at.timestamp()),
        "carrier_name": parcel.carrier,
        "tracking_code": parcel.tracking,
    }


def _refund(refund, coin: str) -> dict:
    return {
        "amount": money(refund.amount, coin),
        "created_timestamp": int(refund.at.timestamp()),
        "reason": refund.reason,
        "note_from_issuer": None,
        "status": "complete",
    }


def transaction(shop, order: Order, line: Line) -> dict:
    """One line of a receipt, with the product as it was when it was sold."""
    created = int(order.created.timestamp())
    return {
        "transaction_id": int(line.id),
        "title": line.title,
        "description": "",
        "seller_user_id": shop.user_id,
        "buyer_user_id": 700000 + order.number,
        "create_timestamp": created,
        "created_timestamp": created,
        "paid_timestamp": created if order.paid else None,
        "shipped_timestamp": None,
        "quantity": line.quantity,
        "listing_image_id": None,
        "receipt_id": int(order.id),
        "is_digital": line.variant.listing.extra["digital"],
        "file_data": "",
        "listing_id": int(line.variant.listing.id),
        "transaction_type": "listing",
        "product_id": int(line.variant.id),
        "sku": line.sku or None,
        "price": money(line.price, order.currency),
        "shipping_cost": money(Decimal(0), order.currency),
        "variations": _variations(line),
        "product_data": property_values(line.variant),
        "shipping_profile_id": None,
        "min_processing_days": 1,
        "max_processing_days": 3,
        "shipping_method": None,
        "shipping_upgrade": None,
        "expected_ship_date": created + 3 * 86400,
        "buyer_coupon": 0,
        "shop_coupon": float(line.discount),
    }


def _variations(line: Line) -> list[dict]:
    variations = [
        {
            "property_id": prop["id"],
            "value_id": prop["value_id"],
            "formatted_name": prop["name"],
            "formatted_value": prop["value"],
            "question_id": None,
        }
        for prop in line.variant.extra["properties"]
    ]
    if line.note:
        variations.append(
            {
                "property_id": 54,
                "value_id": None,
                "formatted_name": "Personalization",
                "formatted_value": line.note,
                "question_id": 1,
            }
        )
    return variations


def payment(shop, order: Order) -> dict:
    """The payment of a receipt, with Etsy's fees taken off."""
    fees = (order.total * FEE_RATE).quantize(Decimal("0.01"))
    created, updated = int(order.created.timestamp()), int(order.updated.timestamp())
    return {
        "payment_id": int(order.id) + 5,
        "buyer_user_id": 700000 + order.number,
        "shop_id": shop.shop_id,
        "receipt_id": int(order.id),
        "amount_gross": money(order.total, order.currency),
        "amount_fees": money(fees, order.currency),
        "amount_net": money(order.total - fees, order.currency),
        "posted_gross": money(order.total, order.currency),
        "posted_fees": money(fees, order.currency),
        "posted_net": money(order.total - fees, order.currency),
        "adjusted_gross": None,
        "adjusted_fees": None,
        "adjusted_net": None,
        "currency": order.currency,
        "shop_currency": order.currency,
        "buyer_currency": order.currency,
        "shipping_user_id": None,
        "shipping_address_id": 1,
        "billing_address_id": 1,
        "status": "settled",
        "shipped_timestamp": None,
        "create_timestamp": created,
        "created_timestamp": created,
        "update_timestamp": updated,
        "updated_timestamp": updated,
        "payment_adjustments": [
            {
                "payment_adjustment_id": int(refund.id),
                "payment_id": int(order.id) + 5,
                "status": "processed",
                "is_success": True,
                "user_id": shop.user_id,
                "reason_code": "cancelled_order" if order.cancelled else "other",
                "total_adjustment_amount": int(refund.amount * 100),
                "shop_total_adjustment_amount": int(refund.amount * 100),
                "buyer_total_adjustment_amount": int(refund.amount * 100),
                "total_fee_adjustment_amount": 0,
                "create_timestamp": int(refund.at.timestamp()),
                "created_timestamp": int(refund.at.timestamp()),
                "update_timestamp": int(refund.at.timestamp()),
                "updated_timestamp": int(refund.at.timestamp()),
                "payment_adjustment_items": [],
            }
            for refund in order.refunds
        ],
    }
