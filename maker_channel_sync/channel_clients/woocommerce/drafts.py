"""Draft products in a WooCommerce shop."""

from __future__ import annotations

from collections.abc import Mapping

from ..drafts import prepared
from ..errors import Transient
from ..sentences import _lt
from ..types import Draft, Listing


class WooCommerceDrafts:
    """The drafts of a ``WooCommerceClient``, whose calls it uses."""

    def __init__(self, client):
        self.client = client

    def create(self, draft: Draft) -> Listing:
        return prepared(draft, self._find, self._create)

    def _find(self, draft: Draft) -> Listing | None:
        params = {"sku": draft.sku, "status": "any", "per_page": 10}
        for row in self.client.call("GET", "/products", params=params).rows():
            if row.get("id") and row.get("sku") == draft.sku:
                return _listing(draft, row)
        return None

    def _create(self, draft: Draft) -> Listing:
        body = {
            "name": draft.title,
            "type": "simple",
            "status": "draft",
            "sku": draft.sku,
            "regular_price": f"{draft.price:f}",
            "manage_stock": True,
            "stock_quantity": max(draft.quantity, 0),
        }
        if draft.description:
            body["description"] = draft.description
        if draft.barcode:
            body["global_unique_id"] = draft.barcode
        made = self.client.call("POST", "/products", json=body, idempotent=False)
        row = made.record()
        if not row.get("id"):
            raise Transient(
                _lt("The shop did not confirm the draft."), maybe_applied=True
            )
        return _listing(draft, row)


def _listing(draft: Draft, row: Mapping) -> Listing:
    own, parent = str(row["id"]), str(row.get("parent_id") or row["id"])
    status = row.get("status") or "publish"
    return Listing(
        remote_id=own if parent == own else f"{parent}:{own}",
        parent_id=parent,
        title=row.get("name") or draft.title,
        sku=draft.sku,
        barcode=draft.barcode,
        price=draft.price,
        quantity=max(draft.quantity, 0),
        state="active" if status == "publish" else status,
        url=row.get("permalink") or "",
    )
