"""The documents name Maker's menus as the app shows them: *Maker, Stock, Counts*."""

import re
from pathlib import Path

import pytest
from lxml import etree

ROOT = Path(__file__).resolve().parents[2]
ADDONS = ("maker_mrp", "maker_lot_trace", "maker_channel_sync")
NAMED = re.compile(r"\*Maker,\s+([^*]+?)\*")
PAGES = sorted(
    [*(ROOT / "docs").rglob("*.md"), *ROOT.glob("maker_*/readme/*.md")],
    key=str,
)


def _whole(name, addon):
    """The XML id with its addon's name in front."""
    return name if not name or "." in name else f"{addon}.{name}"


def _menus():
    """``{XML id: (name, parent's XML id)}`` of the menus in the addons' views."""
    found, actions = {}, {}
    for addon in ADDONS:
        for path in (ROOT / addon).glob("*/**/*.xml"):
            for node in etree.parse(path).iter("menuitem", "record"):
                name, parent = node.get("name"), node.get("parent")
                if node.tag == "record":
                    name = node.findtext("field[@name='name']")
                    parent = node.find("field[@name='parent_id']")
                    parent = parent is not None and parent.get("ref")
                if node.get("model", "").startswith("ir.actions."):
                    actions[_whole(node.get("id"), addon)] = name
                elif node.tag == "menuitem" or node.get("model") == "ir.ui.menu":
                    name = name or _whole(node.get("action"), addon)
                    found[_whole(node.get("id"), addon)] = (name, _whole(parent, addon))
    # a menu without a name of its own has that of its action
    return {menu: (actions.get(name, name), up) for menu, (name, up) in found.items()}


@pytest.fixture(scope="module")
def paths():
    """Every menu below Maker, as ``"Stock, Counts"``."""
    menus = _menus()

    def path(menu):
        name, parent = menus[menu]
        return [*path(parent), name] if parent else []

    return {", ".join(path(menu)) for menu in menus}


def named(page):
    return [" ".join(path.split()) for path in NAMED.findall(page.read_text())]


def test_the_menus_are_read(paths):
    assert {"Today", "Stock, Counts", "Books, Cost of goods sold"} <= paths
    assert "Sell, Wholesale, Price lists" in paths


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_menu_that_a_document_names_is_there(page, paths):
    assert [path for path in named(page) if path not in paths] == []


def test_the_guides_name_menus():
    guides = [page for page in PAGES if page.parent.name in ("guides", "coming-from")]
    silent = [page.name for page in guides if not named(page)]
    assert len(guides) >= 11 and silent == []
