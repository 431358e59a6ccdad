"""What every story of five shops and a studio has: its cast and its opening."""

from collections import Counter
from decimal import Decimal

from channel_model import CANDLE, KIT, PACK, SOAP, Model, Sold
from channel_studio import FACTORIES
from channel_world import World
from fakes.goods import SoldOut
from hypothesis import strategies as st
from hypothesis.stateful import initialize

FIGURES = Counter()

SHOPS = tuple(FACTORIES)
TELLS_REFUNDED_LINES = ("shopify", "woocommerce", "wix")
TAKES_UNPAID = ("shopify", "woocommerce")
WOO = "woocommerce"
FAULTS = (
    "timeout_before",
    "timeout_after",
    "429",
    "429_bare",
    "throttled",
    "500",
    "500_after",
    "truncated",
    "html",
    "wrong_content_type",
    "expired_token",
)
CRASHES = ("killed_before_commit", "killed_after_commit", "serialization")
RATES = ("0", "0.07", "0.0825")
"""No tax, one that the studio knows, and one that it does not."""
CENT = Decimal("0.01")
STOCK = {(CANDLE, ""): 12, (SOAP, "A"): 9, (SOAP, "B"): 8}

shops = st.sampled_from(SHOPS)
skus = st.sampled_from((CANDLE, SOAP, KIT, PACK))
counts = st.integers(1, 3)
lots = st.sampled_from(("A", "B"))
shelves = st.sampled_from(tuple(STOCK))
picks = st.integers(0, 1000)
cents = st.integers(0, 199).map(lambda count: count * CENT)
MONEY = ("shipping", "discount", "line_discount", "tip", "gift_wrap")
rich_orders = st.tuples(
    shops,
    st.sampled_from((CANDLE, SOAP)),
    counts,
    st.fixed_dictionaries(dict.fromkeys(MONEY, cents)),
    st.sampled_from(RATES),
)
"""Shop, SKU, how many, the money beside it, the rate of the tax."""


class Opening:
    """One studio with five shops."""

    registry = None

    @initialize(
        first=st.lists(st.tuples(shops, skus, counts), min_size=2, max_size=5),
        rich=st.lists(rich_orders, min_size=2, max_size=4),
        faults=st.lists(
            st.tuples(st.sampled_from(FAULTS), counts), min_size=5, max_size=5
        ),
    )
    def open(self, first, rich, faults):
        self.world = World(self.registry, STOCK)
        self.model = Model(SHOPS, STOCK)
        self.edited = False
        self.lacking, self.refused = {}, set()
        self.failed = False
        self.seen_incidents = set()
        self.world.work()
        for code, sku, count in first:
            self._buy(code, [(sku, count)])
        for order in rich:
            self._buy_with_extras(*order)
        for code, (kind, times) in zip(SHOPS, faults, strict=True):
            self.world.shops[code].faults.add(kind, times)
        self.world.pass_time(60)  # so that every worker asks its shop for orders
        self.world.work()

    def teardown(self):
        try:
            if not self.failed:
                self.settle()
        finally:
            for shop in self.world.shops.values():
                FIGURES.update(f"fault {one.kind}" for one in shop.faults.shown)
            FIGURES.update(self.world.chaos.shown)
            FIGURES["stories"] += 1
            self.world.close()

    def _buy(self, code, wanted, **options):
        lines = Counter()
        for sku, count in wanted:
            lines[sku] += count
        pairs = [(self.world.sku(sku), count) for sku, count in lines.items()]
        try:
            ref = self.world.shops[code].buy(pairs, **options)
        except SoldOut:
            return
        paid = not options.get("unpaid")
        self.model.sell(Sold(code, ref, dict(lines), paid))
        FIGURES["orders"] += 1

    def _pick(self, pick, fits):
        fitting = [order for order in self.model.orders if fits(order)]
        return fitting[pick % len(fitting)] if fitting else None

    def _is_known(self, order):
        """Whether the studio has heard of an order."""
        return self.world.do(lambda env: bool(self.world.sale(env, order)))
