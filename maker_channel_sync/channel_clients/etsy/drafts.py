"""Draft listings on Etsy: made like another listing of the shop, never published."""

from __future__ import annotations

from ..drafts import prepared
from ..errors import ItemRejected
from ..sentences import _lt
from ..types import Draft, Listing
from . import inventory

LIKE = (
    "taxonomy_id",
    "who_made",
    "when_made",
    "shipping_profile_id",
    "return_policy_id",
)
NEEDED = ("taxonomy_id", "who_made", "when_made")
LONGEST_TITLE = 140
ONCE = {"%": " percent", ":": " -", "&": " and ", "+": " and "}


class EtsyDrafts:
    """The drafts of an ``EtsyClient``, whose calls it uses."""

    def __init__(self, client):
        self.client = client

    def create(self, draft: Draft) -> Listing:
        if draft.quantity < 1:
            raise ItemRejected(
                _lt("Etsy takes no listing without stock: have one first.")
            )
        return prepared(draft, self._find, self._create)

    def _find(self, draft: Draft) -> Listing | None:
        """A draft with this SKU, or one whose SKU was not written any more."""
        path = f"/shops/{self.client.shop_id}/listings"
        for page in self.client.pages(path, {"state": "draft"}):
            full = self.client.records([str(one.get("listing_id")) for one in page])
            for record in full.values():
                for listing in inventory.listings({**record, "state": "draft"}):
                    if listing.sku == draft.sku:
                        return listing
                    if not listing.sku and listing.title == _title(draft):
                        return self._name(draft, record)
        return None

    def _create(self, draft: Draft) -> Listing:
        example = self.client.records([draft.example]).get(draft.example)
        if not example or not all(example.get(name) for name in NEEDED):
            raise ItemRejected(
                _lt(
                    "Choose a listing of this shop to take the category, the "
                    "postage and the processing time from."
                )
            )
        form = {
            "quantity": min(draft.quantity, inventory.MAX_QUANTITY),
            "title": _title(draft),
            "description": draft.description or draft.title,
            "price": f"{draft.price:f}",
            "type": "physical",
        }
        form |= {name: example[name] for name in LIKE if example.get(name)}
        if ready := inventory.readiness(example):
            form["readiness_state_id"] = ready
        path = f"/shops/{self.client.shop_id}/listings"
        made = self.client.call("POST", path, data=form, idempotent=False).record()
        return self._name(draft, made, ready)

    def _name(self, draft: Draft, record: dict, ready=None) -> Listing:
        """Give the new listing its SKU, which only its inventory record takes."""
        listing_id = str(record["listing_id"])
        offering = {
            "price": float(draft.price),
            "quantity": min(draft.quantity, inventory.MAX_QUANTITY),
            "is_enabled": True,
            "readiness_state_id": ready or inventory.readiness(record),
        }
        product = {"sku": draft.sku, "property_values": [], "offerings": [offering]}
        body = {"products": [product]}
        body |= {name: [] for name in inventory.ON_PROPERTY}
        self.client.call(
            "PUT",
            f"/listings/{listing_id}/inventory",
            params={"max_variations_supported": "3"},
            json=body,
        )
        return Listing(
            remote_id=f"{listing_id}:0",
            parent_id=listing_id,
            title=_title(draft),
            sku=draft.sku,
            price=draft.price,
            quantity=0,
            state="draft",
            url=record.get("url") or "",
        )


def _title(draft: Draft) -> str:
    """The title as Etsy takes it, which allows some signs only once."""
    title = draft.title
    for sign, words in ONCE.items():
        first, found, rest = title.partition(sign)
        title = first + found + rest.replace(sign, words)
    title = " ".join(title.split())
    return title[:LONGEST_TITLE]
