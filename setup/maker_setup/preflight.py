"""Checks that cost nothing and come before anything is changed."""

import os
import shutil
import socket
from pathlib import Path

from .failures import Stop
from .paths import ROOT, RUNTIME

GIGABYTE = 1024**3
COLD_NEED = 3 * GIGABYTE
WARM_NEED = GIGABYTE // 2


def check_folder(folder: Path = ROOT) -> None:
    """Stop when Odoo could not cope with the clone's folder name."""
    if not folder.name.isidentifier():
        raise Stop(
            f'The folder is called "{folder.name}", which Odoo cannot use beside '
            "other addons: rename it to maker_suite and start again."
        )


def check_space(need: int | None = None, folder: Path = RUNTIME) -> None:
    """Stop when the disk below ``folder`` has fewer than ``need`` bytes free."""
    if need is None:
        need = WARM_NEED if (RUNTIME / "venv" / "ready").exists() else COLD_NEED
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    if free < need:
        raise Stop(
            f"Only {free / GIGABYTE:.1f} GB are free on the disk of {folder}, and "
            f"{need / GIGABYTE:.1f} GB are needed: free some space and start again."
        )


def check_writable(folder: Path = RUNTIME) -> None:
    """Stop when this user cannot write below the clone."""
    while not folder.exists():
        folder = folder.parent
    if not os.access(folder, os.W_OK | os.X_OK):
        raise Stop(
            f"{folder} cannot be written by this user: give this user the clone's "
            "folder (chown -R) or clone again, and start again."
        )


def check_port(port: int, host: str = "127.0.0.1") -> None:
    """Stop when ``port`` is taken or not allowed."""
    if not 1 <= port <= 65535:
        raise Stop(f"{port} is not a port: choose --port between 1024 and 65535.")
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            raise Stop(
                f"Port {port} is reserved for the system: choose another with "
                "--port, for example --port 8070."
            ) from None
        except OSError:
            raise Stop(
                f"Port {port} is in use by another program: stop that program, or "
                f"choose another port with --port, for example --port {port + 1}."
            ) from None


def free_port(host: str = "127.0.0.1") -> int:
    """Return a loopback port that nothing listens on."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((host, 0))
        return probe.getsockname()[1]


def check_external_server(environ=os.environ) -> None:
    """Stop when PGHOST names a PostgreSQL server that does not answer."""
    host = environ.get("PGHOST")
    if not host:
        return
    port = environ.get("PGPORT") or "5432"
    if not port.isdigit():
        raise Stop(f'PGPORT is "{port}", which is no number: set it or unset it.')
    if host.startswith("/"):
        address = os.path.join(host, f".s.PGSQL.{port}")
        family, where = socket.AF_UNIX, address
    else:
        family, address, where = None, (host, int(port)), f"{host}:{port}"
    try:
        if family is None:
            socket.create_connection(address, timeout=5).close()
        else:
            with socket.socket(family, socket.SOCK_STREAM) as probe:
                probe.settimeout(5)
                probe.connect(address)
    except OSError as error:
        raise Stop(
            f"PGHOST names a PostgreSQL server at {where} that does not answer "
            f"({error.strerror or error}): start it, correct PGHOST and PGPORT, or "
            "unset PGHOST to use a private server."
        ) from None


def check_all() -> None:
    """Run every check that needs no argument."""
    check_folder()
    check_writable()
    check_external_server()
    check_space()
