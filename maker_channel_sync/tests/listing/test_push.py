from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo import fields

from ...channel_clients.errors import (
    AuthError,
    RateLimited,
    Transient,
)
from ...channel_clients.types import StockResult
from ..common import ChannelCase


class TestPush(ChannelCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.on_etsy = cls._list(cls.etsy, cls.candle)
        cls.on_shopify = cls._list(cls.shopify, cls.candle)

    def test_a_linked_listing_shows_what_is_free(self):
        self._drain()
        self.assertEqual(
            (self._shown(self.on_etsy), self._shown(self.on_shopify)), (10, 10)
        )
        self.assertEqual(self.on_etsy.acked_qty, 10)
        self.assertFalse(self.on_etsy.needs_push)

    def test_a_new_number_does_not_wait_for_the_pause_of_the_old_one(self):
        self._drain()
        later = fields.Datetime.add(fields.Datetime.now(), minutes=5)
        self.on_shopify.retry_at = later
        self.clients[self.etsy].sell(self.on_etsy.remote_id, 3)
        self._drain()
        self.assertEqual(self._shown(self.on_shopify), 7)

    def test_a_sale_on_one_shop_lowers_the_other(self):
        self._drain()
        self.clients[self.etsy].sell(self.on_etsy.remote_id, 3)
        self._drain()
        self.assertEqual(
            (self._shown(self.on_etsy), self._shown(self.on_shopify)), (7, 7)
        )
        push = self.env["maker.channel.push"].search(
            [("listing_id", "=", self.on_shopify.id)], limit=1
        )
        self.assertEqual(
            (push.state, push.previous, push.quantity), ("acknowledged", 10, 7)
        )

    def test_a_page_that_came_back_is_ours_no_longer_in_any_variation(self):
        other = self._list(self.etsy, self.candle, "etsy-other")
        pages = self.on_etsy | other
        self._drain(self.etsy)
        pages.write({"remote_parent_id": "page", "deactivated_by_us": True})
        row = self.env["maker.channel.push"].search(
            [("listing_id", "=", self.on_etsy.id)], limit=1
        )
        result = StockResult(self.on_etsy.remote_id, 10, reactivated=True)
        self.on_etsy._answered(result, row, fields.Datetime.now())
        self.assertEqual(pages.mapped("deactivated_by_us"), [False, False])

    def test_a_part_of_a_piece_is_a_piece_until_the_shop_is_read(self):
        self._drain()
        self.on_shopify._sold_there(1.4)
        self.assertEqual(self.on_shopify.sold_since_ack, 2)
        self.assertTrue(self.on_shopify.in_doubt)

    def test_whole_pieces_are_believed(self):
        self._drain()
        self.on_shopify._sold_there(0.1 + 0.2 + 0.7)
        self.assertEqual(self.on_shopify.sold_since_ack, 1)
        self.assertFalse(self.on_shopify.in_doubt)

    def test_nothing_is_sent_when_nothing_differs(self):
        self._drain()
        calls = [len(client.writes) for client in self.clients.values()]
        self.env["maker.channel.change"]._note(self.candle.ids)
        self._drain()
        self.assertEqual(calls, [len(c.writes) for c in self.clients.values()])

    def test_only_the_notes_that_were_read_are_deleted(self):
        self._drain()
        self._receive(self.candle, 1)
        self.env.cr.flush()
        notes = self.env["maker.channel.change"]
        self.assertTrue(notes.search([("channel_id", "=", self.etsy.id)]))
        self._drain(self.etsy)
        self.assertFalse(notes.search([("channel_id", "=", self.etsy.id)]))
        self.assertTrue(notes.search([("channel_id", "=", self.shopify.id)]))

    def test_confirmed_but_unreserved_demand_is_not_offered(self):
        self.warehouse.out_type_id.reservation_method = "manual"
        self._drain()
        self._order(self.candle, 4)
        self._drain()
        self.assertEqual(self._shown(self.on_shopify), 6)

    def test_one_rejected_listing_does_not_stop_the_others(self):
        other = self._list(self.shopify, self._product("SOAP"))
        self._receive(other.product_id, 5)
        client = self.clients[self.shopify]
        client.rejected.add(self.on_shopify.remote_id)
        self._drain()
        self.assertEqual(self._shown(other), 5)
        self.assertIn("Not for sale", self.on_shopify.error)
        self.assertTrue(self.on_shopify.retry_at)

    def test_a_sale_unknown_to_us_wins_over_our_number(self):
        self._drain()
        client = self.clients[self.shopify]
        client.sell(self.on_shopify.remote_id, 4)
        self._receive(self.candle, 2)
        self._drain(self.shopify)
        self.assertEqual(self._shown(self.on_shopify), 8)

    def test_nothing_is_raised_while_the_order_list_lags_behind(self):
        self._drain()
        client = self.clients[self.shopify]
        client.sell(self.on_shopify.remote_id, 4)
        client.hide_orders = True
        self._receive(self.candle, 2)
        self._drain(self.shopify)
        self.assertEqual(self._shown(self.on_shopify), 6)
        client.hide_orders = False
        self._drain(self.shopify)
        self.assertEqual(self._shown(self.on_shopify), 8)

    def test_a_push_without_an_answer_is_read_back_first(self):
        self._drain()
        self._receive(self.candle, 5)
        client = self.clients[self.shopify]
        client.faults = [Transient("timeout", maybe_applied=True)]
        self.env.cr.flush()
        self.shopify._drain()
        self.assertTrue(self.on_shopify.in_doubt)
        self.assertIn("timeout", self.shopify.last_error)
        client.shelf[self.on_shopify.remote_id] = 15
        self.shopify._drain()
        self.assertFalse(self.on_shopify.in_doubt)
        self.assertEqual(self._shown(self.on_shopify), 15)
        self.assertFalse(self.shopify.failures)

    def test_the_first_number_is_compared_with_what_was_read(self):
        client = self.clients[self.shopify]
        client.put("fresh", 4, sku="FRESH")
        fresh = self._product("FRESH")
        self._receive(fresh, 9)
        self.shopify.action_fetch_listings()
        read = client.get_stock

        def read_then_sold(ids):
            found = read(ids)
            client.shelf["fresh"] = 3  # a shopper was quicker than we
            return found

        with patch.object(client, "get_stock", read_then_sold):
            self._drain(self.shopify)
        listing = self.shopify.listing_ids.filtered(lambda one: one.sku == "FRESH")
        self.assertEqual(client.shelf["fresh"], 9)
        sent = self.env["maker.channel.push"].search(
            [("listing_id", "=", listing.id)], order="id"
        )
        self.assertEqual(sent.mapped("state"), ["conflict", "acknowledged"])
        self.assertEqual(sent.mapped("expected"), [4, 3])
        self.assertFalse(listing.drifted)
        self.assertFalse(self.env["maker.channel.incident"].search([]))

    def test_listings_of_an_archived_channel_are_in_no_list(self):
        self.etsy.active = False
        found = self.env["maker.channel.listing"].search([])
        self.assertEqual(found.channel_id, self.shopify)
        self.etsy.active = True
        self.assertIn(self.on_etsy, self.env["maker.channel.listing"].search([]))

    def test_failures_open_the_breaker_and_others_go_on(self):
        self._drain()
        self._receive(self.candle, 1)
        self.clients[self.etsy].faults = [RateLimited("slow down", 90)]
        self.env.cr.flush()
        self.etsy.orders_read_at = False
        self.etsy._drain()
        self.assertTrue(self.etsy.paused_until)
        self.assertFalse(self.etsy._as_worker()._work())
        self._drain(self.shopify)
        self.assertEqual(self._shown(self.on_shopify), 11)
        self._drain(self.etsy)
        self.assertEqual(self._shown(self.on_etsy), 11)

    def test_refused_credentials_ask_a_person_once(self):
        self.clients[self.etsy].faults = [AuthError("token revoked")] * 2
        for _attempt in range(2):
            self.etsy._drain()
        self.assertTrue(self.etsy.needs_login)
        self.assertEqual(len(self.etsy.activity_ids), 1)

    def test_a_paused_channel_is_left_alone_and_catches_up(self):
        self.etsy.mode = "paused"
        self._drain(self.shopify)
        self.assertFalse(self.etsy._drain())
        self.assertFalse(self.clients[self.etsy].calls)
        self.etsy.mode = "automatic"
        self._drain(self.etsy)
        self.assertEqual(self._shown(self.on_etsy), 10)

    def test_review_sends_only_what_was_approved(self):
        self.shopify.mode = "review"
        self._drain()
        self.assertEqual(self._shown(self.on_shopify), 0)
        self.assertEqual(self.on_shopify.difference, 10)
        self.on_shopify.action_approve()
        self._drain()
        self.assertEqual(self._shown(self.on_shopify), 10)

    def test_hold_drops_lets_sales_through_and_holds_the_rest(self):
        self.shopify.mode = "hold_drops"
        self._drain()
        self._order(self.candle, 2)
        self._drain()
        self.assertEqual(self._shown(self.on_shopify), 8)
        self._receive(self.candle, -8)
        self._drain()
        self.assertEqual(self._shown(self.on_shopify), 8)
        self.on_shopify.action_approve()
        self._drain()
        self.assertEqual(self._shown(self.on_shopify), 0)

    def test_hold_drops_counts_units_of_the_own_company_only(self):
        self.shopify.mode = "hold_drops"
        self._drain()
        other = self.env["res.company"].create({"name": "Other studio"})
        self.env.user.company_ids |= other
        buyer = self.env["res.partner"].create({"name": "Buyer"})
        line = {"product_id": self.candle.id, "product_uom_qty": 50}
        self.env["sale.order"].with_company(other).create(
            {
                "partner_id": buyer.id,
                "company_id": other.id,
                "order_line": [(0, 0, line)],
            }
        ).action_confirm()
        self._receive(self.candle, -8)
        self._drain()
        self.assertEqual(self._shown(self.on_shopify), 10)

    def test_a_product_deleted_at_once_leaves_no_note(self):
        gone = self._product("GONE")
        self.env["maker.channel.change"]._note(gone.ids)
        gone.unlink()
        self.env.cr.flush()
        notes = self.env["maker.channel.change"]._read(self.etsy)
        self.assertNotIn(gone.id, [row[1] for row in notes])

    def test_a_lot_on_hold_is_not_offered(self):
        soap = self._product("SOAP", tracking="lot")
        lot = self.env["stock.lot"].create({"name": "L1", "product_id": soap.id})
        self._receive(soap, 5, lot=lot)
        listing = self._list(self.etsy, soap)
        self._drain()
        self.assertEqual(self._shown(listing), 5)
        lot.action_maker_hold("suspected")
        self._drain()
        self.assertEqual(self._shown(listing), 0)

    def test_channel_and_listing_rules_shape_the_number(self):
        self.etsy.write({"buffer_qty": 2, "cap_qty": 5})
        self.on_shopify.write({"units_per_listing": 4})
        self._drain()
        self.assertEqual(
            (self._shown(self.on_etsy), self._shown(self.on_shopify)), (5, 2)
        )
        self.on_etsy.write({"own_policy": True, "buffer_qty": 9})
        self._drain()
        self.assertEqual(self._shown(self.on_etsy), 1)

    def test_the_risk_a_maker_accepts_sizes_the_buffer_by_itself(self):
        self._drain()
        self._receive(self.candle, 590)
        self.clients[self.etsy].sell(self.on_etsy.remote_id, 10)
        self._drain()
        self.assertEqual(self._shown(self.on_etsy), 590)
        self.etsy.write({"risk_pct": 1, "poll_seconds": 3600})
        self.shopify.risk_pct = 1
        self._drain()
        self.assertEqual(self._shown(self.on_etsy), 589)
        self.assertEqual(self._shown(self.on_shopify), 590)
        steps = self.env["maker.listing.explain"].create(
            {"listing_id": self.on_etsy.id}
        )
        self.assertIn("before this shop is told", steps.line_ids[-1].name)

    def test_a_concurrent_change_at_the_commit_is_tried_again_at_once(self):
        self._drain()
        self._receive(self.candle, 1)
        self.env.cr.flush()
        triggers = self.env["ir.cron.trigger"].sudo()
        triggers.search([]).unlink()
        for step in range(1, 8):
            refuse = [None] * step + [SerializationFailure("concurrent")]

            def commit(channel, refuse=refuse):
                if refuse and (error := refuse.pop(0)):
                    raise error

            with patch.object(type(self.etsy), "_commit", commit):
                self.etsy._cron_run()
            self.assertFalse(self.etsy.failures)
        self.assertTrue(triggers.search([("cron_id", "=", self.etsy.cron_id.id)]))
        self._drain()
        self.assertEqual(self._shown(self.on_etsy), 11)

    def test_credentials_refused_after_an_outage_ask_a_person_too(self):
        self.clients[self.etsy].faults = [Transient("down"), AuthError("revoked")]
        for _attempt in range(2):
            self.etsy.orders_read_at = False
            self.etsy._drain()
        self.assertIn("Reconnect", self.etsy.activity_ids.summary)

    def test_a_shop_long_out_of_reach_tells_a_person_once(self):
        self.clients[self.etsy].faults = [Transient("down")] * 8
        for _attempt in range(7):
            self.etsy.orders_read_at = False
            self.etsy._drain()
        self.assertEqual(len(self.etsy.activity_ids), 1)

    def test_an_excluded_listing_is_never_written(self):
        self.on_etsy.exclude = True
        self._drain()
        self.assertFalse(self.clients[self.etsy].writes)

    def test_a_listing_explains_its_number(self):
        self.etsy.buffer_qty = 2
        self._drain()
        wizard = self.env["maker.listing.explain"].create(
            {"listing_id": self.on_etsy.id}
        )
        self.assertEqual(wizard.desired_qty, 8)
        self.assertEqual(wizard.line_ids.mapped("result"), [10, 8])

    def test_no_note_is_written_without_a_connected_channel(self):
        (self.etsy | self.shopify).state = "draft"
        self.env.cr.flush()
        self.env.cr.execute("SELECT COUNT(*) FROM maker_channel_change")
        before = self.env.cr.fetchone()
        self._receive(self.candle, 1)
        self.env.cr.flush()
        self.env.cr.execute("SELECT COUNT(*) FROM maker_channel_change")
        self.assertEqual(self.env.cr.fetchone(), before)

    def test_a_change_wakes_each_channels_own_job(self):
        self.env.cr.flush()
        triggers = self.env["ir.cron.trigger"].sudo()
        domain = [("cron_id", "in", (self.etsy | self.shopify).cron_id.ids)]
        triggers.search(domain).unlink()
        self._receive(self.candle, 1)
        self.env.cr.flush()
        self.assertEqual(
            triggers.search(domain).cron_id, (self.etsy | self.shopify).cron_id
        )
