"""Two servers, five shops, faults and a power cut: no order lost, none doubled."""

import os
import random
import time

import pytest
from channel_studio import FACTORIES, ChannelStudio
from maker_setup import odoo_source
from maker_setup.odoo_command import OdooCommand
from maker_setup.paths import clone_key
from maker_setup.postgres import Server

pytestmark = pytest.mark.slow
VARIABLES = ("PGHOST", "PGPORT", "PGUSER", "PGPASSWORD")
FAULTS = ("timeout_before", "timeout_after", "500", "500_after", "html", "429")
SEEDS = [int(seed) for seed in os.environ.get("MAKER_SEEDS", "7").split(",")]


@pytest.fixture
def studio(request):
    environ = {key: os.environ[key] for key in VARIABLES if key in os.environ}
    odoo = OdooCommand(odoo_source.locate(), Server(environ, is_private=False))
    studio = ChannelStudio(odoo, f"maker_shops_{clone_key()}", request.param)
    try:
        studio.open(quantity=100)
        yield studio
    finally:
        studio.close()


@pytest.mark.parametrize("studio", [("etsy", "shopify")], indirect=True)
def test_a_server_killed_in_the_middle_of_a_push_loses_nothing(studio):
    doomed = studio.serve()
    studio.wait_for_stock(100)
    faults = studio.shops["shopify"].faults
    slow = faults.add("slow", seconds=6, match="inventorySetQuantities")
    studio.shops["etsy"].buy([("CANDLE", 3)])
    studio.wait_until(lambda: slow in faults.shown, "slow push")
    studio.kill(doomed)
    studio.shops["etsy"].buy([("CANDLE", 1)])
    studio.serve()
    studio.serve()
    studio.wait_for_stock(96)
    report = studio.run("channel_report.py")
    assert (report["orders"], report["sales"], report["units"]) == (2, 2, 4)
    assert report["doubtful"] == 0


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("studio", [tuple(FACTORIES)], indirect=True)
def test_sales_faults_and_a_power_cut_lose_and_double_no_order(studio, seed):
    chance = random.Random(seed)
    servers = [studio.serve(), studio.serve()]
    studio.wait_for_stock(100)
    left, placed = 100, 0
    for turn in range(30):
        shop = studio.shops[chance.choice(list(studio.shops))]
        if chance.random() < 0.3:
            shop.faults.add(chance.choice(FAULTS))
        if turn == 20:
            studio.kill(servers.pop())
            servers.append(studio.serve())
        if turn % 10 == 9:
            studio.run("channel_receive.py", quantity=5)
            left += 5
        if shop.stock("CANDLE") > 10:
            count = chance.randint(1, 2)
            shop.buy([("CANDLE", count)])
            left -= count
            placed += 1
        # the shops' days are longer than this: let the servers do something
        time.sleep(0.3)
    for shop in studio.shops.values():
        shop.faults.clear()
    studio.wait_for_stock(left, seconds=90)
    report = studio.run("channel_report.py")
    assert (report["orders"], report["sales"]) == (placed, placed)
    assert report["units"] == 100 + 3 * 5 - left
    assert report["states"] == ["imported"]
    assert not [name for name in report["incidents"] if "not there" in name]
