"""The maker's day as the demo lives it: what is done, expected and seen.

Runs under Odoo's Python against the demo's database, while the Odoo server with
its cron and the channel fakes run beside it as processes of their own.

``FAKES`` names the channel servers to run (name to "module:Class"), ``connect``
points the database at them whenever the demo starts, ``STEPS`` is the day.
"""

import re

from .day_context import Day, Step

FAKES: dict[str, str] = {}


def connect(day: Day) -> None:
    """Point the database's channels at the fakes of this start; commits by itself."""


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


STEPS = [
    Step("Maker is installed", "3 addons", _suite_is_installed),
    Step("the web client opens", "the page and its scripts", _web_client_opens),
]
