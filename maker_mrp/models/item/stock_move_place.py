from odoo import api, fields, models


class StockMove(models.Model):
    """Why goods were lost, and the bins they lie in."""

    _inherit = "stock.move"

    maker_loss_reason_id = fields.Many2one(
        "stock.scrap.reason.tag",
        "Reason of the loss",
        index="btree_not_null",
        copy=False,
        help="Why it was thrown away, or why a count differed.",
        groups="base.group_user",
    )
    maker_bins = fields.Char(
        "Bin",
        compute="_compute_maker_bins",
        help="Where to find it: the places set apart for it, else where there is "
        "stock, else the bin written on the product.",
        groups="base.group_user",
    )

    @api.depends("product_id", "location_id", "move_line_ids.location_id", "state")
    def _compute_maker_bins(self):
        if not self.env["stock.location"]._maker_any_bin():
            for move in self:
                move.maker_bins = move.product_id.maker_bin
            return
        # what is being typed has its places once it is saved
        typed = self.filtered(lambda move: not isinstance(move.id, int))
        for move in typed:
            move.maker_bins = move._origin.maker_bins or move.product_id.maker_bin
        saved = self - typed
        places = saved.filtered(
            lambda move: (
                move.state not in ("done", "cancel")
                and move.location_id.usage == "internal"
                and not move.move_line_ids
            )
        ).product_id._maker_bin_places()
        for move in saved:
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
