"""The demo's database: made whole or not at all, never somebody else's."""

import json
from datetime import date

from .console import say, step
from .failures import Stop
from .odoo_command import OdooCommand, progress_detail
from .past.events import Size
from .past_db import ensure_past
from .paths import ROOT, RUNTIME, clone_key
from .postgres import Server
from .process import run
from .suite import addons
from .template_db import copy, ensure_suite, suite_name

NAME = "maker_demo"
STORY = "maker.demo.day"
YEARS = 2
MARK = "Maker's demo of the clone in "


def story(server: Server, name: str = NAME) -> dict | None:
    """Return the day as it was lived in ``name``, None when it was not finished."""
    with server.cursor(name) as cursor:
        cursor.execute("SELECT value FROM ir_config_parameter WHERE key = %s", [STORY])
        row = cursor.fetchone()
    return json.loads(row[0]) if row else None


def check_owner(server: Server, name: str = NAME) -> bool:
    """Return whether ``name`` exists; Stop when it is not this clone's demo."""
    comment = server.databases().get(name)
    if comment is None:
        return False
    if comment.startswith(MARK) and comment != f"{MARK}{ROOT}":
        raise Stop(
            f"The database {name} is the demo of another clone "
            f"({comment.removeprefix(MARK)}): start the demo there, or unset PGHOST to "
            "use a private server."
        )
    if not comment.startswith(MARK):
        raise Stop(
            f"The database {name} on this server was not made by ./setup/demo and "
            "belongs to another application: rename or drop it, or unset PGHOST to "
            "use a private server."
        )
    return True


def ensure(
    odoo: OdooCommand, fresh: bool, name: str = NAME, years: int | None = None
) -> dict | None:
    """Make ``name`` ready and return its finished day, None when still to live.

    ``years`` are those of the studio's past; None leaves a lived demo those it has.
    """
    server = odoo.server
    exists = check_owner(server, name)
    lived = story(server, name) if exists else None
    had = lived.get("years", 0) if lived else None
    if lived and not fresh and years not in (None, had):
        say(f"  The last demo had {had} years of past: it starts again with {years}.")
        fresh = True
    if exists and lived is None and not fresh:
        say("  The last demo was interrupted: its day starts again.")
    if exists and lived and not fresh:
        _upgrade(odoo, name, lived)
        return lived
    template = _template(odoo, YEARS if years is None else years)
    with step("Creating the demo's database"):
        for left in (RUNTIME / name).glob("*.state"):
            left.unlink()
        building = f"{name}_{clone_key()}_new"
        copy(odoo, template, building)
        server.drop(name)
        server.rename(building, name, f"{MARK}{ROOT}")
    return None


def _template(odoo: OdooCommand, years: int) -> str:
    suite = ensure_suite(odoo)
    if not years:
        return suite
    return ensure_past(odoo, suite, Size(months=12 * years), date.today())


def _upgrade(odoo: OdooCommand, name: str, lived: dict) -> None:
    """Bring a lived demo to the addons of now; its data stays."""
    current = suite_name(odoo)
    if lived.get("installed", lived["fingerprint"]) == current:
        return
    with step("Upgrading the demo to the addons as they are now") as progress:
        arguments = ["-d", name, "-u", ",".join(addons()), "--stop-after-init"]
        run(
            odoo.command([*arguments, "--no-http"]),
            progress,
            what="Upgrading the demo",
            env=odoo.environ(),
            detail=progress_detail,
        )
        lived["installed"] = current
        with odoo.server.cursor(name) as cursor:
            cursor.execute(
                "UPDATE ir_config_parameter SET value = %s WHERE key = %s",
                [json.dumps(lived), STORY],
            )
