from odoo import api, fields, models

from ..public import only_for


class MakerRunLog(models.TransientModel):
    """The lot of what was made: before, where it is known, and after."""

    _inherit = "maker.run.log"

    lot_hint = fields.Char(
        compute="_compute_lot_hint", help="The lot, unless another is typed."
    )

    @api.depends("run_id", "product_id", "date")
    def _compute_lot_hint(self):
        for log in self:
            log.lot_hint = log._next_lot() or self.env._("Next number")

    def _next_lot(self):
        """The number that the lot gets when none is typed, "" where nobody knows."""
        self.ensure_one()
        return ", ".join(self.run_id.lot_producing_ids.mapped("name"))

    @only_for("base.group_user")
    def action_log_and_close(self):
        """Record it, go back to where it was called from and say which lot it is."""
        result = super().action_log_and_close()
        return self._lot_notice(result) if self.mode == "finish" else result

    def _lot_notice(self, following):
        """Say which lot was made, then do what follows."""
        lots = self.run_id.lot_producing_ids
        if not lots:
            return following
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "sticky": True,
                "title": self.product_id.display_name,
                "message": self.env._("Lot %s", ", ".join(lots.mapped("name"))),
                "next": following,
            },
        }
