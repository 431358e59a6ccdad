from datetime import timedelta

from odoo import Command, fields
from odoo.tests import Form, new_test_user

from ..incidents import IncidentCase


class TestIncidents(IncidentCase):
    """An oversell says how it came about."""

    # What happened

    def test_the_seconds_count_from_the_sale_that_left_too_little(self):
        self._sell(self.on_etsy, 7, age=90)
        self._sell(self.on_etsy, 1, age=30)
        self._sell(self.on_shopify, 5, age=10)
        self._drain()
        incident = self._incident()
        self.assertEqual(incident.quantity, 3)
        self.assertAlmostEqual(incident.seconds_exposed, 80, delta=1.5)

    def test_a_kit_takes_its_parts_and_is_told_as_the_earlier_sale(self):
        pair = self._product("PAIR", is_storable=False)
        self.env["mrp.bom"].create(
            {
                "product_tmpl_id": pair.product_tmpl_id.id,
                "type": "phantom",
                "bom_line_ids": [
                    Command.create({"product_id": self.candle.id, "product_qty": 2})
                ],
            }
        )
        listing = self._list(self.etsy, pair)
        self._drain()
        self._sell(listing, 4, age=60)
        self._sell(self.on_shopify, 5, age=10)
        self._drain()
        incident = self._incident()
        self.assertAlmostEqual(incident.seconds_exposed, 50, delta=1.5)
        self.assertIn("Etsy sells 4 in order", incident.timeline)

    def test_the_timeline_runs_from_the_first_sale_to_the_second(self):
        incident = self._oversold()
        told = [text for _at, text, _mark in incident.moments]
        steps = [
            next(number for number, text in enumerate(told) if words in text)
            for words in ("Etsy sells 8", "Shopify sells 5", "is noticed")
        ]
        self.assertEqual(steps, sorted(steps))
        marked = [text for _at, text, mark in incident.moments if mark]
        self.assertEqual(len(marked), 2)
        self.assertIn("Shopify sells 5", marked[0])
        self.assertIn("Shopify is told", " ".join(told))
        self.assertIn("Shopify shows 10", " ".join(told))

    def test_the_timeline_is_in_the_readers_time(self):
        incident = self._oversold()
        incident.moments = [["2026-07-01T10:00:00", "a sale", False]]
        there = incident.with_context(tz="America/New_York")
        self.assertIn("06:00:00", there.timeline.replace("\u202f", " "))

    # Why

    def test_a_sale_noticed_too_late_is_the_cause(self):
        incident = self._oversold()
        self.assertIn("the sale on Etsy was noticed", incident.cause)

    def test_a_push_that_waits_for_a_person_is_the_cause(self):
        self.shopify.mode = "review"
        self.assertIn("wait for a person", self._oversold().cause)

    def test_a_shop_that_sells_more_than_it_shows_is_the_cause(self):
        self._sell(self.on_etsy, 8, age=40)
        self._sell(self.on_etsy, 5, age=10)
        self._drain()
        self.assertIn("itself sold more", self._incident().cause)

    def test_without_a_sale_before_the_stock_fell_otherwise(self):
        self._receive(self.candle, -8)
        self._sell(self.on_shopify, 5, age=10)
        self._drain()
        incident = self._incident()
        self.assertEqual(incident.seconds_exposed, 0)
        self.assertIn("no sale took the stock", incident.cause)

    def _known_before(self, **push):
        """A sale here that Odoo knew of before the shop sold the same units."""
        order = self._order(self.candle, 8)
        now = fields.Datetime.now()
        order.date_order = now - timedelta(seconds=60)
        self.env.cr.execute(
            "UPDATE sale_order SET create_date = %s WHERE id = %s",
            [now - timedelta(seconds=60), order.id],
        )
        order.invalidate_recordset()
        if push:
            values = {"channel_id": self.shopify.id, "listing_id": self.on_shopify.id}
            values |= {"product_id": self.candle.id, "quantity": 2}
            values["sent_at"] = now - timedelta(seconds=50)
            answered = push.pop("answered", None)
            if answered is not None:
                values["answered_at"] = now - timedelta(seconds=answered)
            self.env["maker.channel.push"].create({**values, **push})
        self._sell(self.on_shopify, 5, age=10)
        self._drain()
        return self._incident().cause

    def test_a_shop_not_told_in_time_is_the_cause(self):
        self.assertIn("was not told within the 50 s", self._known_before())

    def test_a_failed_push_is_the_cause(self):
        cause = self._known_before(state="refused", answer="Not for sale", answered=49)
        self.assertIn("failed: Not for sale", cause)

    def test_a_push_under_way_is_the_cause(self):
        cause = self._known_before(state="acknowledged", answered=5)
        self.assertIn("on its way", cause)

    def test_a_full_basket_is_the_cause(self):
        cause = self._known_before(state="acknowledged", answered=49)
        self.assertIn("basket", cause)

    def test_bench_and_accountant_read_an_incident(self):
        incident = self._oversold()
        for group in ("maker_mrp.group_user", "maker_mrp.group_accountant"):
            user = new_test_user(self.env, group, groups=group)
            read = incident.with_user(user)
            self.assertIn("Etsy sells 8", read.timeline)
            Form(read)
