from odoo import models
from odoo.tools import SQL

OPEN_MOVES = ("waiting", "confirmed", "partially_available", "assigned")
"""States of moves that are confirmed and still to be done."""

GOAL = SQL("COALESCE(move.location_final_id, move.location_dest_id)")
"""Where what ``move`` (stock_move) brings will be in the end."""


class StockMove(models.Model):
    """Which moves promise stock, and to whom."""

    _inherit = "stock.move"

    def _maker_goal(self):
        """:return: where what this move brings will be in the end"""
        return self.location_final_id or self.location_dest_id

    def _maker_promised_to(self):
        """:return: the name of the order, run or transfer that this move is for"""
        self.ensure_one()
        document = (
            self.sale_line_id.order_id
            or self.raw_material_production_id
            or self.picking_id
        )
        return document.display_name or self.display_name
