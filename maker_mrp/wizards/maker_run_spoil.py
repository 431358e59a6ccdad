from odoo import fields, models
from odoo.exceptions import UserError

from ..public import only_for


class MakerRunSpoil(models.TransientModel):
    _name = "maker.run.spoil"
    _description = "Spoiled units of a run"

    run_id = fields.Many2one("mrp.production", required=True)
    quantity = fields.Float("Spoiled units", digits="Product Unit", default=1.0)
    uom_id = fields.Many2one(related="run_id.product_uom_id")
    reason_id = fields.Many2one("stock.scrap.reason.tag")
    so_far = fields.Float(related="run_id.maker_spoiled_qty", string="Noted so far")

    @only_for("base.group_user")
    def action_spoil(self):
        """Note it on the run; it is accounted for when the run is finished."""
        self.ensure_one()
        run, uom = self.run_id, self.uom_id
        if run.state in ("done", "cancel"):
            raise UserError(
                self.env._(
                    "%(run)s is finished. Correct its quantities instead.",
                    run=run.display_name,
                )
            )
        if uom.compare(self.quantity, 0) <= 0:
            raise UserError(self.env._("Say how many were spoiled, above zero."))
        total = run.maker_spoiled_qty + self.quantity
        if uom.compare(total, run.product_qty) > 0:
            raise UserError(
                self.env._(
                    "%(run)s makes %(planned)s in all, %(total)s cannot be spoiled.",
                    run=run.display_name,
                    planned=run._maker_amount(run.product_qty, uom),
                    total=run._maker_amount(total, uom),
                )
            )
        run.write(
            {
                "maker_spoiled_qty": total,
                "maker_spoil_reason_id": (
                    self.reason_id or run.maker_spoil_reason_id
                ).id,
            }
        )
        run.message_post(
            body=self.env._(
                "%(quantity)s spoiled. %(reason)s",
                quantity=run._maker_amount(self.quantity, uom),
                reason=self.reason_id.name or "",
            )
        )
        return {"type": "ir.actions.act_window_close"}
