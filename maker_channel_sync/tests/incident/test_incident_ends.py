from dataclasses import replace

from ..incidents import IncidentCase


class TestIncidentEnds(IncidentCase):
    """What ends an incident by itself."""

    def _changed(self, listing, order, **values):
        self.clients[listing.channel_id].change(order.remote_id, **values)
        self._drain()

    def test_a_cancellation_noticed_later_settles_the_oversell(self):
        first = self._sell(self.on_etsy, 8, age=40)
        self._sell(self.on_shopify, 5, age=10)
        self._drain()
        incident = self._incident()
        self.assertEqual(incident.state, "open")
        self._changed(self.on_etsy, first, state="cancelled")
        self.assertEqual((incident.state, incident.remedy), ("done", "withdrawn"))
        self.assertIn(f"{first.name} is cancelled on Etsy", incident.timeline)
        self.assertFalse(incident.activity_ids)

    def test_units_put_back_in_the_shop_settle_the_oversell(self):
        first = self._sell(self.on_etsy, 8, age=40)
        self._sell(self.on_shopify, 5, age=10)
        self._drain()
        incident = self._incident()
        (line,) = first.lines
        for back, state in ((2, "open"), (3, "done")):
            less = replace(line, refunded=back, restocked=back)
            self._changed(self.on_etsy, first, lines=(less,))
            self.assertEqual(incident.state, state)
        self.assertIn("is made smaller on Etsy", incident.timeline)

    def test_an_order_cancelled_there_needs_nothing_any_more(self):
        self._sell(self.on_etsy, 8, age=40)
        self._sell(self.on_etsy, 5, age=30)
        last = self._sell(self.on_shopify, 4, age=10)
        self._drain()
        there = self.env["maker.channel.incident"].search(
            [("kind", "=", "oversell"), ("product_id", "=", self.candle.id)]
        )
        own = there.filtered(lambda one: one.channel_id == self.shopify)
        self._changed(self.on_shopify, last, state="cancelled")
        self.assertEqual((own.state, (there - own).state), ("done", "open"))

    def test_what_was_cancelled_before_the_next_look_alarms_nobody(self):
        first = self._sell(self.on_etsy, 8, age=40)
        self._drain()
        self._sell(self.on_etsy, 5, age=10)
        self._changed(self.on_etsy, first, state="cancelled")
        self.assertFalse(self._incident())

    def test_a_corrected_listing_ends_its_incident(self):
        self.clients[self.etsy].shelf[self.on_etsy.remote_id] = 50
        self.etsy.reconciled_at = False
        self._drain()
        incident = self.env["maker.channel.incident"].search([("kind", "=", "drift")])
        self.assertEqual(self._shown(self.on_etsy), 10)
        self.assertEqual((incident.state, incident.remedy), ("done", "healed"))
