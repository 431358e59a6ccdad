"""A person buys, cancels and refunds on the page of every fake shop."""

from html.parser import HTMLParser

import fakes
import pytest
import requests


class Forms(HTMLParser):
    """The forms of a page, each ``(action, {field: value}, its button's text)``."""

    def __init__(self, text):
        super().__init__()
        self.found, self._words = [], None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            self.found.append([given["action"], {}, ""])
        elif tag == "input" and self.found:
            self.found[-1][1][given["name"]] = given.get("value", "")
        self._words = tag == "button"

    def handle_data(self, data):
        if self._words:
            self.found[-1][2] += data


@pytest.fixture(params=sorted(fakes.CLASSES))
def shop(request):
    with getattr(fakes, request.param)() as fake:
        fake.add_listing("Oat soap", "SOAP", "6.50", 9)
        yield fake


REFUNDING = [name for name in sorted(fakes.CLASSES) if getattr(fakes, name).refunds]


def press(shop, words, **changed):
    """Fill in and send the first form whose button says this; the page after it."""
    text = requests.get(shop.url, timeout=5).text
    forms = [form for form in Forms(text).found if form[2] == words]
    assert forms, f"no button {words!r}"
    action, fields, _ = forms[0]
    answer = requests.post(shop.url + action, data={**fields, **changed}, timeout=5)
    assert answer.ok
    return answer.text


@pytest.mark.parametrize("count", [1, 3])
def test_some_are_bought_and_the_order_is_cancelled(shop, count):
    assert "Order 1001 placed" in press(shop, "Buy", count=count)
    assert shop.stock("SOAP") == 9 - count
    assert "Order 1001 cancelled" in press(shop, "cancel")
    assert shop.stock("SOAP") == 9


def test_one_unit_is_refunded_with_and_without_restock(shop):
    press(shop, "Buy", count=3)
    text = requests.get(shop.url, timeout=5).text
    if not shop.refunds:
        assert "refund" not in text
        return
    assert "1 × SOAP refunded" in press(shop, "refund 1")
    assert shop.stock("SOAP") == 6
    assert "partly refunded" in press(shop, "refund 1 and restock")
    assert shop.stock("SOAP") == 7
    assert "partly" not in press(shop, "refund 1 and restock")
    assert shop.stock("SOAP") == 8
    text = requests.get(shop.url, timeout=5).text
    assert ">refund 1<" not in text and ">cancel<" not in text


@pytest.mark.parametrize("shop", REFUNDING, indirect=True)
def test_what_is_left_of_a_partly_refunded_order_is_cancelled(shop):
    press(shop, "Buy", count=3)
    press(shop, "refund 1")
    press(shop, "cancel")
    (order,) = shop.orders.values()
    assert sum(refund.amount for refund in order.refunds) == order.total
    assert shop.stock("SOAP") == 8


@pytest.mark.parametrize("count", ["", "some", "1.5", "-2", "0"])
def test_a_number_that_is_none_is_told_in_words(shop, count):
    text = press(shop, "Buy", count=count)
    if count:
        assert "whole number" in text or "at least" in text.lower()
        assert not shop.orders
    assert "literal" not in text and "instance" not in text


def test_a_minimum_is_said_before_and_after_buying_less():
    with fakes.FakeFaire() as shop:
        shop.add_listing("Oat soap", "SOAP", "3.25", 40, case=6, minimum=12)
        text = requests.get(shop.url, timeout=5).text
        assert "In cases of 6, at least 12." in text
        (form,) = Forms(text).found
        assert form[1]["count"] == "12"
        for count in (3, 6, 15):
            told = press(shop, "Buy", count=count)
            assert "Oat soap is sold in cases of 6, at least 12." in told
        assert not shop.orders
        assert "Order 1001 placed" in press(shop, "Buy")
        assert shop.stock("SOAP") == 28
