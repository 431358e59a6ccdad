"""Payouts and fees that no order tells."""

from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest
from channel_clients.etsy import EtsyClient
from channel_clients.etsy.ledger import movement
from channel_clients.shopify import ShopifyClient
from channel_doubles import reply, transport

UNTIL = datetime(2026, 11, 1, tzinfo=timezone.utc)


def entry(ledger_type, amount, **values):
    return {
        "entry_id": 7,
        "amount": amount,
        "currency": "USD",
        "description": ledger_type,
        "ledger_type": ledger_type,
        "created_timestamp": 1_700_000_000,
        **values,
    }


@pytest.mark.parametrize(
    ("ledger_type", "amount", "kind", "moved"),
    [
        ("DISBURSE", -9120, "payout", "91.20"),
        ("listing", -20, "fee", "0.20"),
        ("offsite_ads_fee", -188, "fee", "1.88"),
        ("transaction", -81, "fee", "0.81"),
    ],
)
def test_etsys_ledger_tells_payouts_and_fees(ledger_type, amount, kind, moved):
    found = movement(entry(ledger_type, amount))
    assert (found.kind, found.amount) == (kind, Decimal(moved))


@pytest.mark.parametrize(
    ("ledger_type", "amount"),
    [("PAYMENT", 1250), ("PAYMENT_PROCESSING_FEE", -63), ("REFUND", -300)],
)
def test_what_the_receipt_tells_is_not_told_again(ledger_type, amount):
    assert movement(entry(ledger_type, amount)) is None


def test_the_type_of_an_entry_counts_and_not_what_a_listing_is_called():
    titled = {"description": "Listing fee: Refund box, deposit included"}
    assert movement(entry("listing", -20, **titled)).kind == "fee"
    assert movement(entry("", -20, description="Disbursement")).kind == "payout"
    returned = movement(entry("DISBURSE_RETURNED", 9120))
    assert (returned.kind, returned.amount) == ("payout", Decimal("-91.20"))


def test_a_fee_names_what_it_is_about():
    line = movement(
        entry("transaction", -81, reference_type="transaction", reference_id="55")
    )
    order = movement(entry("ads", -9, reference_type="receipt", reference_id="66"))
    assert (line.line_id, line.order_id) == ("55", "")
    assert (order.line_id, order.order_id) == ("", "66")


def test_etsys_ledger_is_read_in_spans():
    made, session, _clock = transport(
        lambda call: reply({"count": 1, "results": [entry("listing", -20)]}),
        base_url="https://openapi.etsy.com",
    )
    client = EtsyClient(
        made, shop_id=1, keystring="k", shared_secret="s", token=lambda rejected: "1.t"
    )
    found = list(client.iter_movements(UNTIL - timedelta(days=45), UNTIL))
    assert len(found) == 2
    spans = [
        int(call.params["max_created"]) - int(call.params["min_created"])
        for call in session.sent
    ]
    assert spans == [30 * 86400, 15 * 86400]


def shopify(answer):
    made, session, _clock = transport(
        lambda call: reply({"data": {"shopifyPaymentsAccount": answer}}),
        base_url="https://shop.myshopify.com",
    )
    return ShopifyClient(made, token=lambda rejected: "t"), session


def test_shopifys_payouts_are_read():
    node = {
        "id": "gid://shopify/ShopifyPaymentsPayout/12",
        "issuedAt": "2026-10-20T00:00:00Z",
        "status": "PAID",
        "net": {"amount": "231.40", "currencyCode": "USD"},
    }
    page = {"nodes": [node], "pageInfo": {"hasNextPage": False, "endCursor": None}}
    client, session = shopify({"payouts": page})
    (found,) = client.iter_movements(UNTIL - timedelta(days=30), UNTIL)
    assert (found.remote_id, found.kind, found.amount) == (
        "12",
        "payout",
        Decimal("231.40"),
    )
    assert "issued_at:>=2026-10-02" in str(session.sent[0].json)


def test_a_shop_that_is_paid_otherwise_has_none():
    client, _session = shopify(None)
    assert list(client.iter_movements(UNTIL - timedelta(days=30), UNTIL)) == []
