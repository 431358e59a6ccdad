"""Small helpers without state."""

import re
import socket
import unicodedata
from datetime import datetime, timezone
from fnmatch import fnmatch
from urllib.parse import urlsplit

from .channel_clients.wire.guard import is_public, literal

NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)(\.(?!-)[a-z0-9_-]{1,63}(?<!-))*")
AMBIGUOUS = re.compile(r"[\x00-\x20\x7f\\]")
LOCAL_NAMES = ("localhost", "*.localhost", "*.local", "*.internal", "*.lan")


MOST = 1_000_000_000
"""The largest number of units that is believed of a shop; columns hold little more."""


def believable(quantity: int | None) -> int:
    """A shop's number of units within what can be stored; 0 for none."""
    return min(max(quantity or 0, -MOST), MOST)


def precise_now():
    """Naive UTC now with microseconds: delays are shorter than a second."""
    return datetime.now(timezone.utc).replace(tzinfo=None)


def address_problem(url: str, hosts=("*",), allow_local: bool = False) -> str:
    """Why ``url`` may not be called: a code, or an empty string.

    The codes are ``no_url``, ``https``, ``login``, ``host`` and ``inside``.

    ``hosts`` are the patterns of which the host must match one. A server
    inside the network is refused unless ``allow_local``.
    """
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return "no_url"
    if not host or parts.scheme not in ("http", "https"):
        return "no_url"
    if allow_local:
        return ""
    host = unicodedata.normalize("NFKC", host).rstrip(".")
    if not _is_host(host) or AMBIGUOUS.search(url.strip()):
        return "no_url"
    if _is_inside(host):
        return "inside"  # said first: https would not mend it
    if parts.scheme != "https":
        return "https"
    if parts.username or parts.password:
        return "login"
    if not any(_matches(host, pattern) for pattern in hosts):
        return "host"
    return ""


def _is_host(host: str) -> bool:
    """True for a name as the network knows it, or a number.

    What readers of addresses disagree about, such as a backslash, might be checked
    here and called elsewhere.
    """
    if literal(host):
        return True
    try:
        known = host.encode("idna").decode().lower()
    except UnicodeError:
        return False
    return bool(NAME.fullmatch(known))


def _matches(host: str, pattern: str) -> bool:
    """Whether the whole host is what the pattern says.

    ``*`` is any host; ``*.`` in front is one name before the rest.
    """
    if pattern == "*":
        return True
    parts = [re.escape(part) for part in pattern.split("*")]
    return bool(re.fullmatch("[a-z0-9-]+".join(parts), host))


def _is_inside(host: str) -> bool:
    """True when a host's name or number is one of a private network."""
    if address := literal(host):
        return not is_public(address)
    return "." not in host or any(fnmatch(host, one) for one in LOCAL_NAMES)


def with_scheme(url: str) -> str:
    """A web address as a person types it, with the https:// left out put back."""
    url = url.strip()
    return url if not url or "://" in url else f"https://{url.lstrip('/')}"


def resolves_inside(url: str) -> bool:
    """True when the host of ``url`` resolves to an address that is not public."""
    parts = urlsplit(url)
    try:
        found = socket.getaddrinfo(parts.hostname, parts.port or 443)
    except OSError:
        return False
    return any(not is_public(entry[4][0]) for entry in found)
