"""Preparing listings: what every channel has in common."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable

from .errors import ItemRejected, RequestRefused, Transient
from .sentences import _lt
from .types import Draft, Listing


def prepared(
    draft: Draft,
    find: Callable[[Draft], Listing | None],
    create: Callable[[Draft], Listing],
) -> Listing:
    """The draft that ``find`` knows, else a new one; made once whatever happens."""
    known = find(draft)
    if known:
        return _unpublished(draft, known)
    try:
        return create(draft)
    except RequestRefused as error:
        raise ItemRejected(error.words) from None
    except Transient as error:
        known = error.maybe_applied and find(draft)
        if known:
            return _unpublished(draft, known)
        raise


def _unpublished(draft: Draft, known: Listing) -> Listing:
    if known.state == "active":
        raise ItemRejected(
            _lt(
                "%(sku)s is for sale in this shop already: fetch its listings.",
                sku=draft.sku,
            ),
            known.remote_id,
        )
    return known


def handle(draft: Draft) -> str:
    """A web name that the same SKU always gets and no other product has.

    >>> handle(Draft("AMBER", "Crème & Amber", 21))
    'creme-amber-cb4bbac4'
    """
    plain = unicodedata.normalize("NFKD", draft.title).encode("ascii", "ignore")
    words = re.sub(r"[^a-z0-9]+", "-", plain.decode().lower()).strip("-")[:60]
    mark = hashlib.sha256(draft.sku.encode()).hexdigest()[:8]
    return f"{words}-{mark}".lstrip("-")
