from odoo import api, fields, models
from odoo.tools import SQL


class MakerSupplyUse(models.Model):
    """Supplies used at a market day."""

    _inherit = "maker.supply.use"

    maker_market_day_id = fields.Many2one(
        "maker.market.day", "Market day", readonly=True, index="btree_not_null"
    )


class MakerSupplyDriver(models.Model):
    """Market days as what supplies are used for."""

    _inherit = "maker.supply.driver"

    @api.model
    def _event_sources(self):
        """What is handed over at a stall is neither a parcel nor a shop's order."""
        self.env["stock.picking"].flush_model(["maker_market_day_id"])
        self.env["sale.order"].flush_model(["maker_market_day_id"])
        elsewhere = SQL(" AND picking.maker_market_day_id IS NULL")
        sources = super()._event_sources()
        return {
            **sources,
            **{
                per: SQL("%s%s", sources[per], elsewhere) for per in ("parcel", "order")
            },
        }
