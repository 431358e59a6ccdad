"""What the suite is made of, read from its manifests."""

import ast
import hashlib
from collections.abc import Iterable
from pathlib import Path

from .failures import Stop
from .paths import ROOT

# Folders of an addon that leave no trace in a database.
OUTSIDE_DATABASE = {"tests", "readme", "static", "__pycache__", "build"}


def manifest(folder: Path) -> dict:
    """Return the manifest in ``folder``."""
    path = folder / "__manifest__.py"
    try:
        return ast.literal_eval(path.read_text())
    except (OSError, ValueError, SyntaxError) as error:
        raise Stop(f"{path} cannot be read as one literal dict ({error}).") from None


def addons() -> list[str]:
    """Return the suite's addons in the order of their installation."""
    return list(manifest(ROOT)["depends"])


def optional_addons() -> list[str]:
    """Return the addons beside the suite's, for sites that also run something else."""
    own = addons()
    found = sorted(path.parent.name for path in ROOT.glob("maker_*/__manifest__.py"))
    return [name for name in found if name not in own]


def dependencies() -> list[str]:
    """Return Odoo's own modules that the suite's addons need directly."""
    own = addons()
    needed = {name for addon in own for name in manifest(ROOT / addon)["depends"]}
    return sorted(needed.difference(own))


def fingerprint(texts: Iterable[str | bytes]) -> str:
    """Return ten characters that change when any of ``texts`` does."""
    digest = hashlib.sha256()
    for text in texts:
        data = text.encode() if isinstance(text, str) else text
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()[:10]


def addons_fingerprint() -> str:
    """Return ten characters that change when an installed database would."""
    parts: list[str | bytes] = []
    for addon in addons():
        for path in sorted((ROOT / addon).rglob("*")):
            relative = path.relative_to(ROOT)
            if path.is_dir() or OUTSIDE_DATABASE.intersection(relative.parts):
                continue
            if path.suffix in {".py", ".xml", ".csv", ".po", ".sql", ".json"}:
                parts += [str(relative), path.read_bytes()]
    return fingerprint(parts)
