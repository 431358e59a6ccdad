"""Run fake shops as a process: ``python -m fakes --ports etsy=8201,shopify=8202``.

Prints one line of JSON with each shop's address, token and credentials when all
are ready, and ends on SIGTERM or Ctrl-C.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import threading
from pathlib import Path

from . import VENDORS
from . import __getattr__ as class_of


def main(argv: list[str] | None = None) -> int:
    """Start the shops, say so, and wait to be stopped. Returns the exit code."""
    options = _options(argv)
    shops = {}
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    try:
        for vendor, port in options.ports.items():
            shops[vendor] = class_of(VENDORS[vendor])().start(port)
        if options.seed:
            seed(shops, json.loads(options.seed.read_text()))
        if options.webhook_base:
            for vendor, shop in shops.items():
                shop.webhook_target(f"{options.webhook_base.rstrip('/')}/{vendor}")
        ready = {vendor: _told(shop) for vendor, shop in shops.items()}
        print(json.dumps(ready), flush=True)
        stop.wait()
    except OSError as error:
        print(f"A fake shop cannot start: {error}", file=sys.stderr)
        return 1
    finally:
        for shop in shops.values():
            shop.stop()
    return 0


def _told(shop) -> dict:
    return {
        "url": shop.url,
        "name": shop.name,
        "access_token": shop.access_token,
        "credentials": shop.credentials,
    }


def seed(shops: dict, data: dict) -> None:
    """Fill shops from ``{vendor: [keyword arguments of add_listing, ...]}``.

    The key ``*`` holds what every shop sells.
    """
    for vendor, shop in shops.items():
        for row in [*data.get("*", []), *data.get(vendor, [])]:
            shop.add_listing(**row)


def _ports(text: str) -> dict[str, int]:
    ports = {}
    for part in text.split(","):
        vendor, _, port = part.strip().partition("=")
        if vendor not in VENDORS:
            known = ", ".join(VENDORS)
            raise argparse.ArgumentTypeError(f"{vendor!r} is none of {known}")
        if port and not port.isdigit():
            raise argparse.ArgumentTypeError(f"{port!r} is no port number")
        ports[vendor] = int(port or 0)
    return ports


def _options(argv):
    parser = argparse.ArgumentParser(prog="python -m fakes", description=__doc__)
    parser.add_argument(
        "--ports",
        type=_ports,
        required=True,
        help="which shops, and where: etsy=8201,shopify=8202; no port takes a free one",
    )
    parser.add_argument("--webhook-base", help="deliver webhooks to URL/vendor")
    parser.add_argument("--seed", type=Path, help="JSON file of what the shops sell")
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
