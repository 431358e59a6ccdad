"""What a fee of a shop is, told by the name its seller gave it."""

from __future__ import annotations

import re

WORDS = {
    "tip": ("tip", "tips", "gratuity", "trinkgeld", "pourboire", "propina", "mancia"),
    "gift_wrap": (
        "gift wrap",
        "gift wrapping",
        "giftwrap",
        "gift box",
        "geschenkverpackung",
        "paquet cadeau",
        "emballage cadeau",
        "papel de regalo",
        "confezione regalo",
    ),
    "donation": (
        "donation",
        "donate",
        "charity",
        "spende",
        "don",
        "donativo",
        "donazione",
    ),
}


def kind_of_fee(name: str, amount) -> str:
    """One of ``types.KINDS``; what lowers the order is a discount.

    >>> [kind_of_fee(name, 2) for name in ("Tip!", "Gift-wrap", "Cash on delivery")]
    ['tip', 'gift_wrap', 'fee']
    >>> kind_of_fee("Tip", -2)
    'discount'
    """
    if amount < 0:
        return "discount"
    spoken = re.sub(r"[\W_]+", " ", name.casefold()).strip()
    for kind, words in WORDS.items():
        if any(f" {word} " in f" {spoken} " for word in words):
            return kind
    return "fee"
