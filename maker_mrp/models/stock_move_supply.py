from odoo import api, models


class StockMove(models.Model):
    _inherit = "stock.move"

    @api.model_create_multi
    def create(self, vals_list):
        moves = super().create(vals_list)
        # Odoo sends what is added to a run by hand where the run's product is made.
        for move in moves:
            if (
                move.raw_material_production_id
                and move.product_id.maker_kind == "supply"
                and move.location_dest_id.maker_role != "supplies"
            ):
                move.location_dest_id = move.company_id._maker_supplies_location()
        return moves
