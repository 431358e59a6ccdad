from odoo import api, models

from ..client import PegboardClient


class MakerChannelAdapterPegboard(models.AbstractModel):
    _name = "maker.channel.adapter.pegboard"
    _inherit = "maker.channel.adapter"
    _description = "Pegboard connector"

    @api.model
    def _capabilities(self):
        return PegboardClient.capabilities

    @api.model
    def _client(self, channel):
        return PegboardClient(self._transport(channel), token=channel._token)
