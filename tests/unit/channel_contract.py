"""What the contract suite needs to know of each vendor, and nothing else."""

from __future__ import annotations

import importlib
import time
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest
from channel_clients.wire import oauth
from channel_clients.wire.rates import RateBudget
from channel_clients.wire.transport import Transport


class Harness:
    """A fake shop with a client of ours, both fresh."""

    name = ""
    module = ""
    fake_class = ""
    fake_options: dict = {}
    client_module = ""
    client_class = ""

    def __init__(self):
        fakes = importlib.import_module(f"fakes.{self.module}")
        self.fake = getattr(fakes, self.fake_class)(**self.fake_options)
        self.fake.start()
        self.calls: list[dict] = []
        self.prepare()
        self.began = datetime.now(timezone.utc) - timedelta(minutes=5)

    def prepare(self) -> None:
        """Loosen the vendor's rate limits, which have tests of their own."""

    def stop(self) -> None:
        self.fake.stop()

    def token(self, rejected=None) -> str:
        """The token that the shop gave last, renewed when it was rejected."""
        if rejected is not None:
            return self.renew()
        return self.fake.access_token

    def renew(self) -> str:
        return self.fake.access_token

    def transport(self, **options) -> Transport:
        options.setdefault("sleep", lambda seconds: time.sleep(min(seconds, 0.05)))
        return Transport(
            self.fake.url,
            timeout=(2, 5),
            random=lambda: 0.0,
            on_call=self.calls.append,
            **options,
        )

    @classmethod
    def client_type(cls):
        module = importlib.import_module(f"channel_clients.{cls.client_module}")
        return getattr(module, cls.client_class)

    @classmethod
    def abilities(cls):
        """What the client says that it can do."""
        return cls.client_type().capabilities

    def client(self, **changes):
        options = {**self.fake.credentials, **self.credentials(), **changes}
        made = self.client_type()(self.transport(), **options)
        if self.paced:
            made.transport.rate = RateBudget()
        return made

    def subscribe(self, client, url: str) -> None:
        """Have webhooks sent to a URL, over the API where that can be done."""
        if client.capabilities.subscribes:
            client.ensure_webhooks(url)
        else:
            self.fake.webhook_target(url)

    paced = False

    def credentials(self) -> dict:
        return {"token": self.token}

    def wrong_credentials(self) -> dict:
        return {"token": lambda rejected=None: "nonsense"}

    def remote(self, client, sku: str) -> str:
        """The remote id of a SKU."""
        found = [one.remote_id for one in client.iter_listings() if one.sku == sku]
        assert len(found) == 1, f"{sku}: {found}"
        return found[0]

    def buy(self, lines, **options) -> str:
        """Place an order and return its id as the client tells it."""
        return self.fake.buy(lines, **options).rpartition("/")[2]

    def told(self, key: str) -> list[str]:
        """The tracking numbers that the buyer of an order was told."""
        return [one.tracking for one in self.fake.order(key).shipments if one.tracking]

    def writes(self) -> list[dict]:
        """The calls that were not plain reads."""
        return [one for one in self.calls if one["method"] != "GET"]


class EtsyHarness(Harness):
    module, fake_class = "etsy", "FakeEtsy"
    client_module, client_class = "etsy", "EtsyClient"
    where_stock = "PUT /v3/application/listings"
    where_ship = "POST /v3/application/shops"
    where_draft = "POST /v3/application/shops"
    unknown = "999999:0"

    def credentials(self):
        return {**super().credentials(), "webhook_secret": self.fake.webhook_secret}

    def prepare(self):
        from fakes.limits import Window

        self.fake.per_second = Window(100_000, 1)

    def renew(self):
        return oauth.etsy_refresh(
            self.transport(), self.fake.keystring, self.fake.refresh_token
        ).access


class ShopifyHarness(Harness):
    module, fake_class = "shopify", "FakeShopify"
    client_module, client_class = "shopify", "ShopifyClient"
    where_stock = "POST /admin/api"
    where_ship = "POST /admin/api"
    where_draft = "POST /admin/api"
    unknown = "1:999999"

    def renew(self):
        return oauth.shopify_client_credentials(
            self.transport(), self.fake.client_id, self.fake.client_secret
        ).access


class FaireHarness(Harness):
    module, fake_class = "faire", "FakeFaire"
    client_module, client_class = "faire", "FaireClient"
    where_stock = "PATCH /external-api"
    where_ship = "POST /external-api"
    where_draft = "POST /external-api"
    unknown = "po_999999"
    paced = True


class WooCommerceHarness(Harness):
    module, fake_class = "woocommerce", "FakeWooCommerce"
    client_module, client_class = "woocommerce", "WooCommerceClient"
    where_stock = "POST /wp-json"
    where_ship = "POST /wp-json"
    where_draft = "POST /wp-json"
    unknown = "999999"

    def credentials(self):
        return {}

    def wrong_credentials(self):
        return {"consumer_secret": "cs_nonsense"}

    def told(self, key):
        notes = self.fake.notes.get(key, [])
        words = [note["note"] for note in notes if note["customer_note"]]
        return [text.split("number ")[1].rstrip(".") for text in words]


class WixHarness(Harness):
    name, module, fake_class = "wix", "wix", "FakeWix"
    fake_options = {"catalog": "V3"}
    client_module, client_class = "wix", "WixClient"
    where_stock = "POST /stores/v3/bulk"
    where_ship = "POST /ecom/v1/fulfillments"
    where_draft = "POST /stores/v3/products-with-inventory"
    unknown = (
        "00000000-0000-4000-8000-000000000009:00000000-0000-0000-0000-000000000000"
    )

    def credentials(self):
        return {"webhook_public_key": self.fake.public_key}

    def wrong_credentials(self):
        return {"api_key": "nonsense"}


class WixV1Harness(WixHarness):
    name = "wix_v1"
    fake_options = {"catalog": "V1"}
    where_stock = "PATCH /stores/v2"
    where_draft = "POST /stores/v1/products"


HARNESSES = {
    one.name or one.module: one
    for one in (
        EtsyHarness,
        ShopifyHarness,
        FaireHarness,
        WooCommerceHarness,
        WixHarness,
        WixV1Harness,
    )
}


def only(*modules: str, **able: bool):
    """Run a test at these vendors, or where their client is able to do something."""
    names = [
        name
        for name, one in sorted(HARNESSES.items())
        if one.module in modules
        or any(getattr(one.abilities(), key) == value for key, value in able.items())
    ]
    return pytest.mark.parametrize("shop", names, indirect=True)


def without(*modules: str):
    """Run a test at every vendor but these."""
    return only(*{one.module for one in HARNESSES.values()}.difference(modules))


def worth(order) -> Decimal:
    """The total that an order's parts add up to."""
    goods = sum(
        (line.quantity * line.unit_price - line.discount for line in order.lines),
        Decimal(0),
    )
    extras = order.shipping + order.tip + order.gift_wrap
    tax = Decimal(0) if order.taxes_included else order.tax
    return goods - order.discount + extras + tax


@contextmanager
def stocked(name):
    """A fresh shop of that vendor that sells a candle in two sizes and a soap."""
    harness = HARNESSES[name]()
    harness.fake.add_listing(
        "Lavender candle",
        variants=[
            {
                "sku": "LAV-S",
                "price": "18.00",
                "quantity": 10,
                "values": {"Size": "Small"},
            },
            {
                "sku": "LAV-L",
                "price": "29.99",
                "quantity": 6,
                "values": {"Size": "Large"},
            },
        ],
    )
    harness.fake.add_listing("Oat soap", "SOAP", "6.50", 5)
    try:
        yield harness
    finally:
        harness.stop()
