"""Addresses that a shop may have: public ones, whatever their name resolves to."""

from __future__ import annotations

import contextlib
import ipaddress
import socket

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from ..errors import ChannelError
from ..sentences import _lt

NAT64 = ipaddress.ip_network("64:ff9b::/96")


def is_public(address: str) -> bool:
    """Whether an IP address lies in the public network.

    IPv4 addresses wrapped into IPv6 are judged by what they wrap. Raises
    ValueError where ``address`` is none.

    >>> is_public("8.8.8.8"), is_public("192.168.1.7"), is_public("::ffff:10.0.0.1")
    (True, False, False)
    """
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        wrapped = found.ipv4_mapped or found.sixtofour
        if found in NAT64:
            wrapped = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        found = wrapped or found
    return found.is_global and not found.is_multicast


def literal(host: str) -> str:
    """The IP address that a host name spells in any notation, or "".

    Resolvers take decimal, octal, hexadecimal and shortened IPv4 addresses.

    >>> literal("0x7f000001"), literal("127.1"), literal("shop.example")
    ('127.0.0.1', '127.0.0.1', '')
    """
    with contextlib.suppress(ValueError):
        return str(ipaddress.ip_address(host))
    last = host.rpartition(".")[2]
    if not (last.isdecimal() or last.lower().startswith("0x")):
        return ""
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except OSError:
        return ""


class _Checked:
    """A connection that looks where it arrived before anything is sent."""

    def _new_conn(self):
        sock = super()._new_conn()
        if not is_public(sock.getpeername()[0]):
            sock.close()
            raise ChannelError(
                _lt("%(host)s leads inside your own network.", host=self.host)
            )
        return sock


class _PlainConnection(_Checked, HTTPConnection):
    pass


class _TlsConnection(_Checked, HTTPSConnection):
    pass


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _PlainConnection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TlsConnection


class PublicOnly(HTTPAdapter):
    """Refuses connections that end at an address that is not public.

    A name may be resolved to another address between a check and the call, so
    the socket itself is asked. Through a proxy the proxy decides.
    """

    def init_poolmanager(self, *args, **kwargs):
        made = super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {
            "http": _PlainPool,
            "https": _TlsPool,
        }
        return made
