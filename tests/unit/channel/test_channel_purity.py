"""What the code of the clients says of itself, read and not run."""

import ast
import re
import sys
from pathlib import Path

import channel_clients
import pytest

FILES = sorted(Path(channel_clients.__file__).parent.rglob("*.py"))
ERRORS = {
    *("AuthError", "ChannelError", "Conflict", "ItemRejected", "RateLimited"),
    *("RequestRefused", "ScopeError", "Transient"),
}
ALLOWED = {"requests", "urllib3", "cryptography"}
"""requests brings urllib3; cryptography is used where Odoo has it anyway."""


def imported(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module.partition(".")[0]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_clients_are_plain_short_python(path):
    source = path.read_text()
    foreign = {
        name
        for name in imported(ast.parse(source))
        if name not in sys.stdlib_module_names and name not in ALLOWED
    }
    assert foreign == set()
    assert len(source.splitlines()) < 350


# Where the clock comes from, as a default to be replaced.
CLOCKS = ("transport", "oauth", "answers")


@pytest.mark.parametrize(
    "path",
    [path for path in FILES if path.stem not in CLOCKS],
    ids=lambda path: path.stem,
)
def test_clients_have_no_clock_or_sleep_of_their_own(path):
    source = path.read_text()
    for word in ("time.sleep", "datetime.now", "time.time(", "utcnow"):
        assert word not in source


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_error_is_raised_in_words_that_cannot_be_translated(path):
    """Only the channel's own words and sentences made elsewhere go in as they are."""
    bare = [
        ast.unparse(node)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ERRORS
        and node.args
        and isinstance(node.args[0], ast.Constant | ast.JoinedStr)
    ]
    assert bare == []


def test_every_sentence_fits_what_is_put_into_it():
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text())):
            named = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
            if not named or node.func.id != "_lt":
                continue
            template = ast.literal_eval(node.args[0])
            named = set(re.findall(r"%\((\w+)\)s", template))
            given = {word.arg for word in node.keywords}
            spread = None in given  # a mapping that holds the others
            assert given - {None} <= named if spread else given == named, template
