"""./setup/demo: one maker's day, lived in a real Odoo and served."""

import argparse
import os
from pathlib import Path

from .. import demo_db, preflight
from ..bring_up import running
from ..console import say, table
from ..day_context import NOT_REACHED, OPEN_SHOP
from ..failures import Interrupted, Stop
from ..odoo_command import OdooCommand
from ..paths import LOGS
from ..studio import Studio
from ..template_db import suite_name

PORT = 8069
MOST_YEARS = 5


def main(arguments: list[str]) -> int:
    """Bring everything up, live the day unless it was lived, print it, serve it."""
    options = _parse(arguments)
    catalog = _catalog(options.catalog)
    if options.port or not options.no_serve:
        preflight.check_port(options.port or PORT)
    port = options.port or (preflight.free_port() if options.no_serve else PORT)
    with running("main", durable=True, odoo_path=options.odoo) as odoo:
        years = options.years
        lived = demo_db.ensure(odoo, options.fresh, years=years)
        if lived and options.no_serve and not _is_right(lived["steps"]):
            say("  The last day did not go as expected: it starts again.")
            lived = demo_db.ensure(odoo, fresh=True, years=years)
        with Studio(odoo, demo_db.NAME, port) as studio:
            events = _Events()
            todo = [] if lived else _to_live(odoo, years)
            if catalog:
                todo.append(f"--catalog={catalog}")
            studio.day(todo, events)
            steps = lived["steps"] if lived else events.steps
            right = _show(steps, events)
            if options.no_serve:
                return 0 if right else 1
            _serve(studio)
            return 0


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="./setup/demo",
        description="Installs what is missing, lives one maker's day in a real Odoo, "
        "prints it as a table and serves it. A second start shows the same day.",
    )
    parser.add_argument(
        "--no-serve",
        action="store_true",
        help="end after the table, with code 0 only if every step is as expected",
    )
    parser.add_argument("--fresh", action="store_true", help="start the demo over")
    parser.add_argument(
        "--years",
        type=int,
        choices=range(MOST_YEARS + 1),
        metavar=f"0-{MOST_YEARS}",
        help="how many years of past the studio has before the day "
        f"({demo_db.YEARS}); 0 leaves it out",
    )
    parser.add_argument(
        "--catalog",
        metavar="FILE.csv",
        help="also import a Shopify product export, and report on every row",
    )
    parser.add_argument("--port", type=int, help=f"port of the web page ({PORT})")
    parser.add_argument("--odoo", metavar="PATH", help="a checkout of Odoo 19 to use")
    return parser.parse_args(arguments)


def _to_live(odoo: OdooCommand, years: int | None) -> list[str]:
    told = demo_db.YEARS if years is None else years
    return ["--live", f"--fingerprint={suite_name(odoo)}", f"--years={told}"]


def _catalog(given: str | None) -> Path | None:
    if not given:
        return None
    path = Path(os.path.abspath(given))
    if not path.is_file() or not os.access(path, os.R_OK):
        raise Stop(f"{path} is not a file that can be read: check --catalog.")
    return path


class _Events:
    """Collects what the day tells and shows that it moves."""

    def __init__(self):
        self.steps: list[dict] = []
        self.rows: list[dict] = []
        self.catalog: dict | None = None

    def __call__(self, event: dict) -> None:
        kind = event.pop("event")
        if kind == "step":
            self.steps.append(event)
            if event["seen"] != NOT_REACHED:
                mark = "✓" if event["ok"] else "✗"
                say(f"{mark} {event['name']} [{event['seconds']:.1f} s]")
        elif kind == "row":
            self.rows.append(event)
        elif kind == "catalog":
            self.catalog = event


def _is_right(steps: list[dict]) -> bool:
    return bool(steps) and all(step["ok"] for step in steps)


def _show(steps: list[dict], events: _Events) -> bool:
    """Print the day and the catalog; return whether all is as expected."""
    right = _is_right(steps)
    say()
    rows = [
        (
            "ok" if step["ok"] else "NOT OK",
            step["name"],
            step["expected"],
            step["seen"],
            f"{step['seconds']:.1f} s",
        )
        for step in steps
    ]
    say(table(("", "step", "expected", "seen", "time"), rows))
    say()
    wrong = sum(not step["ok"] for step in steps)
    if right:
        say(f"✓ All {len(steps)} steps of the day went as expected.")
    else:
        say(
            f"✗ {wrong} of {len(steps)} steps did not go as expected: "
            f"read {LOGS / 'day.log'}, then ./setup/demo --fresh"
        )
    if events.catalog:
        right = _show_catalog(events) and right
    return right


def _show_catalog(events: _Events) -> bool:
    say()
    done = events.catalog
    if events.rows:
        rows = [
            (row["row"], row["label"], row["outcome"], row["note"])
            for row in events.rows
        ]
        say(table(("row", "product", "outcome", "why"), rows))
    if done["ok"]:
        say(
            f"✓ The catalog was imported: {done['created']} rows created, "
            f"{done['skipped']} skipped, {done['listed']} listings linked."
        )
    elif done.get("problem"):
        say(f"✗ Nothing of the catalog was imported: {done['problem']}")
    else:
        say(
            f"✗ Nothing of the catalog was imported: {done['errors']} rows have "
            "errors; correct them and start again."
        )
    return done["ok"]


def _serve(studio: Studio) -> None:
    say()
    for shop in studio.fakes.values():
        say(f"  {shop['name']}: {shop['url']}/ is the shop; buy something there")
    open_shop = studio.fakes[OPEN_SHOP]
    keys = open_shop["credentials"]
    say(
        f"  {open_shop['name']} is yours to connect: Maker ▸ Sell ▸ Channels ▸ Connect "
        f"a shop ▸ WooCommerce, address {open_shop['url']},"
    )
    say(f"  key {keys['consumer_key']}, secret {keys['consumer_secret']}")
    say(
        f"✓ Open {studio.url}/odoo and sign in as admin, password admin. "
        "Ctrl-C ends it."
    )
    try:
        studio.watch()
    except (Interrupted, KeyboardInterrupt):
        say("\n✓ Ended; ./setup/demo opens the same day again.")
