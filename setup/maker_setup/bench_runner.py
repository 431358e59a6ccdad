"""Runs benchmarks under Odoo's Python; one JSON line per event on standard output.

A benchmark is a module ``benchmarks/bench_<name>.py`` with ``TITLE``, ``PEER`` (what
it is measured against), ``SIZES`` (growing), ``prepare(env, size)`` (returns what
the next two need), ``ours(env, state)`` and ``peer(env, state)``. Optionally
``agree(ours, peer, state)`` returns a sentence when the two answers contradict each
other, and ``PEER_LARGEST`` is the size above which the peer would take too long to
wait for. Everything happens in a transaction that is rolled back.
"""

import argparse
import importlib
import json
import os
import sys
import time

from .day_runner import open_environment

REPEATS = 3
ENOUGH_SECONDS = 20.0


def main() -> int:
    """Measure each named benchmark at each of its sizes."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--config", required=True)
    parser.add_argument("--database", required=True)
    parser.add_argument("--largest", type=int, default=0)
    parser.add_argument("names", nargs="+")
    options = parser.parse_args()
    events = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for name in options.names:
        module = importlib.import_module(f"benchmarks.bench_{name}")
        head = {"name": name, "title": module.TITLE, "peer": module.PEER}
        sizes = [one for one in module.SIZES if one <= (options.largest or one)]
        for size in sizes or module.SIZES[:1]:
            with open_environment(options.config, options.database) as env:
                result = _measure(env, module, size)
                env.cr.rollback()
            events.write(json.dumps({**head, "size": size, **result}) + "\n")
            events.flush()
    return 0


def _measure(env, module, size: int) -> dict:
    state = module.prepare(env, size)
    env.flush_all()
    env.cr.execute("ANALYZE")
    racers = [module.ours]
    if size <= getattr(module, "PEER_LARGEST", size):
        racers.append(module.peer)
    answers, seconds = _race(env, racers, state)
    result = {"ours": seconds[0], "theirs": None, "disagreement": None}
    if len(racers) > 1:
        result["theirs"] = seconds[1]
        if hasattr(module, "agree"):
            result["disagreement"] = module.agree(*answers, state)
    return result


def _race(env, racers, state) -> tuple[list, list[float]]:
    """Return each answer and the shortest of some runs, each with a cold cache.

    The racers take turns, so that a busy moment of the machine meets all of them.
    """
    answers, best = [None] * len(racers), [float("inf")] * len(racers)
    spent = [0.0] * len(racers)
    for _ in range(REPEATS):
        for lane, racer in enumerate(racers):
            if spent[lane] > ENOUGH_SECONDS:
                continue
            env.flush_all()
            env.invalidate_all()
            started = time.perf_counter()
            answers[lane] = racer(env, state)
            env.flush_all()
            took = time.perf_counter() - started
            best[lane], spent[lane] = min(best[lane], took), spent[lane] + took
    return answers, best


if __name__ == "__main__":
    sys.exit(main())
