"""./setup/bench: measured claims, each against its peer in the same run."""

import argparse
import json
import math
import subprocess
from collections.abc import Sequence
from pathlib import Path

from .. import bench_figures
from ..bring_up import running
from ..console import say, step, table
from ..failures import Stop, last_words
from ..odoo_command import OdooCommand
from ..paths import LOGS, ROOT, RUNTIME, SETUP, clone_key
from ..process import end, spawn, tail
from ..template_db import copy, ensure_suite
from ..venv import PYTHON

FOLDER = ROOT / "benchmarks"


def main(arguments: list[str]) -> int:
    """Run the named benchmarks (all of them by default) and print a table."""
    known = sorted(path.stem.removeprefix("bench_") for path in FOLDER.glob("bench_*"))
    parser = argparse.ArgumentParser(
        prog="./setup/bench",
        description=f"Benchmarks: {', '.join(known)}.",
    )
    parser.add_argument("names", nargs="*", metavar="name")
    parser.add_argument("--json", metavar="FILE", help="also write the figures here")
    parser.add_argument(
        "--largest",
        type=int,
        default=0,
        metavar="N",
        help="skip sizes above N, except the smallest",
    )
    parser.add_argument("--odoo", metavar="PATH", help="a checkout of Odoo 19 to use")
    options = parser.parse_args(arguments)
    unknown = sorted(set(options.names).difference(known))
    if unknown:
        raise Stop(
            f"There is no benchmark {', '.join(unknown)}: "
            f"choose from {', '.join(known)}."
        )
    if options.json and not Path(options.json).absolute().parent.is_dir():
        raise Stop(f"The folder of {options.json} does not exist: choose another FILE.")
    names = options.names or known
    whole = [name for name in names if bench_figures.measures(name)]
    timed = [name for name in names if name not in whole]
    with running("test", durable=False, odoo_path=options.odoo) as odoo:
        results, broken = race(odoo, timed, options.largest) if timed else ([], "")
        figures = _measure(odoo, whole)
    exponents = _exponents(results)
    if options.json:
        every = {"results": results, "exponents": exponents, "figures": figures}
        Path(options.json).write_text(json.dumps(every, indent=2) + "\n")
    if results:
        _print(results, exponents)
    if figures:
        _print_figures(figures)
    wrong = [result["name"] for result in results if result["disagreement"]]
    if wrong:
        say(f"✗ The answers differ from the peer's: {', '.join(sorted(set(wrong)))}.")
    if broken:
        raise Stop(f"The benchmarks broke off: {broken}.")
    return 1 if wrong else 0


def _measure(odoo: OdooCommand, names: Sequence[str]) -> list[dict]:
    figures = []
    for name in names:
        with step(f"Measuring {name}") as progress:
            figures += bench_figures.run(odoo, name, progress.beat)
    return figures


def race(
    odoo: OdooCommand, names: Sequence[str], largest: int
) -> tuple[list[dict], str]:
    """Return what was measured, and what it broke off with ("" if it did not)."""
    database = f"maker_bench_{clone_key()}"
    copy(odoo, ensure_suite(odoo), database)
    config = odoo.config_file(RUNTIME / "bench.conf", database)
    command = [PYTHON, "-m", "maker_setup.bench_runner", f"--config={config}"]
    command += [f"--database={database}", f"--largest={largest}", *names]
    log = LOGS / "bench.log"
    environ = {**odoo.environ(), "PYTHONPATH": f"{SETUP}:{ROOT}"}
    results = []
    try:
        with open(log, "wb") as errors, step("Measuring") as progress:
            process = spawn(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                env=environ,
                text=True,
            )
            try:
                for line in process.stdout:
                    results.append(json.loads(line))
                    done = results[-1]
                    progress.beat(f"{done['name']} at {done['size']:,}")
                code = process.wait()
            finally:
                end(process)
    finally:
        odoo.server.drop(database)
    broken = f"{last_words(tail(log))}. See {log}" if code else ""
    return results, broken


def _exponents(results: Sequence[dict]) -> dict[str, dict[str, float]]:
    """Return per benchmark how time grows with size: 1.0 is in proportion."""
    found: dict[str, dict[str, float]] = {}
    for name in dict.fromkeys(result["name"] for result in results):
        found[name] = {}
        for side in ("ours", "theirs"):
            rows = [row for row in results if row["name"] == name and row[side]]
            if len(rows) > 1:
                span = math.log(rows[-1]["size"] / rows[0]["size"])
                grown = math.log(rows[-1][side] / rows[0][side])
                found[name][side] = round(grown / span, 2)
    return found


def _print(results: Sequence[dict], exponents: dict[str, dict[str, float]]) -> None:
    rows = [
        (
            result["title"],
            f"{result['size']:,}",
            _time(result["ours"]),
            _time(result["theirs"]),
            _ratio(result),
            result["disagreement"] or ("same answer" if result["theirs"] else ""),
        )
        for result in results
    ]
    say()
    say(table(("what", "size", "Maker", "peer", "faster by", "check"), rows))
    say()
    for result in {result["name"]: result for result in results}.values():
        growth = exponents[result["name"]]
        if len(growth) == 2:
            say(
                f"{result['title']}: peer is {result['peer']}; time grows with size to "
                f"the power {growth['ours']} (peer {growth['theirs']})."
            )


def _print_figures(figures: Sequence[dict]) -> None:
    rows = [
        (
            figure["title"],
            figure["what"],
            f"{figure['value']:,.4g} {figure['unit']}",
            "" if figure["at_most"] is None else f"≤ {figure['at_most']:g}",
            _verdict(figure),
        )
        for figure in figures
    ]
    say()
    say(table(("benchmark", "what", "measured", "target", "verdict"), rows))


def _verdict(figure: dict) -> str:
    if figure["at_most"] is None:
        return ""
    return "missed" if figure["missed"] else "met"


def _time(seconds: float | None) -> str:
    return f"{seconds * 1000:,.1f} ms" if seconds else "too long"


def _ratio(result: dict) -> str:
    return f"{result['theirs'] / result['ours']:.1f} ×" if result["theirs"] else ""
