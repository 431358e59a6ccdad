"""Quantities as people write them: ``1/2 kg``, ``1 lb 4 oz``, ``4 x 50 cm``."""

from __future__ import annotations

import difflib
import itertools
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from .errors import (
    AmbiguousUnit,
    Contradiction,
    MixedFamilies,
    OutOfReach,
    RangeGiven,
    RecipeMathError,
    UnknownUnit,
    UnreadableQuantity,
)
from .quantities import Material, Unit, convert

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
#: ``15 oz (425 grams)``, ``15 oz = 425 g``
_TWICE = re.compile(
    r"(?P<first>.*[^\W\d_][.)]?)\s*(?:\((?P<inside>[^()]*)\)|[=/](?P<after>.+))\s*"
)
_RANGE = re.compile(
    r"\s*(?P<low>[\d.,/ ]*\d)\s*(?P<sign>[-\u2010-\u2015]|\bto\b)"
    r"\s*(?P<high>\d[\d.,/ ]*)(?P<unit>.*)"
)
#: how much two amounts of one text may differ: people round them
_AGREE, _AGREE_BY_DENSITY = Decimal("0.02"), Decimal("0.05")
_LONGEST, _LARGEST = 200, Decimal(10) ** 12
_PERCENT = {"%", "percent", "pct"}
_PARTS = {"part", "parts"}


@dataclass(frozen=True)
class Multiple:
    """A name for so many ``times`` a unit, as a decilitre for 100 ml."""

    unit: Unit
    times: Decimal


@dataclass(frozen=True)
class Doubt:
    """A name that means one unit here and another there.

    ``options`` are the units by a spelling that is clear. ``only_for`` is the family
    of materials for which there is a doubt; for others the first option is meant.
    """

    options: Mapping[str, Unit]
    only_for: object = None


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
    """A unit name reduced to what people keep of it when they type.

    >>> fold(" Fl.  Oz. "), fold("㎏")
    ('fl oz', 'kg')
    """
    text = unicodedata.normalize("NFKC", name).casefold()
    return re.sub(r"[\s.]+", " ", text).strip()


def parse_number(text: str) -> Decimal:
    """Read ``12``, ``12.5``, ``12,5``, ``1,250.5`` or ``1'250``.

    A single comma followed by other than three digits is a decimal sign.
    :raise UnreadableQuantity: when it is none of these

    >>> [str(parse_number(text)) for text in ("12,5", "1,250", "1,250.5", "1'250")]
    ['12.5', '1250', '1250.5', '1250']
    >>> parse_number("1.250.5")
    Traceback (most recent call last):
    recipe_math.errors.UnreadableQuantity: '1.250.5': '1.250.5' is not a quantity
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


def _is_control(char: str) -> bool:
    """Whether no keyboard writes ``char``: NUL, half of a surrogate pair…"""
    odd = unicodedata.category(char) in {"Cc", "Cs", "Co", "Cn"}
    return odd and char not in "\t\r\n"


def shown(text: str, longest: int = 60) -> str:
    """What can be shown of a text that was not understood.

    >>> shown("2 cups\\x00"), shown("flour " * 9, longest=10)
    ('2 cups�', 'flour flo…')
    """
    clean = "".join("\ufffd" if _is_control(char) else char for char in str(text))
    return clean if len(clean) <= longest else clean[: longest - 1] + "…"


def parse_quantity(
    text: str,
    units: Mapping[str, Unit | Multiple | Doubt],
    family: object = None,
    material: Material | None = None,
) -> Quantity | Percent | Parts:
    """Read a quantity written by a person.

    :param units: every name by which a unit is known, folded with :func:`fold`
    :param family: of the unit in which the material is kept
    :param material: links weight and volume where a text says both
    :return: a :class:`Quantity` (in the smallest unit written), a
        :class:`Percent` or a :class:`Parts`
    :raise UnreadableQuantity: and its subclasses, naming the part not understood

    >>> units = {
    ...     "g": Unit("g", "g", "mass", Decimal(1)),
    ...     "oz": Unit("oz", "oz", "mass", Decimal("28.35")),
    ...     "lb": Unit("lb", "lb", "mass", Decimal("453.6")),
    ... }
    >>> for text in ("1 lb 4 oz", "1½ oz", "4 x 50 g", "2 oz (57 g)"):
    ...     found = parse_quantity(text, units)
    ...     print(found.amount, found.unit.name)
    20 oz
    1.5 oz
    200 g
    2 oz
    >>> parse_quantity("7.5 %", units), parse_quantity("2 parts", units)
    (Percent(amount=Decimal('7.5')), Parts(amount=Decimal('2')))
    """
    text = text or ""
    if not isinstance(text, str) or any(map(_is_control, text)):
        raise UnreadableQuantity(shown(text), shown(text))
    text = "".join(char for char in text if unicodedata.category(char) != "Cf")
    if len(text) > _LONGEST:
        raise OutOfReach(shown(text), shown(text))
    return _Reader(units, family, material).read(text)


@dataclass(frozen=True)
class _Reader:
    units: Mapping[str, Unit | Multiple | Doubt]
    family: object
    material: Material | None

    def read(self, text):
        times = _TIMES.fullmatch(text)
        if times:
            each = self.read(times["each"])
            if not isinstance(each, Quantity):
                raise UnreadableQuantity(text, times["each"])
            amount = each.amount * int(times["count"])
            return self._within_reach(amount, each.unit, text)
        twice = _TWICE.fullmatch(text)
        if twice and self._says_an_amount(twice["inside"] or twice["after"]):
            return self._read_twice(text, twice)
        pieces = self._named_with_digits(text) or _pieces(_one_number(text))
        if len(pieces) == 1:
            amount, name = pieces[0]
            if not name:
                return self._within_reach(amount, None, text)
            if name in _PERCENT:
                return Percent(self._within_reach(amount, None, text).amount)
            if name in _PARTS:
                return Parts(self._within_reach(amount, None, text).amount)
        return self._only(self._readings(text, pieces), text, pieces)

    def _named_with_digits(self, text):
        """A number of units such as “Pack of 6”, or None."""
        cleaned = _spell_fractions(text).strip()
        match = _NUMBER.match(cleaned)
        name = match and fold(cleaned[match.end() :])
        if name and name in self.units and re.search(r"\d", name):
            return [(_amount(match, text), name)]
        return None

    def _within_reach(self, amount, unit, text):
        if amount >= _LARGEST:
            raise OutOfReach(text, text)
        return Quantity(amount, unit)

    def _says_an_amount(self, text):
        try:
            return all(name for _amount, name in _pieces(text or ""))
        except UnreadableQuantity:
            return False

    def _read_twice(self, text, match):
        """A text with the same amount in two units, which must agree."""
        first, second = match["first"], match["inside"] or match["after"]
        pieces, more = _pieces(_one_number(first)), _pieces(_one_number(second))
        one, other = self._readings(first, pieces), self._readings(second, more)
        pairs = list(itertools.product(one, other))
        verdicts = [self._agree(*pair) for pair in pairs]
        agreeing = [
            pair for pair, verdict in zip(pairs, verdicts, strict=True) if verdict
        ]
        if agreeing:
            alike = [p for p in agreeing if p[0].unit.family == p[1].unit.family]
            return self._only([pair[0] for pair in alike or agreeing], text, pieces)
        if False in verdicts:
            raise Contradiction(text, first.strip(), second.strip())
        # without a density nothing can be compared: what the material is kept in counts
        for reading in (reading for pair in pairs for reading in pair):
            if reading.unit.family == self.family:
                return reading
        return self._only([pair[0] for pair in pairs], text, pieces)

    def _agree(self, first, second):
        """Whether two quantities are the same; None: nobody can tell."""
        limit = _AGREE
        if first.unit.family != second.unit.family:
            limit = _AGREE_BY_DENSITY
        try:
            other = convert(second.amount, second.unit, first.unit, self.material)
        except RecipeMathError:
            return None
        return abs(first.amount - other) <= max(first.amount, other) * limit

    def _readings(self, text, pieces):
        """Every quantity that ``pieces`` can mean."""
        options = [self._options(text, name) for _amount, name in pieces]
        readings = []
        for chosen in itertools.product(*options):
            if len({unit.family for unit, _times in chosen}) > 1:
                continue
            smallest = min((unit for unit, _times in chosen), key=lambda u: u.factor)
            total = sum(
                amount * times * unit.factor
                for (amount, _name), (unit, times) in zip(pieces, chosen, strict=True)
            )
            total /= smallest.factor
            readings.append(self._within_reach(total, smallest, text))
        if not readings:
            raise MixedFamilies(text, text)
        return list(dict.fromkeys(readings))

    def _options(self, text, name):
        """The units a name can mean, as (unit, times)."""
        found = self.units.get(name) or self.units.get(name.removesuffix("s"))
        if isinstance(found, Multiple):
            return [(found.unit, found.times)]
        if isinstance(found, Doubt):
            options = [(unit, Decimal(1)) for unit in found.options.values()]
            doubted = found.only_for in (None, self.family)
            return options if doubted else options[:1]
        if found:
            return [(found, Decimal(1))]
        close = difflib.get_close_matches(name, self.units, n=4, cutoff=0.7)
        raise UnknownUnit(text, name or text, dict.fromkeys(map(self._clear, close)))

    def _clear(self, name):
        """The name of a unit to suggest for one of its spellings."""
        unit = self.units[name]
        if isinstance(unit, Doubt):
            return next(iter(unit.options), name)
        return name if isinstance(unit, Multiple) else unit.name

    def _only(self, readings, text, pieces):
        if len(readings) == 1:
            return readings[0]
        for _amount, name in pieces:
            found = self.units.get(name) or self.units.get(name.removesuffix("s"))
            if isinstance(found, Doubt):
                raise AmbiguousUnit(text, name, found.options)
        return readings[0]


def _one_number(text):
    """``1-1/2`` as ``1 1/2``, everything else as it is.

    :raise RangeGiven: from one number to another, as in ``15-20 drops``
    """
    spelled = _spell_fractions(text)
    match = _RANGE.fullmatch(spelled)
    if not match:
        return text
    low, high = (_NUMBER.fullmatch(match[side]) for side in ("low", "high"))
    if not low or not high:
        return text
    least, most = _amount(low, text), _amount(high, text)
    if least < most:
        raise RangeGiven(text, match["low"].strip(), match["high"].strip())
    if match["sign"] != "to" and not least % 1 and most < 1:
        return f"{match['low']} {match['high']}{match['unit']}"
    return text
