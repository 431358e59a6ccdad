"""./setup/test: lint, unit, addon and integration tests, browser tours."""

import argparse
import re
import shutil
import time
from dataclasses import dataclass, field

from .. import lint
from ..apt import install as apt_install
from ..bring_up import prepare
from ..console import say, step
from ..lock_file import Lock
from ..odoo_command import OdooCommand
from ..paths import ROOT, RUNTIME, clone_key
from ..postgres import server as database_server
from ..process import stream
from ..suite import addons
from ..template_db import copy, ensure_suite
from ..venv import VENV

BROWSERS = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
CLOSING = re.compile(r"^=+ (.*) in ([\d.]+)s(?: \([\d:]+\))? =+$")
COUNT = re.compile(r"(\d+) ([a-z]+)")
NOTHING_COLLECTED = 5


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
    if not (options.fast or options.lint or options.fix or _browser()):
        apt_install(["chromium"], "a browser for the tours")
    with Lock(RUNTIME / "test.lock", patience=1):
        if options.fix:
            lint.repair()
        tally.failed += lint.check()
        if not (options.lint or options.fix):
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
    _unit(tally, odoo, options, extra)
    _odoo(tally, odoo, options, extra)
    if not options.fast:
        plugins = ["-p", "no:odoo", "-p", "no:cacheprovider"]
        _pytest(tally, "acceptance", odoo, [*plugins, "tests/acceptance", *extra])
    if options.native or not options.fast:
        _native(tally, odoo)


def _parse(arguments: list[str]) -> tuple[argparse.Namespace, list[str]]:
    extra: list[str] = []
    if "--" in arguments:
        cut = arguments.index("--")
        arguments, extra = arguments[:cut], arguments[cut + 1 :]
    parser = argparse.ArgumentParser(
        prog="./setup/test",
        description="Installs what is missing, then runs the linters and every test. "
        "Arguments after -- go to pytest.",
    )
    parser.add_argument(
        "--fast", action="store_true", help="leave out tours and slow tests"
    )
    parser.add_argument(
        "--native",
        action="store_true",
        help="with --fast: also run the addons' tests under Odoo's own runner",
    )
    parser.add_argument("--lint", action="store_true", help="run the linters only")
    parser.add_argument("--fix", action="store_true", help="repair what linters can")
    parser.add_argument("--odoo", metavar="PATH", help="a checkout of Odoo 19 to use")
    return parser.parse_args(arguments), extra


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


def _unit(tally: Tally, odoo: OdooCommand, options, extra: list[str]) -> None:
    marks = ["-m", "not slow"] if options.fast else []
    plugins = ["-p", "no:odoo", "-p", "no:cacheprovider"]
    _pytest(tally, "unit", odoo, ["-n", "2", *plugins, "tests/unit", *marks, *extra])


def _odoo(tally: Tally, odoo: OdooCommand, options, extra: list[str]) -> None:
    template = ensure_suite(odoo)
    database = f"maker_test_{clone_key()}"
    folders = [*addons(), "tests/integration"]
    config = odoo.config_file(RUNTIME / "test.conf", database)
    common = [f"--odoo-config={config}", "--odoo-http", "-p", "no:cacheprovider"]
    parts = [("addons and integration", "not tour and not slow", ["-n", "2"])]
    if not options.fast:
        parts.append(("tours and slow tests", "tour or slow", []))
    if (ROOT / "tests" / "tours").is_dir():
        folders.append("tests/tours")
    for part, marks, workers in parts:
        with step(f"Copying a database for {part}"):
            copy(odoo, template, database)
        try:
            arguments = [*common, *workers, "-m", marks, *folders, *extra]
            _pytest(tally, part, odoo, arguments)
        finally:
            odoo.server.drop(database)


def _native(tally: Tally, odoo: OdooCommand) -> None:
    """Run the addons' own tests under Odoo's runner, on an installed database."""
    say("\n── Odoo's own runner " + "─" * 58)
    database = f"maker_native_{clone_key()}"
    copy(odoo, ensure_suite(odoo), database)
    tags = ",".join(f"/{addon}" for addon in addons())
    arguments = ["-d", database, f"--test-tags={tags}", "--stop-after-init"]
    arguments += ["--http-port=0", "--log-level=warn"]
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
