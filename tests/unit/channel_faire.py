"""A client before a brand on Faire."""

from channel_clients.faire import FaireClient
from channel_doubles import tokens, transport


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
