from urllib.parse import urlsplit

from odoo import api, models

from ...channel_clients.errors import AuthError
from ...channel_clients.shopify import ShopifyClient
from ...channel_clients.wire import oauth


class MakerChannelAdapterShopify(models.AbstractModel):
    """What Shopify asks for when it is connected, and its client."""

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
        wanted = channel.listing_ids.filtered(
            lambda one: one.start_tracking and not (one.tracked or one.composed)
        )
        return ShopifyClient(
            self._transport(channel),
            token=channel._token,
            location_id=channel.remote_location_id.remote_id or "",
            client_secret=channel.client_secret or "",
            allow_tracking_start=frozenset(wanted.mapped("remote_id")),
        )

    @api.model
    def _can_renew(self, channel):
        if channel.auth_scheme == "oauth":
            return bool(channel.refresh_token)
        return bool(channel.client_key and channel.client_secret)

    @api.model
    def _renew(self, channel):
        app = (
            self._transport(channel, needed={}),
            channel.client_key,
            channel.client_secret,
        )
        if channel.auth_scheme == "oauth":
            return oauth.shopify_refresh(*app, channel.refresh_token)
        return oauth.shopify_client_credentials(*app)

    @api.model
    def _authorize_url(self, channel, redirect_uri, state, challenge):
        return oauth.shopify_authorize_url(
            channel.base_url, channel.client_key, redirect_uri, state
        )

    @api.model
    def _exchange(self, channel, params, verifier, redirect_uri):
        asked = urlsplit(channel.base_url).hostname
        genuine = oauth.shopify_callback_is_genuine(params, channel.client_secret)
        if not genuine or params.get("shop", "").lower() != asked:
            raise AuthError(
                self.env._("This answer is not from your shop. Connect again.")
            )
        channel.auth_scheme = "oauth"
        return oauth.shopify_exchange(
            self._transport(channel, needed={}),
            channel.client_key,
            channel.client_secret,
            params.get("code", ""),
        )

    @api.model
    def _has_choice(self):
        return True

    @api.model
    def _consents(self, scheme):
        return scheme == "oauth"

    @api.model
    def _optional(self, scheme):
        return {"access_token"}

    @api.model
    def _asked(self, scheme):
        where = self.env._("Shopify's Dev Dashboard ▸ your app ▸ Settings")
        asked = [
            (
                "base_url",
                self.env._("Shop address"),
                self.env._("like https://my-shop.myshopify.com"),
                False,
            ),
            ("client_key", self.env._("Client ID"), where, False),
            ("client_secret", self.env._("Client secret"), where, True),
        ]
        if scheme == "token":
            only_old = self.env._("only for apps made before 2026, else leave empty")
            label = self.env._("Admin API access token")
            asked.append(("access_token", label, only_old, True))
        return asked

    @api.model
    def _instructions(self, scheme, callback):
        steps = [
            self.env._(
                "Open Shopify's Dev Dashboard from your shop's settings (Apps ▸ "
                "Develop apps) and create an app."
            ),
            self.env._(
                "Give it these permissions: %(scopes)s. If you like also %(wished)s, "
                "for customers' names, returns and draft listings.",
                scopes=", ".join(oauth.SHOPIFY_SCOPES),
                wished=", ".join(oauth.SHOPIFY_WISHED),
            ),
            self.env._(
                "Orders older than 60 days are shown only to apps that Shopify gave "
                "read_all_orders on request. Without it the first import cannot "
                "reach further back."
            ),
        ]
        if scheme == "oauth":
            return [
                *steps,
                self.env._(
                    "Add this redirect address to the app: %(url)s", url=callback
                ),
                self.env._("Copy the client ID and the client secret below."),
                self.env._("Press Connect and install the app on Shopify's page."),
            ]
        return [
            *steps,
            self.env._(
                "Release it and install it on your shop. The shop and the app must "
                "belong to the same organisation; otherwise connect with an "
                "authorised app."
            ),
            self.env._("Copy the client ID and the client secret below."),
        ]
