"""Permissions and tokens that shops take away, and connecting again."""

from channel_story import FIGURES, picks, shops
from hypothesis import strategies as st
from hypothesis.stateful import rule

TAKEN = {
    "etsy": ("listings_w", "transactions_w", "transactions_r"),
    "shopify": (
        "write_inventory",
        "read_orders",
        "write_merchant_managed_fulfillment_orders",
    ),
}
"""Permissions that the studio's work needs."""
REFUSED = "expired_token"


class ShopRules:
    """What happens between a shop and whoever connected it."""

    @rule(code=st.sampled_from(tuple(TAKEN)), pick=picks, worked=st.booleans())
    def a_permission_is_taken_away(self, code, pick, worked):
        shop = self.world.shops[code]
        self.lacking.setdefault(code, list(shop.scopes))
        scope = TAKEN[code][pick % len(TAKEN[code])]
        shop.scopes = [one for one in shop.scopes if one != scope]
        if worked:
            self.world.work()
        FIGURES["permissions taken away"] += 1

    @rule(code=shops, worked=st.booleans())
    def a_token_is_refused(self, code, worked):
        self.world.shops[code].faults.add(REFUSED, -1)
        self.refused.add(code)
        if worked:
            self.world.work_one(code)
        FIGURES["tokens refused"] += 1

    @rule(code=shops)
    def somebody_connects_again(self, code):
        if code in self.refused or code in self.lacking:
            self._connect_again(code)

    def _connect_again(self, code):
        """All permissions are back and nothing else is wrong: it lives at once."""
        shop = self.world.shops[code]
        shop.faults.clear()
        if code in self.lacking:
            shop.scopes = self.lacking.pop(code)
        self.refused.discard(code)
        world = self.world
        world.do(lambda env: world.channel(env, code).action_test_connection())
        with world.env() as env:
            channel = world.channel(env, code)
            assert channel.status == "connected", (code, channel.rest_words)
        FIGURES["connected again"] += 1
