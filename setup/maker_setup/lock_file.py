"""Locks between commands of one clone; a lock ends with its process."""

import fcntl
import time
from pathlib import Path

from .console import say
from .failures import Stop
from .paths import make_folder


class Lock:
    """A lock file held for the length of a ``with`` block.

    Another holder is waited for ``patience`` seconds, then Stop says who is waited
    for. ``purpose`` is printed while waiting.
    """

    def __init__(self, path: Path, patience: float, purpose: str = ""):
        self.path = path
        self.patience = patience
        self.purpose = purpose

    def __enter__(self):
        make_folder(self.path.parent)
        self.stream = open(self.path, "a")
        limit = time.monotonic() + self.patience
        told = not self.purpose
        while True:
            try:
                fcntl.flock(self.stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return self
            except BlockingIOError:
                if time.monotonic() > limit:
                    self.stream.close()
                    raise Stop(
                        f"Another command of this clone holds {self.path.name}: wait "
                        "for it or end it, and start again."
                    ) from None
            if not told:
                say(f"  Waiting for another command that is {self.purpose} …")
                told = True
            time.sleep(0.1)

    def __exit__(self, *failure):
        self.stream.close()
