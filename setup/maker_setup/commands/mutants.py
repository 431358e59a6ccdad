"""./setup/mutants: change the pure packages a little, and see which test notices."""

import argparse
import json
import re
import shutil
from pathlib import Path

from ..bring_up import LOCK_PATIENCE, prepare
from ..console import say, step, table
from ..failures import Stop
from ..lock_file import Lock
from ..paths import ROOT, RUNTIME, SETUP, make_folder, write_atomically
from ..process import run
from ..venv import PYTHON

LOCK = SETUP / "requirements-mutants.lock"
TOOL = RUNTIME / "mutmut"
FOLDER = RUNTIME / "mutants"
RUNNER = Path(__file__).parents[1] / "mutants_runner.py"
PACKAGES = {
    "recipe_math": "maker_mrp",
    "cost_flow": "maker_mrp",
    "replenishment_math": "maker_mrp",
    "catalog_file": "maker_mrp",
    "trace_graph": "maker_lot_trace",
    "stock_policy": "maker_channel_sync",
    "channel_clients": "maker_channel_sync",
}
SETTINGS = """[mutmut]
source_paths=
    {package}
use_git_change_detection=false
timeout_constant=5
timeout_multiplier=5
pytest_add_cli_args=
    -p
    no:odoo
    -p
    no:cacheprovider
    -p
    no:xdist
    -m
    not slow
pytest_add_cli_args_test_selection=
{tests}

[tool:pytest]
markers=
    slow: not asked
"""
# Each mutant meets the tests anew: a few examples of a property have to do, and the
# first that fails is enough, however long.
CONFTEST = """
import sys
from pathlib import Path

from hypothesis import Phase, settings

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parent)]
settings.register_profile(
    "mutants",
    max_examples=20,
    phases=(Phase.explicit, Phase.generate),
    derandomize=True,
    deadline=None,
)
settings.load_profile("mutants")
"""
# The second reads the code, which holds all mutants at once.
NOT_ASKED = ("conftest.py", "test_channel_purity.py")
CAUGHT = ("killed", "timeout", "segfault", "caught by type check")


def main(arguments: list[str]) -> int:
    """Try mutants of the named packages and print what the tests noticed."""
    parser = argparse.ArgumentParser(
        prog="./setup/mutants",
        description="Changes the code of a pure package in one place after the other "
        "and tells which changes no unit test notices. Runs for long, at low priority.",
    )
    parser.add_argument("packages", nargs="*", metavar="package")
    parser.add_argument("--sample", type=int, default=0, metavar="N", help="try only N")
    parser.add_argument("--seed", type=int, default=1, help="which N (1)")
    parser.add_argument("--odoo", metavar="PATH", help="a checkout of Odoo 19 to use")
    options = parser.parse_args(arguments)
    unknown = sorted(set(options.packages).difference(PACKAGES))
    if unknown:
        raise Stop(
            f"There is no pure package {', '.join(unknown)}: "
            f"choose from {', '.join(PACKAGES)}."
        )
    prepare(options.odoo)
    with Lock(RUNTIME / "mutants.lock", patience=LOCK_PATIENCE, purpose="mutants"):
        _install()
        rows = [_try(name, options) for name in options.packages or PACKAGES]
    say(table(("package", "mutants", "tried", "noticed", "score"), rows))
    return 0


def _install() -> None:
    ready = TOOL / "ready"
    recipe = LOCK.read_text()
    if ready.exists() and ready.read_text() == recipe:
        return
    with step("Installing the mutation tester") as progress:
        command = [PYTHON, "-m", "pip", "install", "--upgrade", "--no-input"]
        command += ["--disable-pip-version-check", "--target", TOOL, "-r", LOCK]
        run(command, progress, what="pip install")
        write_atomically(ready, recipe)


def _try(package: str, options) -> tuple:
    home = lay_out(package, FOLDER / package)
    command = [PYTHON, RUNNER, f"--sample={options.sample}", f"--seed={options.seed}"]
    with step(f"Changing {package}") as progress:
        run(
            command,
            progress,
            what=f"mutants {package}",
            env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(TOOL), "LANG": "C.UTF-8"},
            cwd=home,
        )
    told = json.loads((home / "told.json").read_text())
    for name, change in told["alive"].items():
        say(f"\n{name}\n{change}")
    caught = sum(told["became"].get(word, 0) for word in CAUGHT)
    score = f"{100 * caught / told['tried']:.0f} %" if told["tried"] else "–"
    return package, told["mutants"], told["tried"], caught, score


def lay_out(package: str, home: Path) -> Path:
    """Put ``package`` and the tests that import it into ``home``, alone."""
    shutil.rmtree(home, ignore_errors=True)
    tests = make_folder(home / "tests" / "unit")
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / PACKAGES[package] / package, home / package, ignore=ignore)
    chosen = []
    for path in sorted((ROOT / "tests" / "unit").rglob("*.py")):
        text = path.read_text()
        if path.name in NOT_ASKED:
            continue
        if not path.name.startswith("test_"):
            shutil.copy(path, tests)
        elif re.search(rf"^(from|import) {package}\b", text, re.MULTILINE):
            text = re.sub(r"max_examples=\d+", "max_examples=20", text)
            (tests / path.name).write_text(text)
            chosen.append(f"    tests/unit/{path.name}")
    for folder in ("fakes", "schemas"):
        shutil.copytree(ROOT / "tests" / folder, home / "tests" / folder, ignore=ignore)
    # what else the tests import stands beside them, as it is
    shutil.copy(ROOT / "maker_mrp" / "stock_facts.py", home / "tests")
    for other in PACKAGES.keys() - {package}:
        folder = ROOT / PACKAGES[other] / other
        shutil.copytree(folder, home / "tests" / other, ignore=ignore)
    (tests / "conftest.py").write_text(CONFTEST)
    settings = SETTINGS.format(package=package, tests="\n".join(chosen))
    (home / "setup.cfg").write_text(settings)
    return home
