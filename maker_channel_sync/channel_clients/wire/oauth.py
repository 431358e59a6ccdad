"""The OAuth steps of each channel; every function that asks returns a Token."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone
from urllib.parse import urlencode

from ..errors import AuthError, RequestRefused, ScopeError
from ..sentences import _lt
from ..types import Token
from ..values import whole
from .transport import Transport

ETSY_AUTHORIZE = "https://www.etsy.com/oauth/connect"
ETSY_TOKEN = "/v3/public/oauth/token"
ETSY_SCOPES = (
    "shops_r",
    "listings_r",
    "listings_w",
    "transactions_r",
    "transactions_w",
)
SHOPIFY_TOKEN = "/admin/oauth/access_token"
SHOPIFY_SCOPES = (
    "read_products",
    "read_inventory",
    "write_inventory",
    "read_locations",
    "read_orders",
    "read_merchant_managed_fulfillment_orders",
    "write_merchant_managed_fulfillment_orders",
)
SHOPIFY_WISHED = (
    "read_customers",
    "read_returns",
    "read_fulfillments",
    "write_products",
)
"""What is asked for but not needed: customers' names, returns, draft listings."""
FAIRE_AUTHORIZE = "https://faire.com/oauth2/authorize"
FAIRE_TOKEN = "/api/external-api-oauth2/token"
FAIRE_SCOPES = (
    "READ_PRODUCTS",
    "READ_ORDERS",
    "WRITE_ORDERS",
    "READ_BRAND",
    "READ_INVENTORIES",
    "WRITE_INVENTORIES",
    "READ_SHIPMENTS",
)
WIX_TOKEN = "/oauth2/token"


def pkce_pair() -> tuple[str, str]:
    """A fresh (verifier, S256 challenge)."""
    verifier = secrets.token_urlsafe(64)
    return verifier, challenge(verifier)


def challenge(verifier: str) -> str:
    """The S256 challenge of a PKCE verifier.

    >>> challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
    'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'
    """
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def new_state() -> str:
    """An unguessable state to keep beside the request and compare on return."""
    return secrets.token_urlsafe(32)


def etsy_authorize_url(
    keystring: str,
    redirect_uri: str,
    state: str,
    code_challenge: str,
    scopes: Sequence[str] = ETSY_SCOPES,
) -> str:
    """Where a person allows Etsy access; the answer comes to ``redirect_uri``."""
    return f"{ETSY_AUTHORIZE}?" + urlencode(
        {
            "response_type": "code",
            "client_id": keystring,
            "redirect_uri": redirect_uri,
            "scope": " ".join(scopes),
            "state": state,
            "code_challenge": code_challenge,
            "code_challenge_method": "S256",
        }
    )


def etsy_exchange(
    transport: Transport,
    keystring: str,
    code: str,
    verifier: str,
    redirect_uri: str,
    now: datetime | None = None,
) -> Token:
    """The first pair for a ``code``, which is good once and only with its verifier."""
    return _ask(
        transport,
        ETSY_TOKEN,
        now,
        data={
            "grant_type": "authorization_code",
            "client_id": keystring,
            "redirect_uri": redirect_uri,
            "code": code,
            "code_verifier": verifier,
        },
    )


def etsy_refresh(
    transport: Transport, keystring: str, refresh: str, now: datetime | None = None
) -> Token:
    """A new pair; the old refresh token dies with this call, so store at once."""
    return _ask(
        transport,
        ETSY_TOKEN,
        now,
        data={
            "grant_type": "refresh_token",
            "client_id": keystring,
            "refresh_token": refresh,
        },
    )


def shopify_authorize_url(
    shop_url: str,
    client_id: str,
    redirect_uri: str,
    state: str,
    scopes: Sequence[str] = (*SHOPIFY_SCOPES, *SHOPIFY_WISHED),
) -> str:
    """Where a person allows access to one shop."""
    return f"{shop_url.rstrip('/')}/admin/oauth/authorize?" + urlencode(
        {
            "client_id": client_id,
            "scope": ",".join(scopes),
            "redirect_uri": redirect_uri,
            "state": state,
        }
    )


def shopify_callback_is_genuine(params: Mapping[str, str], client_secret: str) -> bool:
    """Whether the query of an OAuth return was signed by Shopify."""
    given = params.get("hmac") or ""
    pairs = sorted((k, v) for k, v in params.items() if k not in ("hmac", "signature"))
    message = "&".join(f"{key}={value}" for key, value in pairs)
    right = hmac.new(client_secret.encode(), message.encode(), hashlib.sha256)
    return hmac.compare_digest(right.hexdigest().encode(), given.encode())


def shopify_exchange(
    transport: Transport,
    client_id: str,
    client_secret: str,
    code: str,
    now: datetime | None = None,
) -> Token:
    """An offline token that expires and can be refreshed."""
    grant = {"code": code, "expiring": "1"}
    return _shopify(transport, client_id, client_secret, grant, now)


def shopify_client_credentials(
    transport: Transport,
    client_id: str,
    client_secret: str,
    now: datetime | None = None,
) -> Token:
    """A token of a day for an app and shop of the same organisation."""
    grant = {"grant_type": "client_credentials"}
    return _shopify(transport, client_id, client_secret, grant, now)


def shopify_refresh(
    transport: Transport,
    client_id: str,
    client_secret: str,
    refresh: str,
    now: datetime | None = None,
) -> Token:
    """A new pair; the old refresh token lives until the new access token is used."""
    grant = {"grant_type": "refresh_token", "refresh_token": refresh}
    return _shopify(transport, client_id, client_secret, grant, now)


def _shopify(transport, client_id, client_secret, grant: dict, now) -> Token:
    app = {"client_id": client_id, "client_secret": client_secret}
    return _ask(transport, SHOPIFY_TOKEN, now, data={**app, **grant})


def faire_authorize_url(
    application_id: str,
    redirect_url: str,
    state: str,
    scopes: Sequence[str] = FAIRE_SCOPES,
) -> str:
    """Where a person allows access to a brand on Faire."""
    query = [("applicationId", application_id)]
    query += [("scope", scope) for scope in scopes]
    query += [("state", state), ("redirectUrl", redirect_url)]
    return f"{FAIRE_AUTHORIZE}?{urlencode(query)}"


def faire_exchange(
    transport: Transport,
    application_id: str,
    application_secret: str,
    code: str,
    redirect_url: str,
    scopes: Sequence[str] = FAIRE_SCOPES,
) -> Token:
    """A token without expiry or refresh; the code lives ten minutes."""
    return _ask(
        transport,
        FAIRE_TOKEN,
        None,
        json={
            "application_token": application_id,
            "application_secret": application_secret,
            "redirect_url": redirect_url,
            "scope": list(scopes),
            "grant_type": "AUTHORIZATION_CODE",
            "authorization_code": code,
        },
    )


def wix_client_credentials(
    transport: Transport,
    app_id: str,
    app_secret: str,
    instance_id: str,
    now: datetime | None = None,
) -> Token:
    """A token of some hours for one site the app is installed on."""
    return _ask(
        transport,
        WIX_TOKEN,
        now,
        json={
            "grant_type": "client_credentials",
            "client_id": app_id,
            "client_secret": app_secret,
            "instance_id": instance_id,
        },
    )


def _ask(transport: Transport, path: str, now: datetime | None, **form) -> Token:
    """Codes and refresh tokens are good once: never repeated after they were sent."""
    sent = form.get("data") or form["json"]
    transport.add_secrets(
        *(
            sent.get(key, "")
            for key in (
                "client_secret",
                "application_secret",
                "code",
                "authorization_code",
                "code_verifier",
                "refresh_token",
            )
        )
    )
    try:
        found = transport.request("POST", path, idempotent=False, **form).record()
    except (RequestRefused, ScopeError) as error:
        raise AuthError(
            _lt("%(problem)s Connect the channel again.", problem=error.words)
        ) from None
    access, refresh = found.get("access_token"), found.get("refresh_token") or ""
    if not access:
        raise AuthError(_lt("The channel gave no access token. Connect it again."))
    transport.add_secrets(access, refresh)
    expires = None
    if seconds := whole(found.get("expires_in")):
        moment = now or datetime.now(timezone.utc)
        expires = moment + timedelta(seconds=seconds)
    scopes = found.get("scope") or ()
    if isinstance(scopes, str):
        scopes = scopes.replace(",", " ").split()
    return Token(access, refresh, expires, tuple(scopes))
