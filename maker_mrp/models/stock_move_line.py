from odoo import models


class StockMoveLine(models.Model):
    _name = "stock.move.line"
    _inherit = ("stock.move.line", "maker.read.only")

    def write(self, vals):
        if {"quantity", "lot_id", "location_id", "location_dest_id"} & vals.keys():
            for line in self:
                if line.state == "done":
                    line.company_id._maker_check_period_open(line.date)
        return super().write(vals)
