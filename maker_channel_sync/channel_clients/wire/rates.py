"""What a channel says about the calls it will still accept."""

from __future__ import annotations

from collections.abc import Mapping

from ..values import number, whole


class RateBudget:
    """No known limit: never pauses.

    ``remaining`` and ``limit`` are in the channel's own unit (calls a day,
    query points); None while unknown.
    """

    remaining: int | None = None
    limit: int | None = None

    def note(self, headers: Mapping[str, str], now: float) -> None:
        """Learn from the headers of an answer."""

    def pause(self, now: float, write: bool = False) -> float:
        """Seconds to wait before the next call."""
        return 0.0


class EtsyBudget(RateBudget):
    """Calls a day and a second, both told in every answer."""

    def __init__(self):
        self._not_before = 0.0

    def note(self, headers, now):
        self.limit = _number(headers, "x-limit-per-day", self.limit)
        self.remaining = _number(headers, "x-remaining-today", self.remaining)
        # Etsy's own documentation long misspelt the second of these.
        second = _number(headers, "x-remaining-this-second", None)
        if second is None:
            second = _number(headers, "x-remaining-this-secon", None)
        if second == 0:
            self._not_before = now + 1.0

    def pause(self, now, write=False):
        return max(0.0, self._not_before - now)


class PacedBudget(RateBudget):
    """A channel that publishes no limit but dislikes bursts, above all of writes."""

    def __init__(self, calls: float, writes: float):
        """Seconds between calls of any kind, and between two writes."""
        self.calls = calls
        self.writes = writes
        self._free = self._free_to_write = float("-inf")

    def pause(self, now, write=False):
        """Seconds to wait, and the turn after that taken.

        >>> budget = PacedBudget(calls=0.5, writes=2)
        >>> [budget.pause(100.0, write=True) for _call in range(3)]
        [0.0, 2.0, 4.0]
        """
        start = max(now, self._free)
        if write:
            start = max(start, self._free_to_write)
            self._free_to_write = start + self.writes
        self._free = start + self.calls
        return start - now


class CostBudget(RateBudget):
    """Shopify's bucket of query points, told in the body of every answer."""

    def __init__(self):
        self._restore = 0.0

    def note_cost(self, cost: Mapping) -> None:
        status = cost.get("throttleStatus") or {}
        self.limit = whole(status.get("maximumAvailable")) or self.limit
        if status.get("currentlyAvailable") is not None:
            self.remaining = whole(status["currentlyAvailable"])
        self._restore = float(number(status.get("restoreRate"))) or self._restore

    def wait_for(self, cost: Mapping) -> float:
        """Seconds until a throttled query of that cost will pass.

        >>> status = {"currentlyAvailable": 10, "restoreRate": 100}
        >>> CostBudget().wait_for({"requestedQueryCost": 60, "throttleStatus": status})
        0.5
        """
        self.note_cost(cost)
        missing = float(number(cost.get("requestedQueryCost"))) - (self.remaining or 0)
        return max(0.1, missing / (self._restore or 50.0))


def _number(headers: Mapping[str, str], name: str, default: int | None):
    try:
        return int(float(headers[name]))
    except (KeyError, ValueError):
        return default
