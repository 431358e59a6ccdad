from odoo import api, models


class MakerCogsExport(models.AbstractModel):
    _inherit = "maker.cogs.export"

    @api.model
    def _move_fields(self):
        names = list(super()._move_fields())
        names.insert(names.index("order_id"), "channel_id")
        return names
