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
    listing_refs = fields.Text(string="Listings there", readonly=True)
    received_at = fields.Datetime(default=fields.Datetime.now, required=True)
    handled_at = fields.Datetime(readonly=True)

    _delivery_uniq = models.Constraint(
        "unique(channel_id, delivery_id)", "This notice was already received."
    )
    _waiting_idx = models.Index("(channel_id) WHERE handled_at IS NULL")

    def _listings_told(self):
        """The listings that these notices are about."""
        refs = {ref for one in self for ref in (one.listing_refs or "").splitlines()}
        return self.env["maker.channel.listing"].search(
            [
                ("channel_id", "in", self.channel_id.ids),
                ("remote_id", "in", list(refs)),
                ("state", "=", "mapped"),
                ("exclude", "=", False),
            ]
        )

    def _handled(self):
        """Mark these as looked at, in one statement."""
        self.env.cr.execute(
            "UPDATE maker_channel_event SET handled_at = now() AT TIME ZONE 'UTC'"
            " WHERE id = ANY(%s) AND handled_at IS NULL",
            [self.ids],
        )
        self.invalidate_recordset(["handled_at"])

    @api.autovacuum
    def _gc_events(self):
        """Replays are refused for longer than any channel retries."""
        old = self.search([("received_at", "<", fields.Datetime.now() - KEEP)])
        old.unlink()
