"""Sentences for people: English here, in their own language in Odoo.

``_lt`` is the name by which Odoo collects the texts to translate; what it makes
is text that remembers its template and what was put into it.
"""

from __future__ import annotations

from collections.abc import Iterable


class Sentence(str):
    """English text with its ``template`` and ``params``, which may be sentences."""

    __slots__ = ("params", "template")

    def __new__(cls, template: str, params: dict | None = None):
        made = super().__new__(cls, template % params if params else template)
        made.template, made.params = template, params or {}
        return made


def _lt(template: str, **params) -> Sentence:
    return Sentence(template, params)


def joined(sentences: Iterable[str], between: str = " ") -> str:
    """Several sentences as one text, each of which can still be translated.

    >>> both = joined([Sentence("Stop."), Sentence("Wait %(n)s s.", {"n": 5})])
    >>> both, both.template
    ('Stop. Wait 5 s.', '%(part0)s %(part1)s')
    """
    parts = {f"part{n}": one for n, one in enumerate(sentences)}
    template = between.join(f"%({name})s" for name in parts)
    return Sentence(template, parts) if parts else ""


def translated(words, translate) -> str:
    """A sentence in another language, other words as they are.

    :param translate: ``translate(template, **params)`` gives the text

    >>> german = {"%(shop)s is %(state)s.": "%(shop)s ist %(state)s.", "closed": "zu"}
    >>> told = {"shop": "Etsy", "state": Sentence("closed")}
    >>> words = Sentence("%(shop)s is %(state)s.", told)
    >>> translated(words, lambda template, **params: german[template] % params)
    'Etsy ist zu.'
    """
    if not isinstance(words, Sentence):
        return str(words)
    params = {name: translated(one, translate) for name, one in words.params.items()}
    return translate(words.template, **params)
