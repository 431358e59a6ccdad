from odoo import api, models

from ...channel_clients.faire import FaireClient
from ...channel_clients.wire import oauth


class MakerChannelAdapterFaire(models.AbstractModel):
    """What Faire asks for when it is connected, and its client."""

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
        return 3

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

    @api.model
    def _has_choice(self):
        return True

    @api.model
    def _consents(self, scheme):
        return scheme == "oauth"

    @api.model
    def _asked(self, scheme):
        if scheme == "oauth":
            where = self.env._("from Faire's integrations team")
            return [
                ("client_key", self.env._("Application ID"), where, False),
                ("client_secret", self.env._("Application secret"), where, True),
            ]
        where = self.env._("Brand portal ▸ Settings ▸ Integrations")
        return [("access_token", self.env._("Access token"), where, True)]

    @api.model
    def _instructions(self, scheme, callback):
        if scheme == "oauth":
            return [
                self.env._(
                    "Ask integrations.support@faire.com for an application and name "
                    "this return address: %(url)s",
                    url=callback,
                ),
                self.env._("Copy the application's ID and secret below."),
                self.env._("Press Connect and allow access on Faire's page."),
            ]
        return [
            self.env._("Open the Faire brand portal, Settings, Integrations."),
            self.env._("Create an access token for the API and copy it below."),
            self.env._(
                "Faire counts units, not cases, and sells what it does not count "
                "without end: choose per listing whether to start counting."
            ),
        ]
