from odoo import fields, models


class StockLocation(models.Model):
    _inherit = "stock.location"

    maker_role = fields.Selection(
        [
            ("wip", "Work in progress"),
            ("stall", "Market stall"),
            ("supplies", "Supplies used"),
        ],
        help="Stock in such a place is owned and valued, but promised: "
        "it is never counted as free to sell or to start another run with.",
    )
