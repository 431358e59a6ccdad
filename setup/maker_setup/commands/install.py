"""./setup/install: everything the other commands need, and nothing more."""

import argparse

from .. import venv
from ..bring_up import running
from ..console import say
from ..lint import ensure_prettier
from ..paths import ROOT, VENV
from ..template_db import ensure_suite


def main(arguments: list[str]) -> int:
    """Install what is missing; with --lock, renew the lock files instead."""
    parser = argparse.ArgumentParser(
        prog="./setup/install",
        description="Installs Odoo 19, its Python packages and a private PostgreSQL "
        "below .maker/. Safe to repeat: what is there is kept.",
    )
    parser.add_argument("--odoo", metavar="PATH", help="a checkout of Odoo 19 to use")
    parser.add_argument(
        "--lock", action="store_true", help="renew setup/*.lock from setup/*.in"
    )
    options = parser.parse_args(arguments)
    if options.lock:
        venv.write_locks()
        return 0
    with running("main", durable=True, odoo_path=options.odoo) as odoo:
        ensure_prettier()
        ensure_suite(odoo)
    say(
        f"✓ Installed: Odoo 19 from {odoo.odoo.path}, Python in {VENV}. "
        f"Next: {ROOT}/setup/demo"
    )
    return 0
