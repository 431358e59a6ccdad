from dataclasses import replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from unittest.mock import patch

from odoo import fields
from odoo.tools import html2plaintext

from ...channel_clients.types import Address
from ..orders import OrderCase

D = Decimal


class TestOrders(OrderCase):
    def _import(self, *orders):
        return self.env["maker.channel.order.intake"]._take(self.etsy, list(orders))

    def test_an_order_is_confirmed_and_reserved_at_once(self):
        self.warehouse.out_type_id.reservation_method = "manual"
        order = self.client.sell(self.listing.remote_id, 3)
        self._import(order)
        sale = self._sale(order)
        self.assertEqual((sale.state, sale.maker_channel_id), ("sale", self.etsy))
        self.assertEqual(sale.picking_ids.move_ids.quantity, 3)
        self.assertEqual(sale.client_order_ref, order.name)

    def test_the_same_order_again_changes_nothing(self):
        order = self.client.sell(self.listing.remote_id, 3)
        self._import(order, order)
        self._import(order)
        self.assertEqual(len(self._known(order)), 1)
        sales = self.env["sale.order"].search([("maker_channel_id", "=", self.etsy.id)])
        self.assertEqual(len(sales), 1)

    def test_an_old_notice_after_a_new_one_changes_nothing(self):
        order = self.client.sell(self.listing.remote_id, 3)
        self._import(order)
        cancelled = self.client.change(order.remote_id, state="cancelled")
        self._import(cancelled)
        self._import(order)
        self.assertEqual(self._sale(order).state, "cancel")
        self.assertEqual(self._known(order).state, "cancelled")

    def test_two_changes_within_one_second_are_both_followed(self):
        order = self.client.sell(self.listing.remote_id, 3)
        self._import(order)
        for gone in (1, 2):
            line = replace(order.lines[0], cancelled=gone)
            self._import(replace(order, lines=(line,)))
            self.assertEqual(self._sale(order).order_line.product_uom_qty, 3 - gone)

    def test_an_older_version_with_another_state_changes_nothing(self):
        order = self.client.sell(self.listing.remote_id, 3)
        newer = self.client.change(order.remote_id, state="shipped")
        self._import(newer)
        self._import(replace(order, state="cancelled"))
        self.assertEqual(self._sale(order).state, "sale")
        self.assertEqual(self._known(order).remote_state, "shipped")

    def test_a_cancelled_order_gives_its_stock_back(self):
        self._drain()
        order = self.client.sell(self.listing.remote_id, 3)
        self._drain()
        self.assertEqual(self._shown(self.listing), 7)
        self.client.change(order.remote_id, state="cancelled")
        self._drain()
        self.assertEqual(self._shown(self.listing), 10)

    def test_what_was_cancelled_before_leaves_a_tombstone_only(self):
        order = self.client.sell(self.listing.remote_id, 3, state="cancelled")
        self._import(order)
        self.assertEqual(self._known(order).state, "skipped")
        self.assertFalse(self._sale(order))

    def test_what_an_order_not_taken_took_in_the_shop_is_offered_again(self):
        self._drain()
        for values in ({"state": "cancelled"}, {"state": "refunded"}, {"test": True}):
            self.client.sell(self.listing.remote_id, 3, **values)
            self.assertEqual(self._shown(self.listing), 7)
            self._drain()
            self.assertEqual(self._shown(self.listing), 10)

    def test_a_line_cancelled_before_the_first_look_is_offered_again(self):
        self._drain()
        order = self.client.sell(self.listing.remote_id, 3)
        lines = (replace(order.lines[0], cancelled=3),)
        self.client.change(order.remote_id, lines=lines)
        self._drain()
        self.assertEqual(self._shown(self.listing), 10)

    def test_what_an_order_not_taken_gives_back_later_is_not_sold_twice(self):
        self._drain()
        values = {"created": datetime.now(timezone.utc) - timedelta(days=9)}
        self.etsy.orders_from = fields.Datetime.now() - timedelta(days=1)
        order = self.client.sell(self.listing.remote_id, 3, **values)
        self._import(order)
        self.client.shelf[self.listing.remote_id] = 13
        self._import(self.client.change(order.remote_id, state="cancelled"))
        self._drain()
        self.assertEqual(self._shown(self.listing), 10)

    def test_cancelled_orders_are_left_out_together(self):
        other = self._list(self.etsy, self._product("SOAP"))
        self._drain()
        gone = [
            self.client.sell(one.remote_id, 1, state="cancelled")
            for one in (self.listing, other, self.listing)
        ]
        listings = type(self.listing)
        doubt = listings._doubt
        with patch.object(listings, "_doubt", autospec=True, side_effect=doubt) as seen:
            self._import(*gone)
        self.assertEqual(seen.call_count, 1)
        self.assertEqual((self.listing | other).mapped("in_doubt"), [True, True])

    def test_test_orders_and_old_orders_are_not_taken(self):
        trial = self.client.sell(self.listing.remote_id, 1, test=True)
        past = datetime.now(timezone.utc) - timedelta(days=9)
        old = self.client.sell(self.listing.remote_id, 1, created=past)
        self.etsy.orders_from = fields.Datetime.now() - timedelta(days=1)
        self._import(trial, old)
        self.assertEqual(
            set((self._known(trial) | self._known(old)).mapped("state")), {"skipped"}
        )

    def test_a_pack_takes_its_units(self):
        self.listing.units_per_listing = 4
        order = self.client.sell(self.listing.remote_id, 2)
        self._import(order)
        sale = self._sale(order)
        self.assertEqual(sale.order_line.product_uom_qty, 8)
        self.assertAlmostEqual(sale.amount_untaxed, 25.0)

    def test_a_changed_sku_does_not_break_the_link(self):
        order = self.client.sell(self.listing.remote_id)
        renamed = replace(order, lines=(replace(order.lines[0], sku="NEW-SKU"),))
        self._import(renamed)
        self.assertEqual(self._sale(order).order_line.product_id, self.candle)

    def test_an_unknown_listing_with_a_known_sku_is_recognised(self):
        order = self.client.sell(self.listing.remote_id)
        line = replace(order.lines[0], listing_id="new-listing")
        self._import(replace(order, lines=(line,)))
        self.assertEqual(self._sale(order).order_line.product_id, self.candle)

    def _unknown(self, order):
        line = replace(
            order.lines[0], remote_id="x", listing_id="?", sku="?", title="Mystery"
        )
        return replace(order, lines=(*order.lines, line))

    def test_an_unknown_product_freezes_the_order_but_keeps_its_stock(self):
        self._drain()
        order = self._unknown(self.client.sell(self.listing.remote_id, 3))
        self.client.orders[order.remote_id] = order
        self._drain()
        known = self._known(order)
        self.assertEqual((known.state, self._sale(order).state), ("frozen", "draft"))
        self.assertIn("Mystery", known.issue)
        self.assertTrue(known.activity_ids)
        self.assertEqual(self._shown(self.listing), 7)

    def test_a_frozen_order_is_taken_once_its_product_is_known(self):
        order = self._unknown(self.client.sell(self.listing.remote_id, 3))
        self.client.orders[order.remote_id] = order
        self._import(order)
        self._product("?")
        self._known(order).action_retry()
        self.assertEqual(self._known(order).state, "imported")
        self.assertEqual(self._sale(order).state, "sale")

    def _sell_unlinked(self, quantity):
        """An order taken while its listing had neither product nor SKU."""
        self.listing.product_id = False
        self.listing.sku = False
        order = self.client.sell(self.listing.remote_id, quantity)
        bare = replace(order, lines=(replace(order.lines[0], sku=""),))
        self.client.orders[order.remote_id] = bare
        self._drain(self.etsy)
        return order

    def test_linking_the_listing_frees_the_order_by_itself(self):
        order = self._sell_unlinked(2)
        self.assertEqual(self._known(order).state, "frozen")
        self.listing.product_id = self.candle
        self._drain(self.etsy)
        self.assertEqual(self._known(order).state, "imported")
        self.assertEqual(self._sale(order).order_line.product_uom_qty, 2)
        self.assertEqual(self._shown(self.listing), 8)

    def test_a_frozen_quotation_that_a_person_cancelled_stays_cancelled(self):
        order = self._sell_unlinked(2)
        sale = self._sale(order)
        sale.action_cancel()
        self.listing.product_id = self.candle
        self._drain(self.etsy)
        self.client.change(order.remote_id, note="Ring twice")
        self._drain(self.etsy)
        known = self._known(order)
        self.assertEqual((known.state, known.sale_order_id), ("cancelled", sale))
        self.assertIn("cancelled here", known.activity_ids.summary)
        self.assertEqual(sale.state, "cancel")
        taken = self.env["sale.order"].search([("maker_channel_id", "=", self.etsy.id)])
        self.assertEqual(taken, sale)

    def test_a_person_can_ask_for_the_order_she_cancelled(self):
        order = self._unknown(self.client.sell(self.listing.remote_id, 3))
        self.client.orders[order.remote_id] = order
        self._import(order)
        self._sale(order).action_cancel()
        self._product("?")
        self._known(order).action_retry()
        self.assertEqual(self._known(order).state, "imported")
        self.assertEqual(self._sale(order).state, "sale")

    def test_a_quotation_cancelled_here_and_paid_there_asks_once(self):
        order = self.client.sell(self.listing.remote_id, 2, state="open")
        self._import(order)
        self._sale(order).action_cancel()
        self._import(self.client.change(order.remote_id, state="paid"))
        self._import(self.client.change(order.remote_id, state="shipped"))
        known = self._known(order)
        self.assertEqual(known.state, "cancelled")
        self.assertEqual(len(known.activity_ids), 1)
        self.assertEqual(self._sale(order).state, "cancel")

    def test_an_order_dated_far_ahead_still_follows_its_changes(self):
        ahead = datetime.now(timezone.utc) + timedelta(days=400)
        order = self.client.sell(self.listing.remote_id, 3, updated=ahead)
        self._import(order)
        self._import(order)
        right = datetime.now(timezone.utc) + timedelta(minutes=1)
        line = replace(order.lines[0], cancelled=1)
        changed = replace(order, updated=right, lines=(line,))
        self._import(changed)
        self.assertEqual(self._sale(order).order_line.product_uom_qty, 2)

    def test_unknown_listings_can_become_products(self):
        self.etsy.unknown_policy = "create"
        self.client.put("new", sku="NEW", title="New candle")
        self.etsy.action_fetch_listings()
        order = self.client.sell("new")
        self._import(order)
        product = self._sale(order).order_line.product_id
        self.assertEqual((product.default_code, product.is_storable), ("NEW", True))
        self.assertEqual(self._known(order).state, "imported")

    def test_unknown_products_can_be_imported_as_text(self):
        self.etsy.unknown_policy = "ignore"
        order = self._unknown(self.client.sell(self.listing.remote_id, 3))
        self._import(order)
        sale = self._sale(order)
        self.assertEqual(sale.state, "sale")
        self.assertAlmostEqual(sale.amount_untaxed, 75.0)

    def test_an_unpaid_order_waits_and_then_goes(self):
        order = self.client.sell(self.listing.remote_id, 2, state="open")
        self._import(order)
        self.assertEqual(self._known(order).state, "waiting")
        self.assertTrue(self._sale(order).maker_channel_hold)
        self._import(self.client.change(order.remote_id, state="paid"))
        self.assertEqual(self._sale(order).state, "sale")
        self.assertFalse(self._sale(order).maker_channel_hold)

    def test_strangers_of_one_name_stay_two_customers(self):
        one = self.client.sell(self.listing.remote_id)
        two = self.client.sell(self.listing.remote_id)
        self._import(one, two)
        self.assertNotEqual(self._sale(one).partner_id, self._sale(two).partner_id)

    def test_a_customer_who_returns_is_recognised(self):
        again = {"customer_id": "C7"}
        one = self.client.sell(self.listing.remote_id, **again)
        moved = Address(name="Candle buyer", street="9 New Rd", city="Salem")
        two = self.client.sell(self.listing.remote_id, delivery=moved, **again)
        self._import(one, two)
        first, second = self._sale(one), self._sale(two)
        self.assertEqual(first.partner_id, second.partner_id)
        self.assertEqual(second.partner_shipping_id.street, "9 New Rd")

    def test_a_lowered_quantity_is_lowered_here(self):
        order = self.client.sell(self.listing.remote_id, 3)
        self._import(order)
        line = replace(order.lines[0], cancelled=1)
        self._import(self.client.change(order.remote_id, lines=(line,)))
        self.assertEqual(self._sale(order).order_line.product_uom_qty, 2)

    def test_an_order_odoo_refuses_to_change_does_not_stop_the_shop(self):
        self._drain()
        order = self.client.sell(self.listing.remote_id, 3)
        self._drain()
        self._sale(order).action_lock()
        line = replace(order.lines[0], cancelled=1)
        self.client.change(order.remote_id, lines=(line,))
        later = self.client.sell(self.listing.remote_id, 1)
        self._drain()
        self.assertEqual(self._sale(order).order_line.product_uom_qty, 3)
        self.assertIn("locked", self._known(order).issue)
        self.assertTrue(self._known(order).activity_ids)
        self.assertEqual(self._sale(later).state, "sale")
        self.assertEqual(self._shown(self.listing), 6)

    def test_the_buyers_words_are_kept_to_the_letter(self):
        words = "I <3 candles & <b>wax</b>"
        order = self.client.sell(self.listing.remote_id, 1, note=words)
        self._import(order)
        self.assertIn(words, html2plaintext(self._sale(order).note))

    def test_units_cancelled_and_units_paid_back_both_lower_it(self):
        order = self.client.sell(self.listing.remote_id, 4)
        self._import(order)
        line = replace(order.lines[0], cancelled=1, refunded=2, restocked=1)
        self._import(self.client.change(order.remote_id, lines=(line,)))
        self.assertEqual(self._sale(order).order_line.product_uom_qty, 1)

    def test_the_watermark_moves_and_overlaps(self):
        self.client.sell(self.listing.remote_id)
        self._drain(self.etsy)
        self.assertTrue(self.etsy.orders_since)
        self.assertLess(self.etsy._read_since(), self.etsy.orders_since)
