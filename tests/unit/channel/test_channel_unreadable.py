"""Orders that no client can read: what is still certain, and why, in words."""

from datetime import datetime, timezone

import pytest
from channel_clients.reading import LONG_AGO, OddLine, read_lines, read_order
from channel_clients.types import Order, OrderLine

AT = datetime(2026, 11, 22, 12, tzinfo=timezone.utc)


def read(found, error, **options):
    def parse(told):
        raise error

    return read_order(parse, found, key="id", **options)


def odd_line(error):
    with pytest.raises(OddLine) as odd:
        read_lines(lambda row: row or _raise(error), [{"fine": 1}, None])
    return odd.value


def _raise(error):
    raise error


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (KeyError("total"), "The shop's order has no “total”."),
        (
            ValueError("x"),
            "The shop's order has text where a number or a date belongs.",
        ),
        (
            ArithmeticError(),
            "The shop's order has text where a number or a date belongs.",
        ),
        (TypeError("x"), "The shop's order is not built as Maker knows it."),
        (IndexError("x"), "The shop's order is not built as Maker knows it."),
        (AttributeError("x"), "The shop's order is not built as Maker knows it."),
        (odd_line(KeyError("sku")), "The shop's order has no “sku” in line 2."),
        (
            odd_line(ValueError()),
            "The shop's order has text in line 2 where a number or a date belongs.",
        ),
        (
            odd_line(TypeError()),
            "Line 2 of the shop's order is not built as Maker knows it.",
        ),
    ],
)
def test_why_an_order_cannot_be_read(error, words):
    found = read({"id": 7}, error)
    assert found == Order("7", "7", "review", LONG_AGO, LONG_AGO, "", (), problem=words)
    assert found.raw == {"id": 7}
    assert type(error).__name__ in found.trace


SOAP = OrderLine("1", "", "Soap", 1, 1)


@pytest.mark.parametrize(
    ("found", "options", "certain"),
    [
        ({"id": "gid://shopify/Order/77"}, {}, {"remote_id": "77", "name": "77"}),
        ({"id": 7, "a": "", "b": 9}, {"names": ("a", "b")}, {"name": "9"}),
        ({"id": 7, "b": "B"}, {"names": ("a", "b")}, {"name": "B"}),
        (
            {"id": 7, "at": "2026-11-22T12:00:00"},
            {"moments": ("at",)},
            {"created": AT, "updated": AT},
        ),
        (
            {"id": 7, "at": "soon", "on": "2026-11-22T14:00:00+02:00"},
            {"moments": ("at", "on")},
            {"created": AT, "updated": AT},
        ),
        ({"id": 7}, {"goods": lambda told: (SOAP,)}, {"lines": (SOAP,)}),
        ({"id": 7}, {"goods": lambda told: told["lines"]}, {}),
    ],
)
def test_what_is_certain_is_told(found, options, certain):
    told = {
        "remote_id": "7",
        "name": "7",
        "created": LONG_AGO,
        "updated": LONG_AGO,
        "lines": (),
        "problem": "The shop's order is not built as Maker knows it.",
    }
    whole = Order(state="review", currency="", **{**told, **certain})
    assert read(found, TypeError(), **options) == whole


def test_what_tells_no_id_is_known_by_what_it_is():
    first, again = read(["odd"], TypeError()), read(["odd"], TypeError())
    other, keyed = read(["else"], TypeError()), read({"b": 1, "a": 2}, TypeError())
    assert first == again
    names = {one.remote_id for one in (first, other, keyed)}
    assert len(names) == 3
    assert {name.partition("-")[0] for name in names} == {"unreadable"}
    assert {len(name) for name in names} == {27}
    assert keyed == read({"a": 2, "b": 1}, TypeError())
    assert first.raw == {"sent": ["odd"]}
    assert read({"at": AT}, TypeError()).remote_id != first.remote_id
