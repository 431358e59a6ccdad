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

    @api.model
    def _asked(self, scheme):
        where = self.env._("Shopify's Dev Dashboard ▸ your app ▸ Settings")
        return [
            (
                "base_url",
                self.env._("Shop address"),
                self.env._("like https://my-shop.myshopify.com"),
                False,
            ),
            ("client_key", self.env._("Client ID"), where, False),
            ("client_secret", self.env._("Client secret"), where, True),
        ]

    @api.model
    def _instructions(self, scheme, callback):
        return [
            self.env._(
                "Open Shopify's Dev Dashboard from your shop's settings (Apps ▸ "
                "Develop apps) and create an app."
            ),
            self.env._(
                "Give it these permissions: %(scopes)s.",
                scopes=", ".join(oauth.SHOPIFY_SCOPES),
            ),
            self.env._("Release it and install it on your shop."),
            self.env._("Copy the client ID and the client secret below."),
        ]
