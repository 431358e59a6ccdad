from odoo import fields, models
from odoo.tools import SQL


class MakerChannel(models.Model):
    """What a person looks at to know that a shop is in step."""

    _inherit = "maker.channel"

    listing_count = fields.Integer(compute="_compute_counts")
    order_count = fields.Integer(compute="_compute_counts")
    queue = fields.Integer(
        string="Waiting",
        compute="_compute_counts",
        help="Listings whose new number the shop has not acknowledged yet.",
    )
    waiting_since = fields.Datetime(
        compute="_compute_counts",
        help="Since when the oldest of the waiting listings should show another "
        "number.",
    )
    access_until = fields.Datetime(
        string="Access until",
        compute="_compute_access",
        help="When the permission that this shop gave ends.",
    )
    access_renews = fields.Boolean(
        compute="_compute_access",
        help="Whether it is renewed without you.",
    )
    lag_p50 = fields.Float(
        string="Usual delay",
        compute="_compute_lag",
        help="Half of the last day's changes were shown by the shop within so many "
        "seconds after stock changed here.",
    )
    lag_p95 = fields.Float(
        string="Longest delay",
        compute="_compute_lag",
        help="All but 5 in 100 of the last day's changes were shown within so many "
        "seconds.",
    )

    pushed_lately = fields.Boolean(
        compute="_compute_lag", help="Whether a change was shown within the last day."
    )

    def _compute_counts(self):
        listings = self.env["maker.channel.listing"]
        domain = [("channel_id", "in", self.ids), ("state", "!=", "gone")]
        counts = dict(listings._read_group(domain, ["channel_id"], ["__count"]))
        domain.append(("needs_push", "=", True))
        waiting = {
            channel: (count, since)
            for channel, count, since in listings._read_group(
                domain, ["channel_id"], ["__count", "wanted_since:min"]
            )
        }
        orders = dict(
            self.env["maker.channel.order"]._read_group(
                [("channel_id", "in", self.ids)], ["channel_id"], ["__count"]
            )
        )
        for channel in self:
            channel.listing_count = counts.get(channel, 0)
            channel.queue, channel.waiting_since = waiting.get(channel, (0, False))
            channel.order_count = orders.get(channel, 0)

    def _compute_access(self):
        for channel in self:
            inside = channel.sudo()  # when a secret ends is none itself
            channel.access_until = inside.token_expires_at
            channel.access_renews = bool(
                inside.code and inside._adapter()._can_renew(inside)
            )

    def _compute_lag(self):
        self.env["maker.channel.push"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
            SELECT channel_id,
                   percentile_cont(0.5) WITHIN GROUP (ORDER BY lag),
                   percentile_cont(0.95) WITHIN GROUP (ORDER BY lag)
              FROM maker_channel_push
             WHERE channel_id = ANY(%s)
               AND state = 'acknowledged'
               AND wanted_at IS NOT NULL
               AND answered_at > now() AT TIME ZONE 'UTC' - interval '1 day'
          GROUP BY channel_id
                """,
                self.ids,
            )
        )
        lags = {channel_id: (p50, p95) for channel_id, p50, p95 in rows}
        for channel in self:
            channel.pushed_lately = channel.id in lags
            channel.lag_p50, channel.lag_p95 = lags.get(channel.id, (0.0, 0.0))
