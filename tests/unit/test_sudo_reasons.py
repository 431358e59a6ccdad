"""Rights are only set aside where the code says why."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
ADDONS = ("maker_mrp", "maker_lot_trace", "maker_channel_sync")
SETS_RIGHTS_ASIDE = re.compile(r"\.sudo\(\)|with_user\(SUPERUSER")
# A statement spread over lines has its reason above its first one.
LINES_ABOVE = 4


def without_reason(path):
    lines = path.read_text().splitlines()
    for number, line in enumerate(lines, start=1):
        near = lines[max(0, number - 1 - LINES_ABOVE) : number]
        if SETS_RIGHTS_ASIDE.search(line) and not any("#" in each for each in near):
            yield f"{path.relative_to(ROOT)}:{number}: {line.strip()}"


def test_every_sudo_has_a_reason():
    found = [
        place
        for addon in ADDONS
        for path in sorted((ROOT / addon).rglob("*.py"))
        if "tests" not in path.parts
        for place in without_reason(path)
    ]
    assert not found, "\n".join(found)
