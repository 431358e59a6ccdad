from dataclasses import replace
from unittest.mock import patch

from odoo.tests import new_test_user
from odoo.tools import mute_logger

from ...channel_clients.errors import (
    ItemRejected,
    ScopeError,
    Transient,
)
from ...models.channel.maker_channel_fulfil import TRIES
from ..common import ChannelCase


class TestShipments(ChannelCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.listing = cls._list(cls.etsy, cls.candle)
        cls.client = cls.clients[cls.etsy]

    def _sell(self, quantity=2):
        order = self.client.sell(self.listing.remote_id, quantity)
        self._drain(self.etsy)
        record = self.env["maker.channel.order"].search(
            [("remote_id", "=", order.remote_id), ("channel_id", "=", self.etsy.id)]
        )
        return order, record.sale_order_id.picking_ids

    def _leave(self, picking, quantity=None, tracking="TRACK1"):
        picking.carrier_tracking_ref = tracking
        if quantity:
            picking.move_ids.quantity = quantity
        picking.move_ids.picked = True
        picking.with_context(skip_backorder=True).button_validate()

    def _refusing(self, tracking, error):
        """A shop that answers one parcel with an error."""
        ship = type(self.client).ship

        def answer(client, request):
            if request.tracking == tracking:
                raise error
            return ship(client, request)

        return patch.object(type(self.client), "ship", answer)

    def test_what_left_is_reported_once(self):
        order, picking = self._sell()
        self._leave(picking)
        self._drain(self.etsy)
        self._drain(self.etsy)
        self.assertEqual(len(self.client.shipped), 1)
        request = self.client.shipped[0]
        self.assertEqual(
            (request.order_id, request.tracking), (order.remote_id, "TRACK1")
        )
        self.assertEqual(request.lines, ((order.lines[0].remote_id, 2),))

    def test_whoever_packs_need_not_read_channels(self):
        _order, picking = self._sell()
        packer = new_test_user(
            self.env, "plain_packer", groups="stock.group_stock_user"
        )
        self._leave(picking.with_user(packer))
        self.assertEqual(picking.state, "done")
        self._drain(self.etsy)
        self.assertEqual(len(self.client.shipped), 1)

    def test_packs_are_reported_as_packs(self):
        self.listing.units_per_listing = 3
        _order, picking = self._sell(2)
        self._leave(picking)
        self._drain(self.etsy)
        self.assertEqual(self.client.shipped[0].lines[0][1], 2)

    def test_each_parcel_is_reported(self):
        _order, picking = self._sell(3)
        self._leave(picking, 1)
        self._drain(self.etsy)
        rest = picking.backorder_ids
        self._leave(rest, tracking="TRACK2")
        self._drain(self.etsy)
        self.assertEqual(
            [(one.tracking, one.lines[0][1]) for one in self.client.shipped],
            [("TRACK1", 1), ("TRACK2", 2)],
        )

    def test_a_parcel_names_those_that_were_told_before(self):
        _order, picking = self._sell(3)
        self._leave(picking, 1, tracking=False)
        self._drain(self.etsy)
        self._leave(picking.backorder_ids, tracking=False)
        self._drain(self.etsy)
        self.assertEqual([one.known for one in self.client.shipped], [(), ("S1",)])

    def test_a_refusal_becomes_a_to_do_not_a_loop(self):
        _order, picking = self._sell()
        self._leave(picking)
        refuse = ScopeError("not in this region")
        with patch.object(type(self.client), "ship", side_effect=refuse) as ship:
            self._drain(self.etsy)
            self._drain(self.etsy)
            self.assertEqual(ship.call_count, 1)
        shipment = self.env["maker.channel.shipment"].search([])
        self.assertEqual(shipment.state, "refused")
        self.assertTrue(shipment.order_id.activity_ids)
        self.assertFalse(self.etsy.failures)

    def test_an_outage_is_tried_again(self):
        _order, picking = self._sell()
        self._leave(picking)
        outage = Transient("timeout", maybe_applied=True)
        with patch.object(type(self.client), "ship", side_effect=outage):
            self.etsy._drain()
        self.assertEqual(self.etsy.failures, 1)
        self._drain(self.etsy)
        self.assertEqual(len(self.client.shipped), 1)

    def test_a_parcel_without_an_answer_is_a_persons_after_some_tries(self):
        _order, picking = self._sell()
        self._leave(picking)
        outage = Transient("always 500")
        with patch.object(type(self.client), "ship", side_effect=outage) as ship:
            for _try in range(TRIES + 3):
                self.etsy._drain()
            self.assertEqual(ship.call_count, TRIES)
        shipment = self.env["maker.channel.shipment"].search([])
        self.assertEqual(shipment.state, "refused")
        self.assertTrue(shipment.order_id.activity_ids)

    def test_a_parcel_that_failed_holds_up_no_other(self):
        first, second = self._sell(1)[1], self._sell(1)[1]
        self._leave(first, tracking="BAD")
        self._leave(second, tracking="GOOD")
        with self._refusing("BAD", Transient("always 500")):
            self.etsy._drain()
            self.etsy._drain()
        self.assertEqual([one.tracking for one in self.client.shipped], ["GOOD"])

    @mute_logger("odoo.addons.maker_channel_sync.models.channel.maker_channel_fulfil")
    def test_an_odd_answer_is_that_parcels_own(self):
        first, second = self._sell(1)[1], self._sell(1)[1]
        self._leave(first, tracking="BAD")
        self._leave(second, tracking="GOOD")
        with self._refusing("BAD", KeyError("shipments")):
            self._drain(self.etsy)
        self.assertEqual([one.tracking for one in self.client.shipped], ["GOOD"])
        bad = self.env["maker.channel.shipment"].search([("state", "=", "refused")])
        self.assertEqual(bad.picking_id, first)
        self.assertIn("does not foresee", bad.answer)
        self.assertNotIn("KeyError", bad.answer)

    def test_what_the_seller_sent_in_the_shop_is_not_told_again(self):
        order, picking = self._sell()
        self.client.change(order.remote_id, state="shipped")
        self._drain(self.etsy)
        self._leave(picking)
        self._drain(self.etsy)
        self.assertFalse(self.client.shipped)
        shipment = self.env["maker.channel.shipment"].search([])
        self.assertEqual(shipment.state, "sent")
        self.assertIn("sent already", shipment.answer)


class TestAcceptance(ChannelCase):
    """Channels that wait for the seller's yes get it, once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.listing = cls._list(cls.etsy, cls.candle)
        cls.client = cls.clients[cls.etsy]

    def _sell(self, **values):
        order = self.client.sell(self.listing.remote_id, wants_yes=True, **values)
        with patch.object(type(self.client), "accept", create=True) as accept:
            self._drain(self.etsy)
            self._drain(self.etsy)
        known = self.env["maker.channel.order"].search(
            [("remote_id", "=", order.remote_id), ("channel_id", "=", self.etsy.id)]
        )
        return known, accept

    def test_a_new_order_is_accepted_once(self):
        known, accept = self._sell()
        accept.assert_called_once_with(known.remote_id)
        self.assertFalse(known.to_accept)

    def test_an_odd_answer_to_a_yes_is_a_persons_and_pushing_goes_on(self):
        order = self.client.sell(self.listing.remote_id, wants_yes=True)
        odd = patch.object(
            type(self.client), "accept", create=True, side_effect=KeyError("x")
        )
        with (
            odd,
            mute_logger(
                "odoo.addons.maker_channel_sync.models.channel.maker_channel_fulfil"
            ),
        ):
            self._drain(self.etsy)
        known = self.env["maker.channel.order"].search(
            [("remote_id", "=", order.remote_id), ("channel_id", "=", self.etsy.id)]
        )
        self.assertFalse(known.to_accept)
        self.assertTrue(known.activity_ids)
        self.assertFalse(self.etsy.failures)

    def test_accepting_can_be_left_to_the_person(self):
        self.etsy.accept_orders = False
        known, accept = self._sell()
        accept.assert_not_called()
        self.assertEqual(known.state, "imported")

    def test_what_waits_for_a_product_is_not_accepted(self):
        self.listing.product_id = self.listing.sku = False
        order = self.client.sell(self.listing.remote_id, wants_yes=True)
        bare = replace(order.lines[0], sku="")
        self.client.orders[order.remote_id] = replace(order, lines=(bare,))
        with patch.object(type(self.client), "accept", create=True) as accept:
            self._drain(self.etsy)
            accept.assert_not_called()
            self.listing.product_id = self.candle
            self._drain(self.etsy)
            accept.assert_called_once_with(order.remote_id)

    def test_a_refused_yes_is_a_to_do(self):
        order = self.client.sell(self.listing.remote_id, wants_yes=True)
        refuse = ItemRejected("no longer open")
        with patch.object(type(self.client), "accept", side_effect=refuse) as accept:
            self._drain(self.etsy)
            self._drain(self.etsy)
            self.assertEqual(accept.call_count, 1)
        known = self.env["maker.channel.order"].search(
            [("remote_id", "=", order.remote_id)]
        )
        self.assertIn("Accept order", known.activity_ids.summary)

    def test_why_an_order_must_wait_is_told(self):
        known, _accept = self._sell(ship_blocked="Backordered on Faire.")
        self.assertEqual(known.blocked, "Backordered on Faire.")
        self.assertIn("Do not send", " ".join(known.activity_ids.mapped("summary")))
        self.client.change(known.remote_id, ship_blocked="")
        self._drain(self.etsy)
        self.assertFalse(known.blocked)
        self.assertFalse(known.activity_ids)

    def test_what_the_channel_sends_itself_takes_nothing_of_ours(self):
        known, accept = self._sell(ships_itself=True)
        self.assertEqual((known.state, known.sale_order_id.id), ("skipped", False))
        accept.assert_not_called()
