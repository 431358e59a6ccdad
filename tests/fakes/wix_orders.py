"""Wix's orders as its API tells them."""

from __future__ import annotations

from decimal import Decimal

from .goods import Line, Order
from .wix_site import STORES_APP, price, stamp
from .wix_v1 import WixOldStock

ZERO = Decimal(0)


class WixOrders(WixOldStock):
    """A Wix site as far as the shape of its orders goes."""

    def _status(self, order: Order) -> str:
        if order.extra["status"]:
            return order.extra["status"]
        if order.cancelled:
            return "CANCELED"
        return "APPROVED"

    def _payment(self, order: Order) -> str:
        given = sum((refund.amount for refund in order.refunds), ZERO)
        if not order.paid:
            return "NOT_PAID"
        if not given:
            return "PAID"
        return "FULLY_REFUNDED" if given >= order.total else "PARTIALLY_REFUNDED"

    def _order(self, order: Order) -> dict:
        shipped = "FULFILLED" if order.shipped else "NOT_FULFILLED"
        if order.shipments and not order.shipped:
            shipped = "PARTIALLY_FULFILLED"
        given = sum((refund.amount for refund in order.refunds), ZERO)
        party = self._party(order)
        return {
            "id": order.id,
            "number": str(order.number),
            "createdDate": stamp(order.created),
            "updatedDate": stamp(order.updated),
            "purchasedDate": stamp(order.created),
            "status": self._status(order),
            "paymentStatus": self._payment(order),
            "fulfillmentStatus": shipped,
            "archived": False,
            "imported": False,
            "currency": order.currency,
            "taxIncludedInPrices": False,
            "buyerNote": order.note,
            "buyerInfo": {"visitorId": order.id, "email": order.email},
            "channelInfo": {"type": "WEB"},
            "lineItems": [self._line_told(line) for line in order.lines],
            "billingInfo": party,
            "recipientInfo": party,
            "shippingInfo": {
                "title": "Standard",
                "logistics": {"shippingDestination": party},
                "cost": {
                    "price": price(order.shipping),
                    "totalPriceBeforeTax": price(order.shipping),
                    "totalPriceAfterTax": price(order.shipping),
                },
            },
            "priceSummary": self._summary(order),
            "taxInfo": {"totalTax": price(order.tax_now)},
            "appliedDiscounts": self._discounts(order),
            "additionalFees": self._fees(order),
            "customFields": (
                [{"title": "Gift message", "value": order.gift_message}]
                if order.gift_message
                else []
            ),
            "balanceSummary": {
                "balance": price(ZERO if order.paid else order.total),
                "paid": price(order.total if order.paid else ZERO),
                "refunded": price(given),
            },
            "activities": [],
        }

    def _party(self, order: Order) -> dict:
        first, _, last = order.buyer.partition(" ")
        return {
            "address": {
                "country": order.country,
                "subdivision": "US-OR",
                "city": "Portland",
                "postalCode": "97201",
                "addressLine1": "12 Market Street",
            },
            "contactDetails": {
                "firstName": first,
                "lastName": last,
                "company": order.company,
                "phone": "",
            },
        }

    def _summary(self, order: Order) -> dict:
        return {
            "subtotal": price(order.subtotal),
            "shipping": price(order.shipping),
            "tax": price(order.tax_now),
            "discount": price(order.all_discounts),
            "totalAdditionalFees": price(
                order.tip + order.gift_wrap + sum(fee[1] for fee in order.fees)
            ),
            "total": price(order.total),
        }

    def _fees(self, order: Order) -> list[dict]:
        fees = [("Tip", order.tip, ZERO), ("Gift wrap", order.gift_wrap, ZERO)]
        return [
            {
                "id": name,
                "code": name,
                "name": name,
                "price": price(amount),
                "taxInfo": {"taxAmount": price(tax)},
            }
            for name, amount, tax in [*fees, *order.fees]
            if amount
        ]

    def _discounts(self, order: Order) -> list[dict]:
        if not order.discount:
            return []
        coupon = {"id": "thanks", "code": "THANKS", "amount": price(order.discount)}
        ids = [line.id for line in order.lines]
        return [{"coupon": coupon, "discountType": "GLOBAL", "lineItemIds": ids}]

    def _line_told(self, line: Line) -> dict:
        variant, listing = line.variant, line.variant.listing
        cut, tax = line.now(line.discount), line.now(line.tax)
        net = line.price * line.sold - cut
        options = {}
        if self.catalog == "V3" or listing.extra["managed"]:
            options["variantId"] = variant.id
        words = dict(variant.values)
        if line.note:
            words["Personalization"] = line.note
        return {
            "id": line.id,
            "productName": {"original": line.title, "translated": line.title},
            "catalogReference": {
                "catalogItemId": listing.id,
                "appId": STORES_APP,
                "options": options,
            },
            "quantity": line.sold,
            "refundQuantity": line.refunded,
            "restockQuantity": line.restocked,
            "price": price(line.price - line.discount / line.quantity),
            "priceBeforeDiscounts": price(line.price),
            "totalDiscount": price(cut),
            "totalPriceBeforeTax": price(net),
            "totalPriceAfterTax": price(net + tax),
            "taxInfo": {"taxAmount": price(tax), "taxIncludedInPrice": False},
            "taxDetails": {"totalTax": price(tax)},
            "physicalProperties": {"sku": line.sku, "shippable": True},
            "itemType": {"preset": "PHYSICAL"},
            "descriptionLines": [
                {
                    "name": {"original": name},
                    "plainText": {"original": value},
                    "lineType": "PLAIN_TEXT",
                }
                for name, value in words.items()
            ],
        }
