"""What a person sees: steps with progress, tables, one sentence on failure."""

import itertools
import os
import shutil
import signal
import sys
import textwrap
import time
import traceback
from collections.abc import Callable, Iterable, Sequence
from contextlib import contextmanager

from .failures import Interrupted, Stop, from_os_error
from .paths import LOGS, write_atomically

HEARTBEAT = 20.0


def say(text: str = "") -> None:
    """Print one line at once, also through a pipe."""
    print(text, flush=True)


class Progress:
    """The line of a running step: rewritten on a terminal, repeated in a log."""

    def __init__(self, title: str):
        self.title = title
        self.started = self.told = time.monotonic()
        self.live = sys.stdout.isatty()
        self.touched = False

    def beat(self, detail: str = "") -> None:
        """Show that the step is alive; ``detail`` says how far it is."""
        now = time.monotonic()
        text = f"  {self.title} … {now - self.started:.0f} s"
        if detail:
            text += f" ({detail})"
        if self.live:
            width = shutil.get_terminal_size().columns - 1
            print(f"\r{text[:width]:<{width}}", end="", flush=True)
            self.touched = True
        elif now - self.told >= HEARTBEAT:
            self.told = now
            say(text)

    def close(self, mark: str, note: str = "") -> None:
        """End the step with ``mark`` and how long it took."""
        took = time.monotonic() - self.started
        text = f"{mark} {self.title}" + (f": {note}" if note else "")
        if took >= 1:
            text += f" [{took:.0f} s]"
        if self.live and self.touched:
            width = shutil.get_terminal_size().columns - 1
            print(f"\r{'':<{width}}\r", end="")
        say(text)


@contextmanager
def step(title: str):
    """Announce a long step, time it, and say when it is done."""
    progress = Progress(title)
    if progress.live:
        progress.beat()
    else:
        say(f"  {title} …")
    try:
        yield progress
    except BaseException:
        progress.close("✗")
        raise
    progress.close("✓")


def table(header: Sequence[str], rows: Iterable[Sequence], width: int = 0) -> str:
    """Return a plain text table whose cells wrap so that lines fit ``width``."""
    cells = [[str(cell) for cell in row] for row in rows]
    width = width or max(80, min(160, shutil.get_terminal_size((120, 24)).columns))
    widths = [max(map(len, column)) for column in zip(header, *cells, strict=True)]
    room = width - 2 * (len(widths) - 1)
    while sum(widths) > room and max(widths) > 12:
        widths[widths.index(max(widths))] -= 1
    lines = _row(header, widths) + ["  ".join("─" * size for size in widths)]
    for row in cells:
        lines += _row(row, widths)
    return "\n".join(lines)


def _row(cells: Sequence[str], widths: Sequence[int]) -> list[str]:
    wrapped = [
        textwrap.wrap(cell, size) or [""]
        for cell, size in zip(cells, widths, strict=True)
    ]
    return [
        "  ".join(map(str.ljust, line, widths)).rstrip()
        for line in itertools.zip_longest(*wrapped, fillvalue="")
    ]


def _interrupt(number, frame):
    signal.signal(number, signal.SIG_IGN)
    raise Interrupted(signal.Signals(number).name)


def guarded(main: Callable[[list[str]], int]) -> int:
    """Run ``main`` so that every failure ends in one sentence; return its exit code."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    try:
        return main(sys.argv[1:]) or 0
    except (Interrupted, KeyboardInterrupt):
        _fail("Stopped: nothing is left running; the same command goes on from here.")
        return 130
    except Stop as stop:
        _fail(str(stop))
        return 1
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:  # noqa: BLE001 - the last resort of every command
        known = from_os_error(error) if isinstance(error, OSError) else None
        _fail(str(known) if known else _unexpected(error))
        return 1


def _unexpected(error: Exception) -> str:
    log = LOGS / "failure.log"
    try:
        write_atomically(log, traceback.format_exc())
        where = f"the details are in {log}"
    except OSError:
        where = "the details could not be saved"
    text = " ".join(str(error).split())[:200]
    return (
        f"Something unforeseen happened ({type(error).__name__}: {text}); "
        f"{where}: please report them with what you typed."
    )


def _fail(text: str) -> None:
    sys.stdout.flush()
    print(f"✗ {text}", file=sys.stderr, flush=True)
