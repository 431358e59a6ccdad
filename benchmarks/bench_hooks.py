"""What the channels' hooks add to a user's stock operation while five shops listen."""

import os
from pathlib import Path
from statistics import fmean, median

from channel_studio import FACTORIES, ChannelStudio
from maker_setup.bench_figures import Figure
from maker_setup.paths import clone_key

TITLE = "stock operation with hooks"
SCRIPT = Path(__file__).parent / "scripts" / "hooks.py"
ROUNDS = int(os.environ.get("MAKER_BENCH_ROUNDS", "30"))


def measure(odoo, beat):
    """Time operations with the hooks and without, by turns; yields what they add."""
    studio = ChannelStudio(odoo, f"maker_hooks_{clone_key()}", tuple(FACTORIES))
    try:
        beat("connecting five shops")
        studio.open(quantity=500, skus=[f"CANDLE-{number}" for number in range(20)])
        beat("timing")
        found = studio.run(SCRIPT, rounds=ROUNDS)
    finally:
        studio.close()
    for name, rows in found.items():
        on, off = (_calm(rows[arm]) for arm in ("on", "off"))
        yield Figure(f"{name}: processor time added", _more(on[0], off[0]), "%", 5)
        yield Figure(f"{name}: time on the clock added", _more(on[1], off[1]), "%", 5)
        # the note that wakes the channels is one statement a transaction
        yield Figure(f"{name}: queries of {off[2]:.0f}, added", on[2] - off[2], "", 2)
        yield Figure(f"{name}: without hooks", off[1] * 1000, "ms")


def _calm(rows):
    """Processor time, time on the clock and queries; times of the calmest quarter.

    What else the machine does adds to a time, and never takes from it.
    """
    quarter = max(len(rows) // 4, 1)
    cpu, wall, queries = zip(*rows, strict=True)
    times = [fmean(sorted(column)[:quarter]) for column in (cpu, wall)]
    return (*times, median(queries))


def _more(on, off):
    return (on / off - 1) * 100
