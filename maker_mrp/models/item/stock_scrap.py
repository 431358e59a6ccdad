from odoo import models


class StockScrap(models.Model):
    """Scrap tells why."""

    _inherit = "stock.scrap"

    def _prepare_move_values(self):
        values = super()._prepare_move_values()
        reason = self.scrap_reason_tag_ids[:1]
        return {**values, "maker_loss_reason_id": reason.id}
