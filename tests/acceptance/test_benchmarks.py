"""Every race of `./setup/bench` still starts, ends and agrees with its peer."""

import pytest
from addon_tests import test_server
from maker_setup import bench_figures
from maker_setup.commands import bench

pytestmark = pytest.mark.slow


def test_every_race_agrees_with_its_peer():
    names = [
        path.stem.removeprefix("bench_") for path in bench.FOLDER.glob("bench_*.py")
    ]
    races = [name for name in names if not bench_figures.measures(name)]
    results, broken = bench.race(test_server(), races, largest=1)
    assert not broken
    assert {one["name"] for one in results} == set(races)
    assert [one for one in results if one["disagreement"]] == []
