from dataclasses import replace
from datetime import timedelta
from unittest.mock import patch

from odoo import fields

from ...channel_clients.errors import Transient
from ...channel_clients.types import Stock
from ..common import ChannelCase


class TestDrift(ChannelCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.listing = cls._list(cls.etsy, cls.candle)
        cls.client = cls.clients[cls.etsy]

    def _incidents(self, kind="drift"):
        return self.env["maker.channel.incident"].search(
            [("kind", "=", kind), ("channel_id", "=", self.etsy.id)]
        )

    def test_a_number_raised_by_hand_is_reported_and_corrected(self):
        self._drain(self.etsy)
        self.client.shelf[self.listing.remote_id] = 50
        self.etsy.action_reconcile()
        self.assertEqual(self._shown(self.listing), 10)
        incident = self._incidents()
        self.assertEqual((incident.quantity, incident.listing_id), (40, self.listing))
        self.assertIn("by hand", incident.cause)
        self.assertEqual(self.etsy.drift_count, 1)

    def test_a_number_lowered_by_hand_is_corrected_once_no_order_explains_it(self):
        self._drain(self.etsy)
        self.client.shelf[self.listing.remote_id] = 4
        self.etsy.action_reconcile()
        self.assertEqual(self._shown(self.listing), 4)
        self.listing.unexplained_since -= timedelta(minutes=5)
        self._drain(self.etsy)
        self.assertEqual(self._shown(self.listing), 10)
        self.assertEqual(self._incidents().quantity, -6)

    def test_a_listing_that_is_off_sale_there_has_not_drifted(self):
        self._drain(self.etsy)
        off = {self.listing.remote_id: Stock("", 0, state="inactive")}
        with patch.object(self.client, "get_stock", lambda _ids: off):
            self.etsy.action_reconcile()
        self.assertFalse(self._incidents())
        self.assertFalse(self.listing.unexplained_qty)
        self.assertEqual(self.listing.remote_state, "inactive")
        self.assertEqual(self.listing.acked_qty, 10)

    def test_what_was_sold_beyond_zero_goes_back_to_zero(self):
        self._receive(self.candle, -10)
        self._drain(self.etsy)
        self.client.shelf[self.listing.remote_id] = -1
        self.listing._doubt()
        self._drain(self.etsy)
        self.assertEqual(self._shown(self.listing), 0)
        self.assertEqual(self.listing.acked_qty, 0)
        self.assertFalse(self._incidents())

    def test_a_shop_that_stops_counting_at_zero_has_not_drifted(self):
        self._drain(self.etsy)
        self.client.sell(self.listing.remote_id, 12)
        self.client.shelf[self.listing.remote_id] = 0
        self.etsy.action_reconcile()
        self.assertEqual(self._shown(self.listing), 0)
        self.assertFalse(self._incidents())

    def test_a_late_order_explains_a_lower_number(self):
        self._drain(self.etsy)
        self.client.sell(self.listing.remote_id, 3)
        self.client.hide_orders = True
        self.etsy.action_reconcile()
        self.client.hide_orders = False
        self._drain(self.etsy)
        self.assertEqual(self._shown(self.listing), 7)
        self.assertFalse(self._incidents())

    def test_what_changes_meanwhile_still_waits_for_the_late_order(self):
        self._drain(self.etsy)
        self.client.sell(self.listing.remote_id, 3)
        self.client.hide_orders = True
        self.etsy.action_reconcile()
        for change, shown in ((-2, 5), (4, 5), (-3, 5), (-1, 5), (-1, 4)):
            self._receive(self.candle, change)
            self._drain(self.etsy)
            self.assertEqual(self._shown(self.listing), shown)
        self.client.hide_orders = False
        self._drain(self.etsy)
        self.assertEqual(self._shown(self.listing), 4)
        self.assertFalse(self._incidents())

    def test_with_ask_first_nothing_is_sent_before_the_yes(self):
        self.etsy.heal = "ask"
        self._drain(self.etsy)
        self.client.shelf[self.listing.remote_id] = 50
        self.etsy.action_reconcile()
        self.assertEqual(self._shown(self.listing), 50)
        self.listing.action_approve()
        self._drain(self.etsy)
        self.assertEqual(self._shown(self.listing), 10)

    def test_what_cannot_be_read_is_never_set_to_zero(self):
        self._drain(self.etsy)
        shelf = dict(self.client.shelf)
        self.client.shelf.clear()
        self.etsy.action_reconcile()
        self.assertEqual((self.listing.acked_qty, self.client.writes[-1][1]), (10, 10))
        self.assertTrue(self.listing.error)
        self.client.shelf.update(shelf)
        self.client.faults = [None, Transient("gateway")]
        self.etsy.action_reconcile()
        self.assertEqual(self._shown(self.listing), 10)

    def test_a_refused_push_is_the_cause_that_is_told(self):
        self._drain(self.etsy)
        self.client.rejected.add(self.listing.remote_id)
        self._order(self.candle, 2)
        self._drain(self.etsy)
        self.client.shelf[self.listing.remote_id] = 30
        self.etsy.action_reconcile()
        self.assertIn("Not for sale", self._incidents().cause)

    def test_listings_made_there_are_found_and_a_person_is_told(self):
        self._drain(self.etsy)
        self.etsy.listings_read_at = fields.Datetime.now()
        self.client.put("new", 3, sku="UNKNOWN", title="Amber ring")
        report = self.etsy.action_reconcile()
        self.assertIn("Without a product", report["params"]["message"])
        self.assertIn("Amber ring", self.etsy.activity_ids.note)
        self.etsy.action_reconcile()
        self.assertEqual(len(self.etsy.activity_ids), 1)

    def test_an_empty_list_of_a_shop_takes_no_listing_away(self):
        self._drain(self.etsy)
        with patch.object(self.client, "iter_listings", lambda: iter(())):
            self.etsy.action_reconcile()
        self.assertEqual(self.listing.state, "mapped")
        self._order(self.candle, 1)
        self._drain(self.etsy)
        self.assertEqual(self._shown(self.listing), 9)

    def test_a_listing_gone_there_keeps_its_product(self):
        self.client.listings.clear()
        self.etsy.action_fetch_listings()
        self.assertEqual(self.listing.state, "gone")
        self.assertEqual(self.listing.product_id, self.candle)
        self._drain(self.etsy)
        self.assertFalse(self.client.writes)
        self.client.put(self.listing.remote_id)
        self.etsy.action_fetch_listings()
        self.assertEqual(self.listing.state, "mapped")

    def test_an_oversold_product_opens_an_incident_with_its_timeline(self):
        other = self._list(self.shopify, self.candle)
        self._drain()
        self.clients[self.shopify].sell(other.remote_id, 8)
        self.client.sell(self.listing.remote_id, 5)
        self._drain()
        incident = self.env["maker.channel.incident"].search(
            [("kind", "=", "oversell")]
        )
        self.assertEqual((incident.product_id, incident.quantity), (self.candle, 3))
        self.assertTrue(incident.cause)
        self.assertIn("Etsy sells 5 in order", incident.timeline)
        self.assertTrue(incident.activity_ids)
        self.assertTrue(incident.sale_order_id)
        self._drain()
        self.assertEqual(
            self.env["maker.channel.incident"].search_count(
                [("kind", "=", "oversell")]
            ),
            1,
        )

    def test_a_second_oversell_is_told_though_the_first_is_still_open(self):
        self._drain()
        self.client.sell(self.listing.remote_id, 13)
        self._drain()
        self._receive(self.candle, 5)
        self._drain()
        self.client.sell(self.listing.remote_id, 4)
        self._drain()
        told = self._incidents("oversell").sorted("id").mapped("quantity")
        self.assertEqual(told, [3, 2])

    def test_an_unpaid_order_can_oversell_too(self):
        self._drain()
        order = self.client.sell(self.listing.remote_id, 12, state="open")
        self._drain()
        self.assertEqual(self._incidents("oversell").quantity, 2)
        self.client.change(order.remote_id, state="paid")
        self._drain()
        self.assertEqual(len(self._incidents("oversell")), 1)

    def test_an_order_nobody_kept_stock_for_oversells_when_it_is_paid(self):
        self.etsy.hold_unpaid = False
        self._drain()
        order = self.client.sell(self.listing.remote_id, 12, state="open")
        self._drain()
        self.assertFalse(self._incidents("oversell"))
        self.client.change(order.remote_id, state="paid")
        self._drain()
        self.assertEqual(self._incidents("oversell").quantity, 2)

    def test_an_order_that_grows_there_can_oversell(self):
        self._drain()
        order = self.client.sell(self.listing.remote_id, 9)
        self._drain()
        line = replace(order.lines[0], quantity=12)
        self.client.change(order.remote_id, lines=(line,))
        self._drain()
        self.assertEqual(self._incidents("oversell").quantity, 2)

    def test_made_to_order_is_no_oversell(self):
        self.etsy.floor_qty = 3
        self._drain(self.etsy)
        self.client.sell(self.listing.remote_id, 12)
        self._drain(self.etsy)
        self.assertFalse(self._incidents("oversell"))

    def test_the_daily_comparison_runs_once_a_day(self):
        self._drain(self.etsy)
        with patch.object(type(self.client), "get_stock") as get_stock:
            self._drain(self.etsy)
            get_stock.assert_not_called()
        self.etsy.reconciled_at = fields.Datetime.now() - timedelta(days=2)
        self._drain(self.etsy)
        self.assertTrue(self.etsy.reconciled_at > fields.Datetime.now() - timedelta(1))

    def test_a_timeline_tells_nothing_of_other_companies(self):
        other = self.env["res.company"].create({"name": "Other studio"})
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", other.id)])
        foreign = self._channel(
            "faire", name="Foreign", company_id=other.id, warehouse_id=warehouse.id
        )
        self.addCleanup(self.clients.pop, foreign)
        self.env["maker.channel.push"].create(
            {
                "channel_id": foreign.id,
                "listing_id": self._list(foreign, self.candle).id,
                "product_id": self.candle.id,
                "quantity": 4,
            }
        )
        incidents = self.env["maker.channel.incident"].with_context(
            allowed_company_ids=self.env.company.ids
        )
        told = str(incidents._moments(self.candle))
        self.assertNotIn("Foreign", told)

    def test_units_missing_one_after_the_other_all_wait_for_their_orders(self):
        listing = self._list(self.shopify, self._product("TIN"), acked_qty=10)
        listing._missing(1, 9)
        listing._missing(2, 7)
        self.assertEqual((listing.acked_qty, listing.unexplained_qty), (7, 3))
        listing._sold_there(3)
        self.assertEqual((listing.unexplained_qty, listing.sold_since_ack), (0, 0))
