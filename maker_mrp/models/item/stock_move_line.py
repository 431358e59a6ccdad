from odoo import api, models

RECORDED = {
    *("quantity", "product_uom_id", "owner_id"),
    *("lot_id", "location_id", "location_dest_id"),
}
"""What a done line tells of the past."""


class StockMoveLine(models.Model):
    """What done lines tell of a closed past stays as it is."""

    _name = "stock.move.line"
    _inherit = ("stock.move.line", "maker.read.only")

    @api.model_create_multi
    def create(self, vals_list):
        moves = self.env["stock.move"].browse(
            {vals["move_id"] for vals in vals_list if vals.get("move_id")}
        )
        moves.filtered(lambda move: move.state == "done")._maker_check_past()
        return super().create(vals_list)

    def write(self, vals):
        if RECORDED & vals.keys():
            done = self.filtered(lambda line: line.state == "done")
            done.move_id._maker_check_past()
        return super().write(vals)
