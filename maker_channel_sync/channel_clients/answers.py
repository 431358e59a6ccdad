"""Reading what a channel answered, before anything is believed of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from typing import Any

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


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that Retry-After asks for, from a number or an HTTP date."""
    value = (headers.get("Retry-After") or "").strip()
    if value.replace(".", "", 1).isdigit():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.utc)
    return max(0.0, (moment - datetime.now(timezone.utc)).total_seconds())


def spoken(body: bytes, limit: int = 300) -> str:
    """The sentence meant for people in an error body, or ""."""
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
    kind = headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind and kind != "text/plain":
        return not (kind.endswith("json") or not body.strip())
    return body.lstrip()[:1] == b"<"
