"""What the store, OCA's tools and Odoo's list of apps want to know of an addon."""

import ast
import re
import struct
from html.parser import HTMLParser
from pathlib import Path

import pytest
from maker_setup.commands.pictures import LARGEST, SCREENS, WIDTHS

ROOT = Path(__file__).resolve().parents[3]
ADDONS = sorted(path.parent.name for path in ROOT.glob("maker_*/__manifest__.py"))
STATUS = ("Alpha", "Beta", "Production/Stable", "Mature")
ICONS = {"icon.png", "icon-192.png", "icon-512.png"}
EVERY_ADDON = pytest.mark.parametrize("addon", ADDONS)
SHARED = ("author", "license", "maintainers", "support", "website")


def manifest(addon):
    return ast.literal_eval((ROOT / addon / "__manifest__.py").read_text())


def size(path):
    """Width and height of a PNG."""
    head = path.read_bytes()[:24]
    assert head.startswith(b"\x89PNG"), path
    return struct.unpack(">II", head[16:24])


class Page(HTMLParser):
    """The tags of a page with what they say."""

    def __init__(self, text):
        super().__init__()
        self.tags = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


def page(addon):
    return ROOT / addon / "static" / "description" / "index.html"


def test_every_addon_is_looked_at():
    assert len(ADDONS) == 4
    assert set(SCREENS) == set(ADDONS)


@EVERY_ADDON
def test_the_name_is_short_and_the_same_everywhere(addon):
    name = manifest(addon)["name"]
    assert len(name) <= 25
    readme = (ROOT / addon / "README.rst").read_text().splitlines()
    assert readme[:3] == ["=" * len(name), name, "=" * len(name)]
    assert f'<h1 class="text-center">{name}</h1>' in page(addon).read_text()


@EVERY_ADDON
def test_the_manifest_says_whose_it_is_and_what_it_costs(addon):
    told = manifest(addon)
    assert told["development_status"] in STATUS
    assert told["maintainers"] and all(
        re.fullmatch(r"[\w-]+", one) for one in told["maintainers"]
    )
    assert told["website"].startswith("https://")
    assert re.fullmatch(r"[\w.]+@[\w.]+", told["support"])
    # free is what a manifest says unasked
    assert not {"price", "currency"} & told.keys()
    assert len(told["summary"]) <= 80


@pytest.mark.parametrize("key", SHARED)
def test_all_addons_say_the_same_of_their_makers(key):
    assert len({str(manifest(addon)[key]) for addon in ADDONS}) == 1


@EVERY_ADDON
def test_pictures_are_those_of_the_script_at_both_widths_and_small(addon):
    folder = ROOT / addon / "static" / "description"
    wanted = [f"{name}_{width}.png" for name in SCREENS[addon] for width in WIDTHS]
    images = [f"static/description/{name}" for name in wanted]
    assert manifest(addon)["images"] == images
    assert {path.name for path in folder.glob("*.png")} - ICONS == set(wanted)
    for name in wanted:
        width = int(name.rpartition("_")[2].removesuffix(".png"))
        assert size(folder / name) == (width, WIDTHS[width])
        assert (folder / name).stat().st_size < LARGEST


@EVERY_ADDON
def test_the_page_shows_each_picture_with_words_and_nothing_from_elsewhere(addon):
    tags = Page(page(addon).read_text()).tags
    images = [told for tag, told in tags if tag == "img"]
    shown = [f"static/description/{told['src']}" for told in images]
    assert shown == manifest(addon)["images"]
    assert len({told["alt"] for told in images}) == len(images)
    assert not {tag for tag, _told in tags} & {"script", "link", "style", "iframe"}
    addresses = [value for _tag, told in tags for value in told.values() if value]
    assert not [one for one in addresses if "//" in one]
