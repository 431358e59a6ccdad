"""A fake Faire brand behind External API v2: its inventory and its orders."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from .faire_brand import API, FaireBrand, moment_of, money, when
from .goods import Line, Order, Variant
from .messages import Request
from .server import route

CANCELLABLE = ("NEW", "PROCESSING", "PENDING_RETAILER_CONFIRMATION", "BACKORDERED")
REASONS = (
    "REQUESTED_BY_RETAILER",
    "RETAILER_NOT_GOOD_FIT",
    "CHANGE_REPLACE_ORDER",
    "ITEM_OUT_OF_STOCK",
    "INCORRECT_PRICING",
    "ORDER_TOO_SMALL",
    "REJECT_INTERNATIONAL_ORDER",
    "OTHER",
)
ALPHA3 = {"US": "USA", "CA": "CAN", "GB": "GBR", "AU": "AUS", "FR": "FRA", "DE": "DEU"}
COMMISSION = Decimal("0.15")
PAYOUT_FEE = Decimal("0.029")
ORDER = API + "/orders/{order_id}"


class FakeFaire(FaireBrand):
    """One brand on Faire.

    Writes set what is on hand; Faire itself takes off what is committed to open
    orders, so that available is the difference.
    """

    # Inventory.

    @route("GET", API + "/product-inventory/by-skus")
    def read_by_skus(self, request: Request):
        found = {}
        for sku in request.args("skus"):
            variants = self.with_sku(sku)
            if len(variants) > 1:
                self._twice(sku)
            if variants:
                found[sku] = self._inventory(variants[0])
        return {"inventories": found}

    @route("GET", API + "/product-inventory/by-product-variant-ids")
    def read_by_ids(self, request: Request):
        variants = [(ident, self.named(ident)) for ident in request.args("ids")]
        return {
            "inventories": {
                ident: self._inventory(variant)
                for ident, variant in variants
                if variant
            }
        }

    @route("PATCH", API + "/product-inventory/by-skus")
    def write_by_skus(self, request: Request):
        chosen = {}
        for row in self._rows(request, "sku"):
            variants = self.with_sku(row["sku"])
            if not variants:
                self.refuse(404, f"Product variant with sku {row['sku']} not found")
            if len(variants) > 1:
                self._twice(row["sku"])
            chosen[row["sku"]] = (variants[0], row["on_hand_quantity"])
        return self._write(chosen)

    @route("PATCH", API + "/product-inventory/by-product-variant-ids")
    def write_by_ids(self, request: Request):
        chosen = {}
        for row in self._rows(request, "product_variant_id"):
            ident = row["product_variant_id"]
            variant = self.named(ident)
            if variant is None:
                self.refuse(404, f"Product variant {ident} not found")
            chosen[ident] = (variant, row["on_hand_quantity"])
        return self._write(chosen)

    def _twice(self, sku: str):
        self.refuse(400, f"Skus match multiple product variations: {sku}")

    def _rows(self, request: Request, key: str) -> list[dict]:
        rows = self._body(request).get("inventories")
        if not isinstance(rows, list) or not rows:
            self.refuse(400, "inventories must be a non-empty list")
        for row in rows:
            if set(row) != {key, "on_hand_quantity"}:
                self.refuse(400, f"each inventory takes {key} and on_hand_quantity")
            count = row["on_hand_quantity"]
            if type(count) is not int or count < 0:
                self.refuse(400, "on_hand_quantity must be an integer of 0 or more")
        return rows

    def _write(self, chosen: dict) -> dict:
        for variant, on_hand in chosen.values():
            variant.tracked = True
            variant.level.available = on_hand - variant.level.committed
            self.touch(variant)
            self.writes.append(f"{variant.sku or variant.id}: {on_hand} on hand")
        return {
            "inventories": {
                key: self._inventory(variant) for key, (variant, _) in chosen.items()
            }
        }

    def _inventory(self, variant: Variant) -> dict:
        def told(count: int) -> dict:
            if not variant.tracked:
                return {"type": "UNTRACKED"}
            return {"type": "QUANTITY", "quantity": count}

        level = variant.level
        return {
            "on_hand_quantity": told(level.on_hand),
            "committed_quantity": told(level.committed),
            "available_quantity": told(level.available),
        }

    # Orders.

    @route("GET", API + "/orders")
    def orders_page(self, request: Request):
        rows = self.told_orders()
        page, cursor = self._page(request, rows, 10, 50, self._fits)
        told = {"orders": [self._order(order) for order in page]}
        return {**told, "limit": len(page), **({"cursor": cursor} if cursor else {})}

    def _fits(self, order: Order, query: dict) -> bool:
        def given(name: str) -> str:
            return query.get(name, [""])[-1]

        created, excluded = given("created_at_min"), given("excluded_states")
        original = given("original_order_id")
        return (
            (not created or order.created >= moment_of(created))
            and order.extra["state"] not in excluded.split(",")
            and (not original or order.extra["original"] == original)
        )

    def _find(self, order_id: str) -> Order:
        if order_id not in self.orders:
            self.refuse(404, f"Order {order_id} not found")
        return self.orders[order_id]

    @route("GET", ORDER)
    def one_order(self, request: Request, order_id: str):
        return self._order(self._find(order_id))

    @route("PUT", ORDER + "/processing")
    def accept(self, request: Request, order_id: str):
        order = self._find(order_id)
        if order.extra["state"] != "NEW":
            self.refuse(400, f"Order is {order.extra['state']}, not NEW")
        order.extra["state"] = "PROCESSING"
        self._changed(order, "order.updated")
        self.writes.append(f"Order {order.number} accepted")
        return self._order(order)

    @route("PUT", ORDER + "/cancel")
    def cancel_order(self, request: Request, order_id: str):
        order, body = self._find(order_id), self._body(request)
        if order.extra["state"] not in CANCELLABLE:
            self.refuse(400, f"Order is {order.extra['state']} and stays")
        if body.get("reason", "OTHER") not in REASONS:
            self.refuse(400, "Unknown reason")
        if "note" in body and not 30 <= len(body["note"]) <= 1000:
            self.refuse(400, "note must have 30 to 1000 characters")
        self.cancel(order_id)
        self.writes.append(f"Order {order.number} cancelled")
        return self._order(order)

    @route("POST", ORDER + "/items/availability")
    def availability(self, request: Request, order_id: str):
        order = self._find(order_id)
        for ident, told in self._body(request)["availabilities"].items():
            line = next((line for line in order.lines if line.id == ident), None)
            count = told.get("available_quantity", 0)
            if line is None or not 0 <= count < line.quantity:
                self.refuse(400, f"Item {ident} cannot have {count} available")
            self.edit(order_id, ident, count)
        return self._order(order)

    @route("POST", ORDER + "/shipments")
    def shipments(self, request: Request, order_id: str):
        order = self._find(order_id)
        if order.extra["paid_out"]:
            self.refuse(400, "Cannot add shipments as payment is already initiated")
        if order.extra["state"] in ("CANCELED", "DELIVERED"):
            self.refuse(400, f"Order is {order.extra['state']}")
        for row in self._body(request).get("shipments") or []:
            if row.get("order_id") not in (None, order_id):
                self.refuse(400, "order_id differs from the path")
            if not row.get("carrier") or not row.get("tracking_code"):
                self.refuse(400, "carrier and tracking_code are required")
            self.ship(order_id, tracking=row["tracking_code"], carrier=row["carrier"])
            order.shipments[-1].url = row.get("shipping_type", "SHIP_ON_YOUR_OWN")
        self.writes.append(f"Order {order.number} shipped")
        return self._order(order)

    def _order(self, order: Order) -> dict:
        first, _, last = order.buyer.partition(" ")
        coin = order.currency
        told = {
            "id": order.id,
            "display_id": order.id.partition("_")[2].upper(),
            "created_at": when(order.created),
            "updated_at": when(order.updated),
            "state": order.extra["state"],
            "items": [self._item(order, line) for line in order.lines],
            "shipments": [self._shipment(order, parcel) for parcel in order.shipments],
            "address": self._address(order),
            "customer": {"first_name": first, "last_name": last},
            "retailer_id": "r_fake",
            "source": "MARKETPLACE",
            "brand_discounts": [],
            "payout_costs": self._payout(order),
            "is_free_shipping": False,
            "is_fulfilled_by_faire": order.extra["by_faire"],
            "has_pending_retailer_cancellation_request": order.extra["wants_cancel"],
            "ship_after": when(
                order.extra["ship_after"] or order.created + timedelta(days=1)
            ),
        }
        if order.discount:
            told["brand_discounts"] = [
                {
                    "id": "bd_fake",
                    "code": "WELCOME",
                    "discount_type": "FLAT_AMOUNT",
                    "discount_amount": money(order.discount, coin),
                    "includes_free_shipping": False,
                }
            ]
        for name, value in (
            ("original_order_id", order.extra["original"]),
            ("purchase_order_number", order.extra["po"]),
            ("notes", order.note),
            ("payment_initiated_at", when(order.extra["paid_out"])),
        ):
            if value:
                told[name] = value
        return told

    def _address(self, order: Order) -> dict:
        return {
            "name": order.buyer,
            "company_name": order.company or "Corner shop",
            "address1": "12 Market Street",
            "city": "Portland",
            "state": "Oregon",
            "state_code": "OR",
            "postal_code": "97201",
            "phone_number": "",
            "country": order.country,
            "country_code": ALPHA3.get(order.country, order.country),
            "address_type": "COMMERCIAL",
        }

    def _payout(self, order: Order) -> dict:
        """What Faire keeps and what it pays out."""
        coin = order.currency
        goods = order.subtotal - order.all_discounts
        commission = (goods * COMMISSION).quantize(Decimal("0.01"))
        fee = (goods * PAYOUT_FEE).quantize(Decimal("0.01"))
        return {
            "commission_bps": int(COMMISSION * 10000),
            "payout_fee_bps": int(PAYOUT_FEE * 10000),
            "commission": money(commission, coin),
            "payout_fee": money(fee, coin),
            "net_tax": money(Decimal(0), coin),
            "taxes": [],
            "shipping_subsidy": money(order.shipping, coin),
            "total_payout": money(goods - commission - fee + order.shipping, coin),
            "subtotal_after_brand_discounts": money(goods, coin),
            "total_brand_discounts": money(order.all_discounts, coin),
        }

    def _item(self, order: Order, line: Line) -> dict:
        left = line.quantity - line.cancelled
        state = order.extra["state"]
        if not left:
            state = "CANCELED"
        elif line.refunded:
            state = "RETURNED"
        told = {
            "id": line.id,
            "order_id": order.id,
            "created_at": when(order.created),
            "updated_at": when(order.updated),
            "product_id": line.variant.listing.id,
            "variant_id": line.variant.id,
            "quantity": left or line.quantity,
            "price": money(line.price, order.currency),
            "product_name": line.title,
            "variant_name": line.variant.title,
            "includes_tester": False,
            "discounts": [],
            "state": "PROCESSING" if state == "NEW" else state,
        }
        if line.sku:
            told["sku"] = line.sku
        if line.discount:
            told["discounts"] = [
                {
                    "id": "d_fake",
                    "discount_type": "FLAT_AMOUNT",
                    "discount_amount": money(line.now(line.discount), order.currency),
                }
            ]
        return told

    def _shipment(self, order: Order, parcel) -> dict:
        return {
            "id": parcel.id,
            "order_id": order.id,
            "created_at": when(parcel.at),
            "updated_at": when(parcel.at),
            "carrier": parcel.carrier,
            "tracking_code": parcel.tracking,
            "shipping_type": parcel.url or "SHIP_ON_YOUR_OWN",
        }
