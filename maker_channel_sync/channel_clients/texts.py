"""Texts as people wrote them, where a vendor tells them with HTML entities."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from html import unescape

from .types import Address, Listing, Order, OrderLine, Refund

WORDS = {
    Order: ("shipping_title", "note", "gift_message"),
    OrderLine: ("title", "note"),
    Address: tuple(one.name for one in fields(Address)),
    Refund: ("reason",),
    Listing: ("title", "variant_title"),
}
"""What people wrote; ids, codes and SKUs are left alone."""


def plain(told, skip: tuple[str, ...] = ()):
    """``told`` with the entities in its words read, once.

    :param told: an order, a listing or a part of one
    :param skip: names of fields whose words came as they were written
    """
    changes = {
        name: unescape(getattr(told, name))
        for name in WORDS.get(type(told), ())
        if name not in skip and "&" in getattr(told, name)
    }
    for one in fields(told):
        value = getattr(told, one.name)
        if is_dataclass(value):
            changes[one.name] = plain(value, skip)
        elif isinstance(value, tuple) and any(map(is_dataclass, value)):
            changes[one.name] = tuple(plain(part, skip) for part in value)
    return replace(told, **changes) if changes else told
