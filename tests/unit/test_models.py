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


def test_order_services_call_in_one_direction():
    """Whoever hears of orders calls the intake, which calls follow; none calls back."""
    services = ("maker.channel.order.intake", "maker.channel.order.follow")
    called, callers = set(), defaultdict(set)
    for _place, node in _classes("maker_channel_sync"):
        names = set(_told(node, "_name") + _told(node, "_inherit"))
        for method in node.body:
            if not isinstance(method, ast.FunctionDef):
                continue
            parts = list(ast.walk(method))
            if names & set(services):
                called |= {one.attr for one in parts if isinstance(one, ast.Attribute)}
            for one in parts:
                if isinstance(one, ast.Constant) and one.value in services:
                    callers[one.value].update((name, method.name) for name in names)
    intake, follow = services
    assert callers[follow] and {name for name, _method in callers[follow]} == {intake}
    assert callers[intake]
    back = {
        place for place in callers[intake] if place[0] in services or place[1] in called
    }
    assert not back, f"called by a service, and calls the intake: {back}"
