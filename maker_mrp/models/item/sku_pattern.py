"""Codes for products, made from a pattern such as ``{kind:1}-{name:4}-{number:3}``.

Imports nothing of Odoo.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Collection, Mapping

FACTS = ("name", "category", "kind", "variant")
NUMBER = "number"
_TOKEN = re.compile(r"\{(?P<fact>\w+)(?::(?P<size>\d{1,2}))?\}")
_DEFAULT_SIZE = {NUMBER: 3}


class BadPattern(ValueError):
    """A pattern that makes no code; ``fragment`` is the part not understood."""

    def __init__(self, pattern, fragment):
        super().__init__(f"{pattern!r}: {fragment!r}")
        self.pattern, self.fragment = pattern, fragment


def check(pattern: str) -> str:
    """``pattern`` itself, when codes can be made from it.

    :raise BadPattern: an unknown name in braces, a stray brace, or no fact at all
    """
    tokens = list(_TOKEN.finditer(pattern))
    for token in tokens:
        if token["fact"] not in (*FACTS, NUMBER) or token["size"] == "0":
            raise BadPattern(pattern, token.group())
    rest = _TOKEN.sub("", pattern)
    stray = re.search(r"[{}\s]", rest)
    if stray or not tokens:
        raise BadPattern(pattern, stray.group() if stray else pattern)
    return pattern


def shorten(text: str, size: int) -> str:
    """Capital letters and digits of ``text``, ``size`` at most, from every word.

    ``shorten("Lavender candle", 4)`` is ``LACA``.

    >>> shorten("Lavender candle", 4), shorten("Crème brûlée", 3)
    ('LACA', 'CRB')
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    words = re.findall(r"[A-Z0-9]+", plain.upper())
    if not words or not size:
        return ""
    words = words[:size]
    share = math.ceil(size / len(words))
    return "".join(word[:share] for word in words)[:size]


def _render(pattern: str, facts: Mapping[str, str], number: int) -> str:
    def part(token):
        fact = token["fact"]
        size = int(token["size"] or _DEFAULT_SIZE.get(fact, 4))
        if fact == NUMBER:
            return str(number).zfill(size)
        return shorten(facts.get(fact) or "", size)

    code = _TOKEN.sub(part, pattern)
    # a fact that is empty, such as the variant of a single product, leaves no gap
    return re.sub(r"([-_./])\1+", r"\1", code).strip("-_./")


def suggest(pattern: str, facts: Mapping[str, str], taken: Collection[str]) -> str:
    """The first code of a pattern that nobody has.

    :param taken: codes in use, in capital letters

    >>> suggest("{name:4}-{number:2}", {"name": "Lavender candle"}, {"LACA-01"})
    'LACA-02'
    """
    numbered = any(token["fact"] == NUMBER for token in _TOKEN.finditer(pattern))
    number = 1
    while True:
        code = _render(pattern, facts, number)
        if not numbered and number > 1:
            code = f"{code}-{number}"
        if code.upper() not in taken:
            return code
        number += 1
