"""The virtual environment: locked packages, with ``odoo`` visible to pip."""

import hashlib
import os
import re
import shutil
import site
import subprocess
import sys
from pathlib import Path

from .apt import install as apt_install
from .apt import may_install
from .console import Progress, step
from .failures import Stop
from .odoo_source import SERIES, Odoo
from .paths import SETUP, VENV, make_folder, write_atomically
from .process import run

LOCKS = (SETUP / "requirements.lock", SETUP / "requirements-test.lock")
PYTHON = VENV / "bin" / "python"


def _recipe() -> str:
    """Return words that change when the environment must be made anew."""
    digest = hashlib.sha256(b"".join(lock.read_bytes() for lock in LOCKS)).hexdigest()
    version = ".".join(map(str, sys.version_info[:3]))
    return f"python {version}\nlocks {digest}\nat {VENV}\n"


def ensure(odoo: Odoo) -> None:
    """Make the environment if it is missing or out of date, then join it."""
    ready = VENV / "ready"
    recipe = _recipe()
    if not (ready.exists() and ready.read_text() == recipe and PYTHON.exists()):
        with step("Installing the Python packages") as progress:
            ready.unlink(missing_ok=True)
            _create(progress)
            _install(progress)
            write_atomically(ready, recipe)
    _show_odoo(odoo)
    site.addsitedir(str(_site_packages()))


def _site_packages() -> Path:
    return VENV / "lib" / f"python3.{sys.version_info.minor}" / "site-packages"


def _create(progress: Progress) -> None:
    shutil.rmtree(VENV, ignore_errors=True)
    make_folder(VENV.parent)
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        package = f"python3.{sys.version_info.minor}-venv"
        apt_install([package], "Python's venv module")
    # Whoever works inside the environment runs the Python that was just removed.
    python = getattr(sys, "_base_executable", sys.executable)
    run([python, "-m", "venv", VENV], progress, what="Creating the environment")


def _install(progress: Progress) -> None:
    command = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check"]
    command += ["--no-input", "--prefer-binary"]
    for lock in LOCKS:
        command += ["-r", lock]
    try:
        run(command, progress, what="pip install", env=_pip_environ(), detail=_package)
    except Stop as stop:
        if "gcc" in str(stop) and may_install():
            apt_install(["build-essential", "python3-dev"], "a C compiler")
            run(command, progress, what="pip install", env=_pip_environ())
        else:
            raise


def _pip_environ() -> dict[str, str]:
    environ = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    environ["PIP_REQUIRE_VIRTUALENV"] = "1"
    environ.setdefault("PIP_ROOT_USER_ACTION", "ignore")
    return environ


def _package(text: str) -> str:
    found = re.findall(r"^(?:Collecting|Downloading) ([\w.-]+)", text, re.MULTILINE)
    return found[-1] if found else ""


def _show_odoo(odoo: Odoo) -> None:
    """Put Odoo on the environment's path, with metadata for pip to resolve on."""
    packages = _site_packages()
    path = packages / "maker-odoo.pth"
    if path.exists() and path.read_text() == f"{odoo.path}\n":
        return
    done = subprocess.run(
        [PYTHON, "-m", "pip", "show", "-q", "odoo"],
        env={**os.environ, "PYTHONPATH": str(odoo.path)},
        capture_output=True,
        check=False,
    )
    if done.returncode:
        metadata = f"Metadata-Version: 2.1\nName: odoo\nVersion: {SERIES}\n"
        write_atomically(packages / f"odoo-{SERIES}.dist-info" / "METADATA", metadata)
        write_atomically(packages / f"odoo-{SERIES}.dist-info" / "INSTALLER", "maker\n")
    write_atomically(path, f"{odoo.path}\n")


def write_locks() -> None:
    """Resolve requirements*.in anew with this Python and rewrite the lock files.

    Run it with the oldest supported Python: its newest versions suit the later
    ones too.
    """
    if sys.version_info[:2] != (3, 10):
        raise Stop("The lock files are made with Python 3.10, the oldest supported.")
    from .lock import resolve

    with step("Resolving the requirements") as progress:
        resolve(progress)
