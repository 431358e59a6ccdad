from odoo import api, fields, models

from ...public import only_for

RECEIVED = {"partial": "part", "full": "received"}


class PurchaseOrder(models.Model):
    """How far a purchase is, in a maker's words, and its receipts in Maker."""

    _inherit = "purchase.order"

    maker_stage = fields.Selection(
        [
            ("draft", "Draft"),
            ("sent", "Asked"),
            ("to approve", "To approve"),
            ("purchase", "Ordered"),
            ("part", "Partly received"),
            ("received", "Received"),
            ("cancel", "Cancelled"),
        ],
        string="Stage",
        compute="_compute_maker_stage",
        groups="base.group_user",
    )

    @api.depends("state", "receipt_status")
    def _compute_maker_stage(self):
        for order in self:
            stage = order.state
            if stage == "purchase":
                stage = RECEIVED.get(order.receipt_status, stage)
            order.maker_stage = stage

    @only_for("maker_mrp.group_user")
    def action_maker_receipts(self):
        """Open the receipts of this purchase; the one, where there is one."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "maker_mrp.stock_picking_action_receipts"
        )
        receipts = self.picking_ids
        action["domain"] = [("id", "in", receipts.ids)]
        if len(receipts) == 1:
            form = self.env.ref("maker_mrp.stock_picking_view_form_receipt")
            action.update(res_id=receipts.id, views=[(form.id, "form")])
        return action
