"""Shopify's objects, as nested dicts whose callables take arguments."""

from __future__ import annotations

from decimal import Decimal

from .goods import Level, Line, Order, Variant
from .shopify_graph import connection

ZERO = Decimal(0)
CENT = Decimal("0.01")


def gid(kind: str, ident) -> str:
    """Shopify's global id."""
    return f"gid://shopify/{kind}/{ident}"


def number(global_id: str) -> str:
    """The last part of a global id, without its query."""
    return str(global_id).rpartition("/")[2].split("?")[0]


def when(moment) -> str | None:
    """A moment as Shopify writes it, to the second."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


def bag(amount: Decimal, currency: str) -> dict:
    """MoneyBag with the same money twice, written as Shopify does: 55.0, 9.95."""
    text = f"{amount.quantize(CENT)}"
    text = text.removesuffix("0")
    coin = {"amount": text, "currencyCode": currency}
    return {"shopMoney": coin, "presentmentMoney": coin}


class Shapes:
    """Builds the objects of one shop; ``shop`` is the FakeShopify."""

    def __init__(self, shop):
        self.shop = shop

    def pages(self, rows, shape, **keys):
        """A field that answers with a page of rows."""
        return lambda info, **asked: connection(list(rows), shape, asked, **keys)

    def money(self, amount: Decimal) -> dict:
        return bag(amount, self.shop.currency)

    # Places and stock.

    def location(self, ident: str) -> dict:
        place = self.shop.places[ident]
        return {
            "__typename": "Location",
            "id": gid("Location", ident),
            "legacyResourceId": ident,
            "name": place["name"],
            "isActive": place["active"],
            "isFulfillmentService": place["service"],
            "fulfillsOnlineOrders": True,
            "shipsInventory": place["active"],
            "fulfillmentService": None,
            "address": {
                "address1": "1 Workshop Lane",
                "address2": None,
                "city": "Portland",
                "province": "Oregon",
                "provinceCode": "OR",
                "zip": "97201",
                "country": "United States",
                "countryCode": "US",
                "formatted": ["1 Workshop Lane", "Portland OR 97201"],
            },
        }

    def level(self, variant: Variant, place: str, names=None) -> dict | None:
        level = variant.levels.get(place)
        if level is None:
            return None
        item = variant.extra["item"]
        return {
            "__typename": "InventoryLevel",
            "id": f"{gid('InventoryLevel', place)}?inventory_item_id={item}",
            "isActive": level.active,
            "updatedAt": when(variant.listing.updated),
            "createdAt": when(variant.listing.created),
            "location": lambda info: self.location(place),
            "item": lambda info: self.item(variant),
            "quantities": lambda info, names: self.quantities(level, names),
        }

    def quantities(self, level: Level, names: list) -> list[dict]:
        counts = {
            "available": level.available,
            "committed": level.committed,
            "on_hand": level.on_hand,
        }
        return [
            {
                "id": gid("InventoryQuantity", f"1?name={name}"),
                "name": name,
                "quantity": counts.get(name, 0),
                "updatedAt": None,
            }
            for name in names
        ]

    def item(self, variant: Variant) -> dict:
        def one(info, locationId, includeInactive=False):
            place = number(locationId)
            level = variant.levels.get(place)
            if level is None or not (level.active or includeInactive):
                return None
            return self.level(variant, place)

        def many(info, includeInactive=False, **asked):
            rows = [
                place
                for place, level in variant.levels.items()
                if level.active or includeInactive
            ]
            return connection(
                rows, lambda place: self.level(variant, place), asked, ident=int
            )

        return {
            "__typename": "InventoryItem",
            "id": gid("InventoryItem", variant.extra["item"]),
            "legacyResourceId": variant.extra["item"],
            "sku": variant.sku or None,
            "tracked": variant.tracked,
            "requiresShipping": True,
            "duplicateSkuCount": max(0, len(self.shop.with_sku(variant.sku)) - 1),
            "createdAt": when(variant.listing.created),
            "updatedAt": when(variant.listing.updated),
            "unitCost": None,
            "variant": lambda info: self.variant(variant),
            "variants": self.pages([variant], self.variant),
            "inventoryLevel": one,
            "inventoryLevels": many,
            "locationsCount": {"count": len(variant.levels), "precision": "EXACT"},
        }

    # Products.

    def product(self, listing) -> dict:
        return {
            "__typename": "Product",
            "id": gid("Product", listing.id),
            "legacyResourceId": listing.id,
            "title": listing.title,
            "handle": listing.extra.get("handle")
            or listing.title.lower().replace(" ", "-"),
            "status": listing.state.upper(),
            "vendor": self.shop.name,
            "productType": "",
            "tags": [],
            "isGiftCard": listing.extra.get("gift_card", False),
            "descriptionHtml": "",
            "hasOnlyDefaultVariant": len(listing.variants) == 1,
            "tracksInventory": any(v.tracked for v in listing.variants),
            "totalInventory": sum(self.sellable(v) for v in listing.variants),
            "onlineStoreUrl": f"{self.shop.url}/products/{listing.id}",
            "createdAt": when(listing.created),
            "updatedAt": when(listing.updated),
            "variantsCount": {"count": len(listing.variants), "precision": "EXACT"},
            "variants": self.pages(listing.variants, self.variant),
            "options": lambda info, **_: self.options(listing),
            "media": self.pages([], None),
            "collections": self.pages([], None),
            "metafields": self.pages([], None),
        }

    def options(self, listing) -> list[dict]:
        """The product's options and their values."""
        names = list(listing.variants[0].values) or ["Title"]
        values = {
            name: sorted(
                {v.values.get(name, "Default Title") for v in listing.variants}
            )
            for name in names
        }
        return [
            {
                "id": gid("ProductOption", f"{listing.id}{place}"),
                "name": name,
                "position": place,
                "values": list(values[name]),
                "optionValues": [
                    {"id": gid("ProductOptionValue", f"{place}{i}"), "name": value}
                    for i, value in enumerate(values[name])
                ],
            }
            for place, name in enumerate(names, 1)
        ]

    def sellable(self, variant: Variant) -> int:
        """What shoppers see of a variant, over its active places."""
        return sum(lv.available for lv in variant.levels.values() if lv.active)

    def variant(self, variant: Variant) -> dict:
        listing = variant.listing
        title = variant.title or "Default Title"
        options = variant.values or {"Title": "Default Title"}
        return {
            "__typename": "ProductVariant",
            "id": gid("ProductVariant", variant.id),
            "legacyResourceId": variant.id,
            "title": title,
            "displayName": f"{listing.title} - {title}",
            "sku": variant.sku or None,
            "barcode": variant.barcode or None,
            "price": f"{variant.price:.2f}",
            "compareAtPrice": None,
            "position": listing.variants.index(variant) + 1,
            "taxable": True,
            "availableForSale": True,
            "requiresComponents": bool(variant.extra.get("bundle")),
            "inventoryPolicy": "CONTINUE" if variant.oversell else "DENY",
            "inventoryQuantity": self.sellable(variant),
            "sellableOnlineQuantity": self.sellable(variant),
            "createdAt": when(listing.created),
            "updatedAt": when(listing.updated),
            "selectedOptions": [
                {"name": name, "value": value, "optionValue": None}
                for name, value in options.items()
            ],
            "product": lambda info: self.product(listing),
            "inventoryItem": lambda info: self.item(variant),
            "media": self.pages([], None),
            "metafields": self.pages([], None),
        }

    # Parts of orders.

    def tax_lines(self, amount: Decimal) -> list[dict]:
        if not amount:
            return []
        return [
            {
                "title": "Sales tax",
                "rate": 0.1,
                "ratePercentage": 10.0,
                "priceSet": self.money(amount),
                "channelLiable": False,
                "source": "Shopify",
            }
        ]

    def line(self, order: Order, line: Line) -> dict:
        gone = self.shop.named(gid("ProductVariant", line.variant.id)) is None
        current = line.quantity - line.cancelled
        discount = line.discount + self.share(order, line)
        gross = line.price * line.quantity
        kept = (gross - line.discount) / line.quantity
        return {
            "__typename": "LineItem",
            "id": gid("LineItem", line.id),
            "title": line.title,
            "name": line.title,
            "sku": line.sku or None,
            "vendor": self.shop.name,
            "variantTitle": line.variant.title or None,
            "quantity": line.quantity,
            "currentQuantity": current,
            "unfulfilledQuantity": line.open,
            "fulfillableQuantity": line.open,
            "refundableQuantity": line.quantity - line.refunded,
            "requiresShipping": True,
            "restockable": True,
            "taxable": True,
            "isGiftCard": line.variant.listing.extra.get("gift_card", False),
            "customAttributes": (
                [{"key": "Personalization", "value": line.note}] if line.note else []
            ),
            "variant": None if gone else lambda info: self.variant(line.variant),
            "product": None
            if gone
            else lambda info: self.product(line.variant.listing),
            "originalUnitPriceSet": self.money(line.price),
            "originalTotalSet": self.money(gross),
            "discountedUnitPriceSet": self.money(kept),
            "discountedTotalSet": self.money(gross - line.discount),
            "discountedUnitPriceAfterAllDiscountsSet": self.money(
                (gross - discount) / line.quantity
            ),
            "totalDiscountSet": self.money(line.discount),
            "taxLines": lambda info, **_: self.tax_lines(line.tax),
            "discountAllocations": self.allocations(discount),
            "duties": [],
        }

    def share(self, order: Order, line: Line) -> Decimal:
        """This line's part of the discount on the whole order."""
        if not order.discount or not order.subtotal:
            return ZERO
        parts = [
            (order.discount * li.price * li.quantity / order.subtotal).quantize(CENT)
            for li in order.lines
        ]
        parts[-1] += order.discount - sum(parts, ZERO)
        return parts[order.lines.index(line)]

    def allocations(self, amount: Decimal) -> list[dict]:
        if not amount:
            return []
        return [
            {
                "allocatedAmountSet": self.money(amount),
                "discountApplication": {
                    "__typename": "DiscountCodeApplication",
                    "allocationMethod": "ACROSS",
                    "index": 0,
                    "targetSelection": "ALL",
                    "targetType": "LINE_ITEM",
                    "code": "THANKS",
                },
            }
        ]
