import io
import json as jsonlib
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
import requests
from channel_clients.errors import (
    AuthError,
    ChannelError,
    RateLimited,
    RequestRefused,
    ScopeError,
    Transient,
)
from channel_clients.wire import answers
from channel_clients.wire.rates import CostBudget, EtsyBudget, PacedBudget
from channel_doubles import reply, transport
from freezegun import freeze_time
from urllib3.exceptions import MaxRetryError, NewConnectionError
from urllib3.response import HTTPResponse


def refused_connection():
    reason = NewConnectionError(None, "refused")
    return requests.ConnectionError(MaxRetryError(None, "/", reason))


def test_an_answer_is_decoded_and_counted():
    made, session, _clock = transport(reply({"a": 1}))
    answer = made.request("GET", "/v1/thing", params={"q": "x"})
    assert (answer.status, answer.json()) == (200, {"a": 1})
    assert session.sent[0].url == "https://shop.example/v1/thing"
    assert made.calls == 1


def test_an_empty_answer_is_none():
    made, _session, _clock = transport(reply(b"", 204, kind=""))
    assert made.request("DELETE", "x").json() is None


@pytest.mark.parametrize("status", [500, 502, 503, 504, 408])
def test_a_fault_is_tried_again_with_growing_pauses(status):
    made, _session, clock = transport(
        reply(status=status), reply(status=status), reply({"ok": True})
    )
    assert made.request("GET", "x").json() == {"ok": True}
    assert clock.slept == [0.5, 1.0]


def test_tries_end():
    made, session, _clock = transport(*[reply(status=500)] * 9, retries=2)
    with pytest.raises(Transient):
        made.request("GET", "x")
    assert len(session.sent) == 3


@pytest.mark.parametrize(
    "fault",
    [
        reply(status=502),
        requests.ReadTimeout(),
        requests.ConnectionError("reset"),
        reply(b"<html>", kind="text/html"),
        reply(b'{"id": 1', kind="application/json"),
    ],
)
def test_what_may_have_been_applied_is_never_repeated_unless_idempotent(fault):
    made, session, _clock = transport(fault, reply({}))
    with pytest.raises(Transient) as caught:
        made.request("POST", "orders", idempotent=False)
    assert caught.value.maybe_applied
    assert len(session.sent) == 1


@pytest.mark.parametrize(
    "fault",
    [refused_connection(), requests.ConnectTimeout(), reply(status=429)],
)
def test_what_was_certainly_not_applied_is_repeated(fault):
    made, session, _clock = transport(fault, reply({"id": 1}))
    assert made.request("POST", "orders", idempotent=False).json() == {"id": 1}
    assert len(session.sent) == 2


def test_retry_after_is_honoured_in_seconds():
    made, _session, clock = transport(
        reply(status=429, headers={"Retry-After": "7"}), reply({})
    )
    made.request("GET", "x")
    assert clock.slept == [7.25]


def test_retry_after_is_honoured_as_a_date():
    moment = datetime.now(timezone.utc) + timedelta(seconds=9)
    headers = {"Retry-After": format_datetime(moment, usegmt=True)}
    made, _session, clock = transport(reply(status=503, headers=headers), reply({}))
    made.request("GET", "x")
    assert 6 < clock.slept[0] < 11


@freeze_time("2026-11-22 12:00:00")
def test_retry_after_without_a_zone_is_meant_in_utc():
    headers = {"Retry-After": "Sun, 22 Nov 2026 12:00:09"}
    assert answers.retry_after(headers) == 9


@freeze_time("2026-11-22 12:00:00")
@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("Sun, 22 Nov 2026 13:00:09 +0100", 9),
        ("Sun, 22 Nov 2026 11:00:00 GMT", 0),
        (" 1.5 ", 1.5),
        ("1.5.2", None),
        ("soon", None),
        ("", None),
    ],
)
def test_retry_after_is_read_as_it_is_meant(told, seconds):
    assert answers.retry_after({"Retry-After": told}) == seconds


def test_a_long_pause_is_left_to_the_caller():
    made, session, clock = transport(reply(status=429, headers={"Retry-After": "3600"}))
    with pytest.raises(RateLimited) as caught:
        made.request("GET", "x")
    assert caught.value.retry_after == 3600
    assert clock.slept == []
    assert len(session.sent) == 1


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        (reply({"error": "expired"}, 401), AuthError, "expired"),
        (reply({"error": "insufficient_scope"}, 403), ScopeError, "insufficient"),
        (reply({"message": "no such thing"}, 404), RequestRefused, "no such thing"),
        (reply({"errors": [{"message": "bad sku"}]}, 422), RequestRefused, "bad sku"),
        (reply(b"<html>blocked", 403, kind="text/html"), Transient, "firewall"),
    ],
)
def test_refusals_are_named_by_what_to_do_next(answer, error, words):
    made, _session, _clock = transport(answer, retries=0)
    with pytest.raises(error, match=words):
        made.request("GET", "x")


@pytest.mark.parametrize("status", [500, 501, 505, 507, 530, 599])
def test_every_fault_of_the_shop_passes_and_may_have_been_applied(status):
    made, _session, _clock = transport(reply({"error": "oops"}, status), retries=0)
    with pytest.raises(Transient, match=rf"had a fault \({status}\): oops") as caught:
        made.request("GET", "x")
    assert caught.value.maybe_applied


class Trickle(io.BytesIO):
    """A body of which each part takes its time."""

    def __init__(self, body, clock, seconds):
        super().__init__(body)
        self.clock, self.seconds = clock, seconds

    def read(self, *sizes):
        self.clock.now += self.seconds
        return super().read(*sizes)


@pytest.mark.parametrize("seconds", [10, 50])
def test_a_body_that_trickles_in_is_not_waited_for_without_end(seconds):
    body = jsonlib.dumps(["x" * 250_000]).encode()

    def trickling(call):
        answer = reply(body)
        answer.raw = HTTPResponse(Trickle(body, clock, seconds), preload_content=False)
        return answer

    made, session, clock = transport(trickling, max_seconds=120)
    if seconds == 10:
        assert made.request("POST", "x", idempotent=False).body == body
        return
    with pytest.raises(Transient, match="took over 120 s") as caught:
        made.request("POST", "x", idempotent=False)
    assert caught.value.maybe_applied
    assert len(session.sent) == 1
    assert clock.now == 1150


@pytest.mark.parametrize(
    ("answer", "begins"),
    [
        (reply({"error": "expired"}, 401), "Connect Lavender shop again: "),
        (reply({}, 403), "Grant the permission in Lavender shop: "),
        (reply({}, 429), "Nothing to do: Lavender shop "),
        (reply({}, 503), "Nothing to do yet: Lavender shop "),
        (reply(b"<html>", 404, kind="text/html"), "Check the address of Lavender shop"),
        (requests.exceptions.SSLError("x"), "Have the certificate of Lavender shop "),
        (requests.exceptions.ReadTimeout("x"), "Nothing to do yet: Lavender shop "),
        (refused_connection(), "Check that Lavender shop is online"),
    ],
)
def test_messages_begin_with_what_to_do_and_name_the_shop(answer, begins):
    made, _session, _clock = transport(answer, retries=0, name="Lavender shop")
    with pytest.raises(ChannelError) as caught:
        made.request("GET", "x")
    assert str(caught.value).startswith(begins)
    assert "shop.example" not in str(caught.value)


@pytest.mark.parametrize(
    "answer",
    [
        reply(b"<!doctype html><p>Checking your browser", kind="text/html"),
        reply(b"<html>", kind=""),
        reply(b'{"results": [1, 2', kind="application/json"),
        reply(b"%PDF", kind="application/pdf"),
    ],
)
def test_foreign_and_truncated_answers_are_not_believed(answer):
    made, _session, _clock = transport(answer, retries=0)
    with pytest.raises(Transient, match="web page|cut off"):
        made.request("GET", "x")


def test_a_huge_answer_is_dropped():
    made, _session, _clock = transport(reply(b"[" + b"1," * 90000), max_bytes=65536)
    with pytest.raises(Transient, match="more than"):
        made.request("GET", "x", retry=False)


@pytest.mark.parametrize(
    "url",
    ["https://evil.example/v1", "http://shop.example/v1", "https://shop.example:8/"],
)
def test_credentials_never_leave_for_another_address(url):
    made, session, _clock = transport(reply({}))
    with pytest.raises(ChannelError, match="Refused to call"):
        made.request("GET", url)
    assert session.sent == []


def test_a_redirect_to_another_host_is_refused_and_named():
    made, session, _clock = transport(
        reply(status=301, headers={"Location": "https://www.shop.example/wp-json?k=1"})
    )
    with pytest.raises(ChannelError, match=r"https://www\.shop\.example/wp-json for"):
        made.request("GET", "wp-json")
    assert len(session.sent) == 1


def test_a_redirect_on_the_same_host_is_followed_for_reads_only():
    there = {"Location": "/wp-json/"}
    made, session, _clock = transport(reply(status=308, headers=there), reply({}))
    made.request("GET", "wp-json")
    assert session.sent[1].url == "https://shop.example/wp-json/"
    made, session, _clock = transport(reply(status=308, headers=there), reply({}))
    with pytest.raises(ChannelError):
        made.request("POST", "wp-json")
    assert len(session.sent) == 1


def test_redirects_in_a_circle_end():
    made, session, _clock = transport(
        lambda call: reply(status=302, headers={"Location": "/again"})
    )
    with pytest.raises(ChannelError, match="circle"):
        made.request("GET", "x")
    assert len(session.sent) == 4


def test_secrets_are_masked_everywhere():
    log = []
    made, _session, _clock = transport(
        reply({"error": "key s3cr3t-k&y is unknown"}, 401),
        base_url="https://shop.example",
        secrets=["s3cr3t-k&y"],
        on_call=log.append,
    )
    with pytest.raises(AuthError) as caught:
        made.request("GET", "x?consumer_secret=s3cr3t-k%26y")
    for text in (str(caught.value), repr(made), repr(log)):
        assert "s3cr3t" not in text
    assert log[0]["status"] == 401
    assert log[0]["method"] == "GET"


def test_every_call_is_logged_with_its_outcome():
    log = []
    made, _session, _clock = transport(
        reply(status=500), requests.ReadTimeout(), reply({"a": 1}), on_call=log.append
    )
    made.request("GET", "x")
    assert [one["status"] for one in log] == [500, None, 200]
    assert "did not answer" in log[1]["error"]
    assert log[2] == {
        "method": "GET",
        "url": "https://shop.example/x",
        "status": 200,
        "seconds": 0.0,
        "bytes": 8,
        "error": "",
    }


def test_the_original_exception_with_its_url_is_not_shown():
    made, _session, _clock = transport(requests.ReadTimeout("https://x?secret"))
    with pytest.raises(Transient) as caught:
        made.request("GET", "x", retry=False)
    assert caught.value.__suppress_context__


def test_netrc_and_default_headers():
    made, session, _clock = transport(reply({}), headers={"X-Key": "k"})
    made.request("GET", "x", headers={"X-Other": "o"})
    headers = session.sent[0].headers
    assert headers["User-Agent"].startswith("Maker/")
    assert (headers["X-Key"], headers["X-Other"]) == ("k", "o")
    assert "Content-Type" not in headers
    assert callable(made.auth)


def test_etsy_budget_reads_headers_and_waits_out_the_second():
    headers = {
        "x-limit-per-day": "5000",
        "x-remaining-today": "4711",
        "x-remaining-this-second": "0",
    }
    budget = EtsyBudget()
    made, _session, clock = transport(
        reply({}, headers=headers), reply({}), rate=budget
    )
    made.request("GET", "x")
    assert (budget.remaining, budget.limit) == (4711, 5000)
    made.request("GET", "x")
    assert clock.slept == [1.0]


def test_paced_budget_spreads_calls_and_writes_more():
    made, _session, clock = transport(
        *[reply({}) for _one in range(4)], rate=PacedBudget(0.25, 1.0)
    )
    for method in ("GET", "GET", "PATCH", "PATCH"):
        made.request(method, "x")
    assert clock.slept == [0.25, 0.25, 1.0]


def test_cost_budget_computes_the_wait_of_a_throttled_query():
    budget = CostBudget()
    wait = budget.wait_for(
        {
            "requestedQueryCost": 500,
            "throttleStatus": {
                "maximumAvailable": 2000,
                "currentlyAvailable": 300,
                "restoreRate": 100,
            },
        }
    )
    assert (wait, budget.remaining, budget.limit) == (2.0, 300, 2000)
