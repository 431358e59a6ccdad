"""Webhook deliveries: queued, signed, retried, and disturbed on demand."""

from __future__ import annotations

import heapq
import http.client
import itertools
import json
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass
class Subscription:
    """Who wants to hear of a topic; ``failures`` counts those in a row."""

    id: str
    topic: str
    url: str
    secret: str = ""
    active: bool = True
    failures: int = 0
    extra: dict = field(default_factory=dict)


@dataclass
class Delivery:
    """One webhook; ``statuses`` holds the answer of each attempt, 0 for none.

    ``seconds`` holds how long each answer took.
    """

    id: str
    topic: str
    url: str
    body: bytes
    headers: dict
    subscription: Subscription
    statuses: list = field(default_factory=list)
    seconds: list = field(default_factory=list)
    at: float = 0.0

    @property
    def delivered(self) -> bool:
        return any(200 <= status < 300 for status in self.statuses)


class Webhooks:
    """The outgoing side of a fake.

    ``sign(subscription, topic, id, body)`` gives the headers of one delivery.
    Waits between attempts are ``retry_delays``; once they are used up the
    delivery is lost, and after ``disable_after`` failures in a row the
    subscription is dropped, as the vendors do.
    """

    def __init__(self, sign: Callable, retry_delays=(0.2, 1.0), disable_after=8):
        self.sign = sign
        self.retry_delays = tuple(retry_delays)
        self.disable_after = disable_after
        self.subscriptions: list[Subscription] = []
        self.deliveries: list[Delivery] = []
        self.timeout = 5.0
        self.lose = 0
        """How many of the next webhooks never leave."""
        self.repeat = 0
        """How many of the next webhooks are delivered twice."""
        self._held: list[Delivery] | None = None
        self._queue: list = []
        self._order = itertools.count()
        self._wake = threading.Condition()
        self._busy = 0
        self._stopped = False
        self._thread: threading.Thread | None = None

    def subscribe(self, topic: str, url: str, secret: str = "", **extra):
        """Add a subscription; topic ``*`` hears of everything."""
        subscription = Subscription(
            extra.pop("id", "") or str(next(self._order) + 1),
            topic,
            url,
            secret,
            extra=extra,
        )
        self.subscriptions.append(subscription)
        return subscription

    def emit(self, topic: str, payload: Callable[[Subscription], object]) -> None:
        """Queue one delivery for each live subscription to the topic."""
        for subscription in list(self.subscriptions):
            if not subscription.active or subscription.topic not in ("*", topic):
                continue
            body = payload(subscription)
            raw = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send(subscription, topic, raw)

    def send(self, subscription: Subscription, topic: str, raw: bytes, **headers):
        """Queue one delivery; returns it, or None where it was told to get lost."""
        if self.lose:
            self.lose -= 1
            return None
        ident = str(uuid.uuid4())
        signed = {**self.sign(subscription, topic, ident, raw), **headers}
        delivery = Delivery(
            ident, topic, subscription.url, raw, signed, subscription, at=time.time()
        )
        self.deliveries.append(delivery)
        copies = 1
        if self.repeat:
            self.repeat -= 1
            copies = 2
        for _ in range(copies):
            if self._held is not None:
                self._held.append(delivery)
            else:
                self._push(delivery, 0.0)
        return delivery

    def replay(self, delivery: Delivery) -> None:
        """Send an old delivery once more, byte for byte."""
        self._push(delivery, 0.0)

    def hold(self) -> None:
        """Keep what comes next back until ``release``."""
        self._held = []

    def release(self, reverse: bool = False) -> None:
        """Let the held ones go, in their order or the other way round."""
        held, self._held = self._held or [], None
        for delivery in reversed(held) if reverse else held:
            self._push(delivery, 0.0)

    def settle(self, timeout: float = 10.0) -> bool:
        """Wait until nothing is queued or under way; False if that takes longer."""
        with self._wake:
            return self._wake.wait_for(
                lambda: not self._queue and not self._busy, timeout
            )

    def stop(self) -> None:
        """End the sender; what is queued is lost."""
        with self._wake:
            self._stopped = True
            self._queue.clear()
            self._wake.notify_all()
        if self._thread:
            self._thread.join(self.timeout + 1)
            self._thread = None

    def resume(self) -> None:
        """Send again after a stop."""
        self._stopped = False

    def _push(self, delivery: Delivery, delay: float) -> None:
        with self._wake:
            if self._stopped:
                return
            due = time.monotonic() + delay
            heapq.heappush(self._queue, (due, next(self._order), delivery))
            if self._thread is None:
                self._thread = threading.Thread(
                    target=self._run, name="fake-webhooks", daemon=True
                )
                self._thread.start()
            self._wake.notify_all()

    def _run(self) -> None:
        while True:
            with self._wake:
                while not self._stopped:
                    wait = None
                    if self._queue:
                        wait = self._queue[0][0] - time.monotonic()
                        if wait <= 0:
                            break
                    self._wake.wait(wait)
                if self._stopped:
                    return
                delivery = heapq.heappop(self._queue)[2]
                self._busy += 1
            try:
                self._attempt(delivery)
            finally:
                with self._wake:
                    self._busy -= 1
                    self._wake.notify_all()

    def _attempt(self, delivery: Delivery) -> None:
        started = time.monotonic()
        status = post(delivery.url, delivery.body, delivery.headers, self.timeout)
        delivery.seconds.append(time.monotonic() - started)
        delivery.statuses.append(status)
        subscription = delivery.subscription
        if 200 <= status < 300:
            subscription.failures = 0
            return
        subscription.failures += 1
        if subscription.failures >= self.disable_after:
            subscription.active = False
        tries = len(delivery.statuses)
        if tries <= len(self.retry_delays) and subscription.active:
            self._push(delivery, self.retry_delays[tries - 1])


def post(url: str, body: bytes, headers: dict, timeout: float) -> int:
    """POST and return the status, 0 where there was no answer in time."""
    split = urlsplit(url)
    secure = split.scheme == "https"
    kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    connection = kind(split.hostname, split.port, timeout=timeout)
    try:
        path = split.path or "/"
        connection.request(
            "POST", f"{path}?{split.query}" if split.query else path, body, headers
        )
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()
