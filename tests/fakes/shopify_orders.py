"""Shopify's orders, fulfilment orders, refunds and transactions."""

from __future__ import annotations

from decimal import Decimal

from .goods import Line, Order
from .shopify_graph import connection
from .shopify_shapes import ZERO, Shapes, gid, when

FEE_RATE, FEE_FIXED = Decimal("0.029"), Decimal("0.30")


class OrderShapes(Shapes):
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
        paid = order.total if order.paid else ZERO
        given = sum((refund.amount for refund in order.refunds), ZERO)
        seen = self.shop.customer_data
        totals = {
            "SubtotalPriceSet": order.subtotal - order.all_discounts,
            "TotalPriceSet": order.total,
            "TotalTaxSet": order.tax,
            "TotalDiscountsSet": order.all_discounts,
        }
        current = {
            f"current{name}": self.money(
                amount - (given if name == "TotalPriceSet" else ZERO)
            )
            for name, amount in totals.items()
        }
        original = {
            name[0].lower() + name[1:]: self.money(amount)
            for name, amount in totals.items()
        }
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
            **original,
            **current,
            "totalShippingPriceSet": self.money(order.shipping),
            "currentShippingPriceSet": self.money(order.shipping),
            "totalTipReceivedSet": self.money(order.tip),
            "totalReceivedSet": self.money(paid),
            "totalRefundedSet": self.money(given),
            "netPaymentSet": self.money(paid - given),
            "totalOutstandingSet": self.money(order.total - paid),
            "currentTotalDutiesSet": None,
            "originalTotalDutiesSet": None,
            "totalCashRoundingAdjustment": {
                "paymentSet": self.money(ZERO),
                "refundSet": self.money(ZERO),
            },
            "taxLines": self.tax_lines(order.tax),
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

    def fulfillment(self, order: Order, parcel) -> dict:
        lines = {line.id: line for line in order.lines}
        tracking = {
            "company": parcel.carrier or None,
            "number": parcel.tracking or None,
            "url": parcel.url or None,
        }
        return {
            "__typename": "Fulfillment",
            "id": gid("Fulfillment", parcel.id),
            "legacyResourceId": parcel.id,
            "name": f"#{order.number}-F{order.shipments.index(parcel) + 1}",
            "status": "SUCCESS",
            "displayStatus": "FULFILLED",
            "createdAt": when(parcel.at),
            "updatedAt": when(parcel.at),
            "totalQuantity": sum(count for _, count in parcel.lines),
            "trackingInfo": lambda info, **_: [tracking] if parcel.tracking else [],
            "order": lambda info: self.order(order),
            "fulfillmentLineItems": self.pages(
                parcel.lines,
                lambda entry: {
                    "id": gid("FulfillmentLineItem", entry[0]),
                    "quantity": entry[1],
                    "lineItem": self.line(order, lines[entry[0]]),
                },
                ident=lambda entry: int(entry[0]),
            ),
        }

    def lines_at(self, order: Order, place: str) -> list[Line]:
        """The lines that ship from a place."""
        return [line for line in order.lines if line.location == place]

    def fulfillment_order(self, order: Order, place: str) -> dict:
        lines = self.lines_at(order, place)
        left = sum(line.open for line in lines)
        status = "CLOSED"
        if left:
            partly = any(line.shipped for line in lines)
            status = "IN_PROGRESS" if partly else order.extra["hold"] or "OPEN"
        return {
            "__typename": "FulfillmentOrder",
            "id": gid("FulfillmentOrder", self.fulfillment_order_id(order, place)),
            "status": status,
            "requestStatus": "UNSUBMITTED",
            "createdAt": when(order.created),
            "updatedAt": when(order.updated),
            "orderId": gid("Order", order.id),
            "orderName": f"#{order.number}",
            "order": lambda info: self.order(order),
            "assignedLocation": {
                "name": self.shop.places[place]["name"],
                "countryCode": "US",
                "location": lambda info: self.location(place),
            },
            "supportedActions": (
                [{"action": "CREATE_FULFILLMENT", "externalUrl": None}] if left else []
            ),
            "fulfillmentHolds": [],
            "lineItems": lambda info, **asked: connection(
                lines, lambda line: self.fulfillment_line(order, line), asked
            ),
        }

    def fulfillment_order_id(self, order: Order, place: str) -> str:
        return str(int(order.id) * 10 + order.extra["places"].index(place))

    def fulfillment_line(self, order: Order, line: Line) -> dict:
        return {
            "__typename": "FulfillmentOrderLineItem",
            "id": gid("FulfillmentOrderLineItem", f"9{line.id}"),
            "totalQuantity": line.quantity - line.cancelled,
            "remainingQuantity": line.open,
            "sku": line.sku or None,
            "requiresShipping": True,
            "productTitle": line.title,
            "variantTitle": line.variant.title or None,
            "inventoryItemId": gid("InventoryItem", line.variant.extra["item"]),
            "lineItem": lambda info: self.line(order, line),
            "variant": lambda info: self.variant(line.variant),
        }
