import hashlib
import json
import logging
import traceback
from collections import Counter
from datetime import timedelta, timezone

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import LockError

from ..channel_clients.errors import ChannelError
from .maker_channel_worker import SPOKEN

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

CLOCK_AHEAD = timedelta(hours=1)


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
    """One door for every order, whether polled, hinted at or repeated."""

    _inherit = "maker.channel.order"

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
            for record in self.search(
                [("channel_id", "=", channel.id), ("remote_id", "in", list(latest))]
            )
        }
        # what a cancelled order gives back, a new one does not oversell
        changed = sum(
            record._follow(latest[remote_id]) for remote_id, record in known.items()
        )
        new = [
            order
            for remote_id, order in latest.items()
            if remote_id not in known and remote_id not in drafts
        ]
        return changed + (self._take_new(channel, new) if new else 0)

    @api.model
    def _take_new(self, channel, orders):
        """Import unknown orders together, those that fail kept apart.

        :return: number of orders
        """
        wanted, left_out = [], []
        for order in orders:
            if order.problem:
                self._fail(channel, order)
            elif reason := self._unwanted(channel, order):
                self.create(self._values(channel, order, "skipped", issue=reason))
                left_out.append(order)
            else:
                wanted.append(order)
        self._note_left_out(channel, left_out)
        self._import_apart(channel, wanted)
        return len(orders)

    @api.model
    def _note_left_out(self, channel, orders):
        """What orders took in their shop, or gave back there, no sale here explains.

        Their listings are read again before the next push.
        """
        self._listings_of(
            channel,
            [
                order
                for order in orders
                if order.test or order.state in ("cancelled", "refunded")
                if not order.ships_itself
            ],
        )._doubt()

    @api.model
    def _listings_of(self, channel, orders):
        """The listings that these orders sold."""
        remote_ids = {line.listing_id for order in orders for line in order.lines}
        return self.env["maker.channel.listing"].search(
            [("channel_id", "=", channel.id), ("remote_id", "in", list(remote_ids))]
        )

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
    def _fail(self, channel, order, error=None):
        """Keep an order that could not be imported, and tell the person."""
        state = "failed" if isinstance(error, REFUSALS) else "frozen"
        words = self._explain(channel, order, error)
        try:
            values = self._values(channel, order, state)
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
        record = self.create(values)
        record._keep_goods(order)
        record._ask(self.env._("Order %(name)s was not imported", name=record.name))

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
    def _unwanted(self, channel, order):
        """Why an unknown order is only remembered, or None."""
        if order.test:
            return self.env._("Test order")
        if order.ships_itself:
            return self.env._("The channel sends it from its own stock")
        since = self.env.context.get("maker_orders_from") or channel.orders_from
        if naive(order.created) < since.replace(microsecond=0):
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

    @api.model
    def _import(self, channel, orders):
        """Create, confirm and reserve sale orders for remote orders, together."""
        if not orders:
            return
        builder = self.env["maker.channel.order.builder"]._at_hand(channel)
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
        ready = sales.browse(
            sale.id
            for one, sale in zip(built, sales, strict=True)
            if one.state == "imported"
        )
        ready.with_context(
            maker_keep_date=True, maker_new_parcels=set()
        ).action_confirm()
        self._reserve(ready)
        sold = Counter()
        for one in built:
            # where the shop has taken nothing yet, its number has not fallen
            sold.update(one.sold if one.order.taken else {})
        self._note_sold(channel, sold)
        records._note_oversold()
        for record in records.filtered(lambda record: record.state == "frozen"):
            record._ask(record._waits_for())
        for record, one in zip(records.with_env(builder.env), built, strict=True):
            record._note_restocked(one.order)
            record._note_sent(one.order)
            record._note_told(one.order)
            record._note_custom_items(one.order)
            record._note_difference(one.order)
            if record.blocked:
                record._ask_blocked()

    def _waits_for(self):
        """What a person reads first of an order that cannot be confirmed."""
        if (
            self.env["maker.channel.order.builder"]._service(self.channel_id, "unknown")
            in self.sale_order_id.order_line.product_id
        ):
            return self.env._("Order %(name)s waits for a product", name=self.name)
        return self.env._("Order %(name)s waits for you", name=self.name)

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

    def _redo(self, order, asked=False):
        """Import a frozen or failed order anew, in place of its first attempt.

        What is confirmed stays, or it would be sold twice; what a person cancelled
        comes back only when a person asks.
        """
        sale = self.sale_order_id
        if not asked and self._is_dropped():
            return self._open()
        if sale.state == "sale":
            self._note_confirmed()
            self._follow(order)
            self._refresh(order)
            return self._open()
        if sale.state in ("draft", "sent"):
            sale.action_cancel()
            sale.unlink()
        channel = self.channel_id
        told = self._custom_items(channel, order)
        self.unlink()
        self.env["maker.channel.order"]._take_new(channel, [order])
        self._listings_of(channel, [order])._doubt()  # it was counted before
        record = self.search(
            [("channel_id", "=", channel.id), ("remote_id", "=", order.remote_id)]
        )
        for item in record.custom_ids.filtered(lambda one: one.key in told):
            product, units = told[item.key]
            item.write({"product_id": product.id, "units": units})
        return record._open()

    @api.model
    def _product_is_known(self, listings):
        """Orders that waited for a product get another chance."""
        frozen = self.sudo().search(  # orders are written by the import only
            [
                ("channel_id", "in", listings.channel_id.ids),
                ("state", "=", "frozen"),
                ("forgotten_at", "=", False),
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

    def _ask(self, summary, note=None):
        """Leave a to-do for the channel's responsible person, once."""
        self.ensure_one()
        if not self._maker_open_todos(summary):
            person = self.channel_id.user_id
            self._maker_todo(person, summary, note or self.issue or "")
