"""Runs the channel fakes in one process of their own and remembers their state."""

import importlib
import json
import pickle
import signal
import sys
import threading
from pathlib import Path

SAVE_EVERY = 3.0
# Of what a shop was asked and told others, so much is remembered: it runs for days.
REMEMBERED = 1000
FLEETING = ("requests", "_routes")


def main(arguments: list[str]) -> int:
    """Serve the fakes named as ``vendor=port`` until told to end.

    The first argument is the folder their state is kept in; ``ready`` appears in
    it, with each shop's address and credentials, once all of them listen.
    """
    folder = Path(arguments[0])
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    fakes = {}
    shops = importlib.import_module("fakes")
    for argument in arguments[1:]:
        name, _, port = argument.partition("=")
        fake = getattr(shops, shops.VENDORS[name])()
        remember(fake, folder / f"{name}.state")
        fakes[name] = fake.start(int(port))
    told = {
        name: {
            "url": fake.url,
            "name": fake.name,
            "access_token": fake.access_token,
            "credentials": fake.credentials,
        }
        for name, fake in fakes.items()
    }
    partial = folder / "ready.partial"
    partial.write_text(json.dumps(told))
    partial.replace(folder / "ready")
    while not ended.wait(SAVE_EVERY):
        keep_all(fakes, folder)
    for fake in fakes.values():
        fake.stop()
    keep_all(fakes, folder)
    return 0


def keep_all(fakes: dict, folder: Path) -> None:
    """Write each fake's state to ``folder``."""
    for name, fake in fakes.items():
        with fake.lock:
            for log in (fake.requests, fake.deliveries):
                del log[:-REMEMBERED]
            data = pickle.dumps(_plain(fake))
        partial = folder / f"{name}.state.partial"
        partial.write_bytes(data)
        partial.replace(folder / f"{name}.state")


def remember(fake, path: Path) -> None:
    """Give ``fake`` the state it had when it was kept last."""
    if path.exists():
        vars(fake).update(pickle.loads(path.read_bytes()))


def _plain(fake) -> dict:
    """Return the attributes of ``fake`` that are data, not threads or sockets."""
    plain = {}
    for name, value in vars(fake).items():
        if name in FLEETING:
            continue
        try:
            pickle.dumps(value)
        except (TypeError, AttributeError, pickle.PicklingError):
            continue
        plain[name] = value
    return plain


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
