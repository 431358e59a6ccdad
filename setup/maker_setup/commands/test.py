"""./setup/test: lint, unit, addon and integration tests, browser tours."""

import argparse
import re
import shutil
import time
from dataclasses import dataclass, field

from .. import lint, odoo_suites
from ..apt import install as apt_install
from ..bring_up import prepare
from ..console import say
from ..lock_file import Lock
from ..odoo_command import OdooCommand
from ..paths import ROOT, RUNTIME, clone_key
from ..postgres import server as database_server
from ..preflight import free_port
from ..process import stream
from ..suite import addons
from ..template_db import compile_assets, copy, ensure_suite
from ..venv import VENV

BROWSERS = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
CLOSING = re.compile(r"^=+ (.*) in ([\d.]+)s(?: \([\d:]+\))? =+$")
COUNT = re.compile(r"(\d+) ([a-z]+)")
NOTHING_COLLECTED = 5
PARTS = ("lint", "unit", "addons", "tours", "acceptance", "native")
FAST = ("lint", "unit", "addons")
WITHOUT_ODOO = ("-p", "no:odoo", "-p", "no:cacheprovider")


@dataclass
class Tally:
    """What the test runs closed with."""

    failed: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    parts: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def add(self, part: str, code: int, closing: str) -> None:
        """Count one run by its exit code and pytest's closing line."""
        found = CLOSING.match(closing)
        if found:
            for number, word in COUNT.findall(found[1]):
                word = "error" if word == "errors" else word
                self.counts[word] = self.counts.get(word, 0) + int(number)
            self.seconds += float(found[2])
            self.parts.append(f"  {part}: {found[1]} in {found[2]} s")
        if code:
            self.failed.append(part)

    def closing_line(self) -> str:
        """Return the sum of all runs in the form of pytest's closing line."""
        order = ["failed", "passed", "skipped", "deselected", "xfailed", "error"]
        known = [word for word in order if word in self.counts]
        text = ", ".join(f"{self.counts[word]} {word}" for word in known)
        return f" {text or 'no tests ran'} in {self.seconds:.2f}s ".center(79, "=")


def main(arguments: list[str]) -> int:
    """Run the tests and return 0 only when all of them pass."""
    options, extra = _parse(arguments)
    started = time.monotonic()
    tally = Tally()
    odoo_source = prepare(options.odoo)
    if not _browser() and {"tours", "native", "suites"} & options.parts:
        apt_install(["chromium"], "a browser for the tours")
    with Lock(RUNTIME / "test.lock", patience=1):
        if options.fix:
            lint.repair()
        if "lint" in options.parts:
            tally.failed += lint.check()
        if options.parts - {"lint"}:
            with database_server("test", durable=False) as server:
                _tests(tally, OdooCommand(odoo_source, server), options, extra)
    minutes, seconds = divmod(round(time.monotonic() - started), 60)
    for part in tally.parts:
        say(part)
    if tally.failed:
        say(f"✗ Failed: {', '.join(tally.failed)} ({minutes} min {seconds} s).")
    else:
        say(f"✓ Everything passed ({minutes} min {seconds} s).")
    if tally.counts:
        say(tally.closing_line())
    return 1 if tally.failed else 0


def _tests(tally: Tally, odoo: OdooCommand, options, extra: list[str]) -> None:
    if "unit" in options.parts:
        marks = ["-m", "not slow"] if options.fast else []
        arguments = ["-n", "2", *WITHOUT_ODOO, "tests/unit", *marks, *extra]
        _pytest(tally, "unit", odoo, arguments)
    if "addons" in options.parts:
        marks = ["-n", "2", "-m", "not tour and not slow"]
        _with_odoo(tally, "addons and integration", odoo, [*marks, *extra])
    if "tours" in options.parts:
        marks = ["-m", "tour or slow"]
        _with_odoo(tally, "tours and slow tests", odoo, [*marks, *extra], pages=True)
    if "acceptance" in options.parts:
        ensure_suite(odoo)
        arguments = [*WITHOUT_ODOO, "tests/acceptance", *extra]
        _pytest(tally, "acceptance", odoo, arguments)
    if "native" in options.parts:
        _native(tally, odoo)
    if "suites" in options.parts:
        tally.failed += odoo_suites.compare(odoo, options.odoo_suites, extra)


def _parse(arguments: list[str]) -> tuple[argparse.Namespace, list[str]]:
    extra: list[str] = []
    if "--" in arguments:
        cut = arguments.index("--")
        arguments, extra = arguments[:cut], arguments[cut + 1 :]
    parser = argparse.ArgumentParser(
        prog="./setup/test",
        description="Installs what is missing, then runs the linters and every test. "
        "Arguments after -- go to pytest (to Odoo's --test-tags with --odoo-suites).",
    )
    parser.add_argument(
        "--fast", action="store_true", help="leave out tours and slow tests"
    )
    parser.add_argument(
        "--native",
        action="store_true",
        help="with --fast: also run the addons' tests under Odoo's own runner",
    )
    parser.add_argument(
        "--only", action="append", choices=PARTS, help="run this part (may be repeated)"
    )
    parser.add_argument(
        "--odoo-suites",
        nargs="?",
        const="both",
        choices=(*odoo_suites.RULES, "both"),
        help="run nothing but Odoo's own tests, without Maker and with it, its rules "
        "holding in its screens, everywhere, or both by turns; and compare",
    )
    parser.add_argument("--lint", action="store_true", help="run the linters only")
    parser.add_argument(
        "--fix", action="store_true", help="let the linters repair, then run them only"
    )
    parser.add_argument("--odoo", metavar="PATH", help="a checkout of Odoo 19 to use")
    options = parser.parse_args(arguments)
    options.parts = set(options.only or (FAST if options.fast else PARTS))
    if options.native:
        options.parts.add("native")
    if options.odoo_suites:
        options.parts = {"suites"}
        both = options.odoo_suites == "both"
        options.odoo_suites = odoo_suites.RULES if both else (options.odoo_suites,)
    if options.lint or options.fix:
        options.parts = {"lint"}
    return options, extra


def _browser() -> str | None:
    return next((path for path in map(shutil.which, BROWSERS) if path), None)


def _pytest(tally: Tally, part: str, odoo: OdooCommand, arguments: list[str]) -> None:
    say(f"\n── {part} " + "─" * (75 - len(part)))
    closing = []

    def watch(line: str) -> None:
        if CLOSING.match(line):
            closing[:] = [line]

    command = [str(VENV / "bin" / "python"), "-m", "pytest", *arguments]
    code = stream(command, odoo.environ(), watch, cwd=ROOT)
    if code == NOTHING_COLLECTED:
        code = 0
    tally.add(part, code, closing[0] if closing else "")


def _with_odoo(
    tally: Tally,
    part: str,
    odoo: OdooCommand,
    arguments: list[str],
    pages: bool = False,
) -> None:
    """Run the tests that need Odoo on a fresh copy of the suite's template.

    ``pages`` compiles the scripts and styles of the web client before: each tour
    would do it again, for a test's transaction is rolled back.
    """
    database = f"maker_test_{clone_key()}"
    config = odoo.config_file(RUNTIME / "test.conf", database)
    folders = [*addons(), "tests/integration"]
    folders += ["tests/tours"] if (ROOT / "tests" / "tours").is_dir() else []
    common = [f"--odoo-config={config}", "--odoo-http", "-p", "no:cacheprovider"]
    copy(odoo, ensure_suite(odoo), database)
    try:
        if pages:
            compile_assets(odoo, database)
        _pytest(tally, part, odoo, [*common, *folders, *arguments])
    finally:
        odoo.server.drop(database)


def _native(tally: Tally, odoo: OdooCommand) -> None:
    """Run the addons' own tests under Odoo's runner, on an installed database."""
    say("\n── Odoo's own runner " + "─" * 58)
    database = f"maker_native_{clone_key()}"
    copy(odoo, ensure_suite(odoo), database)
    tags = ",".join(f"/{addon}" for addon in addons())
    arguments = ["-d", database, f"--test-tags={tags}", "--stop-after-init"]
    arguments += [f"--http-port={free_port()}", "--log-level=warn"]
    arguments += ["--log-handler=odoo.tests.result:INFO"]
    verdict = []

    def watch(line: str) -> None:
        found = re.search(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests", line)
        if found:
            verdict[:] = found.groups()

    try:
        code = stream(odoo.command(arguments), odoo.environ(), watch, cwd=ROOT)
    finally:
        odoo.server.drop(database)
    if not verdict:
        tally.failed.append("Odoo's own runner")
        return
    failed, errors, total = verdict
    tally.parts.append(
        f"  Odoo's own runner: {failed} failed, {errors} errors of {total} tests"
    )
    if code or failed != "0" or errors != "0":
        tally.failed.append("Odoo's own runner")
