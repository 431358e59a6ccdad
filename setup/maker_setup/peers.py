"""Addons of others, as published on PyPI: tested beside, or measured against.

They are kept apart from the suite's own environment; whoever needs them puts their
folder on PYTHONPATH, where Odoo finds addons by itself.
"""

from pathlib import Path

from .bring_up import LOCK_PATIENCE
from .console import step
from .lock_file import Lock
from .odoo_command import OdooCommand
from .paths import RUNTIME, SETUP, write_atomically
from .process import run
from .venv import PYTHON

LOCK = SETUP / "requirements-peers.lock"
FOLDER = RUNTIME / "peers"


def ensure() -> Path:
    """Install the peers when missing or out of date and return their folder."""
    ready = FOLDER / "ready"
    recipe = LOCK.read_text()
    with Lock(RUNTIME / "peers.lock", patience=LOCK_PATIENCE, purpose="installing"):
        if not (ready.exists() and ready.read_text() == recipe):
            with step("Installing the addons of others") as progress:
                command = [PYTHON, "-m", "pip", "install", "--no-deps", "--upgrade"]
                command += ["--no-input", "--disable-pip-version-check"]
                command += ["--target", FOLDER, "-r", LOCK]
                run(command, progress, what="pip install")
                write_atomically(ready, recipe)
    return FOLDER


def environ(odoo: OdooCommand) -> dict[str, str]:
    """Return the environment of an Odoo that knows the peers."""
    return {**odoo.environ(), "PYTHONPATH": str(ensure())}
