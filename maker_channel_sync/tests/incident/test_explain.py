from datetime import timedelta

from odoo import fields

from ..common import ChannelCase


class TestExplain(ChannelCase):
    """“Why this number?” starts from what is on hand and leaves nothing out."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.listing = cls._list(cls.shopify, cls.candle)

    def _story(self, listing):
        self.env.flush_all()
        wizard = self.env["maker.listing.explain"].create({"listing_id": listing.id})
        return {line.name: (line.amount, line.result) for line in wizard.line_ids}

    def test_what_is_not_ready_is_named_with_its_day(self):
        soap = self._product("SOAP", tracking="lot")
        lot = self.env["stock.lot"].create(
            {
                "name": "S-1",
                "product_id": soap.id,
                "ready_date": fields.Datetime.now() + timedelta(days=20),
            }
        )
        self._receive(soap, 12, lot=lot)
        story = self._story(self._list(self.shopify, soap))
        words = list(story)
        self.assertEqual(story["On hand in the counted places"], (12, 12))
        self.assertRegex(words[1], "less not ready before .*: S-1")
        self.assertEqual(story[words[1]], (12, 0))
        self.assertFalse([one for one in words if "whole" in one])

    def test_reserved_and_promised_units_have_lines_of_their_own(self):
        first = self._order(self.candle, 4)
        second = self._order(self.candle, 9)
        story = self._story(self.listing)
        self.assertEqual(story["On hand in the counted places"], (10, 10))
        both = f"less reserved for {first.name}, {second.name}"
        self.assertEqual(story[both], (10, 0))
        self.assertEqual(story["less what confirmed orders still wait for"], (3, -3))
        self.assertEqual(story["nothing is left to show"], (0, 0))

    def test_a_limit_that_changes_nothing_is_told_too(self):
        self.shopify.write({"cap_qty": 40, "floor_qty": 2, "minimum_shown": 1})
        story = self._story(self.listing)
        self.assertEqual(story["but never more than: changes nothing"], (40, 10))
        self.assertEqual(story["but never less than: changes nothing"], (2, 10))
        self.assertEqual(
            story["shown as none when fewer than: changes nothing"], (1, 10)
        )
