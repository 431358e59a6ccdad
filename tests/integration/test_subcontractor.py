"""A subcontractor records his run in Odoo's portal, beside Maker.

Only where ``mrp_subcontracting`` is installed:
``tests/acceptance/test_ordinary_flows.py`` runs this with it.
"""

from odoo import Command
from odoo.tests import Form, new_test_user, tagged

from odoo.addons.maker_lot_trace.tests.common import LotTraceCase


@tagged("standard", "post_install", "-at_install")
class TestSubcontractor(LotTraceCase):
    def _sent(self, partner):
        """Five litres of fragrance, lot F-1, at the subcontractor's."""
        lot = self.env["stock.lot"].create(
            {"name": "F-1", "product_id": self.fragrance.id}
        )
        self.env["stock.quant"]._update_available_quantity(
            self.fragrance, partner.property_stock_subcontractor, 50, lot_id=lot
        )
        return lot

    def test_a_portal_subcontractor_records_his_run_and_its_trace_is_right(self):
        if "subcontractor_ids" not in self.env["mrp.bom"]._fields:
            return
        user = new_test_user(
            self.env,
            "pourer",
            groups="base.group_portal,stock.group_production_lot",
        )
        partner = user.partner_id
        pot = self._product("Pot")
        self._recipe(pot, {self.fragrance: 10}).write(
            {"type": "subcontract", "subcontractor_ids": [Command.set(partner.ids)]}
        )
        sent = self._sent(partner)
        receipt = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.in_type_id.id,
                "partner_id": partner.id,
                "location_id": self.suppliers.id,
                "location_dest_id": self.stock.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": pot.id,
                            "product_uom_qty": 2,
                            "location_id": self.suppliers.id,
                            "location_dest_id": self.stock.id,
                        }
                    )
                ],
            }
        )
        receipt.action_confirm()
        portal = {"is_subcontracting_portal": 1}
        mine = receipt.with_user(user).with_context(**portal)
        made = (
            self.env["stock.lot"]
            .with_user(user)
            .create({"name": "POT-1", "product_id": pot.id})
        )
        action = mine.move_ids.action_show_details()
        form = Form(
            receipt.move_ids.with_context(**action["context"]), view=action["view_id"]
        )
        with form.move_line_ids.edit(0) as line:
            line.lot_id = made.sudo()
            line.picked = True
            line.quantity = 2
        form.save()
        run = mine._get_subcontract_production()
        raw = run.move_raw_ids
        action = raw.action_show_details()
        with Form(
            raw.with_context(**action["context"]), view=action["view_id"]
        ) as form:
            for name in form._view["fields"]:
                self.assertNotIn("maker", name)
        told = set(run.fields_get())
        self.assertFalse({name for name in told if name.startswith("maker_")})
        run.read(["name", "state", "product_qty"])

        receipt.move_ids.picked = True
        receipt.button_validate()
        self.assertEqual(receipt.state, "done")
        run = run.sudo()
        self.assertEqual(run.state, "done")
        self.assertEqual(run.move_raw_ids.move_line_ids.lot_id, sent)
        self.assertEqual(run.move_raw_ids.quantity, 20)
        page = self.env["maker.trace.page"].get_page("lot", sent.id)
        self.assertIn("POT-1", str(page["forward"]))
        page = self.env["maker.trace.page"].get_page("lot", made.id)
        self.assertIn("F-1", str(page["backward"]))
