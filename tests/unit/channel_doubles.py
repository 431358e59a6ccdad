"""A scripted HTTP session, so that transport and clients run without a network."""

from __future__ import annotations

import io
import json as jsonlib
from functools import partial
from urllib.parse import parse_qs, urlsplit

import requests
from channel_clients.wire.transport import Transport
from urllib3.response import HTTPResponse


def reply(body=b"", status=200, headers=None, kind="application/json"):
    """A response of requests, as it comes from the wire."""
    if not isinstance(body, bytes):
        body = jsonlib.dumps(body).encode()
    response = requests.Response()
    response.status_code = status
    response.headers.update({"Content-Type": kind, **(headers or {})})
    response.raw = HTTPResponse(io.BytesIO(body), preload_content=False)
    response.anew = partial(reply, body, status, headers, kind)
    return response


class Call:
    """One request that was sent."""

    def __init__(self, method, url, options):
        self.method = method
        self.url = url
        self.path = urlsplit(url).path
        self.params = options.get("params") or {
            key: values[-1] for key, values in parse_qs(urlsplit(url).query).items()
        }
        self.json = options.get("json")
        self.data = options.get("data")
        self.headers = options.get("headers") or {}


class ScriptedSession:
    """Answers with ``script``: replies, exceptions, or one function for all calls."""

    def __init__(self, *script):
        self.script = list(script)
        self.sent: list[Call] = []

    def request(self, method, url, **options):
        call = Call(method, url, options)
        self.sent.append(call)
        step = self.script[0]
        if not callable(step):
            self.script.pop(0)
        answer = step(call) if callable(step) else step
        if isinstance(answer, Exception):
            raise answer
        # read once it is empty, and a test may run again with what it was given
        return answer if callable(step) else answer.anew()


class Clock:
    """Time that passes only by sleeping."""

    def __init__(self):
        self.now = 1000.0
        self.slept: list[float] = []

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds


def transport(*script, base_url="https://shop.example", **options):
    """(Transport over a scripted session, the session, the clock)."""
    session, clock = ScriptedSession(*script), Clock()
    made = Transport(
        base_url,
        session=session,
        clock=clock,
        sleep=clock.sleep,
        random=lambda: 1.0,
        **options,
    )
    return made, session, clock


def tokens(*values):
    """A token callable that gives the next value when one is rejected."""
    left = list(values or ("access-token",))

    def token(rejected=None):
        if rejected is not None and len(left) > 1:
            left.pop(0)
        return left[0]

    return token
