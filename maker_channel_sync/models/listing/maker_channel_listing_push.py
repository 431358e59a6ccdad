from datetime import timedelta
from math import ceil
from uuid import uuid4

from odoo import fields, models
from odoo.tools import float_compare, float_round

from ...channel_clients.errors import WHOLE_CALL, Conflict, Transient
from ...channel_clients.types import StockChange
from ...tools import believable, precise_now

EXPLAIN_SECONDS = 120


class MakerChannelListing(models.Model):
    """How one listing's shown number follows the wanted one."""

    _inherit = "maker.channel.listing"

    unexplained_qty = fields.Integer(
        readonly=True,
        help="The channel shows this much less than the known orders explain: "
        "an order is probably on its way, so nothing is raised yet.",
    )
    unexplained_since = fields.Datetime(readonly=True)

    def _want(self, quantity, noted_at=None):
        """Set what this listing should show; None leaves it alone."""
        self.ensure_one()
        if quantity is None:
            return
        if self._awaits_order():
            # what was sold there is still part of our count
            quantity = min(quantity - self.unexplained_qty, self.acked_qty)
            quantity = max(quantity, min(self.acked_qty, 0))
        values = {}
        if quantity != self.desired_qty:
            values = {"desired_qty": quantity, "approved": False}
            if not self.failures:
                # The pause was for the old number, which the channel did not show.
                values["retry_at"] = False
        differs = (
            not self.acked_at
            or self.in_doubt
            or self.sold_since_ack
            or quantity != self.acked_qty
        )
        if differs and not self.wanted_since:
            values["wanted_since"] = noted_at or precise_now()
        elif not differs and self.wanted_since:
            values["wanted_since"] = False
        if values:
            self.write(values)

    def _change(self, compares):
        """The ``StockChange`` that makes the channel show what it should."""
        expected = None
        if compares and self.acked_at:
            expected = max(self.acked_qty - self.sold_since_ack, 0)
        elif compares and self.remote_read_at and self.tracked:
            expected = max(self.remote_qty, 0)
        return StockChange(
            remote_id=self.remote_id,
            quantity=self.desired_qty,
            expected=expected,
            version=self.remote_version or "",
            key=str(uuid4()),
        )

    def _push_values(self, change):
        return {
            "channel_id": self.channel_id.id,
            "listing_id": self.id,
            "product_id": self.product_id.id,
            "quantity": change.quantity,
            "previous": self.acked_qty,
            "expected": change.expected or 0,
            "reason": self._why(change),
            "idempotency_key": change.key,
            "wanted_at": self.wanted_since,
        }

    def _why(self, change):
        if not self.acked_at:
            return self.env._("First push")
        if self.in_doubt:
            return self.env._("No answer to the last push")
        if self.sold_since_ack:
            return self.env._("%(units)s sold in this shop", units=self.sold_since_ack)
        if change.quantity < self.acked_qty:
            return self.env._("Stock fell")
        return self.env._("Stock rose")

    def _answered(self, result, row, now, explained=False):
        """Record the channel's answer to one change.

        :param explained: orders that changed meanwhile explain its number
        """
        error = result.error
        if error is None:
            return self._acknowledged(result, row, now)
        text = self.channel_id._spoken(error)
        if isinstance(error, Conflict):
            row.write({"state": "conflict", "answer": text, "answered_at": now})
            return self._conflicted(error, explained)
        doubt = getattr(error, "maybe_applied", False)
        row.write(
            {
                "state": "sent" if doubt else "refused",
                "answer": text,
                "answered_at": now,
            }
        )
        values = {"in_doubt": doubt, "error": text}
        if result.quantity is not None:
            shown = believable(result.quantity)
            values.update(acked_qty=shown, acked_at=now, sold_since_ack=0)
        if isinstance(error, Transient) or not isinstance(error, WHOLE_CALL):
            values["failures"] = self.failures + 1
            values["retry_at"] = now + timedelta(minutes=2 ** min(self.failures, 9))
        return self.write(values)

    def _acknowledged(self, result, row, now):
        told = row.quantity if result.quantity is None else result.quantity
        shown = believable(told)
        settled = shown == self.desired_qty
        if self.drifted:
            self.env["maker.channel.incident"]._settle_drift(self)
        lag = (now - row.wanted_at).total_seconds() if row.wanted_at else 0.0
        waits = self._awaits_order()
        row.write({"state": "acknowledged", "answered_at": now, "lag": max(lag, 0.0)})
        self.write(
            {
                "acked_qty": shown,
                "acked_at": now,
                "remote_qty": shown,
                "remote_read_at": now,
                "remote_version": result.version or self.remote_version,
                "sold_since_ack": 0,
                "in_doubt": False,
                "approved": False,
                "wanted_since": False if settled else now,
                "error": False,
                "failures": 0,
                "retry_at": False if settled else now + timedelta(minutes=5),
                "deactivated_by_us": self.deactivated_by_us or result.deactivated,
                "unexplained_qty": self.unexplained_qty if waits else 0,
                "unexplained_since": self.unexplained_since if waits else False,
                "drifted": False,
            }
        )
        if self.start_tracking and not self.tracked:
            # written only when it changes: it makes every channel look again
            self.tracked = True
        if result.shared and self.shared_key != result.shared:
            self.shared_key = result.shared
        if result.reactivated:
            self._siblings().deactivated_by_us = False
        return True

    def _siblings(self):
        """The variations of one page, which goes on and off sale as a whole."""
        return self.channel_id.listing_ids.filtered(
            lambda one: one.remote_parent_id == self.remote_parent_id
        )

    def _conflicted(self, error, explained):
        """The number there changed: adopt it, and let the orders explain it."""
        if error.actual is None:
            return self.write({"in_doubt": True})
        known, actual = self.acked_qty - self.sold_since_ack, believable(error.actual)
        first = not self.acked_at
        self.write(
            {
                "remote_qty": actual,
                "remote_read_at": fields.Datetime.now(),
                "in_doubt": False,
            }
        )
        if first:
            return True  # nobody of us sent a number yet: this is no difference
        if explained:
            return self.write({"acked_qty": actual, "sold_since_ack": 0})
        if actual < known:
            return self._missing(known - actual, actual)
        return self._drift(known, actual)

    def _awaits_order(self):
        """Whether the channel sold more than its order list shows so far.

        Order lists lag behind stock by seconds; raising the number now would
        sell the same units twice.
        """
        if not self.unexplained_qty:
            return False
        patience = timedelta(seconds=EXPLAIN_SECONDS)
        return fields.Datetime.now() - self.unexplained_since < patience

    def _sold_there(self, units):
        """An order of ``units`` listings was imported from the channel itself.

        Shops count whole pieces: of a part, one is taken to be gone until the
        channel's own number is read.
        """
        units = float_round(float(units), precision_digits=6)
        whole = ceil(units)
        for listing in self._sharing():
            listing._count_sold(whole)
        if float_compare(whole, units, precision_digits=6):
            self._doubt()

    def _count_sold(self, units):
        explained = min(units, self.unexplained_qty)
        left = self.unexplained_qty - explained
        self.write(
            {
                "unexplained_qty": left,
                "unexplained_since": self.unexplained_since if left else False,
                "sold_since_ack": self.sold_since_ack + units - explained,
            }
        )

    def _doubt(self):
        """The channel may show another number than it acknowledged: read it first."""
        known = self._sharing().filtered("acked_at")
        known.write({"in_doubt": True})
        known.filtered(lambda one: not one.wanted_since).wanted_since = precise_now()

    def _learned(self, stock):
        """Adopt what the channel shows, read after a doubtful push."""
        settled = {}
        if stock.quantity == self.desired_qty:
            settled = {"wanted_since": False, "error": False, "failures": 0}
        self.write(
            {
                **settled,
                "acked_qty": believable(stock.quantity),
                "acked_at": self.acked_at or fields.Datetime.now(),
                "remote_qty": believable(stock.quantity),
                "remote_read_at": fields.Datetime.now(),
                "remote_version": stock.version,
                "sold_since_ack": 0,
                "in_doubt": False,
            }
        )

    def _drop_is_sold(self):
        """Whether sales since the last acknowledgement explain the whole drop."""
        self.ensure_one()
        sold = self.env["sale.order.line"]._read_group(
            [
                ("product_id", "=", self.product_id.id),
                ("company_id", "=", self.channel_id.company_id.id),
                ("state", "=", "sale"),
                ("order_id.date_order", ">=", self.acked_at),
            ],
            ["product_uom_id"],
            ["product_uom_qty:sum"],
        )
        own = self.product_id.uom_id
        units = sum(uom._compute_quantity(qty, own, round=False) for uom, qty in sold)
        drop = (self.acked_qty - self.desired_qty) * self.units_per_listing
        return units >= drop
