"""The documents name files that are there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NAMED = re.compile(r"`([\w.]+(?:/[\w.]+)+\.(?:py|xml|md|js))`")
BELOW = re.compile(r"^\*\*.*\(below `(\w+)/`\)", re.MULTILINE)


def _places(text):
    """Yield each path a document names, with the folder it counts from."""
    marks = [(found.start(), found[1]) for found in BELOW.finditer(text)]
    ends = [found.start() for found in re.finditer(r"^## ", text, re.MULTILINE)]
    for found in NAMED.finditer(text):
        heading = max([end for end in ends if end < found.start()], default=0)
        below = [name for at, name in marks if heading < at < found.start()]
        yield found[1], below[-1] if below else ""


@pytest.mark.parametrize(
    "path", sorted((ROOT / "docs").glob("*.md")), ids=lambda path: path.name
)
def test_every_file_that_a_document_names_is_there(path):
    gone = [
        name
        for name, below in _places(path.read_text())
        if not (ROOT / below / name).exists() and not (ROOT / name).exists()
    ]
    assert gone == []
