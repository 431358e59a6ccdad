from datetime import timedelta

from odoo import api, fields, models

KEEP = timedelta(days=30)


class MakerChannelEvent(models.Model):
    """A verified webhook delivery: a hint where to look, kept once."""

    _name = "maker.channel.event"
    _description = "Notice from a sales channel"
    _order = "id desc"
    _rec_name = "topic"

    channel_id = fields.Many2one(
        "maker.channel", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="channel_id.company_id", store=True)
    delivery_id = fields.Char(required=True, readonly=True)
    topic = fields.Char(readonly=True)
    order_ref = fields.Char(string="Order there", readonly=True)
    received_at = fields.Datetime(default=fields.Datetime.now, required=True)
    handled_at = fields.Datetime(readonly=True)

    _delivery_uniq = models.Constraint(
        "unique(channel_id, delivery_id)", "This notice was already received."
    )
    _waiting_idx = models.Index("(channel_id) WHERE handled_at IS NULL")

    def _handled_up_to(self, newest):
        """Mark what waits in this channel, up to a notice, in one statement."""
        self.env.cr.execute(
            "UPDATE maker_channel_event SET handled_at = now() AT TIME ZONE 'UTC'"
            " WHERE channel_id = %s AND handled_at IS NULL AND id <= %s",
            [newest.channel_id.id, newest.id],
        )
        self.invalidate_model(["handled_at"])

    @api.autovacuum
    def _gc_events(self):
        """Replays are refused for longer than any channel retries."""
        old = self.search([("received_at", "<", fields.Datetime.now() - KEEP)])
        old.unlink()
