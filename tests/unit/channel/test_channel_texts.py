"""Texts arrive as people wrote them, from every vendor."""

import pytest
from channel_clients.etsy import orders as etsy_orders
from channel_clients.woocommerce import orders as woocommerce_orders
from channel_contract import HARNESSES, stocked

STREET = "13 O'Connell Street"
PERSONAL = "Tom & Jerry <3\nsecond line https://example.com/a?b=1&c=2"


@pytest.fixture(params=sorted(HARNESSES))
def shop(request):
    with stocked(request.param) as harness:
        yield harness


def test_what_people_wrote_is_read_once_from_every_vendor(shop):
    if shop.module in ("etsy", "woocommerce"):
        shop.fake.encodes_texts = True
    words = {"note": "For Mum & Dad", "buyer": "Mary O'Neill"}
    if shop.module != "faire":
        words |= {"gift_message": "<3 & more", "personalisation": PERSONAL}
    key = shop.buy([("SOAP", 1)], **words)
    order = shop.client().get_order(key)
    assert order.delivery.name == "Mary O'Neill"
    assert "For Mum & Dad" in order.note
    if shop.module != "faire":
        assert "<3 & more" in order.gift_message + order.note
        assert PERSONAL in order.lines[0].note


def test_titles_of_listings_are_read_once(shop):
    if shop.module in ("etsy", "woocommerce"):
        shop.fake.encodes_texts = True
    shop.fake.add_listing("Salt & pepper &amp; co", "SALT", "3.00", 5)
    titles = [one.title for one in shop.client().iter_listings()]
    assert "Salt & pepper &amp; co" in titles


def test_nothing_is_read_twice():
    receipt = {
        "receipt_id": 1,
        "status": "Paid",
        "name": "&amp;lt;b&amp;gt;",
        "first_line": "13 O&#39;Connell Street",
        "transactions": [],
    }
    order = etsy_orders.order(receipt)
    assert (order.delivery.name, order.delivery.street) == ("&lt;b&gt;", STREET)


def test_what_woo_stores_to_the_letter_is_not_read_again():
    line = {
        "id": 1,
        "name": "Salt &amp; pepper",
        "quantity": 1,
        "product_id": 3,
        "meta_data": [
            {
                "key": "Text",
                "value": "a &amp; b",
                "display_key": "Text &amp; words",
                "display_value": "<p>a &amp;amp; b</p>",
            }
        ],
    }
    told = {"id": 1, "status": "processing", "line_items": [line]}
    found = woocommerce_orders.order(told)
    assert found.lines[0].title == "Salt & pepper"
    assert found.lines[0].note == "Text & words: a &amp; b"
