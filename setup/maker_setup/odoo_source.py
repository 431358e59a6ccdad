"""Find or fetch Odoo 19: given, importable, Debian's package, or a clone."""

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from .apt import PrivateApt, is_available
from .console import Progress, step
from .failures import Stop
from .paths import RUNTIME, make_folder, write_atomically
from .process import run

SERIES = "19.0"
OFFICIAL = "https://github.com/odoo/odoo"
FROM_SID = (
    "odoo-19",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-roboto-unhinted",
    "fonts-montserrat",
    "fonts-ocr-b",
)
# Odoo links to version 4 of Font Awesome; unstable has moved on to 7.
FROM_STABLE = ("fonts-font-awesome", "fonts-inconsolata")
# Left out of Debian's package for its licence, yet listed in the backend bundle.
MISSING_SCRIPT = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"
VERSION = re.compile(
    r"^version_info\s*=\s*\(['\"]?([^,'\"]+)['\"]?,\s*(\d+)", re.MULTILINE
)


@dataclass(frozen=True)
class Odoo:
    """One Odoo: ``path`` goes on sys.path, ``identity`` changes when its code does."""

    path: Path
    origin: str
    identity: str

    @property
    def addons(self) -> list[Path]:
        """Return the folders of Odoo's own addons."""
        both = (self.path / "odoo" / "addons", self.path / "addons")
        # Debian's second copy holds Python files only and would hide the first.
        return [path for path in both if (path / "base").exists() or _has_web(path)]


def _has_web(path: Path) -> bool:
    return (path / "web" / "static").is_dir()


def series(path: Path) -> str:
    """Return the series ("19.0") of the Odoo below ``path``, "" when there is none."""
    try:
        text = (path / "odoo" / "release.py").read_text()
    except OSError:
        return ""
    found = VERSION.search(text)
    return f"{found[1]}.{found[2]}" if found else ""


def locate(given: str | None = None) -> Odoo:
    """Return an Odoo 19, fetching it when the machine has none.

    The answer is remembered for the commands that follow.
    """
    given = given or os.environ.get("MAKER_ODOO")
    if given:
        return _keep(_given(given).path, "given")
    kept = _kept()
    if kept:
        return kept
    found = _importable()
    if found:
        return _keep(found, "importable")
    return _fetch()


def check_given(given: str | None = None) -> None:
    """Stop when a named checkout is no Odoo 19."""
    given = given or os.environ.get("MAKER_ODOO")
    if given:
        _given(given)


def _given(given: str) -> Odoo:
    path = Path(os.path.abspath(os.path.expanduser(given)))
    found = series(path)
    mend = f"give the folder of a checkout of Odoo's {SERIES} branch"
    if not found:
        raise Stop(f"{path} holds no Odoo (there is no odoo/release.py): {mend}.")
    if found != SERIES:
        raise Stop(f"{path} is Odoo {found} and Maker needs {SERIES}: {mend}.")
    return Odoo(path, "given", _identity(path))


def _identity(path: Path) -> str:
    """Return words that change when the code below ``path`` does."""
    debian = path.parents[3] / "packages.txt" if len(path.parents) > 3 else None
    if debian and debian.exists():
        return debian.read_text()
    if (path / ".git").exists():
        head = subprocess.run(
            ["git", "-C", path, "rev-parse", "HEAD"],
            capture_output=True,
            text=True,
            check=False,
        )
        if head.returncode == 0:
            return head.stdout.strip()
    release = (path / "odoo" / "release.py").stat()
    return f"{series(path)} {path} {release.st_mtime_ns}"


def _importable() -> Path | None:
    """Return the folder an ``import odoo`` of this Python would read, if it is 19."""
    script = (
        "import json, os, odoo.release as r; "
        "print(json.dumps(os.path.abspath(r.__file__ + '/../..')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
    )
    if done.returncode:
        return None
    path = Path(json.loads(done.stdout))
    return path if series(path) == SERIES else None


def _keep(path: Path, origin: str) -> Odoo:
    write_atomically(
        RUNTIME / "odoo.json", json.dumps({"path": str(path), "origin": origin})
    )
    return Odoo(path, origin, _identity(path))


def _kept() -> Odoo | None:
    try:
        kept = json.loads((RUNTIME / "odoo.json").read_text())
        path = Path(kept["path"])
    except (OSError, ValueError, KeyError):
        return None
    if series(path) != SERIES:
        return None
    return Odoo(path, kept["origin"], _identity(path))


def _fetch() -> Odoo:
    reasons = []
    for fetch, origin in ((_from_debian, "debian"), (_from_git, "git")):
        try:
            with step(f"Getting Odoo {SERIES} ({origin})") as progress:
                return _keep(fetch(progress), origin)
        except Stop as stop:
            reasons.append(str(stop).rstrip("."))
    if any("network cannot be reached" in reason for reason in reasons):
        raise Stop(
            f"Odoo {SERIES} cannot be fetched because the network cannot be reached: "
            "connect it (or set the proxy), or name a checkout with --odoo PATH."
        )
    raise Stop(
        f"Odoo {SERIES} cannot be fetched ({'; '.join(reasons)}): name a checkout with "
        "--odoo PATH."
    )


def _from_debian(progress: Progress) -> Path:
    if not is_available():
        raise Stop("this machine has no apt")
    apt = PrivateApt()
    mirrors = apt.mirrors()
    if not mirrors:
        raise Stop("its apt configuration names no Debian mirror")
    failure = None
    for mirror in mirrors:
        try:
            apt.update(mirror, progress)
            break
        except Stop as stop:
            failure = stop
    else:
        raise failure
    debs = RUNTIME / "debs"
    wanted = [f"{name}/sid" for name in FROM_SID]
    wanted += [f"{name}/{apt.stable}" for name in FROM_STABLE]
    files = apt.download(wanted, debs, progress)
    # A killed command's unpacking may still be ending: never share its folder.
    partial, final = RUNTIME / f"odoo.partial.{os.getpid()}", RUNTIME / "odoo"
    for folder in (final, *RUNTIME.glob("odoo.partial.*")):
        shutil.rmtree(folder, ignore_errors=True)
    make_folder(partial)
    for file in files:
        progress.beat(f"unpacking {file.name.split('_')[0]}")
        run(["dpkg-deb", "-x", file, partial], progress, what=f"Unpacking {file.name}")
    packages = "usr/lib/python3/dist-packages"
    script = partial / packages / "odoo/addons" / MISSING_SCRIPT
    if not script.exists():
        make_folder(script.parent)
        script.touch()
    _check_links(partial)
    write_atomically(partial / "packages.txt", "\n".join(f.name for f in files))
    partial.replace(final)
    shutil.rmtree(debs)
    return final / packages


def _check_links(root: Path) -> None:
    """Stop when a link points nowhere: a companion package would be missing."""
    dangling = [
        path
        for folder, folders, names in os.walk(root)
        for path in (Path(folder, name) for name in folders + names)
        if path.is_symlink() and not path.exists()
    ]
    if dangling:
        raise Stop(
            f"Debian's odoo-19 now links to {dangling[0].readlink()}, which no known "
            "companion package holds: name that package in odoo_source.py"
        )


def _from_git(progress: Progress) -> Path:
    if not shutil.which("git"):
        raise Stop("git is not installed")
    partial, final = RUNTIME / "odoo-git.partial", RUNTIME / "odoo-git"
    for folder in (partial, final):
        shutil.rmtree(folder, ignore_errors=True)
    url = os.environ.get("MAKER_ODOO_GIT", OFFICIAL)
    run(
        ["git", "clone", "--depth=1", f"--branch={SERIES}", url, partial],
        progress,
        what=f"Cloning Odoo {SERIES}",
        env={**os.environ, "GIT_TERMINAL_PROMPT": "0"},
    )
    if series(partial) != SERIES:
        raise Stop(f"{url} holds no Odoo {SERIES}")
    partial.replace(final)
    return final
