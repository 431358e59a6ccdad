from odoo import fields, models

from odoo.addons.maker_mrp.public import only_for


class MakerLotAllow(models.TransientModel):
    """A manager lets stopped lots leave, and says why."""

    _name = "maker.lot.allow"
    _description = "Let stopped lots go"

    picking_id = fields.Many2one("stock.picking", required=True, readonly=True)
    line_ids = fields.Many2many("stock.move.line", compute="_compute_line_ids")
    reason = fields.Char(
        required=True,
        help="Kept on the transfer, on the lots and on their recalls.",
    )

    def _compute_line_ids(self):
        for wizard in self:
            wizard.line_ids = wizard.picking_id.move_line_ids._maker_stopped()

    @only_for("base.group_user")
    def action_apply(self):
        """Allow it; the transfer is validated as any other afterwards.

        :raises AccessError: for anybody but a Maker manager
        """
        self.ensure_one()
        moves = self.line_ids.move_id
        runs = self.picking_id.move_ids.move_orig_ids.production_id
        used = runs.move_raw_ids.move_line_ids._maker_stopped().move_id
        (moves | used)._maker_allow_lots(self.reason)
        self.picking_id.message_post(
            body=self.env._("Stopped lots may leave: %s", self.reason)
        )
        return {"type": "ir.actions.act_window_close"}
