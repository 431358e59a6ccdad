"""Odoo in this process, with real commits, beside five fake shops."""

from __future__ import annotations

import logging
import threading
from contextlib import contextmanager
from unittest.mock import patch

import fakes
import psycopg2
from channel_chaos import Chaos, Complaints, Killed
from channel_furnish import PRICES, Furnishing
from channel_model import CANDLE
from channel_studio import FACTORIES

CONFLICTS = (
    psycopg2.errors.SerializationFailure,
    psycopg2.errors.DeadlockDetected,
    psycopg2.errors.LockNotAvailable,
)
DEADLINES = {
    "maker_channel": ("paused_until", "orders_read_at"),
    "maker_channel_listing": ("retry_at", "unexplained_since"),
    "maker_channel_order": ("asked_at",),
}


def load(odoo, database):
    """Odoo's registry of ``database``, in this process."""
    from odoo.modules.registry import Registry
    from odoo.tools import config

    options = odoo.command(["-d", database, "--no-http", "--log-level=critical"])[3:]
    config.parse_config(options, setup_logging=True)
    return Registry(database)


class World(Furnishing):
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
                "odoo.addons.maker_channel_sync.channel_clients.wire.transport"
                ".Transport.__init__.__kwdefaults__",
                sleep=lambda _seconds: None,
            ),
            patch(
                "odoo.addons.maker_channel_sync.models.channel.maker_channel_worker.wake_in",
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
        self._add_twins()
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

    def channel(self, env, code):
        return env["maker.channel"].browse(self.channel_ids[code])

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
        for shop in self.shops.values():
            shop.recover(seconds)
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
