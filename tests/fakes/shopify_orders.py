"""Shopify's orders, refunds and transactions."""

from __future__ import annotations

from decimal import Decimal

from .goods import Order
from .shopify_fulfilment import FulfilmentShapes
from .shopify_shapes import ZERO, gid, when

FEE_RATE, FEE_FIXED = Decimal("0.029"), Decimal("0.30")


class OrderShapes(FulfilmentShapes):
    """Adds everything about orders to the shapes."""

    def financial(self, order: Order) -> str:
        given = sum((refund.amount for refund in order.refunds), ZERO)
        if not order.paid:
            return "VOIDED" if order.cancelled else "PENDING"
        if not given:
            return "PAID"
        return "REFUNDED" if given >= order.total else "PARTIALLY_REFUNDED"

    def fulfilment(self, order: Order) -> str:
        if order.shipped:
            return "FULFILLED"
        return "PARTIALLY_FULFILLED" if order.shipments else "UNFULFILLED"

    def order(self, order: Order) -> dict:
        seen = self.shop.customer_data
        return {
            "__typename": "Order",
            "id": gid("Order", order.id),
            "legacyResourceId": order.id,
            "name": f"#{order.number}",
            "number": order.number,
            "createdAt": when(order.created),
            "processedAt": when(order.created),
            "updatedAt": when(order.updated),
            "closed": bool(order.cancelled),
            "closedAt": when(order.cancelled),
            "cancelledAt": when(order.cancelled),
            "cancelReason": "OTHER" if order.cancelled else None,
            "confirmed": True,
            "edited": order.extra.get("edited", False),
            "test": order.test,
            "sourceName": order.extra.get("source", "web"),
            "note": order.note or None,
            "tags": [],
            "email": order.email if seen else None,
            "phone": None,
            "currencyCode": order.currency,
            "presentmentCurrencyCode": order.currency,
            "taxesIncluded": order.extra.get("taxes_included", False),
            "dutiesIncluded": False,
            "fullyPaid": order.paid,
            "unpaid": not order.paid,
            "displayFinancialStatus": self.financial(order),
            "displayFulfillmentStatus": self.fulfilment(order),
            "returnStatus": "NO_RETURN",
            "risk": {"recommendation": "NONE", "assessments": []},
            "paymentGatewayNames": ["shopify_payments"],
            "customAttributes": (
                [{"key": "Gift message", "value": order.gift_message}]
                if order.gift_message
                else []
            ),
            "discountCodes": ["THANKS"] if order.discount else [],
            "discountCode": "THANKS" if order.discount else None,
            **self._sums(order),
            "taxLines": self.tax_lines(order.tax),
            **self._links(order),
        }

    def _sums(self, order: Order) -> dict:
        """What was ordered, what it is worth now, what was paid and given back."""
        paid = order.total if order.paid else ZERO
        given = sum((refund.amount for refund in order.refunds), ZERO)
        totals = {
            "SubtotalPriceSet": order.subtotal - order.all_discounts,
            "TotalPriceSet": order.total,
            "TotalTaxSet": order.tax,
            "TotalDiscountsSet": order.all_discounts,
        }
        left = {
            "TotalPriceSet": order.total - given,
            "TotalTaxSet": self.tax_left(order),
        }
        current = {
            f"current{name}": self.money(left.get(name, amount))
            for name, amount in totals.items()
        }
        back = sum((refund.shipping[0] for refund in order.refunds), ZERO)
        original = {
            name[0].lower() + name[1:]: self.money(amount)
            for name, amount in totals.items()
        }
        return {
            **original,
            **current,
            "totalShippingPriceSet": self.money(order.shipping),
            "currentShippingPriceSet": self.money(order.shipping - back),
            "totalTipReceivedSet": self.money(order.tip),
            "totalReceivedSet": self.money(paid),
            "totalRefundedSet": self.money(given),
            "netPaymentSet": self.money(paid - given),
            "totalOutstandingSet": self.money(order.total - paid),
            "currentTotalAdditionalFeesSet": None,
            "currentTotalDutiesSet": None,
            "originalTotalDutiesSet": None,
            "totalCashRoundingAdjustment": {
                "paymentSet": self.money(ZERO),
                "refundSet": self.money(ZERO),
            },
        }

    def tax_left(self, order: Order) -> Decimal:
        """The tax of what is neither refunded nor edited away."""
        left = order.tax_now
        lines = {line.id: line for line in order.lines}
        for refund in order.refunds:
            left -= refund.shipping[1]
            for ident, count, _ in refund.lines:
                line = lines[ident]
                left -= (line.tax * count / line.quantity).quantize(Decimal("0.01"))
        return left

    def _links(self, order: Order) -> dict:
        """What hangs on an order; told only where a query asks for it."""
        return {
            "shippingAddress": lambda info: self.address(order),
            "billingAddress": lambda info: self.address(order),
            "customer": lambda info: self.customer(order),
            "shippingLine": lambda info: self.shipping(order),
            "shippingLines": self.pages(
                [order] if order.shipping else [], self.shipping
            ),
            "lineItems": self.pages(order.lines, lambda li: self.line(order, li)),
            "discountApplications": self.pages([], None),
            "returns": self.pages([], None),
            "transactions": lambda info, **_: self.transactions(order),
            "refunds": lambda info, **_: [self.refund(order, r) for r in order.refunds],
            "fulfillments": lambda info, **_: [
                self.fulfillment(order, parcel) for parcel in order.shipments
            ],
            "fulfillmentOrders": self.pages(
                order.extra["places"],
                lambda place: self.fulfillment_order(order, place),
                ident=int,
            ),
        }

    def address(self, order: Order) -> dict | None:
        if not self.shop.customer_data:
            return None
        first, _, last = order.buyer.partition(" ")
        return {
            "__typename": "MailingAddress",
            "id": gid("MailingAddress", order.id),
            "name": order.buyer,
            "firstName": first,
            "lastName": last,
            "company": order.company or None,
            "address1": "12 Market Street",
            "address2": None,
            "city": "Portland",
            "province": "Oregon",
            "provinceCode": "OR",
            "zip": "97201",
            "country": order.country,
            "countryCodeV2": order.country,
            "countryCode": order.country,
            "phone": None,
            "formatted": ["12 Market Street", "Portland OR 97201"],
        }

    def customer(self, order: Order) -> dict | None:
        if not self.shop.customer_data:
            return None
        first, _, last = order.buyer.partition(" ")
        ident = str(sum(order.email.encode()) + 7_000_000)
        return {
            "__typename": "Customer",
            "id": gid("Customer", ident),
            "legacyResourceId": ident,
            "displayName": order.buyer,
            "firstName": first,
            "lastName": last,
            "email": order.email,
            "phone": None,
            "defaultEmailAddress": {"emailAddress": order.email},
            "defaultPhoneNumber": None,
            "defaultAddress": lambda info: self.address(order),
            "tags": [],
        }

    def shipping(self, order: Order) -> dict | None:
        if not order.shipping:
            return None
        return {
            "id": gid("ShippingLine", order.id),
            "title": "Standard",
            "code": "Standard",
            "custom": False,
            "isRemoved": False,
            "originalPriceSet": self.money(order.shipping),
            "discountedPriceSet": self.money(order.shipping),
            "currentDiscountedPriceSet": self.money(order.shipping),
            "taxLines": [],
            "discountAllocations": [],
        }

    def transactions(self, order: Order) -> list[dict]:
        rows = []
        if order.paid:
            fee = (order.total * FEE_RATE + FEE_FIXED).quantize(Decimal("0.01"))
            rows.append(self._transaction(order, order.id, "SALE", order.total, fee))
        rows += [
            self._transaction(order, refund.id, "REFUND", refund.amount, ZERO)
            for refund in order.refunds
        ]
        return rows

    def _transaction(self, order: Order, ident, kind, amount, fee) -> dict:
        fees = [
            {
                "id": gid("TransactionFee", ident),
                "amount": self.money(fee)["shopMoney"],
                "flatFee": self.money(FEE_FIXED)["shopMoney"],
                "rate": str(FEE_RATE),
                "taxAmount": self.money(ZERO)["shopMoney"],
                "type": "processing_fee",
            }
        ]
        return {
            "id": gid("OrderTransaction", ident),
            "kind": kind,
            "status": "SUCCESS",
            "gateway": "shopify_payments",
            "test": order.test,
            "createdAt": when(order.created),
            "processedAt": when(order.created),
            "amountSet": self.money(amount),
            "fees": fees if fee else [],
        }

    def refund(self, order: Order, refund) -> dict:
        lines = {line.id: line for line in order.lines}

        def row(entry):
            ident, count, restocked = entry
            line = lines[ident]
            kind = "NO_RESTOCK"
            if restocked:
                kind = "RETURN" if line.shipped else "CANCEL"
            return {
                "id": gid("RefundLineItem", f"{refund.id}{ident[-3:]}"),
                "quantity": count,
                "restockType": kind,
                "restocked": restocked,
                "lineItem": lambda info: self.line(order, line),
                "location": lambda info: (
                    self.location(line.location) if restocked else None
                ),
                "priceSet": self.money(line.price),
                "subtotalSet": self.money(line.price * count),
                "totalTaxSet": self.money(line.tax * count / line.quantity),
            }

        given = self._transaction(order, refund.id, "REFUND", refund.amount, ZERO)
        return {
            "id": gid("Refund", refund.id),
            "legacyResourceId": refund.id,
            "createdAt": when(refund.at),
            "processedAt": when(refund.at),
            "updatedAt": when(refund.at),
            "note": refund.reason,
            "totalRefundedSet": self.money(refund.amount),
            "refundLineItems": self.pages(refund.lines, row, ident=lambda e: int(e[0])),
            "refundShippingLines": self.pages([], None),
            "orderAdjustments": self.pages([], None),
            "transactions": self.pages(
                [refund], lambda _: given, ident=lambda r: int(r.id)
            ),
        }
