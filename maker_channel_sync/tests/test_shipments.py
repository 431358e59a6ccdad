from unittest.mock import patch

from odoo.addons.maker_channel_sync.channel_clients.errors import ScopeError, Transient
from odoo.addons.maker_channel_sync.tests.common import ChannelCase


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
