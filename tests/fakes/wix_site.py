"""Wix: the site, its credentials, its errors and its way to filter and page."""

from __future__ import annotations

import base64
import json
import operator
import secrets
from datetime import datetime

from .checkout import Checkout
from .goods import Variant
from .messages import Refuse, Request, Response
from .server import route

KINDS = ("", "listing", "variant", "order", "line", "parcel", "refund", "item")
NO_VARIANT = "00000000-0000-0000-0000-000000000000"
STORES_APP = "215238eb-22a5-4c36-9e7b-e7c08025e04e"
LIMITS = (-99999, 99999)
COMPARE = {
    "$eq": operator.eq,
    "$ne": operator.ne,
    "$gt": operator.gt,
    "$gte": operator.ge,
    "$lt": operator.lt,
    "$lte": operator.le,
    "$in": lambda value, wanted: value in wanted,
    "$hasSome": lambda value, wanted: value in wanted,
    "$startsWith": lambda value, wanted: str(value).startswith(wanted),
}


def stamp(moment: datetime | None) -> str | None:
    """A moment as Wix writes it, to the millisecond."""
    if moment is None:
        return None
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"


def price(amount, sign: str = "$") -> dict:
    """Wix's price: the amount is a text."""
    return {"amount": f"{amount:.2f}", "formattedAmount": f"{sign}{amount:.2f}"}


def fits(row: dict, wanted: dict) -> bool:
    """Whether a row answers a filter; ValueError for an unknown operator."""
    for name, rule in wanted.items():
        if name == "$and":
            good = all(fits(row, part) for part in rule)
        elif name == "$or":
            good = any(fits(row, part) for part in rule)
        elif isinstance(rule, dict):
            good = all(_compares(_at(row, name), *pair) for pair in rule.items())
        else:
            good = _at(row, name) == rule
        if not good:
            return False
    return True


def _at(row, path: str):
    for part in path.split("."):
        row = row.get(part) if isinstance(row, dict) else None
    return row


def _compares(value, sign: str, wanted) -> bool:
    if sign not in COMPARE:
        raise ValueError(f"unknown operator {sign}")
    if isinstance(value, str) and isinstance(wanted, str) and "T" in wanted:
        # Filters may be finer or coarser than the milliseconds that are stored.
        value, wanted = _moment(value), _moment(wanted)
    return value is not None and COMPARE[sign](value, wanted)


def _moment(text: str):
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()
    except ValueError:
        return text


class WixSite(Checkout):
    """A Wix site with its stores app; ``catalog`` is V3 or V1."""

    vendor = "Wix"
    instance_id = "11111111-2222-4333-8444-555555555555"

    def __init__(self, name: str = "", currency: str = "", catalog: str = "V3"):
        super().__init__(name, currency)
        self.catalog = catalog
        self.site_id = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"
        self.api_key = "IST.fake-wix-api-key"
        self.app_id = "fake-wix-app"
        self.app_secret = "fake-wix-secret"
        self.access_token = self.api_key
        self.locations = {"99999999-0000-4000-8000-000000000001": "Studio"}
        self._tokens: dict[str, float] = {}

    @property
    def credentials(self) -> dict:
        return {"site_id": self.site_id, "api_key": self.api_key}

    def make_id(self, kind: str, number: int) -> str:
        return f"{number:08x}-0000-4000-8000-{KINDS.index(kind):012x}"

    def listed(self, listing) -> None:
        listing.extra = {"managed": any(v.values for v in listing.variants)}
        for variant in listing.variants:
            variant.extra = {
                "item": self.next_id("item"),
                "in_stock": True,
                "updated": self.now(),
            }

    def aliases(self, variant: Variant):
        yield variant.id
        yield variant.extra["item"]
        yield f"{variant.listing.id}:{variant.id}"
        if not variant.listing.extra["managed"]:
            yield f"{variant.listing.id}:{NO_VARIANT}"

    def moved(self, variant: Variant) -> None:
        variant.extra["updated"] = self.now()

    # Credentials and errors.

    def error(self, status: int, message: str, **extra) -> Response:
        code = extra.pop("code", "")
        details = {"applicationError": {"code": code, "description": message, **extra}}
        return Response(
            status, {"message": message, "details": details if code else {}}
        )

    def expired(self) -> Response:
        return self.error(401, "Unauthenticated", code="UNAUTHENTICATED")

    def throttled(self) -> Response:
        return self.error(429, "Too many requests", code="RESOURCE_EXHAUSTED")

    def expire_tokens(self) -> None:
        """Let the tokens of app instances run out."""
        with self.lock:
            self._tokens.clear()

    def admit(self, request: Request, options: dict) -> None:
        if options.get("open"):
            return
        given = request.headers.get("Authorization") or ""
        token = given.removeprefix("Bearer ")
        if self._tokens.get(token, 0) > self.time():
            pass
        elif token != self.api_key:
            raise Refuse(self.expired())
        elif request.headers.get("wix-site-id") != self.site_id:
            self.refuse(403, "Forbidden", code="PERMISSION_DENIED")
        old = request.path.startswith(("/stores/v1/", "/stores/v2/", "/stores-reader/"))
        new = request.path.startswith("/stores/v3/") and "provision" not in request.path
        if (old and self.catalog != "V1") or (new and self.catalog != "V3"):
            self.refuse(
                428,
                f"The site uses catalog {self.catalog}",
                code=f"CATALOG_{'V3' if old else 'V1'}_CALLING_WRONG_API",
            )

    @route("POST", "/oauth2/token", open=True)
    def token(self, request: Request):
        given = self._body(request)
        wanted = {
            "grant_type": "client_credentials",
            "client_id": self.app_id,
            "client_secret": self.app_secret,
            "instance_id": self.instance_id,
        }
        if given != wanted:
            self.refuse(400, "invalid_client", code="INVALID_ARGUMENT")
        token = f"OauthNG.JWS.{secrets.token_urlsafe(24)}"
        self._tokens[token] = self.time() + 14400
        return {"access_token": token, "token_type": "Bearer", "expires_in": 14400}

    @route("GET", "/stores/v3/provision/version")
    def version(self, request: Request):
        return {"catalogVersion": f"{self.catalog}_CATALOG"}

    @route("GET", "/site-properties/v4/properties")
    def properties(self, request: Request):
        told = {
            "siteDisplayName": self.name,
            "paymentCurrency": self.currency,
            "timeZone": "America/New_York",
        }
        return {"properties": told, "version": "1"}

    def _body(self, request: Request) -> dict:
        try:
            told = request.json()
        except ValueError as error:
            self.refuse(400, str(error), code="INVALID_ARGUMENT")
        if not isinstance(told, dict):
            self.refuse(400, "Expected an object", code="INVALID_ARGUMENT")
        return told

    def _bad(self, message: str):
        self.refuse(400, message, code="INVALID_ARGUMENT")

    # Paging.

    def _search(self, asked: dict, rows: list[dict], most: int) -> tuple:
        """The page of rows that filter, sort and cursorPaging ask for, and its cursors.

        A cursor stands for the filter and the order it was begun with; neither may
        be sent beside it.
        """
        paging = asked.get("cursorPaging") or asked.get("paging") or {}
        limit, cursor = paging.get("limit", min(100, most)), paging.get("cursor")
        if type(limit) is not int or not 1 <= limit <= most:
            self._bad(f"limit must be between 1 and {most}")
        wanted, order, mark = asked.get("filter") or {}, asked.get("sort") or [], None
        if cursor:
            if wanted or order:
                self._bad("cursor cannot be combined with filter or sort")
            try:
                told = json.loads(base64.urlsafe_b64decode(cursor))
            except ValueError:
                self._bad("invalid cursor")
            wanted, order, mark = told["filter"], told["sort"], tuple(told["mark"])
        try:
            rows = [row for row in rows if fits(row, wanted)]
        except (ValueError, TypeError) as error:
            self._bad(str(error))
        first = order[0] if order else {"fieldName": "createdDate"}
        down = first.get("order", "ASC") == "DESC"
        name = first["fieldName"]
        marked = sorted(
            ((str(_at(row, name) or ""), row["id"], row) for row in rows),
            key=lambda entry: entry[:2],
            reverse=down,
        )
        if mark:
            marked = [e for e in marked if (e[:2] < mark if down else e[:2] > mark)]
        page = marked[:limit]
        more = len(marked) > limit
        cursors = {}
        if more:
            told = {"filter": wanted, "sort": order, "mark": page[-1][:2]}
            cursors["next"] = base64.urlsafe_b64encode(
                json.dumps(told).encode()
            ).decode()
        told = {"count": len(page), "cursors": cursors, "hasNext": more}
        return [entry[2] for entry in page], told
