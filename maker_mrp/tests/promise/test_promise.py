from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestPromise(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(
            cls.env, "promise_manager", groups="maker_mrp.group_manager"
        )
        cls.vendor = cls.env["res.partner"].create({"name": "Test vendor"})
        cls.wax = cls.env["product.product"].create(
            {
                "name": "Promise wax",
                "is_storable": True,
                "uom_id": cls.env.ref("uom.product_uom_gram").id,
            }
        )
        cls.candle = cls.env["product.product"].create(
            {"name": "Promise candle", "is_storable": True}
        )
        cls.recipe = cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": cls.candle.product_tmpl_id.id,
                "product_qty": 1,
                "produce_delay": 2,
                "bom_line_ids": [
                    fields.Command.create(
                        {"product_id": cls.wax.id, "product_qty": 200}
                    )
                ],
            }
        )
        cls.shelf(cls.wax, 4000)
        cls.shelf(cls.candle, 10)

    @classmethod
    def shelf(cls, product, quantity):
        location = cls.env["stock.warehouse"].search([], limit=1).lot_stock_id
        cls.env["stock.quant"]._update_available_quantity(product, location, quantity)

    def sell_wax(self):
        self.env["product.supplierinfo"].create(
            {
                "partner_id": self.vendor.id,
                "product_tmpl_id": self.wax.product_tmpl_id.id,
                "product_uom_id": self.env.ref("uom.product_uom_lb").id,
                "delay": 5,
                "price": 9,
            }
        )

    def ask(self, quantity, **values):
        promise = (
            self.env["maker.promise"]
            .with_user(self.manager)
            .create({"product_id": self.candle.id, "quantity": quantity, **values})
        )
        promise.action_answer()
        return promise

    def test_what_is_on_the_shelf_is_promised_for_today(self):
        promise = self.ask(8)
        self.assertEqual(promise.verdict, "stock")
        self.assertEqual(promise.promised_on, fields.Date.context_today(promise))
        self.assertFalse(promise.line_ids)

    def test_the_rest_is_made_from_materials_that_are_here(self):
        promise = self.ask(30)
        self.assertEqual(promise.verdict, "make")
        self.assertEqual((promise.from_stock, promise.to_make), (10, 20))
        self.assertEqual(promise.can_make_now, 20)
        today = fields.Date.context_today(promise)
        self.assertEqual(promise.promised_on, today + timedelta(days=2))

    def test_500_are_promised_once_the_missing_wax_is_bought(self):
        self.sell_wax()
        promise = self.ask(500)
        self.assertEqual(promise.verdict, "buy")
        self.assertEqual(promise.line_ids.product_id, self.wax)
        self.assertEqual(promise.line_ids.quantity, 490 * 200 - 4000)
        today = fields.Date.context_today(promise)
        self.assertEqual(promise.promised_on, today + timedelta(days=7))

    def test_missing_materials_go_on_one_draft_purchase_in_the_vendors_unit(self):
        self.sell_wax()
        promise = self.ask(500)
        action = promise.action_order_materials()
        order = self.env["purchase.order"].search(action["domain"])
        self.assertEqual(order.partner_id, self.vendor)
        self.assertEqual(order.state, "draft")
        self.assertEqual(order.order_line.product_uom_id.name, "lb")
        self.assertEqual(order.order_line.product_qty, 208)  # 207.23 lb are short

    def test_ordering_again_adds_only_what_is_still_short(self):
        self.sell_wax()
        promise = self.ask(500)
        promise.action_order_materials()
        action = promise.action_order_materials()
        order = self.env["purchase.order"].search(action["domain"])
        self.assertEqual(order.order_line.product_qty, 208)
        order.order_line.product_qty = 100
        promise.action_order_materials()
        self.assertEqual(order.order_line.product_qty, 208)
        order.button_confirm()
        promise.action_answer()
        self.assertEqual(promise.line_ids.to_order, 0)
        action = promise.action_order_materials()
        self.assertEqual(self.env["purchase.order"].search(action["domain"]), order)
        self.assertEqual(order.order_line.product_qty, 208)

    def test_what_others_are_to_get_of_a_purchase_is_ordered_besides(self):
        self.sell_wax()
        promise = self.ask(500)
        order = self.env["purchase.order"].browse(
            promise.action_order_materials()["domain"][0][2]
        )
        order.button_confirm()
        sale = self.env["stock.move"].create(
            {
                "product_id": self.wax.id,
                "product_uom_qty": 5000,
                "location_id": order.picking_type_id.default_location_dest_id.id,
                "location_dest_id": self.env.ref("stock.stock_location_customers").id,
            }
        )
        sale._action_confirm()
        line = promise.line_ids
        line.invalidate_recordset()
        spare = 208 * 453.592 - 5000
        self.assertAlmostEqual(line.to_order, 94000 - spare, delta=0.02)

    def test_later_than_wanted_is_said(self):
        self.sell_wax()
        tomorrow = fields.Date.context_today(self.candle) + timedelta(days=1)
        self.assertEqual(self.ask(500, wanted_on=tomorrow).verdict, "late")

    def test_no_date_is_invented_where_no_vendor_is_known(self):
        promise = self.ask(500)
        self.assertEqual(promise.verdict, "unknown")
        self.assertFalse(promise.promised_on)
        with self.assertRaises(UserError):
            promise.action_order_materials()

    def test_reserved_stock_is_not_promised_twice(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.vendor.id,
                "order_line": [
                    fields.Command.create(
                        {"product_id": self.candle.id, "product_uom_qty": 6}
                    )
                ],
            }
        )
        order.action_confirm()
        self.assertEqual(self.ask(8).from_stock, 4)

    def test_another_companys_materials_keep_no_promise(self):
        other = self.env["res.company"].create({"name": "Other studio"})
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", other.id)])
        self.manager.company_ids |= other
        self.env["stock.quant"]._update_available_quantity(
            self.wax, warehouse.lot_stock_id, 100000
        )
        promise = (
            self.env["maker.promise"]
            .with_user(self.manager)
            .with_context(allowed_company_ids=(self.env.company | other).ids)
            .create({"product_id": self.candle.id, "quantity": 40})
        )
        promise.action_answer()
        self.assertEqual(promise.can_make_now, 20)
        self.assertEqual(promise.verdict, "unknown")
