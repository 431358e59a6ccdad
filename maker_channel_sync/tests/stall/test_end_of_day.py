from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import new_test_user
from odoo.tools import html2plaintext

from ..market import MarketCase


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
        told = html2plaintext(invoice.message_ids[:1].body)
        self.assertRegex(told, r"Cash \D*16\.00\D*, Card \D*18\.50")
        self.assertTrue(invoice.message_ids[:1].subtype_id.internal)
        invoice.action_post()
        self.assertEqual(set(day.order_ids.mapped("invoice_status")), {"invoiced"})
        with self.assertRaisesRegex(UserError, "is invoiced"):
            day.with_user(clerk).action_invoice()

    def test_the_customer_reads_the_terms_and_not_how_others_paid(self):
        self.env["ir.config_parameter"].set_param("account.use_invoice_terms", True)
        self.env.company.terms_type = "plain"
        self.env.company.invoice_terms = "<p>Goods stay ours until paid.</p>"
        day = self._packed()
        self._sell(day, (self.soap, 2))
        action = day.sudo().action_invoice()
        invoice = self.env["account.move"].browse(action["res_id"])
        told = html2plaintext(invoice.narration)
        self.assertEqual(told.strip(), "Goods stay ours until paid.")

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
