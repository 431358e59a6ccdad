"""WooCommerce, REST API v3 of the shop itself."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta, timezone
from urllib.parse import urlsplit

from ..base import Capabilities
from ..errors import ChannelError, ForeignPage, RequestRefused, Transient
from ..sentences import _lt, joined
from ..texts import plain
from ..types import Check, Listing, Stock, WebhookHint
from ..wire.webhooks import check_signature, event_of, header
from . import orders
from .drafts import WooCommerceDrafts
from .rest import BATCH, ROOT, WooCommerceRest
from .shipping import WooCommerceShipping
from .stock import WooCommerceStock, counted, manages, shown

TOPICS = (
    "order.created",
    "order.updated",
    "order.deleted",
    "order.restored",
    "product.updated",
    "product.deleted",
)
SELLS_ON = _lt("The shop goes on selling this when it is out of stock (backorders).")
UNSELLABLE = {"grouped", "external"}


class WooCommerceClient(WooCommerceRest):
    """One WooCommerce shop, reached at its own address."""

    capabilities = Capabilities(
        compares_before_write=True,
        webhooks=True,
        subscribes=True,
        batch_size=BATCH,
        drafts=True,
    )
    orders_at_once = 20

    def __init__(
        self,
        transport,
        *,
        consumer_key: str,
        consumer_secret: str,
        webhook_secret: str = "",
    ):
        super().__init__(transport, consumer_key, consumer_secret)
        self.webhook_secret = webhook_secret
        self.stock = WooCommerceStock(self)
        self.shipping = WooCommerceShipping(self)
        self.drafts = WooCommerceDrafts(self)
        transport.add_secrets(webhook_secret)

    def check(self):
        """Reads what will be read, and tries an empty write, which changes nothing."""
        try:
            self.call("GET", "/products", params={"per_page": 1})
        except (ForeignPage, RequestRefused) as error:
            if getattr(error, "status", 404) != 404:
                raise
            raise ChannelError(
                _lt(
                    "There is no WooCommerce at this address. Enter the address "
                    "of the WordPress site itself; its permalinks must not be "
                    "“Plain”."
                )
            ) from None
        self.call("GET", "/orders", params={"per_page": 1})
        nothing: dict = {"update": []}
        # a shop that dislikes an empty batch lets us write all the same
        with contextlib.suppress(RequestRefused, Transient):
            self.call("POST", "/products/batch", json=nothing, retry=False)
        index = self.optional("", root=f"{ROOT}/")
        currency = self.optional("/data/currencies/current")
        return Check(
            shop_name=index.get("name") or urlsplit(self.transport.base_url).netloc,
            shop_id=index.get("url") or self.transport.base_url,
            currency=currency.get("code") or "",
        )

    def iter_listings(self):
        currency = self.optional("/data/currencies/current").get("code") or ""
        by_id = {"orderby": "id", "order": "asc"}
        for product in self.rows("/products", {**by_id, "status": "any"}):
            if product.get("type") in UNSELLABLE:
                continue
            if product.get("type") != "variable" and not product.get("variations"):
                yield _listing(product, None, currency)
                continue
            path = f"/products/{product['id']}/variations"
            for variation in self.rows(path, by_id):
                yield _listing(product, variation, currency)

    def records(self, remote_ids: Sequence[str]) -> dict[str, dict]:
        """Products and variations as the shop has them now, by remote id."""
        simple, variations = [], {}
        for remote_id in remote_ids:
            product, _, variation = remote_id.partition(":")
            if variation:
                variations.setdefault(product, []).append(variation)
            else:
                simple.append(product)
        found = {str(row.get("id")): row for row in self.included("/products", simple)}
        for product, ids in variations.items():
            path = f"/products/{product}/variations"
            try:
                rows = list(self.included(path, ids))
            except RequestRefused as error:
                if error.status != 404:
                    raise
                continue
            found.update({f"{product}:{row.get('id')}": row for row in rows})
        for remote_id in remote_ids:
            if remote_id not in found and (row := self._single(remote_id)):
                found[remote_id] = row
        return {key: found[key] for key in remote_ids if key in found}

    def _single(self, remote_id: str) -> dict | None:
        """What a list left out, asked for by itself; None where it is gone."""
        product, _, variation = remote_id.partition(":")
        path = f"/products/{product}"
        try:
            row = self.call(
                "GET", f"{path}/variations/{variation}" if variation else path
            ).record()
        except RequestRefused as error:
            if error.status != 404:
                raise
            return None
        own = variation or product
        return (
            row if str(row.get("id")) == own and row.get("status") != "trash" else None
        )

    def get_stock(self, remote_ids):
        return {
            remote_id: Stock(
                remote_id,
                counted(record) if _state(record) == "active" else 0,
                tracked=manages(record),
                state=_state(record),
            )
            for remote_id, record in self.records(remote_ids).items()
        }

    def set_stock(self, changes):
        return self.stock.set(changes)

    def iter_orders(self, since):
        after = since.astimezone(timezone.utc) - timedelta(seconds=1)
        params = {
            "modified_after": after.strftime("%Y-%m-%dT%H:%M:%S"),
            "dates_are_gmt": "true",
            "orderby": "id",
            "order": "asc",
        }
        query = {**params, "per_page": BATCH, "page": 1}
        page = self.call("GET", "/orders", params=query).rows()
        if len(page) < BATCH:
            yield from map(self._order, sorted(page, key=_modified))
        else:
            yield from map(self._order, self._by_change(params))

    def _by_change(self, params: Mapping) -> Iterator[dict]:
        """Many orders, oldest change first, which not every shop can sort by.

        What changes while this runs comes last, as it should.
        """
        only = {**params, "_fields": "id,date_modified_gmt"}
        left = {row["id"]: _modified(row) for row in self.rows("/orders", only)}
        order = sorted(left, key=left.get)
        touched = []
        for start in range(0, len(order), BATCH):
            ids = order[start : start + BATCH]
            rows = {r["id"]: r for r in self.included("/orders", list(map(str, ids)))}
            for ident in ids:
                row = rows.get(ident) or self.raw_order(str(ident))
                if row is None:
                    continue
                if _modified(row) > left[ident]:
                    touched.append(row)
                else:
                    yield row
        yield from sorted(touched, key=_modified)

    def get_order(self, remote_id):
        found = self.raw_order(remote_id)
        return self._order(found) if found else None

    def get_orders(self, remote_ids):
        """What the list hides, as it hides the trash, is asked for by itself."""
        rows = {str(row.get("id")): row for row in self.included("/orders", remote_ids)}
        found = {}
        for remote_id in remote_ids:
            row = rows.get(remote_id) or self.raw_order(remote_id)
            found[remote_id] = self._order(row) if row else None
        return found

    def raw_order(self, remote_id: str) -> dict | None:
        """An order as the shop tells it, None where it has none."""
        try:
            return self.call("GET", f"/orders/{remote_id}").record() or None
        except RequestRefused as error:
            if error.status == 404:
                return None
            raise

    def refunds(self, found: dict) -> list[dict]:
        """What was paid back of an order, as the shop tells it."""
        if not (found and found.get("refunds") and found.get("id")):
            return []
        return self.call("GET", f"/orders/{found['id']}/refunds").rows()

    def _order(self, found: dict):
        return orders.order(found, self.refunds(found))

    def create_draft(self, draft):
        return self.drafts.create(draft)

    def ship(self, request):
        return self.shipping.ship(request)

    def verify_webhook(self, headers, body, now):
        """A ping, sent unsigned when a webhook is made, is only answered."""
        given = header(headers, "X-WC-Webhook-Signature")
        if not given and re.fullmatch(rb"webhook_id=\d+", body):
            return WebhookHint("", "ping", ping=True)
        check_signature(self.webhook_secret, body, given, "WooCommerce")
        event = event_of(body, "WooCommerce")
        topic = header(headers, "X-WC-Webhook-Topic")
        changed = event.get("date_modified_gmt") or event.get("date_modified") or ""
        delivery = header(headers, "X-WC-Webhook-Delivery-ID")
        hint = {"delivery_id": delivery or f"{topic}:{event.get('id')}:{changed}"}
        if topic.startswith("order."):
            hint["order_id"] = str(event.get("id") or "")
        elif topic.startswith("product."):
            hint["listing_ids"] = tuple(_event_listings(event))
            if event.get("manage_stock") is True and not event.get("variations"):
                hint["quantity"] = counted(event)
        return WebhookHint(topic=topic, **hint)

    def ensure_webhooks(self, url):
        """Make what is missing, and switch on what the shop switched off."""
        mended = []
        hooks = {
            hook.get("topic"): hook
            for hook in self.rows("/webhooks", {"orderby": "id", "order": "asc"})
            if hook.get("delivery_url") == url
        }
        for topic in TOPICS:
            hook = hooks.get(topic)
            if hook is None:
                body = {
                    "name": f"Maker {topic}",
                    "topic": topic,
                    "delivery_url": url,
                    "secret": self.webhook_secret,
                }
                self.call("POST", "/webhooks", json=body, idempotent=False)
            elif hook.get("status") != "active":
                self.call("PUT", f"/webhooks/{hook['id']}", json={"status": "active"})
            else:
                continue
            mended.append(topic)
        return tuple(mended)


def _state(record: Mapping) -> str:
    status = record.get("status") or "publish"
    return "active" if status == "publish" else status


def _listing(product: Mapping, variation: Mapping | None, currency: str) -> Listing:
    row = variation or product
    managed = manages(row)
    warning = ""
    if row.get("manage_stock") == "parent":
        warning = _lt("Its quantity is shared by all variations of the product.")
    elif product.get("type") not in ("simple", "variable"):
        warning = _lt("A product of type %(type)s.", type=product.get("type"))
    if managed and row.get("backorders") not in (None, "", "no"):
        warning = joined((warning, SELLS_ON)) if warning else SELLS_ON
    price = row.get("price")
    states = [_state(product), _state(row)]
    product_id = str(product["id"])
    made = Listing(
        remote_id=f"{product_id}:{variation['id']}" if variation else product_id,
        parent_id=product_id,
        title=product.get("name") or "",
        sku=row.get("sku") or "",
        barcode=row.get("global_unique_id") or "",
        variant_title=", ".join(
            f"{one.get('name')}: {one.get('option')}"
            for one in (variation or {}).get("attributes") or ()
        ),
        price=orders.number(price) if price not in (None, "") else None,
        currency=currency,
        quantity=shown(row) if managed else None,
        tracked=managed,
        state=next((one for one in states if one != "active"), "active"),
        url=row.get("permalink") or "",
        warning=warning,
        shared=product_id if row.get("manage_stock") == "parent" else "",
    )
    return plain(made)


def _modified(row: Mapping) -> str:
    return str((row or {}).get("date_modified_gmt") or "")


def _event_listings(event: Mapping) -> Iterator[str]:
    product = str(event.get("id") or "")
    variations = event.get("variations") or ()
    if variations:
        yield from (f"{product}:{one}" for one in variations)
    elif event.get("parent_id"):
        yield f"{event['parent_id']}:{product}"
    elif product:
        yield product
