import ast
import sys
from pathlib import Path

import channel_clients
import pytest

FILES = sorted(Path(channel_clients.__file__).parent.rglob("*.py"))
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
