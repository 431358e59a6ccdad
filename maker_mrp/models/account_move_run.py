from odoo import api, models


class AccountMove(models.Model):
    _inherit = "account.move"

    @api.model_create_multi
    def create(self, vals_list):
        # Odoo dates the labour entry of a run today, whatever day the run bears
        day = self.env.context.get("maker_entry_day")
        if day:
            vals_list = [{**vals, "date": day} for vals in vals_list]
        return super().create(vals_list)
