from odoo import api, models

from ..channel_clients import oauth
from ..channel_clients.shopify import ShopifyClient


class MakerChannelAdapterShopify(models.AbstractModel):
    _name = "maker.channel.adapter.shopify"
    _inherit = "maker.channel.adapter"
    _description = "Shopify connector"

    @api.model
    def _hosts(self):
        return ("*.myshopify.com",)

    @api.model
    def _capabilities(self):
        return ShopifyClient.capabilities

    @api.model
    def _client(self, channel):
        return ShopifyClient(
            self._transport(channel),
            token=channel._token,
            location_id=channel.remote_location_id.remote_id or "",
            client_secret=channel.client_secret or "",
        )

    @api.model
    def _can_renew(self, channel):
        return bool(channel.client_key and channel.client_secret)

    @api.model
    def _renew(self, channel):
        return oauth.shopify_client_credentials(
            self._transport(channel, needed={}),
            channel.client_key,
            channel.client_secret,
        )
