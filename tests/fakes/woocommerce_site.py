"""WooCommerce: the site, its credentials, its errors and its paging."""

from __future__ import annotations

import base64
import math
from urllib.parse import urlencode

from .checkout import Checkout
from .messages import Request, Response
from .server import route

API = "/wp-json/wc/v3"


class WooCommerceSite(Checkout):
    """A WooCommerce site without its products and orders."""

    vendor = "WooCommerce"
    listing_ids = 101
    variant_ids = 501
    order_ids = 2001
    retry_delays = ()
    disable_after = 5

    def __init__(self, name: str = "", currency: str = ""):
        super().__init__(name, currency)
        self.consumer_key = "ck_fake"
        self.consumer_secret = "cs_fakesecret"
        self.webhook_secret = "woo-hook-secret"
        self.access_token = ""
        self.strips_authorization = False
        """The host drops the Authorization header: only query strings get in."""
        self.knows_https = True
        """The site notices that it is reached over https; else no key counts."""
        self.read_only = False
        self.sorts_by_modified = False
        """Newer cores can order by the date of the change."""

    @property
    def credentials(self) -> dict:
        return {
            "consumer_key": self.consumer_key,
            "consumer_secret": self.consumer_secret,
            "webhook_secret": self.webhook_secret,
        }

    # Credentials and errors.

    def error(self, status: int, message: str, **extra) -> Response:
        code = extra.get("code", "woocommerce_rest_error")
        data = {"status": status, **extra.get("data", {})}
        return Response(status, {"code": code, "message": message, "data": data})

    def expired(self) -> Response:
        return self.error(
            401,
            "Consumer key is invalid.",
            code="woocommerce_rest_authentication_error",
        )

    def throttled(self) -> Response:
        return self.error(429, "Too many requests", code="too_many_requests")

    def admit(self, request: Request, options: dict) -> None:
        if options.get("open"):
            return
        given = (request.arg("consumer_key"), request.arg("consumer_secret"))
        basic = request.headers.get("Authorization") or ""
        if basic.startswith("Basic ") and not self.strips_authorization:
            try:
                told = base64.b64decode(basic[6:]).decode().partition(":")
                given = (told[0], told[2])
            except ValueError:
                given = ("", "")
        if given[0] != self.consumer_key or not self.knows_https:
            # an unknown key is nobody, and so is everybody on a site that takes
            # its own requests for plain http
            self.refuse(
                401,
                "Sorry, you cannot list resources.",
                code="woocommerce_rest_cannot_view",
            )
        if given != (self.consumer_key, self.consumer_secret):
            self.refuse(
                401,
                "Consumer secret is invalid.",
                code="woocommerce_rest_authentication_error",
            )
        if request.method != "GET" and self.read_only:
            self.refuse(
                401,
                "The API key provided does not have write permissions.",
                code="woocommerce_rest_authentication_error",
            )

    def _json(self, request: Request) -> dict:
        try:
            told = request.json()
        except ValueError as error:
            self.refuse(400, str(error), code="rest_invalid_json")
        if not isinstance(told, dict):
            self.refuse(400, "Invalid JSON body", code="rest_invalid_json")
        return told

    def _pages(self, request: Request, rows: list, tell) -> Response:
        page = self._number(request, "page", 1, 1, 10**9)
        size = self._number(request, "per_page", 10, 1, 100)
        if request.arg("order", "desc") == "desc":
            rows = rows[::-1]
        first = self._number(request, "offset", (page - 1) * size, 0, 10**9)
        chosen = [tell(row) for row in rows[first : first + size]]
        fields = request.args("_fields")
        if fields:
            chosen = [{n: row[n] for n in fields if n in row} for row in chosen]
        pages = math.ceil(len(rows) / size)
        headers = {"X-WP-Total": len(rows), "X-WP-TotalPages": pages}
        if page < pages:
            query = {k: v[-1] for k, v in request.query.items()} | {"page": page + 1}
            url = f"{self.url}{request.path}?{urlencode(query)}"
            headers["Link"] = f'<{url}>; rel="next"'
        return Response(200, chosen, headers)

    def _number(self, request, name: str, default: int, low: int, high: int) -> int:
        told = request.arg(name, str(default))
        if not told.isdigit() or not low <= int(told) <= high:
            self.refuse(400, f"Invalid parameter(s): {name}", code="rest_invalid_param")
        return int(told)

    def _invalid(self, name: str):
        self.refuse(400, f"Invalid parameter(s): {name}", code="rest_invalid_param")

    # The site.

    @route("GET", "/wp-json/", open=True)
    def index(self, request: Request):
        return {
            "name": self.name,
            "url": self.url,
            "home": self.url,
            "gmt_offset": -5,
            "timezone_string": "America/New_York",
            "namespaces": ["wc/v3", "wp/v2"],
        }

    @route("GET", API + "/system_status")
    def system_status(self, request: Request):
        return {
            "environment": {"site_url": self.url, "version": "10.3.0"},
            "settings": {"currency": self.currency, "api_enabled": True},
        }

    @route("GET", API + "/data/currencies/current")
    def currency_now(self, request: Request):
        return {"code": self.currency, "name": self.currency, "symbol": "&#36;"}

    @route("GET", API + "/settings/general/{option}")
    def setting(self, request: Request, option: str):
        known = {
            "woocommerce_currency": self.currency,
            "woocommerce_calc_taxes": "yes",
        }
        if option not in known:
            self.refuse(404, "Invalid setting.", code="rest_setting_setting_invalid")
        return {"id": option, "value": known[option]}
