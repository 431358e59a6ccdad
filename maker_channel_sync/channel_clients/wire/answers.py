"""Reading what a channel answered, before anything is believed of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from typing import Any

from ..errors import Transient
from ..sentences import _lt

PAGES = frozenset({"text/html", "application/xhtml+xml", "text/xml", "application/xml"})
WORDS = ("error_description", "message", "error", "errors", "detail", "details")


@dataclass(frozen=True)
class Answer:
    """A successful answer whose body is complete and, where present, valid JSON."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    data: Any = field(default=None, repr=False)

    def json(self) -> Any:
        """The decoded body; None where the channel sent none."""
        return self.data

    def record(self) -> dict:
        """The body as an object, {} where there is none; else Transient."""
        if self.data is None:
            return {}
        if not isinstance(self.data, dict):
            raise Transient(_lt("The shop sent an answer of an unknown shape."), True)
        return self.data

    def rows(self, name: str = "") -> list[dict]:
        """The objects of a list, or of the list ``name`` of an object.

        What is null, missing or no object is left out; a body of another shape
        is Transient.
        """
        found = self.record().get(name) if name else self.data
        if not isinstance(found or [], list):
            raise Transient(_lt("The shop sent an answer of an unknown shape."), True)
        return [row for row in found or () if isinstance(row, dict)]


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that Retry-After asks for, from a number or an HTTP date."""
    value = (headers.get("Retry-After") or "").strip()
    if value.isascii() and value.replace(".", "", 1).isdecimal():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.utc)
    return max(0.0, (moment - datetime.now(timezone.utc)).total_seconds())


def spoken(body: bytes, limit: int = 300) -> str:
    """The sentence meant for people in an error body, or "".

    >>> spoken(b'{"errors": [{"code": 9, "message": "The SKU is taken."}]}')
    'The SKU is taken.'
    >>> spoken(b"<html>")
    ''
    """
    try:
        found = json.loads(body)
    except ValueError:
        return ""
    while isinstance(found, dict | list):
        if isinstance(found, list):
            found = found[0] if found else ""
            continue
        found = next((found[key] for key in WORDS if found.get(key)), "")
    return str(found)[:limit]


def is_page(headers: Mapping[str, str], body: bytes) -> bool:
    """Whether an answer is meant to be looked at: by a firewall, a login, a proxy.

    >>> is_page({"Content-Type": "text/html; charset=utf-8"}, b"Log in")
    True
    >>> is_page({"Content-Type": "application/json"}, b'{"id": 1}')
    False
    """
    kind = headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return (kind in PAGES and bool(body.strip())) or body.lstrip()[:1] == b"<"
