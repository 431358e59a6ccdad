from odoo import api, fields, models

from odoo.addons.maker_mrp.public import only_for


class MakerLotHold(models.TransientModel):
    _name = "maker.lot.hold"
    _description = "Hold or release lots"

    lot_ids = fields.Many2many("stock.lot", required=True)
    action = fields.Selection(
        [("hold", "Put on hold"), ("recall", "Recall"), ("release", "Release")],
        required=True,
        default="hold",
        help="Recalling and releasing are for managers.",
    )
    reason = fields.Char(help="Shown on the lot and kept in its history.")
    reserved_line_ids = fields.Many2many(
        "stock.move.line",
        string="Reserved for",
        compute="_compute_reserved_line_ids",
        help="What is reserved of these lots now. A hold takes it off again and "
        "reserves other lots where there are any.",
    )

    @api.depends("lot_ids")
    def _compute_reserved_line_ids(self):
        for wizard in self:
            wizard.reserved_line_ids = self.env["stock.move.line"].search(
                [
                    ("lot_id", "in", wizard.lot_ids.ids),
                    ("state", "not in", ("done", "cancel")),
                    ("quantity", ">", 0),
                ]
            )

    @only_for("base.group_user")
    def action_apply(self):
        """Hold or release the lots."""
        self.ensure_one()
        method = getattr(self.lot_ids, f"action_maker_{self.action}")
        method(self.reason)
        return {"type": "ir.actions.act_window_close"}
