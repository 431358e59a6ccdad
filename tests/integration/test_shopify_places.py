from channel_case import ChannelCase

from odoo.addons.maker_channel_sync.channel_clients.shopify import (
    queries as shopify_queries,
)


class TestShopifyPlaces(ChannelCase):
    """An order that the shop moves to another of its places is still ours to send."""

    codes = ("shopify",)

    def setUp(self):
        super().setUp()
        self.shop, self.channel = self.shops["shopify"], self.channels["shopify"]
        self._settle()
        self.shop.buy([("CANDLE", 2)])
        self._settle()
        self.place, self.other = self.shop.places
        self.assertEqual(self._here(), 8)

    def _here(self):
        (listing,) = self.shop.listings
        return listing.variants[0].levels[self.place].available

    def _move(self):
        """Somebody at the shop gives the order to another place."""
        client = self.channel._client()
        (order,) = self.shop.orders
        work = client.shipping._to_ship(order)["fulfillmentOrders"]["nodes"][0]
        answer = client.graphql(
            shopify_queries.MOVE,
            {"id": work["id"], "location": f"gid://shopify/Location/{self.other}"},
        )["fulfillmentOrderMove"]
        self.assertFalse(answer["userErrors"])
        self.assertEqual(self._here(), 10)

    def test_a_moved_order_is_no_number_changed_by_hand(self):
        self._move()
        self.channel._as_worker()._compare_all(
            self.channel._client(), self.channel.listing_ids
        )
        self.env["maker.channel.change"]._note(self.candle.ids)
        self._settle()
        self.assertEqual(self._here(), 8)
        self.assertFalse(self.env["maker.channel.incident"].search([]))

    def test_a_moved_order_found_by_a_push_is_none_either(self):
        self._move()
        self._receive(self.candle, 5)
        self._settle(rounds=2)
        self.assertEqual(self._here(), 13)
        self.assertFalse(self.env["maker.channel.incident"].search([]))

    def test_a_number_that_was_raised_by_hand_is_told_all_the_same(self):
        self.shop.set_stock_by_hand("CANDLE", 30)
        self.channel._as_worker()._compare_all(
            self.channel._client(), self.channel.listing_ids
        )
        self.assertTrue(self.channel.listing_ids.drifted)
        self.assertEqual(len(self.env["maker.channel.incident"].search([])), 1)
