"""Writing WooCommerce's quantities: batches of 100, each item answered for itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..base import settle
from ..errors import (
    WHOLE_CALL,
    ChannelError,
    Conflict,
    ItemRejected,
    RequestRefused,
    Transient,
)
from ..sentences import _lt
from ..types import StockChange, StockResult
from ..values import whole
from .rest import BATCH


class WooCommerceStock:
    """The stock half of a ``WooCommerceClient``, whose calls it uses."""

    def __init__(self, client):
        self.client = client

    def set(self, changes: Sequence[StockChange]) -> list[StockResult]:
        """Read, screen and write in batches; see ``ChannelClient.set_stock``."""
        unique = {change.remote_id: change for change in changes}
        records = self.client.records(list(unique))
        results: list[StockResult] = []
        batches: dict[str, dict[str, list[StockChange]]] = {}
        for change in unique.values():
            record = records.get(change.remote_id)
            error = _objection(change, record)
            wanted = max(change.quantity, 0)
            if error:
                results.append(StockResult(change.remote_id, None, error))
            elif manages(record) and counted(record) == wanted:
                results.append(StockResult(change.remote_id, wanted))
            else:
                path, item = _target(change.remote_id, record)
                batches.setdefault(path, {}).setdefault(item, []).append(change)
        for path, items in batches.items():
            ids = list(items)
            for start in range(0, len(ids), BATCH):
                part = {item: items[item] for item in ids[start : start + BATCH]}
                try:
                    results += self._write(path, part)
                except WHOLE_CALL as error:
                    return settle(changes, results, error)
        return settle(changes, results)

    def _write(
        self, path: str, items: Mapping[str, Sequence[StockChange]]
    ) -> list[StockResult]:
        wanted = {item: min(c.quantity for c in some) for item, some in items.items()}
        rows = [
            {"id": int(item), "manage_stock": True, "stock_quantity": max(quantity, 0)}
            for item, quantity in wanted.items()
        ]
        try:
            answer = self.client.call("POST", path, json={"update": rows})
        except RequestRefused as error:
            if len(items) == 1:
                refusal = ItemRejected(error.words)
                return [
                    StockResult(c.remote_id, None, refusal)
                    for some in items.values()
                    for c in some
                ]
            # A shop may allow less than a hundred, or choke on one of them.
            parts, middle = list(items.items()), len(items) // 2
            return [
                *self._write(path, dict(parts[:middle])),
                *self._write(path, dict(parts[middle:])),
            ]
        told = answer.rows("update")
        answers = (
            dict(zip(items, told, strict=False)) if len(told) == len(items) else {}
        )
        answers.update({str(one["id"]): one for one in told if one.get("id")})
        return [
            _outcome(change, answers.get(item), item)
            for item, some in items.items()
            for change in some
        ]


def counted(record: Mapping) -> int:
    """The shop's own number, below zero where two buyers raced."""
    return whole(record.get("stock_quantity"))


def shown(record: Mapping) -> int:
    """What a shopper can buy."""
    return max(0, counted(record))


def manages(record: Mapping) -> bool:
    """Whether the shop counts this product, itself or by its parent."""
    return record.get("manage_stock") not in (None, False, "", "no", "false")


def _target(remote_id: str, record: Mapping) -> tuple[str, str]:
    """(batch path, id in it): a variation without own stock is its parent's."""
    product, _, variation = remote_id.partition(":")
    if variation and record.get("manage_stock") != "parent":
        return f"/products/{product}/variations/batch", variation
    return "/products/batch", product


def _objection(change: StockChange, record: Mapping | None) -> ChannelError | None:
    if record is None:
        return ItemRejected(
            _lt("This product is gone from the shop."), change.remote_id
        )
    if manages(record) and change.expected not in (None, shown(record)):
        words = _lt(
            "The shop shows %(record)s, not %(expected)s.",
            record=shown(record),
            expected=change.expected,
        )
        return Conflict(words, change.remote_id, counted(record))
    return None


def _outcome(change: StockChange, answer: Mapping | None, item: str) -> StockResult:
    if answer is None:
        words = _lt("The shop did not confirm this product.")
        error: ChannelError = Transient(words, maybe_applied=True)
        return StockResult(change.remote_id, None, error)
    if answer.get("error"):
        words = answer["error"].get("message") or "The shop refuses this product."
        return StockResult(
            change.remote_id, None, ItemRejected(words, change.remote_id)
        )
    # a variation written by its product's id shows its product's number
    product, _, variation = change.remote_id.partition(":")
    shared = product if variation and item == product else ""
    return StockResult(change.remote_id, counted(answer), shared=shared)
