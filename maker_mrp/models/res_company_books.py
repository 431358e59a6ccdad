from odoo import models


class ResCompany(models.Model):
    _inherit = "res.company"

    def _maker_locked_until(self):
        locked = super()._maker_locked_until()
        closed = self.env["maker.cogs.period"].sudo()._closed_until(self)
        return max(filter(None, (locked, closed)), default=False)
