"""Write the lock files: every package pinned, for Python 3.10 to 3.13."""

import json
import re
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from .console import Progress
from .paths import SETUP, write_atomically
from .process import run

HEADER = "# Made by ./setup/install --lock from {source}, for Python 3.10 to 3.13.\n"
# What Python 3.10 still needs from outside.
BACKPORTS = {"async-timeout", "exceptiongroup", "tomli"}


def resolve(progress: Progress) -> None:
    """Pin what requirements.in needs, then what the tests need beyond it."""
    runtime = _pins(["requirements.in"], progress)
    everything = _pins(["requirements.in", "requirements-test.in"], progress)
    extra = {name: pin for name, pin in everything.items() if name not in runtime}
    runtime = {name: everything[name] for name in runtime}
    _write("requirements", runtime)
    _write("requirements-test", extra)


def _pins(sources: Sequence[str], progress: Progress) -> dict[str, str]:
    with tempfile.TemporaryDirectory() as folder:
        environment, report = Path(folder, "venv"), Path(folder, "report.json")
        run([sys.executable, "-m", "venv", environment], progress, what="venv")
        command = [environment / "bin/python", "-m", "pip", "install", "--dry-run"]
        command += ["--quiet", "--ignore-installed", "--report", report]
        for source in sources:
            command += ["-r", SETUP / source]
        run(command, progress, what="Resolving the requirements")
        entries = json.loads(report.read_text())["install"]
    found = [entry["metadata"] for entry in entries]
    return {
        re.sub(r"[-_.]+", "-", package["name"]).lower(): package["version"]
        for package in found
    }


def _write(name: str, pins: dict[str, str]) -> None:
    lines = [
        f"{package}=={version}"
        + (' ; python_version < "3.11"' if package in BACKPORTS else "")
        for package, version in sorted(pins.items())
    ]
    header = HEADER.format(source=f"{name}.in")
    write_atomically(SETUP / f"{name}.lock", header + "\n".join(lines) + "\n")
