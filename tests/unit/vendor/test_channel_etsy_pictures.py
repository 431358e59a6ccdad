"""Pictures of variations come back, whatever happens between write and picture."""

import pytest
from channel_clients.errors import ChannelError
from channel_clients.types import StockChange
from channel_contract import EtsyHarness
from channel_vendors import shop_of, sizes

PICTURES = "POST /v3/application/shops"


@pytest.fixture
def etsy():
    yield from shop_of(EtsyHarness())


class Store:
    """What survives the end of a process: the wishes, as they were kept."""

    def __init__(self, harness):
        self.harness = harness
        self.listing = sizes(harness, 4, 6)
        harness.fake.picture_variation(self.listing, "Size", "Small")
        self.before = self.shown()
        self.wishes = {}

    def keep(self, listing_id, wish):
        self.wishes.pop(listing_id, None)
        if wish is not None:
            self.wishes[listing_id] = wish

    def client(self):
        return self.harness.client(picture_wishes=self.wishes, keep_pictures=self.keep)

    def shown(self):
        return [dict(one) for one in self.listing.extra["variation_images"]]

    def send(self, quantity):
        client = self.client()
        change = StockChange(self.harness.remote(client, "LAV-S"), quantity)
        (result,) = client.set_stock([change])
        return result


@pytest.mark.parametrize("kind", ["500", "timeout_before", "429", "html"])
def test_a_picture_call_that_failed_four_times_is_made_at_the_next_turn(etsy, kind):
    store = Store(etsy)
    etsy.fake.faults.add(kind, times=4, where=PICTURES)
    result = store.send(3)
    assert (result.error, result.quantity) == (None, 3)
    etsy.fake.faults.clear()
    assert store.client().mend() == []
    assert store.shown() == store.before
    assert store.wishes == {}


def test_a_picture_call_whose_answer_was_lost_is_not_made_again(etsy):
    store = Store(etsy)
    etsy.fake.faults.add("timeout_after", times=4, where=PICTURES)
    assert store.send(3).error is None
    assert store.client().mend() == []
    assert store.shown() == store.before
    assert store.wishes == {}


def test_the_wish_is_stored_before_the_write_that_drops_the_pictures(etsy):
    store = Store(etsy)
    killed = store.client()
    call = killed.call

    def die_after_the_write(method, path, **options):
        answer = call(method, path, **options)
        if method == "PUT":
            raise KeyboardInterrupt
        return answer

    killed.call = die_after_the_write
    with pytest.raises(KeyboardInterrupt):
        killed.set_stock([StockChange(etsy.remote(killed, "LAV-S"), 3)])
    assert store.shown() == []
    assert store.client().mend() == []
    assert store.shown() == store.before


def test_a_second_write_before_the_pictures_are_back_wishes_for_the_first(etsy):
    store = Store(etsy)
    etsy.fake.faults.add("500", times=4, where=PICTURES)
    store.send(3)
    etsy.fake.faults.clear()
    assert store.send(2).error is None
    assert store.shown() == store.before


def test_a_picture_that_is_gone_is_given_up_after_some_tries(etsy):
    store = Store(etsy)
    etsy.fake.faults.add("500", times=4, where=PICTURES)
    store.send(3)
    etsy.fake.faults.clear()
    store.listing.extra["images"].clear()
    given_up = []
    for _turn in range(6):
        given_up += store.client().mend()
    assert len(given_up) == 1
    assert store.wishes == {}


def test_a_shop_that_is_down_keeps_the_wish(etsy):
    store = Store(etsy)
    etsy.fake.faults.add("500", times=-1, where=PICTURES)
    store.send(3)
    with pytest.raises(ChannelError):
        store.client().mend()
    assert len(store.wishes) == 1
