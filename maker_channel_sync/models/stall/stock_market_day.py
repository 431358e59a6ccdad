from odoo import fields, models


class StockPicking(models.Model):
    """Transfers to and from a stall know their market day."""

    _inherit = "stock.picking"

    maker_market_day_id = fields.Many2one(
        "maker.market.day",
        "Market day",
        copy=False,
        index="btree_not_null",
        check_company=True,
        help="Packed for it, sold on it or brought back from it.",
        groups="base.group_user",
    )


class StockMove(models.Model):
    """Moves to and from a stall know their market day."""

    _inherit = "stock.move"

    # copied, so that the parts of a kit and what customers bring back count as well
    maker_market_day_id = fields.Many2one(
        "maker.market.day",
        "Market day",
        index="btree_not_null",
        check_company=True,
        groups="base.group_user",
    )
