import logging
from datetime import timedelta, timezone

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import split_every

from ...channel_clients.errors import RequestRefused

_logger = logging.getLogger(__name__)

OVERLAP = timedelta(minutes=5)
BATCH = 50
BUSY_FOR = timedelta(minutes=15)
BUSY_POLL, ANNOUNCED_POLL, SLOWEST_POLL = 2, 30, 600
ASK_AGAIN = timedelta(hours=1)
CLOCK_SKEW = timedelta(minutes=1)


class MakerChannel(models.Model):
    """Orders come in: by poll or by hint, always through the same door."""

    _inherit = "maker.channel"

    import_orders = fields.Boolean(
        default=True, help="Without orders a shop can only be shown stock."
    )
    orders_from = fields.Datetime(
        string="Import orders from",
        default=fields.Datetime.now,
        required=True,
        copy=False,
        help="Orders placed earlier are never imported: their goods have left.",
    )
    order_days = fields.Integer(
        readonly=True,
        copy=False,
        help="How many days back the shop shows its orders to us. 0: all of them.",
    )
    orders_since = fields.Datetime(
        string="Orders read up to", readonly=True, copy=False
    )
    orders_read_at = fields.Datetime(readonly=True, copy=False)
    last_order_at = fields.Datetime(string="Last order seen", readonly=True, copy=False)
    unknown_policy = fields.Selection(
        [
            ("freeze", "Wait for me"),
            ("create", "Create the product"),
            ("ignore", "Import without it"),
        ],
        string="Unknown products",
        default="freeze",
        required=True,
        help="What happens to an order for something no product is linked to.",
    )
    hold_unpaid = fields.Boolean(
        string="Keep stock for unpaid orders",
        default=True,
        help="What an unpaid order needs is not offered elsewhere meanwhile.",
    )
    unpaid_days = fields.Integer(
        string="Keep it for (days)",
        default=14,
        help="So long the goods of an unpaid order are kept, counted from when it "
        "was placed. Then the shop is asked once more, and they are offered again. "
        "0 keeps them until the shop cancels the order.",
    )
    return_policy = fields.Selection(
        [
            ("ask", "Ask me"),
            ("expect", "Prepare the return, I receive it"),
            ("receive", "Put it back into stock at once"),
        ],
        string="Goods refunded after they left",
        default="expect",
        required=True,
        help="For what the shop says is back in stock.",
    )
    return_scrap = fields.Boolean(
        string="Scrap what the shop did not restock",
        help="Goods refunded without restocking come back to be thrown away. "
        "Otherwise they stay with the buyer.",
    )
    keep_days = fields.Integer(
        string="Forget buyers after (days)",
        help="So long after an order its buyer's name, address, e-mail and words "
        "are removed, once it is delivered. Totals, products and lots stay. Kept "
        "are buyers you entered yourself, who bought again since, or who have an "
        "invoice in your books. 0 never forgets.",
    )
    poll_seconds = fields.Integer(
        string="Look for orders every (s)",
        help="0 adapts by itself: every two seconds while orders come in anywhere, "
        "every few when it is quiet, every thirty when the shop's notices come "
        "first and none was late within the hour, and never more often than its "
        "limits allow.",
    )
    calls_left = fields.Integer(
        string="Calls left",
        readonly=True,
        copy=False,
        aggregator=False,
        help="What the channel still allows, in its own unit. -1: it does not say.",
        default=-1,
    )
    calls_limit = fields.Integer(readonly=True, copy=False, aggregator=False)

    def _poll_orders(self, open_client):
        """Import new orders when it is time to look."""
        if self._poll_wait() <= 0:
            self._import_orders(open_client())

    def _poll_wait(self):
        """Seconds until it is time to look for orders again."""
        if not self.orders_read_at:
            return 0
        since = (fields.Datetime.now() - self.orders_read_at).total_seconds()
        return self._poll_interval() - since

    def _poll_interval(self):
        """Seconds between two looks, adapted to how busy the shops are."""
        if self.poll_seconds:
            return self.poll_seconds
        adapter = self._adapter()
        busy = self._is_busy()
        if self._is_announced():
            interval = ANNOUNCED_POLL
        else:
            interval = BUSY_POLL if busy else adapter._quiet_poll()
        return max(interval, self._affordable_poll(busy), adapter._fastest_poll())

    def _is_busy(self):
        """Whether orders came in lately, here or in a shop that shares the stock."""
        since = fields.Datetime.now() - BUSY_FOR
        domain = [("company_id", "=", self.company_id.id)]
        return bool(self.search_count([*domain, ("last_order_at", ">", since)], 1))

    def _is_announced(self):
        """Whether notices told of the newest order: looking is then a safety net.

        The first order that comes without one ends it; a notice that was late or
        lost ends it for an hour.
        """
        if not self.last_order_at or self._lost_notices():
            return False
        told = self.env["maker.channel.event"].search(
            [("channel_id", "=", self.id), ("order_ref", "!=", False)],
            order="id desc",
            limit=1,
        )
        return bool(told) and told.received_at >= self.last_order_at - CLOCK_SKEW

    def _affordable_poll(self, busy):
        """Seconds between looks that leave half of the allowed calls to pushes.

        A busy hour may use up what quiet ones saved.
        """
        seconds = self._adapter()._limit_seconds()
        if not seconds or self.calls_left < 0:
            return 0
        if busy and self.calls_limit and self.calls_left > self.calls_limit / 2:
            return 0
        return min(seconds / max(self.calls_left / 2, 1), SLOWEST_POLL)

    def _remember_budget(self, client):
        """Remember what the channel still allows, as its answers said."""
        rate = getattr(client.transport, "rate", None)
        if rate is None or rate.remaining is None:
            return
        self.calls_left = rate.remaining
        self.calls_limit = rate.limit or 0

    def _retry_orders(self, open_client):
        """Import anew what waited for something that is settled now."""
        waiting = self.env["maker.channel.order"].search(
            [("channel_id", "=", self.id), ("retry", "=", True)]
        )
        for record in waiting:
            self._commit()
            order = self._look_up(open_client(), record.remote_id)
            if order is None:
                record.retry = False
            else:
                self.env["maker.channel.order.intake"]._redo(record, order)
            self._commit()

    def _look_up(self, client, remote_id):
        """One order; None where the shop has none or does not show it.

        The order list tells of it all the same, so nothing waits for it.
        """
        try:
            return client.get_order(remote_id)
        except RequestRefused as error:
            words = self._masked(str(error))
            _logger.info("Channel %s shows no order %s: %s", self.id, remote_id, words)
            return None

    def _import_orders(self, client, order_ids=None, seen=None):
        """Import what is new or changed on the channel.

        :param order_ids: look at these orders only, whatever their age
        :param seen: a set that takes the ids of the orders the list showed
        :return: number of orders created or changed
        """
        if not self.import_orders:
            return 0
        if order_ids is not None:
            return self._import_by_id(client, order_ids)
        since = self._read_since()
        changed = 0
        intake = self.env["maker.channel.order.intake"]
        found = client.iter_orders(since.replace(tzinfo=timezone.utc))
        for batch in split_every(BATCH, found, list):
            changed += intake._take(self, batch)
            self._remember_late_notices(batch)
            if seen is not None:
                seen.update(order.remote_id for order in batch)
            newest = max(order.updated for order in batch)
            self._remember_read(newest.astimezone(timezone.utc).replace(tzinfo=None))
            self._commit()
            # what is remembered of earlier batches only slows the next one down
            self.env.invalidate_all()
        self.env["maker.channel.order"]._read_fees(self, client)
        self.orders_read_at = fields.Datetime.now()
        self._remember_budget(client)
        self._commit()
        return changed

    def _import_by_id(self, client, order_ids):
        """Take these orders as the shop has them; those it has no more are gone."""
        changed = 0
        intake = self.env["maker.channel.order.intake"]
        for some in split_every(BATCH, order_ids, list):
            told = client.get_orders(some)
            changed += intake._take(self, [one for one in told.values() if one])
            gone = [key for key, one in told.items() if one is None]
            known = self.env["maker.channel.order"].search(
                [("channel_id", "=", self.id), ("remote_id", "in", gone)]
            )
            for record in known:
                changed += record._is_gone()
            self._commit()
            self.env.invalidate_all()
        return changed

    def _ask_back(self, client, records=None):
        """Ask by their ids for orders that still keep or promise goods.

        :param records: these, whenever they were asked for last; else all of the
            channel that were not asked for within the hour
        :return: those that changed
        """
        orders = self.env["maker.channel.order"]
        if not self.import_orders:
            return orders
        if records is None:
            before = fields.Datetime.now() - ASK_AGAIN
            records = orders.search(
                orders._unsettled_domain(self) & Domain("asked_at", "<", before),
                order="asked_at, id",
            )
        changed = orders
        for ids in split_every(BATCH, records.ids):
            self._commit()
            changed |= orders.browse(ids).exists()._ask_shop(client)
            self._commit()
        records.exists()._end_unpaid()
        return changed

    def _shows_orders_of(self, moment):
        """Whether the shop shows orders of that age to us at all."""
        if not (self.order_days and moment):
            return True
        return moment > fields.Datetime.now() - timedelta(days=self.order_days)

    def _read_since(self):
        """The moment from which the order list is read again, with an overlap:
        lists lag behind and rows move while they are paged."""
        return max((self.orders_since or self.orders_from) - OVERLAP, self.orders_from)

    def _remember_read(self, newest):
        values = {"last_order_at": newest}
        # a shop whose clock is ahead must not hide the orders until then
        newest = min(newest, fields.Datetime.now())
        if not self.orders_since or newest > self.orders_since:
            values["orders_since"] = newest
        self.write(values)
