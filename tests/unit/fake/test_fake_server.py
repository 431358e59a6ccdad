import json
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests
from fakes import FakeEtsy
from fakes.goods import SoldOut
from fakes.listener import Listener

TESTS = Path(__file__).resolve().parents[2]


@pytest.fixture
def shop():
    with FakeEtsy() as fake:
        fake.add_listing("Oat soap", "SOAP", "6.50", 5)
        yield fake


def me(shop, timeout=2):
    headers = {
        "x-api-key": f"{shop.keystring}:{shop.shared_secret}",
        "Authorization": f"Bearer {shop.access_token}",
    }
    url = f"{shop.url}/v3/application/users/me"
    return requests.get(url, headers=headers, timeout=timeout)


def test_last_unit_is_sold_once_to_twenty_buyers(shop):
    shop.set_stock_by_hand("SOAP", 1)
    start = threading.Barrier(20)

    def buy(_):
        start.wait()
        try:
            return shop.buy([("SOAP", 1)])
        except SoldOut:
            return None

    with ThreadPoolExecutor(20) as pool:
        orders = [order for order in pool.map(buy, range(20)) if order]
    assert len(orders) == 1
    assert shop.stock("SOAP") == 0


def test_checkout_changes_nothing_where_one_line_is_sold_out(shop):
    shop.add_listing("Lip balm", "BALM", quantity=0, state="active")
    with pytest.raises(SoldOut):
        shop.buy([("SOAP", 2), ("BALM", 1)])
    assert shop.stock("SOAP") == 5
    assert not shop.orders


def test_two_lines_of_one_listing_count_together(shop):
    with pytest.raises(SoldOut):
        shop.buy([("SOAP", 3), ("SOAP", 3)])


def test_forced_race_oversells(shop):
    key = shop.buy([("SOAP", 7)], force=True)
    assert shop.order(key).lines[0].quantity == 7
    assert shop.stock("SOAP") == 0  # Etsy shows no number below


def test_unknown_option_of_checkout_is_an_error(shop):
    with pytest.raises(TypeError, match="tax_free"):
        shop.buy([("SOAP", 1)], tax_free=True)


def test_cancel_and_refund_restock_only_when_told(shop):
    kept, back = shop.buy([("SOAP", 1)]), shop.buy([("SOAP", 2)])
    shop.cancel(kept, restock=False)
    assert shop.stock("SOAP") == 2
    shop.refund(back, [("SOAP", 1)], restock=True)
    assert shop.stock("SOAP") == 3
    with pytest.raises(ValueError, match="More refunded"):
        shop.refund(back, [("SOAP", 2)])


def test_timeout_before_did_nothing_and_after_did(shop):
    for kind, calls in (("timeout_before", 0), ("timeout_after", 1)):
        shop.per_day.limit = 100
        before = shop.per_day.left
        shop.faults.add(kind)
        with pytest.raises(requests.ConnectionError):
            me(shop)
        assert before - shop.per_day.left == calls
    assert me(shop).ok


def test_hanging_answer_times_out(shop):
    shop.faults.add("timeout_before", seconds=0.5)
    with pytest.raises(requests.Timeout):
        me(shop, timeout=0.1)


def test_429_with_and_without_retry_after(shop):
    shop.faults.add("429", retry_after=3)
    shop.faults.add("429_bare")
    assert me(shop).headers["Retry-After"] == "3"
    bare = me(shop)
    assert bare.status_code == 429
    assert "Retry-After" not in bare.headers


@pytest.mark.parametrize(
    ("kind", "status"), [("500", 500), ("500_after", 500), ("expired_token", 401)]
)
def test_fault_shows_its_status_once(shop, kind, status):
    shop.faults.add(kind)
    assert [me(shop).status_code, me(shop).status_code] == [status, 200]


def test_answers_that_are_no_json(shop):
    shop.faults.add("truncated")
    with pytest.raises(requests.JSONDecodeError):
        me(shop).json()
    shop.faults.add("html")
    page = me(shop)
    assert page.headers["Content-Type"].startswith("text/html")
    assert page.status_code == 502
    shop.faults.add("wrong_content_type")
    assert me(shop).headers["Content-Type"].startswith("text/html")


def test_fault_is_meant_for_some_requests(shop):
    shop.faults.add("500", where="PUT /v3")
    shop.faults.add("500", where="GET /v3/application/users", skip=1)
    assert [me(shop).status_code for _ in range(3)] == [200, 500, 200]
    assert len(shop.faults.pending) == 1


def test_unknown_fault_is_an_error(shop):
    with pytest.raises(ValueError, match="earthquake"):
        shop.faults.add("earthquake")


def test_stopped_shop_drops_open_connections():
    shop = FakeEtsy().start()
    port = shop.port
    session = requests.Session()
    url = f"{shop.url}/_fake/state"
    assert session.get(url, timeout=2).ok
    shop.stop()
    with pytest.raises(requests.ConnectionError):
        session.get(url, timeout=2)
    with shop.start(port):
        assert session.get(url, timeout=2).ok


def test_requests_are_logged_and_counted(shop):
    me(shop)
    shop.faults.add("timeout_after")
    with pytest.raises(requests.ConnectionError):
        me(shop)
    assert [row.status for row in shop.requests] == [200, 0]
    assert shop.calls == {"GET /v3/application/users/me": 2}


def test_failed_delivery_is_tried_again(shop):
    shop.webhooks.retry_delays = (0.0, 0.0)
    with Listener(500, 503) as listener:
        shop.webhook_target(listener.url)
        shop.buy([("SOAP", 1)])
        assert shop.webhooks.settle()
    [delivery] = shop.deliveries
    assert delivery.statuses == [500, 503, 200]
    assert len({body for _, body in listener.heard}) == 1


def test_subscription_dies_of_failures(shop):
    shop.webhooks.retry_delays = ()
    shop.webhooks.disable_after = 2
    with Listener(500, 500) as listener:
        shop.webhook_target(listener.url)
        for _ in range(3):
            shop.buy([("SOAP", 1)])
            assert shop.webhooks.settle()
    assert len(listener.heard) == 2
    assert not shop.webhooks.subscriptions[0].active


def test_deliveries_can_be_repeated_lost_and_reordered(shop):
    with Listener() as listener:
        shop.webhook_target(listener.url)
        shop.webhooks.repeat = 1
        first = shop.buy([("SOAP", 1)])
        shop.webhooks.settle()
        shop.webhooks.lose = 1
        shop.buy([("SOAP", 1)])
        shop.webhooks.hold()
        third, fourth = shop.buy([("SOAP", 1)]), shop.buy([("SOAP", 1)])
        shop.webhooks.release(reverse=True)
        assert shop.webhooks.settle()
        shop.webhooks.replay(shop.deliveries[0])
        assert shop.webhooks.settle()
    heard = [json.loads(body)["resource_url"] for _, body in listener.heard]
    told = [url.rpartition("/")[2] for url in heard]
    assert told == [first, first, fourth, third, first]


def control(shop, action, **given):
    return requests.post(f"{shop.url}/_fake/{action}", json=given, timeout=2)


def test_shop_is_driven_by_other_processes(shop):
    order = control(shop, "buy", lines=[["SOAP", 2]], note="Thanks").json()["order"]
    assert control(shop, "stock", key="SOAP", quantity=8).json() == {"stock": 8}
    control(shop, "ship", order=order, tracking="9400")
    told = requests.get(f"{shop.url}/_fake/state", timeout=2).json()
    assert told["orders"][0]["tracking"] == ["9400"]
    assert told["listings"][0]["variants"][0]["stock"] == 8
    assert not shop.requests


def test_control_says_what_is_wrong(shop):
    sold_out = control(shop, "buy", lines=[["SOAP", 9]])
    assert (sold_out.status_code, sold_out.json()["sold_out"]) == (409, True)
    unknown = control(shop, "buy", lines=[["WAX", 1]])
    assert unknown.status_code == 400
    assert "WAX" in unknown.json()["error"]
    assert control(shop, "fly").status_code == 404
    assert control(shop, "set", latencies=3).status_code == 400


def test_page_shows_stock_and_sells(shop):
    page = requests.get(shop.url, timeout=2)
    assert "Oat soap" in page.text and "Buy" in page.text
    form = {"sku": "SOAP", "count": "5"}
    page = requests.post(f"{shop.url}/_fake/buy", data=form, timeout=2)
    assert "Order 1001 placed" in page.text and "Sold out" in page.text
    assert page.history[0].status_code == 303
    assert shop.stock("SOAP") == 0
    form = {"order": next(iter(shop.orders))}
    page = requests.post(f"{shop.url}/_fake/cancel", data=form, timeout=2)
    assert "Order 1001 cancelled" in page.text


def test_a_browser_asks_for_an_icon_without_a_fault(shop):
    before = len(shop.requests)
    answer = requests.get(f"{shop.url}/favicon.ico", timeout=5)
    assert answer.status_code == 204
    assert len(shop.requests) == before
    assert "rel=icon" in requests.get(shop.url, timeout=5).text


def test_page_shows_no_markup_of_others(shop):
    shop.add_listing("<script>alert(1)</script>", "X'><b>", quantity=1)
    page = requests.get(f"{shop.url}/?said=<i>hello</i>", timeout=2).text
    assert "<script>alert" not in page and "<i>" not in page and "<b>" not in page


def test_shops_run_as_a_process(tmp_path):
    seed = tmp_path / "seed.json"
    row = {"title": "Oat soap", "sku": "SOAP", "price": "6.50", "quantity": 5}
    seed.write_text(json.dumps({"*": [row]}))
    command = [sys.executable, "-m", "fakes", "--ports", "etsy,shopify"]
    with subprocess.Popen(
        [*command, "--seed", str(seed)],
        cwd=TESTS,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        ready = json.loads(process.stdout.readline())
        for told in ready.values():
            url = f"{told['url']}/_fake/stock?key=SOAP"
            assert requests.get(url, timeout=2).json() == {"stock": 5}
            assert told["access_token"] and told["credentials"]
        started = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
        assert time.monotonic() - started < 5


def test_process_names_a_port_in_use():
    with FakeEtsy() as shop:
        command = [sys.executable, "-m", "fakes", "--ports", f"etsy={shop.port}"]
        done = subprocess.run(
            command, cwd=TESTS, capture_output=True, text=True, check=False, timeout=20
        )
    assert done.returncode == 1
    assert "cannot start" in done.stderr and "Traceback" not in done.stderr
