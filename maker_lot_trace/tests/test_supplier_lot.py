from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, new_test_user, tagged

from .common import LotTraceCase


@tagged("post_install", "-at_install")
class TestSupplierLot(LotTraceCase):
    def test_supplier_lot_typed_at_receipt_is_kept_on_the_lot(self):
        lot = self._receive(self.fragrance, 500, "FR-1", "SUP-77")
        self.assertEqual(lot.name, "FR-1")
        self.assertEqual(lot.supplier_lot, "SUP-77")
        self.assertEqual(lot.supplier_id, self.supplier)

    def test_supplier_is_the_company_behind_the_contact(self):
        contact = self._partner(
            "Sales desk", parent_id=self.supplier.id, is_company=False
        )
        lot = self._receive(self.fragrance, 5, "FR-1", partner_id=contact.id)
        self.assertEqual(lot.supplier_id, self.supplier)
        self.assertFalse(lot.supplier_lot)

    def test_lot_is_named_after_the_supplier_lot_when_left_empty(self):
        first = self._receive(self.fragrance, 5, supplier_lot="SUP-77")
        again = self._receive(self.fragrance, 5, supplier_lot="SUP-77")
        self.assertEqual(first.name, "SUP-77")
        self.assertEqual(again.name, "SUP-77-2")
        self.assertEqual(again.supplier_lot, "SUP-77")

    def test_same_lot_name_adds_to_the_same_lot(self):
        first = self._receive(self.fragrance, 5, "FR-1", "SUP-77")
        again = self._receive(self.fragrance, 7, "FR-1", "SUP-77")
        self.assertEqual(first, again)
        self.assertEqual(first.product_qty, 12)

    def test_two_supplier_lots_are_never_mixed_in_one_lot(self):
        lot = self._receive(self.fragrance, 5, "FR-1", "SUP-77")
        picking = self._receipt(self.fragrance, 5, "FR-1", "SUP-78")
        with self.assertRaisesRegex(UserError, "FR-1 holds supplier lot SUP-77"):
            picking.button_validate()
        self.assertEqual(lot.product_qty, 5)

    def test_known_lot_gains_the_supplier_lot(self):
        lot = self.env["stock.lot"].create(
            {"product_id": self.fragrance.id, "name": "FR-1"}
        )
        self._receive(self.fragrance, 5, "FR-1", "SUP-77")
        self.assertEqual(lot.supplier_lot, "SUP-77")

    def test_supplier_lot_is_a_column_of_the_receipt(self):
        picking = self._receipt(self.fragrance, 5, "FR-1")
        view = "stock.view_stock_move_operations"
        with (
            Form(picking.move_ids, view=view) as move,
            move.move_line_ids.edit(0) as line,
        ):
            line.supplier_lot = "SUP-9"
        picking.button_validate()
        self.assertEqual(picking.move_line_ids.lot_id.supplier_lot, "SUP-9")

    def test_quantity_lot_and_expiry_are_typed_on_one_screen(self):
        pound = self.env.ref("uom.product_uom_lb")
        self.fragrance.write(
            {
                "uom_id": self.env.ref("uom.product_uom_gram").id,
                "use_expiration_date": True,
                "expiration_time": 30,
            }
        )
        order = self.env["purchase.order"].create(
            {
                "partner_id": self.supplier.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.fragrance.id,
                            "product_qty": 3,
                            "product_uom_id": pound.id,
                        }
                    )
                ],
            }
        )
        order.button_confirm()
        bench = new_test_user(self.env, "receiver", groups="maker_mrp.group_user")
        receipt = order.picking_ids.with_user(bench)
        expires = self._in_days(400)
        with (
            Form(receipt, view="maker_mrp.stock_picking_view_form_receipt") as form,
            form.move_line_ids.edit(0) as line,
        ):
            line.maker_bought_qty = 2
            line.supplier_lot = "DRUM-7"
            line.expiration_date = expires
        receipt.with_context(skip_backorder=True).button_validate()
        lot = receipt.move_line_ids.lot_id
        self.assertEqual((lot.name, lot.supplier_lot), ("DRUM-7", "DRUM-7"))
        self.assertEqual(lot.expiration_date, expires)
        self.assertAlmostEqual(lot.product_qty, 907.18, 2)
        self.assertEqual(order.order_line.qty_received, 2)

    def test_lots_are_found_by_supplier_lot(self):
        lot = self._receive(self.fragrance, 5, "FR-1", "SUP-77")
        shown = lot.with_context(maker_show_supplier_lot=True).display_name
        self.assertIn("SUP-77", shown)
