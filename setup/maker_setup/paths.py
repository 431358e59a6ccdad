"""Where things are: the clone, and the one ignored folder for runtime files."""

import hashlib
import os
from pathlib import Path

ROOT = Path(os.path.abspath(__file__)).parents[2]
SETUP = ROOT / "setup"
RUNTIME = ROOT / ".maker"
LOGS = RUNTIME / "logs"
DATA = RUNTIME / "data"
VENV = RUNTIME / "venv"


def clone_key(root: Path = ROOT) -> str:
    """Return eight characters that tell this clone from others on the machine."""
    return hashlib.sha256(str(root).encode()).hexdigest()[:8]


def make_folder(path: Path, mode: int = 0o755) -> Path:
    """Create ``path`` with its parents when missing and return it."""
    path.mkdir(mode=mode, parents=True, exist_ok=True)
    return path


def write_atomically(path: Path, text: str, mode: int = 0o644) -> None:
    """Write ``text`` so that a reader, or a crash, never sees half of it."""
    make_folder(path.parent)
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(text)
    partial.replace(path)
