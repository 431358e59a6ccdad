from odoo import api, fields, models


class StockMove(models.Model):
    _inherit = "stock.move"

    maker_loss_reason_id = fields.Many2one(
        "stock.scrap.reason.tag",
        "Reason of the loss",
        index="btree_not_null",
        copy=False,
        help="Why it was thrown away, or why a count differed.",
    )
    maker_bins = fields.Char(
        "Bin",
        compute="_compute_maker_bins",
        help="Where to find it: the places set apart for it, else where there is "
        "stock, else the bin written on the product.",
    )

    @api.depends("product_id", "location_id", "move_line_ids.location_id", "state")
    def _compute_maker_bins(self):
        places = self.product_id._maker_bin_places()
        for move in self:
            if move.state in ("done", "cancel"):
                found = move.move_line_ids.location_id
            else:
                taken = move.move_line_ids.location_id
                near = places.get(move.product_id.id, self.env["stock.location"])
                path = move.location_id.parent_path or ""
                found = taken or near.filtered(
                    lambda place, path=path: (place.parent_path or "").startswith(path)
                )
            move.maker_bins = move.product_id._maker_bin_text(found)
