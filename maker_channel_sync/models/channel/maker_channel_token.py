from contextlib import contextmanager
from datetime import timedelta, timezone

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import consteq

from ...channel_clients.errors import ChannelError
from ...channel_clients.wire import oauth
from ...flags import UNCOMMITTED, WORKER

EARLY = timedelta(minutes=2)
LOGIN_TIME = timedelta(minutes=15)
CALLBACK = "/maker/oauth/callback"


class MakerChannel(models.Model):
    """Access tokens: handed out, and renewed when the channel rejects them."""

    _inherit = "maker.channel"

    allow_paid_renewal = fields.Boolean(
        string="Renew sold out listings for a fee",
        help="Some channels charge a listing fee when a sold out listing comes "
        "back. Leave off to do that by hand.",
    )
    oauth_state = fields.Char(groups="base.group_system", copy=False)
    oauth_verifier = fields.Char(groups="base.group_system", copy=False)
    oauth_started_at = fields.Datetime(groups="base.group_system", copy=False)

    def _token(self, rejected=None):
        """The access token to use; see ``ChannelClient`` about ``rejected``."""
        self.ensure_one()
        fresh = not self.token_expires_at or (
            self.token_expires_at > fields.Datetime.now() + EARLY
        )
        if self.access_token and rejected is None and fresh:
            return self.access_token
        if not self._adapter()._can_renew(self):
            return self.access_token or ""
        return self._renew_token(rejected)

    def _renew_token(self, rejected):
        """Renew the token once, however many workers ask at the same time.

        The row lock is held while the channel is asked: a refresh token is good
        for one use, and the loser of a race would be locked out. The lock is of
        the kind that lets everybody else go on referring to the channel.
        """
        if self.env.context.get(WORKER):
            self._commit()
        with self._apart() as channel:
            channel.env.cr.execute("SET LOCAL lock_timeout = '30s'")
            channel.env.cr.execute(
                "SELECT 1 FROM maker_channel WHERE id = %s FOR NO KEY UPDATE",
                [channel.id],
            )
            channel.invalidate_recordset()
            renewed_meanwhile = (
                channel.access_token
                and channel.access_token != (rejected or self.access_token)
                and (
                    not channel.token_expires_at
                    or channel.token_expires_at > fields.Datetime.now()
                )
            )
            if not renewed_meanwhile:
                channel._store_token(channel._adapter()._renew(channel))
            token = channel.access_token
        self.invalidate_recordset()
        return token

    @contextmanager
    def _apart(self):
        """This channel in a transaction of its own, committed at the end.

        In the one at hand where the channel itself is not committed yet: nobody
        else can know it, or its new keys, and its row may be locked by us.
        """
        if self.env.context.get(UNCOMMITTED) or self._in_test_transaction():
            yield self
            return
        with self.env.registry.cursor() as cr:
            yield self.with_env(api.Environment(cr, self.env.uid, self.env.context))

    def _store_token(self, token):
        """Keep a ``channel_clients.types.Token``."""
        expires = token.expires and token.expires.astimezone(timezone.utc)
        self.write(
            {
                "access_token": token.access,
                "refresh_token": token.refresh or self.refresh_token,
                "token_expires_at": expires and expires.replace(tzinfo=None),
            }
        )

    def _after_call(self, record):
        """Called by the transport after each request, with nothing secret in it."""

    def _oauth_address(self):
        # only administrators read parameters; the address itself is no secret
        base = self.env["ir.config_parameter"].sudo().get_param("web.base.url")
        return f"{base.rstrip('/')}{CALLBACK}"

    def _start_login(self):
        """Begin the consent in the channel's own page; returns its address."""
        self.ensure_one()
        verifier, challenge = oauth.pkce_pair()
        self.write(
            {
                "oauth_state": oauth.new_state(),
                "oauth_verifier": verifier,
                "oauth_started_at": fields.Datetime.now(),
            }
        )
        return self._adapter()._authorize_url(
            self, self._oauth_address(), self.oauth_state, challenge
        )

    @api.model
    def _finish_login(self, params):
        """Exchange the code that a channel's consent page came back with.

        :param params: the query of the callback
        :return: the channel, connected
        :raises UserError: when the answer is not one to a login we started
        """
        state = params.get("state") or ""
        waiting = self.search([("oauth_state", "!=", False)])
        told = state.encode(errors="replace")
        channel = waiting.filtered(lambda one: consteq(one.oauth_state.encode(), told))
        if not channel or channel.oauth_started_at + LOGIN_TIME < fields.Datetime.now():
            raise UserError(
                self.env._("This login has expired. Start it again from the channel.")
            )
        verifier = channel.oauth_verifier
        channel.write({"oauth_state": False, "oauth_verifier": False})
        if problem := params.get("error_description") or params.get("error"):
            raise UserError(
                self.env._("The shop refused the connection: %(why)s", why=problem)
            )
        try:
            token = channel._adapter()._exchange(
                channel, dict(params), verifier, channel._oauth_address()
            )
        except ChannelError as error:
            raise UserError(channel._spoken(error)) from error
        channel._store_token(token)
        return channel
