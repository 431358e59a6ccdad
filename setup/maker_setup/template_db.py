"""Databases to copy: Odoo with what the suite needs, and the suite on top.

The first costs a minute and changes with Odoo; the second costs seconds and
changes with the addons. Both keep attachments in the database, so that a copy of
the database is a whole copy.
"""

from collections.abc import Sequence

from .console import step
from .failures import Stop
from .lock_file import Lock
from .odoo_command import OdooCommand, complaints, progress_detail
from .paths import RUNTIME, clone_key
from .process import run
from .suite import addons, addons_fingerprint, dependencies, fingerprint

BASE = "maker_base_"
SUITE = "maker_suite_"
OWNER = "Made by Maker's setup"
KEEP = 2
LAYOUT = "2"
IN_DATABASE = """
env["ir.config_parameter"].set_param("ir_attachment.location", "db")
env["ir.attachment"].force_storage()
env.cr.commit()
"""
COMPILE_ASSETS = """
env["ir.qweb"]._pregenerate_assets_bundles()
env.cr.commit()
"""


def base_name(odoo: OdooCommand) -> str:
    """Return the name of the template with Odoo's own modules."""
    return BASE + fingerprint([LAYOUT, odoo.odoo.identity, *dependencies()])


def suite_name(odoo: OdooCommand) -> str:
    """Return the name of the template with the suite installed."""
    return SUITE + fingerprint([base_name(odoo), addons_fingerprint()])


def ensure_base(odoo: OdooCommand) -> str:
    """Return the template with Odoo's modules, made when missing."""
    name = base_name(odoo)
    if name in odoo.server.databases():
        return name
    with step("Installing Odoo's modules (once, about a minute)") as progress:
        building = begin(odoo, name, "template0")
        with odoo.server.cursor(building) as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        install(odoo, building, dependencies(), progress, "Installing Odoo's modules")
        run(
            odoo.command(["shell", "-d", building, "--no-http", "--log-level=warn"]),
            progress,
            what="Moving attachments into the database",
            env=odoo.environ(),
            stdin=IN_DATABASE,
        )
        finish(odoo, building, name)
    prune(odoo, BASE, name)
    return name


def ensure_with(
    odoo: OdooCommand, name: str, prefix: str, base: str, modules: Sequence[str]
) -> str:
    """Return ``name``: the template ``base`` with more of Odoo's ``modules``.

    It is made when missing; older ones whose names begin with ``prefix`` go.
    """
    if name in odoo.server.databases():
        return name
    with step("Installing more of Odoo's modules") as progress:
        building = begin(odoo, name, base)
        install(odoo, building, modules, progress, "Installing more of Odoo's modules")
        finish(odoo, building, name)
    prune(odoo, prefix, name)
    return name


def ensure_suite(odoo: OdooCommand) -> str:
    """Return the template with the suite installed, made when the addons changed."""
    with Lock(RUNTIME / "template.lock", patience=1800, purpose="installing addons"):
        return _ensure_suite(odoo)


def _ensure_suite(odoo: OdooCommand) -> str:
    name = suite_name(odoo)
    if name in odoo.server.databases():
        return name
    base = ensure_base(odoo)
    with step("Installing Maker's addons") as progress:
        building = begin(odoo, name, base)
        log = install(odoo, building, addons(), progress, "Installing Maker's addons")
        said = complaints(log, own_only=True)
        if said:
            raise Stop(f"Installing the addons logged a complaint: {said[0]}")
        finish(odoo, building, name)
    prune(odoo, SUITE, name)
    return name


def install(
    odoo: OdooCommand, database: str, modules: Sequence[str], progress, what: str
) -> str:
    """Install ``modules`` in ``database`` and return Odoo's log."""
    arguments = ["-d", database, "-i", ",".join(modules), "--stop-after-init"]
    return run(
        odoo.command([*arguments, "--no-http", "--without-demo=True"]),
        progress,
        what=what,
        env=odoo.environ(),
        detail=progress_detail,
    )


def compile_assets(odoo: OdooCommand, database: str) -> None:
    """Store the compiled scripts and styles of the web client in ``database``."""
    with step("Compiling the web client's scripts") as progress:
        run(
            odoo.command(["shell", "-d", database, "--no-http", "--log-level=warn"]),
            progress,
            what="Compiling the web client's scripts",
            env=odoo.environ(),
            stdin=COMPILE_ASSETS,
        )


def copy(odoo: OdooCommand, template: str, name: str) -> None:
    """Make ``name`` a fresh copy of ``template``."""
    odoo.server.drop(name)
    odoo.server.create(name, template)


def begin(odoo: OdooCommand, name: str, template: str) -> str:
    building = f"{name}_{clone_key()}_new"
    copy(odoo, template, building)
    return building


def finish(odoo: OdooCommand, building: str, name: str) -> None:
    if name in odoo.server.databases():
        odoo.server.drop(building)
    else:
        odoo.server.rename(building, name, f"{OWNER} in clone {clone_key()}")


def prune(odoo: OdooCommand, prefix: str, current: str) -> None:
    """Drop all but the newest templates this clone made."""
    mine = f"{OWNER} in clone {clone_key()}"
    with odoo.server.cursor("postgres") as cursor:
        cursor.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s) AND "
            "shobj_description(oid, 'pg_database') = %s AND datname <> %s "
            "ORDER BY oid::bigint DESC OFFSET %s",
            [prefix, mine, current, KEEP - 1],
        )
        old = [name for (name,) in cursor.fetchall()]
    for name in old:
        odoo.server.drop(name)
