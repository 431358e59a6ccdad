"""A fake Etsy shop behind Open API v3."""

from __future__ import annotations

from html import escape
from urllib.parse import parse_qsl

from . import etsy_inventory as inventory
from .etsy_account import API
from .etsy_receipts import EtsyReceipts
from .goods import Listing, Variant
from .messages import Request, Response
from .server import route

STATES = ("active", "inactive", "sold_out", "draft", "expired")
LISTINGS = API + "/shops/{shop_id}/listings"
LISTING = LISTINGS + "/{listing_id}"
INVENTORY = API + "/listings/{listing_id}/inventory"
FIRST_PROPERTY = 513


class FakeEtsy(EtsyReceipts):
    """One Etsy shop: listings, inventory records, receipts."""

    # Listings.

    def listed(self, listing: Listing) -> None:
        given = listing.extra
        digital = given.pop("digital", False)
        names = list(dict.fromkeys(n for v in listing.variants for n in v.values))
        ids = {name: FIRST_PROPERTY + index for index, name in enumerate(names)}
        values: dict = {}
        for variant in listing.variants:
            variant.extra = {
                "properties": [
                    {
                        "id": ids[name],
                        "name": name,
                        "value": value,
                        "value_id": values.setdefault(
                            (name, value), int(self.next_id())
                        ),
                    }
                    for name, value in variant.values.items()
                ],
                "offering_id": int(self.next_id()),
                "readiness_state_id": None if digital else 77001,
            }
        listing.extra = {
            "digital": digital,
            "images": given.pop("images", [int(self.next_id())]),
            "variation_images": [],
            "record": given.pop("record", True),
            **{
                name: given.pop(name, self._varying(listing, axis, list(ids.values())))
                for axis, name in inventory.AXES.items()
            },
        }
        self.fees.append((listing.id, "listed"))

    def _varying(self, listing: Listing, axis: str, ids: list) -> list:
        seen = {
            "price": {variant.price for variant in listing.variants},
            "quantity": {variant.level.available for variant in listing.variants},
            "sku": {variant.sku for variant in listing.variants},
        }.get(axis, ())
        return ids if len(seen) > 1 or (axis == "quantity" and ids) else []

    def picture_variation(self, listing: Listing, name: str, value: str) -> None:
        """Tie the listing's first image to a variation value, as a seller does."""
        for variant in listing.variants:
            for prop in variant.extra["properties"]:
                if (prop["name"], prop["value"]) == (name, value):
                    listing.extra["variation_images"].append(
                        {
                            "property_id": prop["id"],
                            "value_id": prop["value_id"],
                            "value": value,
                            "image_id": listing.extra["images"][0],
                        }
                    )
                    return
        raise KeyError(f"{listing.title} has no {name} {value}.")

    def aliases(self, variant: Variant):
        listing = variant.listing
        values = "_".join(
            f"{prop['id']}-{prop['value_id']}" for prop in variant.extra["properties"]
        )
        yield variant.id
        yield f"{listing.id}:{variant.id}"
        yield f"{listing.id}:{values or '0'}"
        if variant is listing.variants[0]:
            yield listing.id

    def current(self, variant: Variant) -> Variant | None:
        while "heir" in variant.extra:
            variant = variant.extra["heir"]
            if variant is None:
                return None
        return variant

    def _listing(self, listing_id: str) -> Listing:
        for listing in self.listings:
            if listing.id == str(listing_id):
                return listing
        self.refuse(404, f"Listing {listing_id} not found.")

    def _tell(self, listing: Listing, with_inventory: bool = False) -> dict:
        first = listing.variants[0]
        moment = int(listing.updated.timestamp())
        told = {
            "listing_id": int(listing.id),
            "user_id": self.user_id,
            "shop_id": self.shop_id,
            "title": escape(listing.title) if self.encodes_texts else listing.title,
            "description": listing.title,
            "state": listing.state,
            "creation_timestamp": int(listing.created.timestamp()),
            "created_timestamp": int(listing.created.timestamp()),
            "last_modified_timestamp": moment,
            "updated_timestamp": moment,
            "quantity": self._count(listing),
            "url": f"https://www.etsy.com/listing/{listing.id}",
            "listing_type": "download" if listing.extra["digital"] else "physical",
            "has_variations": bool(first.values),
            "should_auto_renew": False,
            "price": inventory.money(first.price, self.currency),
            "skus": [variant.sku for variant in listing.variants if variant.sku],
            "who_made": "i_did",
            "when_made": "made_to_order",
            "taxonomy_id": 6862,
            "shipping_profile_id": 88001,
            "return_policy_id": None,
            **listing.extra.get("given", {}),
        }
        if with_inventory:
            kept = listing.extra["record"]
            record = inventory.record(listing, self.currency) if kept else None
            told["inventory"] = record
        return told

    def _count(self, listing: Listing) -> int:
        varying = listing.extra["quantity_on_property"]
        pools = {
            tuple(sorted(_values_on(v, varying).items())): v.level.available
            for v in listing.variants
            if v.enabled
        }
        return sum(pools.values())

    @route("GET", LISTINGS, scope="listings_r")
    def shop_listings(self, request: Request, shop_id: str):
        state = request.arg("state", "active")
        if state not in STATES:
            self.refuse(400, f"state must be one of {', '.join(STATES)}")
        found = [listing for listing in self.listings if listing.state == state]
        inside = "Inventory" in request.args("includes")
        rows = [self._tell(listing, inside) for listing in self.page(request, found)]
        return {"count": len(found), "results": rows}

    @route("POST", LISTINGS, scope="listings_w")
    def create_draft(self, request: Request, shop_id: str):
        form = dict(parse_qsl(request.body.decode()))
        if int(form["quantity"]) < 1 or float(form["price"]) <= 0:
            self.refuse(400, "quantity and price must be above zero.")
        physical = form.get("type", "physical") == "physical"
        for name in ("shipping_profile_id", "readiness_state_id"):
            if physical and not form.get(name):
                self.refuse(400, f"{name} is required for a physical listing.")
        listing = self.add_listing(
            form["title"],
            price=form["price"],
            quantity=int(form["quantity"]),
            state="draft",
        )
        self.fees.pop()  # a draft costs nothing until it is published
        whole = ("taxonomy_id", "shipping_profile_id")
        listing.extra["given"] = {
            name: int(form[name]) if name in whole else form[name]
            for name in (*whole, "who_made", "when_made", "description")
            if name in form
        }
        self.writes.append(f"Draft {listing.title} made")
        return Response(201, self._tell(listing))

    def _refuse_inventory(self, request: Request) -> None:
        if {"Inventory", "Shipping"} & set(request.args("includes")):
            self.refuse(400, "includes no longer takes Inventory or Shipping here.")

    @route("GET", API + "/listings/{listing_id}")
    def listing(self, request: Request, listing_id: str):
        self._refuse_inventory(request)
        return self._tell(self._listing(listing_id))

    def _ids(self, request: Request) -> list[str]:
        ids = request.args("listing_ids")
        if not 1 <= len(ids) <= 100:
            self.refuse(400, "listing_ids takes 1 to 100 ids.")
        return ids

    @route("GET", API + "/listings/batch")
    def listing_batch(self, request: Request):
        self._refuse_inventory(request)
        ids = self._ids(request)
        rows = [self._tell(li) for li in self.listings if li.id in ids]
        return {"count": len(rows), "results": rows}

    @route("GET", API + "/listings/batch/inventory", scope="listings_r")
    def inventory_batch(self, request: Request):
        rows = [self._tell(self._listing(ident), True) for ident in self._ids(request)]
        return {"count": len(rows), "results": rows}

    @route("GET", INVENTORY, scope="listings_r")
    def get_inventory(self, request: Request, listing_id: str):
        listing = self._listing(listing_id)
        if not listing.extra["record"]:
            self.refuse(404, "The listing has no inventory record.")
        return inventory.record(listing, self.currency)

    @route("PUT", INVENTORY, scope="listings_w")
    def put_inventory(self, request: Request, listing_id: str):
        listing = self._listing(listing_id)
        try:
            body = request.json()
        except ValueError as error:
            self.refuse(400, str(error))
        supported = request.arg("max_variations_supported", "2")
        deepest = max(
            [len(v.extra["properties"]) for v in listing.variants]
            + [len(p.get("property_values") or []) for p in body.get("products") or []]
        )
        if deepest > int(supported):
            self.refuse(
                409,
                "The listing has three variations; send max_variations_supported=3.",
            )
        found = inventory.problems(body, listing)
        if found:
            self.refuse(400, found[0])
        inventory.replace(self, listing, body)
        listing.extra["record"] = True
        listing.updated = self.now()
        counts = ", ".join(
            f"{v.sku or v.id} {v.level.available}" for v in listing.variants
        )
        self.writes.append(f"Inventory of {listing.title}: {counts}")
        return inventory.record(listing, self.currency)

    @route("PATCH", LISTING, scope="listings_w")
    def update_listing(self, request: Request, shop_id: str, listing_id: str):
        listing = self._listing(listing_id)
        try:
            form = request.form()
        except ValueError as error:
            self.refuse(400, str(error))
        state = form.get("state", listing.state)
        if state not in ("active", "inactive") and "state" in form:
            self.refuse(400, "state must be active or inactive")
        if state == "inactive" and listing.state == "sold_out":
            self.refuse(400, "/quantity: cannot be empty")
        if state == "active" and listing.state != "active":
            self._activate(listing)
        if state == "inactive":
            listing.state = "inactive"
        listing.title = form.get("title", listing.title)
        listing.updated = self.now()
        self.writes.append(f"{listing.title} is now {listing.state}")
        return self._tell(listing)

    def _activate(self, listing: Listing) -> None:
        if listing.state == "draft" and not listing.extra["images"]:
            self.refuse(400, "A listing needs an image to be published.")
        if listing.state == "sold_out":
            listing.variants[0].level.available = 1
        if listing.state in ("sold_out", "expired", "draft"):
            self.fees.append((listing.id, f"{listing.state} to active"))
        elif not any(v.level.available for v in listing.variants):
            self.refuse(400, "/quantity: cannot be empty")
        listing.state = "active"

    @route("GET", API + "/listings/{listing_id}/images")
    def images(self, request: Request, listing_id: str):
        rows = [
            {"listing_id": int(listing_id), "listing_image_id": image, "rank": rank}
            for rank, image in enumerate(self._listing(listing_id).extra["images"], 1)
        ]
        return {"count": len(rows), "results": rows}

    @route("GET", LISTING + "/variation-images")
    def variation_images(self, request: Request, shop_id: str, listing_id: str):
        rows = self._listing(listing_id).extra["variation_images"]
        return {"count": len(rows), "results": rows}

    @route("POST", LISTING + "/variation-images", scope="listings_w")
    def set_variation_images(self, request: Request, shop_id: str, listing_id: str):
        listing = self._listing(listing_id)
        try:
            rows = request.json()["variation_images"]
        except (KeyError, ValueError) as error:
            self.refuse(400, str(error))
        known = {
            (prop["id"], prop["value_id"]): prop["value"]
            for variant in listing.variants
            for prop in variant.extra["properties"]
        }
        pairs = [(row["property_id"], row["value_id"]) for row in rows]
        if (
            any(set(row) != {"property_id", "value_id", "image_id"} for row in rows)
            or len(set(pairs)) != len(pairs)
            or len({prop for prop, _ in pairs}) > 1
            or not set(pairs) <= set(known)
            or any(row["image_id"] not in listing.extra["images"] for row in rows)
        ):
            self.refuse(400, "The variation images do not fit the listing.")
        listing.extra["variation_images"] = [
            {**row, "value": known[pair]} for row, pair in zip(rows, pairs, strict=True)
        ]
        return self.variation_images(request, shop_id, listing_id)

    def moved(self, variant: Variant) -> None:
        listing = variant.listing
        variant.level.available = max(variant.level.available, 0)
        varying = listing.extra["quantity_on_property"]
        for other in listing.variants:
            if _values_on(other, varying) == _values_on(variant, varying):
                other.level.available = variant.level.available
        left = sum(v.level.available for v in listing.variants if v.enabled)
        if listing.state == "active" and left <= 0:
            listing.state = "sold_out"

    def placed(self, order, options: dict) -> None:
        for line in order.lines:
            self.fees.append((line.variant.listing.id, "sold"))

    def set_stock_by_hand(self, key: str, quantity: int, location: str = "") -> None:
        with self.lock:
            listing = self.variant(key).listing
            if listing.state == "sold_out" and quantity > 0:
                self.fees.append((listing.id, "renewed by the seller"))
                listing.state = "active"
            super().set_stock_by_hand(key, quantity, location)


def _values_on(variant: Variant, properties: list) -> dict:
    return {
        prop["id"]: prop["value_id"]
        for prop in variant.extra["properties"]
        if prop["id"] in properties
    }
