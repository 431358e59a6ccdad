"""What Etsy tells of money beside its receipts: fees, payouts, the ledger."""

from datetime import datetime, timezone
from decimal import Decimal

import pytest
from channel_clients.etsy import ledger
from channel_clients.types import Movement
from channel_doubles import reply
from channel_etsy import client, usd
from channel_whole import asked

UTC = timezone.utc
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("payments", "fees"),
    [
        ([{"amount_fees": usd(120)}], Decimal("1.2")),
        ([{"amount_fees": usd(120), "adjusted_fees": usd(90)}], Decimal("0.9")),
        ([{"amount_fees": usd(120)}, {"amount_fees": usd(30)}], Decimal("1.5")),
        ([], None),
    ],
)
def test_fees_of_a_receipt(payments, fees):
    etsy, session, _clock = client(reply({"count": 1, "results": payments}))
    assert etsy.get_fees("900") == fees
    path = "/v3/application/shops/42/receipts/900/payments"
    assert asked(session) == [("GET", path, {})]


def test_fees_that_etsy_does_not_have_are_not_known():
    etsy, _session, _clock = client(reply({"error": "no"}, 404))
    assert etsy.get_fees("900") is None


ROW = {
    "entry_id": 5,
    "ledger_type": "listing",
    "description": "listing_fee",
    "amount": -20,
    "currency": "USD",
    "created_timestamp": 60,
}


@pytest.mark.parametrize(
    ("changes", "read"),
    [
        ({}, {}),
        ({"created_timestamp": None, "create_date": 60}, {}),
        ({"created_timestamp": None}, {"at": EPOCH}),
        ({"description": None}, {"title": "listing"}),
        ({"currency": None}, {"currency": ""}),
        ({"reference_type": "Receipt", "reference_id": 900}, {"order_id": "900"}),
        ({"reference_type": "Transaction", "reference_id": 1}, {"line_id": "1"}),
        ({"reference_type": "listing", "reference_id": 7}, {}),
        (
            {"ledger_type": "DISBURSE2", "amount": -500},
            {"kind": "payout", "amount": Decimal(5)},
        ),
        ({"ledger_type": "Payout"}, {"kind": "payout"}),
        (
            {"ledger_type": None, "description": "Deposit"},
            {"kind": "payout", "title": "Deposit"},
        ),
        (
            {"ledger_type": "payout", "amount": 300},
            {"kind": "payout", "amount": Decimal(-3)},
        ),
    ],
)
def test_a_row_of_the_ledger_is_read_whole(changes, read):
    made = {
        "remote_id": "5",
        "kind": "fee",
        "at": EPOCH.replace(minute=1),
        "amount": Decimal("0.2"),
        "currency": "USD",
        "title": "listing_fee",
    }
    assert ledger.movement({**ROW, **changes}) == Movement(**{**made, **read})


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": 20},
        {"amount": 0},
        {"amount": None},
        {"ledger_type": "transaction_processing_fee"},
        {"ledger_type": "REFUND_GROSS"},
        {"ledger_type": "fee_recoup"},
        {"ledger_type": "sales_tax"},
        {"ledger_type": None, "description": "US Sales Tax"},
    ],
)
def test_what_orders_tell_is_no_movement(changes):
    assert ledger.movement({**ROW, **changes}) is None


def test_the_ledger_is_asked_for_month_by_month():
    etsy, session, _clock = client(
        reply({"count": 1, "results": [ROW]}), reply({"count": 0, "results": []})
    )
    start, end = datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 11, 10, tzinfo=UTC)
    assert [one.remote_id for one in etsy.iter_movements(start, end)] == ["5"]
    path = "/v3/application/shops/42/payment-account/ledger-entries"
    spans = [(1790812800, 1793404800), (1793404800, 1794268800)]
    assert asked(session) == [
        (
            "GET",
            path,
            {
                "params": {
                    "min_created": first,
                    "max_created": last,
                    "limit": 100,
                    "offset": 0,
                }
            },
        )
        for first, last in spans
    ]
