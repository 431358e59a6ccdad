from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

from ..market import MarketCase

MORNING = fields.Datetime.to_datetime("2026-06-06 08:00:00")


class TestStallStopped(MarketCase):
    """A lot is recalled while some of it lies on the stall's table."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clock = cls.startClassPatcher(freeze_time(MORNING))
        cls.boss = new_test_user(cls.env, "boss", groups="maker_mrp.group_manager")
        cls.cream = cls._product("CREAM", tracking="lot", lst_price=5)
        cls.lot = cls._lot("L1", 5)
        cls.day = cls._packed({cls.cream: 3})

    @classmethod
    def _lot(cls, name, quantity):
        lot = cls.env["stock.lot"].create({"name": name, "product_id": cls.cream.id})
        cls._receive(cls.cream, quantity, lot=lot)
        return lot

    def _wait(self, minutes):
        self.clock.tick(timedelta(minutes=minutes))

    def _recall(self):
        self._wait(60)
        self.lot.with_user(self.boss).action_maker_recall("glass in it")
        self._wait(4)

    def _goods(self):
        goods = self.day._page_goods()
        return goods, next(one for one in goods["goods"] if one["id"] == self.cream.id)

    def _ago(self, minutes):
        return (fields.Datetime.now() - timedelta(minutes=minutes)).isoformat() + "Z"

    def _lots_sold(self, sale):
        return sale.sudo().order_id.picking_ids.move_line_ids.lot_id

    def _told(self, record):
        return " ".join(record.activity_ids.mapped("note"))

    def test_the_page_offers_no_stopped_lot(self):
        before, cream = self._goods()
        self.assertEqual((cream["left"], cream["stopped"]), (3, False))
        self._recall()
        goods, cream = self._goods()
        self.assertEqual(cream["left"], 0)
        self.assertIn("3 of lot L1 (recalled (glass in it))", cream["stopped"])
        self.assertGreater(goods["seen_at"], before["seen_at"])

    def test_a_phone_that_knows_is_refused_and_the_sale_is_kept(self):
        self._recall()
        goods, _cream = self._goods()
        sale = self._sell(self.day, (self.cream, 2), seen_at=goods["seen_at"])
        self.assertEqual(sale.state, "problem")
        self.assertIn("3 of lot L1 (recalled (glass in it))", sale.problem)
        self.assertIn("take them off the table", sale._answer()["message"])
        self.assertFalse(sale.order_id)
        self.assertIn("L1", self._told(self.day))
        self.assertEqual(self._on_shelf(self.cream, self.day.location_id), 3)

    def test_a_page_that_does_not_say_what_it_knew_is_taken_to_have_known(self):
        self._recall()
        self.assertEqual(self._sell(self.day, (self.cream, 1)).state, "problem")

    def test_what_was_sold_before_the_recall_is_booked_and_told(self):
        self._recall()
        sale = self._sell(self.day, (self.cream, 2), sold_at=self._ago(20))
        self.assertEqual(sale.state, "done", sale.problem)
        self.assertEqual(self._lots_sold(sale), self.lot)
        self.assertIn("lot L1: recalled", sale.stopped)
        self.assertIn("L1", sale._answer()["message"])
        self.assertIn("tell the customers", self.day.activity_ids.summary)
        self.assertIn(sale.sudo().order_id.picking_ids.name, self._told(self.lot))

    def test_what_was_sold_offline_afterwards_is_booked_and_told(self):
        before, _cream = self._goods()
        self._recall()
        sale = self._sell(self.day, (self.cream, 2), seen_at=before["seen_at"])
        self.assertEqual(sale.state, "done", sale.problem)
        self.assertEqual(self._lots_sold(sale), self.lot)
        self.assertIn("tell the customers", self.day.activity_ids.summary)
        moves = sale.sudo().order_id.picking_ids.move_ids
        self.assertIn("before the phone could know", moves.maker_lots_allowed)

    def test_an_open_recall_is_told_so_that_it_is_traced_again(self):
        recall = self.env["maker.recall"].create(
            {"lot_ids": self.lot.ids, "reason": "Glass", "user_id": self.boss.id}
        )
        self._recall()
        self._sell(self.day, (self.cream, 1), sold_at=self._ago(20))
        self.assertIn("L1", self._told(recall))
        self.assertEqual(recall.activity_ids.user_id, self.boss)
        recall.action_trace()
        self.assertTrue(recall.customer_ids)

    def test_other_lots_at_the_stall_are_sold(self):
        other = self._lot("L2", 4)
        self._recall()
        self.day.line_ids.quantity = 5
        self.day.action_pack()
        self.assertEqual(self._goods()[1]["left"], 2)
        sale = self._sell(self.day, (self.cream, 2))
        self.assertEqual(sale.state, "done", sale.problem)
        self.assertEqual(self._lots_sold(sale), other)
        more = self._sell(self.day, (self.cream, 1))
        self.assertEqual(more.state, "problem", "one more is of the stopped lot")
        self.assertIn("1 more sold than there are", more.problem)

    def test_a_manager_books_it_all_the_same_with_a_reason(self):
        self._recall()
        sale = self._sell(self.day, (self.cream, 2))
        with self.assertRaises(AccessError):
            sale.action_book_stopped("they are gone")
        with self.assertRaises(UserError):
            sale.with_user(self.boss).action_book_stopped(" ")
        wizard = (
            self.env["maker.stall.allow"]
            .with_user(self.boss)
            .create({"sale_ids": sale.ids, "reason": "they are gone"})
        )
        wizard.action_apply()
        self.assertEqual(sale.state, "done", sale.problem)
        self.assertEqual(self._lots_sold(sale), self.lot)
        self.assertEqual(sale.allowed_reason, "they are gone")
        moves = sale.sudo().order_id.picking_ids.move_ids
        self.assertIn("they are gone", moves.maker_lots_allowed)
        self.assertIn(self.boss.name, moves.maker_lots_allowed)
        self.assertIn("they are gone", self._told(self.lot))

    def test_no_context_books_it(self):
        self._recall()
        keys = {"maker_any_lot": True, "default_maker_lots_allowed": "me"}
        day = self.day.with_context(**keys)
        self.assertEqual(self._sell(day, (self.cream, 1)).state, "problem")

    def test_the_rest_comes_back_whatever_its_lot(self):
        self._recall()
        self.day._close({self.cream: (2, self.broken)})
        self.assertEqual(self.day.state, "closed")
        here = self.lot.quant_ids.filtered(lambda one: one.location_id == self.stock)
        self.assertEqual(here.quantity, 4)

    def test_a_late_sale_of_a_closed_day_is_booked_and_told(self):
        self._recall()
        self.day._close({self.cream: (2, self.broken)})
        sale = self._sell(self.day, (self.cream, 1), sold_at=self._ago(20))
        self.assertEqual(sale.state, "done", sale.problem)
        self.assertEqual(self._lots_sold(sale), self.lot)
        self.assertIn("L1", sale.stopped)
        self.assertEqual(self._line(self.day, self.cream).lost_qty, 0)
