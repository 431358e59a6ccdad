"""Writing Shopify's quantities: 250 a call, each only if nobody sold meanwhile."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..base import settle
from ..errors import WHOLE_CALL, Conflict, ItemRejected, Transient
from ..sentences import _lt
from ..types import StockChange, StockResult
from ..values import whole
from . import queries
from .orders import number

CHUNK = 250
MAXIMUM = 1_000_000_000
STALE = "CHANGE_FROM_QUANTITY_STALE"
REFERENCE = "gid://maker/StockPush/"
NAMESPACE = uuid.UUID("0b8f1c3e-5a0a-4c53-9d0e-6d3d2f7a9d11")
PLAIN = {
    "INVALID_INVENTORY_ITEM": _lt("This variant is gone from Shopify."),
    "INVALID_LOCATION": _lt("The location of this channel is gone from Shopify."),
    "NON_MUTABLE_INVENTORY_ITEM": _lt(
        "Shopify computes this quantity from the parts of a bundle."
    ),
}


class ShopifyStock:
    """The stock half of a ``ShopifyClient``, whose calls and location it uses."""

    def __init__(self, client):
        self.client = client

    def set(self, changes: Sequence[StockChange]) -> list[StockResult]:
        """Write with compare-and-set; see ``ChannelClient.set_stock``."""
        unique = list({change.remote_id: change for change in changes}.values())
        results: list[StockResult] = []
        for start in range(0, len(unique), CHUNK):
            try:
                self._start_tracking(unique[start : start + CHUNK])
                self._set_chunk(unique[start : start + CHUNK], results)
            except WHOLE_CALL as error:
                return settle(changes, results, error)
        return settle(changes, results)

    def _start_tracking(self, chunk: Sequence[StockChange]) -> None:
        """Have Shopify count what it may; a refusal shows when the number is set."""
        for change in chunk:
            if change.remote_id in self.client.allow_tracking_start:
                item = f"gid://shopify/InventoryItem/{_item(change)}"
                self.client.graphql(queries.TRACK, {"item": item})

    def _set_chunk(self, chunk, results: list[StockResult]) -> None:
        """Send; take out what Shopify names as bad; send the rest; settle the odd."""
        rest, stale, unstocked, unsure = list(chunk), [], [], []
        while rest:
            errors, moved = self._send(rest)
            if not errors:
                for change in rest:
                    sure = change.expected == change.quantity or _item(change) in moved
                    (results if sure else unsure).append(
                        _set(change) if sure else change
                    )
                break
            if set(errors) == {None}:
                if errors[None][0] == STALE:
                    stale += rest
                    break
                if len(rest) > 1:
                    middle = len(rest) // 2
                    self._set_chunk(rest[:middle], results)
                    rest = rest[middle:]
                    continue
                results.append(_rejected(rest[0], *errors[None]))
                break
            bad = {index: why for index, why in errors.items() if index is not None}
            for index, (code, message) in bad.items():
                if code == STALE:
                    stale.append(rest[index])
                elif code == "ITEM_NOT_STOCKED_AT_LOCATION":
                    unstocked.append(rest[index])
                else:
                    results.append(_rejected(rest[index], code, message))
            rest = [one for index, one in enumerate(rest) if index not in bad]
        results += [self._activate(change) for change in unstocked]
        results += self._read_back(stale + unsure)

    def _send(self, changes) -> tuple[dict, set]:
        """({index or None: (code, message)}, ids of items whose quantity moved)."""
        location = self.client.location()
        quantities = [
            {
                "inventoryItemId": f"gid://shopify/InventoryItem/{_item(change)}",
                "locationId": location,
                "quantity": min(max(change.quantity, 0), MAXIMUM),
                "changeFromQuantity": change.expected,
            }
            for change in changes
        ]
        key = _key(changes)
        for attempt in range(4):
            answer = self.client.graphql(
                queries.SET_STOCK,
                {
                    "input": {
                        "name": "available",
                        "reason": "correction",
                        "referenceDocumentUri": f"{REFERENCE}{key}",
                        "quantities": quantities,
                    },
                    "key": key,
                },
            )["inventorySetQuantities"]
            errors = answer["userErrors"]
            codes = {error.get("code") for error in errors}
            if "IDEMPOTENCY_CONCURRENT_REQUEST" in codes:
                self.client.transport.sleep(0.5 * 2**attempt)
            elif codes & {
                "IDEMPOTENCY_KEY_PARAMETER_MISMATCH",
                "IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED",
            }:
                key = str(uuid.uuid4())
            else:
                group = answer.get("inventoryAdjustmentGroup") or {}
                moved = {
                    number(one["item"]["id"])
                    for one in group.get("changes") or ()
                    if one.get("item") and one.get("name") == "available"
                }
                return _by_index(errors, len(changes)), moved
        raise Transient(_lt("Shopify is still busy with the same request."), True)

    def _activate(self, change: StockChange) -> StockResult:
        answer = self.client.graphql(
            queries.ACTIVATE,
            {
                "item": f"gid://shopify/InventoryItem/{_item(change)}",
                "location": self.client.location(),
                "available": min(max(change.quantity, 0), MAXIMUM),
                "key": str(uuid.uuid4()),
            },
        )["inventoryActivate"]
        if answer["userErrors"]:
            return _rejected(change, "", answer["userErrors"][0]["message"])
        return _set(change)

    def _read_back(self, changes) -> list[StockResult]:
        """What the odd ones show now: the wanted number, another, or no stock row.

        A replayed call may be answered "stale" although it was applied, and a
        write to a location that does not stock the item may do nothing at all.
        """
        nodes = self.client.levels([change.remote_id for change in changes])
        results = []
        for change in changes:
            node = nodes.get(change.remote_id)
            if node is None:
                error = ItemRejected(PLAIN["INVALID_INVENTORY_ITEM"], change.remote_id)
                results.append(StockResult(change.remote_id, None, error))
            elif not node.get("inventoryLevel"):
                results.append(self._activate(change))
            elif available(node) == max(change.quantity, 0):
                results.append(_set(change))
            elif available(node) < 0 and change.expected == 0:
                # Oversold: nothing is for sale, as expected, but Shopify counts on.
                below: list[StockResult] = []
                self._set_chunk([replace(change, expected=available(node))], below)
                results += below
            else:
                shown = available(node)
                error = Conflict(
                    _lt(
                        "Shopify shows %(shown)s, not %(expected)s.",
                        shown=shown,
                        expected=change.expected,
                    ),
                    change.remote_id,
                    shown,
                )
                results.append(StockResult(change.remote_id, None, error))
        return results


def available(node: Mapping) -> int:
    """Shopify's own number at our location, below zero where it was oversold."""
    level = node.get("inventoryLevel") or {}
    return sum(
        whole(one.get("quantity"))
        for one in level.get("quantities") or ()
        if one.get("name") == "available"
    )


def _item(change: StockChange) -> str:
    return change.remote_id.rpartition(":")[2]


def _set(change: StockChange) -> StockResult:
    return StockResult(change.remote_id, min(max(change.quantity, 0), MAXIMUM))


def _rejected(change: StockChange, code: str, message: str) -> StockResult:
    error = ItemRejected(
        PLAIN.get(code) or _lt("Shopify: %(words)s", words=message), change.remote_id
    )
    return StockResult(change.remote_id, None, error)


def _key(changes: Sequence[StockChange]) -> str:
    """One key per payload and push; never the same for a later, equal payload."""
    if all(change.key for change in changes):
        parts = (f"{c.key}|{c.remote_id}|{c.quantity}|{c.expected}" for c in changes)
        return str(uuid.uuid5(NAMESPACE, "\n".join(parts)))
    return str(uuid.uuid4())


def _by_index(errors: Sequence[Mapping], size: int) -> dict:
    found: dict = {}
    for error in errors:
        path = error.get("field") or []
        index = next((int(part) for part in path if part.isdigit()), None)
        if index is not None and index >= size:
            index = None
        found.setdefault(index, (error.get("code") or "", error["message"]))
    if len(found) > 1:
        found.pop(None, None)
    return found
