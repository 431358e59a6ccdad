from odoo import api, fields, models
from odoo.tools import SQL


class MakerCogsLine(models.Model):
    """Goods sold know the shop that sold them."""

    _inherit = "maker.cogs.line"

    channel_id = fields.Many2one(
        "maker.channel",
        "Shop",
        index="btree_not_null",
        ondelete="set null",
        help="The shop the order came from; empty for what was sold elsewhere.",
    )

    @api.model
    def _extra_columns(self):
        return {
            **super()._extra_columns(),
            "channel_id": SQL("sales.maker_channel_id"),
        }
