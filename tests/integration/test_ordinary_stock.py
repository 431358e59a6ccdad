from datetime import timedelta

from ordinary_case import OrdinaryCase

from odoo import Command, fields
from odoo.tests import Form, tagged


@tagged("standard", "post_install", "-at_install")
class TestOrdinarySales(OrdinaryCase):
    def test_sell_and_deliver(self):
        order = self._order()
        order.action_confirm()
        self._delivered(order)
        self.assertEqual(order.order_line.qty_delivered, 2)

    def test_sell_invoice_and_pay(self):
        order = self._order()
        order.action_confirm()
        self._delivered(order)
        invoice = order.with_user(self.clerk).sudo()._create_invoices()
        invoice.with_user(self.clerk).action_post()
        self.assertEqual(invoice.state, "posted")

    def test_change_a_confirmed_order(self):
        order = self._order()
        order.action_confirm()
        order.order_line.product_uom_qty = 5
        self.assertEqual(order.sudo().picking_ids.move_ids.product_uom_qty, 5)

    def test_cancel_copy_and_price_by_hand(self):
        order = self._order()
        order.action_confirm()
        order._action_cancel()
        again = order.copy()
        again.order_line.price_unit = 12.345
        again.action_confirm()
        self.assertEqual(again.state, "sale")

    def test_sell_what_is_not_there(self):
        order = self._order(product=self._product("Table"), quantity=3)
        order.action_confirm()
        order.sudo().picking_ids.move_ids.quantity = 3
        self._delivered(order)

    def test_deliver_in_two_goes(self):
        order = self._order(quantity=4)
        order.action_confirm()
        picking = order.sudo().picking_ids.with_user(self.keeper)
        picking.move_ids.quantity = 1
        picking.move_ids.picked = True
        picking.with_context(skip_backorder=True).button_validate()
        rest = order.sudo().picking_ids - picking.sudo()
        self._validate(rest.with_user(self.keeper))
        self.assertEqual(order.order_line.qty_delivered, 4)

    def test_return_of_a_delivery(self):
        order = self._order()
        order.action_confirm()
        picking = self._delivered(order)
        returns = self.env["stock.return.picking"].with_user(self.keeper)
        returned = Form(
            returns.with_context(active_id=picking.id, active_model="stock.picking")
        ).save()
        returned.product_return_moves.quantity = 1
        action = returned.action_create_returns()
        back = picking.browse(action["res_id"])
        self._validate(back)

    def test_a_sale_in_dozens_and_of_a_third(self):
        order = self._order(quantity=1)
        order.order_line.product_uom_id = self.dozen
        order.action_confirm()
        self._delivered(order)
        loose = self._order(product=self.wood, quantity=0.33)
        loose.action_confirm()
        self._delivered(loose)


@tagged("standard", "post_install", "-at_install")
class TestOrdinaryPurchases(OrdinaryCase):
    def test_buy_receive_and_bill(self):
        order = self._purchase(self.wood, 10, 3.5)
        self._received(order)
        order.with_user(self.clerk).sudo().action_create_invoice()
        self.assertEqual(order.order_line.qty_received, 10)

    def test_buy_in_another_unit_at_a_price_of_three_digits(self):
        order = self._purchase(self.wood, 3, 1.333, self.lb)
        self._received(order)
        self.assertEqual(order.order_line.qty_received, 3)

    def test_change_the_price_after_confirming(self):
        order = self._purchase(self.screw, 100, 0.045)
        order.order_line.price_unit = 0.0455
        self._received(order)

    def test_receive_lots_by_name(self):
        order = self._purchase(self.paint, 5, 2)
        picking = order.sudo().picking_ids.with_user(self.keeper)
        picking.move_line_ids.write({"lot_name": "P-1", "quantity": 5})
        self._validate(picking)
        self.assertEqual(picking.move_line_ids.lot_id.name, "P-1")

    def test_receive_more_than_ordered(self):
        order = self._purchase(self.screw, 10, 1)
        picking = order.sudo().picking_ids.with_user(self.keeper)
        picking.move_ids.quantity = 12
        self._validate(picking)

    def test_draft_purchases_by_a_reorder_rule(self):
        self.screw.seller_ids = [
            Command.create(
                {"partner_id": self.partner.id, "product_uom_id": self.dozen.id}
            )
        ]
        self.screw.route_ids = self.env.ref("purchase_stock.route_warehouse0_buy")
        rule = (
            self.env["stock.warehouse.orderpoint"]
            .with_user(self.boss)
            .create(
                {
                    "product_id": self.screw.id,
                    "product_min_qty": 2000,
                    "product_max_qty": 2005,
                }
            )
        )
        rule.action_replenish()
        line = self.env["purchase.order.line"].search(
            [("product_id", "=", self.screw.id)]
        )
        self.assertTrue(line)


@tagged("standard", "post_install", "-at_install")
class TestOrdinaryStock(OrdinaryCase):
    def test_move_between_shelves(self):
        self._validate(self._transfer(self.chair, 3))

    def test_receipt_and_delivery_by_hand(self):
        self._validate(self._transfer(self.screw, 3, "incoming"))
        self._validate(self._transfer(self.screw, 3, "outgoing"))

    def test_correct_a_done_transfer(self):
        picking = self._transfer(self.chair, 3, "outgoing", self.boss)
        self._validate(picking)
        picking.action_toggle_is_locked()
        picking.move_line_ids.quantity = 2
        self.assertEqual(picking.move_ids.quantity, 2)

    def test_count(self):
        quant = self.env["stock.quant"].search(
            [("product_id", "=", self.chair.id), ("location_id", "=", self.stock.id)]
        )
        counted = quant.with_user(self.boss).with_context(inventory_mode=True)
        counted.inventory_quantity = 990.5
        counted.action_apply_inventory()
        self.assertEqual(quant.quantity, 990.5)

    def test_count_a_new_lot(self):
        lot = self._lot(self.paint, "COUNTED", user=self.boss)
        quants = self.env["stock.quant"].with_user(self.boss)
        quants.with_context(inventory_mode=True).create(
            {
                "product_id": self.paint.id,
                "location_id": self.stock.id,
                "lot_id": lot.id,
                "inventory_quantity": 7,
            }
        ).action_apply_inventory()
        self.assertEqual(lot.product_qty, 7)

    def test_scrap(self):
        lot = self._lot(self.paint, "BAD", 5)
        for product, values in ((self.chair, {}), (self.paint, {"lot_id": lot.id})):
            scraps = self.env["stock.scrap"].with_user(self.keeper)
            scrap = scraps.create({"product_id": product.id, "scrap_qty": 1, **values})
            scrap.action_validate()
            self.assertEqual(scrap.state, "done")

    def test_lots_are_named_renamed_and_numbered(self):
        lot = self._lot(self.paint, "0000041", user=self.keeper)
        lot.name = "0000042"
        lots = self.env["stock.lot"].with_user(self.keeper)
        self.assertEqual(lots._get_next_serial(self.env.company, self.paint), "0000043")

    def _expired(self):
        self.paint.use_expiration_date = True
        past = fields.Datetime.now() - timedelta(days=3)
        return self._lot(self.paint, "OLD", 20, expiration_date=past, removal_date=past)

    def _take(self, picking, lot):
        """Choose a lot by hand, as Odoo reserves no expired one by itself."""
        picking.move_ids.move_line_ids = [
            Command.clear(),
            Command.create(
                {"product_id": self.paint.id, "lot_id": lot.id, "quantity": 2}
            ),
        ]

    def test_an_expired_lot_is_delivered_after_a_confirmation(self):
        picking = self._transfer(self.paint, 2, "outgoing")
        self._take(picking, self._expired())
        self._validate(picking, skip_expired=True)

    def test_an_expired_lot_is_delivered_from_an_order(self):
        lot = self._expired()
        order = self._order(product=self.paint, quantity=2)
        order.action_confirm()
        picking = order.sudo().picking_ids.with_user(self.keeper)
        self._take(picking, lot)
        self._validate(picking, skip_expired=True)

    def test_expiry_dates_are_changed(self):
        lot = self._expired().with_user(self.keeper)
        lot.expiration_date = fields.Datetime.now() + timedelta(days=9)
        self.assertTrue(lot.removal_date)

    def test_a_transfer_is_dated_back(self):
        picking = self._transfer(self.chair, 1, "outgoing")
        self._validate(picking)
        day = fields.Datetime.now() - timedelta(days=40)
        picking.with_user(self.boss).date_done = day
        self.assertEqual(picking.move_ids.date, day.replace(microsecond=0))

    def test_a_transfer_is_dated_out_of_a_locked_tax_period(self):
        picking = self._transfer(self.chair, 1, "outgoing")
        self._validate(picking)
        day = fields.Datetime.now() - timedelta(days=40)
        picking.date_done = day
        self.env.company.tax_lock_date = day.date() + timedelta(days=1)
        picking.date_done = fields.Datetime.now()
        self.env.company.fiscalyear_lock_date = day.date() - timedelta(days=9)
        picking.date_done = day

    def test_stock_goes_below_zero(self):
        table = self._product("Table")
        picking = self._transfer(table, 3, "outgoing")
        picking.move_ids.quantity = 3
        self._validate(picking)
        self.assertEqual(table.qty_available, -3)

    def test_a_landed_cost_is_added(self):
        if "stock.landed.cost" not in self.env:
            return
        picking = self._received(self._purchase(self.wood, 10, 3))
        service = self._product("Freight", type="service", is_storable=False)
        cost = self.env["stock.landed.cost"].with_user(self.boss).sudo()
        cost = cost.create(
            {
                "picking_ids": [Command.set(picking.ids)],
                "cost_lines": [
                    Command.create(
                        {
                            "product_id": service.id,
                            "price_unit": 5,
                            "split_method": "equal",
                        }
                    )
                ],
            }
        )
        cost.compute_landed_cost()
