from datetime import timedelta, timezone

from odoo import fields, models

LATE = timedelta(seconds=10)
TRUST_AGAIN = timedelta(hours=1)
CLOCK_SKEW = timedelta(minutes=1)


class MakerChannel(models.Model):
    """Whether the shop's notices come in time: if not, it is asked more often."""

    _inherit = "maker.channel"

    notice_missed_at = fields.Datetime(
        string="Last notice missed",
        readonly=True,
        copy=False,
        help="The newest change of an order of which the shop's notice came late or "
        "never. For an hour after it the shop is asked as if it sent none.",
    )

    def _remember_late_notices(self, orders):
        """Look whether notices told of these orders, found by asking, in time.

        :param orders: ``channel_clients.types.Order`` as the shop's list showed them
        """
        now = fields.Datetime.now()
        changed = {
            order.remote_id: moment
            for order in orders
            if now - TRUST_AGAIN < (moment := _utc(order.updated)) < now - LATE
        }
        if not changed:
            return
        told = self.env["maker.channel.event"].search_fetch(
            [
                ("channel_id", "=", self.id),
                ("order_ref", "in", list(changed)),
                ("received_at", ">=", min(changed.values()) - CLOCK_SKEW),
            ],
            ["order_ref", "received_at"],
        )
        heard = told.grouped("order_ref")
        missed = [
            moment
            for ref, moment in changed.items()
            if not any(
                moment - CLOCK_SKEW <= event.received_at <= moment + LATE
                for event in heard.get(ref, ())
            )
        ]
        latest = max([*missed, *filter(None, [self.notice_missed_at])], default=False)
        if latest != self.notice_missed_at:
            self.notice_missed_at = latest

    def _lost_notices(self):
        """Whether a notice was late or lost within the hour."""
        missed = self.notice_missed_at
        return bool(missed) and missed > fields.Datetime.now() - TRUST_AGAIN


def _utc(moment):
    return moment.astimezone(timezone.utc).replace(tzinfo=None)
