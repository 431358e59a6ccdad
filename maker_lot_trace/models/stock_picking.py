from odoo import models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _sanity_check(self, separate_pickings=True):
        self.move_line_ids._maker_fill_lot_names()
        return super()._sanity_check(separate_pickings=separate_pickings)

    def _pre_action_done_hook(self):
        # Before the question about expired lots, which cannot be answered yes here.
        self.move_ids._maker_check_usable_lots(picked_only=False)
        return super()._pre_action_done_hook()
