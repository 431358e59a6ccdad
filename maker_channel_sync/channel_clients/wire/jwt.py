"""Webhooks that arrive as a signed token (JWT, RS256 and nothing else)."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import datetime, timedelta, timezone

from ..errors import AuthError
from ..sentences import _lt
from .webhooks import event_of

SLACK = timedelta(minutes=5)
OLDEST = timedelta(hours=49)
"""A little over the two days in which the sender repeats a delivery."""


def verified(token: bytes, public_key: str, now: datetime, whose: str) -> dict:
    """The payload of a token signed by ``public_key`` (PEM); else AuthError."""
    if not public_key:
        raise AuthError(
            _lt("%(whose)s webhook refused: no public key is set.", whose=whose)
        )
    try:
        head, payload, mark = token.strip().split(b".")
        header = json.loads(_decode(head))
        signature = _decode(mark)
    except (ValueError, binascii.Error):
        raise AuthError(
            _lt("%(whose)s webhook refused: it is not signed.", whose=whose)
        ) from None
    if not isinstance(header, dict) or header.get("alg") != "RS256":
        raise AuthError(
            _lt("%(whose)s webhook refused: it is not signed with RS256.", whose=whose)
        )
    _check(public_key, head + b"." + payload, signature, whose)
    claims = event_of(_decode(payload), whose)
    _check_times(claims, now, whose)
    return claims


def _check(public_key: str, signed: bytes, signature: bytes, whose: str) -> None:
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
        from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.serialization import load_pem_public_key
    except ImportError:
        raise AuthError(
            _lt(
                "%(whose)s webhook refused: checking it needs Python's cryptography.",
                whose=whose,
            )
        ) from None
    try:
        key = load_pem_public_key(public_key.encode())
        if not isinstance(key, RSAPublicKey):
            raise AuthError(
                _lt(
                    "%(whose)s webhook refused: the public key is not RSA.", whose=whose
                )
            )
        key.verify(signature, signed, PKCS1v15(), SHA256())
    except (ValueError, InvalidSignature):
        raise AuthError(
            _lt("%(whose)s webhook refused: the signature is wrong.", whose=whose)
        ) from None


def _check_times(claims: dict, now: datetime, whose: str) -> None:
    def moment(name: str) -> datetime | None:
        try:
            return datetime.fromtimestamp(float(claims[name]), timezone.utc)
        except (KeyError, TypeError, ValueError, OverflowError, OSError):
            return None

    issued, expires = moment("iat"), moment("exp")
    late = expires is not None and expires < now - SLACK
    odd = issued is None or issued > now + SLACK or issued < now - OLDEST
    if late or odd:
        raise AuthError(
            _lt(
                "%(whose)s webhook refused: it was signed at another time.", whose=whose
            )
        )


def _decode(part: bytes) -> bytes:
    return base64.urlsafe_b64decode(part + b"=" * (-len(part) % 4))
