"""Shopify's inventory mutations, with the rules and words seen on a real store."""

from __future__ import annotations

import json
from collections import Counter

from .shopify_graph import Fail
from .shopify_shapes import gid, number, when

LIMIT = 1_000_000_000
REASONS = frozenset(
    (
        "correction",
        "cycle_count_available",
        "damaged",
        "movement_canceled",
        "movement_created",
        "movement_received",
        "movement_updated",
        "other",
        "promotion",
        "quality_control",
        "received",
        "reservation_created",
        "reservation_deleted",
        "reservation_updated",
        "restock",
        "safety_stock",
        "shrinkage",
    )
)
WORDS = {
    "INVALID_INVENTORY_ITEM": "The specified inventory item could not be found.",
    "INVALID_LOCATION": "The specified location could not be found.",
    "INVALID_QUANTITY_NEGATIVE": "The quantity can't be negative.",
    "INVALID_QUANTITY_TOO_HIGH": "The quantity can't be higher than 1,000,000,000.",
    "INVALID_QUANTITY_TOO_LOW": "The quantity can't be lower than -1,000,000,000.",
    "INVALID_NAME": "The quantity name must be either 'available' or 'on_hand'.",
    "INVALID_REASON": "The specified reason is invalid.",
    "CHANGE_FROM_QUANTITY_STALE": (
        "The specified changeFromQuantity does not match the current quantity."
    ),
    "COMPARE_QUANTITY_STALE": (
        "The specified compare quantity does not match the current quantity."
    ),
    "COMPARE_QUANTITY_REQUIRED": (
        "The compareQuantity argument must be given to each quantity or ignored"
        " using ignoreCompareQuantity."
    ),
    "ITEM_NOT_STOCKED_AT_LOCATION": (
        "The specified inventory item is not stocked at the location."
    ),
    "NON_MUTABLE_INVENTORY_ITEM": (
        "The specified inventory item is not allowed to be adjusted."
    ),
    "NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR": (
        "The combination of inventoryItemId and locationId must be unique."
    ),
    "INVALID_REFERENCE_DOCUMENT": "The specified reference document is invalid.",
    "IDEMPOTENCY_KEY_PARAMETER_MISMATCH": (
        "The same idempotency key cannot be used with different operation parameters."
    ),
    "IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED": (
        "The previous attempt with this idempotency key failed; use a new key."
    ),
}


def trouble(code: str, *field) -> dict:
    """A userError; the indices in its path are texts."""
    path = ["input", *map(str, field)] if field else None
    return {"field": path, "message": WORDS[code], "code": code}


class StockWrites:
    """The inventory mutations of one shop."""

    def __init__(self, shop):
        self.shop = shop
        self.shapes = shop.shapes
        self.answers: dict = {}

    def root(self) -> dict:
        """The mutation type's resolvers."""
        return {
            "inventorySetQuantities": self.once(self.set_quantities),
            "inventoryAdjustQuantities": self.once(self.adjust_quantities),
            "inventoryActivate": self.once(self.activate),
        }

    def once(self, mutation):
        """Wrap a mutation that wants @idempotent, and answers repeats from memory."""

        def resolve(info, **arguments):
            field = info.field_nodes[0]
            operation = info.context
            told = operation.directive(field, "idempotent")
            if told is None:
                if operation.version >= "2026-04":
                    raise Fail(
                        "The @idempotent directive is required for this mutation but"
                        " was not provided.",
                        "BAD_REQUEST",
                    )
                return mutation(info, **arguments)
            key = (field.name.value, told["key"])
            print_ = json.dumps(arguments, sort_keys=True)
            known = self.answers.get(key)
            if known is None:
                answer = mutation(info, **arguments)
                self.answers[key] = (print_, answer)
                return answer
            if known[0] != print_:
                return self._refused("IDEMPOTENCY_KEY_PARAMETER_MISMATCH")
            if known[1]["userErrors"]:
                return self._refused("IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED")
            if self.shop.replay_is_stale:
                return self._refused("CHANGE_FROM_QUANTITY_STALE")
            return known[1]

        return resolve

    def _refused(self, code: str) -> dict:
        return {
            "inventoryAdjustmentGroup": None,
            "inventoryLevel": None,
            "userErrors": [trouble(code)],
        }

    # Stock.

    def set_quantities(self, info, input):
        version = info.context.version
        name, rows = input["name"], input["quantities"]
        old = "compareQuantity" if version < "2026-04" else None
        if old is None and any("changeFromQuantity" not in row for row in rows):
            raise Fail(
                "InventoryQuantityInput must include the following argument:"
                " changeFromQuantity.",
                "INVALID_FIELD_ARGUMENTS",
            )
        if old is None and "ignoreCompareQuantity" in input:
            raise Fail(
                "Variable $input of type InventorySetQuantitiesInput! was provided"
                " invalid value for ignoreCompareQuantity (Field is not defined on"
                " InventorySetQuantitiesInput)",
                "INVALID_VARIABLE",
            )
        errors = []
        if name not in ("available", "on_hand"):
            errors.append(trouble("INVALID_NAME", "name"))
        errors += self._common(input, rows)
        for index, row in enumerate(rows):
            where = ("quantities", index)
            errors += self._row_errors(info, row, name, where) or self._stale(
                row, name, where, old, input
            )
        if errors:
            return {"inventoryAdjustmentGroup": None, "userErrors": errors}
        changes = []
        for row in rows:
            variant, place = self._variant(row), number(row["locationId"])
            level = variant.levels.get(place)
            if level is None:
                continue
            now = level.available if name == "available" else level.on_hand
            changes += self._apply(variant, place, row["quantity"] - now)
            self.shop.writes.append(
                f"{variant.sku or variant.id}: {name} set to {row['quantity']}"
            )
        return {
            "inventoryAdjustmentGroup": self._group(input, changes),
            "userErrors": [],
        }

    def adjust_quantities(self, info, input):
        rows = input["changes"]
        strict = info.context.version >= "2026-04"
        if strict and any("changeFromQuantity" not in row for row in rows):
            raise Fail(
                "InventoryChangeInput must include the following argument:"
                " changeFromQuantity.",
                "INVALID_FIELD_ARGUMENTS",
            )
        errors = self._common(input, rows, "changes")
        for index, row in enumerate(rows):
            where = ("changes", index)
            errors += self._row_errors(
                info, {**row, "quantity": 0}, "available", where
            ) or self._stale(row, input["name"], where, None, input)
        if errors:
            return {"inventoryAdjustmentGroup": None, "userErrors": errors}
        changes = []
        for row in rows:
            variant = self._variant(row)
            changes += self._apply(variant, number(row["locationId"]), row["delta"])
        return {
            "inventoryAdjustmentGroup": self._group(input, changes),
            "userErrors": [],
        }

    def _common(self, input: dict, rows: list, name: str = "quantities") -> list[dict]:
        errors = []
        if input["reason"] not in REASONS:
            errors.append(trouble("INVALID_REASON", "reason"))
        document = input.get("referenceDocumentUri")
        if document and "://" not in document:
            errors.append(trouble("INVALID_REFERENCE_DOCUMENT", "referenceDocumentUri"))
        pairs = [(row["inventoryItemId"], row["locationId"]) for row in rows]
        seen = Counter(pairs)
        return errors + [
            trouble(
                "NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR",
                name,
                index,
                "locationId",
            )
            for index, pair in enumerate(pairs)
            if seen[pair] > 1
        ]

    def _variant(self, row: dict):
        item = str(row["inventoryItemId"])
        if not item.startswith(gid("InventoryItem", "")):
            return None
        return self.shop.named(item)

    def _row_errors(self, info, row: dict, name: str, where: tuple) -> list[dict]:
        errors = []
        variant, place = self._variant(row), number(row["locationId"])
        count = row["quantity"]
        if variant is None:
            errors.append(trouble("INVALID_INVENTORY_ITEM", *where, "inventoryItemId"))
        elif variant.extra.get("bundle"):
            code = "NON_MUTABLE_INVENTORY_ITEM"
            errors.append(trouble(code, *where, "inventoryItemId"))
        if place not in self.shop.places or not self.shop.places[place]["active"]:
            errors.append(trouble("INVALID_LOCATION", *where, "locationId"))
        if count > LIMIT:
            errors.append(trouble("INVALID_QUANTITY_TOO_HIGH", *where, "quantity"))
        elif count < -LIMIT:
            errors.append(trouble("INVALID_QUANTITY_TOO_LOW", *where, "quantity"))
        elif count < 0 and name == "on_hand":
            errors.append(trouble("INVALID_QUANTITY_NEGATIVE", *where, "quantity"))
        if errors or (place in variant.levels and variant.levels[place].active):
            return errors
        if self.shop.silent_unstocked:
            return []
        if info.context.version >= "2026-10":
            self.shop.stock_at(variant, place)
            return []
        code = "ITEM_NOT_STOCKED_AT_LOCATION"
        return [trouble(code, *where, "locationId")]

    def _stale(self, row, name: str, where: tuple, old, input: dict) -> list[dict]:
        level = self._variant(row).levels.get(number(row["locationId"]))
        if level is None:
            return []
        now = level.on_hand if name == "on_hand" else level.available
        if "changeFromQuantity" in row or old is None:
            wanted = row.get("changeFromQuantity")
            code, field = "CHANGE_FROM_QUANTITY_STALE", "changeFromQuantity"
        elif input.get("ignoreCompareQuantity"):
            return []
        else:
            wanted, field = row.get(old), old
            code = "COMPARE_QUANTITY_STALE"
            if wanted is None:
                return [trouble("COMPARE_QUANTITY_REQUIRED", "ignoreCompareQuantity")]
        return [trouble(code, *where, field)] if wanted not in (None, now) else []

    def _apply(self, variant, place: str, delta: int) -> list[dict]:
        if not delta:
            return []
        variant.levels[place].available += delta
        self.shop.touch(variant)
        return [
            {
                "name": name,
                "delta": delta,
                "quantityAfterChange": None,
                "ledgerDocumentUri": None,
                "item": lambda info: self.shapes.item(variant),
                "location": lambda info: self.shapes.location(place),
            }
            for name in ("available", "on_hand")
        ]

    def _group(self, input: dict, changes: list) -> dict | None:
        if not changes:
            return None
        return {
            "id": gid("InventoryAdjustmentGroup", self.shop.next_id()),
            "createdAt": when(self.shop.now()),
            "reason": input["reason"],
            "referenceDocumentUri": input.get("referenceDocumentUri"),
            "changes": lambda info, **_: changes,
        }

    def activate(
        self, info, inventoryItemId, locationId, available=None, onHand=None, **_
    ):
        variant = self._variant({"inventoryItemId": inventoryItemId})
        place = number(locationId)
        if variant is None or place not in self.shop.places:
            kind = "inventoryItemId" if variant is None else "locationId"
            code = "INVALID_INVENTORY_ITEM" if variant is None else "INVALID_LOCATION"
            error = {"field": [kind], "message": WORDS[code]}
            return {"inventoryLevel": None, "userErrors": [error]}
        name = self.shop.places[place]["name"]
        cannot = f"The product couldn't be stocked at {name} because "
        if available is not None and onHand is not None:
            text = cannot + "not allowed to set available and on_hand quantities at the"
            errors = [
                {"field": [field], "message": text + " same time."}
                for field in ("available", "onHand")
            ]
            return {"inventoryLevel": None, "userErrors": errors}
        errors = []
        level = variant.levels.get(place)
        given = available if available is not None else onHand
        field = "available" if available is not None else "onHand"
        if level and level.active and given is not None:
            word = "available" if field == "available" else "on_hand"
            text = f"Not allowed to set an {word} quantity when the item is already"
            errors = [{"field": [field], "message": f"{text} active at the location."}]
        elif given is not None and abs(given) > LIMIT:
            text = cannot + "the quantity needs to be between -1 billion and 1 billion."
            return {
                "inventoryLevel": None,
                "userErrors": [{"field": [field], "message": text}],
            }
        else:
            self.shop.stock_at(variant, place, given)
        return {
            "inventoryLevel": self.shapes.level(variant, place),
            "userErrors": errors,
        }
