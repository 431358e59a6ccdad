"""Small helpers without state."""

import ipaddress
import socket
from datetime import datetime, timezone
from fnmatch import fnmatch
from urllib.parse import urlsplit


def precise_now():
    """Naive UTC now with microseconds: delays are shorter than a second."""
    return datetime.now(timezone.utc).replace(tzinfo=None)


LOCAL_NAMES = ("localhost", "*.localhost", "*.local", "*.internal", "*.lan")


def _is_public(address: str) -> bool:
    return ipaddress.ip_address(address.split("%")[0]).is_global


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
    if not host:
        return "no_url"
    if allow_local:
        return ""
    if parts.scheme != "https":
        return "https"
    if parts.username or parts.password:
        return "login"
    if not any(fnmatch(host, pattern) for pattern in hosts):
        return "host"
    try:
        literal_is_public = _is_public(host)
    except ValueError:
        literal_is_public = "." in host and not any(
            fnmatch(host, pattern) for pattern in LOCAL_NAMES
        )
    return "" if literal_is_public else "inside"


def resolves_inside(url: str) -> bool:
    """True when the host of ``url`` resolves to an address that is not public."""
    parts = urlsplit(url)
    try:
        found = socket.getaddrinfo(parts.hostname, parts.port or 443)
    except OSError:
        return False
    return any(not _is_public(entry[4][0]) for entry in found)
