import secrets
from datetime import timedelta

from odoo import fields, models

from ...channel_clients.errors import RequestRefused, ScopeError

CHECK_EVERY = timedelta(hours=6)
CHECK_MISSED = timedelta(minutes=15)


class MakerChannel(models.Model):
    """Subscriptions to a shop's notices: made, and made again when it drops them."""

    _inherit = "maker.channel"

    hooks_checked_at = fields.Datetime(
        string="Notices checked", readonly=True, copy=False
    )
    hooks_problem = fields.Char(
        string="Why it sends no notices", readonly=True, copy=False
    )

    def _watch_hooks(self, open_client):
        """Look whether the shop still sends notices, soon after one was missed.

        Shops drop a subscription after some failed deliveries and tell nobody.
        """
        reachable = (self.hook_url or "").startswith("https")
        if not reachable or not self._hooks_are_due():
            return
        self.hooks_checked_at = fields.Datetime.now()
        self._commit()
        client = open_client()
        if client.capabilities.webhooks and client.capabilities.subscribes:
            self._renew_hooks(client)
            self._commit()

    def _hooks_are_due(self):
        if not self.hooks_checked_at:
            return True
        ago = fields.Datetime.now() - self.hooks_checked_at
        missed = self.last_order_at and not self._is_announced()
        return ago > (CHECK_MISSED if missed else CHECK_EVERY)

    def _renew_hooks(self, client):
        """Subscribe to what is missing.

        A shop that refuses is looked at for orders as often as before.
        """
        if not self.webhook_secret:
            self.webhook_secret = secrets.token_urlsafe(24)
            self._commit()
            client = self._client()
        problem = False
        try:
            client.ensure_webhooks(self.hook_url)
        except (RequestRefused, ScopeError) as error:
            problem = self._spoken(error)
        if self.hooks_problem != problem:
            self.hooks_problem = problem
