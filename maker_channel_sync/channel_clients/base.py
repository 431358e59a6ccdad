"""The contract that every channel client keeps.

Clients are plain Python: no Odoo, no database, no clock or sleep of their own.
They translate; they never decide what quantity a listing should show.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from .transport import Transport
from .types import (
    Check,
    Listing,
    Order,
    Shipment,
    ShipRequest,
    Stock,
    StockChange,
    StockResult,
    WebhookHint,
)


@dataclass(frozen=True)
class Capabilities:
    """What a channel's API can do, so that no caller asks for its name."""

    compare_and_set: bool = False
    webhooks: bool = False
    subscribes: bool = False
    """Webhook subscriptions can be made over the API."""
    locations: bool = False
    writes_on_hand: bool = False
    """The client itself adds the channel's own committed units to what it writes."""
    batch_size: int = 1
    max_quantity: int | None = None
    partial_shipments: bool = True
    oauth: bool = False


class ChannelClient(ABC):
    """One connected shop.

    All methods raise the classes of ``errors``; ``set_stock`` alone reports
    per-item failures in its results instead of raising them.
    """

    capabilities = Capabilities()

    def __init__(self, transport: Transport):
        self.transport = transport

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

        A failure of the whole call (credentials, rate limit, outage) is raised.
        """

    @abstractmethod
    def iter_orders(self, since: datetime) -> Iterator[Order]:
        """Orders created or changed at or after ``since`` (aware UTC)."""

    @abstractmethod
    def get_order(self, remote_id: str) -> Order | None:
        """One order, or None where the channel has none of that id."""

    @abstractmethod
    def ship(self, request: ShipRequest) -> Shipment:
        """Tell the channel what was shipped; repeating it ships nothing twice."""

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

    def reactivate(self, remote_ids: Iterable[str]) -> list[StockResult]:
        """Bring back listings that this client itself deactivated at zero."""
        return []
