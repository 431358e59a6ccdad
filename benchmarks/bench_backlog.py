"""A backlog of orders in five shops: how fast one server with defaults works it off."""

import os
import time

from channel_studio import FACTORIES, ChannelStudio
from maker_setup.bench_figures import Figure, processor_seconds
from maker_setup.paths import clone_key

TITLE = "backlog of orders, two scheduled workers"
PRODUCTS = 50
STOCK = 500
ORDERS = int(os.environ.get("MAKER_BENCH_ORDERS", "500"))
PATIENCE = 600.0


def measure(odoo, beat):
    """Sell while no server runs, then start one; yields orders and pushes a minute."""
    skus = [f"CANDLE-{number:03d}" for number in range(PRODUCTS)]
    studio = ChannelStudio(odoo, f"maker_backlog_{clone_key()}", tuple(FACTORIES))
    try:
        studio.open(quantity=STOCK, skus=skus)
        first = studio.serve()
        beat("first push")
        _wait(studio, dict.fromkeys(skus, STOCK))
        studio.kill(first)
        left = dict.fromkeys(skus, STOCK)
        shops = list(studio.shops.values())
        for number in range(ORDERS):
            sku = skus[number % PRODUCTS]
            shops[number % len(shops)].buy([(sku, 1)])
            left[sku] -= 1
        beat(f"{ORDERS} orders wait")
        writes = sum(len(shop.writes) for shop in shops)
        server = studio.serve()
        took = _wait(studio, left)
        used = processor_seconds(server.pid)
        report = studio.run("channel_report.py")
        writes = sum(len(shop.writes) for shop in shops) - writes
        if report["orders"] != ORDERS:
            raise AssertionError(f"{report['orders']} of {ORDERS} orders came in")
    finally:
        studio.close()
    yield Figure(f"{ORDERS} orders in, every listing right again", took, "s")
    yield Figure("orders a minute", ORDERS / took * 60, "")
    yield Figure("processor time an order", used / ORDERS * 1000, "ms")
    yield Figure("numbers written in the shops", writes, "")


def _wait(studio, left):
    """Seconds until every shop shows what is left."""
    started = time.monotonic()
    while time.monotonic() - started < PATIENCE:
        if all(
            shop.stock(sku) == count
            for shop in studio.shops.values()
            for sku, count in left.items()
        ):
            return time.monotonic() - started
        time.sleep(0.2)
    raise TimeoutError(f"not in step after {PATIENCE:.0f} s")
