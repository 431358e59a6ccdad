"""Pictures tied to Etsy's variations, which a write of the record may drop."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..errors import ChannelError, RequestRefused

TRIES = 5
KEYS = frozenset({"property_id", "value_id", "image_id"})


class EtsyPictures:
    """Keeps what the variations of a listing showed, until they show it again.

    ``wishes`` is ``{listing id: {"links": […], "tries": refusals}}`` of what was
    not put right yet; ``keep(listing_id, wish)`` stores one for good, None where
    it is fulfilled. It is called before the write that may drop the pictures, so
    that neither a failure nor the end of this process loses them.
    """

    def __init__(
        self,
        client,
        wishes: Mapping[str, dict] | None = None,
        keep: Callable[[str, dict | None], None] | None = None,
    ):
        self.client = client
        self.wishes = dict(wishes or {})
        self._keep = keep

    def remember(self, listing_id: str) -> None:
        """Store what the variations show; an open wish is what they should."""
        if listing_id not in self.wishes:
            links = self._shown(listing_id)
            if links:
                self._set(listing_id, {"links": links, "tries": 0})

    def restore(self, listing_id: str) -> None:
        """Have the variations show what they did; at the next turn where it fails.

        The numbers were written: they are not told to have failed for a picture.
        """
        try:
            self._restore(listing_id)
        except ChannelError:
            return

    def mend(self) -> list[str]:
        """Put right what was left open; returns listings that were given up."""
        given_up = []
        for listing_id, wish in list(self.wishes.items()):
            try:
                self._restore(listing_id)
            except RequestRefused:
                tries = wish["tries"] + 1
                given_up += [listing_id] if tries >= TRIES else []
                left = None if tries >= TRIES else {**wish, "tries": tries}
                self._set(listing_id, left)
        return given_up

    def _restore(self, listing_id: str) -> None:
        wish = self.wishes.get(listing_id)
        if wish is None:
            return
        if self._shown(listing_id) != wish["links"]:
            self.client.call(
                "POST",
                self._path(listing_id),
                json={"variation_images": wish["links"]},
            )
        self._set(listing_id, None)

    def _shown(self, listing_id: str) -> list[dict]:
        try:
            found = self.client.call("GET", self._path(listing_id)).rows("results")
        except RequestRefused:
            return []
        links = [{key: one[key] for key in KEYS} for one in found if KEYS <= one.keys()]
        return sorted(links, key=lambda one: sorted(one.items()))

    def _path(self, listing_id: str) -> str:
        return f"/shops/{self.client.shop_id}/listings/{listing_id}/variation-images"

    def _set(self, listing_id: str, wish: dict | None) -> None:
        if wish is None:
            self.wishes.pop(listing_id, None)
        else:
            self.wishes[listing_id] = wish
        if self._keep:
            self._keep(listing_id, wish)
