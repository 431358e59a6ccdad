"""One way to talk to a channel: timeouts, retries, rate budgets, masked secrets.

The transport reaches one host only. It follows no redirect and no absolute URL
to another, so credentials never leave for a place nobody typed.
"""

from __future__ import annotations

import json as jsonlib
import random as randomlib
import time
from collections.abc import Callable, Iterable, Mapping
from urllib.parse import quote, urljoin, urlsplit

import requests
from requests.structures import CaseInsensitiveDict

from ..errors import ChannelError, ForeignPage, RateLimited, Transient
from ..sentences import _lt
from .answers import Answer, is_page, spoken
from .failures import broken, refusal
from .rates import RateBudget

USER_AGENT = "Maker/19.0 (Odoo sales channels)"
MASK = "•••"


class Transport:
    """HTTP to one channel; thread-confined like its session.

    ``request`` raises AuthError (401), ScopeError (403), RateLimited (429 that
    asks for more patience than ``max_wait``), Transient (5xx, timeouts, pages
    instead of data) or RequestRefused (every other 4xx).
    """

    def __init__(
        self,
        base_url: str,
        *,
        headers: Mapping[str, str] | None = None,
        auth=None,
        session: requests.Session | None = None,
        timeout: tuple[float, float] = (5, 30),
        retries: int = 3,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        random: Callable[[], float] = randomlib.random,
        secrets: Iterable[str] = (),
        rate: RateBudget | None = None,
        on_call: Callable[[dict], None] | None = None,
        max_wait: float = 20.0,
        max_bytes: int = 32 * 1024 * 1024,
        max_seconds: float = 120.0,
        name: str = "",
    ):
        self.base_url = base_url.rstrip("/")
        self.headers = {"Accept": "application/json", "User-Agent": USER_AGENT}
        self.headers.update(headers or {})
        self.auth = auth or _keep_headers
        self.session = session or requests.Session()
        self.timeout = timeout
        self.retries = retries
        self.clock = clock
        self.sleep = sleep
        self.random = random
        self.rate = rate or RateBudget()
        self.on_call = on_call
        self.max_wait = max_wait
        self.max_bytes = max_bytes
        self.max_seconds = max_seconds
        self.name = name
        self.calls = 0
        self._secrets: set[str] = set()
        self.add_secrets(*secrets)

    def __repr__(self):
        return f"Transport({self.mask(self.base_url)})"

    def add_secrets(self, *secrets: str) -> None:
        """Values to hide from every message and log record from now on."""
        for secret in secrets:
            if secret and len(secret) > 3:
                self._secrets.update((secret, quote(secret, safe="")))

    def mask(self, text: str) -> str:
        for secret in sorted(self._secrets, key=len, reverse=True):
            text = text.replace(secret, MASK)
        return text

    def request(
        self,
        method: str,
        path_or_url: str,
        *,
        params=None,
        json=None,
        data=None,
        headers: Mapping[str, str] | None = None,
        idempotent: bool = True,
        retry: bool = True,
    ) -> Answer:
        """Send one request, again where that is safe; the answer is a 2xx.

        ``idempotent=False`` marks a request that must not be applied twice: it
        is repeated only when it certainly did not reach the channel.
        """
        url = self._url(path_or_url)
        sent = {
            "params": params,
            "json": json,
            "data": data,
            "headers": {**self.headers, **(headers or {})},
        }
        attempt = 0
        while True:
            self._respect_budget(method not in ("GET", "HEAD"))
            try:
                return self._attempt(method, url, sent)
            except (RateLimited, Transient) as error:
                attempt += 1
                again = isinstance(error, RateLimited) or not error.maybe_applied
                lasting = isinstance(error, ForeignPage)
                if not retry or lasting or attempt > self.retries:
                    raise
                if not (idempotent or again):
                    raise
                wait = self._backoff(attempt, error)
                if wait > self.max_wait:
                    raise
                self.sleep(wait)

    def _respect_budget(self, write: bool) -> None:
        wait = self.rate.pause(self.clock(), write)
        if wait > self.max_wait:
            raise RateLimited(
                _lt(
                    "Nothing to do: %(shop)s asks for a pause of %(wait)s s.",
                    shop=self._shop(),
                    wait=f"{wait:.0f}",
                ),
                retry_after=wait,
            )
        if wait > 0:
            self.sleep(wait)

    def _backoff(self, attempt: int, error: ChannelError) -> float:
        asked = getattr(error, "retry_after", None)
        if asked is not None:
            return asked + 0.25 * self.random()
        return min(self.max_wait, 0.5 * 2 ** (attempt - 1)) * (0.5 + self.random() / 2)

    def _attempt(self, method, url, sent) -> Answer:
        started = self.clock()
        self.calls += 1
        record = {
            "method": method,
            "url": self.mask(url),
            "status": None,
            "seconds": 0.0,
            "bytes": 0,
            "error": "",
        }
        try:
            response = self._send(method, url, sent)
            record["status"] = response.status_code
            body = self._read(response, started)
            record["bytes"] = len(body)
            self.rate.note(response.headers, self.clock())
            return self._answer(response, body)
        except requests.exceptions.RequestException as error:
            failure = broken(self._shop(), error, self.timeout[1])
            record["error"] = str(failure)
            raise failure from None
        except ChannelError as error:
            record["error"] = str(error)
            raise
        finally:
            record["seconds"] = round(self.clock() - started, 3)
            if self.on_call:
                self.on_call(record)

    def _send(self, method, url, sent) -> requests.Response:
        for _hop in range(4):
            response = self.session.request(
                method,
                url,
                **sent,
                auth=self.auth,
                timeout=self.timeout,
                allow_redirects=False,
                stream=True,
            )
            if not response.is_redirect:
                return response
            target = urljoin(url, response.headers.get("Location", ""))
            response.close()
            if not self._own(target) or method not in ("GET", "HEAD"):
                raise ChannelError(
                    _lt(
                        "Enter the address %(target)s for this channel if it is "
                        "yours: %(shop)s sends us on to it.",
                        shop=self._shop(),
                        target=self.mask(target.split("?")[0]),
                    )
                )
            url, sent = target, {**sent, "params": None}
        raise ChannelError(
            _lt(
                "Check the address of %(shop)s: it redirects in a circle.",
                shop=self._shop(),
            )
        )

    def _read(self, response: requests.Response, started: float) -> bytes:
        chunks, size = [], 0
        with response:
            for chunk in response.iter_content(65536):
                size += len(chunk)
                if size > self.max_bytes:
                    raise Transient(
                        _lt(
                            "%(shop)s sent more than %(max_bytes)s bytes; the "
                            "answer was dropped.",
                            shop=self._shop(),
                            max_bytes=f"{self.max_bytes:,}",
                        ),
                        maybe_applied=True,
                    )
                if self.clock() - started > self.max_seconds:
                    raise Transient(
                        _lt(
                            "%(shop)s took over %(max_seconds)s s.",
                            shop=self._shop(),
                            max_seconds=f"{self.max_seconds:.0f}",
                        ),
                        maybe_applied=True,
                    )
                chunks.append(chunk)
        return b"".join(chunks)

    def _answer(self, response, body: bytes) -> Answer:
        status = response.status_code
        headers = CaseInsensitiveDict(response.headers)
        page = is_page(headers, body)
        if not 200 <= status < 300:
            words = "" if page else self.mask(spoken(body))
            raise refusal(self._shop(), status, headers, words, page)
        data, wrong = None, ""
        if page:
            wrong = _lt("a web page instead of data")
        elif body.strip():
            try:
                data = jsonlib.loads(body)
            except ValueError:
                wrong = _lt("an answer that is cut off or is not JSON")
        if wrong:
            raise Transient(
                _lt(
                    "%(shop)s sent %(wrong)s (%(status)s).",
                    shop=self._shop(),
                    wrong=wrong,
                    status=status,
                ),
                maybe_applied=True,
            )
        return Answer(status, headers, body, data)

    def _url(self, path_or_url: str) -> str:
        if "://" not in path_or_url:
            return f"{self.base_url}/{path_or_url.lstrip('/')}"
        if not self._own(path_or_url):
            raise ChannelError(
                _lt(
                    "Refused to call %(hostname)s, which is not %(shop)s.",
                    hostname=urlsplit(path_or_url).hostname,
                    shop=self._shop(),
                )
            )
        return path_or_url

    def _own(self, url: str) -> bool:
        return _origin(url) == _origin(self.base_url)

    def _shop(self) -> str:
        """What messages call the shop: its name where we were told one."""
        return self.name or urlsplit(self.base_url).netloc.rpartition("@")[2]


def _origin(url: str) -> tuple:
    """Scheme, host and port of a URL, spelt one way."""
    parts = urlsplit(url)
    try:
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:
        port = None
    return parts.scheme, parts.hostname, port, parts.username


def _keep_headers(request):
    """Auth that adds nothing: keeps requests from reading ~/.netrc."""
    return request
