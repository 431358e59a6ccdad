"""What an answer or a broken line means, named by what to do next."""

from __future__ import annotations

from collections.abc import Mapping

from requests import exceptions
from urllib3.exceptions import NameResolutionError, NewConnectionError

from ..errors import (
    AuthError,
    ChannelError,
    ForeignPage,
    RateLimited,
    RequestRefused,
    ScopeError,
    Transient,
)
from ..sentences import _lt
from .answers import retry_after

PASSING = frozenset({408, 425, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529})


def refusal(
    shop: str, status: int, headers: Mapping[str, str], words: str, page: bool
) -> ChannelError:
    """The error for an answer that is no 2xx.

    :param shop: what people call the shop
    :param words: what the channel said, "" where it said nothing to people
    :param page: whether it sent a web page
    """
    told = {"shop": shop, "said": f": {words}" if words else "."}
    if status == 429:
        seconds = retry_after(headers)
        return RateLimited(
            _lt("Nothing to do: %(shop)s asks to slow down%(said)s", **told),
            2.0 if seconds is None else seconds,
        )
    if status in PASSING or status >= 500:
        fault = _lt(
            "Nothing to do yet: %(shop)s had a fault (%(status)s)%(said)s",
            status=status,
            **told,
        )
        return Transient(fault, True, retry_after(headers))
    if status == 401:
        return AuthError(
            _lt("Connect %(shop)s again: it refuses the credentials%(said)s", **told)
        )
    if status == 403 and page:
        return Transient(
            _lt(
                "Let Maker through the firewall or security plugin of %(shop)s: it "
                "answered with a web page (403).",
                shop=shop,
            )
        )
    if status == 403:
        return ScopeError(
            _lt(
                "Grant the permission in %(shop)s: it does not allow this%(said)s",
                **told,
            )
        )
    if page:
        return ForeignPage(
            _lt(
                "Check the address of %(shop)s: it answered with a web page "
                "(%(status)s), as another site or something in front of it would.",
                shop=shop,
                status=status,
            ),
            maybe_applied=True,
        )
    refused = _lt(
        "%(shop)s refused the request (%(status)s)%(said)s", status=status, **told
    )
    return RequestRefused(refused, status, words)


def broken(shop: str, error: Exception, patience: float) -> Transient:
    """The error for a line that broke before the answer was whole."""
    if isinstance(error, exceptions.ConnectTimeout) or _never_connected(error):
        return Transient(
            _lt("Check that %(shop)s is online: it cannot be reached.", shop=shop)
        )
    if isinstance(error, exceptions.Timeout):
        words = _lt(
            "Nothing to do yet: %(shop)s did not answer within %(seconds)s s.",
            shop=shop,
            seconds=f"{patience:.0f}",
        )
        return Transient(words, maybe_applied=True)
    if isinstance(error, exceptions.SSLError):
        return Transient(
            _lt("Have the certificate of %(shop)s renewed: it is not valid.", shop=shop)
        )
    return Transient(
        _lt("Nothing to do yet: the connection to %(shop)s broke off.", shop=shop),
        maybe_applied=True,
    )


def _never_connected(error) -> bool:
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    return isinstance(reason, NewConnectionError | NameResolutionError)
