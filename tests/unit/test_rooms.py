"""What lives where, and who may know of whom: the lower nothing of the higher."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ADDONS = ("maker_mrp", "maker_lot_trace", "maker_channel_sync")
SPLIT = ("maker_mrp", "maker_channel_sync")
CLIENTS = ROOT / "maker_channel_sync" / "channel_clients"
FLAT = 40
"""So many files may lie beside one another in ``models``."""

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


@pytest.mark.parametrize("addon", ADDONS)
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


def imported(path):
    """Yield the modules of its addon that a file imports, as dotted paths."""
    package = path.relative_to(ROOT).parent.parts
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name.removeprefix("odoo.addons.")
        elif isinstance(node, ast.ImportFrom):
            base = list(package[: len(package) - node.level + 1]) if node.level else []
            source = ".".join(base + ([node.module] if node.module else []))
            source = source.removeprefix("odoo.addons.")
            yield source
            for alias in node.names:
                yield f"{source}.{alias.name}"


def rooms(addon):
    """Return the rooms of an addon's models, from the lowest to the highest."""
    tree = ast.parse((ROOT / addon / "models" / "__init__.py").read_text())
    return [alias.name for node in tree.body for alias in node.names]


def room_of(module, addon):
    """Return the room that a dotted path leads to, or None."""
    parts = module.split(".")
    inside = parts[:2] == [addon, "models"] and len(parts) > 2
    return parts[2] if inside else None


@pytest.mark.parametrize("addon", SPLIT)
def test_rooms_import_only_from_rooms_below_them(addon):
    order = rooms(addon)
    wrong = [
        f"{path.relative_to(ROOT)} imports {module}"
        for place, room in enumerate(order)
        for path in sorted((ROOT / addon / "models" / room).rglob("*.py"))
        for module in imported(path)
        if room_of(module, addon) in order[place + 1 :]
    ]
    assert not wrong, wrong


@pytest.mark.parametrize("addon", SPLIT)
def test_every_model_lies_in_a_room(addon):
    models = ROOT / addon / "models"
    assert {path.name for path in models.glob("*.py")} == {"__init__.py"}
    folders = {path.name for path in models.iterdir() if path.is_dir()}
    assert folders - {"__pycache__"} == set(rooms(addon))


@pytest.mark.parametrize("addon", ADDONS)
def test_no_folder_of_models_is_crowded(addon):
    folders = [ROOT / addon / "models", *(ROOT / addon / "models").iterdir()]
    counts = {str(one): len(list(one.glob("*.py"))) for one in folders if one.is_dir()}
    assert all(count <= FLAT for count in counts.values()), counts


@pytest.mark.parametrize(
    "path",
    [
        *(ROOT / addon / "models" / room for addon in SPLIT for room in rooms(addon)),
        *(one.parent for one in CLIENTS.glob("*/__init__.py")),
        ROOT / "maker_lot_trace" / "trace",
    ],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_every_room_says_what_lives_in_it(path):
    words = ast.get_docstring(ast.parse((path / "__init__.py").read_text()))
    assert words and len([line for line in words.splitlines() if line]) >= 2


def test_clients_of_vendors_do_not_know_each_other():
    vendors = {one.parent.name for one in CLIENTS.glob("*/client.py")}
    assert len(vendors) == 5
    home = ".".join(CLIENTS.relative_to(ROOT).parts)
    wrong = [
        f"{path.relative_to(ROOT)} imports {module}"
        for path in sorted(CLIENTS.rglob("*.py"))
        for module in imported(path)
        for vendor in vendors - {path.parent.name}
        if f"{module}.".startswith(f"{home}.{vendor}.")
    ]
    assert not wrong, wrong


@pytest.mark.parametrize("addon", ADDONS)
def test_wizards_and_controllers_are_above_the_models(addon):
    wrong = [
        f"{path.relative_to(ROOT)} imports {module}"
        for path in sorted((ROOT / addon / "models").rglob("*.py"))
        for module in imported(path)
        if module.split(".")[1:2] in (["wizards"], ["controllers"])
    ]
    assert not wrong, wrong
