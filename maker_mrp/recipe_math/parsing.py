"""Quantities as people write them: ``1/2 kg``, ``1 lb 4 oz``, ``4 x 50 cm``."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from .errors import MixedFamilies, UnknownUnit, UnreadableQuantity
from .quantities import Unit

_NUMBER = re.compile(
    r"""\s*(?:
        (?P<whole>\d+)\s+(?P<num>\d+)\s*/\s*(?P<den>\d+)
      | (?P<num2>\d+)\s*/\s*(?P<den2>\d+)
      | (?P<number>\d[\d.,'\u00a0\u202f]*|[.,]\d+)
    )\s*""",
    re.VERBOSE,
)
_TIMES = re.compile(r"\s*(?P<count>\d+)\s*[x×*]\s*(?P<each>.+)", re.IGNORECASE)
_THOUSANDS = re.compile(r"\d{1,3}(?:[,'\u00a0\u202f]\d{3})+(?:\.\d+)?")
_PERCENT = {"%", "percent", "pct"}
_PARTS = {"part", "parts"}


@dataclass(frozen=True)
class Quantity:
    """An amount in a unit; ``unit`` is None when none was written."""

    amount: Decimal
    unit: Unit | None


@dataclass(frozen=True)
class Percent:
    """A share of the whole, in percent."""

    amount: Decimal


@dataclass(frozen=True)
class Parts:
    """A share, as in ``2 parts``: only its ratio to other parts matters."""

    amount: Decimal


def fold(name: str) -> str:
    """A unit name reduced to what people keep of it when they type."""
    text = unicodedata.normalize("NFKC", name).casefold()
    return re.sub(r"[\s.]+", " ", text).strip()


def parse_number(text: str) -> Decimal:
    """Read ``12``, ``12.5``, ``12,5``, ``1,250.5`` or ``1'250``.

    A single comma followed by other than three digits is a decimal sign.
    :raise UnreadableQuantity: when it is none of these
    """
    if _THOUSANDS.fullmatch(text):
        text = re.sub(r"[,'\u00a0\u202f]", "", text)
    elif text.count(",") == 1 and "." not in text:
        text = text.replace(",", ".")
    if not re.fullmatch(r"\d*\.?\d+|\d+\.", text):
        raise UnreadableQuantity(text, text)
    return Decimal(text)


def _spell_fractions(text: str) -> str:
    """``1½`` becomes ``1 1/2``."""
    spelled = []
    for char in text:
        form = unicodedata.normalize("NFKC", char)
        if "\u2044" in form and len(char) == 1:
            spelled.append(" " + form.replace("\u2044", "/"))
        else:
            spelled.append(char)
    return "".join(spelled)


def _amount(match: re.Match, text: str) -> Decimal:
    parts = match.groupdict()
    if parts["number"]:
        return parse_number(parts["number"].strip())
    top, bottom = parts["num"] or parts["num2"], parts["den"] or parts["den2"]
    if not int(bottom):
        raise UnreadableQuantity(text, match.group().strip())
    return Decimal(parts["whole"] or 0) + Decimal(top) / Decimal(bottom)


def _pieces(text: str) -> list[tuple[Decimal, str]]:
    """``1 lb 4 oz`` as ``[(1, "lb"), (4, "oz")]``."""
    pieces, position = [], 0
    cleaned = _spell_fractions(text).strip()
    while position < len(cleaned):
        match = _NUMBER.match(cleaned, position)
        if not match or not match.group().strip():
            raise UnreadableQuantity(text, cleaned[position:].strip())
        after = match.end()
        following = re.search(r"\s+[\d.,]*\d|\d", cleaned[after:])
        end = after + following.start() if following else len(cleaned)
        pieces.append((_amount(match, text), fold(cleaned[after:end])))
        position = end
    if not pieces:
        raise UnreadableQuantity(text, text)
    return pieces


def parse_quantity(text: str, units: Mapping[str, Unit]) -> Quantity | Percent | Parts:
    """Read a quantity written by a person.

    :param units: every name by which a unit is known, folded with :func:`fold`
    :return: a :class:`Quantity` (in the smallest unit written), a
        :class:`Percent` or a :class:`Parts`
    :raise UnreadableQuantity: and its subclasses, naming the part not understood
    """
    times = _TIMES.fullmatch(text or "")
    if times:
        each = parse_quantity(times["each"], units)
        if not isinstance(each, Quantity):
            raise UnreadableQuantity(text, times["each"])
        return Quantity(each.amount * int(times["count"]), each.unit)
    pieces = _pieces(text or "")
    if len(pieces) == 1:
        amount, name = pieces[0]
        if not name:
            return Quantity(amount, None)
        if name in _PERCENT:
            return Percent(amount)
        if name in _PARTS:
            return Parts(amount)
    known = []
    for amount, name in pieces:
        unit = units.get(name) or units.get(name.removesuffix("s"))
        if not unit:
            close = difflib.get_close_matches(name, units, n=4, cutoff=0.7)
            names = dict.fromkeys(units[key].name for key in close)
            raise UnknownUnit(text, name or text, names)
        known.append((amount, unit))
    if len({unit.family for _amount, unit in known}) > 1:
        raise MixedFamilies(text, text)
    smallest = min((unit for _amount, unit in known), key=lambda unit: unit.factor)
    total = sum(amount * unit.factor for amount, unit in known) / smallest.factor
    return Quantity(total, smallest)
