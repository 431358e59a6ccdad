"""What each addon may know of: the lower ones know nothing of the higher."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STALL = re.compile(r"""["']stall["']""")

OPEN = re.compile(r"""\((?=[^)]*["']waiting["'])[^)]*["']partially_available["']""")


def sources(addon):
    return [
        path
        for path in sorted((ROOT / addon).rglob("*.py"))
        if "tests" not in path.relative_to(ROOT / addon).parts
    ]


@pytest.mark.parametrize("addon", ["maker_mrp", "maker_lot_trace"])
def test_the_stall_is_known_to_the_addon_that_has_it(addon):
    told = [path.name for path in sources(addon) if STALL.search(path.read_text())]
    assert told == []


@pytest.mark.parametrize("addon", ["maker_lot_trace", "maker_channel_sync"])
def test_which_moves_are_open_is_said_in_one_place(addon):
    """What is promised, and what is on its way, is asked of maker_mrp."""
    told = [path.name for path in sources(addon) if OPEN.search(path.read_text())]
    assert told == []


@pytest.mark.parametrize("addon", ["maker_mrp", "maker_lot_trace"])
def test_every_model_class_says_in_a_line_what_it_is_or_adds(addon):
    silent = [
        f"{path.relative_to(ROOT)}: {node.name}"
        for path in sorted((ROOT / addon / "models").rglob("*.py"))
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.ClassDef)
        and {"_inherit", "_name"} & _assigned(node)
        and not ast.get_docstring(node)
    ]
    assert silent == []


def _assigned(node):
    return {
        target.id
        for one in node.body
        if isinstance(one, ast.Assign)
        for target in one.targets
        if isinstance(target, ast.Name)
    }
