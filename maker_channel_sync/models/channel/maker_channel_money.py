from contextlib import suppress
from datetime import timedelta

from odoo import fields, models

from ...channel_clients.errors import RequestRefused, ScopeError, Transient

READ_EVERY = timedelta(hours=12)


class MakerChannel(models.Model):
    """When a channel is asked what it paid out and kept."""

    _inherit = "maker.channel"

    money_read_at = fields.Datetime(string="Payouts read", readonly=True, copy=False)
    money_tried_at = fields.Datetime(
        string="Payouts asked for", readonly=True, copy=False, help="Twice a day."
    )

    def _read_money(self, open_client):
        """Read payouts and fees; a shop that fails to tell them is not asked on.

        What it did not tell this time is read the next time.
        """
        now = fields.Datetime.now()
        if not self.import_orders or (
            self.money_tried_at and now - self.money_tried_at < READ_EVERY
        ):
            return
        # noted first: a failure here must not stop orders and stock again and again
        self.money_tried_at = now
        self._commit()
        with suppress(ScopeError, RequestRefused, Transient):
            self.env["maker.channel.payout"]._read_from(self, open_client())
