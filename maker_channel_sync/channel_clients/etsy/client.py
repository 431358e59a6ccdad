"""Etsy, Open API v3."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice

from ..base import Capabilities, ChannelClient
from ..errors import AuthError, ItemRejected, RequestRefused, ScopeError
from ..sentences import _lt
from ..types import Check, Stock, StockResult, WebhookHint
from ..values import whole
from ..wire.answers import Answer
from ..wire.oauth import ETSY_SCOPES
from ..wire.rates import EtsyBudget, RateBudget
from ..wire.webhooks import check_svix, event_of
from . import inventory, ledger, orders
from .drafts import EtsyDrafts
from .pictures import EtsyPictures
from .shipping import EtsyShipping
from .stock import EtsyStock

STATES = ("active", "inactive", "sold_out", "draft", "expired")
PAGE = 100
OVERLAP = 25
"""Rows read twice, for rows that were touched move to the end of the list."""
V3 = "/v3/application"


class EtsyClient(ChannelClient):
    """One Etsy shop.

    A listing's quantities are one record, so several variations are one write.
    Etsy cannot hold zero for a whole listing: it is deactivated instead, and
    only listings in ``deactivated`` (ids of ours) are ever activated again.
    """

    capabilities = Capabilities(
        compares_before_write=True,
        webhooks=True,
        signs_delivery=True,
        batch_size=PAGE,
        max_quantity=inventory.MAX_QUANTITY,
        oauth=True,
        fees_apart=True,
        drafts=True,
        drafts_need_example=True,
        drafts_need_stock=True,
    )

    def __init__(
        self,
        transport,
        *,
        shop_id="",
        keystring: str,
        shared_secret: str,
        token,
        webhook_secret: str = "",
        allow_paid_renewal: bool = False,
        deactivated: Iterable[str] = (),
        picture_wishes: Mapping[str, dict] | None = None,
        keep_pictures: Callable[[str, dict | None], None] | None = None,
    ):
        super().__init__(transport, token)
        self.shop_id = str(shop_id or "")
        self.api_key = f"{keystring}:{shared_secret}"
        self.webhook_secret = webhook_secret
        self.allow_paid_renewal = allow_paid_renewal
        self.deactivated = {str(one).partition(":")[0] for one in deactivated}
        self.pictures = EtsyPictures(self, picture_wishes, keep_pictures)
        self.stock = EtsyStock(self)
        self.shipping = EtsyShipping(self)
        self.drafts = EtsyDrafts(self)
        transport.add_secrets(shared_secret, webhook_secret)
        if type(transport.rate) is RateBudget:
            transport.rate = EtsyBudget()

    def _headers(self, token):
        return {**super()._headers(token), "x-api-key": self.api_key}

    def call(self, method: str, path: str, **options) -> Answer:
        """A request below the API's root, its refusals put into words."""
        try:
            return self._call(method, f"{V3}{path}", **options)
        except ScopeError as error:
            words = str(error).lower()
            if "api key" in words or "api-key" in words or "shared secret" in words:
                raise AuthError(
                    _lt(
                        "%(problem)s Check the keystring and the shared secret.",
                        problem=error.words,
                    )
                ) from None
            missing = tuple(s for s in ETSY_SCOPES if s in words)
            if missing or "scope" in words:
                raise ScopeError(error.words, missing) from None
            raise

    def check(self):
        me = self.call("GET", "/users/me").record()
        self.shop_id = self.shop_id or str(me.get("shop_id") or "")
        if not self.shop_id:
            raise AuthError(
                _lt("This Etsy account has no shop. Sign in as the shop's owner.")
            )
        if str(me.get("shop_id") or self.shop_id) != self.shop_id:
            raise AuthError(
                _lt(
                    "This Etsy account owns shop %(shop_id)s, not %(shop_id2)s. "
                    "Connect again, signed in to Etsy as the shop's owner.",
                    shop_id=me.get("shop_id"),
                    shop_id2=self.shop_id,
                )
            )
        shop = self.call("GET", f"/shops/{self.shop_id}").record()
        granted = self._scopes()
        return Check(
            shop_name=shop.get("shop_name") or "",
            shop_id=self.shop_id,
            currency=shop.get("currency_code") or "",
            scopes=granted,
            missing_scopes=tuple(
                s for s in ETSY_SCOPES if granted and s not in granted
            ),
        )

    def _scopes(self) -> tuple[str, ...]:
        try:
            found = self.call(
                "POST", "/scopes", data={"token": self._token(None)}
            ).json()
        except RequestRefused:
            return ()
        if isinstance(found, dict):
            found = found.get("scopes") or ()
        return tuple(str(one) for one in found)

    def iter_listings(self):
        for state in STATES:
            for page in self.pages(f"/shops/{self.shop_id}/listings", {"state": state}):
                page = [one for one in page if one.get("listing_id")]
                full = self.records([str(one["listing_id"]) for one in page])
                for brief in page:
                    record = full.get(str(brief["listing_id"])) or {}
                    yield from inventory.listings({**brief, **record})

    def pages(self, path: str, params: dict) -> Iterator[list]:
        """A list page by page, none of them empty."""
        offset = 0
        while True:
            query = {**params, "limit": PAGE, "offset": offset}
            answer = self.call("GET", path, params=query)
            page = answer.rows("results")
            if page:
                yield page
            offset += len(page)
            if not page or _is_last(answer, len(page), offset):
                return

    def records(self, listing_ids: Sequence[str]) -> dict[str, dict]:
        """Records by listing id. One unknown id fails a batch: halve it."""
        ids = iter(dict.fromkeys(one for one in listing_ids if one.isdigit()))
        found, queue = {}, []
        while chunk := list(islice(ids, PAGE)):
            queue.append(chunk)
        while queue:
            chunk = queue.pop()
            try:
                answer = self.call(
                    "GET",
                    "/listings/batch/inventory",
                    params={"listing_ids": ",".join(chunk)},
                )
            except RequestRefused as error:
                if error.status != 404:
                    raise
                middle = len(chunk) // 2
                if middle:
                    queue += [chunk[:middle], chunk[middle:]]
                continue
            for record in answer.rows("results"):
                found[str(record.get("listing_id"))] = record
        return found

    def get_stock(self, remote_ids):
        records = self.records([one.partition(":")[0] for one in remote_ids])
        stock = {}
        for remote_id in remote_ids:
            listing_id, _, key = remote_id.partition(":")
            record = records.get(listing_id, {})
            product = inventory.products_of(record).get(key)
            if product is not None:
                state = inventory.state_of(record, product)
                shown = inventory.held(product) if state == "active" else 0
                stock[remote_id] = Stock(remote_id, shown, state=state)
        return stock

    def set_stock(self, changes):
        return self.stock.set(changes)

    def create_draft(self, draft):
        return self.drafts.create(draft)

    def mend(self):
        return self.pictures.mend()

    def reactivate(self, remote_ids):
        results = []
        for listing_id in dict.fromkeys(one.partition(":")[0] for one in remote_ids):
            error = None
            if listing_id in self.deactivated:
                try:
                    self.stock.set_state(listing_id, "active")
                    self.deactivated.discard(listing_id)
                except RequestRefused as refusal:
                    error = ItemRejected(refusal.words)
            else:
                error = ItemRejected(
                    _lt("This listing was not taken off sale by Maker.")
                )
            results += [
                StockResult(one, None, error, reactivated=error is None)
                for one in remote_ids
                if one.partition(":")[0] == listing_id
            ]
        return results

    def iter_orders(self, since):
        """Pages by time, not by offset: a receipt touched meanwhile moves the rows."""
        start, offset, seen = max(int(since.timestamp()), 946684800), 0, set()
        while True:
            answer = self.call(
                "GET",
                f"/shops/{self.shop_id}/receipts",
                params={
                    "min_last_modified": start,
                    "sort_on": "updated",
                    "sort_order": "asc",
                    "limit": PAGE,
                    "offset": offset,
                },
            )
            page = answer.rows("results")
            for receipt in page:
                order = orders.order(receipt)
                mark = (order.remote_id, order.updated)
                if mark not in seen:
                    seen.add(mark)
                    yield order
            if not page or _is_last(answer, len(page), offset + len(page)):
                return
            last = int(orders.order(page[-1]).updated.timestamp()) or start
            step = max(len(page) - OVERLAP, 1)
            offset = offset + step if last <= start else 0
            start = max(last, start)

    def get_order(self, remote_id):
        path = f"/shops/{self.shop_id}/receipts/{remote_id}"
        try:
            return orders.order(self.call("GET", path).record())
        except RequestRefused as error:
            if error.status == 404:
                return None
            raise

    def get_fees(self, remote_id):
        path = f"/shops/{self.shop_id}/receipts/{remote_id}/payments"
        try:
            return orders.fees(self.call("GET", path).rows("results"))
        except RequestRefused as error:
            if error.status == 404:
                return None
            raise

    def iter_movements(self, since, until):
        while since < until:
            end = min(since + ledger.SPAN, until)
            span = {
                "min_created": int(since.timestamp()),
                "max_created": int(end.timestamp()),
            }
            path = f"/shops/{self.shop_id}/payment-account/ledger-entries"
            for page in self.pages(path, span):
                yield from filter(None, map(ledger.movement, page))
            since = end

    def ship(self, request):
        return self.shipping.ship(request)

    def verify_webhook(self, headers, body, now: datetime):
        delivery = check_svix(headers, body, self.webhook_secret, now, "Etsy")
        event = event_of(body, "Etsy")
        shop, topic = str(event.get("shop_id")), str(event.get("event_type") or "")
        if shop != self.shop_id:
            raise AuthError(_lt("Etsy webhook refused: it is about another shop."))
        url = str(event.get("resource_url") or "")
        found = re.search(rf"/shops/{self.shop_id}/receipts/(\d+)$", url)
        return WebhookHint(delivery, topic, order_id=found.group(1) if found else "")


def _is_last(answer: Answer, size: int, end: int) -> bool:
    """Whether a page of ``size`` rows that ends at ``end`` is the last."""
    total = answer.record().get("count")
    return size < PAGE if total is None else end >= whole(total)
