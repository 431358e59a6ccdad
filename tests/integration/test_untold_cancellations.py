"""Cancellations of which neither a notice nor the list of orders tells."""

from datetime import timedelta

from channel_case import ChannelCase

from odoo import fields
from odoo.tests import tagged


@tagged("standard", "post_install", "-at_install")
class TestUntoldCancellations(ChannelCase):
    codes = ("etsy", "shopify")

    def setUp(self):
        super().setUp()
        self._settle(rounds=2)

    def _cancel_untold(self, code):
        """A cancellation that the list of orders and the notices do not tell."""
        shop = self.shops[code]
        key = shop.buy([("CANDLE", 4)])
        self._settle(rounds=2)
        order = shop.order(key)
        self.assertEqual(self._stock("shopify"), 6)
        shop.silent = {order.id}
        shop.cancel(key)
        record = self.env["maker.channel.order"].search(
            [("channel_id", "=", self.channels[code].id)]
        )
        record.asked_at -= timedelta(hours=25)
        return record

    def test_what_a_cancellation_raised_is_not_lowered_again(self):
        for code in self.codes:
            with self.subTest(code=code):
                record = self._cancel_untold(code)
                self.channels[code].reconciled_at = False
                self._settle(rounds=2)
                self.assertEqual(record.sale_order_id.state, "cancel")
                self.assertEqual((self._stock(code), self._stock("shopify")), (10, 10))

    def test_a_push_that_meets_the_raised_number_asks_why(self):
        record = self._cancel_untold("etsy")
        self._receive(self.candle, 1)
        self._settle(rounds=2)
        self.assertEqual(record.sale_order_id.state, "cancel")
        self.assertEqual((self._stock("etsy"), self._stock("shopify")), (11, 11))
        self.assertFalse(self.env["maker.channel.incident"].search([]))

    def test_a_parcel_of_a_cancelled_receipt_is_not_told(self):
        record = self._cancel_untold("etsy")
        record.asked_at = fields.Datetime.now()
        parcel = record.sale_order_id.picking_ids
        parcel.move_ids.picked = True
        parcel.button_validate()
        self._settle()
        self.assertEqual(record.shipment_ids.state, "refused")
        told = " ".join(record.activity_ids.mapped("summary"))
        self.assertIn("cancelled after it left", told)
