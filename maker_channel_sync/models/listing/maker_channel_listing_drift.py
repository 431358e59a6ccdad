from odoo import fields, models

from ...tools import believable

ON_SALE = ("active", "sold_out", "unstocked")
"""States there in which the number shown means something."""


class MakerChannelListing(models.Model):
    """A listing whose number nobody of us sent."""

    _inherit = "maker.channel.listing"

    drifted = fields.Boolean(
        string="Changed there",
        readonly=True,
        help="The shop shows a number that no push and no order explains.",
    )

    differed_at = fields.Datetime(
        readonly=True,
        copy=False,
        help="When the shop was last found to show another number than it should.",
    )

    def _is_raised(self, stock):
        """Whether the channel shows more than is explained."""
        if stock is None or self.in_doubt or not self.acked_at:
            return False
        return believable(stock.quantity) > max(self.acked_qty - self.sold_since_ack, 0)

    def _compare(self, stock):
        """Compare with what the channel shows; None means it did not say.

        :return: whether the listing differs
        """
        self.ensure_one()
        differs = self._differs(stock)
        if differs:
            self.differed_at = fields.Datetime.now()
        return differs

    def _differs(self, stock):
        if stock is None:
            self.error = self.env._(
                "The shop did not return this listing when it was last compared. "
                "Fetch listings to see whether it is gone."
            )
            return True
        shown = believable(stock.quantity)
        values = {
            "remote_qty": shown,
            "remote_read_at": fields.Datetime.now(),
            "remote_version": stock.version or self.remote_version,
        }
        if stock.state != "active":
            # a number alone does not tell that a page is a draft or hidden
            values["remote_state"] = stock.state
        if stock.tracked != self.tracked and not self.composed:
            values["tracked"] = stock.tracked
        known = self.acked_qty - self.sold_since_ack
        self.write(values)
        off_sale = stock.state not in ON_SALE
        # where two buyers raced, some shops count below zero and some stop there
        same = shown == known or shown == 0 > known
        if not self.acked_at or off_sale or same or self.composed:
            return False
        if self.in_doubt:
            self._learned(stock)
            return True
        if shown < known:
            # most likely an order that its list does not show yet
            self._missing(known - shown, shown)
        else:
            self._drift(known, shown)
        return True

    def _adopt(self, stock):
        """Take over a number that is explained; the next push corrects it."""
        self.write(
            {
                "acked_qty": believable(stock.quantity),
                "sold_since_ack": 0,
                "remote_qty": believable(stock.quantity),
                "remote_read_at": fields.Datetime.now(),
                "remote_version": stock.version or self.remote_version,
            }
        )

    def _missing(self, units, shown):
        """The channel shows less than is explained; give the orders some time."""
        self.write(
            {
                "acked_qty": shown,
                "sold_since_ack": 0,
                "unexplained_qty": self.unexplained_qty + units,
                "unexplained_since": self.unexplained_since or fields.Datetime.now(),
            }
        )

    def _drift(self, known, shown):
        """Record a number that nobody of us sent; the next push corrects it."""
        self.write({"acked_qty": shown, "sold_since_ack": 0, "drifted": True})
        self.env["maker.channel.incident"]._report_drift(self, known, shown)
