"""Sales race with pushes while the network fails: nothing is sold twice, no order
is lost, and the shop shows the central count once the faults stop."""

import random

import pytest
from channel_clients.errors import ChannelError, Conflict
from channel_clients.types import StockChange
from channel_contract import HARNESSES
from fakes.goods import SoldOut

FAULTS = (
    "timeout_before",
    "timeout_after",
    "429",
    "500",
    "500_after",
    "truncated",
    "html",
    "wrong_content_type",
)
START = 60


class Studio:
    """A caller as careful as Stock Push: import, then push what is left."""

    def __init__(self, shop):
        self.shop = shop
        self.client = shop.client()
        self.remote_id = shop.remote(self.client, "BOX")
        self.shown = START
        self.orders: dict[str, int] = {}

    @property
    def left(self):
        return START - sum(self.orders.values())

    def look(self):
        for order in self.client.iter_orders(self.shop.began):
            self.orders[order.remote_id] = sum(li.quantity for li in order.lines)

    def push(self):
        change = StockChange(self.remote_id, self.left, self.shown)
        (result,) = self.client.set_stock([change])
        if isinstance(result.error, Conflict):
            self.shown = result.error.actual
            return False
        if result.error:
            raise result.error
        self.shown = result.quantity
        return result.quantity == self.left

    def reread(self):
        self.shown = self.client.get_stock([self.remote_id])[self.remote_id].quantity


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("name", sorted(HARNESSES))
def test_sales_and_pushes_race_under_faults(name, seed):
    shop = HARNESSES[name]()
    try:
        shop.fake.add_listing("Market box", "BOX", "4.00", START)
        race(shop, random.Random(f"{name} {seed}"))
    finally:
        shop.stop()


def race(shop, chance):
    studio, sold = Studio(shop), {}
    for _step in range(25):
        if chance.random() < 0.5:
            shop.fake.faults.add(chance.choice(FAULTS), skip=chance.randint(0, 3))
        sold.update(buy(shop, chance))
        try:
            studio.look()
            sold.update(buy(shop, chance))
            studio.push()
        except ChannelError:
            shop.fake.faults.clear()
            studio.reread()
        assert sum(sold.values()) <= START
        assert set(studio.orders) <= set(sold)
    shop.fake.faults.clear()
    for _round in range(4):
        studio.look()
        if studio.push():
            break
    assert sold
    assert studio.orders == sold
    assert studio.left == START - sum(sold.values())
    assert shop.fake.stock("BOX") == studio.left


def buy(shop, chance):
    if chance.random() < 0.4:
        return {}
    count = chance.randint(1, 2)
    try:
        return {shop.buy([("BOX", count)]): count}
    except SoldOut:
        return {}
