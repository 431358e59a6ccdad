from odoo import models


class StockMoveLine(models.Model):
    _name = "stock.move.line"
    _inherit = ("stock.move.line", "maker.read.only")

    def write(self, vals):
        if {"quantity", "lot_id", "location_id", "location_dest_id"} & vals.keys():
            done = self.filtered(lambda line: line.state == "done")
            days = {
                (line.company_id, line.company_id._maker_day(line.date))
                for line in done
            }
            passed = [company._maker_check_move_date(day) for company, day in days]
            locked = max(filter(None, passed), default=False)
            if locked:
                done.move_id._maker_note_locked(locked)
        return super().write(vals)
