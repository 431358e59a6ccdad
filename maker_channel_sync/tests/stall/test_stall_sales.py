from psycopg2.errors import UniqueViolation

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user
from odoo.tools import mute_logger

from ..market import MarketCase


class TestStallSales(MarketCase):
    def test_a_sale_is_an_order_delivered_from_the_stall(self):
        day = self._packed()
        sale = self._sell(day, (self.soap, 2), payment="card")
        order = sale.sudo().order_id
        self.assertEqual(sale.state, "done", sale.problem)
        self.assertEqual(day.state, "open")
        self.assertEqual(order.state, "sale")
        self.assertEqual(order.amount_total, 16)
        self.assertEqual(order.order_line.qty_delivered, 2)
        move = order.order_line.move_ids
        self.assertEqual(move.location_id, day.location_id)
        self.assertEqual(move.value, 6, "cost of goods is that of the stock move")
        self.assertEqual(self._on_shelf(self.soap), 10)
        self.assertEqual(self._line(day, self.soap).left_qty, 8)

    def test_the_same_sale_sent_again_changes_nothing(self):
        day = self._packed()
        content = self._content((self.soap, 2))
        sales = self.env["maker.stall.sale"].with_user(self.seller)
        first = sales._receive(day, content)
        again = sales._receive(day, dict(content))
        self.assertEqual(first, again)
        self.assertEqual(first._answer(), again._answer())
        self.assertEqual(len(day.order_ids), 1)

    def test_one_number_cannot_stand_for_two_sales(self):
        day = self._packed()
        content = self._content((self.soap, 2))
        self._sell(day, (self.soap, 2), key=content["key"])
        with self.assertRaisesRegex(UserError, "same number"):
            self.env["maker.stall.sale"]._receive(
                day, {**content, "lines": content["lines"] * 2, "total": 32}
            )

    def test_discount_and_tip_come_out_to_the_cent(self):
        day = self._packed()
        sale = self._sell(
            day, (self.soap, 3, 7.99), (self.candle, 1), discount=3.97, tip=1.5
        )
        order = sale.sudo().order_id
        self.assertEqual(order.amount_total, sale.total)
        self.assertAlmostEqual(sale.total, 3 * 7.99 + 20 - 3.97 + 1.5, 2)
        tip = self.env.ref("maker_channel_sync.product_tip")
        line = order.order_line.filtered(lambda one: one.product_id == tip)
        self.assertEqual(line.price_subtotal, 1.5)

    def test_taxes_are_inside_what_the_customer_pays(self):
        tax = self.env["account.tax"].create(
            {"name": "Sales tax 21 %", "amount": 21, "type_tax_use": "sale"}
        )
        self.soap.taxes_id = tax
        day = self._packed()
        for price in (9.68, 7.77):
            order = self._sell(day, (self.soap, 3, price)).sudo().order_id
            self.assertAlmostEqual(order.amount_total, 3 * price, 2)
            self.assertAlmostEqual(
                order.amount_tax, 3 * price - 3 * price / 1.21, delta=0.011
            )

    def test_selling_more_than_packed_takes_it_from_the_shelf(self):
        listing = self._list(self.shopify, self.candle)
        day = self._packed({self.candle: 2})
        self._drain()
        self.assertEqual(self._shown(listing), 8)
        sale = self._sell(day, (self.candle, 5))
        self.assertEqual(sale.state, "done", sale.problem)
        self.assertIn("3 more sold than packed (3 taken from the shelf)", sale.oversold)
        self.assertIn("3 more sold", day.activity_ids.note)
        line = self._line(day, self.candle)
        self.assertEqual((line.packed_qty, line.sold_qty, line.left_qty), (5, 5, 0))
        self._drain()
        self.assertEqual(self._shown(listing), 5)

    def test_what_is_promised_elsewhere_is_not_taken(self):
        day = self._packed({self.candle: 2})
        order = self._order(self.candle, 7)
        sale = self._sell(day, (self.candle, 5))
        self.assertEqual(sale.state, "done", sale.problem)
        self.assertIn("2 that were not free anywhere", sale.oversold)
        self.assertEqual(order.picking_ids.move_ids.quantity, 7)
        self.assertEqual(self._line(day, self.candle).left_qty, -2)
        self._sell(day, (self.candle, 1))
        self.assertEqual(len(day.activity_ids), 1, "one to-do tells of both")
        self.assertEqual(day.activity_ids.note.count("more sold than packed"), 2)

    def test_a_product_that_is_gone_keeps_the_sale_for_a_person(self):
        day = self._packed()
        content = self._content((self.soap, 1))
        content["lines"][0]["product"] = 2**31 - 1
        sale = (
            self.env["maker.stall.sale"].with_user(self.seller)._receive(day, content)
        )
        self.assertEqual(sale.state, "problem")
        self.assertIn("does not exist here any more", sale.problem)
        self.assertIn("could not be booked", day.activity_ids.summary)
        self.assertEqual(day.problem_count, 1)
        with self.assertRaisesRegex(UserError, "could not be booked"):
            day._close()
        with self.assertRaisesRegex(AccessError, "Ask a manager"):
            sale.action_leave_out()
        manager = new_test_user(self.env, "boss", groups="maker_mrp.group_manager")
        sale.with_user(manager).action_leave_out()
        day._close()
        self.assertEqual(day.state, "closed")

    def test_another_companys_product_is_not_sold_here(self):
        company = self.env["res.company"].create({"name": "Neighbour"})
        theirs = self._product("THEIRS", company_id=company.id, lst_price=4)
        day = self._packed()
        sale = self._sell(day, (theirs, 1, 4))
        self.assertEqual(sale.state, "problem")
        self.assertFalse(sale.order_id)

    def test_something_without_a_product_can_be_sold(self):
        day = self._packed()
        content = self._content((self.soap, 1))
        content["lines"] = [
            {"product": False, "name": "Bag", "quantity": 1, "price": 2}
        ]
        content["total"] = 2
        sale = (
            self.env["maker.stall.sale"].with_user(self.seller)._receive(day, content)
        )
        self.assertEqual(sale.state, "done", sale.problem)
        self.assertEqual(sale.sudo().order_id.amount_total, 2)

    def test_messages_no_page_sends_are_refused_with_every_reason(self):
        day = self._packed()
        sales = self.env["maker.stall.sale"].with_user(self.seller)
        good = self._content((self.soap, 1))
        line = good["lines"][0]
        bad = {
            "no number": {**good, "key": "1; DROP TABLE"},
            "negative": {**good, "lines": [{**line, "quantity": -1}]},
            "nothing": {**good, "lines": []},
            "huge": {**good, "lines": [{**line, "quantity": 1e12}]},
            "not a number": {**good, "total": float("nan")},
            "text": {**good, "lines": [{**line, "price": "8"}]},
            "no product": {**good, "lines": [{"quantity": 1, "price": 1}]},
            "wrong sum": {**good, "total": 9},
            "discount": {**good, "discount": 20, "total": -12},
            "payment": {**good, "payment": "shells"},
            "moment": {**good, "sold_at": "yesterday"},
            "shape": ["sale"],
        }
        for name, content in bad.items():
            with self.subTest(name), self.assertRaises(UserError):
                sales._receive(day, content)
        with self.assertRaises(UserError) as refused:
            sales._receive(day, {"lines": [{}]})
        self.assertGreater(str(refused.exception).count("\n"), 3)
        self.assertFalse(day.sale_ids)

    def test_a_wrong_clock_does_not_date_a_sale_into_next_year(self):
        day = self._packed()
        for told in ("2099-01-01T10:00:00Z", "1999-01-01T10:00:00+02:00"):
            sale = self._sell(day, (self.soap, 1), sold_at=told)
            self.assertLessEqual(sale.sold_at, fields.Datetime.now())
            self.assertGreaterEqual(sale.sold_at, day.packed_at)

    def test_stall_sales_are_no_parcels_and_no_shop_orders(self):
        day = self._packed()
        drivers = self.env["maker.supply.driver"]
        today = fields.Date.today()
        before = drivers._events(self.env.company, today)
        self._sell(day, (self.soap, 1))
        after = drivers._events(self.env.company, today)
        self.assertEqual(before["parcel"], after["parcel"])
        self.assertEqual(before["order"], after["order"])

    def test_an_accountant_reads_and_sells_nothing(self):
        day = self._packed(stall_fee=10)
        books = new_test_user(self.env, "books", groups="maker_mrp.group_accountant")
        self.assertEqual(day.with_user(books).profit, -10)
        Form(day.with_user(books))
        with self.assertRaises(AccessError):
            self._sell(day.with_user(books), (self.soap, 1))
        with self.assertRaises(AccessError):
            self._sell(day, (self.soap, 1)).with_user(books).action_retry()
        with self.assertRaises(AccessError):
            day.with_user(books).stall_fee = 0

    def test_a_booked_sale_is_never_booked_again(self):
        sale = self._sell(self._packed(), (self.soap, 1))
        order = sale.order_id
        sale.sudo().state = "problem"
        sale.action_retry()
        self.assertEqual(sale.order_id, order)
        self.assertEqual(sale.day_id.order_ids, order)

    def test_the_bench_sells_through_the_page_and_writes_no_sales(self):
        day = self._packed()
        sales = self.env["maker.stall.sale"].with_user(self.seller)
        values = sales._values(day, self._content((self.soap, 1)))
        with self.assertRaises(AccessError):
            sales.create(values)
        sale = self._sell(day, (self.soap, 1))
        for change in ({"total": 1}, {"state": "left_out"}, {"order_id": False}):
            with self.subTest(change), self.assertRaises(AccessError):
                sale.write(change)
        with self.assertRaises(AccessError):
            sale.unlink()
        self.assertEqual(sale.user_id, self.seller)

    def test_a_day_moves_on_by_packing_selling_and_closing_only(self):
        day = self._day({self.soap: 2})
        for state in ("packed", "open", "closed"):
            with self.subTest(state), self.assertRaisesRegex(AccessError, "buttons"):
                day.state = state
        with self.assertRaisesRegex(AccessError, "buttons"):
            self._day(state="open")
        with self.assertRaisesRegex(UserError, "is not packed yet"):
            day.action_open_page()
        self.assertEqual(day.state, "draft")
        day.action_pack()
        books = new_test_user(self.env, "books", groups="maker_mrp.group_accountant")
        with self.assertRaises(AccessError):
            day.with_user(books).action_open_page()
        day.action_open_page()
        self.assertEqual(day.state, "open")

    def test_a_sale_of_a_day_whose_stall_is_taken_waits_for_a_person(self):
        first = self._packed({self.candle: 1})
        second = self._day({self.soap: 2})
        sale = self._sell(second, (self.soap, 1))
        self.assertEqual((sale.state, second.state), ("problem", "draft"))
        self.assertIn("is still taken by Saturday market", sale.problem)
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"):
            second.sudo().write({"state": "open", "location_id": first.location_id.id})
            self.env.flush_all()
        first._close()
        sale.action_retry()
        self.assertEqual((sale.state, second.state), ("done", "open"), sale.problem)
