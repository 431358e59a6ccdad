"""One shop hangs; the others are kept in step meanwhile, by a server with defaults."""

import time

import pytest
from addon_tests import test_server
from channel_studio import ChannelStudio
from maker_setup.paths import clone_key

pytestmark = pytest.mark.slow


@pytest.fixture
def studio():
    codes = ("etsy", "shopify", "woocommerce")
    studio = ChannelStudio(test_server(), f"maker_hangs_{clone_key()}", codes)
    try:
        studio.open(quantity=100)
        yield studio
    finally:
        studio.close()


def test_a_hanging_shop_slows_no_other(studio):
    studio.serve()
    studio.wait_for_stock(100)
    hangs = studio.shops["etsy"].faults.add("slow", times=50, seconds=25)
    studio.wait_until(lambda: hangs in studio.shops["etsy"].faults.shown, "hang")
    others = [studio.shops["shopify"], studio.shops["woocommerce"]]
    for left in (99, 98, 97):
        others[left % 2].buy([("CANDLE", 1)])
        started = time.monotonic()
        studio.wait_until(
            lambda left=left: all(shop.stock("CANDLE") == left for shop in others),
            f"{left} left beside a hanging shop",
        )
        assert time.monotonic() - started < 20
    assert studio.shops["etsy"].stock("CANDLE") == 100
    studio.shops["etsy"].faults.clear()
    studio.wait_for_stock(97)
