"""Draft products on Shopify."""

from __future__ import annotations

from collections.abc import Mapping

from ..drafts import handle, prepared
from ..errors import ItemRejected, Transient
from ..sentences import _lt
from ..types import Draft, Listing
from . import queries
from .orders import number


class ShopifyDrafts:
    """The drafts of a ``ShopifyClient``, whose calls it uses."""

    def __init__(self, client):
        self.client = client

    def create(self, draft: Draft) -> Listing:
        return prepared(draft, self._find, self._create)

    def _find(self, draft: Draft) -> Listing | None:
        """Shopify's search finds beginnings and other cases too: compare exactly."""
        words = draft.sku.replace("\\", "\\\\").replace('"', '\\"')
        found = self.client.graphql(queries.BY_SKU, {"query": f'sku:"{words}"'})
        for node in (found.get("productVariants") or {}).get("nodes") or ():
            if node and node.get("sku") == draft.sku:
                return _listing(draft, node["product"], node)
        return None

    def _create(self, draft: Draft) -> Listing:
        """The handle is the SKU's own, so that a repetition sets the same product."""
        name = handle(draft)
        variant = {
            "optionValues": [{"optionName": "Title", "name": "Default Title"}],
            "price": f"{draft.price:f}",
            "sku": draft.sku,
            "inventoryItem": {"tracked": True},
        }
        if draft.barcode:
            variant["barcode"] = draft.barcode
        product = {
            "title": draft.title,
            "handle": name,
            "status": "DRAFT",
            "productOptions": [
                {"name": "Title", "values": [{"name": "Default Title"}]}
            ],
            "variants": [variant],
        }
        if draft.description:
            product["descriptionHtml"] = draft.description
        answer = self.client.graphql(
            queries.DRAFT, {"input": product, "identifier": {"handle": name}}
        )["productSet"]
        if answer["userErrors"]:
            words = "; ".join(one["message"] for one in answer["userErrors"])
            raise ItemRejected(_lt("Shopify: %(words)s", words=words))
        made = answer.get("product") or {}
        nodes = (made.get("variants") or {}).get("nodes") or ()
        if not nodes:
            raise Transient(
                _lt("Shopify did not confirm the draft."), maybe_applied=True
            )
        return _listing(draft, made, nodes[0])


def _listing(draft: Draft, product: Mapping, variant: Mapping) -> Listing:
    item = number((variant.get("inventoryItem") or {}).get("id"))
    status = str(product.get("status") or "DRAFT").lower()
    return Listing(
        remote_id=f"{number(variant['id'])}:{item}",
        parent_id=number(product["id"]),
        title=product.get("title") or draft.title,
        sku=draft.sku,
        barcode=draft.barcode,
        price=draft.price,
        quantity=0,
        state="active" if status == "unlisted" else status,
    )
