import logging
from datetime import timedelta
from time import monotonic

from odoo import api, fields, models
from odoo.tools import split_every

from ...channel_clients.errors import ChannelError
from ...flags import QUICK
from ..channel.maker_channel_words import SPOKEN

_logger = logging.getLogger(__name__)

FRESH = timedelta(minutes=10)
PATIENCE = 5
"""Seconds after which no further shop is asked while somebody waits to send."""


class MakerChannelOrder(models.Model):
    """Orders asked for by their id: a shop's list and its notices may both be silent
    about what was cancelled, thrown away or deleted."""

    _inherit = "maker.channel.order"

    asked_at = fields.Datetime(
        string="Asked by its number",
        default=fields.Datetime.now,
        readonly=True,
        copy=False,
        help="When the shop was last asked for this very order.",
    )

    @api.model
    def _unsettled_domain(self, channel):
        """Orders of a channel that still keep or promise goods."""
        waits = fields.Domain("state", "in", ("waiting", "frozen", "failed"))
        unsent = fields.Domain("state", "=", "imported") & fields.Domain(
            "sale_order_id.delivery_status", "in", ("pending", "started", "partial")
        )
        return (
            fields.Domain("channel_id", "=", channel.id)
            & fields.Domain("forgotten_at", "=", False)
            & (waits | unsent)
        )

    def _ask_shop(self, client):
        """Ask the shop for these orders and follow what it says.

        :return: those that changed, or that the shop has no more
        """
        changed = self.browse()
        for channel, records in self.grouped("channel_id").items():
            told = client.get_orders(records.mapped("remote_id"))
            now = fields.Datetime.now()
            for record in records:
                if record.remote_id not in told:
                    continue
                order = told[record.remote_id]
                record.asked_at = now
                if order is None:
                    changed |= record if record._is_gone() else self.browse()
                elif self.env["maker.channel.order.intake"]._take(channel, [order]):
                    changed |= record.exists()
        return changed

    def _ask_before_leaving(self):
        """Ask for those of these orders that nobody asked for just now.

        A shop that does not answer, or not in time, holds up no parcel.

        :return: ``(off, unasked)``: those that were called off there or are gone,
            and those that may have been, for no answer came
        """
        until = monotonic() + PATIENCE
        off = unasked = self.browse()
        for channel, records in self.grouped("channel_id").items():
            stale = records._unasked()
            if not stale or not channel._is_running():
                continue
            worker = channel.with_context(**{QUICK: True})._as_worker()
            off |= stale.with_env(worker.env)._ask_until(until).with_env(self.env)
            unasked |= stale.exists()._unasked()
        return off, unasked - off

    def _unasked(self):
        """Those of these orders that were not asked for within the last minutes."""
        fresh = fields.Datetime.now() - FRESH
        return self.filtered(lambda one: not one.asked_at or one.asked_at < fresh)

    def _ask_until(self, until):
        """Ask one channel for these orders, as many as there is time for.

        :param until: the moment, by ``monotonic``, when no further call is made
        :return: those that the answers called off
        """
        off, channel = self.browse(), self.channel_id
        if channel.failures:
            return off
        try:
            client = channel._client()
            for ids in split_every(client.orders_at_once, self.ids):
                if monotonic() >= until:
                    break
                some = self.browse(ids)
                before = {one: (one.blocked, one.remote_state) for one in some}
                with self.env.cr.savepoint():
                    some._ask_shop(client)
                off |= some.exists().filtered(
                    lambda one, before=before: one._is_off_since(*before[one])
                )
        except (ChannelError, *SPOKEN) as error:
            words = channel._spoken(error)
            _logger.info("Channel %s not asked before sending: %s", channel, words)
        return off

    def _is_off_since(self, blocked, state):
        """Whether this order must not be sent, by what it learned just now."""
        if self.sale_order_id.state == "cancel":
            return True
        if self.remote_state == "cancelled" and state != "cancelled":
            return True
        return bool(self.blocked) and self.blocked != blocked

    def _is_gone(self):
        """The shop has no such order any more; returns whether that is news.

        What is not paid or not confirmed ends with it. Whether a paid order was
        deleted by mistake only a person can know: its parcel stays until then.
        """
        self.ensure_one()
        words = self.env._("The shop has no such order any more: it was deleted there.")
        if not self.channel_id._shows_orders_of(self.ordered_at):
            return False
        if self.state in ("waiting", "frozen", "failed"):
            sale = self.sale_order_id
            self._end_hold()
            if sale.state in ("draft", "sent"):
                sale.with_context(disable_cancel_warning=True).action_cancel()
            self.activity_ids.unlink()
            self.write(
                {
                    "state": "cancelled" if sale else "skipped",
                    "issue": words,
                    "remote_state": "cancelled",
                    "retry": False,
                }
            )
            return True
        if self.state != "imported" or self.blocked == words:
            return False
        self.blocked = words
        self._leave_todo(
            self.env._(
                "Order %(name)s is gone from the shop: do not send it before you "
                "know why",
                name=self.name,
            ),
            note=words,
        )
        return True
