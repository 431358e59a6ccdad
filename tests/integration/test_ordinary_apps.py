"""Ordinary flows through apps that not every database has, and several steps.

A flow whose app is not installed shows nothing here; it is run with all of them by
``tests/acceptance/test_ordinary_flows.py``.
"""

from datetime import timedelta

from ordinary_case import OrdinaryCase

from odoo import Command, fields
from odoo.tests import Form, freeze_time, tagged


@tagged("standard", "post_install", "-at_install")
class TestOrdinarySteps(OrdinaryCase):
    """Several steps, serial numbers, work orders, rules and routes."""

    def _step(self, pickings):
        """Validate the transfers that are ready, until none is left."""
        for _round in range(4):
            ready = pickings().filtered(lambda p: p.state not in ("done", "cancel"))
            for picking in ready.sorted("id"):
                picking.action_assign()
                if picking.state == "assigned":
                    self._validate(picking.with_user(self.keeper))

    def test_pick_pack_and_ship(self):
        self.house.delivery_steps = "pick_pack_ship"
        order = self._order()
        order.action_confirm()
        self._step(lambda: order.sudo().picking_ids)
        self.assertEqual(order.order_line.qty_delivered, 2)

    def test_receive_in_three_steps(self):
        self.house.reception_steps = "three_steps"
        order = self._purchase(self.wood, 10, 3)
        moves = self.env["stock.move"]
        self._step(
            lambda: (
                moves.search(
                    [("product_id", "=", self.wood.id), ("picking_id", "!=", False)]
                ).picking_id
            )
        )
        self.assertEqual(order.order_line.qty_received, 10)

    def test_make_in_three_steps(self):
        self.house.manufacture_steps = "pbm_sam"
        run = self._run(quantity=2)
        before = run.picking_ids
        self._step(lambda: before)
        self._made(run)
        self._step(lambda: run.picking_ids)
        self.assertEqual(set(run.picking_ids.mapped("state")), {"done"})

    def test_serial_numbers_are_received_counted_and_sold(self):
        lamp = self._product("Lamp", tracking="serial")
        order = self._purchase(lamp, 3, 20)
        picking = order.sudo().picking_ids.with_user(self.keeper)
        picking.move_line_ids.unlink()
        picking.move_ids.move_line_ids = [
            Command.create({"product_id": lamp.id, "quantity": 1, "lot_name": name})
            for name in ("S001", "S002", "S003")
        ]
        self._validate(picking)
        sold = self._order(product=lamp, quantity=2)
        sold.action_confirm()
        self._delivered(sold)
        self.assertEqual(lamp.qty_available, 1)

    def test_serial_numbers_are_made_one_by_one(self):
        lamp = self._product("Lamp", tracking="serial")
        recipe = self._bom(lamp, [(self.screw, 2, self.unit)], self.planner)
        run = self._run(recipe, 1)
        run.action_generate_serial()
        self._made(run)
        self.assertEqual(lamp.qty_available, 1)

    def _sawn(self, quantity, batch):
        """A run of which each ``batch`` is 12 minutes of sawing."""
        self.worker.group_ids += self.env.ref("mrp.group_mrp_routings")
        center = self.env["mrp.workcenter"].create({"name": "Saw", "costs_hour": 30})
        self.recipe.product_qty = batch
        self.recipe.operation_ids = [
            Command.create(
                {"name": "Saw", "workcenter_id": center.id, "time_cycle_manual": 12}
            )
        ]
        return self._run(quantity=quantity)

    def test_work_orders_are_started_and_finished(self):
        run = self._sawn(2, 1)
        run.workorder_ids.button_start()
        run.workorder_ids.button_finish()
        self._made(run)
        self.assertEqual(run.workorder_ids.state, "done")

    def test_work_of_a_part_is_as_odoo_expects(self):
        run = self._made(self._sawn(2, 10))
        self.assertEqual(run.workorder_ids.duration, 12)

    def test_a_kit_is_returned(self):
        kit = self._product("Kit", is_storable=False)
        self._bom(kit, [(self.screw, 4, self.unit)], self.planner, type="phantom")
        order = self._order(product=kit, quantity=3)
        order.action_confirm()
        picking = self._delivered(order)
        returns = self.env["stock.return.picking"].with_user(self.keeper)
        returned = Form(
            returns.with_context(active_id=picking.id, active_model="stock.picking")
        ).save()
        returned.product_return_moves.quantity = 12
        action = returned.action_create_returns()
        self._validate(picking.browse(action["res_id"]))
        self.assertEqual(order.order_line.qty_delivered, 0)

    def test_a_lot_is_counted_to_nothing_and_again(self):
        lot = self._lot(self.paint, "PAINT", 5)
        for quantity in (0, 3):
            quants = self.env["stock.quant"].with_user(self.boss)
            quants.with_context(inventory_mode=True).create(
                {
                    "product_id": self.paint.id,
                    "location_id": self.stock.id,
                    "lot_id": lot.id,
                    "inventory_quantity": quantity,
                }
            ).action_apply_inventory()
            self.assertEqual(lot.product_qty, quantity)

    def test_a_reorder_rule_makes(self):
        self.chair.route_ids = self.env.ref("mrp.route_warehouse0_manufacture")
        rule = self.env["stock.warehouse.orderpoint"].with_user(self.boss)
        rule = rule.create(
            {
                "product_id": self.chair.id,
                "product_min_qty": 1001,
                "product_max_qty": 1004,
            }
        )
        rule.action_replenish()
        run = self.env["mrp.production"].search([("product_id", "=", self.chair.id)])
        self.assertEqual(run.product_qty, 4)

    def test_a_run_with_a_by_product(self):
        dust = self._product("Dust", self.kgm)
        self.recipe.byproduct_ids = [
            Command.create(
                {
                    "product_id": dust.id,
                    "product_qty": 0.2,
                    "product_uom_id": self.kgm.id,
                    "cost_share": 10,
                }
            )
        ]
        run = self._run(quantity=3)
        run.move_byproduct_ids.quantity = 0.6
        self._made(run)
        self.assertAlmostEqual(dust.qty_available, 0.6)

    def test_goods_of_an_owner_and_in_a_package(self):
        package = self.env["stock.package"].create({"name": "BOX"})
        quants = self.env["stock.quant"]
        quants._update_available_quantity(
            self.screw, self.stock, 5, package_id=package, owner_id=self.partner
        )
        picking = self._transfer(self.screw, 2, "outgoing")
        picking.move_ids.move_line_ids.write(
            {"package_id": package.id, "owner_id": self.partner.id}
        )
        self._validate(picking)

    def test_a_delivery_is_cancelled_and_the_order_again_confirmed(self):
        order = self._order().sudo()
        order.action_confirm()
        order.picking_ids.action_cancel()
        order._action_cancel()
        order.action_draft()
        order.action_confirm()
        again = order.picking_ids.filtered(lambda picking: picking.state != "cancel")
        self._validate(again)
        self.assertEqual(order.order_line.qty_delivered, 2)

    def test_a_refund_and_goods_back_from_a_customer(self):
        order = self._order()
        order.action_confirm()
        self._delivered(order)
        invoice = order.sudo()._create_invoices()
        invoice.action_post()
        refund = invoice._reverse_moves(
            [{"invoice_date": fields.Date.today()}], cancel=True
        )
        self.assertEqual(refund.state, "posted")

    def test_a_bill_at_another_price(self):
        order = self._purchase(self.wood, 10, 3)
        self._received(order)
        order.sudo().action_create_invoice()
        bill = order.sudo().invoice_ids
        bill.invoice_date = fields.Date.today()
        bill.invoice_line_ids.price_unit = 4
        bill.action_post()
        self.assertEqual(bill.state, "posted")

    def test_goods_sent_back_to_the_vendor(self):
        order = self._purchase(self.wood, 10, 3)
        picking = self._received(order)
        returns = self.env["stock.return.picking"].with_user(self.keeper)
        returned = Form(
            returns.with_context(active_id=picking.id, active_model="stock.picking")
        ).save()
        returned.product_return_moves.write({"quantity": 4, "to_refund": True})
        action = returned.action_create_returns()
        self._validate(picking.browse(action["res_id"]))
        self.assertEqual(order.order_line.qty_received, 6)


@tagged("standard", "post_install", "-at_install")
class TestOrdinaryApps(OrdinaryCase):
    """Flows of apps that widen what Odoo does with goods."""

    def test_a_batch_of_transfers(self):
        if "stock.picking.batch" not in self.env:
            return
        pickings = self._transfer(self.chair, 1, "outgoing") | self._transfer(
            self.screw, 2, "outgoing"
        )
        batch = self.env["stock.picking.batch"].with_user(self.keeper)
        batch = batch.create({"picking_ids": [Command.set(pickings.ids)]})
        batch.action_confirm()
        pickings.move_ids.picked = True
        batch.action_done()
        self.assertEqual(batch.state, "done")

    def test_a_repair(self):
        if "repair.order" not in self.env:
            return
        repairs = self.env["repair.order"].with_user(self.keeper)
        repair = repairs.create(
            {
                "product_id": self.chair.id,
                "product_qty": 1,
                "partner_id": self.partner.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": self.screw.id,
                            "product_uom_qty": 2,
                            "repair_line_type": "add",
                        }
                    )
                ],
            }
        )
        repair.action_validate()
        repair.action_repair_start()
        repair.move_ids.quantity = 2
        repair.move_ids.picked = True
        repair.action_repair_end()
        self.assertEqual(repair.state, "done")

    def test_goods_made_by_a_subcontractor(self):
        if "subcontractor_ids" not in self.env["mrp.bom"]._fields:
            return
        # Odoo dates a subcontractor's run a second before its receipt, and would take
        # the cost of a product made within that second for a correction of it.
        with freeze_time(fields.Datetime.now() - timedelta(days=1)):
            table = self._product("Table")
        self._bom(
            table,
            [(self.screw, 4, self.unit)],
            type="subcontract",
            subcontractor_ids=[Command.set(self.partner.ids)],
        )
        self.buyer.group_ids += self.env.ref("mrp.group_mrp_user")
        order = self._purchase(table, 3, 7)
        self._validate(order.sudo().picking_ids)
        self.assertEqual(table.qty_available, 3)

    def test_goods_sent_by_the_vendor_to_the_customer(self):
        route = self.env.ref(
            "stock_dropshipping.route_drop_shipping", raise_if_not_found=False
        )
        if not route:
            return
        table = self._product(
            "Table",
            route_ids=[Command.set(route.ids)],
            seller_ids=[Command.create({"partner_id": self.partner.id, "price": 9})],
        )
        order = self._order(product=table, quantity=2)
        order.action_confirm()
        bought = order.sudo()._get_purchase_orders()
        bought.button_confirm()
        self._validate(bought.picking_ids)
        self.assertEqual(order.order_line.qty_delivered, 2)
