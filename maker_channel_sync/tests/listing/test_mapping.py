from ..common import ChannelCase


class TestMapping(ChannelCase):
    def _fetch(self):
        self.etsy.action_fetch_listings()
        return {one.remote_id: one for one in self.etsy.listing_ids}

    def _put(self, remote_id, quantity=0, **values):
        self.clients[self.etsy].put(remote_id, quantity, **values)

    def test_a_sku_of_one_product_links_and_a_barcode_comes_second(self):
        soap = self._product("SOAP", barcode="4006381333931")
        self._put("a", sku="CANDLE")
        self._put("b", sku="other", barcode="4006381333931")
        found = self._fetch()
        self.assertEqual(found["a"].product_id, self.candle)
        self.assertEqual(found["b"].product_id, soap)

    def test_blanks_around_a_sku_do_not_matter(self):
        self._put("a", sku=" CANDLE ")
        self.assertEqual(self._fetch()["a"].product_id, self.candle)

    def test_a_title_is_only_proposed(self):
        self._put("a", title="Candle")
        listing = self._fetch()["a"]
        self.assertFalse(listing.product_id)
        self.assertEqual(listing.proposed_product_id, self.candle)
        listing.action_accept_proposal()
        self.assertEqual((listing.product_id, listing.state), (self.candle, "mapped"))

    def test_blanks_duplicates_and_clashes_are_one_list(self):
        self._product("SOAP")
        self._product("SOAP")
        self._put("blank", title="?")
        self._put("clash", sku="SOAP")
        self._put("one", sku="CANDLE")
        self._put("two", sku="CANDLE")
        found = self._fetch()
        issues = {name: one.mapping_issue for name, one in found.items()}
        twice = dict.fromkeys(("one", "two"), "duplicate")
        self.assertEqual(issues, {"blank": "blank", "clash": "clash", **twice})
        self.assertFalse(found["clash"].product_id)

    def test_many_listings_may_sell_one_product(self):
        self._put("one", sku="CANDLE")
        self._put("two", sku="CANDLE")
        found = self._fetch()
        self._drain(self.etsy)
        self.assertEqual(self._shown(found["one"]), 10)
        self.assertEqual(self._shown(found["two"]), 10)

    def test_a_changed_sku_there_keeps_the_link(self):
        self._put("a", sku="CANDLE")
        self._fetch()
        self._put("a", sku="RENAMED", title="New title")
        listing = self._fetch()["a"]
        self.assertEqual(listing.product_id, self.candle)
        self.assertEqual((listing.sku, listing.title), ("RENAMED", "New title"))

    def test_a_product_can_be_made_from_a_listing(self):
        self._put("a", sku="NEW-1", title="Amber ring", price=None)
        listing = self._fetch()["a"]
        listing.action_create_product()
        product = listing.product_id
        self.assertEqual((product.name, product.default_code), ("Amber ring", "NEW-1"))
        self._receive(product, 3)
        self._drain(self.etsy)
        self.assertEqual(self._shown(listing), 3)

    def test_an_ignored_listing_stays_ignored(self):
        self._put("a", sku="UNKNOWN")
        listing = self._fetch()["a"]
        listing.action_ignore()
        self._product("UNKNOWN")
        self.assertEqual(self._fetch()["a"].state, "ignored")

    def test_what_the_shop_does_not_count_is_left_alone_until_told(self):
        self._put("a", sku="CANDLE", tracked=False)
        listing = self._fetch()["a"]
        self._drain(self.etsy)
        self.assertFalse(self.clients[self.etsy].writes)
        listing.start_tracking = True
        self._drain(self.etsy)
        self.assertEqual(self._shown(listing), 10)

    def test_what_the_shop_shows_is_known_before_the_first_push(self):
        self.etsy.mode = "review"
        self._put("a", 4, sku="CANDLE")
        listing = self._fetch()["a"]
        self._drain(self.etsy)
        self.assertEqual((listing.acked_qty, listing.difference), (4, 6))
