"""In which day of a company a moment falls is asked in one place."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
ADDONS = ("maker_mrp", "maker_lot_trace", "maker_channel_sync")
BY_HAND = re.compile(
    r"pytz\.timezone|ZoneInfo\(|AT TIME ZONE (?!'UTC')|partner_id\.tz or"
)


def test_the_zone_of_a_company_is_used_where_days_are_told():
    found = {
        str(path.relative_to(ROOT))
        for addon in ADDONS
        for path in (ROOT / addon).rglob("*.py")
        if "tests" not in path.parts and BY_HAND.search(path.read_text())
    }
    assert found == {"maker_mrp/models/item/res_company_days.py"}
