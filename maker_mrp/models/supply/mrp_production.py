from odoo import models


class MrpProduction(models.Model):
    """Supplies are no part of what a run costs."""

    _inherit = "mrp.production"

    def _cal_price(self, consumed_moves):
        # Supplies a run takes are an expense of the business, not of the product.
        return super()._cal_price(
            consumed_moves.filtered(lambda move: move.maker_kind != "supply")
        )
