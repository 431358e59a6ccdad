from datetime import timedelta

from odoo import fields, models

from ..channel_clients.errors import RequestRefused, ScopeError

READ_EVERY = timedelta(hours=12)


class MakerChannelMoneyMixin(models.AbstractModel):
    """When a channel is asked what it paid out and kept."""

    _name = "maker.channel.money.mixin"
    _description = "Money of a channel"

    money_read_at = fields.Datetime(
        string="Payouts read", readonly=True, copy=False, help="Twice a day."
    )

    def _read_money(self, open_client):
        """Read payouts and fees; a shop that does not tell them is not asked on."""
        now = fields.Datetime.now()
        if not self.import_orders or (
            self.money_read_at and now - self.money_read_at < READ_EVERY
        ):
            return
        try:
            self.env["maker.channel.payout"]._read_from(self, open_client())
        except (ScopeError, RequestRefused):
            self.money_read_at = now
