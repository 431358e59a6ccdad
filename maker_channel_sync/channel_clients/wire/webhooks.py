"""Signatures of webhooks: checked over the raw body, in constant time."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime, timezone

from ..errors import AuthError
from ..sentences import _lt

TOLERANCE = 300


def header(headers: Mapping[str, str], name: str) -> str:
    """A header's value whatever its case, or "".

    >>> header({"X-Wc-Webhook-Id": 7}, "x-wc-webhook-id"), header({}, "x-wc-webhook-id")
    ('7', '')
    """
    wanted = name.lower()
    return next((str(v) for k, v in headers.items() if k.lower() == wanted), "")


def signature(secret: bytes | str, body: bytes) -> str:
    """base64(HMAC-SHA256(body, secret))."""
    key = secret.encode() if isinstance(secret, str) else secret
    return base64.b64encode(hmac.new(key, body, hashlib.sha256).digest()).decode()


def check_signature(secret: bytes | str, body: bytes, given: str, whose: str) -> None:
    """Raise AuthError unless ``given`` signs ``body``; without a secret, always."""
    if not secret:
        raise AuthError(
            _lt(
                "%(whose)s webhook refused: no secret is set for this channel.",
                whose=whose,
            )
        )
    if not hmac.compare_digest(signature(secret, body).encode(), given.encode()):
        raise AuthError(
            _lt("%(whose)s webhook refused: the signature is wrong.", whose=whose)
        )


def check_fresh(sent: datetime, now: datetime, whose: str) -> None:
    """Raise AuthError for a delivery signed more than five minutes from now."""
    if abs((now - sent).total_seconds()) > TOLERANCE:
        raise AuthError(
            _lt(
                "%(whose)s webhook refused: it was signed at another time.", whose=whose
            )
        )


def check_svix(
    headers: Mapping[str, str], body: bytes, secret: str, now: datetime, whose: str
) -> str:
    """Check a Svix-style delivery; returns its id."""
    delivery = header(headers, "webhook-id")
    stamp = header(headers, "webhook-timestamp")
    try:
        sent = datetime.fromtimestamp(int(stamp), timezone.utc)
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except (ValueError, OverflowError, OSError, binascii.Error):
        raise AuthError(
            _lt("%(whose)s webhook refused: it is not signed.", whose=whose)
        ) from None
    if not key:
        raise AuthError(
            _lt(
                "%(whose)s webhook refused: no secret is set for this channel.",
                whose=whose,
            )
        )
    right = signature(key, f"{delivery}.{stamp}.".encode() + body).encode()
    given = header(headers, "webhook-signature").split()
    matches = [
        hmac.compare_digest(right, one.removeprefix("v1,").encode()) for one in given
    ]
    if not any(matches):
        raise AuthError(
            _lt("%(whose)s webhook refused: the signature is wrong.", whose=whose)
        )
    check_fresh(sent, now, whose)
    return delivery


def event_of(body: bytes, whose: str) -> dict:
    """The event in a verified body; AuthError where there is none to read."""
    try:
        event = json.loads(body)
    except ValueError:
        event = None
    if not isinstance(event, dict):
        raise AuthError(
            _lt("%(whose)s webhook refused: it cannot be read.", whose=whose)
        )
    return event
