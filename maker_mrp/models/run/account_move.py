from odoo import api, models

from ...trusted import ENTRY_DAY, trusted


class AccountMove(models.Model):
    """Entries of a run bear the day the run bears."""

    _inherit = "account.move"

    @api.model_create_multi
    def create(self, vals_list):
        # Odoo dates the labour entry of a run today, whatever day the run bears
        day = trusted(self.env.context, ENTRY_DAY)
        if day:
            vals_list = [{**vals, "date": day} for vals in vals_list]
        return super().create(vals_list)
