"""The examples in the pure packages are right, and each module says what it is for."""

import doctest
import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = (
    "maker_mrp/recipe_math",
    "maker_mrp/cost_flow",
    "maker_mrp/replenishment_math",
    "maker_mrp/catalog_file",
    "maker_lot_trace/trace_graph",
    "maker_channel_sync/channel_clients",
    "maker_channel_sync/stock_policy",
)
ALONE = (
    "maker_mrp/models/books/sheet_file.py",
    "maker_mrp/models/item/sku_pattern.py",
    "maker_mrp/stock_facts.py",
)
ENOUGH = 60


def _modules():
    """Names by which the tests import every module of the pure packages."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to((ROOT / package).parent).with_suffix("").parts
            yield ".".join(parts).removesuffix(".__init__")
    for file in ALONE:
        yield Path(file).stem


MODULES = list(_modules())


def _examples(name):
    found = doctest.DocTestFinder().find(importlib.import_module(name))
    return [one for one in found if one.examples]


@pytest.mark.parametrize("name", MODULES)
def test_examples_of(name):
    runner = doctest.DocTestRunner()
    said = []
    for example in _examples(name):
        runner.run(example, out=said.append)
    assert not runner.failures, "".join(said)


@pytest.mark.parametrize("name", MODULES)
def test_a_module_says_in_its_first_line_what_it_is_for(name):
    words = (importlib.import_module(name).__doc__ or "").partition("\n")[0]
    assert words.endswith((".", ":")), f"{name}: {words!r}"


def test_enough_is_explained_by_examples():
    found = {one.name for name in MODULES for one in _examples(name)}
    assert len(found) >= ENOUGH
