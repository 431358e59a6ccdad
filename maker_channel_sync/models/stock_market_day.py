from odoo import fields, models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    maker_market_day_id = fields.Many2one(
        "maker.market.day",
        "Market day",
        copy=False,
        index="btree_not_null",
        check_company=True,
        help="Packed for it, sold on it or brought back from it.",
    )


class StockMove(models.Model):
    _inherit = "stock.move"

    # copied, so that the parts of a kit and what customers bring back count as well
    maker_market_day_id = fields.Many2one(
        "maker.market.day", "Market day", index="btree_not_null", check_company=True
    )

    def _maker_needs_usable_lots(self):
        """What was sold was sold, and what is left comes back, whatever its lot."""
        if self.env.context.get("maker_any_lot"):
            return False
        return super()._maker_needs_usable_lots()


class StockQuant(models.Model):
    _inherit = "stock.quant"

    def _get_gather_domain(self, *args, **kwargs):
        quants = self
        if self.env.context.get("maker_any_lot"):
            quants = self.with_context(with_expiration=False)
        return super(StockQuant, quants)._get_gather_domain(*args, **kwargs)
