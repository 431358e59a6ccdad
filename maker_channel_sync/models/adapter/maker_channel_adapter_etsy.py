from odoo import api, models

from ...channel_clients.etsy import EtsyClient
from ...channel_clients.wire import oauth


class MakerChannelAdapterEtsy(models.AbstractModel):
    """What Etsy asks for when it is connected, and its client."""

    _name = "maker.channel.adapter.etsy"
    _inherit = "maker.channel.adapter"
    _description = "Etsy connector"

    @api.model
    def _default_base_url(self):
        return "https://openapi.etsy.com"

    @api.model
    def _hosts(self):
        return ("openapi.etsy.com", "api.etsy.com")

    @api.model
    def _capabilities(self):
        return EtsyClient.capabilities

    @api.model
    def _limit_seconds(self):
        return 86400

    @api.model
    def _needed(self):
        return {
            "client_key": self.env._("Keystring"),
            "client_secret": self.env._("Shared secret"),
            "access_token": self.env._("Authorisation"),
        }

    @api.model
    def _client(self, channel):
        gone = channel.listing_ids.filtered("deactivated_by_us")
        return EtsyClient(
            self._transport(channel),
            shop_id=channel.shop_ref or "",
            keystring=channel.client_key,
            shared_secret=channel.client_secret,
            token=channel._token,
            webhook_secret=channel.webhook_secret or "",
            allow_paid_renewal=channel.allow_paid_renewal,
            deactivated=gone.mapped("remote_parent_id"),
            picture_wishes=channel.picture_wishes,
            keep_pictures=channel._keep_pictures,
        )

    @api.model
    def _renew(self, channel):
        return oauth.etsy_refresh(
            self._transport(channel, needed={}),
            channel.client_key,
            channel.refresh_token,
        )

    @api.model
    def _authorize_url(self, channel, redirect_uri, state, challenge):
        return oauth.etsy_authorize_url(
            channel.client_key, redirect_uri, state, challenge
        )

    @api.model
    def _exchange(self, channel, params, verifier, redirect_uri):
        return oauth.etsy_exchange(
            self._transport(channel, needed={}),
            channel.client_key,
            params.get("code", ""),
            verifier,
            redirect_uri,
        )

    @api.model
    def _consents(self, scheme):
        return True

    @api.model
    def _optional(self, scheme):
        return {"shop_ref"}

    @api.model
    def _asked(self, scheme):
        where = self.env._("Etsy ▸ Your account ▸ Developers ▸ Your apps")
        return [
            (
                "shop_ref",
                self.env._("Shop ID"),
                self.env._("only if you own several shops, else leave empty"),
                False,
            ),
            ("client_key", self.env._("Keystring"), where, False),
            ("client_secret", self.env._("Shared secret"), where, True),
        ]

    @api.model
    def _instructions(self, scheme, callback):
        return [
            self.env._(
                "Sign in at etsy.com/developers with the account that owns the shop "
                "and create an app. Personal access is enough for your own shop."
            ),
            self.env._("Add this callback address to the app: %(url)s", url=callback),
            self.env._("Copy the app's keystring and shared secret below."),
            self.env._(
                "Press Connect. Etsy asks whether Maker may read and change your "
                "listings' quantities and read your orders; say yes."
            ),
        ]
