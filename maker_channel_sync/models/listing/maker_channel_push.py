import logging
from datetime import timedelta

from odoo import api, fields, models

from ...tools import precise_now

_logger = logging.getLogger(__name__)

KEEP_DAYS = "maker_channel_sync.keep_pushes_days"
DAYS_KEPT = 90
MOST_DAYS = 36_500
AT_ONCE = 20_000


class MakerChannelPush(models.Model):
    """One quantity sent to a channel, written before it is sent.

    A row without an answer means that the process died or the line broke; the
    listing is then in doubt and read again before the next attempt.
    """

    _name = "maker.channel.push"
    _description = "Quantity sent to a sales channel"
    _order = "id desc"
    _rec_name = "listing_id"

    channel_id = fields.Many2one(
        "maker.channel", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="channel_id.company_id", store=True)
    listing_id = fields.Many2one(
        "maker.channel.listing", required=True, ondelete="cascade", index=True
    )
    product_id = fields.Many2one("product.product", ondelete="set null", index=True)
    quantity = fields.Integer(string="Sent", aggregator=False)
    previous = fields.Integer(string="Shown before", aggregator=False)
    expected = fields.Integer(
        aggregator=False, help="The number the channel was expected to show."
    )
    reason = fields.Char(string="Why")
    state = fields.Selection(
        [
            ("sent", "No answer"),
            ("acknowledged", "Acknowledged"),
            ("conflict", "Changed meanwhile"),
            ("refused", "Refused"),
        ],
        required=True,
        default="sent",
    )
    answer = fields.Char()
    idempotency_key = fields.Char(readonly=True)
    wanted_at = fields.Datetime(string="Wanted since", help="When the stock changed.")
    sent_at = fields.Datetime(
        string="When", default=lambda _self: precise_now(), required=True
    )
    answered_at = fields.Datetime(string="Answered")
    lag = fields.Float(
        string="Delay (s)",
        aggregator="avg",
        help="From the change of stock to the channel's acknowledgement.",
    )

    _sent_idx = models.Index("(sent_at)")
    _lag_idx = models.Index("(channel_id, answered_at) WHERE state = 'acknowledged'")

    @api.autovacuum
    def _gc_pushes(self):
        """Forget what was sent long ago; nothing but this list looks back so far.

        :return: rows removed, and whether there are more
        """
        before = fields.Datetime.now() - timedelta(days=self._days_kept())
        old = self.search([("sent_at", "<", before)], order="id", limit=AT_ONCE)
        count = len(old)
        old.unlink()
        return count, count == AT_ONCE

    @api.model
    def _days_kept(self):
        """How many days pushes are kept; a parameter that is no number counts as none.

        Two days are kept in any case, for the delays of the last day.
        """
        # only administrators read parameters
        told = self.env["ir.config_parameter"].sudo().get_param(KEEP_DAYS)
        try:
            return min(max(int(told or DAYS_KEPT), 2), MOST_DAYS)
        except ValueError:
            _logger.warning("%s is no number of days: %s", KEEP_DAYS, told)
            return DAYS_KEPT
