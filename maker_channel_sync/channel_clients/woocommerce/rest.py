"""Asking a WooCommerce shop: two ways to prove who we are, and its long lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from requests.auth import HTTPBasicAuth

from ..base import ChannelClient
from ..errors import AuthError, ChannelError, RequestRefused, ScopeError, Transient
from ..sentences import _lt
from ..values import whole
from ..wire.answers import Answer

ROOT = "/wp-json"
V3 = f"{ROOT}/wc/v3"
BATCH = 100
OVERLAP = 10
"""Rows read twice, for rows may leave the list while it is read."""
LOOPBACK = ("127.0.0.1", "::1", "localhost")


class WooCommerceRest(ChannelClient):
    """A client that speaks REST with one shop."""

    def __init__(self, transport, consumer_key: str, consumer_secret: str):
        super().__init__(transport)
        self.keys = {
            "consumer_key": consumer_key,
            "consumer_secret": consumer_secret,
        }
        self._in_query = False
        transport.auth = HTTPBasicAuth(consumer_key, consumer_secret)
        transport.add_secrets(consumer_secret)

    def call(self, method: str, path: str, root: str = V3, **options) -> Answer:
        """A request below the API's root.

        Hosts that strip the Authorization header get the keys in the query, over
        https only.
        """
        if self._in_query:
            options["params"] = {**(options.get("params") or {}), **self.keys}
        try:
            return self._call(method, f"{root}{path}", **options)
        except (AuthError, ScopeError) as error:
            words = str(error)
            if "write permissions" in words or "read permissions" in words:
                raise ScopeError(
                    _lt(
                        "%(words)s Make a key with read and write access.", words=words
                    ),
                    ("read_write",),
                ) from None
            stripped = isinstance(error, AuthError) and "onsumer" not in words
            if self._in_query or not self._private() or not stripped:
                raise self._unknown_key(error) from None
        self._in_query = True
        try:
            return self.call(method, path, root, **options)
        except AuthError as error:
            self._in_query = False
            raise self._unknown_key(error) from None

    def _unknown_key(self, error: ChannelError) -> ChannelError:
        """WordPress says only that we may not look; there are two reasons for it."""
        if not isinstance(error, AuthError) or "onsumer" in str(error):
            return error
        return AuthError(
            _lt(
                "The shop does not know this key (%(words)s). Check the consumer key "
                "and secret first. If they are right, the site does not know that it "
                "is reached over https: in WordPress, Settings ▸ General, both "
                "addresses must begin with https, and a proxy before it must pass on "
                "X-Forwarded-Proto.",
                words=error.words,
            )
        )

    def _private(self) -> bool:
        """Whether nobody on the way can read an address."""
        parts = urlsplit(self.transport.base_url)
        return parts.scheme == "https" or parts.hostname in LOOPBACK

    def optional(self, path: str, root: str = V3) -> dict:
        """What is nice to know; {} where the shop does not tell."""
        try:
            return self.call("GET", path, root=root).record()
        except ChannelError:
            return {}

    def rows(self, path: str, params: Mapping) -> Iterator[dict]:
        """Every row of a list once, each with its ``id``."""
        offset, number, paged, seen = 0, 1, True, set()
        while True:
            query = {**params, "per_page": BATCH, "offset": offset}
            if paged:
                query["page"] = number
            try:
                answer = self.call("GET", path, params=query)
            except RequestRefused as error:
                if error.status != 400 or number == 1 or not paged:
                    raise
                # The page is past the last one, which the offset need not be.
                paged = False
                continue
            page = answer.rows()
            fresh = [row for row in page if row.get("id") and row["id"] not in seen]
            seen.update(row["id"] for row in fresh)
            yield from fresh
            total = answer.headers.get("X-WP-Total")
            known = offset + len(page) >= whole(total) if total else len(page) < BATCH
            if not page or known:
                return
            if not fresh:
                raise Transient(_lt("The shop sends the same page again and again."))
            offset += max(len(page) - OVERLAP, 1)
            number += 1

    def included(self, path: str, ids: Sequence[str]) -> Iterator[dict]:
        """Rows by their ids; those that are gone are left out."""
        for start in range(0, len(ids), BATCH):
            include = ",".join(ids[start : start + BATCH])
            params = {"include": include, "per_page": BATCH}
            yield from self.call("GET", path, params=params).rows()
