"""Debian packages: into a folder without touching the system, or installed."""

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from .console import Progress, step
from .failures import Stop, sentence
from .paths import RUNTIME, make_folder, write_atomically
from .process import output, run

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
DISTRIBUTIONS = re.compile(
    r"^'(\S+)/dists/([^/']+)/(?:InRelease|Release)'", re.MULTILINE
)


def is_available() -> bool:
    """Return whether this machine has apt."""
    return bool(shutil.which("apt-get") and shutil.which("dpkg-deb"))


def machine_release() -> dict[str, str]:
    """Return the machine's /etc/os-release as a dict."""
    try:
        text = Path("/etc/os-release").read_text()
    except OSError:
        return {}
    pairs = (line.split("=", 1) for line in text.splitlines() if "=" in line)
    return {key: value.strip('"') for key, value in pairs}


def debian_mirrors(listing: str, codename: str) -> list[str]:
    """Return the mirrors of Debian itself in ``apt-get update --print-uris``."""
    suites = {codename, "stable", "testing", "sid", "unstable"}
    found = [site for site, suite in DISTRIBUTIONS.findall(listing) if suite in suites]
    return list(dict.fromkeys(found))


class PrivateApt:
    """apt with its own state: reads the machine's mirrors, changes nothing of it."""

    def __init__(self, home: Path = RUNTIME / "apt"):
        self.home = home
        release = machine_release()
        self.codename = release.get("VERSION_CODENAME", "")
        self.is_debian = release.get("ID") == "debian"
        # The fonts Odoo links to are those of a released Debian, and only a
        # released Debian has a version number.
        self.stable = self.codename if "VERSION_ID" in release else "stable"

    def mirrors(self) -> list[str]:
        """Return candidate Debian mirrors, from this machine's apt configuration."""
        if not (self.is_debian and KEYRING.exists()):
            return []
        listing = output(["apt-get", "update", "--print-uris"])
        return debian_mirrors(listing, self.codename)

    def update(self, mirror: str, progress: Progress) -> None:
        """Fetch the package lists of unstable and stable from ``mirror``."""
        for folder in ("state/lists/partial", "cache/archives/partial", "log"):
            make_folder(self.home / folder)
        sources = "".join(
            f"deb [signed-by={KEYRING}] {mirror} {suite} main\n"
            for suite in ("sid", self.stable)
        )
        write_atomically(self.home / "sources.list", sources)
        text = run(
            ["apt-get", *self._options(), "update"], progress, what="apt-get update"
        )
        if re.search(r"^(W|E|Err).*(Failed to fetch|NO_PUBKEY)", text, re.MULTILINE):
            raise Stop(sentence("Reading Debian's package lists", text))

    def depends(self, package: str) -> list[str]:
        """Return the names ``package`` depends on, alternatives included."""
        text = output(["apt-cache", *self._options(), "depends", f"{package}/sid"])
        return re.findall(r"Depends: ([a-z0-9][a-z0-9.+-]+)", text)

    def download(
        self, packages: Sequence[str], folder: Path, progress: Progress
    ) -> list[Path]:
        """Download ``packages`` (``name/suite``) and return the files.

        Files that an interrupted download left are completed, not fetched again.
        """
        make_folder(folder)
        command = ["apt-get", *self._options(), "download", *packages]
        listing = output([*command, "--print-uris"])
        wanted = re.findall(r"^'\S+' (\S+) ", listing, re.MULTILINE)
        for old in folder.iterdir():
            if old.name not in wanted:
                old.unlink()
        run(
            command,
            progress,
            what="Downloading Debian packages",
            cwd=folder,
            detail=lambda text: _megabytes(folder),
        )
        return [folder / name for name in sorted(wanted)]

    def _options(self) -> list[str]:
        settings = {
            "Dir::State": self.home / "state",
            "Dir::State::Lists": self.home / "state/lists",
            "Dir::State::status": "/var/lib/dpkg/status",
            "Dir::Cache": self.home / "cache",
            "Dir::Log": self.home / "log",
            "Dir::Etc::sourcelist": self.home / "sources.list",
            "Dir::Etc::sourceparts": "-",
            "Dir::Etc::preferencesparts": "-",
            "Dir::Etc::preferences": "-",
            "Acquire::Languages": "none",
            "Acquire::Retries": "3",
            # Downloads go below the clone, which the _apt user may not reach.
            "APT::Sandbox::User": "root",
        }
        return [
            part
            for name, value in settings.items()
            for part in ("-o", f"{name}={value}")
        ]


def _megabytes(folder: Path) -> str:
    size = sum(path.stat().st_size for path in folder.iterdir() if path.is_file())
    return f"{size / 1e6:.0f} MB"


def may_install() -> bool:
    """Return whether this process may install system packages."""
    return is_available() and os.geteuid() == 0


def install(packages: Sequence[str], purpose: str) -> None:
    """Install ``packages`` system-wide; Stop with what to type if not allowed."""
    command = " ".join(["apt-get install", *packages])
    if not may_install():
        raise Stop(f"{purpose} is missing: run “sudo {command}” and start again.")
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    base = ["apt-get", "-y", "-o", "DPkg::Lock::Timeout=120"]
    with step(f"Installing {purpose} ({' '.join(packages)})") as progress:
        known = subprocess.run(
            ["apt-cache", "policy", *packages],
            capture_output=True,
            text=True,
            check=False,
        )
        if "Candidate: (none)" in known.stdout or not known.stdout.strip():
            run([*base, "update"], progress, what="apt-get update", env=environ)
        arguments = [*base, "install", "--no-install-recommends", *packages]
        try:
            run(arguments, progress, what=f"Installing {purpose}", env=environ)
        except Stop:
            # The package lists may name files the mirror no longer has.
            run([*base, "update"], progress, what="apt-get update", env=environ)
            run(arguments, progress, what=f"Installing {purpose}", env=environ)
