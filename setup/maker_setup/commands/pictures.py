"""./setup/pictures: the pictures on the addons' pages, taken of the demo's studio."""

import argparse

from .. import browser, demo_db, preflight
from ..bring_up import running
from ..console import say, step
from ..failures import Stop
from ..odoo_command import OdooCommand
from ..paths import ROOT
from ..studio import Studio

WIDTHS = {1400: 860, 390: 760}
"""Height of a picture of each width."""
LARGEST = 150_000
SCREENS = {
    "maker_mrp": {
        "today": "/odoo/maker",
        "recipes": "/odoo/maker-recipes",
        "progress": "/odoo/maker-wip",
    },
    "maker_lot_trace": {
        "trace": "/odoo/trace?trace=lot-{lot}",
        "lots": "/odoo/action-maker_lot_trace.maker_expiry_action",
    },
    "maker_channel_sync": {
        "listings": "/odoo/maker-listings",
        "channels": "/odoo/maker-channels",
    },
    "maker_channel_sync_queue_job": {"channels": "/odoo/maker-channels"},
}
"""What is shown of each addon: ``{addon: {name of the picture: page}}``."""
A_LOT = """
SELECT lot.id
  FROM stock_lot lot
  JOIN stock_move_line line ON line.lot_id = lot.id AND line.state = 'done'
  JOIN stock_location goal ON goal.id = line.location_dest_id
 WHERE goal.usage = 'production'
 GROUP BY lot.id ORDER BY COUNT(*) DESC, lot.id LIMIT 1
"""


def main(arguments: list[str]) -> int:
    """Take every picture at two widths and put it beside the page that shows it."""
    parser = argparse.ArgumentParser(
        prog="./setup/pictures",
        description="Takes the pictures of the addons' pages (static/description) in "
        "the studio of ./setup/demo.",
    )
    parser.parse_args(arguments)
    browser.program()
    with running("main", durable=True) as odoo:
        if not demo_db.ensure(odoo, fresh=False):
            raise Stop("There is no demo yet: run ./setup/demo --no-serve first.")
        port = preflight.free_port()
        with Studio(odoo, demo_db.NAME, port) as studio, browser.chromium() as page:
            _take_all(page, studio.url, _a_lot(odoo))
    return 0


def _a_lot(odoo: OdooCommand) -> int:
    """Return the id of the lot that went into most."""
    with odoo.server.cursor(demo_db.NAME) as cursor:
        cursor.execute(A_LOT)
        return cursor.fetchone()[0]


def _take_all(page: browser.Page, url: str, lot: int) -> None:
    page.sign_in(url, demo_db.NAME, "manager")
    for addon, screens in SCREENS.items():
        for name, path in screens.items():
            _take(page, addon, name, url + path.format(lot=lot))


def _take(page: browser.Page, addon: str, name: str, url: str) -> None:
    for width, height in WIDTHS.items():
        with step(f"{addon}: {name}, {width} wide"):
            data = page.picture(url, width, height)
        if len(data) > LARGEST:
            raise Stop(f"The picture {name} of {addon} has {len(data)} bytes.")
        path = ROOT / addon / "static" / "description" / f"{name}_{width}.png"
        path.write_bytes(data)
        say(f"  {path.relative_to(ROOT)}: {len(data) // 1000} kB")
