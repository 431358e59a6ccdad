"""The contract that every channel client keeps.

Clients are plain Python: no Odoo, no database, no clock or sleep of their own.
They translate; they never decide what quantity a listing should show.
"""

from __future__ import annotations

import contextlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from .errors import (
    WHOLE_CALL,
    AuthError,
    ChannelError,
    ItemRejected,
    RequestRefused,
)
from .sentences import _lt
from .types import (
    Check,
    Draft,
    Listing,
    Movement,
    Order,
    Shipment,
    ShipRequest,
    Stock,
    StockChange,
    StockResult,
    WebhookHint,
)
from .wire.transport import Answer, Transport


@dataclass(frozen=True)
class Capabilities:
    """What a channel's API can do, so that no caller asks for its name."""

    compare_and_set: bool = False
    compares_before_write: bool = False
    """``expected`` is compared with a read just before the write: the window for
    overwriting a sale is narrow, but open."""
    webhooks: bool = False
    signs_delivery: bool = False
    """The id of a webhook's delivery is part of what is signed."""
    subscribes: bool = False
    """Webhook subscriptions can be made over the API."""
    locations: bool = False
    writes_on_hand: bool = False
    """The client itself adds the channel's own committed units to what it writes."""
    tells_committed: bool = False
    """``Stock.committed`` is what open orders hold at the place that is written to."""
    batch_size: int = 1
    max_quantity: int | None = None
    oauth: bool = False
    accepts: bool = False
    """New orders wait for the seller to accept them: ``accept``."""
    fees_apart: bool = False
    """An order does not tell its fees: ``get_fees`` does."""
    drafts: bool = False
    """Unpublished listings can be made: ``create_draft``."""
    drafts_need_example: bool = False
    """``Draft.example`` has to name a listing to take category and postage from."""
    drafts_need_stock: bool = False
    """A listing cannot be made with nothing in stock."""


class ChannelClient(ABC):
    """One connected shop.

    All methods raise the classes of ``errors``; ``set_stock`` alone reports
    per-item failures in its results instead of raising them.

    ``token(rejected=None)`` returns an access token; called with one that the
    channel has just rejected, it returns a newer one or raises AuthError.
    """

    capabilities = Capabilities()
    orders_at_once = 1
    """How many orders ``get_orders`` reads with about one call."""

    def __init__(
        self,
        transport: Transport,
        token: Callable[[str | None], str] | None = None,
    ):
        self.transport = transport
        self._token = token

    def _headers(self, token: str) -> dict[str, str]:
        """Headers that prove who we are."""
        return {"Authorization": f"Bearer {token}"} if token else {}

    def _call(self, method: str, path: str, **options) -> Answer:
        """A request with credentials; an expired token is renewed once."""
        token = self._token(None) if self._token else ""
        self.transport.add_secrets(token)
        headers = options.pop("headers", {})
        try:
            return self.transport.request(
                method, path, headers={**headers, **self._headers(token)}, **options
            )
        except AuthError:
            if not self._token:
                raise
            fresh = self._token(token)
            if not fresh or fresh == token:
                raise
        self.transport.add_secrets(fresh)
        return self.transport.request(
            method, path, headers={**headers, **self._headers(fresh)}, **options
        )

    @abstractmethod
    def check(self) -> Check:
        """Test the connection; raises AuthError or ScopeError."""

    @abstractmethod
    def iter_listings(self) -> Iterator[Listing]:
        """Every sellable variant of the shop, whatever its state."""

    @abstractmethod
    def get_stock(self, remote_ids: Sequence[str]) -> dict[str, Stock]:
        """What the channel shows now; ids it does not know are absent."""

    @abstractmethod
    def set_stock(self, changes: Sequence[StockChange]) -> list[StockResult]:
        """Set quantities in as few calls as the API allows, one result a change.

        A failure of the whole call (credentials, rate limit, outage) is raised
        while nothing was written yet; later it is the ``error`` of the changes
        that were not reached, so that no acknowledgement is lost.
        """

    @abstractmethod
    def iter_orders(self, since: datetime) -> Iterator[Order]:
        """Orders created or changed at or after ``since`` (aware UTC).

        The oldest change comes first, so that whoever stops half-way can go on
        from the last one taken.
        """

    @abstractmethod
    def get_order(self, remote_id: str) -> Order | None:
        """One order, or None where the channel has none of that id."""

    def get_orders(self, remote_ids: Sequence[str]) -> dict[str, Order | None]:
        """Several orders by their ids, None for those the channel has no more.

        An order that the channel refuses to show is absent: that says nothing.
        """
        found: dict[str, Order | None] = {}
        for remote_id in remote_ids:
            with contextlib.suppress(RequestRefused):
                found[remote_id] = self.get_order(remote_id)
        return found

    @abstractmethod
    def ship(self, request: ShipRequest) -> Shipment:
        """Tell the channel what was shipped; repeating it ships nothing twice."""

    def create_draft(self, draft: Draft) -> Listing:
        """Prepare a listing that no shopper sees; a repetition finds the first.

        Raises ItemRejected where the SKU is for sale already or the channel wants
        more than it was given.
        """
        raise ItemRejected(_lt("Listings cannot be prepared in this shop."))

    def accept(self, remote_id: str) -> None:
        """Confirm a new order where the channel waits for that; else nothing."""
        return

    def get_fees(self, remote_id: str) -> Decimal | None:
        """Fees of one order where they need a call of their own, else None."""
        return None

    def iter_movements(self, since: datetime, until: datetime) -> Iterator[Movement]:
        """Payouts, and fees beside those of ``Order.fees``, of a span of time."""
        return iter(())

    def verify_webhook(
        self, headers: Mapping[str, str], body: bytes, now: datetime
    ) -> WebhookHint:
        """Check a webhook's signature over its raw body, then reduce it to a hint.

        Raises AuthError for a forged, stale or unsigned delivery.
        """
        raise NotImplementedError

    def ensure_webhooks(self, url: str) -> tuple[str, ...]:
        """Create the subscriptions that are missing; returns their topics."""
        return ()

    def mend(self) -> list[str]:
        """Finish what earlier writes left open; ids of listings that were given up."""
        return []

    def reactivate(self, remote_ids: Iterable[str]) -> list[StockResult]:
        """Bring back listings that this client itself deactivated at zero."""
        return []


def settle(
    changes: Sequence[StockChange],
    results: Sequence[StockResult],
    error: ChannelError | None = None,
) -> list[StockResult]:
    """One result a change in their order; ``error`` for those without one.

    Raises instead where the channel has not answered for a single change.
    """
    found = {result.remote_id: result for result in results}
    settled = [
        found.get(change.remote_id) or StockResult(change.remote_id, None, error)
        for change in changes
    ]
    faults = [one.error for one in settled if isinstance(one.error, WHOLE_CALL)]
    if faults and len(faults) == len(settled):
        raise error or faults[0]
    return settled
