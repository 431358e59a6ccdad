from odoo import fields, models

from odoo.addons.maker_mrp.public import only_for


class MakerStallAllow(models.TransientModel):
    """A manager books sales of stopped lots, and says why."""

    _name = "maker.stall.allow"
    _description = "Book sales of stopped lots"

    sale_ids = fields.Many2many("maker.stall.sale", required=True, readonly=True)
    reason = fields.Char(
        required=True,
        help="Kept on the sale, the delivery, the lots and their recalls.",
    )

    @only_for("base.group_user")
    def action_apply(self):
        """Book them; whoever looks after the lots is told."""
        self.ensure_one()
        self.sale_ids.action_book_stopped(self.reason)
        return {"type": "ir.actions.act_window_close"}
