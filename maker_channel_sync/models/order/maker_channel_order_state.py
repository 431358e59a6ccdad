import hashlib
from datetime import timedelta, timezone

from odoo import api, fields, models

CLOCK_AHEAD = timedelta(hours=1)
LIVE = ("open", "paid", "shipped")


def naive(moment):
    """Odoo's naive UTC for an aware moment."""
    return moment.astimezone(timezone.utc).replace(tzinfo=None, microsecond=0)


def told_at(order):
    """When an order changed, Odoo's naive UTC.

    A moment far ahead of our own clock would hide every later change: it counts
    as now.
    """
    now = fields.Datetime.now()
    moment = naive(order.updated)
    return now if moment > now + CLOCK_AHEAD else moment


def fingerprint(order):
    """What tells two versions of an order apart that changed in one second."""
    return hashlib.sha256(repr(order).encode()).hexdigest()[:16]


class MakerChannelOrder(models.Model):
    """What a row keeps of what its shop said last, and what follows from that."""

    _inherit = "maker.channel.order"

    @api.model
    def _values(self, channel, order, state, sale=None, issue=False):
        return {
            "channel_id": channel.id,
            "remote_id": order.remote_id,
            "name": order.name or order.remote_id,
            "sale_order_id": sale and sale.id,
            "state": state,
            "remote_state": order.state,
            "ordered_at": naive(order.created),
            "updated_at": told_at(order),
            "mark": fingerprint(order),
            "total": float(order.total or 0),
            "fees": float(order.fees),
            "currency_code": order.currency,
            "to_accept": self._wants_yes(channel, order, state),
            "blocked": channel._said(order.ship_blocked) or False,
            "taken": order.taken,
            "issue": issue,
            "hints": {
                "shipments": [one.remote_id for one in order.shipments],
                "prices": self._prices(order),
            },
        }

    @api.model
    def _wants_yes(self, channel, order, state):
        return order.wants_yes and state == "imported" and channel.accept_orders

    def _knows(self, order):
        """Whether this tells nothing new: older, or the same of the same second."""
        if self.state == "failed" or not self.updated_at:
            return False
        if naive(order.updated) < self.updated_at:
            return True
        return self.mark == fingerprint(order)

    def _lives_again(self, order):
        """Whether an order that was called off before it was imported goes on."""
        called_off = self.remote_state in ("cancelled", "refunded")
        return self.state == "skipped" and called_off and order.state in LIVE

    def _refresh(self, order):
        blocked = self._stays_for(order)
        self.write(
            {
                "remote_state": order.state,
                "updated_at": told_at(order),
                "mark": fingerprint(order),
                "total": float(order.total or 0),
                "fees": float(order.fees) or self.fees,
                "fees_known": False,
                "to_accept": self._wants_yes(self.channel_id, order, self.state),
                "taken": order.taken,
            }
        )
        if blocked != self.blocked:
            self.blocked = blocked
            if blocked:
                self._todo_blocked()
            else:
                self._maker_open_todos(self._blocked_summary()).action_done()

    def _stays_for(self, order):
        """Why an order should not be sent for now, in words; False if it may."""
        if order.ship_blocked:
            return self.channel_id._said(order.ship_blocked)
        unpaid = self.env._("It is not paid any more, says the shop.")
        was_paid = self.remote_state == "paid" or self.blocked == unpaid
        if self.state == "imported" and order.state == "open" and was_paid:
            return unpaid
        return False

    def _todo_blocked(self):
        self._leave_todo(self._blocked_summary(), note=self.blocked)

    def _blocked_summary(self):
        return self.env._("Do not send order %(name)s yet", name=self.name)

    def _settle_confirmed(self):
        """A person may confirm a quotation that waited: it is taken from then on."""
        self.retry = False
        if self.state in ("waiting", "frozen") and self.sale_order_id.state == "sale":
            self.sale_order_id.maker_channel_hold = False
            self.write({"state": "imported", "issue": False})

    def _is_dropped(self):
        """Whether a person cancelled the quotation that waited: they know why, and
        are told once that the shop goes on with it."""
        waited = self.state in ("waiting", "frozen")
        if not waited or self.sale_order_id.state != "cancel":
            return False
        self.write(
            {
                "state": "cancelled",
                "retry": False,
                "issue": self.env._("Its quotation was cancelled here."),
            }
        )
        self.activity_ids.unlink()
        self._leave_todo(
            self.env._(
                "Order %(name)s goes on in the shop; its quotation was cancelled here",
                name=self.name,
            )
        )
        return True

    def _todo_sent(self, order):
        """The shop calls it sent while it still lies here: a person looks."""
        if order.state != "shipped" or self.shipment_ids:
            return
        waiting = self.sale_order_id.picking_ids.filtered(
            lambda one: one.state not in ("done", "cancel")
        )
        if waiting:
            self._leave_todo(
                self.env._(
                    "Order %(name)s was sent, says the shop: validate its delivery",
                    name=self.name,
                )
            )
