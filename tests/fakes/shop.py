"""The shop behind every fake: its listings, its stock, its clock."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from decimal import Decimal

from .goods import Level, Listing, Order, Variant
from .limits import Bucket, Window
from .messages import Request, Response
from .server import HttpFake
from .webhooks import Webhooks


class ShopFake(HttpFake):
    """A shop that sells, whatever the vendor; subclasses speak its API."""

    vendor = ""
    currency = "USD"
    listing_ids = 1_000_000_001
    variant_ids = 2_000_000_001
    order_ids = 3_000_000_001
    retry_delays = (0.2, 1.0)
    disable_after = 8
    refunds = True
    """Whether the vendor's shop gives money back for single units."""
    encodes_texts = False
    """Whether what people wrote is told with HTML entities."""

    def __init__(self, name: str = "", currency: str = ""):
        super().__init__()
        self.name = name or f"Studio on {self.vendor}"
        self.currency = currency or self.currency
        self.listings: list[Listing] = []
        self.orders: dict[str, Order] = {}
        self.silent: set[str] = set()
        """Ids of orders that neither the list nor a notice tells of any more."""
        self.access_token = "fake-token"
        self.ahead = 0.0
        """Seconds by which the shop's clock is ahead of this machine's."""
        self.locations = {"main": "Studio"}
        self.writes: list[str] = []
        """What API clients changed, in words, oldest first."""
        self._variants = itertools.count(self.variant_ids)
        self._listings = itertools.count(self.listing_ids)
        self._orders = itertools.count(self.order_ids)
        self._numbers = itertools.count(1001)
        self._next = itertools.count(4_000_000_001)
        self._last = datetime(1970, 1, 1, tzinfo=timezone.utc)
        self._index: dict | None = None
        self.webhooks = Webhooks(self.sign, self.retry_delays, self.disable_after)

    def start(self, port: int = 0):
        self.webhooks.resume()
        return super().start(port)

    def stop(self) -> None:
        super().stop()
        self.webhooks.stop()

    @property
    def credentials(self) -> dict:
        """Keyword arguments of the real client, except its token."""
        return {}

    def access(self) -> dict:
        """What opens the shop's API now: ``access_token``, and what renews it."""
        return {"access_token": self.access_token}

    @property
    def deliveries(self) -> list:
        """Every webhook that left, with the answers it got."""
        return self.webhooks.deliveries

    def recover(self, seconds: float) -> None:
        """Allow what may be asked after ``seconds`` in which nobody called."""
        for limit in vars(self).values():
            if isinstance(limit, Bucket | Window):
                limit.pass_time(seconds)

    def time(self) -> float:
        """The shop's clock, in seconds since 1970."""
        return time.time() + self.ahead

    def now(self) -> datetime:
        """The shop's clock, aware UTC, never the same moment twice."""
        moment = datetime.fromtimestamp(self.time(), timezone.utc)
        self._last = max(moment, self._last + timedelta(microseconds=1))
        return self._last

    def next_id(self, kind: str = "") -> str:
        """A fresh id for things without a counter of their own."""
        return self.make_id(kind, next(self._next))

    def make_id(self, kind: str, number: int) -> str:
        """The vendor's id of a listing, variant, order, line, parcel or refund."""
        return str(number)

    # Hooks of the vendors.

    def sign(self, subscription, topic: str, ident: str, body: bytes) -> dict:
        """Headers of one webhook delivery."""
        return {"Content-Type": "application/json"}

    def announce(self, event: str, subject) -> None:
        """Send the vendor's webhooks; event is ``order.created`` and the like."""

    def listed(self, listing: Listing) -> None:
        """A listing was added: give it what only this vendor has."""

    def placed(self, order: Order, options: dict) -> None:
        """An order was placed: give it what only this vendor has."""

    def moved(self, variant: Variant) -> None:
        """A variant's stock changed, by anybody."""

    def current(self, variant: Variant) -> Variant | None:
        """What a variant has become since it was sold; None where it is gone."""
        return variant

    def lots(self, listing: Listing) -> tuple[int, int]:
        """``(units in a case, fewest units)`` that a buyer of a listing must take."""
        return 1, 1

    def order_key(self, order: Order) -> str:
        """The order's id as the API tells it."""
        return order.id

    def aliases(self, variant: Variant) -> Iterable[str]:
        """Every id that names a variant in this vendor's API."""
        return (variant.id,)

    # What a test, a person or the demo does in the shop.

    def add_listing(
        self,
        title: str,
        sku: str = "",
        price="10.00",
        quantity: int | None = 0,
        variants: Iterable[dict] = (),
        **extra,
    ) -> Listing:
        """Add a product page and return it; ``quantity`` None is not tracked.

        Each of ``variants`` may have sku, price, quantity, values (option name to
        value), barcode and the vendor's own extras.
        """
        with self.lock:
            now = self.now()
            state = extra.pop("state", "active")
            ident = self.make_id("listing", next(self._listings))
            listing = Listing(ident, title, [], state, now, now, extra)
            rows = list(variants) or [{}]
            for row in rows:
                given = {"sku": sku, "price": price, "quantity": quantity, **row}
                listing.variants.append(self._variant(listing, given))
            self.listings.append(listing)
            self.listed(listing)
            self._index = None
            return listing

    def rename(self, key: str, sku: str) -> None:
        """The seller gives a variant another SKU."""
        with self.lock:
            variant = self.variant(key)
            variant.sku = sku
            variant.listing.updated = self.now()
            self._index = None

    def remove_listing(self, key: str) -> None:
        """The seller deletes the page that a variant is on."""
        with self.lock:
            self.listings.remove(self.variant(key).listing)
            self._index = None

    def _variant(self, listing: Listing, given: dict) -> Variant:
        count = given.pop("quantity")
        first, *others = self.locations
        levels = {first: Level(count or 0)}
        levels.update({place: Level() for place in others})
        return Variant(
            self.make_id("variant", next(self._variants)),
            listing,
            given.pop("sku") or "",
            Decimal(str(given.pop("price"))),
            given.pop("barcode", ""),
            given.pop("values", {}),
            levels,
            given.pop("tracked", count is not None),
            given.pop("oversell", False),
            extra=given,
        )

    def variants(self) -> Iterable[Variant]:
        """Every variant of every listing."""
        for listing in self.listings:
            yield from listing.variants

    def variant(self, key: str) -> Variant:
        """The variant of a SKU or of any of its ids; KeyError where there is none."""
        with self.lock:
            found = self.with_sku(str(key))
            variant = found[0] if found else self.named(str(key))
            if variant is None:
                raise KeyError(f"{self.name} sells nothing called {key!r}.")
            return variant

    def with_sku(self, sku: str) -> list[Variant]:
        """Every variant with exactly this SKU; none for an empty one."""
        return self._look_up()["sku"].get(sku, []) if sku else []

    def named(self, ident: str) -> Variant | None:
        """The variant that one of its ids names."""
        return self._look_up()["id"].get(ident)

    def forget_index(self) -> None:
        """Look variants up anew after their ids changed."""
        self._index = None

    def _look_up(self) -> dict:
        if self._index is None:
            self._index = {"sku": {}, "id": {}}
            for variant in self.variants():
                self._index["sku"].setdefault(variant.sku, []).append(variant)
                for alias in self.aliases(variant):
                    self._index["id"].setdefault(alias, variant)
        return self._index

    def order(self, key: str) -> Order:
        """The order of an id or of its number."""
        with self.lock:
            key = str(key)
            for order in self.orders.values():
                if key in (order.id, self.order_key(order), str(order.number)):
                    return order
        raise KeyError(f"{self.name} has no order {key!r}.")

    def told_orders(self) -> list[Order]:
        """The orders that lists show."""
        return [one for one in self.orders.values() if one.id not in self.silent]

    def stock(self, key: str, location: str = "") -> int:
        """What a shopper could buy now, summed over the places or of one."""
        with self.lock:
            variant = self.variant(key)
            levels = variant.levels
            chosen = [levels[location]] if location else levels.values()
            count = sum(level.available for level in chosen if level.active)
            return count if variant.listing.state == "active" else min(count, 0)

    def set_stock_by_hand(self, key: str, quantity: int, location: str = "") -> None:
        """Change a count in the vendor's own admin, behind everybody's back."""
        with self.lock:
            variant = self.variant(key)
            level = variant.levels[location] if location else variant.level
            level.available = quantity
            self.touch(variant)

    def touch(self, variant: Variant) -> None:
        """Note that a variant's stock changed, and tell who listens."""
        variant.listing.updated = self.now()
        variant.revision += 1
        self.moved(variant)
        self.announce("stock.changed", variant)

    def webhook_target(self, url: str) -> None:
        """Subscribe a URL to every topic, as a person does in the vendor's portal."""
        self.webhooks.subscribe("*", url)

    def control(self, request: Request) -> Response | None:
        from .control import control

        return control(self, request)
