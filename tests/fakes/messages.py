"""What goes over the wire between a client and a fake, and the log of it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from urllib.parse import parse_qsl


class Refuse(Exception):
    """Stops a handler; ``response`` is what the caller gets to see."""

    def __init__(self, response: Response):
        super().__init__(response.status)
        self.response = response


@dataclass
class Response:
    """An HTTP answer; a body that is not bytes is sent as JSON."""

    status: int = 200
    body: object = b""
    headers: dict = field(default_factory=dict)

    def encode(self) -> tuple[bytes, dict]:
        """The raw body and headers that go on the wire."""
        headers = dict(self.headers)
        if isinstance(self.body, bytes):
            return self.body, headers
        headers.setdefault("Content-Type", "application/json; charset=utf-8")
        return json.dumps(self.body).encode(), headers


@dataclass
class Request:
    """An HTTP request, parsed as strictly as a vendor's gateway would."""

    method: str
    path: str
    query: dict
    """Name to list of values."""
    headers: object
    body: bytes
    route: str = ""
    operation: str = ""

    @property
    def content_type(self) -> str:
        return (self.headers.get("Content-Type") or "").split(";")[0].strip().lower()

    def arg(self, name: str, default: str = "") -> str:
        """The last value of a query parameter."""
        return self.query.get(name, [default])[-1]

    def args(self, name: str) -> list[str]:
        """Every value of a query parameter; comma lists are split."""
        return [
            part
            for value in self.query.get(name, [])
            for part in value.split(",")
            if part
        ]

    def json(self):
        """The body as JSON; ValueError where it is not, or not labelled so."""
        if self.content_type != "application/json":
            raise ValueError("Content-Type must be application/json")
        return json.loads(self.body, parse_constant=_no_constant)

    def form(self) -> dict:
        """The body of a form, name to last value; ValueError as for json."""
        if self.content_type != "application/x-www-form-urlencoded":
            raise ValueError("Content-Type must be application/x-www-form-urlencoded")
        return dict(
            parse_qsl(self.body.decode(), keep_blank_values=True, strict_parsing=True)
            if self.body
            else []
        )


def _no_constant(text):
    raise ValueError(f"{text} is not JSON")


@dataclass
class Logged:
    """One request as it was answered; ``status`` 0 means the line was cut."""

    method: str
    path: str
    query: dict
    headers: dict
    body: bytes
    operation: str
    status: int
    at: float
    seconds: float
    fault: str = ""
    answer: bytes = b""

    def json(self):
        """The request's body as JSON."""
        return json.loads(self.body)
