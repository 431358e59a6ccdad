from dataclasses import replace
from decimal import Decimal

from odoo.exceptions import UserError
from odoo.tests import new_test_user

from ...channel_clients.types import Refund
from ..orders import OrderChangesCase

D = Decimal


class TestOrderReturns(OrderChangesCase):
    """Refunds, and goods that come back."""

    def _refunded(self, order, quantity, restocked=0, **values):
        line = replace(order.lines[0], refunded=quantity, restocked=restocked)
        refund = Refund("r1", D("12.50") * quantity)
        return self._change(order, lines=(line,), refunds=(refund,), **values)

    def test_a_refund_with_restock_before_it_left_frees_the_stock(self):
        order = self._sell(3)
        self._refunded(order, 1, restocked=1)
        self.assertEqual(self._sale(order).order_line.product_uom_qty, 2)
        self.assertEqual(self._shown(self.other), 8)
        self.assertAlmostEqual(self._known(order).refunded, 12.5)

    def test_nobody_is_asked_to_receive_what_is_here(self):
        order = self._sell(3)
        self._leave(order)
        self._refunded(order, 2, restocked=2)
        back = self._sale(order).picking_ids.filtered("return_id")
        self.assertIn(back.name, self._todos(order))
        self._known(order)._leave_todo(f"Look at {back.name}7")
        back.move_ids.picked = True
        keeper = new_test_user(self.env, "keeper", groups="stock.group_stock_user")
        back.with_user(keeper).button_validate()
        self.assertEqual(self._todos(order), f"Look at {back.name}7")

    def test_the_rest_of_what_comes_back_is_still_asked_for(self):
        order = self._sell(3)
        self._leave(order)
        self._refunded(order, 2, restocked=2)
        back = self._sale(order).picking_ids.filtered("return_id")
        back.move_ids.write({"quantity": 1, "picked": True})
        back.with_context(skip_backorder=True).button_validate()
        self.assertEqual(back.state, "done")
        self.assertIn(back.name, self._todos(order))
        back.backorder_ids.move_ids.picked = True
        back.backorder_ids.button_validate()
        self.assertNotIn(back.name, self._todos(order))

    def test_a_refund_without_restock_before_it_left_asks(self):
        order = self._sell(3)
        self._refunded(order, 1)
        self.assertEqual(self._shown(self.other), 8)
        moves = self._sale(order).picking_ids.move_ids
        self.assertEqual(sum(moves.mapped("product_uom_qty")), 2)
        self.assertIn("not put back in stock", self._todos(order))

    def test_sending_what_was_paid_back_takes_a_deliberate_yes(self):
        order = self._sell(3)
        self._refunded(order, 1)
        sale = self._sale(order)
        picking = sale.picking_ids
        picking.move_ids.quantity = 3
        picking.move_ids.picked = True
        with self.assertRaisesRegex(UserError, "raise the quantity on the order"):
            picking.button_validate()
        sale.order_line.product_uom_qty = 3
        self._refunded(order, 1, note="told again")
        self.assertEqual(sale.order_line.product_uom_qty, 3)
        self._leave(order)
        self.assertEqual(sale.order_line.qty_delivered, 3)

    def test_an_order_that_was_paid_back_in_full_is_not_sent(self):
        order = self._sell(3)
        refund = Refund("r1", D("37.50"))
        self._change(order, state="refunded", refunds=(refund,), total=D("37.50"))
        sale = self._sale(order)
        self.assertEqual(sale.order_line[0].product_uom_qty, 0)
        self.assertNotIn("assigned", sale.picking_ids.mapped("state"))
        self.assertEqual(self._shown(self.other), 10)
        self.assertAlmostEqual(sale.amount_total, 0)
        self.assertIn("refunded before it left", self._todos(order))

    def test_money_alone_given_back_asks_once(self):
        order = self._sell(1)
        refunds = (Refund("r1", D("3.00")),)
        self._change(order, refunds=refunds)
        self._change(order, refunds=refunds, note="x")
        self.assertEqual(len(self._known(order).activity_ids), 1)
        self.assertEqual(self._sale(order).order_line.product_uom_qty, 1)

    def test_goods_that_come_back_are_expected_and_then_received(self):
        order = self._sell(3)
        sent = self._leave(order)
        self._refunded(order, 2, restocked=2)
        back = sent.return_ids
        self.assertEqual(back.state, "assigned")
        self.assertEqual(back.move_ids.product_uom_qty, 2)
        self.assertEqual(self._shown(self.other), 7)
        self.assertIn(back.name, self._todos(order))
        self._refunded(order, 2, restocked=2, note="told again")
        self.assertEqual(sent.return_ids, back)
        back.move_ids.picked = True
        back.button_validate()
        self._drain()
        self.assertEqual(self._shown(self.other), 9)
        line = self._sale(order).order_line
        self.assertEqual(line.qty_delivered, 1)
        self._refunded(order, 2, restocked=2, note="and again")
        self.assertEqual(sent.return_ids, back)
        self.assertFalse(
            self._sale(order).picking_ids.filtered(
                lambda one: one.state not in ("done", "cancel")
            )
        )

    def test_goods_can_be_put_back_at_once(self):
        self.etsy.return_policy = "receive"
        order = self._sell(3)
        sent = self._leave(order)
        self._refunded(order, 1, restocked=1)
        self.assertEqual(sent.return_ids.state, "done")
        self.assertEqual(self._shown(self.other), 8)
        self._refunded(order, 2, restocked=2)
        self.assertEqual(self._shown(self.other), 9)
        self.assertEqual(len(sent.return_ids), 2)

    def test_a_pack_comes_back_as_its_units(self):
        self.etsy.return_policy = "receive"
        self.listing.units_per_listing = 3
        order = self._sell(2)
        self._leave(order)
        self._refunded(order, 1, restocked=1)
        self.assertEqual(self._sale(order).order_line.qty_delivered, 3)
        self.assertEqual(self.candle.qty_available, 7)

    def test_a_returned_kit_is_its_parts(self):
        self.etsy.return_policy = "receive"
        soap = self._product("SOAP")
        self._receive(soap, 8)
        kit = self._product("KIT", is_storable=False)
        self.env["mrp.bom"].create(
            {
                "product_tmpl_id": kit.product_tmpl_id.id,
                "type": "phantom",
                "bom_line_ids": [
                    (0, 0, {"product_id": self.candle.id, "product_qty": 1}),
                    (0, 0, {"product_id": soap.id, "product_qty": 2}),
                ],
            }
        )
        listing = self._list(self.etsy, kit)
        order = self.client.sell(listing.remote_id, 2)
        self._drain()
        self._leave(order)
        self.assertEqual((self.candle.qty_available, soap.qty_available), (8, 4))
        self._refunded(order, 1, restocked=1)
        self.assertEqual((self.candle.qty_available, soap.qty_available), (9, 6))

    def test_what_the_shop_does_not_restock_can_be_scrapped(self):
        self.etsy.write({"return_policy": "receive", "return_scrap": True})
        order = self._sell(3)
        sent = self._leave(order)
        self._refunded(order, 1)
        back = sent.return_ids
        self.assertEqual(
            (back.state, back.location_dest_id.usage), ("done", "inventory")
        )
        self.assertEqual(self._shown(self.other), 7)
        self._refunded(order, 1, note="again")
        self.assertEqual(sent.return_ids, back)

    def test_a_return_can_be_left_to_the_person(self):
        self.etsy.return_policy = "ask"
        order = self._sell(3)
        sent = self._leave(order)
        self._refunded(order, 1, restocked=1)
        self.assertFalse(sent.return_ids)
        self.assertIn("taken back after it left", self._todos(order))
