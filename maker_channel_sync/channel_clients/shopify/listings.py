"""Shopify's variants as listings, and what their shop shows of them."""

from __future__ import annotations

from collections.abc import Mapping

from ..sentences import _lt, joined
from ..types import Listing, Stock
from ..values import number as decimal
from ..values import whole
from .orders import number
from .stock import available

STATES = {"ACTIVE": "active", "UNLISTED": "active"}
BUNDLE = _lt("A bundle: Shopify computes its quantity from its parts.")
SAME_SKU = _lt("Other variants on Shopify have the same SKU.")
SELLS_ON = _lt("Shopify goes on selling this when it is out of stock.")


def listing(node: Mapping, currency: str) -> Listing:
    """One variant at the client's location."""
    product, item = node["product"], node["inventoryItem"]
    level = item.get("inventoryLevel")
    quantity = _quantities(level).get("available") if level else None
    bundle = node.get("requiresComponents")
    variant = "" if product.get("hasOnlyDefaultVariant") else node.get("title")
    return Listing(
        remote_id=f"{number(node['id'])}:{number(item['id'])}",
        parent_id=number(product["id"]),
        title=product.get("title") or "",
        sku=node.get("sku") or "",
        barcode=node.get("barcode") or "",
        variant_title=variant or "",
        price=decimal(node["price"]) if node.get("price") is not None else None,
        currency=currency,
        quantity=max(0, whole(quantity if level else node.get("inventoryQuantity"))),
        tracked=bool(item.get("tracked")) and not bundle,
        state=STATES.get(product.get("status"), str(product.get("status")).lower()),
        url=product.get("onlineStoreUrl") or "",
        warning=_warning(node),
        composed=bool(bundle),
    )


def _warning(node: Mapping) -> str:
    told = (
        (BUNDLE, node.get("requiresComponents")),
        (SAME_SKU, node["inventoryItem"].get("duplicateSkuCount")),
        (SELLS_ON, node.get("inventoryPolicy") == "CONTINUE"),
    )
    return joined(words for words, applies in told if applies)


def _quantities(level: Mapping) -> dict[str, int]:
    return {
        one["name"]: whole(one.get("quantity")) for one in level.get("quantities") or ()
    }


def stock(remote_id: str, node: Mapping) -> Stock:
    """What is on sale of one inventory item."""
    level = node.get("inventoryLevel")
    tracked = bool(node.get("tracked"))
    if not level:
        return Stock(remote_id, 0, tracked, state="unstocked")
    committed = _quantities(level).get("committed", 0)
    return Stock(remote_id, available(node), tracked, committed=committed)
