"""What both catalogs of Wix Stores share, V3 and V1: a site has one of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..base import settle
from ..errors import WHOLE_CALL, ChannelError, Conflict, ItemRejected, Transient
from ..sentences import _lt
from ..types import Draft, Listing, Stock, StockChange, StockResult

NO_VARIANT = "00000000-0000-0000-0000-000000000000"
PAGE = 100
MAXIMUM = 99_999
LONGEST_NAME = 80
GONE = _lt("This variant is gone from Wix.")


class Catalog:
    """What both catalogs share; ``call`` is the client's."""

    def __init__(self, call):
        self.call = call

    def listings(self) -> Iterator[Listing]:
        """All variants of the site, page by page."""
        raise NotImplementedError

    def stock(self, remote_ids: Sequence[str]) -> dict[str, Stock]:
        """What the site shows of these variants; unknown ids are absent."""
        raise NotImplementedError

    def set(self, changes: Sequence[StockChange]) -> list[StockResult]:
        """Read, screen, write; see ``ChannelClient.set_stock``."""
        unique = list({change.remote_id: change for change in changes}.values())
        results: list[StockResult] = []
        try:
            self._set(unique, results)
        except WHOLE_CALL as error:
            return settle(changes, results, error)
        return settle(changes, results)

    def _set(self, changes: Sequence[StockChange], results: list[StockResult]) -> None:
        raise NotImplementedError

    def _post(self, path: str, body: Mapping) -> dict:
        """Reads and absolute writes: repeating them changes nothing."""
        return self.call("POST", path, json=body).record()

    def create(self, draft: Draft) -> Listing:
        """A hidden product with one variant; see ``ChannelClient.create_draft``."""
        raise NotImplementedError

    def probe(self) -> None:
        """Read the least there is; raises what keeps us from reading."""
        raise NotImplementedError


def prepared_listing(draft: Draft, product, variant) -> Listing:
    """The listing of a product that Wix has just made."""
    if not product:
        raise Transient(_lt("Wix did not confirm the draft."), maybe_applied=True)
    return Listing(
        remote_id=f"{product}:{variant or NO_VARIANT}",
        parent_id=product,
        title=draft.title[:LONGEST_NAME],
        sku=draft.sku,
        barcode=draft.barcode,
        price=draft.price,
        quantity=max(draft.quantity, 0),
        state="hidden",
    )


def next_cursor(metadata: Mapping | None, seen: set[str]) -> str:
    """The cursor of the next page, "" after the last; ``seen`` keeps those met."""
    metadata = metadata or {}
    cursor = (metadata.get("cursors") or {}).get("next") or ""
    if metadata.get("hasNext") is False or cursor in seen:
        return ""
    seen.add(cursor)
    return cursor


def objection(change: StockChange, stock: Stock | None) -> ChannelError | None:
    """Why this change may not be written: the variant is gone, or sold meanwhile."""
    if stock is None:
        return ItemRejected(GONE, change.remote_id)
    if stock.tracked and change.expected not in (None, max(stock.quantity, 0)):
        words = _lt(
            "Wix shows %(quantity)s, not %(expected)s.",
            quantity=stock.quantity,
            expected=change.expected,
        )
        return Conflict(words, change.remote_id, stock.quantity)
    return None
