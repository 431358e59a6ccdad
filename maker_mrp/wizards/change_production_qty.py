from odoo import models


class ChangeProductionQty(models.TransientModel):
    _inherit = "change.production.qty"

    def change_prod_qty(self):
        """Also bring what a smaller run no longer needs back from the bench."""
        result = super().change_prod_qty()
        for run in self.mo_id.filtered("maker_started_at"):
            run.move_raw_ids._action_assign()
            run._maker_return(
                {move: move._maker_unclaimed() for move in run._maker_open_raw_moves()}
            )
        return result
