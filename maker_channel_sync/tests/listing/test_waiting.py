from odoo.exceptions import UserError
from odoo.service.model import call_kw
from odoo.tests import new_test_user

from ..common import ChannelCase


class TestWaiting(ChannelCase):
    """What waits is found, can be sent, and is told; a pause hides nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.listing = cls._list(cls.shopify, cls.candle)

    def _waiting(self):
        action = self.shopify.action_open_waiting()
        return self.env[action["res_model"]].search(action["domain"])

    def test_the_waiting_button_opens_what_waits(self):
        self.shopify.mode = "review"
        self._drain()
        self.assertEqual((self.shopify.queue, self._waiting()), (1, self.listing))
        self.assertIn("your yes", self.listing.remark)

    def test_send_sends_at_once_and_says_so(self):
        self.shopify.mode = "review"
        self._drain()
        told = self.listing.action_approve()
        self.assertEqual(self._shown(self.listing), 10)
        self.assertEqual((self.listing.acked_qty, self.listing.difference), (10, 0))
        self.assertIn("Sent to the shop: 1", told["params"]["message"])
        self.assertEqual(told["params"]["next"]["tag"], "soft_reload")
        self.assertFalse(self._waiting() or self.listing.remark)

    def test_send_names_the_shop_that_refuses(self):
        self.shopify.mode = "review"
        self._drain()
        self.clients[self.shopify].rejected.add(self.listing.remote_id)
        told = self.listing.action_approve()["params"]
        self.assertEqual(told["type"], "warning")
        self.assertIn("Not for sale", told["message"])

    def test_a_paused_shop_still_says_what_it_should_show(self):
        self._drain()
        self.shopify.mode = "paused"
        self._receive(self.candle, -9)
        self._drain(self.etsy)
        before = self.clients[self.shopify].calls
        self.env.cr.flush()
        self.shopify._cron_run()
        self.assertEqual(
            (self.listing.desired_qty, self.listing.acked_qty, self.listing.difference),
            (1, 10, -9),
        )
        self.assertEqual(self.shopify.queue, 1)
        self.assertIn("paused", self.listing.remark)
        self.assertEqual(self.clients[self.shopify].calls, before)

    def test_a_pause_is_no_delay_of_the_shop(self):
        self._drain()
        self.shopify.mode = "paused"
        self._receive(self.candle, -9)
        self.env.cr.flush()
        self.shopify._cron_run()
        self.listing.wanted_since = "2020-01-01"
        self.shopify.mode = "automatic"
        self._drain()
        self.assertEqual(self._shown(self.listing), 1)
        self.assertLess(self.shopify.lag_p95, 3600)

    def test_what_waited_for_a_yes_is_no_delay_of_the_shop(self):
        self.shopify.mode = "review"
        self._drain()
        self.listing.wanted_since = "2020-01-01"
        self.listing.action_approve()
        self.assertEqual(self._shown(self.listing), 10)
        self.assertLess(self.shopify.lag_p95, 3600)

    def test_send_while_paused_says_why_nothing_goes(self):
        self._drain()
        self.shopify.mode = "paused"
        self._receive(self.candle, 1)
        self.env.cr.flush()
        self.shopify._cron_run()
        told = self.listing.action_approve()["params"]
        self.assertEqual(self._shown(self.listing), 10)
        self.assertIn("paused", told["message"])

    def test_an_accepted_proposal_is_counted_at_once(self):
        self.clients[self.shopify].put("new", 9)
        found = self.env["maker.channel.listing"].create(
            {
                "channel_id": self.shopify.id,
                "remote_id": "new",
                "title": "Candle",
                "acked_qty": 9,
                "proposed_product_id": self.candle.id,
            }
        )
        self.assertIn("Candle", found.remark)
        found.action_accept_proposal()
        self.assertEqual((found.desired_qty, found.difference), (10, 1))

    def test_reconcile_tells_what_it_found_and_did(self):
        self._drain()
        told = self.shopify.action_reconcile()["params"]
        self.assertEqual(told["type"], "success")
        self.assertIn("All show what they should", told["message"])
        self.clients[self.shopify].shelf[self.listing.remote_id] = 40
        told = self.shopify.action_reconcile()["params"]
        self.assertIn("Different: 1. Put right: 1", told["message"])
        action = self.shopify.action_open_differences()
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(found, self.listing)
        incident = self.env["maker.channel.incident"].search(
            [("listing_id", "=", self.listing.id)]
        )
        self.assertEqual(incident.kind, "drift")

    def test_a_manager_is_told_who_connects_shops(self):
        manager = new_test_user(
            self.env, "studio manager", groups="maker_mrp.group_manager"
        )
        channels = self.env["maker.channel"].with_user(manager)
        arch = channels.get_view(view_type="list")["arch"]
        self.assertIn("action_who_connects", arch)
        with self.assertRaisesRegex(UserError, "administrator"):
            # as the web client calls a button: with ids, here of no record
            call_kw(channels, "action_who_connects", [[]], {})

    def test_an_order_shows_its_customer_and_goods_to_the_bench(self):
        self._drain()
        self.clients[self.shopify].sell(self.listing.remote_id, 2)
        self._drain()
        order = self.env["maker.channel.order"].search(
            [("channel_id", "=", self.shopify.id)]
        )
        bench = new_test_user(self.env, "bench", groups="maker_mrp.group_user")
        seen = order.with_user(bench)
        self.assertEqual(seen.goods, "2 × Candle")
        self.assertEqual(seen.partner_id, order.sale_order_id.partner_id)
        self.assertEqual(seen.display_name, order.name)

    def test_one_listing_disagrees_in_the_singular(self):
        self.shopify.mode = "review"
        self._drain()
        card = self.env["maker.today"]._card_shops()
        figures = {one["value"]: one["label"] for one in card["figures"]}
        self.assertEqual(figures[1], "listing disagrees")

    def test_no_delay_is_told_before_anything_was_sent(self):
        self.assertFalse(self.shopify.pushed_lately)
        self._drain()
        self.assertTrue(self.shopify.pushed_lately)
