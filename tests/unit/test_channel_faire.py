import base64
from datetime import datetime, timezone
from decimal import Decimal

import pytest
from channel_clients import faire_orders
from channel_clients.errors import (
    AuthError,
    Conflict,
    ItemRejected,
    RateLimited,
    Transient,
)
from channel_clients.faire import FaireClient
from channel_clients.types import ShipRequest, StockChange
from channel_doubles import reply, tokens, transport

SINCE = datetime(2026, 11, 22, 12, tzinfo=timezone.utc)


def client(*script, **options):
    made, session, clock = transport(*script, base_url="https://www.faire.com")
    options.setdefault("token", tokens("brand-token"))
    return FaireClient(made, **options), session, clock


def usd(amount):
    return {"amount_minor": amount, "currency": "USD"}


def level(on_hand, committed=0, kind="QUANTITY"):
    def told(quantity):
        if kind == "UNTRACKED":
            return {"type": kind}
        return {"type": kind, "quantity": quantity}

    return {
        "on_hand_quantity": told(on_hand),
        "committed_quantity": told(committed),
        "available_quantity": told(on_hand - committed),
    }


class Brand:
    """The least of Faire that a write needs."""

    def __init__(self, **levels):
        self.levels = {key: list(value) for key, value in levels.items()}
        self.untracked = set()
        self.named_in_errors = True
        self.calls = []

    def __call__(self, call):
        self.calls.append(call)
        if call.method == "GET":
            ids = call.params["ids"]
            return reply({"inventories": {k: self.tell(k) for k in ids if k in self}})
        rows = call.json["inventories"]
        bad = [row for row in rows if row["product_variant_id"].startswith("po_bad")]
        if bad:
            name = bad[0]["product_variant_id"] if self.named_in_errors else "something"
            return reply({"message": f"Product variant {name} not found"}, 404)
        for row in rows:
            key = row["product_variant_id"]
            self.untracked.discard(key)
            self.levels[key][0] = row["on_hand_quantity"]
        keys = [row["product_variant_id"] for row in rows]
        return reply({"inventories": {key: self.tell(key) for key in keys}})

    def __contains__(self, key):
        return key in self.levels

    def tell(self, key):
        kind = "UNTRACKED" if key in self.untracked else "QUANTITY"
        return level(*self.levels[key], kind=kind)

    def writes(self):
        return [call.json["inventories"] for call in self.calls if call.json]


def test_a_brand_token_and_an_app_use_different_headers():
    faire, session, _clock = client(reply({"inventories": {}}))
    faire.get_stock(["po_1"])
    assert session.sent[0].headers["X-FAIRE-ACCESS-TOKEN"] == "brand-token"
    assert session.sent[0].headers["User-Agent"]
    assert "Content-Type" not in session.sent[0].headers
    faire, session, _clock = client(
        reply({"inventories": {}}),
        scheme="oauth",
        application_id="apa_1",
        application_secret="hush",
    )
    faire.get_stock(["po_1"])
    headers = session.sent[0].headers
    assert headers["X-FAIRE-OAUTH-ACCESS-TOKEN"] == "brand-token"
    assert base64.b64decode(headers["X-FAIRE-APP-CREDENTIALS"]) == b"apa_1:hush"
    assert "X-FAIRE-ACCESS-TOKEN" not in headers


def test_on_hand_is_what_should_sell_plus_what_faire_has_committed():
    brand = Brand(po_1=(10, 4))
    faire, _session, _clock = client(brand)
    (result,) = faire.set_stock([StockChange("po_1", 9, expected=6)])
    assert (result.error, result.quantity) == (None, 9)
    assert brand.writes() == [[{"product_variant_id": "po_1", "on_hand_quantity": 13}]]


def test_a_sale_between_read_and_write_is_answered_as_it_is():
    brand = Brand(po_1=(10, 0))

    def sells(call):
        answer = brand(call)
        if call.method == "GET":
            brand.levels["po_1"][1] = 2
        return answer

    faire, _session, _clock = client(sells)
    (result,) = faire.set_stock([StockChange("po_1", 8)])
    assert (result.error, result.quantity) == (None, 6)


def test_writes_go_by_fifty_and_by_variant_id():
    brand = Brand(**{f"po_{n}": (5, 0) for n in range(120)})
    faire, _session, clock = client(brand)
    results = faire.set_stock([StockChange(f"po_{n}", 4) for n in range(120)])
    assert all(one.error is None for one in results)
    assert [len(rows) for rows in brand.writes()] == [50, 50, 20]
    assert sum(clock.slept) < 5


def test_what_is_not_counted_is_left_alone_unless_allowed():
    brand = Brand(po_1=(0, 0), po_2=(0, 0))
    brand.untracked = {"po_1", "po_2"}
    faire, _session, _clock = client(brand, allow_tracking_start=frozenset({"po_2"}))
    results = faire.set_stock([StockChange("po_1", 0), StockChange("po_2", 3)])
    assert isinstance(results[0].error, ItemRejected)
    assert (results[1].error, results[1].quantity) == (None, 3)
    assert brand.untracked == {"po_1"}
    assert faire.get_stock(["po_1"])["po_1"].tracked is False


@pytest.mark.parametrize("named", [True, False])
def test_bad_variants_are_peeled_off(named):
    brand = Brand(po_1=(5, 0), po_bad1=(5, 0), po_2=(5, 0), po_bad2=(5, 0))
    brand.named_in_errors = named
    faire, _session, _clock = client(brand)
    ids = ["po_1", "po_bad1", "po_2", "po_bad2"]
    results = faire.set_stock([StockChange(one, 4) for one in ids])
    assert [type(one.error) for one in results] == [
        type(None),
        ItemRejected,
        type(None),
        ItemRejected,
    ]


def test_a_variant_that_changed_is_a_conflict_and_a_missing_one_is_refused():
    brand = Brand(po_1=(5, 2))
    faire, _session, _clock = client(brand)
    results = faire.set_stock(
        [StockChange("po_1", 4, expected=5), StockChange("po_9", 1)]
    )
    assert isinstance(results[0].error, Conflict)
    assert results[0].error.actual == 3
    assert isinstance(results[1].error, ItemRejected)
    assert brand.writes() == []


def test_what_is_shown_already_is_not_written():
    brand = Brand(po_1=(5, 2))
    faire, _session, _clock = client(brand)
    (result,) = faire.set_stock([StockChange("po_1", 3)])
    assert (result.error, brand.writes()) == (None, [])


def test_answers_before_a_rate_limit_are_kept():
    brand = Brand(**{f"po_{n}": (5, 0) for n in range(60)})

    def limited(call):
        if call.method == "PATCH" and len(brand.writes()) == 1:
            return reply(status=429, headers={"Retry-After": "600"})
        return brand(call)

    faire, _session, _clock = client(limited)
    results = faire.set_stock([StockChange(f"po_{n}", 4) for n in range(60)])
    assert sum(one.error is None for one in results) == 50
    assert all(isinstance(one.error, RateLimited) for one in results[50:])


def test_a_web_page_from_the_firewall_is_passing_and_a_401_is_not():
    faire, _session, _clock = client(
        lambda call: reply(b"<html>Just a moment", 403, kind="text/html")
    )
    with pytest.raises(Transient, match="firewall"):
        faire.check()
    faire, _session, _clock = client(reply({"message": "bad token"}, 401))
    with pytest.raises(AuthError):
        faire.check()


def test_a_cursor_is_sent_alone():
    faire, session, _clock = client(
        reply({"orders": [order(id="bo_1")], "cursor": "c1"}),
        reply({"orders": [order(id="bo_2")]}),
    )
    assert [one.remote_id for one in faire.iter_orders(SINCE)] == ["bo_1", "bo_2"]
    assert session.sent[0].params["updated_at_min"] == "2026-11-22T12:00:00.000Z"
    assert session.sent[1].params == {"limit": 50, "cursor": "c1"}


def order(**changes):
    return {
        "id": "bo_1",
        "display_id": "ABC123",
        "state": "NEW",
        "created_at": "20261120T101500.000Z",
        "updated_at": "2026-11-21T10:15:00.123456789Z",
        "retailer_id": "r_1",
        "purchase_order_number": "PO 7",
        "notes": "Leave at the back door",
        "ship_after": "2026-12-01T00:00:00.000Z",
        "customer": {"first_name": "Wholesale", "last_name": "buyer"},
        "address": {
            "company_name": "The Corner Shop",
            "address1": "1 High Street",
            "postal_code": "SW1A",
            "city": "London",
            "country_code": "GBR",
        },
        "items": [
            {
                "id": "oi_1",
                "variant_id": "po_1",
                "sku": "OLD-SKU",
                "product_name": "Candle",
                "variant_name": "Large",
                "quantity": 12,
                "price": usd(850),
                "state": "PROCESSING",
                "includes_tester": True,
                "tester_price": usd(400),
                "discounts": [
                    {"discount_type": "PERCENTAGE", "discount_percentage": 10}
                ],
            },
            {
                "id": "oi_2",
                "variant_id": "po_2",
                "product_name": "Soap",
                "quantity": 6,
                "price": usd(300),
                "state": "DAMAGED_OR_MISSING",
            },
        ],
        "brand_discounts": [
            {"discount_type": "FLAT_AMOUNT", "discount_amount": usd(500)}
        ],
        "payout_costs": {
            "commission": usd(1500),
            "payout_fee": usd(290),
            "taxes": [
                {
                    "value": usd(2000),
                    "taxable_item_type": "ORDER_ITEM",
                    "effect": "INCREASES_PAYOUT",
                },
                {
                    "value": usd(300),
                    "taxable_item_type": "ORDER_COMMISSION",
                    "effect": "DEDUCTED_FROM_PAYOUT",
                },
            ],
        },
        "shipments": [],
        **changes,
    }


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
