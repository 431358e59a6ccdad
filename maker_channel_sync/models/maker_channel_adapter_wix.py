from odoo import api, models

from ..channel_clients import oauth
from ..channel_clients.wix import WixClient


class MakerChannelAdapterWix(models.AbstractModel):
    _name = "maker.channel.adapter.wix"
    _inherit = "maker.channel.adapter"
    _description = "Wix connector"

    @api.model
    def _default_base_url(self):
        return "https://www.wixapis.com"

    @api.model
    def _hosts(self):
        return ("www.wixapis.com",)

    @api.model
    def _capabilities(self):
        return WixClient.capabilities

    @api.model
    def _needed(self):
        return {"shop_ref": self.env._("Site ID")}

    @api.model
    def _client(self, channel):
        own_key = channel.auth_scheme == "token"
        return WixClient(
            self._transport(channel),
            site_id=channel.shop_ref,
            api_key=(channel.access_token or "") if own_key else "",
            token=None if own_key else channel._token,
            webhook_public_key=channel.webhook_secret or "",
        )

    @api.model
    def _can_renew(self, channel):
        return bool(channel.client_key and channel.client_secret)

    @api.model
    def _renew(self, channel):
        return oauth.wix_client_credentials(
            self._transport(channel, needed={}),
            channel.client_key,
            channel.client_secret,
            channel.shop_ref,
        )
