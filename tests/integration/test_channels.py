from channel_case import ChannelCase


class TestChannels(ChannelCase):
    def test_listings_are_found_and_linked_by_sku(self):
        for channel in self.channels.values():
            self.assertEqual(channel.listing_ids.product_id, self.candle)
            self.assertEqual(channel.state, "connected")

    def test_three_sold_on_etsy_leave_seven_on_shopify(self):
        self._settle()
        self.assertEqual([self._stock(code) for code in self.codes], [10, 10])
        self.shops["etsy"].buy([("CANDLE", 3)])
        self._settle()
        self.assertEqual([self._stock(code) for code in self.codes], [7, 7])
        sale = self.env["sale.order"].search(
            [("maker_channel_id", "=", self.channels["etsy"].id)]
        )
        self.assertEqual((sale.state, sale.order_line.product_uom_qty), ("sale", 3))
        self.assertAlmostEqual(sale.amount_untaxed, 37.5)
