from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user

from ..common import ChannelCase


class TestDrafts(ChannelCase):
    def _wizard(self, product=None, channel=None, user=None, **values):
        product = product or self.candle
        wizard = self.env["maker.listing.draft"].with_context(
            active_model="product.product", active_id=product.id
        )
        wizard = wizard.with_user(user or self.env.user)
        form = Form(wizard)
        form.channel_id = channel or self.shopify
        for name, value in values.items():
            setattr(form, name, value)
        return form.save()

    def test_a_product_becomes_a_draft_that_is_kept_in_step(self):
        self.candle.lst_price = 18
        wizard = self._wizard()
        self.assertEqual((wizard.title, wizard.quantity), ("Candle", 10))
        action = wizard.action_create()
        listing = self.env["maker.channel.listing"].browse(action["res_id"])
        self.assertEqual(listing.remote_id, "draft-CANDLE")
        self.assertEqual((listing.product_id, listing.state), (self.candle, "mapped"))
        self.assertEqual(listing.remote_state, "draft")
        self._order(self.candle, 4)
        self._drain(self.shopify)
        self.assertEqual(self._shown(listing), 6)

    def test_everything_that_is_missing_is_said_before_the_shop_is_asked(self):
        bare = self.env["product.product"].create({"name": "Bare", "list_price": 0})
        wizard = self._wizard(bare)
        with self.assertRaises(UserError) as caught:
            wizard.action_create()
        self.assertIn("no SKU", str(caught.exception))
        self.assertIn("price", str(caught.exception))
        self.assertFalse(self.clients[self.shopify].drafts)

    def test_what_the_shop_has_is_not_prepared_again(self):
        self._list(self.shopify, self.candle)
        with self.assertRaisesRegex(UserError, "already"):
            self._wizard().action_create()
        self.assertFalse(self.clients[self.shopify].drafts)

    def test_a_lost_answer_is_asked_for_again_without_a_second_listing(self):
        client = self.clients[self.shopify]
        client.lose_answer = True
        wizard = self._wizard()
        with self.assertRaisesRegex(UserError, "broke off"):
            wizard.action_create()
        wizard.action_create()
        listings = self.shopify.listing_ids
        self.assertEqual(listings.mapped("remote_id"), ["draft-CANDLE"])
        self.shopify.action_fetch_listings()
        self.assertEqual(self.shopify.listing_ids, listings)
        self.assertEqual(listings.product_id, self.candle)

    def test_only_shops_that_can_are_offered(self):
        wizard = self._wizard()
        self.assertIn(self.shopify, wizard.able_channel_ids)
        draft_shop = self._channel("shopify", name="Unconnected", state="draft")
        self.addCleanup(self.clients.pop, draft_shop)
        self.assertNotIn(draft_shop, self._wizard().able_channel_ids)

    def test_only_managers_prepare_listings(self):
        bench = new_test_user(self.env, "bench hand", groups="maker_mrp.group_user")
        with self.assertRaises(AccessError):
            self.env["maker.listing.draft"].with_user(bench).create({})
        manager = new_test_user(
            self.env, "studio manager", groups="maker_mrp.group_manager"
        )
        wizard = self._wizard(user=manager)
        self.assertEqual(wizard.quantity, 10)
        wizard.action_create()
        self.assertEqual(len(self.shopify.listing_ids), 1)
