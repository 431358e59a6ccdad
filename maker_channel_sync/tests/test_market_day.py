from datetime import timedelta

from psycopg2.errors import CheckViolation, UniqueViolation

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user
from odoo.tools import html2plaintext, mute_logger

from .market import MarketCase


class TestPacking(MarketCase):
    def test_packing_moves_stock_and_lowers_the_listings(self):
        listing = self._list(self.shopify, self.candle)
        self._drain()
        self.assertEqual(self._shown(listing), 10)
        day = self._packed({self.candle: 6})
        self.assertEqual(day.state, "packed")
        self.assertEqual(day.location_id.maker_role, "stall")
        self.assertEqual(self._on_shelf(self.candle, day.location_id), 6)
        self.assertEqual(day.picking_ids.picking_type_code, "internal")
        self._drain()
        self.assertEqual(self._shown(listing), 4)

    def test_every_reason_not_to_pack_is_told_at_once(self):
        lot = self.env["stock.lot"].create(
            {"name": "CURING", "product_id": self._tracked("CREAM").id}
        )
        self._receive(lot.product_id, 5, lot=lot)
        lot.ready_date = fields.Datetime.now() + timedelta(days=9)
        held = self.env["stock.lot"].create(
            {"name": "STOPPED", "product_id": self._tracked("BALM").id}
        )
        self._receive(held.product_id, 4, lot=held)
        held.action_maker_hold()
        self._order(self.candle, 7)
        service = self._product("ADVICE", is_storable=False)
        day = self._day(
            {
                self.candle: 5,
                lot.product_id: 1,
                held.product_id: 2,
                service: 1,
                self.soap: -1,
            }
        )
        with self.assertRaises(UserError) as refused:
            day.action_pack()
        told = str(refused.exception)
        self.assertIn("5 to take, 3 free. Why: 7 are promised", told)
        self.assertIn("lot CURING with 5 is not ready before", told)
        self.assertIn("lot STOPPED with 4 is on hold", told)
        self.assertIn("Advice is not kept in stock, so", told)
        self.assertIn("Soap: less than nothing", told)
        self.assertEqual(day.state, "draft")
        self.assertFalse(day.picking_ids)

    def _tracked(self, sku):
        return self._product(sku, tracking="lot")

    def test_a_kit_cannot_be_packed_and_its_parts_are_named(self):
        kit = self._product("GIFT SET")
        self.env["mrp.bom"].create(
            {
                "product_tmpl_id": kit.product_tmpl_id.id,
                "type": "phantom",
                "bom_line_ids": [
                    Command.create({"product_id": self.candle.id, "product_qty": 2}),
                    Command.create({"product_id": self.soap.id, "product_qty": 1}),
                ],
            }
        )
        with self.assertRaises(UserError) as refused:
            self._packed({kit: 3})
        told = str(refused.exception)
        self.assertIn("Take the parts along in its place", told)
        self.assertIn(
            f"6 {self.candle.uom_id.name} of {self.candle.display_name}", told
        )
        self.assertIn(f"3 {self.soap.uom_id.name} of {self.soap.display_name}", told)

    def test_packing_expired_lots_is_refused(self):
        cream = self._tracked("CREAM")
        cream.use_expiration_date = True
        lot = self.env["stock.lot"].create(
            {
                "name": "OLD",
                "product_id": cream.id,
                "removal_date": fields.Datetime.now() - timedelta(days=1),
            }
        )
        self._receive(cream, 5, lot=lot)
        with self.assertRaisesRegex(UserError, "OLD with 5 is to be removed"):
            self._packed({cream: 1})

    def test_an_empty_day_says_what_to_do(self):
        with self.assertRaisesRegex(UserError, "write how many to take"):
            self._day().action_pack()

    def test_a_product_is_listed_once(self):
        day = self._day({self.candle: 1})
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"):
            day.line_ids = [Command.create({"product_id": self.candle.id})]
            self.env.flush_all()

    def test_packing_more_moves_only_the_rest(self):
        day = self._packed({self.candle: 3})
        self._line(day, self.candle).quantity = 5
        day.action_pack()
        self.assertEqual(self._line(day, self.candle).packed_qty, 5)
        self.assertEqual(len(day.picking_ids), 2)
        with self.assertRaisesRegex(UserError, "Nothing to pack"):
            day.action_pack()

    def test_two_days_cannot_share_a_stall(self):
        self._packed({self.candle: 1})
        with self.assertRaisesRegex(UserError, "is still taken by Saturday market"):
            self._packed({self.soap: 1})
        second = self.env["stock.location"].create(
            {
                "name": "Second stall",
                "location_id": self.warehouse.view_location_id.id,
                "maker_role": "stall",
            }
        )
        day = self._packed({self.soap: 1}, location_id=second.id)
        self.assertEqual(day.state, "packed")

    def test_the_shelf_is_no_stall(self):
        with self.assertRaisesRegex(ValidationError, "is no market stall"):
            self._day(location_id=self.stock.id)

    def test_suggestions_follow_what_was_sold_and_what_is_free(self):
        told = self._day().action_suggest()
        self.assertEqual(told["tag"], "display_notification")
        self.assertIn("No earlier market day", told["params"]["title"])
        day = self._packed({self.candle: 4, self.soap: 10})
        self._sell(day, (self.candle, 4), (self.soap, 6))
        day._close()
        following = self._day()
        following.action_suggest()
        took = {line.product_id: line.quantity for line in following.line_ids}
        self.assertEqual(took, {self.candle: 5, self.soap: 6})
        self._order(self.candle, 4)
        following.line_ids.invalidate_recordset()
        following.action_suggest()
        self.assertEqual(self._line(following, self.candle).quantity, 2)

    def test_fees_are_those_of_the_last_day(self):
        self._day(stall_fee=35, card_fee_pct=1.7, date="2020-01-04")
        self.assertEqual(self._day().stall_fee, 35)
        self.assertEqual(self._day().card_fee_pct, 1.7)

    def test_negative_fees_are_refused(self):
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"):
            self._day(stall_fee=-1)
            self.env.flush_all()

    def test_goods_at_the_stall_keep_their_day(self):
        day = self._packed({self.candle: 1})
        with self.assertRaisesRegex(UserError, "goods were moved for it"):
            day.unlink()
        with self.assertRaisesRegex(UserError, "at the stall already"):
            day.location_id = False
        self.assertTrue(self._day().unlink())


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

    def test_a_stopped_lot_that_was_sold_is_on_record(self):
        cream = self._product("CREAM", tracking="lot", lst_price=5)
        lot = self.env["stock.lot"].create({"name": "L1", "product_id": cream.id})
        self._receive(cream, 5, lot=lot)
        day = self._packed({cream: 3})
        lot.action_maker_hold()
        sale = self._sell(day, (cream, 1))
        self.assertEqual(sale.state, "done", sale.problem)
        moved = sale.sudo().order_id.picking_ids.move_line_ids
        self.assertEqual(moved.lot_id, lot, "a recall must find who bought it")
        more = self._sell(day, (cream, 4))
        self.assertEqual(more.state, "done", more.problem)
        self.assertEqual(more.sudo().order_id.picking_ids.move_line_ids.lot_id, lot)
        day._close()
        self.assertEqual(day.state, "closed")

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


class TestEndOfDay(MarketCase):
    def _closing(self, day):
        action = day.action_end_of_day()
        return (
            self.env[action["res_model"]]
            .with_user(self.seller)
            .browse(action["res_id"])
        )

    def test_what_is_left_goes_back_and_the_listings_rise(self):
        listing = self._list(self.shopify, self.candle)
        day = self._packed()
        self._sell(day, (self.candle, 4))
        closing = self._closing(day)
        closing.action_close()
        self.assertEqual(day.state, "closed")
        self.assertEqual(self._on_shelf(self.candle), 6)
        self.assertEqual(self._on_shelf(self.soap), 20)
        self.assertFalse(self._on_shelf(self.soap, day.location_id))
        self.assertEqual(self._line(day, self.candle).returned_qty, 2)
        self._drain()
        self.assertEqual(self._shown(listing), 6)

    def test_missing_goods_are_a_loss_with_a_reason(self):
        day = self._packed()
        closing = self._closing(day)
        line = closing.line_ids.filtered(lambda one: one.product_id == self.soap)
        line.counted_qty = 7
        with self.assertRaisesRegex(
            UserError, "Soap: fewer are left than the sales leave"
        ):
            closing.action_close()
        self.assertEqual(day.state, "packed")
        line.reason_id = self.broken
        closing.action_close()
        self.assertEqual(self._line(day, self.soap).lost_qty, 3)
        self.assertEqual(day.loss_cost, 9)
        loss = self.env["maker.loss"].search([("product_id", "=", self.soap.id)])
        self.assertEqual((loss.quantity, loss.reason_id), (3, self.broken))
        self.assertEqual(self._on_shelf(self.soap), 17)

    def test_goods_that_turn_up_are_found(self):
        day = self._packed({self.soap: 2})
        closing = self._closing(day)
        closing.line_ids.write({"counted_qty": 3, "reason_id": self.broken.id})
        closing.action_close()
        self.assertEqual(self._line(day, self.soap).lost_qty, -1)
        self.assertEqual(self._on_shelf(self.soap), 21)

    def test_what_was_sold_out_of_nowhere_is_found_at_the_end(self):
        self._order(self.soap, 18)
        day = self._packed({self.soap: 2})
        self._sell(day, (self.soap, 5))
        self.assertEqual(self._line(day, self.soap).left_qty, -3)
        self._closing(day).action_close()
        self.assertEqual(day.state, "closed")
        self.assertEqual(self._line(day, self.soap).lost_qty, -3)
        self.assertEqual(self._on_shelf(self.soap, day.location_id), 0)

    def test_a_negative_count_is_refused(self):
        closing = self._closing(self._packed({self.soap: 2}))
        closing.line_ids.write({"counted_qty": -1, "reason_id": self.broken.id})
        with self.assertRaisesRegex(UserError, "less than nothing"):
            closing.action_close()

    def test_closing_twice_closes_once(self):
        day = self._packed({self.soap: 5})
        first, second = self._closing(day), self._closing(day)
        first.action_close()
        moves = day._moves()
        second.line_ids.write({"counted_qty": 0, "reason_id": self.broken.id})
        second.action_close()
        self.assertEqual(day._moves(), moves)
        self.assertTrue(day.action_end_of_day())

    def test_a_sale_that_comes_while_counting_is_no_loss(self):
        day = self._packed({self.soap: 5})
        closing = self._closing(day)
        self._sell(day, (self.soap, 2))
        closing.action_close()
        self.assertEqual(self._line(day, self.soap).lost_qty, 0)
        self.assertEqual(self._line(day, self.soap).returned_qty, 3)

    def test_a_sale_sent_after_closing_explains_what_was_missing(self):
        day = self._packed({self.soap: 5})
        closing = self._closing(day)
        closing.line_ids.write({"counted_qty": 3, "reason_id": self.broken.id})
        closing.action_close()
        sale = self._sell(day, (self.soap, 2))
        self.assertEqual(sale.state, "done", sale.problem)
        self.assertIn("2 of those counted as missing", sale.oversold)
        line = self._line(day, self.soap)
        self.assertEqual((line.sold_qty, line.lost_qty), (2, 0))
        self.assertEqual(self._on_shelf(self.soap), 18)
        self.assertEqual((day.state, day.loss_cost), ("closed", 0))

    def test_a_late_sale_of_what_nobody_knew_leaves_no_debt_at_the_stall(self):
        day = self._packed({self.soap: 5})
        self._closing(day).action_close()
        self._order(self.soap, 20)
        sale = self._sell(day, (self.soap, 2))
        self.assertEqual(sale.state, "done", sale.problem)
        self.assertEqual(self._line(day, self.soap).left_qty, 0)
        self.assertEqual(self._line(day, self.soap).lost_qty, -2)

    def test_the_days_sales_are_invoiced_once_and_together(self):
        day = self._packed()
        self._sell(day, (self.soap, 2))
        self._sell(day, (self.candle, 1), discount=2.5, tip=1, payment="card")
        self._closing(day).action_close()
        clerk = new_test_user(
            self.env,
            "clerk",
            groups="maker_mrp.group_manager,account.group_account_invoice",
        )
        action = day.with_user(clerk).action_invoice()
        invoice = self.env["account.move"].browse(action["res_id"])
        self.assertEqual(invoice.amount_total, day.takings)
        self.assertEqual(invoice.invoice_date, day.date)
        told = html2plaintext(invoice.narration)
        self.assertRegex(told, r"Cash \D*16\.00\D*, Card \D*18\.50")
        invoice.action_post()
        self.assertEqual(set(day.order_ids.mapped("invoice_status")), {"invoiced"})
        with self.assertRaisesRegex(UserError, "is invoiced"):
            day.with_user(clerk).action_invoice()

    def test_a_draft_day_has_no_end(self):
        with self.assertRaisesRegex(UserError, "Nothing was packed"):
            self._day().action_end_of_day()

    def test_profit_is_sales_less_everything_the_day_cost(self):
        label = self._product("LABEL", maker_kind="supply", standard_price=0.5)
        self._receive(label, 100)
        self.env["maker.supply.driver"].create(
            {
                "product_id": label.id,
                "per": "market_day",
                "quantity": 4,
                "date_from": fields.Date.today(),
            }
        )
        day = self._packed(
            stall_fee=12, other_cost=3, card_fee_pct=2, card_fee_fixed=0.1
        )
        self._sell(day, (self.soap, 5), payment="card")
        self._sell(day, (self.soap, 2), tip=1)
        closing = self._closing(day)
        line = closing.line_ids.filtered(lambda one: one.product_id == self.soap)
        line.write({"counted_qty": 2, "reason_id": self.broken.id})
        closing.action_close()
        day.invalidate_recordset()
        self.assertEqual(day.sales_amount, 57)
        self.assertEqual((day.takings, day.cash_takings), (57, 17))
        self.assertEqual((day.card_takings, day.other_takings), (40, 0))
        self.assertEqual(day.cost_of_goods, 21)
        self.assertEqual(day.loss_cost, 3)
        self.assertEqual(day.supplies_cost, 2)
        self.assertAlmostEqual(day.card_fees, 0.9)
        self.assertAlmostEqual(day.profit, 57 - 21 - 3 - 12 - 3 - 2 - 0.9)
        self.assertEqual(len(day.use_ids), 1)
        links = (
            day.action_view_orders(),
            day.action_view_moves(),
            day.action_view_supplies(),
            day.action_view_sales(),
            day.action_view_transfers(),
        )
        for link in links:
            self.assertTrue(
                self.env[link["res_model"]].search_count(link["domain"]), link["name"]
            )

    def test_what_a_customer_brings_back_lowers_cost_and_count(self):
        day = self._packed()
        order = self._sell(day, (self.soap, 3)).sudo().order_id
        picking = order.picking_ids
        returning = (
            self.env["stock.return.picking"]
            .with_context(active_id=picking.id, active_model="stock.picking")
            .create({"picking_id": picking.id})
        )
        returning.product_return_moves.write({"quantity": 1, "to_refund": True})
        back = self.env["stock.picking"].browse(
            returning.action_create_returns()["res_id"]
        )
        back.button_validate()
        self.assertEqual(self._line(day, self.soap).sold_qty, 2)
        day.invalidate_recordset()
        self.assertEqual(day.cost_of_goods, 6)

    def test_the_stalls_fees_are_in_the_margins(self):
        day = self._packed(stall_fee=16)
        self._sell(day, (self.soap, 10))
        self._closing(day).action_close()
        fees = {
            label: share for label, share, _ in self.env["mrp.bom"]._maker_sales_fees()
        }
        self.assertAlmostEqual(fees["Market stall"], 20)

    def test_the_days_sales_reach_the_books(self):
        day = self._packed()
        order = self._sell(day, (self.soap, 4)).sudo().order_id
        today = fields.Date.today()
        period = self.env["maker.cogs.period"].create(
            {"date_from": today, "date_to": today}
        )
        period.action_work_out()
        line = self.env["maker.cogs.line"].search(
            [("period_id", "=", period.id), ("order_id", "=", order.id)]
        )
        self.assertEqual((line.kind, line.quantity, line.value), ("sold", 4, 12))

    def test_every_screen_opens_for_the_bench_and_the_books(self):
        day = self._packed()
        self._sell(day, (self.soap, 1))
        books = new_test_user(self.env, "books", groups="maker_mrp.group_accountant")
        for user in (self.seller, books):
            for model in ("maker.market.day", "maker.stall.sale"):
                records = self.env[model].with_user(user)
                for kind in ("list", "form", "search"):
                    records.get_view(view_type=kind)
                found = records.search([])
                found.read([name for name in records.fields_get()])
