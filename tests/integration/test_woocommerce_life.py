"""The life of orders as a running WooCommerce has it, beside a shop of another kind."""

from datetime import timedelta

from woocommerce_case import WooCommerceCase

from odoo.tests import tagged


@tagged("standard", "post_install", "-at_install")
class TestWooCommerceLife(WooCommerceCase):
    def test_an_opened_checkout_holds_nothing_and_can_be_placed(self):
        key = self.woo.buy([("CANDLE", 10)], status="checkout-draft")
        self._settle(rounds=2)
        self.assertEqual(self._numbers(), (10, 10))
        self.assertFalse(self._record(key))
        self.woo.place(key)
        self._settle(rounds=2)
        self.assertEqual(self._record(key).state, "imported")
        self.assertEqual(self._numbers(), (0, 0))

    def test_unpaid_keeps_goods_from_other_shops_and_lets_the_buyer_pay(self):
        key = self.woo.buy([("CANDLE", 8)], unpaid=True)
        self._settle(rounds=2)
        self.assertEqual(self._numbers(), (10, 2))
        self.woo.fail(key)
        self._settle(rounds=2)
        self.assertEqual(self._numbers(), (10, 2))
        self.woo.pay_again(key)
        self._settle(rounds=2)
        self.assertEqual(self._numbers(), (2, 2))
        self.assertEqual(self._record(key).sale_order_id.state, "sale")
        self.assertFalse(self._drifts())

    def test_on_hold_is_taken_by_the_shop(self):
        key = self.woo.buy([("CANDLE", 4)], status="on-hold", unpaid=True)
        self._settle(rounds=2)
        self.assertEqual(self._numbers(), (6, 6))
        self.woo.set_status(key, "pending")
        self._settle(rounds=2)
        self.assertEqual(self._numbers(), (10, 6))
        self.woo.set_status(key, "processing")
        self._settle(rounds=2)
        self.assertEqual(self._numbers(), (6, 6))
        self.assertFalse(self._drifts())

    def test_a_payment_taken_back_keeps_what_the_shop_has_taken(self):
        key = self.woo.buy([("CANDLE", 4)])
        self._settle(rounds=2)
        self.woo.fail(key)
        self._settle(rounds=2)
        self.assertEqual(self._numbers(), (6, 6))
        self.assertIn("not paid any more", self._record(key).blocked)
        self.assertIn("Do not send", self._record(key).activity_ids.summary)
        self.woo.pay_again(key)
        self._settle(rounds=2)
        self.assertEqual(self._numbers(), (6, 6))
        self.assertFalse(self._record(key).blocked)
        self.assertFalse(self._drifts())

    def test_a_hold_ends_when_nobody_pays_and_a_late_payment_still_counts(self):
        key = self.woo.buy([("CANDLE", 4)], unpaid=True)
        self._settle(rounds=2)
        record = self._record(key)
        self.assertTrue(record.keeps)
        self.assertIn(record, record.search([("keeps", "=", True)]))
        record.ordered_at -= timedelta(days=15)
        self._compare()
        self.assertEqual(self._numbers(), (10, 10))
        self.assertFalse(record.keeps)
        self.assertIn("offered again", record.issue)
        self.woo.pay(key)
        self._settle(rounds=2)
        self.assertEqual(self._record(key).sale_order_id.state, "sale")
        self.assertEqual(self._numbers(), (6, 6))

    def test_a_hold_ends_with_the_order_that_is_deleted_without_a_notice(self):
        key = self.woo.buy([("CANDLE", 4)], unpaid=True)
        self._settle(rounds=2)
        self.woo.delete(key)
        self._compare()
        self.assertEqual(self._numbers(), (10, 10))
        self.assertEqual(self._record(key).state, "cancelled")

    def test_cancelled_then_paid_is_an_order_again(self):
        for restore in (False, True):
            with self.subTest(restore=restore):
                key = self.woo.buy([("CANDLE", 2)])
                self._settle(rounds=2)
                if restore:
                    self.woo.trash(key)
                    self._compare()
                else:
                    self.woo.cancel(key)
                self._settle(rounds=2)
                record = self._record(key)
                self.assertEqual(record.sale_order_id.state, "cancel")
                self.assertEqual(self._numbers(), (10, 10))
                if restore:
                    self.woo.restore(key)
                else:
                    self.woo.set_status(key, "processing")
                self._settle(rounds=2)
                self.assertEqual(record.sale_order_id.state, "sale")
                self.assertEqual(record.state, "imported")
                self.assertEqual(self._numbers(), (8, 8))
                self.assertFalse(self._drifts())
                self.woo.cancel(key)
                self._settle(rounds=2)

    def test_cancelled_then_paid_when_its_goods_are_gone_is_told(self):
        key = self.woo.buy([("CANDLE", 2)])
        self._settle(rounds=2)
        self.woo.cancel(key)
        self._settle(rounds=2)
        self.shops["shopify"].buy([("CANDLE", 9)])
        self._settle(rounds=2)
        self.woo.set_status(key, "processing")
        self._settle(rounds=2)
        incident = self.env["maker.channel.incident"].search(
            [
                ("kind", "=", "oversell"),
                ("channel_id", "=", self.channels["woocommerce"].id),
            ]
        )
        self.assertEqual(incident.sale_order_id, self._record(key).sale_order_id)
        self.assertEqual(incident.quantity, 1)

    def test_cancelled_before_it_was_seen_and_then_paid_is_an_order(self):
        key = self.woo.buy([("CANDLE", 2)])
        self.woo.cancel(key)
        self._settle(rounds=2)
        self.assertEqual(self._record(key).state, "skipped")
        self.woo.set_status(key, "processing")
        self._settle(rounds=2)
        self.assertEqual(self._record(key).state, "imported")
        self.assertEqual(self._numbers(), (8, 8))

    def test_what_a_person_cancelled_here_and_the_shop_goes_on_with_is_told(self):
        key = self.woo.buy([("CANDLE", 2)], status="on-hold", unpaid=True)
        self._settle(rounds=2)
        record = self._record(key)
        record.sale_order_id.action_confirm()
        self._settle()
        record.sale_order_id.with_context(disable_cancel_warning=True).action_cancel()
        self.woo.set_status(key, "processing")
        self._settle(rounds=2)
        told = " ".join(record.activity_ids.mapped("summary"))
        self.assertIn("goes on in the shop", told)

    def test_what_could_not_be_imported_still_holds_its_goods(self):
        self.woo.currency = "XYZ"
        key = self.woo.buy([("CANDLE", 3)])
        self._settle(rounds=2)
        self.assertEqual(self._record(key).state, "failed")
        self.assertEqual(self._numbers(), (7, 7))
        self._compare()
        self.assertEqual(self._numbers(), (7, 7))
        self.assertFalse(self._drifts())
        self.woo.cancel(key)
        self._settle(rounds=2)
        self.assertEqual(self._numbers(), (10, 10))
        self.assertFalse(self._record(key).hold_ids)

    def test_what_could_not_be_imported_is_not_counted_twice_when_it_is(self):
        self.woo.currency = "XYZ"
        key = self.woo.buy([("CANDLE", 3)])
        self._settle(rounds=2)
        self.woo.order(key).currency = "USD"
        self.woo.set_status(key, "completed")
        self.woo.set_status(key, "processing")
        self._settle(rounds=2)
        self.assertEqual(self._record(key).state, "imported")
        self.assertEqual(self._numbers(), (7, 7))
        self.assertFalse(self._drifts())

    def test_a_paid_order_that_is_gone_waits_for_a_person(self):
        key = self.woo.buy([("CANDLE", 2)])
        self._settle(rounds=2)
        self.woo.delete(key)
        self._compare()
        record = self._record(key)
        self.assertEqual(record.sale_order_id.state, "sale")
        self.assertIn("deleted there", record.blocked)
        self.assertIn("gone from the shop", record.activity_ids.summary)
        record.activity_ids.action_feedback()
        self._compare()
        self.assertFalse(record.activity_ids)

    def test_a_paid_order_in_the_trash_is_cancelled_though_no_notice_came(self):
        key = self.woo.buy([("CANDLE", 2)])
        self._settle(rounds=2)
        self.woo.trash(key)
        self._compare()
        self.assertEqual(self._record(key).sale_order_id.state, "cancel")
        self.assertEqual(self._numbers(), (10, 10))
        self.assertFalse(self._drifts())
