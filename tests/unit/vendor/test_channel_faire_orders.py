from datetime import datetime, timezone
from decimal import Decimal

import pytest
from channel_clients.errors import ItemRejected
from channel_clients.faire import orders as faire_orders
from channel_clients.types import ShipRequest
from channel_doubles import reply
from channel_faire import client, level, order, usd


def test_a_wholesale_order_is_read_with_testers_discounts_and_fees():
    found = faire_orders.order(order())
    assert (found.name, found.state, found.currency) == ("ABC123", "paid", "USD")
    assert found.created == datetime(2026, 11, 20, 10, 15, tzinfo=timezone.utc)
    assert found.updated.microsecond == 123456
    assert (found.delivery.company, found.delivery.country) == ("The Corner Shop", "GB")
    assert found.delivery.name == "Wholesale buyer"
    assert "PO 7" in found.note and "2026-12-01" in found.note
    candle, tester, soap = found.lines
    assert (candle.listing_id, candle.quantity) == ("po_1", 12)
    assert (candle.unit_price, candle.discount) == (Decimal("8.50"), Decimal("10.20"))
    assert (tester.listing_id, tester.quantity) == ("po_1", 1)
    assert tester.unit_price == Decimal(4)
    assert (soap.refunded, soap.cancelled) == (6, 0)
    assert found.discount == Decimal(5)
    assert found.tax == Decimal(20)
    assert not found.tax_collected_by_channel
    assert found.fees == Decimal("17.90")
    goods = Decimal("102.00") - Decimal("10.20") + 4 + 18
    assert found.total == goods - 5 + 20


@pytest.mark.parametrize(
    ("changes", "state", "blocked"),
    [
        ({"state": "PROCESSING"}, "paid", False),
        ({"state": "PRE_TRANSIT"}, "shipped", False),
        ({"state": "PENDING_RETAILER_CONFIRMATION"}, "open", False),
        ({"state": "BACKORDERED"}, "paid", True),
        ({"state": "CANCELED"}, "cancelled", False),
        ({"state": "BRAND_NEW_STATE"}, "review", False),
        ({"is_fulfilled_by_faire": True}, "paid", True),
        ({"has_pending_retailer_cancellation_request": True}, "paid", True),
    ],
)
def test_states_of_orders(changes, state, blocked):
    found = faire_orders.order(order(**changes))
    assert (found.state, bool(found.ship_blocked)) == (state, blocked)


@pytest.mark.parametrize(("state", "waits"), [("NEW", True), ("PROCESSING", False)])
def test_only_a_new_order_waits_for_a_yes(state, waits):
    assert faire_orders.order(order(state=state)).wants_yes is waits


def test_a_split_order_names_its_parent():
    found = faire_orders.order(order(original_order_id="bo_0"))
    assert found.parent_order_id == "bo_0"


SHIP = ShipRequest(
    "bo_1",
    (("oi_1", 12),),
    tracking="1Z9",
    carrier="Royal Mail",
    shipping_cost=Decimal("7.95"),
    currency="USD",
)


PARCEL = {"id": "s_1", "tracking_code": "1Z9", "carrier": "ROYAL_MAIL"}


def test_a_new_order_is_accepted_then_shipped():
    faire, session, _clock = client(
        reply(order()),
        reply(order(state="PROCESSING")),
        reply(order(state="PRE_TRANSIT", shipments=[PARCEL])),
    )
    assert faire.ship(SHIP).remote_id == "s_1"
    assert [one.path.rpartition("/")[2] for one in session.sent] == [
        "bo_1",
        "processing",
        "shipments",
    ]
    (sent,) = session.sent[2].json["shipments"]
    assert sent == {
        "order_id": "bo_1",
        "carrier": "ROYAL_MAIL",
        "tracking_code": "1Z9",
        "shipping_type": "SHIP_ON_YOUR_OWN",
        "maker_cost": {"amount_minor": 795, "currency": "USD"},
    }


@pytest.mark.parametrize(
    "parcel", [PARCEL, {"id": "s_2", "shipping_type": "SHIP_WITH_FAIRE"}]
)
def test_a_known_parcel_or_faires_own_label_is_not_added_to(parcel):
    faire, session, _clock = client(
        reply(order(state="PROCESSING", shipments=[parcel]))
    )
    assert faire.ship(SHIP).remote_id == parcel["id"]
    assert len(session.sent) == 1


def test_an_order_that_is_paid_out_counts_as_done():
    faire, _session, _clock = client(
        reply(order(state="PROCESSING")),
        reply({"message": "Cannot add as payment is already initiated"}, 400),
    )
    assert faire.ship(SHIP).tracking == "1Z9"


@pytest.mark.parametrize(
    ("changes", "request_", "words"),
    [
        ({"is_fulfilled_by_faire": True}, SHIP, "ships this order itself"),
        ({"state": "CANCELED"}, SHIP, "not open"),
        ({"state": "PROCESSING"}, ShipRequest("bo_1", ()), "carrier and the tracking"),
    ],
)
def test_what_cannot_be_shipped_is_said(changes, request_, words):
    faire, _session, _clock = client(reply(order(**changes)))
    with pytest.raises(ItemRejected, match=words):
        faire.ship(request_)


def test_a_case_pack_is_warned_about():
    product = {
        "id": "p_1",
        "name": "Candle",
        "unit_multiplier": 6,
        "variants": [
            {
                "id": "po_1",
                "sku": "C",
                "lifecycle_state": "PUBLISHED",
                "options": [{"name": "Size", "value": "Large"}],
                "prices": [{"wholesale_price": usd(850)}],
            },
            {"id": "po_2", "lifecycle_state": "DRAFT"},
        ],
    }
    faire, _session, _clock = client(
        reply({"products": [product]}),
        reply({"inventories": {"po_1": level(9, 2), "po_2": level(0, 0, "UNTRACKED")}}),
    )
    first, second = list(faire.iter_listings())
    assert (first.quantity, first.tracked, first.state) == (7, True, "active")
    assert (first.price, first.currency) == (Decimal("8.50"), "USD")
    assert "cases of 6" in first.warning
    assert (second.quantity, second.tracked, second.state) == (None, False, "draft")
