"""Each way in which a shop's line fails, with its words and what they carry."""

import pytest
import requests
from channel_clients.errors import ChannelError, RateLimited, Transient
from channel_clients.wire.rates import CostBudget, EtsyBudget
from channel_doubles import reply, transport
from channel_whole import fault

UNSURE = {"maybe_applied": True, "retry_after": None}
SURE = {"maybe_applied": False, "retry_after": None}
PAGE = reply(b"<html>hello</html>", 404, kind="text/html")


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (
            reply({"message": "Slow"}, 429, {"Retry-After": "7"}),
            (
                "RateLimited",
                "Nothing to do: shop.example asks to slow down: Slow",
                {"retry_after": 7.0},
            ),
        ),
        (
            reply(b"", 429),
            (
                "RateLimited",
                "Nothing to do: shop.example asks to slow down.",
                {"retry_after": 2.0},
            ),
        ),
        (
            reply(b"", 503, {"Retry-After": "9"}),
            (
                "Transient",
                "Nothing to do yet: shop.example had a fault (503).",
                {"maybe_applied": True, "retry_after": 9.0},
            ),
        ),
        *(
            (
                reply(b"", status),
                (
                    "Transient",
                    f"Nothing to do yet: shop.example had a fault ({status}).",
                    UNSURE,
                ),
            )
            for status in (408, 425, 500)
        ),
        (
            reply({"error": "bad"}, 401),
            (
                "AuthError",
                "Connect shop.example again: it refuses the credentials: bad",
                {},
            ),
        ),
        (
            reply(b"<html>", 403, kind="text/html"),
            (
                "Transient",
                (
                    "Let Maker through the firewall or security plugin of "
                    "shop.example: it answered with a web page (403)."
                ),
                SURE,
            ),
        ),
        (
            reply({"detail": "no"}, 403),
            (
                "ScopeError",
                "Grant the permission in shop.example: it does not allow this: no",
                {"missing": ()},
            ),
        ),
        (
            PAGE,
            (
                "ForeignPage",
                (
                    "Check the address of shop.example: it answered with a web page "
                    "(404), as another site or something in front of it would."
                ),
                UNSURE,
            ),
        ),
        (
            reply({"errors": [{"message": "Odd"}]}, 422),
            (
                "RequestRefused",
                "shop.example refused the request (422): Odd",
                {"status": 422, "detail": "Odd"},
            ),
        ),
        (
            reply(b"<html>", kind="text/html"),
            (
                "Transient",
                "shop.example sent a web page instead of data (200).",
                UNSURE,
            ),
        ),
        (
            reply(b'{"id": '),
            (
                "Transient",
                "shop.example sent an answer that is cut off or is not JSON (200).",
                UNSURE,
            ),
        ),
        (
            requests.exceptions.ConnectTimeout(),
            (
                "Transient",
                "Check that shop.example is online: it cannot be reached.",
                SURE,
            ),
        ),
        (
            requests.exceptions.ReadTimeout(),
            (
                "Transient",
                "Nothing to do yet: shop.example did not answer within 30 s.",
                UNSURE,
            ),
        ),
        (
            requests.exceptions.SSLError(),
            (
                "Transient",
                "Have the certificate of shop.example renewed: it is not valid.",
                SURE,
            ),
        ),
        (
            requests.exceptions.ConnectionError(),
            (
                "Transient",
                "Nothing to do yet: the connection to shop.example broke off.",
                UNSURE,
            ),
        ),
        (
            reply(b"", 302, {"Location": "https://www.shop.example/x?key=1"}),
            (
                "ChannelError",
                (
                    "Enter the address https://www.shop.example/x for this channel if "
                    "it is yours: shop.example sends us on to it."
                ),
                {},
            ),
        ),
    ],
)
def test_each_failure_is_told_in_words(answer, told):
    made, session, _clock = transport(answer)
    with pytest.raises(ChannelError) as failed:
        made.request("GET", "/orders", retry=False)
    assert fault(failed.value) == told
    assert (len(session.sent), made.calls) == (1, 1)


def test_a_shop_with_a_name_is_called_by_it():
    made, _session, _clock = transport(reply(b"", 401), name="My shop")
    with pytest.raises(ChannelError) as failed:
        made.request("GET", "/orders")
    words = "Connect My shop again: it refuses the credentials."
    assert str(failed.value) == words


def test_answers_that_are_too_large_or_go_round_in_circles():
    made, _session, _clock = transport(reply({"a": "x" * 3000}), max_bytes=2000)
    with pytest.raises(Transient) as large:
        made.request("GET", "/orders", retry=False)
    words = "shop.example sent more than 2,000 bytes; the answer was dropped."
    assert fault(large.value) == ("Transient", words, UNSURE)
    here = reply(b"", 302, {"Location": "/orders"})
    made, session, _clock = transport(*[here] * 4)
    with pytest.raises(ChannelError) as circle:
        made.request("GET", "/orders")
    words = "Check the address of shop.example: it redirects in a circle."
    assert (str(circle.value), len(session.sent)) == (words, 4)


def test_another_host_is_not_called():
    made, session, _clock = transport()
    with pytest.raises(ChannelError) as refused:
        made.request("GET", "https://evil.example/x")
    words = "Refused to call evil.example, which is not shop.example."
    assert (str(refused.value), session.sent) == (words, [])


def test_a_pause_that_is_too_long_is_not_waited_out():
    made, session, _clock = transport(rate=EtsyBudget(), max_wait=0.5)
    made.rate.note({"x-remaining-this-second": "0"}, 1000.0)
    with pytest.raises(RateLimited) as limited:
        made.request("GET", "/orders")
    words = "Nothing to do: shop.example asks for a pause of 1 s."
    told = ("RateLimited", words, {"retry_after": 1.0})
    assert (fault(limited.value), session.sent) == (told, [])


def test_what_a_call_was_is_recorded_whole():
    log = []
    made, _session, clock = transport(
        reply({"id": 1}), reply({"error": "no"}, 404), on_call=log.append
    )
    made.request("GET", "/orders")
    with pytest.raises(ChannelError):
        made.request("POST", "orders", json={})
    common = {"url": "https://shop.example/orders", "seconds": 0.0}
    refused = "shop.example refused the request (404): no"
    assert log == [
        {**common, "method": "GET", "status": 200, "bytes": 9, "error": ""},
        {**common, "method": "POST", "status": 404, "bytes": 15, "error": refused},
    ]
    assert clock.slept == []


def test_pauses_grow_and_end():
    down = reply(b"", 500)
    made, _session, clock = transport(*[down] * 7, retries=6, max_wait=5)
    with pytest.raises(Transient):
        made.request("GET", "/orders")
    assert clock.slept == [0.5, 1.0, 2.0, 4.0, 5, 5]


@pytest.mark.parametrize(
    ("headers", "limit", "remaining", "pause"),
    [
        ({}, None, None, 0.0),
        ({"x-limit-per-day": "10000"}, 10000, None, 0.0),
        ({"x-remaining-today": "12"}, None, 12, 0.0),
        ({"x-remaining-this-second": "0"}, None, None, 1.0),
        ({"x-remaining-this-secon": "0"}, None, None, 1.0),
        (
            {"x-remaining-this-second": "3", "x-remaining-this-secon": "0"},
            None,
            None,
            0,
        ),
        ({"x-remaining-today": "many"}, None, None, 0.0),
    ],
)
def test_etsys_budget_is_what_its_headers_say(headers, limit, remaining, pause):
    budget = EtsyBudget()
    budget.note(headers, 100.0)
    assert (budget.limit, budget.remaining) == (limit, remaining)
    assert (budget.pause(100.0), budget.pause(102.0)) == (pause, 0.0)


def test_shopifys_budget_is_what_its_answers_say():
    budget = CostBudget()
    assert budget.wait_for({"requestedQueryCost": 100}) == 2.0
    budget.note_cost(
        {
            "throttleStatus": {
                "maximumAvailable": 2000,
                "currentlyAvailable": 40,
                "restoreRate": 20,
            }
        }
    )
    assert (budget.limit, budget.remaining) == (2000, 40)
    assert budget.wait_for({"requestedQueryCost": 100}) == 3.0
    assert budget.wait_for({}) == 0.1
    budget.note_cost({"throttleStatus": {"currentlyAvailable": 0}})
    assert (budget.limit, budget.remaining) == (2000, 0)
