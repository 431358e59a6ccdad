"""Texts as some vendors tell them: with HTML entities in place of characters."""

from __future__ import annotations

from html import escape


def encoded(told, keys: frozenset[str]):
    """``told`` with the texts under these keys written with entities."""
    if isinstance(told, dict):
        return {
            key: escape(value)
            if key in keys and isinstance(value, str)
            else encoded(value, keys)
            for key, value in told.items()
        }
    if isinstance(told, list):
        return [encoded(one, keys) for one in told]
    return told
