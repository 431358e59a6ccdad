"""No shop address leads into the network that Odoo stands in."""

import socket

import pytest
import requests
from channel_clients.errors import ChannelError, Transient
from channel_clients.wire.guard import PublicOnly, is_public, literal
from channel_clients.wire.transport import Transport


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.9",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1%eth0",
        "fd00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "2002:7f00:1::",
        "64:ff9b::7f00:1",
    ],
)
def test_addresses_of_the_own_network_are_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_addresses_of_the_world_are_public(address):
    assert is_public(address)


@pytest.mark.parametrize(
    ("host", "spelt"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("2130706433", "127.0.0.1"),
        ("0x7f000001", "127.0.0.1"),
        ("0x7f.1", "127.0.0.1"),
        ("0177.0.0.1", "127.0.0.1"),
        ("127.1", "127.0.0.1"),
        ("::1", "::1"),
        ("shop.example", ""),
        ("7eleven.example", ""),
        ("999.999.999.999", ""),
    ],
)
def test_every_notation_of_an_address_is_read(host, spelt):
    assert literal(host) == spelt


@pytest.fixture
def listener():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


def test_a_name_that_leads_inside_is_left_before_anything_is_sent(listener):
    session = requests.Session()
    session.mount("http://", PublicOnly())
    port = listener.getsockname()[1]
    transport = Transport(f"http://localhost:{port}", session=session, retries=0)
    with pytest.raises(ChannelError, match="inside your own network") as caught:
        transport.request("GET", "/admin", headers={"Authorization": "Bearer secret"})
    assert not isinstance(caught.value, Transient)
    listener.settimeout(2)
    connection, _address = listener.accept()
    connection.settimeout(2)
    assert connection.recv(1024) == b""
    connection.close()
