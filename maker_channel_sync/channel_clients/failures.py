"""What an answer or a broken line means, named by what to do next."""

from __future__ import annotations

from collections.abc import Mapping

from requests import exceptions
from urllib3.exceptions import NameResolutionError, NewConnectionError

from .answers import retry_after
from .errors import (
    AuthError,
    ChannelError,
    ForeignPage,
    RateLimited,
    RequestRefused,
    ScopeError,
    Transient,
)
from .sentences import _lt

PASSING = frozenset({408, 425, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529})


def refusal(
    host: str, status: int, headers: Mapping[str, str], words: str, page: bool
) -> ChannelError:
    """The error for an answer that is no 2xx.

    :param words: what the channel said, "" where it said nothing to people
    :param page: whether it sent a web page
    """
    told = {"host": host, "said": f": {words}" if words else "."}
    if status == 429:
        seconds = retry_after(headers)
        return RateLimited(
            _lt("%(host)s asks to slow down%(said)s", **told),
            2.0 if seconds is None else seconds,
        )
    if status in PASSING or status >= 500:
        fault = _lt("%(host)s had a fault (%(status)s)%(said)s", status=status, **told)
        return Transient(fault, True, retry_after(headers))
    if status == 401:
        return AuthError(_lt("%(host)s refuses the credentials%(said)s", **told))
    if status == 403 and page:
        return Transient(
            _lt(
                "%(host)s answered with a web page (403): a firewall or security "
                "plugin in front of it blocks us.",
                host=host,
            )
        )
    if status == 403:
        return ScopeError(_lt("%(host)s does not permit this%(said)s", **told))
    if page:
        return ForeignPage(
            _lt(
                "%(host)s answered with a web page (%(status)s): something in front "
                "of it, or another site at this address.",
                host=host,
                status=status,
            ),
            maybe_applied=True,
        )
    refused = _lt(
        "%(host)s refused the request (%(status)s)%(said)s", status=status, **told
    )
    return RequestRefused(refused, status, words)


def broken(host: str, error: Exception, patience: float) -> Transient:
    """The error for a line that broke before the answer was whole."""
    if isinstance(error, exceptions.ConnectTimeout) or _never_connected(error):
        return Transient(_lt("%(host)s cannot be reached.", host=host))
    if isinstance(error, exceptions.Timeout):
        words = _lt(
            "%(host)s did not answer within %(seconds)s s.",
            host=host,
            seconds=f"{patience:.0f}",
        )
        return Transient(words, maybe_applied=True)
    if isinstance(error, exceptions.SSLError):
        return Transient(_lt("%(host)s has no valid certificate.", host=host))
    return Transient(
        _lt("The connection to %(host)s broke off.", host=host), maybe_applied=True
    )


def _never_connected(error) -> bool:
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    return isinstance(reason, NewConnectionError | NameResolutionError)
