"""Orders whose work Shopify spreads over pages, and parcels it says little of."""

from channel_clients.types import Shipment
from channel_doubles import reply
from channel_shopify import SHIP, client, data, documents, to_ship

COSTLY = reply(
    {"errors": [{"message": "x", "extensions": {"code": "MAX_COST_EXCEEDED"}}]}
)
ORDER = {"id": "gid://shopify/Order/77", "works": 20, "lines": 100}


def works(cursor=None, **changes):
    """A page of an order's work, the last where no ``cursor`` follows."""
    order = to_ship(**changes).json()["data"]["order"]
    info = {"hasNextPage": bool(cursor), "endCursor": cursor}
    order["fulfillmentOrders"]["pageInfo"] = info
    return data("order", order)


def fulfilled(**told):
    made = {"id": "gid://shopify/Fulfillment/9", **told}
    return data("fulfillmentCreate", {"fulfillment": made, "userErrors": []})


def test_work_is_read_page_by_page():
    shopify, session, _clock = client(
        works("c1", remaining=1), works(remaining=1), fulfilled()
    )
    assert shopify.ship(SHIP) == Shipment("9")
    first, second, (_name, sent) = documents(session)
    assert (first, second) == (
        ("TO_SHIP", ORDER),
        ("TO_SHIP", {**ORDER, "after": "c1"}),
    )
    assert len(sent["fulfillment"]["lineItemsByFulfillmentOrder"]) == 2


def test_work_that_costs_too_much_is_asked_for_in_smaller_pages():
    shopify, session, _clock = client(*[COSTLY] * 8, works(), fulfilled())
    assert shopify.ship(SHIP) == Shipment("9")
    sizes = [(one["lines"], one["works"]) for _name, one in documents(session)[:-1]]
    lines = [100, 50, 25, 12, 6, 3, 1]
    assert sizes == [*((one, 20) for one in lines), (1, 10), (1, 5)]


def test_a_parcel_that_shopify_takes_back_at_once_is_told_as_it_was_asked():
    shopify, _session, _clock = client(to_ship(), fulfilled(status="CANCELLED"))
    assert shopify.ship(SHIP) == Shipment("", "1Z9", "UPS")
