from odoo import api, models


class StockMove(models.Model):
    """Supplies that are used become an expense at what they cost."""

    _inherit = "stock.move"

    def write(self, vals):
        result = super().write(vals)
        if "value" in vals:
            self._maker_revalue_supplies()
        return result

    def _maker_revalue_supplies(self):
        """What supplies cost follows the value of the moves that took them."""
        used = self.filtered(
            lambda move: (
                "supplies"
                in (move.location_dest_id.maker_role, move.location_id.maker_role)
            )
        )
        if used:
            # sudo: a late bill changes what supplies cost, whoever posts it
            uses = self.env["maker.supply.use"].sudo()
            uses = uses.search([("move_ids", "in", used.ids)])
            self.env.add_to_compute(uses._fields["value"], uses)

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
