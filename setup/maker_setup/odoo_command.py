"""Odoo's command line with the right Python, addons, database and data folder."""

import os
import re
from collections.abc import Sequence
from pathlib import Path

from .odoo_source import Odoo
from .paths import DATA, ROOT, make_folder, write_atomically
from .postgres import Server
from .suite import fingerprint
from .venv import PYTHON

# Sub-commands that take the server's options; each of the others parses its own.
SERVING = ("server", "shell", "start")


COMPLAINT = re.compile(
    r"^\d{4}-\d\d-\d\d [\d:,]+ \d+ (?:WARNING|ERROR|CRITICAL) \S+ (\S+): (.*)$",
    re.MULTILINE,
)


class OdooCommand:
    """Builds command lines and environments for one Odoo and one server."""

    def __init__(self, odoo: Odoo, server: Server):
        self.odoo = odoo
        self.server = server

    def settings(self) -> dict[str, str]:
        """Return the configuration common to every run."""
        paths = [*self.odoo.addons, ROOT]
        return {
            "addons_path": ",".join(map(str, paths)),
            "data_dir": str(make_folder(DATA)),
            "db_host": self.server.environ["PGHOST"],
            "db_port": self.server.environ["PGPORT"],
            "db_user": self.server.environ["PGUSER"],
            "db_maxconn": "32",
            "http_interface": "127.0.0.1",
            "list_db": "False",
        }

    def environ(self) -> dict[str, str]:
        """Return the environment for Odoo's process."""
        environ = {**os.environ, **self.server.environ}
        for name in ("PGDATABASE", "PYTHONPATH"):
            environ.pop(name, None)
        environ["ODOO_RC"] = str(self._settings_file())
        path = environ["PATH"]
        environ["PATH"] = f"{PYTHON.parent}{os.pathsep}{path}"
        environ["MAKER_ODOO"] = str(self.odoo.path)
        environ["PYTHONWARNINGS"] = "ignore::DeprecationWarning"
        return environ

    def config_file(self, path: Path, database: str) -> Path:
        """Write a configuration file for ``database`` and return its path."""
        lines = ["[options]", f"db_name = {database}", f"dbfilter = ^{database}$"]
        lines += [f"{key} = {value}" for key, value in self.settings().items()]
        write_atomically(path, "\n".join(lines) + "\n", 0o600)
        return path

    def command(self, arguments: Sequence[str]) -> list[str]:
        """Return the whole command line for Odoo ``arguments``.

        It works in the environment of ``environ``, whose settings file is all that
        most sub-commands read.
        """
        rest = list(arguments)
        verb = [rest.pop(0)] if rest and not rest[0].startswith("-") else []
        odoo = [str(PYTHON), "-m", "odoo"]
        if not verb or verb[0] in SERVING:
            return [*odoo, *verb, *self._options(), *rest]
        # Odoo looks for sub-commands of addons before it reads any settings.
        paths = f"--addons-path={self.settings()['addons_path']}"
        return [*odoo, paths, *verb, *rest]

    def _settings_file(self) -> Path:
        """Write the settings for this server's sub-commands; return the file.

        Databases are listed there, for only the web client must not: without, Odoo
        would refuse to copy, dump or drop one.
        """
        key = fingerprint([self.server.environ["PGHOST"]])
        settings = {**self.settings(), "list_db": "True"}
        lines = [f"{name} = {value}" for name, value in settings.items()]
        path = DATA.parent / f"odoo-{key}.conf"
        write_atomically(path, "\n".join(["[options]", *lines, ""]), 0o600)
        return path

    def _options(self) -> list[str]:
        dashed = ("addons_path", "data_dir", "http_interface")
        given = [
            f"--{key.replace('_', '-') if key in dashed else key}={value}"
            for key, value in self.settings().items()
            if key != "list_db"
        ]
        return [*given, "--no-database-list"]


def progress_detail(text: str) -> str:
    """Return how far an installation is, from Odoo's log."""
    found = re.findall(r"Loading module (\w+) \((\d+)/(\d+)\)", text)
    if found:
        name, number, total = found[-1]
        return f"module {number} of {total}: {name}"
    return ""


def complaints(log: str, own_only: bool = False) -> list[str]:
    """Return the WARNING and worse lines of an Odoo log as "logger: message".

    ``own_only`` keeps those that name Maker; Odoo's own noise is not ours.
    """
    found = [f"{logger}: {message}" for logger, message in COMPLAINT.findall(log)]
    return [line for line in found if not own_only or "maker" in line.lower()]
