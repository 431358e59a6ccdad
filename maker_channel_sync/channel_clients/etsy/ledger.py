"""Etsy's ledger: what was paid out, and fees that no receipt tells."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from decimal import Decimal

from ..types import Movement

SPAN = timedelta(days=30)
PAYOUT = ("disburse", "payout", "deposit")
TOLD_ELSEWHERE = ("processing", "refund", "recoup", "sales_tax", "sales tax")
"""Told with the receipt and its payments."""


def movement(entry: Mapping) -> Movement | None:
    """One ledger entry; None for what an order tells already."""
    # the description may hold a listing's title: it counts where no type is given
    words = str(entry.get("ledger_type") or entry.get("description") or "").lower()
    amount = Decimal(entry.get("amount") or 0) / 100
    if any(one in words for one in PAYOUT):
        kind = "payout"
    elif amount < 0 and not any(one in words for one in TOLD_ELSEWHERE):
        kind = "fee"
    else:
        return None
    about = (entry.get("reference_type") or "").lower()
    reference = str(entry.get("reference_id") or "")
    stamp = entry.get("created_timestamp") or entry.get("create_date") or 0
    return Movement(
        remote_id=str(entry["entry_id"]),
        kind=kind,
        at=datetime.fromtimestamp(stamp, timezone.utc),
        amount=-amount,
        currency=entry.get("currency") or "",
        title=entry.get("description") or entry.get("ledger_type") or "",
        order_id=reference if about == "receipt" else "",
        line_id=reference if about == "transaction" else "",
    )
