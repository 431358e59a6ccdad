from odoo import models


class MrpProduction(models.Model):
    _inherit = "mrp.production"

    def pre_button_mark_done(self):
        # Before the question about expired lots, which cannot be answered yes here.
        self.move_raw_ids._maker_check_usable_lots(picked_only=False)
        return super().pre_button_mark_done()
