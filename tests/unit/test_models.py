"""How a model is split: extension files, each of which says what it adds."""

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[2]
ADDONS = ("maker_mrp", "maker_lot_trace", "maker_channel_sync")
SAYING = ("maker_channel_sync", "maker_channel_sync_queue_job")
"""Addons whose every class says what it is."""


def _classes(*addons):
    for addon in addons:
        for folder in ("models", "wizards", "reports"):
            for path in sorted((ROOT / addon / folder).rglob("*.py")):
                for node in ast.parse(path.read_text()).body:
                    if isinstance(node, ast.ClassDef):
                        yield f"{path.relative_to(ROOT)}: {node.name}", node


def _told(node, name):
    """The value of a class attribute as a list of texts."""
    for line in node.body:
        if isinstance(line, ast.Assign) and line.targets[0].id == name:
            value = ast.literal_eval(line.value)
            return [value] if isinstance(value, str) else list(value)
    return []


def test_a_mixin_has_at_least_two_models():
    users, ours = defaultdict(set), set()
    for _place, node in _classes(*ADDONS):
        names = _told(node, "_name")
        ours.update(name for name in names if name.endswith(".mixin"))
        for base in _told(node, "_inherit"):
            users[base].update(names)
    alone = {name for name in ours if len(users[name]) < 2}
    assert ours and not alone, f"extend the model in a file of its own: {alone}"


def test_every_class_says_what_it_adds():
    silent = [place for place, node in _classes(*SAYING) if not ast.get_docstring(node)]
    assert not silent
