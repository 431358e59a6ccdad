from odoo import api, models

from ...channel_clients.wire import oauth
from ...channel_clients.wix import WixClient


class MakerChannelAdapterWix(models.AbstractModel):
    """What Wix asks for when it is connected, and its client."""

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

    @api.model
    def _has_choice(self):
        return True

    @api.model
    def _asked(self, scheme):
        site = (
            "shop_ref",
            self.env._("Site ID"),
            self.env._("in your dashboard's address, after /dashboard/"),
            False,
        )
        if scheme == "oauth":
            where = self.env._("Wix Developers ▸ your app ▸ OAuth")
            instance = (site[0], self.env._("Instance ID"), where, False)
            return [
                instance,
                ("client_key", self.env._("App ID"), where, False),
                ("client_secret", self.env._("App secret"), where, True),
            ]
        where = self.env._("manage.wix.com ▸ Account settings ▸ API keys")
        return [site, ("access_token", self.env._("API key"), where, True)]

    @api.model
    def _instructions(self, scheme, callback):
        if scheme == "oauth":
            return [
                self.env._("Create an app at dev.wix.com and install it on the site."),
                self.env._("Copy the app's ID and secret and the instance ID below."),
            ]
        return [
            self.env._(
                "As the account's owner open manage.wix.com ▸ Account settings ▸ "
                "API keys and create a key with the Wix Stores and Wix eCommerce "
                "permissions."
            ),
            self.env._("Copy the key and your site's ID below."),
        ]
