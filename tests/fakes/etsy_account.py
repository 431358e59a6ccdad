"""Etsy's app keys, OAuth with PKCE, tokens and rate limits."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import datetime, timezone
from urllib.parse import urlencode

from . import schemas
from .checkout import Checkout
from .limits import Window
from .messages import Refuse, Request, Response
from .server import route

API = "/v3/application"
SCOPES = "shops_r listings_r listings_w transactions_r transactions_w"


class EtsyAccount(Checkout):
    """An Etsy shop as far as its app, its tokens and its limits go."""

    vendor = "Etsy"
    shop_id = 55501234
    user_id = 98765432
    retry_delays = (0.0, 0.2, 1.0)

    def __init__(self, name: str = "", currency: str = ""):
        super().__init__(name, currency)
        self.keystring = "fakekeystring0123456789a"
        self.shared_secret = "fakesecret"
        self.webhook_secret = "whsec_" + base64.b64encode(b"etsy-webhook-key").decode()
        self.scopes = SCOPES.split()
        self.token_seconds = 3600
        self.per_second = Window(1000, 1)
        self.per_day = Window(100_000, 86400)
        self.regional_block = False
        """Refuse tracking, as Etsy does to foreign apps in some regions."""
        self.hide_addresses = False
        self.fees: list[tuple[str, str]] = []
        """(listing id, why) of every listing fee charged."""
        self._access: dict[str, float] = {}
        self._refresh: set[str] = set()
        self._codes: dict[str, dict] = {}
        self.access_token, self.refresh_token = self._issue()

    @property
    def credentials(self) -> dict:
        return {
            "shop_id": str(self.shop_id),
            "keystring": self.keystring,
            "shared_secret": self.shared_secret,
        }

    # Credentials and limits.

    def _issue(self) -> tuple[str, str]:
        access = f"{self.user_id}.{secrets.token_urlsafe(24)}"
        refresh = f"{self.user_id}.{secrets.token_urlsafe(24)}"
        self._access[access] = self.time() + self.token_seconds
        self._refresh.add(refresh)
        return access, refresh

    def access(self) -> dict:
        with self.lock:
            until = self._access.get(self.access_token, 0)
            return {
                "access_token": self.access_token,
                "refresh_token": self.refresh_token,
                "expires": datetime.fromtimestamp(until, timezone.utc).isoformat(),
            }

    def expire_tokens(self) -> None:
        """Let every access token run out; refresh tokens stay."""
        with self.lock:
            self._access.clear()

    def revoke(self) -> None:
        """The seller takes the app's access away."""
        with self.lock:
            self._access.clear()
            self._refresh.clear()

    def expired(self) -> Response:
        return self.error(
            401, "invalid_token", error_description="access token is expired"
        )

    def throttled(self) -> Response:
        response = self.error(429, "Rate limit exceeded")
        response.headers["retry-after"] = "1"
        return response

    def finish(self, request: Request, response: Response) -> Response:
        if request.path.startswith(API):
            for word, span, window in (
                ("second", "this-second", self.per_second),
                ("day", "today", self.per_day),
            ):
                response.headers[f"x-limit-per-{word}"] = window.limit
                response.headers[f"x-remaining-{span}"] = window.left
        return response

    def admit(self, request: Request, options: dict) -> None:
        if options.get("open"):
            return
        key = request.headers.get("x-api-key") or ""
        if not hmac.compare_digest(key, f"{self.keystring}:{self.shared_secret}"):
            self.refuse(
                403,
                "Invalid API key: should be in the format 'keystring:shared_secret'.",
            )
        for window in (self.per_second, self.per_day):
            if not window.take():
                refused = self.throttled()
                refused.headers["retry-after"] = str(max(1, round(window.wait)))
                raise Refuse(refused)
        scope = options.get("scope")
        if scope:
            self._check_token(request, scope)
        self._check_path(request)
        found = schemas.openapi("etsy").problems(request)
        if found:
            self.refuse(400, "; ".join(found))

    def _check_token(self, request: Request, scope: str) -> None:
        kind, _, token = (request.headers.get("Authorization") or "").partition(" ")
        if kind != "Bearer" or self._access.get(token, 0) < self.time():
            raise Refuse(self.expired())
        if scope not in self.scopes:
            self.refuse(
                403,
                "insufficient_scope",
                error_description=f"The access token lacks the scope {scope}",
            )

    def _check_path(self, request: Request) -> None:
        parts = request.path.split("/")
        if "shops" in parts and parts[parts.index("shops") + 1] != str(self.shop_id):
            self.refuse(403, "The user does not own this shop.")

    @route("GET", "/oauth/connect", open=True)
    def connect(self, request: Request):
        wanted = {name: request.arg(name) for name in request.query}
        if (
            wanted.get("response_type") != "code"
            or wanted.get("client_id") != self.keystring
            or wanted.get("code_challenge_method") != "S256"
            or not wanted.get("code_challenge")
            or not wanted.get("state")
            or not wanted.get("redirect_uri")
        ):
            self.refuse(400, "invalid_request")
        code = secrets.token_urlsafe(24)
        self._codes[code] = wanted
        answer = urlencode({"code": code, "state": wanted["state"]})
        return Response(302, b"", {"Location": f"{wanted['redirect_uri']}?{answer}"})

    @route("POST", "/v3/public/oauth/token", open=True)
    def token(self, request: Request):
        try:
            form = request.form()
        except ValueError as error:
            self.refuse(400, "invalid_request", error_description=str(error))
        if form.get("client_id") != self.keystring:
            self.refuse(401, "invalid_client")
        if form.get("grant_type") == "refresh_token":
            if form.get("refresh_token") not in self._refresh:
                self.refuse(400, "invalid_grant")
            self._refresh.discard(form["refresh_token"])
        elif form.get("grant_type") == "authorization_code":
            self._redeem(form)
        else:
            self.refuse(400, "unsupported_grant_type")
        self.access_token, self.refresh_token = self._issue()
        return {
            "access_token": self.access_token,
            "token_type": "Bearer",
            "expires_in": self.token_seconds,
            "refresh_token": self.refresh_token,
        }

    def _redeem(self, form: dict) -> None:
        wanted = self._codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if (
            wanted is None
            or wanted["code_challenge"] != challenge
            or wanted["redirect_uri"] != form.get("redirect_uri")
        ):
            self.refuse(400, "invalid_grant")
        self.scopes = wanted.get("scope", "").split()

    # The account.

    @route("GET", API + "/users/me", scope="shops_r")
    def me(self, request: Request):
        return {"user_id": self.user_id, "shop_id": self.shop_id}

    @route("POST", API + "/scopes")
    def granted(self, request: Request):
        if self._access.get(request.form().get("token"), 0) < self.time():
            raise Refuse(self.expired())
        return {"scopes": self.scopes}

    @route("GET", API + "/shops/{shop_id}")
    def shop(self, request: Request, shop_id: str):
        return {
            "shop_id": self.shop_id,
            "user_id": self.user_id,
            "shop_name": self.name,
            "currency_code": self.currency,
            "url": f"https://www.etsy.com/shop/{self.shop_id}",
            "listing_active_count": sum(li.state == "active" for li in self.listings),
        }

    @route("GET", API + "/shops/{shop_id}/readiness-state-definitions", scope="shops_r")
    def readiness(self, request: Request, shop_id: str):
        row = {
            "shop_id": self.shop_id,
            "readiness_state_id": 77001,
            "readiness_state": "ready_to_ship",
            "min_processing_days": 1,
            "max_processing_days": 3,
            "processing_days_display_label": "1 - 3 days",
        }
        return {"count": 1, "results": [row]}
