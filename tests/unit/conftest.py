import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
PLAIN = (
    "maker_mrp",
    "maker_mrp/models/item",
    "maker_mrp/models/books",
    "maker_lot_trace",
    "maker_channel_sync",
    "setup",
)
"""Where modules lie that need no Odoo."""
for folder in PLAIN:
    sys.path.insert(0, str(ROOT / folder))


@pytest.fixture(scope="session", autouse=True)
def databases_of_others():
    """No test removes a cluster of this clone: the demo's, or that of this run."""
    before = _clusters()
    yield
    assert before <= _clusters(), "a test removed what it did not make"


def _clusters():
    from maker_setup.cluster import OUTSIDE
    from maker_setup.paths import RUNTIME, clone_key

    return {
        found
        for folder in (RUNTIME, OUTSIDE / f"maker-{clone_key()}")
        for found in folder.glob("pg-*/data/PG_VERSION")
    }
