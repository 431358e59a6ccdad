"""From a sale in one shop to the moment every other shop shows the new number."""

import os
import random
import time

from channel_studio import FACTORIES, ChannelStudio
from maker_setup.bench_figures import Figure, processor_share, quantile
from maker_setup.paths import clone_key
from maker_setup.preflight import free_port

TITLE = "sale to every other listing"
PRODUCTS = 100
STOCK = 500
SALES = int(os.environ.get("MAKER_BENCH_SALES", "40"))
APART = (1.0, 6.0)
PATIENCE = 60.0


def measure(odoo, beat):
    """Sell in five shops of 100 listings each; yields medians and 95 % marks."""
    skus = [f"CANDLE-{number:03d}" for number in range(PRODUCTS)]
    for notices in (False, True):
        how = "with webhooks" if notices else "default settings, polling"
        shares = []
        studio = ChannelStudio(odoo, f"maker_sale_{clone_key()}", tuple(FACTORIES))
        try:
            tell = lambda text, how=how: beat(f"{how}: {text}")
            took = _sell(studio, skus, notices, tell, shares)
            answered = [
                seconds
                for shop in studio.shops.values()
                for delivery in shop.deliveries
                for seconds in delivery.seconds
            ]
        finally:
            studio.close()
        every = [seconds for rows in took.values() for seconds in rows]
        yield Figure(f"{how}: median", quantile(every, 0.5), "s", 1.5 if notices else 2)
        yield Figure(f"{how}: 95 %", quantile(every, 0.95), "s", 5)
        yield Figure(f"{how}: longest", max(every), "s")
        share = quantile(shares, 0.5) * 100
        yield Figure(f"{how}: of a core to be had meanwhile", share, "%")
        if answered:
            yield Figure("a notice is answered: 95 %", quantile(answered, 0.95), "s", 1)
        for code, rows in took.items():
            yield Figure(f"{how}: median, sold on {code}", quantile(rows, 0.5), "s")


def _sell(studio, skus, notices, beat, shares):
    """``{code: seconds of each sale there}`` until all the other shops follow.

    :param shares: filled with what share of a core was to be had before each sale
    """
    chance = random.Random(19)
    tokens = studio.open(quantity=STOCK, skus=skus)
    if notices:
        port = free_port()
        studio.serve(f"--http-port={port}", f"--db-filter=^{studio.database}$")
        for code, shop in studio.shops.items():
            shop.webhook_target(f"http://127.0.0.1:{port}/maker/hook/{tokens[code]}")
    else:
        studio.serve()
    left = dict.fromkeys(skus, STOCK)
    _wait(studio, skus, left)
    took = {code: [] for code in studio.shops}
    for number in range(SALES):
        beat(f"sale {number + 1} of {SALES}")
        time.sleep(chance.uniform(*APART))
        shares.append(processor_share())
        code = list(studio.shops)[number % len(studio.shops)]
        sku = chance.choice(skus)
        studio.shops[code].buy([(sku, 1)])
        left[sku] -= 1
        took[code].append(_wait(studio, [sku], left))
    return took


def _wait(studio, skus, left):
    """Seconds until every shop shows what is left of ``skus``."""
    started = time.monotonic()
    while True:
        shown = [shop.stock(sku) for shop in studio.shops.values() for sku in skus]
        if shown == [left[sku] for _shop in studio.shops for sku in skus]:
            return time.monotonic() - started
        if time.monotonic() - started > PATIENCE:
            raise TimeoutError(f"{shown} after {PATIENCE:.0f} s")
        time.sleep(0.01)
