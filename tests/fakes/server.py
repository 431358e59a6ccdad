"""A loopback HTTP server: routing, strict parsing, request log and faults."""

from __future__ import annotations

import re
import socket
import threading
import time
import traceback
from collections import Counter
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from .faults import Fault, Faults
from .messages import Logged, Refuse, Request, Response

PROXY_PAGE = (
    b"<!DOCTYPE html><html><head><title>Just a moment...</title></head>"
    b"<body><h1>Bad gateway</h1></body></html>"
)


def route(method: str, path: str, **options):
    """Mark a method as the answer to ``METHOD path``; ``{name}`` is an argument."""

    def mark(function):
        function.routes = [*getattr(function, "routes", ()), (method, path, options)]
        return function

    return mark


class HttpFake:
    """Base of the fakes: one server, its routes, its log and its faults."""

    def __init__(self):
        self.lock = threading.RLock()
        self.faults = Faults()
        self.requests: list[Logged] = []
        self.calls: Counter = Counter()
        """Requests by operation: ``METHOD /path/{template}`` or GraphQL field."""
        self.latency = 0.0
        self.crashes: list[str] = []
        """Tracebacks of the fake's own mistakes; leaving its context raises them."""
        self.port = 0
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None
        self._routes = [
            (method, re.compile(_pattern(path)), path, options, getattr(self, name))
            for name in dir(type(self))
            for method, path, options in getattr(
                getattr(type(self), name), "routes", ()
            )
        ]
        # Fixed paths win over those with arguments: /listings/batch, /listings/{id}.
        self._routes.sort(key=lambda entry: (entry[2].count("{"), entry[2]))

    def start(self, port: int = 0):
        """Listen on 127.0.0.1; port 0 takes a free one. Returns the fake itself."""
        self._server = _Server(("127.0.0.1", port), self)
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(
            target=self._server.serve_forever,
            kwargs={"poll_interval": 0.05},
            name=f"{type(self).__name__}-http",
            daemon=True,
        )
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop listening and drop every open connection, as an outage does."""
        if self._server is None:
            return
        self._server.shutdown()
        self._server.server_close()
        self._server.drop_connections()
        self._thread.join()
        self._server = None

    def __enter__(self):
        return self if self._server else self.start()

    def __exit__(self, kind, *exc):
        self.stop()
        if self.crashes and kind is None:
            raise AssertionError(self.crashes[0])

    @property
    def url(self) -> str:
        """The base URL, without a slash at its end."""
        return f"http://127.0.0.1:{self.port}"

    # What a vendor's fake overrides.

    def error(self, status: int, message: str, **extra) -> Response:
        """An error in the vendor's own shape."""
        return Response(status, {"error": message, **extra})

    def control(self, request: Request) -> Response | None:
        """The answer to a request of the test or the person, not of a client."""
        return None

    def admit(self, request: Request, options: dict) -> None:
        """Check credentials, rate and schema; raises Refuse."""

    def throttled(self) -> Response:
        """The vendor's own way to say slow down."""
        return self.error(429, "Too many requests")

    def expired(self) -> Response:
        """The vendor's answer to an expired token."""
        return self.error(401, "The access token expired")

    def finish(self, request: Request, response: Response) -> Response:
        """Last touch to every answer, for rate limit headers and the like."""
        return response

    def refuse(self, status: int, message: str, **extra):
        """Raise the vendor's error."""
        raise Refuse(self.error(status, message, **extra))

    # How a request is answered.

    def answer(self, request: Request) -> tuple[Response | None, Logged | None]:
        """The response (None: cut the line) and its entry in the log."""
        held = self.control(request)
        if held is not None:
            return held, None
        started = time.monotonic()
        at = time.time()
        fault = self.faults.take(request.method, request.path, request.body)
        if self.latency:
            time.sleep(self.latency)
        response = self._with_fault(request, fault)
        logged = Logged(
            request.method,
            request.path,
            request.query,
            dict(request.headers),
            request.body,
            request.operation or f"{request.method} {request.route or request.path}",
            response.status if response else 0,
            at,
            time.monotonic() - started,
            fault.kind if fault else "",
        )
        with self.lock:
            self.calls[logged.operation] += 1
            self.requests.append(logged)
        return response, logged

    def _with_fault(self, request: Request, fault: Fault | None) -> Response | None:
        if fault is None:
            return self._handle(request)
        early = self._before(fault)
        if fault.kind == "timeout_before" or early is not None:
            return early
        response = self._handle(request)
        if fault.kind == "timeout_after":
            time.sleep(fault.seconds)
            return None
        if fault.kind == "500_after":
            return self.error(500, "Internal server error")
        body, headers = response.encode()
        if fault.kind == "truncated":
            return Response(response.status, body[: len(body) // 2], headers)
        if fault.kind == "wrong_content_type":
            headers["Content-Type"] = "text/html; charset=utf-8"
            return Response(response.status, body, headers)
        return response

    def _before(self, fault: Fault) -> Response | None:
        if fault.kind in ("slow", "timeout_before"):
            time.sleep(fault.seconds)
        if fault.kind in ("429", "429_bare"):
            response = self.error(429, "Too many requests")
            if fault.kind == "429":
                response.headers["Retry-After"] = f"{fault.retry_after:g}"
            return response
        if fault.kind == "throttled":
            return self.throttled()
        if fault.kind == "500":
            return self.error(500, "Internal server error")
        if fault.kind == "html":
            page = {"Content-Type": "text/html; charset=utf-8", "Server": "cloudflare"}
            return Response(fault.status, PROXY_PAGE, page)
        if fault.kind == "expired_token":
            return self.expired()
        return None

    def _handle(self, request: Request) -> Response:
        try:
            handler, params, options = self._match_route(request)
            with self.lock:
                self.admit(request, options)
                answer = handler(request, **params)
            response = answer if isinstance(answer, Response) else Response(200, answer)
        except Refuse as refused:
            response = refused.response
        except Exception:  # noqa: BLE001
            # A bug of the fake: shown to the test, not mistaken for an outage.
            self.crashes.append(traceback.format_exc())
            response = Response(500, self.crashes[-1].encode())
        return self.finish(request, response)

    def _match_route(self, request: Request):
        known = False
        for method, pattern, path, options, handler in self._routes:
            found = pattern.fullmatch(request.path)
            if found and method == request.method:
                request.route = path
                return handler, found.groupdict(), options
            known = known or bool(found)
        self.refuse(*((405, "Method not allowed") if known else (404, "Not found")))


def _pattern(path: str) -> str:
    return re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(path))


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, address, fake: HttpFake):
        self.fake = fake
        self.connections: set[socket.socket] = set()
        super().__init__(address, _Handler)

    def handle_error(self, request, client_address):
        """A client that hangs up is no news; anything else is a bug to see."""
        import sys

        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)

    def drop_connections(self) -> None:
        for connection in list(self.connections):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = 60

    def setup(self):
        super().setup()
        self.server.connections.add(self.connection)

    def finish(self):
        self.server.connections.discard(self.connection)
        super().finish()

    def log_message(self, *args):
        """The fake keeps its own log."""

    def _serve(self):
        split = urlsplit(self.path)
        query: dict = {}
        for name, value in parse_qsl(split.query, keep_blank_values=True):
            query.setdefault(name, []).append(value)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        request = Request(self.command, split.path, query, self.headers, body)
        response, logged = self.server.fake.answer(request)
        if response is None:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        raw, headers = response.encode()
        if logged:
            logged.answer = raw
        self.send_response(response.status, HTTPStatus(response.status).phrase)
        for name, value in headers.items():
            self.send_header(name, str(value))
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(raw)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _serve
