"""Inside the folder that ./setup/mutants made: change the code, see what notices.

Writes ``told.json``: how many mutants there are, what became of those tried, and
each that nothing noticed with its change.
"""

import argparse
import json
import os
import random
import sys
from collections import Counter
from pathlib import Path


def main() -> None:
    """Try a sample of the mutants of the package in the working folder."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    os.nice(max(0, 10 - os.nice(0)))
    from mutmut import __main__ as mutmut
    from mutmut.mutation.diff_apply import get_diff_for_mutant
    from mutmut.stats import status_by_exit_code

    names = _generate(mutmut)
    tried = sorted(names)
    if 0 < options.sample < len(tried):
        tried = random.Random(options.seed).sample(tried, options.sample)
    mutmut._run(tried, 1)
    codes = _codes()
    became = {name: status_by_exit_code[codes[name]] for name in tried}
    alive = [name for name in tried if became[name] in ("survived", "no tests")]
    told = {
        "mutants": len(names),
        "tried": len(tried),
        "became": Counter(became.values()),
        "alive": {name: get_diff_for_mutant(name) for name in sorted(alive)},
    }
    Path("told.json").write_text(json.dumps(told))


def _generate(mutmut) -> list[str]:
    mutmut.set_mutant_under_test("mutant_generation")
    Path("mutants").mkdir(exist_ok=True)
    mutmut.copy_src_dir()
    mutmut.copy_also_copy_files()
    mutmut.setup_source_paths()
    mutmut.create_mutants(1)
    return list(_codes())


def _codes() -> dict[str, int | None]:
    """What became of each mutant, as the code that its tests ended with."""
    return {
        name.replace("__init__.", ""): code
        for path in sorted(Path("mutants").rglob("*.meta"))
        for name, code in json.loads(path.read_text())["exit_code_by_key"].items()
    }


if __name__ == "__main__":
    sys.exit(main())
