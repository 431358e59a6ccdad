import logging
from datetime import timezone

import psycopg2

from odoo import api, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import plaintext2html

_logger = logging.getLogger(__name__)

REFUSALS = (UserError, ValidationError, psycopg2.IntegrityError, ValueError)


def naive(moment):
    """Odoo's naive UTC for an aware moment."""
    return moment.astimezone(timezone.utc).replace(tzinfo=None, microsecond=0)


class MakerChannelOrderIntakeMixin(models.AbstractModel):
    """One door for every order, whether polled, hinted at or repeated."""

    _name = "maker.channel.order.intake.mixin"
    _description = "Import of an order"

    @api.model
    def _take(self, channel, orders):
        """Create or update the Odoo side of remote orders.

        Taking the same order again, in any order of arrival, changes nothing.

        :param orders: ``channel_clients.types.Order`` of one channel
        :return: number of orders created or changed
        """
        latest = {}
        for order in orders:
            seen = latest.get(order.remote_id)
            if not seen or order.updated >= seen.updated:
                latest[order.remote_id] = order
        known = {
            record.remote_id: record
            for record in self.search(
                [("channel_id", "=", channel.id), ("remote_id", "in", list(latest))]
            )
        }
        new = [order for remote_id, order in latest.items() if remote_id not in known]
        changed = self._take_new(channel, new) if new else 0
        for remote_id, record in known.items():
            changed += record._follow(latest[remote_id])
        return changed

    def _follow(self, order):
        """Bring a known order up to date, or tell a person why that fails.

        One order that Odoo refuses to change must not stop the whole shop.

        :return: 1 when something changed, else 0
        """
        try:
            with self.env.cr.savepoint():
                return self._take_again(order)
        except REFUSALS as error:
            self.issue = self.channel_id._masked(str(error))
            self._ask(
                self.env._("Order %(name)s changed there, not here", name=self.name)
            )
            self._refresh(order)
            return 0

    @api.model
    def _take_new(self, channel, orders):
        """Import unknown orders together, or one by one if one of them fails."""
        wanted = [order for order in orders if not self._unwanted(channel, order)]
        for order in orders:
            if reason := self._unwanted(channel, order):
                self.create(self._values(channel, order, "skipped", issue=reason))
        try:
            with self.env.cr.savepoint():
                self._import(channel, wanted)
        except REFUSALS as error:
            if len(wanted) > 1:
                for order in wanted:
                    self._take_new(channel, [order])
            else:
                self._fail(channel, wanted[0], error)
        return len(orders)

    @api.model
    def _fail(self, channel, order, error):
        """Keep an order that could not be imported, and tell the person."""
        _logger.info(
            "Order %s of channel %s refused: %s", order.name, channel.id, error
        )
        record = self.create(
            self._values(channel, order, "failed", issue=channel._masked(str(error)))
        )
        record._ask(self.env._("Order %(name)s was not imported", name=order.name))

    @api.model
    def _unwanted(self, channel, order):
        """Why an unknown order is only remembered, or None."""
        if order.test:
            return self.env._("Test order")
        if naive(order.created) < channel.orders_from.replace(microsecond=0):
            return self.env._("Placed before the first import")
        if order.state == "cancelled":
            return self.env._("Cancelled before it was imported")
        if order.state == "refunded" and not order.shipments:
            return self.env._("Refunded before it was imported")
        return None

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
            "updated_at": naive(order.updated),
            "total": float(order.total or 0),
            "fees": float(order.fees),
            "currency_code": order.currency,
            "issue": issue,
            "hints": {"shipments": [one.remote_id for one in order.shipments]},
        }

    @api.model
    def _import(self, channel, orders):
        """Create, confirm and reserve sale orders for remote orders, together."""
        if not orders:
            return
        builder = self.env["maker.channel.order.builder"]
        built = builder._build(channel, orders)
        sales = self.env["sale.order"].create([one.values for one in built])
        records = self.create(
            [
                self._values(
                    channel, one.order, one.state, sale, issue=one.issue or False
                )
                for one, sale in zip(built, sales, strict=True)
            ]
        )
        ready = sales.filtered(lambda sale: not sale.maker_channel_hold)
        ready.action_confirm()
        self._reserve(ready)
        for one, sale in zip(built, sales, strict=True):
            # a draft keeps the buyer's date, a confirmed order would lose it
            sale.date_order = naive(one.order.created)
            self._note_sold(channel, one.sold)
        self.env["maker.channel.incident"]._note_oversold(channel, ready)
        for record in records.filtered(lambda record: record.state == "frozen"):
            record._ask(
                self.env._("Order %(name)s waits for a product", name=record.name)
            )

    @api.model
    def _reserve(self, sales):
        """Reserve at once, even where the warehouse would wait."""
        moves = sales.picking_ids.move_ids.filtered(
            lambda move: move.state in ("confirmed", "partially_available")
        )
        if moves:
            moves._action_assign()

    @api.model
    def _note_sold(self, channel, sold):
        """The channel lowered its own numbers by what it sold."""
        for listing_id, units in sold.items():
            self.env["maker.channel.listing"].browse(listing_id)._sold_there(units)

    def _take_again(self, order):
        """Bring a known order up to date; returns 1 when something changed."""
        self.ensure_one()
        moment = naive(order.updated)
        same = self.updated_at and moment <= self.updated_at
        if same and self.remote_state == order.state and self.state != "failed":
            return 0
        if self.state == "skipped" or not self.sale_order_id:
            if self.state == "failed":
                return self._try_again(order)
            self._refresh(order)
            return 0
        if order.state == "cancelled":
            self._cancel()
        else:
            self._amend(order)
        self._refresh(order)
        return 1

    def _redo(self, order):
        """Import a frozen or failed order anew, in place of its first attempt."""
        sale = self.sale_order_id
        if sale.state in ("draft", "sent"):
            sale.action_cancel()
            sale.unlink()
        channel = self.channel_id
        self.unlink()
        self.env["maker.channel.order"]._take_new(channel, [order])
        return self.search(
            [("channel_id", "=", channel.id), ("remote_id", "=", order.remote_id)]
        )._open()

    @api.model
    def _product_is_known(self, listings):
        """Orders that waited for a product get another chance."""
        frozen = self.sudo().search(  # orders are written by the import only
            [
                ("channel_id", "in", listings.channel_id.ids),
                ("state", "=", "frozen"),
            ]
        )
        frozen.retry = True
        frozen.channel_id._trigger()

    def _open(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
        }

    def _try_again(self, order):
        """A failed order gets another chance; its row stays the key."""
        channel = self.channel_id
        try:
            with self.env.cr.savepoint():
                self.unlink()
                self.env["maker.channel.order"]._import(channel, [order])
        except REFUSALS as error:
            self.issue = channel._masked(str(error))
            self._refresh(order)
            return 0
        return 1

    def _refresh(self, order):
        self.write(
            {
                "remote_state": order.state,
                "updated_at": naive(order.updated),
                "total": float(order.total or 0),
                "fees": float(order.fees) or self.fees,
                "fees_known": False,
            }
        )

    def _cancel(self):
        """Cancel the sale order; what already left is a person's decision."""
        sale = self.sale_order_id
        if sale.state == "cancel":
            self.state = "cancelled"
            return
        if any(picking.state == "done" for picking in sale.picking_ids):
            self._ask(
                self.env._("Order %(name)s was cancelled after it left", name=self.name)
            )
            return
        sale.maker_channel_hold = False
        sale.with_context(disable_cancel_warning=True).action_cancel()
        self.state = "cancelled"

    def _amend(self, order):
        """Follow payment and changed quantities of a known order."""
        sale = self.sale_order_id
        if self.state == "waiting" and order.state in ("paid", "shipped"):
            sale.maker_channel_hold = False
            sale.action_confirm()
            self._reserve(sale)
            self.state = "imported"
        if self.state == "frozen" or sale.state == "cancel":
            return
        self._amend_lines(order)

    def _amend_lines(self, order):
        """Lower or raise ordered quantities as the channel did."""
        lines = {
            line.maker_channel_line: line
            for line in self.sale_order_id.order_line
            if line.maker_channel_line
        }
        missing = []
        for remote in order.lines:
            line = lines.get(remote.remote_id)
            if not line:
                missing.append(remote.title)
                continue
            pack = line.maker_listing_id.units_per_listing or 1.0
            gone = remote.cancelled + remote.restocked
            wanted = max(remote.quantity - gone, 0) * pack
            floor = line.qty_delivered
            if line.product_uom_id.compare(wanted, floor) < 0:
                self._ask(
                    self.env._(
                        "%(title)s of order %(name)s was taken back after it left",
                        title=remote.title,
                        name=self.name,
                    )
                )
                wanted = floor
            if line.product_uom_id.compare(wanted, line.product_uom_qty):
                line.product_uom_qty = wanted
        if missing:
            self._ask(
                self.env._(
                    "Order %(name)s got new lines there: %(lines)s",
                    name=self.name,
                    lines=", ".join(missing),
                )
            )

    def _ask(self, summary, note=None):
        """Leave a to-do for the channel's responsible person, once."""
        self.ensure_one()
        if self.activity_ids.filtered(lambda one: one.summary == summary):
            return
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=self.channel_id.user_id.id or self.env.uid,
            summary=summary,
            note=plaintext2html(note or self.issue or ""),
        )
