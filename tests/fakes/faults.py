"""Faults that a fake can be told to show, as real networks and vendors do."""

from __future__ import annotations

import threading
from dataclasses import dataclass

KINDS = {
    "timeout_before": "the connection is cut and nothing was done",
    "timeout_after": "the request is carried out, then the connection is cut",
    "429": "too many requests, with Retry-After",
    "429_bare": "too many requests, without Retry-After",
    "throttled": "the vendor's own way to say slow down",
    "500": "a server error, nothing was done",
    "500_after": "the request is carried out, the answer is a server error",
    "truncated": "the request is carried out, half of the answer arrives",
    "html": "a proxy answers with a page and nothing was done",
    "wrong_content_type": "carried out, but the answer calls itself a page",
    "expired_token": "the token is refused as expired",
    "slow": "carried out after a wait",
}


@dataclass
class Fault:
    """One planned fault; ``times`` counts down, a negative number is for ever."""

    kind: str
    times: int = 1
    method: str = ""
    prefix: str = ""
    match: str = ""
    seconds: float = 0.0
    retry_after: float = 1.0
    status: int = 502
    skip: int = 0

    def fits(self, method: str, path: str, body: bytes) -> bool:
        """Whether a request is one that this fault is meant for."""
        return (
            self.times != 0
            and self.method in ("", method)
            and path.startswith(self.prefix)
            and self.match.encode() in body
        )


class Faults:
    """The faults of one fake, taken in the order they were added."""

    def __init__(self):
        self._lock = threading.Lock()
        self.pending: list[Fault] = []
        self.shown: list[Fault] = []

    def add(self, kind: str, times: int = 1, where: str = "", **options) -> Fault:
        """Plan a fault of one of ``KINDS`` and return it.

        ``where`` is ``"METHOD /path-prefix"`` or either half; ``match`` is a text
        that the request's body must hold (a GraphQL field, a SKU); ``skip`` lets
        that many fitting requests pass first; ``seconds`` is how long to hang.
        """
        if kind not in KINDS:
            raise ValueError(f"Unknown fault {kind!r}; use one of {sorted(KINDS)}.")
        method, _, prefix = where.partition(" ")
        if method.startswith("/"):
            method, prefix = "", method
        fault = Fault(kind, times, method.upper(), prefix, **options)
        with self._lock:
            self.pending.append(fault)
        return fault

    def clear(self) -> None:
        """Forget every planned fault."""
        with self._lock:
            self.pending.clear()

    def take(self, method: str, path: str, body: bytes) -> Fault | None:
        """The fault to show on this request, counted down, or None."""
        with self._lock:
            for fault in self.pending:
                if not fault.fits(method, path, body):
                    continue
                if fault.skip:
                    fault.skip -= 1
                    continue
                fault.times -= 1
                if fault.times == 0:
                    self.pending.remove(fault)
                self.shown.append(fault)
                return fault
        return None
