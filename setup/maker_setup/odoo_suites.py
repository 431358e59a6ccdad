"""Odoo's own tests with Maker and without, on two databases of the same modules."""

import json
import re
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from . import template_db
from .console import say, step, table
from .failures import Stop, last_words
from .lock_file import Lock
from .odoo_command import OdooCommand
from .paths import LOGS, ROOT, RUNTIME, SETUP, clone_key, write_atomically
from .preflight import free_port
from .process import end, spawn, tail
from .suite import addons, dependencies, fingerprint
from .venv import PYTHON

SUITES = (
    "stock", "mrp", "stock_account", "mrp_account", "sale_stock", "sale_mrp",
    "purchase_stock", "purchase_mrp", "product_expiry", "mrp_subcontracting",
)  # fmt: skip
RULES = ("screens", "everywhere")
REASONS = ROOT / "docs" / "reliability.md"
TEMPLATE = "maker_suites_"
WITH = "maker_suites_with_"
# At most so many percent more queries: in all, and in any test of some size.
MORE_IN_ALL = 5.0
MORE_IN_ONE = 10.0
SIZE = 200


@dataclass(frozen=True)
class Outcome:
    """What became of one test; ``why`` is the last line of a failure."""

    verdict: str
    why: str = ""
    queries: int = 0
    seconds: float = 0.0

    @property
    def passed(self) -> bool:
        """Whether the test ran and passed."""
        return self.verdict == "passed"


Outcomes = Mapping[str, Outcome]


# -- comparing ---------------------------------------------------------------


def short(test: str) -> str:
    """Return a test's name as the documents give it: module, class and method."""
    found = re.fullmatch(r"odoo\.addons\.(\w+)\.tests\.(?:\w+\.)*(\w+\.\w+)", test)
    return f"{found[1]}: {found[2]}" if found else test


def tag(test: str) -> str:
    """Return the tag by which Odoo's runner selects one test."""
    return "/" + short(test).replace(": ", ":")


def lost(plain: Outcomes, ours: Outcomes) -> dict[str, str]:
    """Return the tests that passed without Maker only, each with what it says."""
    gone = Outcome("missing", "was not run")
    return {
        test: ours.get(test, gone).why or ours.get(test, gone).verdict
        for test, outcome in plain.items()
        if outcome.passed and not ours.get(test, gone).passed
    }


def reasons(text: str) -> dict[str, str]:
    """Return the documented reason of each test, from the table that lists them."""
    rows = re.findall(r"^\| `(\w+: \w+\.\w+)` \| (.+?) \|$", text, re.MULTILINE)
    return dict(rows)


@dataclass(frozen=True)
class Cost:
    """Queries of the tests that pass on both databases."""

    plain: int
    ours: int
    over: list[tuple[str, int, int]]
    """Tests above the limit for one: name, queries without, queries with."""

    @property
    def more(self) -> float:
        """By how many percent Maker's queries exceed the others."""
        return percent(self.plain, self.ours)

    @property
    def is_right(self) -> bool:
        """Whether both limits are kept."""
        return self.more <= MORE_IN_ALL and not self.over


def percent(plain: int, ours: int) -> float:
    """Return by how many percent ``ours`` exceeds ``plain``."""
    return (ours - plain) * 100 / plain if plain else 0.0


def cost(plain: Outcomes, ours: Outcomes) -> Cost:
    """Return what Maker adds to the tests that pass on both databases."""
    pairs = [
        (test, outcome.queries, ours[test].queries)
        for test, outcome in plain.items()
        if outcome.passed and test in ours and ours[test].passed
    ]
    over = [
        (test, without, having)
        for test, without, having in pairs
        if without > SIZE and percent(without, having) > MORE_IN_ONE
    ]
    over.sort(key=lambda row: -percent(row[1], row[2]))
    return Cost(sum(row[1] for row in pairs), sum(row[2] for row in pairs), over)


# -- running -----------------------------------------------------------------


def compare(odoo: OdooCommand, modes: Sequence[str], tags: Sequence[str]) -> list[str]:
    """Run the suites, print what differs, and return what went wrong, in words.

    ``tags`` select some tests, as Odoo's ``--test-tags`` do; by default all.
    """
    with Lock(RUNTIME / "template.lock", patience=1800, purpose="installing addons"):
        template = _ensure_template(odoo)
    plain = _plain(odoo, template, tags)
    say(f"  Without Maker {_count(plain)}.")
    wrong = []
    having = f"{WITH}{clone_key()}"
    try:
        _install_ours(odoo, template, having)
        for mode in modes:
            ours = _run(odoo, having, f"with Maker, rules {mode}", tags, mode)
            say(f"  With Maker, rules {mode}, {_count(ours)}.")
            wrong += _judge(odoo, having, mode, plain, ours)
            _keep(ours, RUNTIME / f"odoo-suites-{mode}.json")
    finally:
        odoo.server.drop(having)
    return wrong


def _judge(
    odoo: OdooCommand, database: str, mode: str, plain: Outcomes, ours: Outcomes
) -> list[str]:
    missing = lost(plain, ours)
    if missing:
        # A machine that was busy can fail a test, too: what fails is tried again.
        tags = [tag(test) for test in missing]
        again = _run(odoo, database, f"with Maker, rules {mode}, again", tags, mode)
        missing = lost({test: plain[test] for test in missing}, again)
    known = reasons(REASONS.read_text()) if mode == "everywhere" else {}
    unknown = [test for test in missing if short(test) not in known]
    if missing:
        rows = [
            (short(test), why, known.get(short(test), "NONE"))
            for test, why in missing.items()
        ]
        say()
        say(table(("passes without Maker only", "says", "reason"), rows))
    spent = cost(plain, ours)
    say(
        f"  Queries, rules {mode}: {spent.plain:,} without Maker, {spent.ours:,} with "
        f"it ({spent.more:+.1f} %)."
    )
    if spent.over:
        rows = [
            (short(test), without, having, f"{percent(without, having):+.0f} %")
            for test, without, having in spent.over
        ]
        say(table(("test of over 200 queries", "without", "with", "more"), rows))
    wrong = []
    if unknown:
        wrong.append(
            f"{len(unknown)} tests of Odoo fail with Maker, rules {mode}, for no "
            f"reason that {REASONS.relative_to(ROOT)} knows"
        )
    if not spent.is_right:
        wrong.append(
            f"Maker adds {spent.more:.1f} % queries, rules {mode}, and over "
            f"{MORE_IN_ONE:.0f} % in {len(spent.over)} tests"
        )
    return wrong


def _ensure_template(odoo: OdooCommand) -> str:
    """Return the database with every module of both runs, made when missing."""
    base = template_db.ensure_base(odoo)
    modules = sorted({*dependencies(), *SUITES})
    name = TEMPLATE + fingerprint([base, *modules])
    return template_db.ensure_with(odoo, name, TEMPLATE, base, modules)


def _install_ours(odoo: OdooCommand, template: str, name: str) -> None:
    template_db.copy(odoo, template, name)
    with step("Installing Maker beside Odoo's suites") as progress:
        what = "Installing Maker beside Odoo's suites"
        template_db.install(odoo, name, addons(), progress, what)


def _plain(odoo: OdooCommand, template: str, tags: Sequence[str]) -> Outcomes:
    """Return what the tests do without Maker; remembered, for it changes with Odoo."""
    kept = RUNTIME / f"odoo-suites-{template.removeprefix(TEMPLATE)}.json"
    if kept.exists():
        return _chosen(_read(kept), tags)
    name = f"maker_suites_plain_{clone_key()}"
    template_db.copy(odoo, template, name)
    try:
        found = _run(odoo, name, "without Maker", tags)
    finally:
        odoo.server.drop(name)
    if not tags:
        _keep(found, kept)
    return found


def _chosen(outcomes: Outcomes, tags: Sequence[str]) -> Outcomes:
    if not tags:
        return outcomes
    parts = [part.removeprefix("/").replace(":", ": ") for part in tags]
    return {
        test: outcome
        for test, outcome in outcomes.items()
        if any(_starts(short(test), part) for part in parts)
    }


def _starts(name: str, part: str) -> bool:
    return name == part or name.startswith((f"{part}: ", f"{part}."))


def _run(
    odoo: OdooCommand, database: str, what: str, tags: Sequence[str], rules: str = ""
) -> Outcomes:
    config = odoo.config_file(RUNTIME / "odoo-suites.conf", database)
    command = [PYTHON, "-m", "maker_setup.suites_runner", f"--config={config}"]
    command += [f"--database={database}", f"--modules={','.join(SUITES)}"]
    command += [f"--http-port={free_port()}"]
    command += [f"--tags={','.join(tags)}"] if tags else []
    command += [f"--rules={rules}"] if rules else []
    log = LOGS / f"{re.sub(r'[^a-z]+', '-', f'odoo suites {what}'.lower())}.log"
    events = []
    with open(log, "wb") as errors, step(f"Odoo's own tests {what}") as progress:
        process = spawn(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            env={**odoo.environ(), "PYTHONPATH": str(SETUP)},
            text=True,
        )
        try:
            for line in process.stdout:
                events.append(json.loads(line))
                progress.beat(_progress(events))
            code = process.wait()
        finally:
            end(process)
    if code:
        raise Stop(f"Odoo's tests broke off: {last_words(tail(log))}. See {log}.")
    return outcomes(events)


def _progress(events: Sequence[dict]) -> str:
    last = events[-1]
    return short(last["test"]) if last["event"] == "test" else ""


def outcomes(events: Iterable[dict]) -> dict[str, Outcome]:
    """Return the outcome of each test found, from what the runner told.

    A test whose class could not be set up says what its class said.
    """
    found: dict[str, Outcome] = {}
    classes: dict[str, str] = {}
    for event in events:
        test = event["test"]
        if event["event"] == "found":
            found[test] = Outcome("not run")
        elif event["event"] == "class":
            named = re.search(r"\(([\w.]+)\)", test)
            classes[named[1] if named else test] = event["why"]
        else:
            fields = ("verdict", "why", "queries", "seconds")
            found[test] = Outcome(**{name: event[name] for name in fields})
    for test, outcome in found.items():
        if outcome.verdict == "not run":
            found[test] = Outcome("not run", classes.get(test.rpartition(".")[0], ""))
    return found


def _count(results: Outcomes) -> str:
    passed = sum(outcome.passed for outcome in results.values())
    skipped = sum(outcome.verdict == "skipped" for outcome in results.values())
    seconds = sum(outcome.seconds for outcome in results.values())
    return (
        f"{passed} of {len(results)} tests pass, {skipped} are skipped, in "
        f"{seconds / 60:.0f} min"
    )


def _keep(results: Outcomes, path: Path) -> None:
    text = {test: asdict(outcome) for test, outcome in results.items()}
    write_atomically(path, json.dumps(text, indent=1))


def _read(path: Path) -> dict[str, Outcome]:
    known = json.loads(path.read_text())
    return {test: Outcome(**values) for test, values in known.items()}
