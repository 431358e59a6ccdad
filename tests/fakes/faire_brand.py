"""Faire: the brand, its credentials, its products and paging."""

from __future__ import annotations

import base64
import json
from datetime import datetime, timezone
from decimal import Decimal

from . import schemas
from .checkout import Checkout
from .goods import Listing, Order, Variant
from .limits import Window
from .messages import Refuse, Request, Response
from .server import PROXY_PAGE, route

API = "/external-api/v2"
PREFIXES = {
    "listing": "p",
    "variant": "po",
    "order": "bo",
    "line": "oi",
    "parcel": "s",
    "refund": "rf",
}
ROBOTS = ("python-requests/", "python-urllib", "curl/")


def when(moment: datetime | None) -> str | None:
    """A moment as Faire writes it: 20190314T000915.000Z."""
    if moment is None:
        return None
    return f"{moment:%Y%m%dT%H%M%S}.{moment.microsecond // 1000:03d}Z"


def moment_of(text: str) -> datetime:
    """The moment of a filter, in Faire's writing or in plain ISO 8601."""
    compact = text.replace("-", "").replace(":", "").replace("Z", "+0000")
    for pattern in ("%Y%m%dT%H%M%S.%f%z", "%Y%m%dT%H%M%S%z"):
        try:
            return datetime.strptime(compact, pattern).astimezone(timezone.utc)
        except ValueError:
            continue
    raise ValueError(f"{text!r} is not a timestamp")


def money(amount: Decimal, currency: str) -> dict:
    """Faire's money in minor units."""
    return {
        "amount_minor": int((amount * 100).to_integral_value()),
        "currency": currency,
    }


class FaireBrand(Checkout):
    """One brand on Faire, selling wholesale; ``scheme`` is brand or oauth."""

    vendor = "Faire"
    refunds = False

    def __init__(self, name: str = "", currency: str = "", scheme: str = "brand"):
        super().__init__(name, currency)
        self.scheme = scheme
        self.access_token = "fake-faire-token"
        self.app_id = "apa_fake"
        self.app_secret = "fakefairesecret"
        self.writes_per_second = Window(1000, 1.0)

    @property
    def credentials(self) -> dict:
        if self.scheme == "brand":
            return {"scheme": "brand"}
        return {
            "scheme": "oauth",
            "application_id": self.app_id,
            "application_secret": self.app_secret,
        }

    def make_id(self, kind: str, number: int) -> str:
        return f"{PREFIXES.get(kind, 'x')}_{number:010x}"

    def listed(self, listing: Listing) -> None:
        given = listing.extra
        case = given.pop("case", 1)
        listing.extra = {
            "case": case,
            "minimum": given.pop("minimum", case),
            "oversell": given.pop("oversell", False),
        }
        for variant in listing.variants:
            variant.oversell = listing.extra["oversell"]

    def placed(self, order: Order, options: dict) -> None:
        order.extra = {
            "state": options.pop("state", "NEW"),
            "original": options.pop("original", None),
            "by_faire": options.pop("fulfilled_by_faire", False),
            "wants_cancel": options.pop("wants_cancel", False),
            "po": options.pop("po", ""),
            "paid_out": None,
            "ship_after": options.pop("ship_after", None),
        }

    def buy(self, lines, **options) -> str:
        lines = [(key, self.units(count)) for key, count in lines]
        for key, count in lines:
            listing = self.variant(key).listing
            case, minimum = self.lots(listing)
            if count % case or count < minimum:
                raise ValueError(
                    f"{listing.title} is sold in cases of {case}, at least {minimum}."
                )
        return super().buy(lines, **options)

    def lots(self, listing: Listing) -> tuple[int, int]:
        return listing.extra["case"], listing.extra["minimum"]

    def ship(self, order, *args, **options) -> str:
        with self.lock:
            self.order(order).extra["state"] = "PRE_TRANSIT"
            return super().ship(order, *args, **options)

    def cancel(self, order, restock: bool = True) -> None:
        with self.lock:
            self.order(order).extra["state"] = "CANCELED"
            super().cancel(order, restock)

    def pay_out(self, order) -> None:
        """Faire pays the brand: nothing can be shipped any more."""
        with self.lock:
            self.order(order).extra["paid_out"] = self.now()

    # Credentials, limits, schema.

    def error(self, status: int, message: str, **extra) -> Response:
        return Response(status, {"message": message, **extra})

    def admit(self, request: Request, options: dict) -> None:
        agent = (request.headers.get("User-Agent") or "").lower()
        if not agent or agent.startswith(ROBOTS):
            page = {"Content-Type": "text/html", "Server": "cloudflare"}
            raise Refuse(Response(403, PROXY_PAGE, page))
        self._check_token(request)
        if request.method == "GET" and request.headers.get("Content-Type"):
            self.refuse(415, "Unsupported Media Type")
        if request.method != "GET" and not self.writes_per_second.take():
            self.refuse(429, "Too Many Requests")
        found = schemas.openapi("faire").problems(request, API)
        if found:
            self.refuse(400, "; ".join(found))

    def _check_token(self, request: Request) -> None:
        given = request.headers
        if self.scheme == "brand":
            good = given.get("X-FAIRE-ACCESS-TOKEN") == self.access_token
        else:
            secret = f"{self.app_id}:{self.app_secret}".encode()
            good = (
                given.get("X-FAIRE-OAUTH-ACCESS-TOKEN") == self.access_token
                and given.get("X-FAIRE-APP-CREDENTIALS")
                == base64.b64encode(secret).decode()
            )
        if not good:
            self.refuse(401, "Unauthorized")

    def expired(self) -> Response:
        return self.error(401, "Unauthorized")

    def throttled(self) -> Response:
        return self.error(429, "Too Many Requests")

    def _body(self, request: Request) -> dict:
        try:
            return request.json()
        except ValueError as error:
            self.refuse(400, str(error))

    # Brand and products.

    @route("GET", API + "/brands/profile")
    def brand(self, request: Request):
        return {"brand_id": "b_fake", "name": self.name}

    @route("GET", API + "/products")
    def products(self, request: Request):
        rows = [listing for listing in self.listings if listing.state != "draft"]
        sku = request.arg("sku")
        if sku:
            rows = [li for li in rows if any(v.sku == sku for v in li.variants)]
        if request.arg("include_deleted") != "true":
            rows = [listing for listing in rows if listing.state != "deleted"]
        page, cursor = self._page(request, rows, 10, 250)
        told = {"products": [self._product(listing) for listing in page]}
        return {**told, "limit": len(page), **({"cursor": cursor} if cursor else {})}

    @route("GET", API + "/products/{product_id}")
    def product(self, request: Request, product_id: str):
        for listing in self.listings:
            if listing.id == product_id:
                return self._product(listing)
        self.refuse(404, f"Product {product_id} not found")

    def _product(self, listing: Listing) -> dict:
        state = {"active": "PUBLISHED", "inactive": "UNPUBLISHED"}.get(
            listing.state, listing.state.upper()
        )
        return {
            "id": listing.id,
            "brand_id": "b_fake",
            "created_at": when(listing.created),
            "updated_at": when(listing.updated),
            "name": listing.title,
            "sale_state": "FOR_SALE",
            "lifecycle_state": state,
            "unit_multiplier": listing.extra["case"],
            "minimum_order_quantity": listing.extra["minimum"],
            "allow_sales_when_out_of_stock": listing.extra["oversell"],
            "preorderable": False,
            "variants": [self._variant_told(v, state) for v in listing.variants],
        }

    def _variant_told(self, variant: Variant, state: str) -> dict:
        told = {
            "id": variant.id,
            "product_id": variant.listing.id,
            "created_at": when(variant.listing.created),
            "updated_at": when(variant.listing.updated),
            "name": variant.title or variant.listing.title,
            "sale_state": "FOR_SALE",
            "lifecycle_state": state,
            "options": [
                {"name": name, "value": value} for name, value in variant.values.items()
            ],
            "prices": [
                {
                    "geo_constraint": {"country": "USA"},
                    "wholesale_price": money(variant.price, self.currency),
                    "retail_price": money(variant.price * 2, self.currency),
                }
            ],
        }
        if variant.sku:
            told["sku"] = variant.sku
        if variant.barcode:
            told["gtin"] = variant.barcode
        if variant.tracked:
            told["available_quantity"] = variant.level.available
        return told

    def _page(self, request: Request, rows: list, low: int, high: int, fits=None):
        """Rows in the order of their change, after the cursor; and the next cursor.

        A cursor carries the filters that it was begun with, and takes no others.
        """
        cursor, query, mark = request.arg("cursor"), dict(request.query), None
        if cursor and set(query) - {"cursor", "limit"}:
            self.refuse(400, "cursor cannot be combined with other parameters")
        try:
            if cursor:
                told = json.loads(base64.urlsafe_b64decode(cursor))
                query, mark = told["query"], tuple(told["mark"])
            limit = int(request.arg("limit", str(high)))
            number = int(query.get("page", ["1"])[-1])
            if "updated_at_min" in query:
                edge = moment_of(query["updated_at_min"][-1])
                rows = [row for row in rows if row.updated >= edge]
            if fits:
                rows = [row for row in rows if fits(row, query)]
        except (ValueError, KeyError) as error:
            self.refuse(400, str(error))
        if not low <= limit <= high:
            self.refuse(400, f"limit must be between {low} and {high}")
        by = "created" if query.get("sort_by") == ["CREATED_AT"] else "updated"
        marked = sorted(((getattr(r, by).isoformat(), r.id), r) for r in rows)
        if mark:
            marked = [entry for entry in marked if entry[0] > mark]
        else:
            marked = marked[(number - 1) * limit :]
        page = [row for _, row in marked[:limit]]
        if len(marked) <= limit:
            return page, ""
        told = {"query": query, "mark": marked[limit - 1][0]}
        return page, base64.urlsafe_b64encode(json.dumps(told).encode()).decode()
