"""A thousand changed variants on one Shopify: calls and time, against OCA's connector.

Both talk to the same fake shop, each from a database of its own. The peer is
``shopify_connector`` from its published wheel, with its client pointed at the fake;
its jobs run one after the other in one process, without the runner's own overhead.
The fake's rate limit is switched off: it would only slow the one with more calls.
"""

import subprocess
from pathlib import Path

from channel_studio import ChannelStudio
from fakes.limits import Bucket
from maker_setup import peers, template_db
from maker_setup.bench_figures import Figure
from maker_setup.paths import clone_key

TITLE = "1,000 changed variants on Shopify"
SCRIPTS = Path(__file__).parent / "scripts"
VARIANTS = 1_000


def measure(odoo, beat):
    """Push 1,000 new numbers; yields calls and seconds of both and their ratios."""
    skus = [f"CANDLE-{number:04d}" for number in range(VARIANTS)]
    studio = ChannelStudio(odoo, f"maker_push_{clone_key()}", ("shopify",))
    shop = studio.shops["shopify"]
    shop.bucket = Bucket(size=1e9, rate=1e9)
    try:
        beat("connecting our database")
        studio.open(quantity=1, skus=skus)
        studio.run(SCRIPTS / "shopify_ours.py", quantity=1)
        beat("pushing from ours")
        calls = shop.calls.total()
        ours = studio.run(SCRIPTS / "shopify_ours.py", quantity=4)
        ours["calls"] = shop.calls.total() - calls
        _check(shop, skus, 6)
        beat("installing OCA's connector")
        theirs = _peer(studio, shop, skus, beat)
        _check(shop, skus, 7)
    finally:
        studio.close()
    for name, one in (("Maker", ours), ("OCA shopify_connector", theirs)):
        yield Figure(f"calls of {name}", one["calls"], "")
        yield Figure(f"time of {name}", one["wall"], "s")
        yield Figure(f"processor time of {name}", one["cpu"], "s")
    for kind, word, most in (
        ("calls", "calls", 1),
        ("wall", "time", 10),
        ("cpu", "processor time", 10),
    ):
        share = ours[kind] / theirs[kind] * 100
        yield Figure(f"our {word}, of the peer's", share, "%", most)


def _peer(studio, shop, skus, beat):
    """The same in a plain Odoo with the peer installed."""
    odoo, database = studio.odoo, f"maker_peer_{clone_key()}"
    environ = peers.environ(odoo)
    template_db.copy(odoo, template_db.ensure_base(odoo), database)
    try:
        command = ["-d", database, "-i", "shopify_connector", "--stop-after-init"]
        subprocess.run(
            odoo.command([*command, "--no-http", "--log-level=error"]),
            env=environ,
            check=True,
            capture_output=True,
        )
        beat("pushing from the peer")
        variants = []
        for sku in skus:
            variant = shop.variant(sku)
            aliases = [one for one in shop.aliases(variant) if one.startswith("gid:")]
            variants.append((sku, aliases[0], aliases[1]))
        calls = shop.calls.total()
        found = studio.run(
            SCRIPTS / "shopify_peer.py",
            database=database,
            environ=environ,
            url=shop.url,
            token=shop.access_token,
            location=shop.credentials["location_id"],
            variants=variants,
            quantity=7,
        )
        return {**found, "calls": shop.calls.total() - calls}
    finally:
        odoo.server.drop(database)


def _check(shop, skus, quantity):
    wrong = [sku for sku in skus if shop.stock(sku) != quantity]
    if wrong:
        raise AssertionError(f"{len(wrong)} of {len(skus)} do not show {quantity}")
