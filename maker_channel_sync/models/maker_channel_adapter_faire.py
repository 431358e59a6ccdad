from odoo import api, models

from ..channel_clients import oauth
from ..channel_clients.faire import FaireClient


class MakerChannelAdapterFaire(models.AbstractModel):
    _name = "maker.channel.adapter.faire"
    _inherit = "maker.channel.adapter"
    _description = "Faire connector"

    @api.model
    def _default_base_url(self):
        return "https://www.faire.com"

    @api.model
    def _hosts(self):
        return ("www.faire.com", "*.faire-stage.com")

    @api.model
    def _capabilities(self):
        return FaireClient.capabilities

    @api.model
    def _fastest_poll(self):
        return 5

    @api.model
    def _needed(self):
        return {"access_token": self.env._("Access token")}

    @api.model
    def _client(self, channel):
        authorised = channel.auth_scheme == "oauth"
        wanted = channel.listing_ids.filtered("start_tracking")
        return FaireClient(
            self._transport(channel),
            token=channel._token,
            scheme="oauth" if authorised else "brand",
            application_id=channel.client_key or "",
            application_secret=channel.client_secret or "",
            allow_tracking_start=frozenset(wanted.mapped("remote_id")),
        )

    @api.model
    def _can_renew(self, channel):
        return False

    @api.model
    def _authorize_url(self, channel, redirect_uri, state, challenge):
        return oauth.faire_authorize_url(channel.client_key, redirect_uri, state)

    @api.model
    def _exchange(self, channel, params, verifier, redirect_uri):
        channel.auth_scheme = "oauth"
        return oauth.faire_exchange(
            self._transport(channel, needed={}),
            channel.client_key,
            channel.client_secret,
            params.get("authorizationCode") or params.get("code", ""),
            redirect_uri,
        )
