"""Reading orders one by one: an odd one must not hide the others of its page."""

from __future__ import annotations

import contextlib
import hashlib
import json
import traceback
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timezone

from .sentences import _lt
from .types import Order

MISREAD = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError)
"""What a parser raises on data that is not shaped as the vendor says."""
LONG_AGO = datetime(1970, 1, 1, tzinfo=timezone.utc)


class OddLine(ValueError):
    """A line of an order cannot be read; ``number`` counts from 1."""

    def __init__(self, number: int):
        super().__init__(number)
        self.number = number


def read_lines(parse: Callable, rows: Iterable) -> list:
    """What ``parse`` makes of each line of an order; OddLine where it cannot.

    >>> read_lines(lambda row: row["sku"], [{"sku": "SOAP"}, {}])
    Traceback (most recent call last):
    channel_clients.reading.OddLine: 2
    """
    made = []
    for number, row in enumerate(rows, 1):
        try:
            made.append(parse(row))
        except MISREAD as error:
            raise OddLine(number) from error
    return made


def readable(parse: Callable, rows: Iterable) -> tuple:
    """What ``parse`` makes of those lines that it can read.

    >>> readable(lambda row: row["sku"], [{"sku": "SOAP"}, {}, None, {"sku": "WAX"}])
    ('SOAP', 'WAX')
    """
    made = []
    for row in rows:
        with contextlib.suppress(*MISREAD):
            made.append(parse(row))
    return tuple(made)


def read_order(
    parse: Callable[..., Order],
    found,
    *,
    goods: Callable[..., tuple] | None = None,
    key: str,
    names: Iterable[str] = (),
    moments: Iterable[str] = (),
    moment: Callable = datetime.fromisoformat,
) -> Order:
    """The order, or one that only says what is certain and why it is unreadable.

    :param parse: makes an ``Order`` of ``found``
    :param key: where ``found`` has its id
    :param names: where its number may be
    :param moments: where its last change may be, best first
    :param moment: reads one of these
    :param goods: lines of an order that cannot be read, so that what it sold is
        not sold again
    """
    try:
        return parse(found)
    except MISREAD as error:
        fields = found if isinstance(found, Mapping) else {}
        when = _first(moment, (fields.get(one) for one in moments))
        remote_id = str(fields.get(key) or _digest(found)).rpartition("/")[2]
        return Order(
            remote_id=remote_id,
            name=str(_first(str, map(fields.get, names)) or remote_id),
            state="review",
            created=when or LONG_AGO,
            updated=when or LONG_AGO,
            currency="",
            lines=_goods(goods, found),
            problem=_words(error),
            trace=traceback.format_exc(),
            raw=dict(fields) or {"sent": found},
        )


def _goods(goods: Callable[..., tuple] | None, found) -> tuple:
    try:
        return goods(found) if goods else ()
    except MISREAD:
        return ()


def _words(error: Exception) -> str:
    """What is wrong with an order, for people; the trace tells how it was found."""
    if isinstance(error, OddLine):
        return _line_words(error.__cause__, error.number)
    if isinstance(error, KeyError):
        return _lt("The shop's order has no “%(field)s”.", field=error.args[0])
    if isinstance(error, ValueError | ArithmeticError):
        return _lt("The shop's order has text where a number or a date belongs.")
    return _lt("The shop's order is not built as Maker knows it.")


def _line_words(error: Exception | None, line: int) -> str:
    if isinstance(error, KeyError):
        return _lt(
            "The shop's order has no “%(field)s” in line %(line)s.",
            field=error.args[0],
            line=line,
        )
    if isinstance(error, ValueError | ArithmeticError):
        return _lt(
            "The shop's order has text in line %(line)s where a number or a date "
            "belongs.",
            line=line,
        )
    return _lt(
        "Line %(line)s of the shop's order is not built as Maker knows it.", line=line
    )


def _first(convert: Callable, values: Iterable):
    for value in values:
        try:
            if value not in (None, ""):
                found = convert(value)
                naive = isinstance(found, datetime) and not found.tzinfo
                return found.replace(tzinfo=timezone.utc) if naive else found
        except MISREAD:
            continue
    return None


def _digest(found) -> str:
    """A lasting name for what does not even tell its id."""
    text = json.dumps(found, sort_keys=True, default=str)
    return f"unreadable-{hashlib.sha256(text.encode()).hexdigest()[:16]}"
