from odoo import api, models

from ...flags import NEW_ORDERS

DEMAND = {"state", "product_uom_qty", "quantity", "location_id", "date", "product_id"}


class StockMove(models.Model):
    """Demand changes what can be sold; parcels know what buyers asked for."""

    _inherit = "stock.move"

    @api.model_create_multi
    def create(self, vals_list):
        moves = super().create(vals_list)
        moves._maker_note_demand()
        return moves

    def write(self, vals):
        result = super().write(vals)
        if DEMAND & vals.keys():
            self._maker_note_demand()
        return result

    def _maker_note_demand(self):
        """Confirmed demand lowers what can be sold before any stock is reserved."""
        changes = self.env["maker.channel.change"]
        if changes._listening():
            changes._note(
                {move.product_id.id for move in self if move.state != "draft"}
            )

    @api.depends("sale_line_id.maker_personalisation")
    def _compute_description_picking(self):
        """Whoever packs it reads what the buyer asked for."""
        result = super()._compute_description_picking()
        for move in self:
            # what a bench user packs may belong to a sale she cannot read
            words = move.sudo().sale_line_id.maker_personalisation
            if words and words not in (move.description_picking or ""):
                parts = filter(None, (move.description_picking, words))
                move.description_picking = "\n".join(parts)
        return result

    def _search_picking_for_assignation(self):
        """No delivery can be waiting for the first move of an order just made.

        Looking for one costs more, the more deliveries there are.
        """
        if self.env.context.get(NEW_ORDERS) and self.reference_ids:
            begun = self.reference_ids.move_ids.picking_id.picking_type_id
            if self.picking_type_id not in begun:
                return self.env["stock.picking"]
        return super()._search_picking_for_assignation()
