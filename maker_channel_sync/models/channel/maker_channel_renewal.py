from odoo import fields, models

from ...channel_clients.errors import AuthError
from ...channel_clients.sentences import _lt


class MakerChannel(models.Model):
    """A renewal that was refused is not asked for again before a person connects."""

    _inherit = "maker.channel"

    renewal_refused = fields.Boolean(
        readonly=True,
        copy=False,
        groups="base.group_system",
        help="The shop refuses to renew its access; only connecting again helps.",
    )

    def write(self, vals):
        keys = {"client_key", "client_secret", "access_token", "refresh_token"}
        if keys & vals.keys():
            vals = {"renewal_refused": False, **vals}
        return super().write(vals)

    def _renew_token(self, rejected):
        if self.renewal_refused:
            raise AuthError(
                _lt(
                    "Connect %(shop)s again: it refuses to renew the access it gave.",
                    shop=self.name,
                )
            )
        try:
            return super()._renew_token(rejected)
        except AuthError:
            with self._apart() as channel:
                channel.renewal_refused = True
            raise

    def _may_work(self, force):
        """A shop whose renewal is refused is asked nothing until somebody does."""
        if not force and self.renewal_refused and self.needs_login:
            return False
        return super()._may_work(force)

    def _seconds_to_next(self, worked):
        if self.renewal_refused and self.needs_login:
            return None
        return super()._seconds_to_next(worked)
