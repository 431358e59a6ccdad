import json
import logging
import traceback
from collections import Counter

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import LockError

from ...channel_clients.errors import ChannelError
from ...flags import KEEP_DATE, NEW_ORDERS
from ..channel.maker_channel_words import SPOKEN
from .maker_channel_order_state import fingerprint, naive, told_at

_logger = logging.getLogger(__name__)

REFUSALS = (*SPOKEN, psycopg2.IntegrityError)
"""May pass by itself: the order is taken again when the shop tells of it."""
PASSING = (
    ChannelError,
    LockError,
    psycopg2.OperationalError,
    psycopg2.InterfaceError,
)
"""Says nothing about the order: the whole step is tried again."""


class MakerChannelOrderIntake(models.AbstractModel):
    """One door for every order, whether polled, hinted at or repeated.

    What is known it hands to ``maker.channel.order.follow``; nothing comes back.
    """

    _name = "maker.channel.order.intake"
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
        # an opened checkout is no order, and takes nothing
        drafts = {key for key, one in latest.items() if one.state == "draft"}
        known = {
            record.remote_id: record
            for record in self.env["maker.channel.order"].search(
                [("channel_id", "=", channel.id), ("remote_id", "in", list(latest))]
            )
        }
        # what a cancelled order gives back, a new one does not oversell
        changed = sum(
            self._take_known(record, latest[remote_id])
            for remote_id, record in known.items()
        )
        new = [
            order
            for remote_id, order in latest.items()
            if remote_id not in known and remote_id not in drafts
        ]
        return changed + (self._take_new(channel, new) if new else 0)

    @api.model
    def _take_known(self, record, order):
        """Bring a known order up to date, or tell a person why that fails.

        One order that cannot be changed must not stop the whole shop.

        :return: 1 when something changed, else 0
        """
        if order.problem:
            return self._misread(record, order)
        try:
            with self.env.cr.savepoint():
                return self._take_again(record, order)
        except PASSING:
            raise
        except Exception as error:  # noqa: BLE001 whatever it is, it is this order's
            record.issue = self._explain(record.channel_id, order, error)
            record._leave_todo(
                self.env._("Order %(name)s changed there, not here", name=record.name)
            )
            record._refresh(order)
            return 0

    @api.model
    def _take_again(self, record, order):
        if record._knows(order):
            return 0
        if record.forgotten_at:
            record._refresh(order)
            return 0
        if record.state == "skipped" or not record.sale_order_id:
            if record.state in ("failed", "frozen") or record._lives_again(order):
                return self._import_anew(record, order)
            record._doubt_left_out(record.channel_id, [order])
            record._refresh(order)
            return 0
        self.env["maker.channel.order.follow"]._follow(record, order)
        return 1

    @api.model
    def _misread(self, record, order):
        """An order that was fine before cannot be read any more."""
        if record._knows(order):
            return 0
        record.issue = self._explain(record.channel_id, order)
        record.payload = self._payload(record.channel_id, order)
        record.write({"updated_at": told_at(order), "mark": fingerprint(order)})
        if not record.sale_order_id:
            record._keep_goods(order)
        record._leave_todo(
            self.env._("Order %(name)s changed there, not here", name=record.name)
        )
        return 0

    @api.model
    def _import_anew(self, record, order):
        """A failed order gets another chance; its row stays the key."""
        channel = record.channel_id
        if reason := self._unwanted(channel, order):
            record.write({"state": "skipped", "issue": reason, "payload": False})
            record.hold_ids.unlink()
            record._doubt_left_out(channel, [order])
            record.activity_ids.unlink()
            record._refresh(order)
            return 1
        try:
            with self.env.cr.savepoint():
                record.unlink()
                self._import(channel, [order])
        except PASSING:
            raise
        except REFUSALS as error:
            if record.state == "skipped":
                record.state = "failed"
                record._leave_todo(
                    self.env._("Order %(name)s was not imported", name=record.name)
                )
            record.issue = self._explain(channel, order, error)
            record._refresh(order)
            record._keep_goods(order)
            return 0
        record._listings_of(channel, [order])._doubt()  # it was counted before
        return 1

    @api.model
    def _redo(self, record, order, asked=False):
        """Import a frozen or failed order anew, in place of its first attempt.

        What is confirmed stays, or it would be sold twice; what a person cancelled
        comes back only when a person asks.
        """
        sale = record.sale_order_id
        if not asked and record._is_dropped():
            return record._form_action()
        if sale.state == "sale":
            record._settle_confirmed()
            self._take_known(record, order)
            record._refresh(order)
            return record._form_action()
        if sale.state in ("draft", "sent"):
            sale.action_cancel()
            sale.unlink()
        channel = record.channel_id
        told = record._custom_items(channel, order)
        record.unlink()
        self._take_new(channel, [order])
        record._listings_of(channel, [order])._doubt()  # it was counted before
        record = record.search(
            [("channel_id", "=", channel.id), ("remote_id", "=", order.remote_id)]
        )
        for item in record.custom_ids.filtered(lambda one: one.key in told):
            product, units = told[item.key]
            item.write({"product_id": product.id, "units": units})
        return record._form_action()

    @api.model
    def _take_new(self, channel, orders):
        """Import unknown orders together, those that fail kept apart.

        :return: number of orders
        """
        records = self.env["maker.channel.order"]
        wanted, left_out = [], []
        for order in orders:
            if order.problem:
                self._fail(channel, order)
            elif reason := self._unwanted(channel, order):
                records.create(records._values(channel, order, "skipped", issue=reason))
                left_out.append(order)
            else:
                wanted.append(order)
        records._doubt_left_out(channel, left_out)
        self._import_apart(channel, wanted)
        return len(orders)

    @api.model
    def _import_apart(self, channel, orders):
        """Import orders, halving the batch until those that fail stand alone."""
        if not orders:
            return
        try:
            with self.env.cr.savepoint():
                self._import(channel, orders)
        except PASSING:
            raise
        except Exception as error:  # noqa: BLE001 whatever it is, it is this order's
            half = len(orders) // 2
            if half:
                self._import_apart(channel, orders[:half])
                self._import_apart(channel, orders[half:])
            else:
                self._fail(channel, orders[0], error)

    @api.model
    def _import(self, channel, orders):
        """Create, confirm and reserve sale orders for remote orders, together."""
        if not orders:
            return
        builder = self.env["maker.channel.order.builder"]._at_hand(channel)
        built = builder._build(channel, orders)
        sales = self.env["sale.order"].create([one.values for one in built])
        records = self.env["maker.channel.order"]
        records = records.create(
            [
                records._values(
                    channel, one.order, one.state, sale, issue=one.issue or False
                )
                for one, sale in zip(built, sales, strict=True)
            ]
        )
        ready = sales.browse(
            sale.id
            for one, sale in zip(built, sales, strict=True)
            if one.state == "imported"
        )
        ready.with_context(**{KEEP_DATE: True, NEW_ORDERS: True}).action_confirm()
        ready._maker_reserve()
        sold = Counter()
        for one in built:
            # where the shop has taken nothing yet, its number has not fallen
            sold.update(one.sold if one.order.taken else {})
        records._lower_sold(sold)
        records._look_for_oversell()
        for record in records.filtered(lambda record: record.state == "frozen"):
            record._leave_todo(self._waits_for(record))
        for record, one in zip(records.with_env(builder.env), built, strict=True):
            record._doubt_restocked(one.order)
            record._todo_sent(one.order)
            record._remember_prices(one.order)
            record._remember_custom_items(one.order)
            record._look_for_difference(one.order)
            if record.blocked:
                record._todo_blocked()

    @api.model
    def _fail(self, channel, order, error=None):
        """Keep an order that could not be imported, and tell the person."""
        state = "failed" if isinstance(error, REFUSALS) else "frozen"
        records = self.env["maker.channel.order"]
        words = self._explain(channel, order, error)
        try:
            values = records._values(channel, order, state)
        except Exception:  # noqa: BLE001 whatever is odd, the order is kept
            trace = channel._masked(traceback.format_exc())
            _logger.info("Order %s has odd values:\n%s", order.remote_id, trace)
            values = {
                "channel_id": channel.id,
                "remote_id": str(order.remote_id),
                "name": str(order.name or order.remote_id),
                "state": state,
                "updated_at": fields.Datetime.now(),
            }
        values.update(issue=words, payload=self._payload(channel, order))
        record = records.create(values)
        record._keep_goods(order)
        record._leave_todo(
            self.env._("Order %(name)s was not imported", name=record.name)
        )

    @api.model
    def _explain(self, channel, order, error=None):
        """Words for the person; an unforeseen fault is logged with its trace."""
        if isinstance(error, SPOKEN):
            words = channel._spoken(error)
            _logger.info(
                "Order %s of channel %s refused: %s", order.name, channel.id, words
            )
            return words
        what, trace = channel._said(order.problem), order.trace
        if error is not None:
            what = channel._spoken(error)
            trace = "".join(traceback.format_exception(error))
        _logger.error(
            "Order %s of channel %s cannot be taken:\n%s",
            order.name,
            channel.id,
            channel._masked(trace or what),
        )
        return channel._masked(
            self.env._(
                "%(what)s The other orders are not held up. Put it right in the shop "
                "and press “Try again”, or enter it by hand; what the shop sent is "
                "kept below.",
                what=what,
            )
        )

    @api.model
    def _payload(self, channel, order):
        """What the shop sent, as text a person can read."""
        if not order.raw:
            return False
        text = json.dumps(order.raw, indent=1, default=str, ensure_ascii=False)
        return channel._masked(text).replace("\\u0000", "")

    @api.model
    def _unwanted(self, channel, order, since=None):
        """Why an unknown order is only remembered, or None.

        :param since: the first moment to import from, if not the channel's own
        """
        if order.test:
            return self.env._("Test order")
        if order.ships_itself:
            return self.env._("The channel sends it from its own stock")
        since = since or channel.orders_from
        if naive(order.created) < since.replace(microsecond=0):
            return self.env._("Placed before the first import")
        if order.state == "cancelled":
            return self.env._("Cancelled before it was imported")
        if order.state == "refunded" and not order.shipments:
            return self.env._("Refunded before it was imported")
        return None

    @api.model
    def _waits_for(self, record):
        """What a person reads first of an order that cannot be confirmed."""
        builder = self.env["maker.channel.order.builder"]
        unknown = builder._service(record.channel_id, "unknown")
        if unknown in record.sale_order_id.order_line.product_id:
            return self.env._("Order %(name)s waits for a product", name=record.name)
        return self.env._("Order %(name)s waits for you", name=record.name)
