"""Real Odoo servers on one database, with fake shops beside them."""

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import fakes
import pytest
from maker_setup import template_db

SCRIPTS = Path(__file__).parent
FACTORIES = {
    "etsy": "FakeEtsy",
    "shopify": "FakeShopify",
    "faire": "FakeFaire",
    "woocommerce": "FakeWoo",
    "wix": "FakeWix",
}


class ChannelStudio:
    """Fake shops, a database with their channels, and servers to work on it."""

    def __init__(self, odoo, database, codes):
        self.odoo = odoo
        self.database = database
        self.servers = []
        self.shops = {code: getattr(fakes, FACTORIES[code])().start() for code in codes}

    def open(self, quantity, skus=("CANDLE",)):
        """Create the database with ``quantity`` of each SKU, and connect the shops.

        Every shop lists every SKU.

        :return: ``{code: the secret part of the address for its notices}``
        """
        template = os.environ.get("MAKER_TEST_TEMPLATE")
        template = template or template_db.ensure_suite(self.odoo)
        template_db.copy(self.odoo, template, self.database)
        shops = {}
        for code, shop in self.shops.items():
            for sku in skus:
                shop.add_listing(sku.title(), sku=sku, price="12.50", quantity=0)
            shops[code] = {
                "url": shop.url,
                "token": shop.access_token,
                **shop.credentials,
            }
        stock = dict.fromkeys(skus, quantity)
        return self.run("channel_connect.py", shops=shops, stock=stock)

    def close(self):
        for server in list(self.servers):
            self.kill(server)
        for shop in self.shops.values():
            shop.stop()
        self.odoo.server.drop(self.database)

    def run(self, script, database=None, environ=None, **given):
        """Run a script in Odoo's shell; returns the JSON object it printed last.

        :param script: a path, or the name of a file beside this one
        :param given: what the script reads as ``GIVEN``
        """
        text = (SCRIPTS / script).read_text()
        database = database or self.database
        command = ["shell", "-d", database, "--no-http", "--log-level=error"]
        done = subprocess.run(
            self.odoo.command(command),
            input=f"GIVEN = {given!r}\n{text}",
            env=environ or self.odoo.environ(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        assert "Traceback" not in done.stderr, done.stderr[-3000:]
        lines = [one for one in done.stdout.splitlines() if one.startswith("{")]
        return json.loads(lines[-1]) if lines else None

    def serve(self, *options):
        """Start one more Odoo server with scheduled jobs.

        :param options: of Odoo's command line; without any it serves no pages
        """
        command = ["-d", self.database, "--log-level=warn", "--max-cron-threads=2"]
        server = subprocess.Popen(
            self.odoo.command([*command, *(options or ["--no-http"])]),
            env=self.odoo.environ(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.servers.append(server)
        return server

    def kill(self, server):
        """End a server as a power cut would."""
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()
        self.servers.remove(server)

    def stocks(self):
        """What shoppers can buy, by shop."""
        return {code: shop.stock("CANDLE") for code, shop in self.shops.items()}

    def wait_until(self, probe, what, seconds=120):
        """Wait until ``probe()`` is true; fails with what Odoo knows if it never is."""
        end = time.monotonic() + seconds
        while not probe():
            if time.monotonic() > end:
                known = self.run("channel_report.py")
                pytest.fail(f"no {what}; shops show {self.stocks()}; Odoo: {known}")
            time.sleep(0.1)

    def wait_for_stock(self, quantity, seconds=120):
        wanted = dict.fromkeys(self.shops, quantity)
        self.wait_until(lambda: self.stocks() == wanted, f"{quantity} left", seconds)
