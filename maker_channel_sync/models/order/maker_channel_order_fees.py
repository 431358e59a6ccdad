from contextlib import suppress

from odoo import api, fields, models

from ...channel_clients.errors import RequestRefused, ScopeError

PER_LOOK = 10


class MakerChannelOrder(models.Model):
    """What a channel keeps, where it tells that apart from the order."""

    _inherit = "maker.channel.order"

    fees_known = fields.Boolean(
        copy=False, help="The fees were read after the order last changed there."
    )

    @api.model
    def _read_fees(self, channel, client):
        """Ask for the fees of some orders that changed, newest first."""
        if not client.capabilities.fees_apart:
            return
        waiting = self.search(
            [
                ("channel_id", "=", channel.id),
                ("state", "=", "imported"),
                ("fees_known", "=", False),
            ],
            limit=PER_LOOK,
        )
        for order in waiting:
            fees = None
            with suppress(RequestRefused, ScopeError):
                # what is paid out tells the fee as well
                fees = client.get_fees(order.remote_id)
            order.write({"fees": float(fees or order.fees), "fees_known": True})
