from odoo import api, models


class MakerCogsExport(models.AbstractModel):
    """Goods sold are exported with the shop that sold them."""

    _inherit = "maker.cogs.export"

    @api.model
    def _move_fields(self):
        names = list(super()._move_fields())
        names.insert(names.index("order_id"), "channel_id")
        return names
