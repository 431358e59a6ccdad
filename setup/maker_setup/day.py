"""The maker's day as the demo lives it: what is done, expected and seen.

Runs under Odoo's Python against the demo's database, while the Odoo server with
its cron and the channel fakes run beside it as processes of their own.

``connect`` points the database at the fakes whenever the demo starts; ``STEPS`` is
the day. The fakes keep their state from one start to the next.
"""

import re

from . import day_bench, day_books, day_shops, day_studio
from .day_context import Day, Step


def connect(day: Day) -> None:
    """Point the database's channels at the fakes of this start; commits by itself.

    The server's workers write to the same channels, so a conflict is tried again.
    """
    from odoo.service.model import retrying

    retrying(lambda: day_shops.connect(day), day.env)


def _suite_is_installed(day: Day) -> str:
    names = ["maker_mrp", "maker_lot_trace", "maker_channel_sync"]
    found = day.env["ir.module.module"].search_count(
        [("name", "in", names), ("state", "=", "installed")]
    )
    return f"{found} addons"


def _web_client_opens(day: Day) -> str:
    session = day.sign_in("admin", "admin")
    page = session.get(f"{day.url}/odoo", timeout=120)
    bundles = re.findall(r'(?:src|href)="(/web/assets/[^"]+)"', page.text)
    answers = [session.get(day.url + path, timeout=120) for path in bundles]
    good = [answer for answer in answers if answer.ok and answer.content]
    if page.ok and bundles and len(good) == len(bundles):
        return "the page and its scripts"
    return f"status {page.status_code}, {len(good)} of {len(bundles)} scripts"


def _starts_with(expected: str):
    return lambda seen: str(seen).startswith(expected)


def _step(name, expected, run, exact=True):
    """A step; unless ``exact``, what is seen may go on, for example with seconds."""
    return Step(name, expected, run, None if exact else _starts_with(expected))


STEPS = [
    _step("Maker is installed", "3 addons", _suite_is_installed),
    _step("the web client opens", "the page and its scripts", _web_client_opens),
    _step(
        "four crafts move in",
        "16 materials, 6 products",
        day_studio.open_studio,
    ),
    _step(
        "a recipe for each craft",
        "4 recipes, all with a cost",
        day_studio.write_recipes,
    ),
    _step("receive 50 lb of beeswax, kept in g", "22,680 g", day_bench.receive),
    _step(
        "the supplier's lot of the fragrance",
        "HF-LAV-2291 from Hive and Field Supplies",
        day_bench.fragrance_lot,
    ),
    _step(
        "start 40 candles",
        "14,680 g free, 8,000 g in progress",
        day_bench.start_run,
    ),
    _step("work in progress has its value", "$ 223.28", day_bench.wip_value),
    _step(
        "finish 30 of the 40",
        "30 candles, 2,000 g of wax in progress",
        day_bench.finish_part,
    ),
    _step(
        "log 12 bars of soap in one step",
        "12 bars made, 0 ready to sell",
        day_bench.one_step_run,
    ),
    _step("a gift shop takes the 30", "0 left on the shelf", day_bench.ship_wholesale),
    _step(
        "connect four shops",
        "4 of 4 listings linked by SKU",
        day_shops.open_shops,
    ),
    _step("finish the 10 left on the bench", "10 candles", day_bench.finish_rest),
    _step(
        "the shops show them",
        "Etsy 10, Shopify 10, Faire 10, Wix 10",
        day_shops.stock_appears,
        exact=False,
    ),
    _step(
        "sell 3 on Etsy",
        "Shopify 7, Faire 7, Wix 7",
        day_shops.sell_on_etsy,
        exact=False,
    ),
    _step("the order arrived once", "sale, 3 reserved", day_shops.etsy_order),
    _step(
        "can 500 be promised?",
        "in 7 days, after buying",
        day_books.promise_wholesale,
        exact=False,
    ),
    _step(
        "a further run takes the wax under its reorder point",
        "1 alert, draft purchase of",
        day_books.runs_low,
        exact=False,
    ),
    _step(
        "trace a sold candle to the supplier's lot",
        "HF-LAV-2291",
        day_bench.trace_back,
    ),
    _step(
        "trace the fragrance to its orders",
        "30 candles to Harbour gift shop, 10 on the shelf",
        day_bench.trace_forward,
    ),
    _step(
        "recall the suspected lot: the shops fall",
        "Shopify 0",
        day_shops.hold_fragrance,
        exact=False,
    ),
    _step(
        "a letter for each customer",
        "1 letter, to Harbour gift shop",
        day_shops.recall_letters,
    ),
    _step(
        "a false alarm: the shops rise again",
        "Shopify 7",
        day_shops.false_alarm,
        exact=False,
    ),
    _step(
        "month end: COGS adds up",
        "unexplained 0.00: sold 167.46 = moves 167.46",
        day_books.month_end,
    ),
    _step(
        "the accountant reads it and can change no stock",
        "reads 167.46, 4 of 4 changes refused",
        day_books.accountant,
    ),
    _step(
        "pack for Saturday's market: the shops fall",
        "2 at the stall, Shopify 5",
        day_shops.pack_for_market,
        exact=False,
    ),
]
