"""Benchmarks of whole processes: real servers, fake shops, a wall clock.

Such a benchmark is a module ``benchmarks/bench_<name>.py`` with ``TITLE`` and
``measure(odoo, beat)``: it is given Odoo's command line and a function that tells
how far it is, and yields ``Figure``.
"""

import importlib
import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass

from .odoo_command import OdooCommand
from .paths import ROOT

FOLDER = ROOT / "benchmarks"


@dataclass(frozen=True)
class Figure:
    """One measured number; ``at_most`` is its target, None where there is none."""

    what: str
    value: float
    unit: str
    at_most: float | None = None

    @property
    def missed(self) -> bool:
        """Whether the target is missed."""
        return self.at_most is not None and self.value > self.at_most


def measures(name: str) -> bool:
    """Whether a benchmark is of this kind; its module may need Odoo to import."""
    text = (FOLDER / f"bench_{name}.py").read_text()
    return bool(re.search(r"^def measure\(", text, re.MULTILINE))


def run(odoo: OdooCommand, name: str, beat: Callable[[str], None]) -> Iterator[dict]:
    """Measure one benchmark; yields a dict a figure, fit for JSON."""
    for folder in (ROOT, ROOT / "tests", ROOT / "tests" / "acceptance"):
        if str(folder) not in sys.path:
            sys.path.insert(0, str(folder))
    module = importlib.import_module(f"benchmarks.bench_{name}")
    for figure in module.measure(odoo, beat):
        yield {
            "name": name,
            "title": module.TITLE,
            **asdict(figure),
            "missed": figure.missed,
        }


def processor_share(seconds: float = 0.05) -> float:
    """Return what share of one core this machine gives to whoever wants it now.

    Times on the clock say little where it is far below 1.
    """
    wall, cpu = time.perf_counter(), time.process_time()
    while time.process_time() - cpu < seconds:
        pass
    return seconds / max(time.perf_counter() - wall, seconds)


def processor_seconds(process_id: int) -> float:
    """Return the processor time that a running process has used, its threads' too."""
    with open(f"/proc/{process_id}/stat") as stat:
        fields = stat.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def quantile(values: list[float], share: float) -> float:
    """The value that ``share`` of ``values`` do not exceed, by nearest rank."""
    ordered = sorted(values)
    return ordered[max(0, -(-int(share * 100) * len(ordered) // 100) - 1)]
