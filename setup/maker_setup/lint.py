"""The linters: ruff, pylint-odoo, and prettier where npm is there."""

import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .console import say, step
from .paths import ROOT, RUNTIME, SETUP, VENV, make_folder, write_atomically
from .process import run
from .suite import addons, fingerprint, optional_addons

NPM = RUNTIME / "npm"
FORMATTED = "{maker_*,tests}/**/*.{xml,js,scss,css}"


@dataclass(frozen=True)
class Linter:
    """One check of the sources and, where there is one, its repair."""

    name: str
    check: Sequence[str]
    repair: Sequence[str] = ()


def ensure_prettier() -> Path | None:
    """Install the pinned formatter below .maker/npm; None where there is no npm."""
    npm = shutil.which("npm")
    if not npm or not shutil.which("node"):
        return None
    sources = [SETUP / "npm" / name for name in ("package.json", "package-lock.json")]
    recipe = fingerprint(source.read_bytes() for source in sources)
    ready = NPM / "ready"
    if not (ready.exists() and ready.read_text() == recipe):
        with step("Installing prettier") as progress:
            make_folder(NPM)
            for source in sources:
                shutil.copy(source, NPM)
            arguments = ["ci", "--no-audit", "--no-fund", "--ignore-scripts"]
            run([npm, *arguments], progress, what="npm ci", cwd=NPM)
            write_atomically(ready, recipe)
    return NPM / "node_modules" / ".bin" / "prettier"


def linters() -> list[Linter]:
    """Return the linters this machine can run."""
    ruff = str(VENV / "bin" / "ruff")
    pylint = str(VENV / "bin" / "pylint")
    every = [*addons(), *optional_addons()]
    found = [
        Linter("ruff check", [ruff, "check", "."], [ruff, "check", "--fix", "."]),
        Linter("ruff format", [ruff, "format", "--check", "."], [ruff, "format", "."]),
        Linter("pylint-odoo", [pylint, f"--rcfile={ROOT / '.pylintrc'}", *every]),
    ]
    prettier = ensure_prettier()
    if prettier:
        plugin = NPM / "node_modules" / "@prettier" / "plugin-xml" / "src" / "plugin.js"
        base = [str(prettier), f"--plugin={plugin}"]
        found.append(
            Linter(
                "prettier",
                [*base, "--check", "--log-level=warn", FORMATTED],
                [*base, "--write", "--log-level=warn", FORMATTED],
            )
        )
    else:
        say("  npm is not installed: the format of XML and JavaScript is not checked")
    return found


def check() -> list[str]:
    """Run every linter, print what it finds, and return the names that failed."""
    running = [
        (
            linter,
            subprocess.Popen(
                linter.check,
                cwd=ROOT,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            ),
        )
        for linter in linters()
    ]
    failed = []
    for linter, process in running:
        text, _ = process.communicate()
        say(f"{'✗' if process.returncode else '✓'} {linter.name}")
        if process.returncode:
            say(text.rstrip())
            failed.append(linter.name)
    return failed


def repair() -> None:
    """Let every linter that can put the sources right."""
    for linter in linters():
        if linter.repair:
            subprocess.run(linter.repair, cwd=ROOT, check=False)
