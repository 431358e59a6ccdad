"""Odoo in this process, with real commits, beside five fake shops."""

from __future__ import annotations

import logging
import threading
from contextlib import contextmanager
from unittest.mock import patch

import fakes
import psycopg2
from channel_model import CANDLE, KIT, PACK, SOAP
from channel_studio import FACTORIES
from fakes.listener import Listener

CONFLICTS = (
    psycopg2.errors.SerializationFailure,
    psycopg2.errors.DeadlockDetected,
    psycopg2.errors.LockNotAvailable,
)
PRICES = {CANDLE: "12.50", SOAP: "6.00", KIT: "22.00", PACK: "23.00"}
DEADLINES = {
    "maker_channel": ("paused_until", "orders_read_at"),
    "maker_channel_listing": ("retry_at", "unexplained_since"),
    "maker_channel_order": ("asked_at",),
}


class Killed(BaseException):
    """The worker's process dies here."""


class Chaos:
    """Makes a worker fail where it commits: killed, or refused by the database."""

    def __init__(self):
        self.plan = ""
        self.countdown = 0
        self.shown: dict[str, int] = {}

    def add(self, plan, countdown):
        self.plan, self.countdown = plan, countdown

    def commit(self, commit, channel):
        """Commit for ``channel``, unless it is time for what was planned."""
        self.countdown -= 1
        if not self.plan or self.countdown:
            return commit(channel)
        plan, self.plan = self.plan, ""
        self.shown[plan] = self.shown.get(plan, 0) + 1
        if plan == "killed_after_commit":
            commit(channel)
        if plan == "serialization":
            raise psycopg2.errors.SerializationFailure("could not serialize access")
        raise Killed(plan)


class Complaints(logging.Handler):
    """Keeps what the addon logs as an error."""

    def __init__(self):
        super().__init__(logging.ERROR)
        self.texts = []

    def emit(self, record):
        self.texts.append(self.format(record))


def load(odoo, database):
    """Odoo's registry of ``database``, in this process."""
    from odoo.modules.registry import Registry
    from odoo.tools import config

    options = odoo.command(["-d", database, "--no-http", "--log-level=critical"])[3:]
    config.parse_config(options, setup_logging=True)
    return Registry(database)


class World:
    """One studio and its shops; each has its own products, so that many can follow
    one another in one database."""

    numbers = iter(range(1, 1_000_000))

    def __init__(self, registry, stock):
        self.registry = registry
        self.number = next(self.numbers)
        self.chaos = Chaos()
        self.complaints = Complaints()
        logging.getLogger("odoo.addons.maker_channel_sync").addHandler(self.complaints)
        self.patches = [
            patch.dict(
                "odoo.addons.maker_channel_sync.channel_clients.transport"
                ".Transport.__init__.__kwdefaults__",
                sleep=lambda _seconds: None,
            ),
            patch(
                "odoo.addons.maker_channel_sync.models.maker_channel_worker.wake_in",
                lambda *_arguments: None,
            ),
            self._patched_commit(),
        ]
        for one in self.patches:
            one.start()
        self.listeners = {}
        self.shops = {}
        self.channel_ids = {}
        for code, factory in FACTORIES.items():
            shop = getattr(fakes, factory)().start()
            for sku, price in PRICES.items():
                shop.add_listing(f"{sku.title()} {self.number}", self.sku(sku), price)
            self.shops[code] = shop
        with self.env() as env:
            self._make_goods(env, stock)
        with self.env() as env:
            self._connect(env)

    def _patched_commit(self):
        channel = self.registry["maker.channel"]
        commit = channel._commit
        chaos = self.chaos
        return patch.object(channel, "_commit", lambda self: chaos.commit(commit, self))

    def close(self):
        with self.env() as env:
            env["maker.channel"].browse(self.channel_ids.values()).active = False
        for shop in (*self.shops.values(), *self.listeners.values()):
            shop.stop()
        for one in self.patches:
            one.stop()
        logging.getLogger("odoo.addons.maker_channel_sync").removeHandler(
            self.complaints
        )

    def sku(self, name):
        return f"{name}-{self.number}"

    @contextmanager
    def env(self):
        """A transaction of its own, committed at the end."""
        from odoo import SUPERUSER_ID, api

        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            yield env(context={"allowed_company_ids": env.company.ids})

    def do(self, operation):
        """Run ``operation(env)`` as Odoo runs a request: again on a conflict."""
        for _attempt in range(20):
            try:
                with self.env() as env:
                    return operation(env)
            except CONFLICTS:
                continue
        raise AssertionError("The same conflict twenty times in a row.")

    # Setting up.

    def _make_goods(self, env, stock):
        self.warehouse_id = env["stock.warehouse"].search([], limit=1).id
        products = {
            name: env["product.product"].create(
                {
                    "name": f"{name.title()} {self.number}",
                    "default_code": self.sku(name),
                    "is_storable": True,
                    "tracking": "lot" if name == SOAP else "none",
                }
            )
            for name in (CANDLE, SOAP, "WAX")
        }
        kit = env["product.product"].create(
            {
                "name": f"Kit {self.number}",
                "default_code": self.sku(KIT),
                "is_storable": True,
            }
        )
        recipe = env["mrp.bom"].create(
            [
                {
                    "product_tmpl_id": kit.product_tmpl_id.id,
                    "type": "phantom",
                    "bom_line_ids": [
                        (0, 0, {"product_id": products[CANDLE].id, "product_qty": 1}),
                        (0, 0, {"product_id": products[SOAP].id, "product_qty": 2}),
                    ],
                },
                {
                    "product_tmpl_id": products[CANDLE].product_tmpl_id.id,
                    "bom_line_ids": [
                        (0, 0, {"product_id": products["WAX"].id, "product_qty": 3}),
                    ],
                },
            ]
        )[1]
        self.recipe_id = recipe.id
        self.product_ids = {name: one.id for name, one in products.items()}
        self.product_ids[KIT] = kit.id
        self.lot_ids = {}
        for _part, lot in stock:
            if lot:
                values = {"name": f"{lot}-{self.number}"}
                values["product_id"] = self.product_ids[SOAP]
                self.lot_ids[lot] = env["stock.lot"].create(values).id
        for (part, lot), count in {**stock, ("WAX", ""): 100_000}.items():
            self.receive(env, part, lot, count)
        self.carrier_id = (
            env["delivery.carrier"]
            .create(
                {
                    "name": "UPS",
                    "delivery_type": "fixed",
                    "product_id": env.ref("maker_channel_sync.product_shipping").id,
                }
            )
            .id
        )

    def _connect(self, env):
        env["ir.config_parameter"].set_param(
            "maker_channel_sync.allow_local_hosts", "1"
        )
        for code, shop in self.shops.items():
            given = shop.credentials
            channel = env["maker.channel"].create(
                {
                    "name": f"{code.title()} {self.number}",
                    "code": code,
                    "warehouse_id": self.warehouse_id,
                    "base_url": shop.url,
                    "access_token": given.get("api_key") or shop.access_token,
                    "shop_ref": given.get("shop_id") or given.get("site_id"),
                    "client_key": given.get("keystring") or given.get("consumer_key"),
                    "client_secret": given.get("shared_secret")
                    or given.get("client_secret")
                    or given.get("consumer_secret"),
                    "webhook_secret": getattr(shop, "public_key", None)
                    or getattr(shop, "webhook_secret", None),
                    "orders_from": "2020-01-01",
                    "allow_paid_renewal": True,
                }
            )
            channel.action_test_connection()
            if not channel.remote_location_id:
                channel.remote_location_id = channel.remote_location_ids[:1]
            channel.action_fetch_listings()
            for listing in channel.listing_ids:
                if listing.sku == self.sku(PACK):
                    listing.product_id = self.product_ids[CANDLE]
                    listing.units_per_listing = 2
            assert set(channel.listing_ids.mapped("state")) == {"mapped"}, code
            self.channel_ids[code] = channel.id
            if channel._adapter()._capabilities().webhooks:
                self.listeners[code] = Listener().start()
                shop.webhook_target(self.listeners[code].url)

    # What happens in the studio.

    def receive(self, env, part, lot, count):
        """Stock comes in, or goes where it is negative."""
        env["stock.quant"]._update_available_quantity(
            env["product.product"].browse(self.product_ids[part]),
            env["stock.warehouse"].browse(self.warehouse_id).lot_stock_id,
            count,
            lot_id=env["stock.lot"].browse(self.lot_ids.get(lot)) if lot else None,
        )

    def count_stock(self, env, part, lot, count):
        """Somebody counts the shelf."""
        warehouse = env["stock.warehouse"].browse(self.warehouse_id)
        quants = env["stock.quant"].with_context(inventory_mode=True)
        quant = quants.create(
            {
                "product_id": self.product_ids[part],
                "location_id": warehouse.lot_stock_id.id,
                "lot_id": self.lot_ids.get(lot) or False,
                "inventory_quantity": count,
            }
        )
        quant.action_apply_inventory()

    def log_run(self, env, count):
        """Candles were made."""
        form = env["maker.run.log"].create(
            {
                "product_id": self.product_ids[CANDLE],
                "recipe_id": self.recipe_id,
                "quantity": count,
            }
        )
        form.action_log()

    def record(self, env, order):
        """What the studio keeps of a shop's order, an empty one where it is new."""
        return env["maker.channel.order"].search(
            [
                ("channel_id", "=", self.channel_ids[order.shop]),
                ("remote_id", "=", order.ref.rpartition("/")[2]),
            ]
        )

    def sale(self, env, order):
        """The sale order of a shop's order, an empty one where there is none."""
        return self.record(env, order).sale_order_id

    def deliver(self, env, order):
        """Send what is reserved of an order; ``{(part, lot): count}`` that left."""
        pickings = self.sale(env, order).picking_ids.filtered(
            lambda one: set(one.move_ids.mapped("state")) == {"assigned"}
        )
        if not pickings:
            return {}
        pickings.carrier_id = self.carrier_id
        pickings.carrier_tracking_ref = f"1Z{order.ref}"
        pickings.move_ids.picked = True
        pickings.button_validate()
        assert pickings.state == "done", pickings.state
        parts = {ident: part for part, ident in self.product_ids.items()}
        lots = {ident: lot for lot, ident in self.lot_ids.items()}
        gone = {}
        for line in pickings.move_line_ids:
            key = parts[line.product_id.id], lots.get(line.lot_id.id, "")
            gone[key] = gone.get(key, 0) + int(line.quantity)
        return gone

    # The workers.

    def work(self, codes=None):
        """Run the channels' jobs one after the other, as one server would."""
        for code in codes or self.shops:
            self.work_one(code)

    def work_one(self, code):
        try:
            with self.env() as env:
                env["maker.channel"].browse(self.channel_ids[code])._cron_run()
        except Killed:
            self.restart()

    def work_together(self, operation):
        """Two servers and a person at once."""
        failures = []

        def guarded(call, *arguments):
            try:
                call(*arguments)
            except BaseException as error:  # noqa: BLE001 raised below
                failures.append(error)

        codes = list(self.shops)
        threads = [
            threading.Thread(target=guarded, args=(self.work, codes)),
            threading.Thread(target=guarded, args=(self.work, codes[::-1])),
            threading.Thread(target=guarded, args=(self.do, operation)),
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(120)
        if failures:
            raise failures[0]

    def restart(self):
        """All that a process keeps in memory is gone."""
        self.registry.clear_all_caches()

    def pass_time(self, seconds, day=False):
        """Move every deadline nearer, as the clock would."""
        with self.env() as env:
            ids = list(self.channel_ids.values())
            columns = dict(DEADLINES)
            if day:
                columns["maker_channel"] += ("reconciled_at",)
            for table, names in columns.items():
                key = "id" if table == "maker_channel" else "channel_id"
                moves = ", ".join(
                    f"{name} = {name} - %(seconds)s * interval '1 second'"
                    for name in names
                )
                env.cr.execute(
                    f"UPDATE {table} SET {moves} WHERE {key} = ANY(%(ids)s)",
                    {"seconds": seconds, "ids": ids},
                )

    def calm(self):
        """Whether no worker has anything left to do."""
        with self.env() as env:
            channels = env["maker.channel"].browse(self.channel_ids.values())
            listings = channels.listing_ids
            notes = env["maker.channel.change"].search_count(
                [("channel_id", "in", channels.ids)], limit=1
            )
            return not (
                notes
                or any(channels.mapped("failures"))
                or any(listings.mapped("needs_push"))
                or any(listings.mapped("unexplained_qty"))
            )

    def hear(self, reverse=False, twice=False):
        """Hand the notices that the shops sent to Odoo; returns their answers."""
        answers = []
        for code, listener in self.listeners.items():
            self.shops[code].webhooks.settle()
            heard, listener.heard = listener.heard, []
            heard = heard[::-1] if reverse else heard
            for headers, body in heard * (2 if twice else 1):
                answers.append(
                    self.do(
                        lambda env, code=code, headers=headers, body=body: (
                            env["maker.channel"]
                            .browse(self.channel_ids[code])
                            ._receive(dict(headers), body)
                        )
                    )
                )
        return answers
