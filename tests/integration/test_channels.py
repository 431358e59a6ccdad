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


class TestAllChannels(ChannelCase):
    codes = ("etsy", "shopify", "faire", "woocommerce", "wix")

    def _stocks(self):
        return {code: self._stock(code) for code in self.codes}

    def test_a_sale_anywhere_lowers_every_shop(self):
        self._settle()
        self.assertEqual(self._stocks(), dict.fromkeys(self.codes, 10))
        left = 10
        for code in self.codes:
            with self.subTest(sold_on=code):
                self.shops[code].buy([("CANDLE", 1)])
                left -= 1
                self._settle(rounds=2)
                self.assertEqual(self._stocks(), dict.fromkeys(self.codes, left))
        orders = self.env["maker.channel.order"].search([])
        self.assertEqual(len(orders), 5)
        self.assertEqual(set(orders.mapped("state")), {"imported"})

    def test_settled_shops_are_not_written_to(self):
        self._settle(rounds=2)
        before = self.env["maker.channel.push"].search_count([])
        self.env["maker.channel.change"]._note(self.candle.ids)
        self._settle()
        self.assertEqual(self.env["maker.channel.push"].search_count([]), before)

    def test_selling_out_and_restocking_reaches_every_shop(self):
        self._settle()
        self._receive(self.candle, -10)
        self._settle()
        self.assertEqual(self._stocks(), dict.fromkeys(self.codes, 0))
        self._receive(self.candle, 4)
        self._settle()
        self.assertEqual(self._stocks(), dict.fromkeys(self.codes, 4))

    def test_a_parcel_is_told_to_each_shop(self):
        self._settle()
        for code in self.codes:
            self.shops[code].buy([("CANDLE", 1)])
        self._settle(rounds=2)
        carrier = self.env["delivery.carrier"].create(
            {
                "name": "UPS",
                "delivery_type": "fixed",
                "product_id": self.env.ref("maker_channel_sync.product_shipping").id,
            }
        )
        for code, channel in self.channels.items():
            sale = self.env["sale.order"].search(
                [("maker_channel_id", "=", channel.id)]
            )
            picking = sale.picking_ids
            picking.carrier_id = carrier
            picking.carrier_tracking_ref = f"TRACK-{code}"
            picking.move_ids.picked = True
            picking.button_validate()
        self._settle(rounds=2)
        shipments = self.env["maker.channel.shipment"].search([])
        self.assertEqual(
            shipments.mapped("state"), ["sent"] * 5, shipments.mapped("answer")
        )

    def test_faire_is_told_that_its_orders_are_taken(self):
        shop = self.shops["faire"]
        order = shop.buy([("CANDLE", 1)])
        self._settle(rounds=2)
        self.assertEqual(shop.order(order).extra["state"], "PROCESSING")
        taken = [words for words in shop.writes if words.endswith("accepted")]
        self.assertEqual(len(taken), 1)
