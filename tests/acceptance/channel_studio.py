"""Real Odoo servers on one database, with fake shops beside them."""

import json
import os
import select
import shutil
import signal
import subprocess
import tempfile
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
    "woocommerce": "FakeWooCommerce",
    "wix": "FakeWix",
}


LOOP = """
import contextlib, io, json, traceback
from psycopg2.errors import SerializationFailure

with open({asks!r}) as asks, open({answers!r}, "w") as answers:
    for line in asks:
        ask = json.loads(line)
        for more in reversed(range(5)):
            printed, error = io.StringIO(), ""
            env.registry.check_signaling()
            try:
                with contextlib.redirect_stdout(printed):
                    exec(ask["text"], {{"env": env, "GIVEN": ask["given"]}})
            except SerializationFailure:  # tried again, as Odoo does with requests
                error = traceback.format_exc()
            except Exception:
                error, more = traceback.format_exc(), 0
            env.cr.rollback()
            if not (error and more):
                break
        answers.write(json.dumps([printed.getvalue(), error]) + "\\n")
        answers.flush()
"""


class OdooShell:
    """One Odoo shell that runs script after script, each in a new transaction."""

    def __init__(self, odoo, database):
        self.folder = Path(tempfile.mkdtemp(prefix="maker-shell-"))
        pipes = {name: str(self.folder / name) for name in ("asks", "answers")}
        for path in pipes.values():
            os.mkfifo(path)
        command = ["shell", "-d", database, "--no-http", "--log-level=error"]
        self.process = subprocess.Popen(
            odoo.command(command),
            env=odoo.environ(),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=(self.folder / "log").open("w"),
            text=True,
        )
        self.process.stdin.write(LOOP.format(**pipes))
        self.process.stdin.close()
        # opened for both ways, so that a shell that never starts blocks nobody
        self.asks = os.fdopen(os.open(pipes["asks"], os.O_RDWR), "w")
        self.answers = os.fdopen(os.open(pipes["answers"], os.O_RDWR))

    def run(self, text, given):
        """What the script printed; fails with its traceback."""
        self.asks.write(json.dumps({"text": text, "given": given}) + "\n")
        self.asks.flush()
        while not select.select([self.answers], [], [], 1)[0]:
            if self.process.poll() is not None:
                pytest.fail((self.folder / "log").read_text()[-3000:])
        printed, error = json.loads(self.answers.readline())
        log = (self.folder / "log").read_text()
        assert not error, error[-3000:]
        assert "Traceback" not in log, log[-3000:]
        return printed

    def close(self):
        self.process.kill()
        self.process.wait()
        self.asks.close()
        self.answers.close()
        shutil.rmtree(self.folder)


class ChannelStudio:
    """Fake shops, a database with their channels, and servers to work on it."""

    def __init__(self, odoo, database, codes):
        self.odoo = odoo
        self.database = database
        self.servers = []
        self.shell = None
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
        if self.shell:
            self.shell.close()
        for shop in self.shops.values():
            shop.stop()
        self.odoo.server.drop(self.database)

    def run(self, script, **given):
        """Run a script in Odoo's shell; returns the JSON object it printed last.

        The shell stays open for the next script: starting one takes seconds.

        :param script: a path, or the name of a file beside this one
        """
        if self.shell is None:
            self.shell = OdooShell(self.odoo, self.database)
        printed = self.shell.run((SCRIPTS / script).read_text(), given)
        lines = [one for one in printed.splitlines() if one.startswith("{")]
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
