"""Writing Etsy's quantities: one record a listing, never zero, never for money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..base import settle
from ..errors import (
    AuthError,
    ChannelError,
    Conflict,
    ItemRejected,
    RateLimited,
    RequestRefused,
    ScopeError,
    Transient,
)
from ..sentences import _lt
from ..types import StockChange, StockResult
from . import inventory


class EtsyStock:
    """The stock half of an ``EtsyClient``, whose calls and settings it uses."""

    def __init__(self, client):
        self.client = client

    def set(self, changes: Sequence[StockChange]) -> list[StockResult]:
        """Read, screen, write by listing; see ``ChannelClient.set_stock``."""
        groups: dict[str, dict[str, StockChange]] = {}
        for change in changes:
            listing_id, _, key = change.remote_id.partition(":")
            groups.setdefault(listing_id, {})[key] = change
        records = self.client.records(list(groups))
        results: list[StockResult] = []
        faults = 0
        for listing_id, wanted in groups.items():
            calls = self.client.transport.calls
            try:
                done = self._set_listing(listing_id, records.get(listing_id), wanted)
                faults = 0
            except (AuthError, ScopeError, RateLimited) as error:
                return settle(changes, results, error)
            except Transient as error:
                # One listing may be broken on Etsy's side; two running are an outage.
                faults += 1
                if faults > 1:
                    return settle(changes, results, error)
                done = _all(wanted, error)
            except RequestRefused as error:
                done = _all(wanted, ItemRejected(error.words, listing_id))
            calls = self.client.transport.calls - calls
            results += [replace(done[0], calls=calls), *done[1:]]
        return settle(changes, results)

    def _set_listing(
        self, listing_id: str, record: Mapping | None, changes: Mapping
    ) -> list[StockResult]:
        if record is None:
            return _all(changes, ItemRejected(_lt("This listing is gone from Etsy.")))
        if not inventory.products_of(record):
            return _all(changes, ItemRejected(inventory.NO_RECORD))
        if not inventory.has_prices(record):
            return _all(changes, ItemRejected(inventory.NO_PRICE))
        state = record.get("state") or "active"
        ours = state == "inactive" and listing_id in self.client.deactivated
        results, wanted = _screen(record, changes, state, ours)
        if not wanted:
            return results
        plan = inventory.plan(record, wanted, base=0 if ours else None)
        if plan.empty:
            return results + self._take_off(listing_id, state, ours, wanted)
        renews = state in ("sold_out", "expired")
        if renews and not self.client.allow_paid_renewal:
            words = _lt(
                "This listing is %(state)s on Etsy, and selling it again "
                "costs Etsy's renewal fee. Renew it there, or allow paid "
                "renewals for this channel.",
                state=state.replace("_", " "),
            )
            kept = {key: changes[key] for key in wanted}
            return results + _all(kept, ItemRejected(words))
        if renews:
            self.set_state(listing_id, "active")
        if plan.changed or renews or ours:
            self._write(listing_id, record, plan)
        if ours:
            self.set_state(listing_id, "active")
            self.client.deactivated.discard(listing_id)
        return results + [
            _outcome(changes[key].remote_id, key, plan, ours or renews)
            for key in wanted
        ]

    def _take_off(self, listing_id, state, ours, wanted) -> list[StockResult]:
        if state == "active":
            self.set_state(listing_id, "inactive")
            self.client.deactivated.add(listing_id)
            ours = True
        return [
            StockResult(f"{listing_id}:{key}", 0, deactivated=ours) for key in wanted
        ]

    def set_state(self, listing_id: str, state: str) -> None:
        self.client.call(
            "PATCH",
            f"/shops/{self.client.shop_id}/listings/{listing_id}",
            data={"state": state},
        )

    def _write(self, listing_id: str, record: Mapping, plan: inventory.Plan) -> None:
        varied = inventory.is_varied(record)
        if varied:
            self.client.pictures.remember(listing_id)
        answer = self.client.call(
            "PUT",
            f"/listings/{listing_id}/inventory",
            params={"max_variations_supported": "3"},
            json=plan.body,
        ).record()
        if varied:
            self.client.pictures.restore(listing_id)
        now = inventory.products_of({"inventory": answer})
        for key, quantity in plan.quantities.items():
            if key in now and inventory.held(now[key]) != quantity:
                raise Transient(
                    _lt(
                        "Etsy kept %(key)s instead of %(quantity)s for a variation "
                        "of this listing.",
                        key=inventory.held(now[key]),
                        quantity=quantity,
                    ),
                    maybe_applied=True,
                )


def _screen(record, changes, state, ours):
    """(results of changes that cannot be written, quantities of the others)."""
    products = inventory.products_of(record)
    results, wanted = [], {}
    comparable = ours or state in ("active", "sold_out")
    for key, change in changes.items():
        product = products.get(key)
        error: ChannelError | None = None
        if product is None:
            error = ItemRejected(_lt("This variation is gone from the Etsy listing."))
        elif comparable and inventory.is_shown(product):
            shown = inventory.held(product) if state == "active" else 0
            if change.expected not in (None, shown):
                words = _lt(
                    "Etsy shows %(shown)s, not %(expected)s.",
                    shown=shown,
                    expected=change.expected,
                )
                error = Conflict(words, change.remote_id, shown)
        if error:
            results.append(StockResult(change.remote_id, None, error))
        else:
            wanted[key] = min(max(change.quantity, 0), inventory.MAX_QUANTITY)
    return results, wanted


def _all(changes: Mapping, error: ChannelError) -> list[StockResult]:
    return [StockResult(one.remote_id, None, error) for one in changes.values()]


def _outcome(remote_id: str, key: str, plan, reactivated: bool) -> StockResult:
    return StockResult(
        remote_id,
        plan.quantities[key],
        reactivated=reactivated,
        shared=plan.shared.get(key, ""),
    )
