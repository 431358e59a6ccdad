from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from odoo import fields, models

from ...channel_clients.errors import WHOLE_CALL, Conflict, Transient
from ...stock_policy import lowest, risk_buffer, shown_quantity
from ...tools import precise_now

ROUNDS = 6
RATE_DAYS, UNKNOWN_LAG = 30, 30


class MakerChannel(models.Model):
    """Stock Push: make every listing show what it should."""

    _inherit = "maker.channel"

    last_ack_at = fields.Datetime(
        string="Last number accepted",
        readonly=True,
        copy=False,
        help="When the shop last confirmed a number that was sent to it.",
    )

    def _push(self, open_client):
        """Settle what each listing should show, then send the differences.

        Ends when nothing waits any more; a number that keeps changing under
        our hands is left to the next run.
        """
        compares = self._adapter()._capabilities().compare_and_set
        stale = self._unexplained_for_long(open_client)
        for _round in range(ROUNDS):
            notes = self.env["maker.channel.change"]._read(self)
            self._commit()  # a snapshot that sees all that the notes announce
            if not notes and not stale and not self._waiting():
                break
            client = open_client()
            if not compares or stale:
                self._import_orders(client)
            if notes or stale:
                self._settle(notes, stale)
            stale = self._send(client)

    def _count_only(self, _open_client):
        """Settle what each listing should show while nothing may be sent."""
        changes = self.env["maker.channel.change"]
        while notes := changes._read(self):
            self._commit()  # a snapshot that sees all that the notes announce
            self._settle(notes, self.env["maker.channel.listing"])

    def _resumed(self):
        """What waited for the pause to end is late from now on, not from then."""
        listings = self.env["maker.channel.listing"].sudo()  # the worker's own mark
        domain = [("channel_id", "in", self.ids), ("wanted_since", "!=", False)]
        listings.search(domain).wanted_since = precise_now()

    def _unexplained_for_long(self, open_client):
        """Listings whose missing units no order explained in time."""
        listings = self.env["maker.channel.listing"].search(
            [("channel_id", "=", self.id), ("unexplained_qty", ">", 0)]
        )
        late = listings.filtered(lambda one: not one._awaits_order())
        if late:
            self._import_orders(open_client())  # the last chance of an order to tell
            late = late.exists().filtered("unexplained_qty")
        for listing in late:
            listing._drift(
                listing.acked_qty + listing.unexplained_qty, listing.acked_qty
            )
        late.write({"unexplained_qty": 0, "unexplained_since": False})
        return late

    def _waiting(self):
        """Listings that may be sent now, oldest wish first."""
        now = fields.Datetime.now()
        domain = [
            ("channel_id", "=", self.id),
            ("needs_push", "=", True),
            "|",
            ("retry_at", "=", False),
            ("retry_at", "<=", now),
        ]
        listings = self.env["maker.channel.listing"].search(
            domain, order="wanted_since, id"
        )
        return listings.filtered(lambda one: one.approved or self._may_send(one))

    def _may_send(self, listing):
        """Whether the channel's mode lets this change go without a person."""
        if listing.drifted and self.heal == "ask":
            return False
        if self.mode == "automatic":
            return True
        if self.mode == "hold_drops":
            risen = listing.desired_qty >= listing.acked_qty
            return risen or not listing.acked_at or listing._drop_is_sold()
        return False

    def _settle(self, notes, more):
        """Decide what the touched listings should show and forget the notes."""
        listings = self._touched(notes) | more
        noted_at = min((row[2] for row in notes), default=None)
        for listing, shown in self._shown(listings).items():
            listing._want(shown.quantity, noted_at)
        self.env["maker.channel.change"]._delete([row[0] for row in notes])
        self._commit()

    def _touched(self, notes):
        """Linked listings of the noted products and of kits made of them."""
        domain = [("channel_id", "=", self.id), ("state", "=", "mapped")]
        if all(row[1] for row in notes):
            product_ids = self.env["mrp.bom"]._maker_kits_above(
                {row[1] for row in notes}
            )
            domain.append(("product_id", "in", product_ids))
        return self.env["maker.channel.listing"].search(domain)

    def _shown(self, listings):
        """``{listing: stock_policy.Shown}`` for listings of this channel, at once.

        Those that share a number with them come along, each with the lowest: this
        is the only place that says what a number of the shop should be.
        """
        listings = listings._sharing()
        supply = self._supply_of(listings.product_id)
        limit = self._adapter()._capabilities().max_quantity
        risks = self._risk_buffers(listings)
        shown = {
            listing: shown_quantity(
                supply[listing.product_id.id],
                replace(listing._policy(limit), risk=risks.get(listing, Decimal(0))),
            )
            for listing in listings
            if listing.product_id
        }
        for key, sharing in listings.grouped("shared_key").items():
            if key:
                together = {one: shown[one] for one in sharing if one in shown}
                shown.update(lowest(together))
        return shown

    def _supply_of(self, products):
        """What there is of products for this channel; see ``_maker_supply``."""
        soon_until = None
        if self.basis != "free":
            soon_until = fields.Datetime.now() + timedelta(days=self.soon_days)
        every = self.env["product.product"]
        return every._maker_supply(
            products,
            self._stock_locations(),
            soon_until=soon_until,
            can_make=self.basis == "can_make",
            held=every._maker_held(self.id),
        )

    def _risk_buffers(self, listings):
        """``{listing: product units}`` kept back for sales not yet heard of."""
        compares = self._adapter()._capabilities().compare_and_set
        if self.risk_pct <= 0 or compares:
            return {}
        since = fields.Datetime.now() - timedelta(days=RATE_DAYS)
        sold = self.env["sale.order.line"]._read_group(
            [
                ("maker_listing_id", "in", listings.ids),
                ("order_id.state", "=", "sale"),
                ("order_id.date_order", ">=", since),
            ],
            ["maker_listing_id"],
            ["product_uom_qty:sum"],
        )
        lag = (self.lag_p95 or UNKNOWN_LAG) + self._poll_interval()
        buffers = {}
        for listing, units in sold:
            pack = listing.units_per_listing
            held = risk_buffer(units / pack / RATE_DAYS, lag, self.risk_pct / 100)
            buffers[listing] = Decimal(str(held * pack))
        return buffers

    def _send(self, client):
        """Send what waits, batch by batch.

        :return: listings whose number had changed on the channel meanwhile
        """
        stale = self.env["maker.channel.listing"]
        waiting = self._waiting()
        doubtful = waiting.filtered("in_doubt")
        if doubtful:
            self._read_back(client, doubtful)
            waiting = self._waiting()
        size = max(client.capabilities.batch_size, 1)
        for start in range(0, len(waiting), size):
            stale |= self._send_batch(client, waiting[start : start + size])
        return stale

    def _send_batch(self, client, listings):
        able = client.capabilities
        compares = able.compare_and_set or able.compares_before_write
        pushes = {}
        changes = []
        for listing in listings:
            change = listing._change(compares)
            pushes[listing.remote_id] = (listing, listing._push_values(change))
            changes.append(change)
        rows = self.env["maker.channel.push"].create(
            [values for _listing, values in pushes.values()]
        )
        pushes = {
            remote_id: (listing, row)
            for (remote_id, (listing, _values)), row in zip(
                pushes.items(), rows, strict=True
            )
        }
        listings.write({"in_doubt": True})
        self._commit()  # should the process die now, the doubt is on record
        results = client.set_stock(changes)
        now = precise_now()
        explained = self._explain_conflicts(client, results, pushes)
        stale = self.env["maker.channel.listing"]
        for result in results:
            listing, row = pushes[result.remote_id]
            if isinstance(result.error, Conflict):
                stale |= listing
            listing._answered(result, row, now, listing in explained)
        if any(result.error is None for result in results):
            self.last_ack_at = now
        self._commit()
        self._raise_outage([result.error for result in results])
        return stale

    def _explain_conflicts(self, client, results, pushes):
        """Listings whose number was raised by what their orders gave back."""
        raised = self.env["maker.channel.listing"].union(
            *(
                listing
                for result in results
                for listing in pushes[result.remote_id][0]
                if isinstance(result.error, Conflict)
                and result.error.actual is not None
                and result.error.actual > listing.acked_qty - listing.sold_since_ack
            )
        )
        explained = self._explain_raise(client, raised)
        left = raised - explained
        if left and client.capabilities.tells_committed:
            stock = client.get_stock(left.mapped("remote_id"))
            known = left.filtered(lambda one: one.remote_id in stock)
            explained |= self._committed_elsewhere(known, stock)
        return explained

    def _raise_outage(self, errors):
        """Stop here when the whole shop, not one listing, is the trouble."""
        for error in errors:
            if isinstance(error, WHOLE_CALL) and not isinstance(error, Transient):
                raise error
        if errors and all(isinstance(error, Transient) for error in errors):
            raise errors[0]

    def _read_back(self, client, listings):
        """Learn what the channel shows where we do not know whether it heard us."""
        stock = client.get_stock(listings.mapped("remote_id"))
        for listing in listings:
            if found := stock.get(listing.remote_id):
                listing._learned(found)
        self._commit()
