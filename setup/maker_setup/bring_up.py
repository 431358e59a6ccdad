"""The steps every command shares: checks, Odoo, packages, database server."""

from collections.abc import Iterator
from contextlib import contextmanager

from . import odoo_source, preflight, venv
from .lock_file import Lock
from .odoo_command import OdooCommand
from .paths import RUNTIME
from .postgres import server
from .suite import addons

LOCK_PATIENCE = 1800
"""Seconds to wait for another command that is installing the same."""


def prepare(odoo_path: str | None = None) -> odoo_source.Odoo:
    """Check the machine, then return an Odoo 19 with its Python packages."""
    preflight.check_all()
    addons()
    odoo_source.check_given(odoo_path)
    with Lock(RUNTIME / "install.lock", patience=LOCK_PATIENCE, purpose="installing"):
        odoo = odoo_source.locate(odoo_path)
        venv.ensure(odoo)
    return odoo


@contextmanager
def running(
    purpose: str, durable: bool, odoo_path: str | None = None
) -> Iterator[OdooCommand]:
    """Give Odoo's command line beside a running database server."""
    odoo = prepare(odoo_path)
    with server(purpose, durable) as database_server:
        yield OdooCommand(odoo, database_server)
