from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import split_every

from ...channel_clients.errors import ScopeError

EVERY = timedelta(days=1)
READ_BATCH = 200
JUST_ASKED, MOST_ASKED = timedelta(minutes=1), 50


class MakerChannel(models.Model):
    """Once a day, and on demand, every listing is read back and compared."""

    _inherit = "maker.channel"

    heal = fields.Selection(
        [("correct", "Correct it"), ("ask", "Ask me first")],
        string="When a number was changed there",
        default="correct",
        required=True,
    )
    reconciled_at = fields.Datetime(string="Last compared", readonly=True, copy=False)
    drift_count = fields.Integer(
        string="Differences found",
        readonly=True,
        copy=False,
        aggregator=False,
        help="Listings that showed another number than they should when the shop was "
        "last compared. A number that was raised there is an incident at once; a "
        "lower one is first taken for an order on its way, and is an incident when "
        "none came within two minutes.",
    )

    def _reconcile(self, open_client):
        """Compare every linked listing with what the shop shows.

        Listings made there since are found. What cannot be read is reported and
        left alone: no answer is not zero.
        """
        now = fields.Datetime.now()
        if self.reconciled_at and self.reconciled_at + EVERY > now:
            return
        client = open_client()
        self._import_orders(client)
        self._ask_back(client)
        self._discover_listings(client)
        listings = self.env["maker.channel.listing"].search(
            [
                ("channel_id", "=", self.id),
                ("state", "=", "mapped"),
                ("exclude", "=", False),
            ]
        )
        differing = self._compare_all(client, listings)
        self.write({"reconciled_at": now, "drift_count": differing})
        self._note_all()
        self.hooks_checked_at = False
        self._commit()

    def _compare_all(self, client, listings):
        """Read these listings back, batch by batch; how many differed."""
        differing = 0
        for ids in split_every(READ_BATCH, listings.ids):
            batch = listings.browse(ids)
            self._commit()
            stock = client.get_stock(batch.mapped("remote_id"))
            raised = batch.filtered(
                lambda one, stock=stock: one._is_raised(stock.get(one.remote_id))
            )
            self._explain_raise(client, raised)
            elsewhere = self._committed_elsewhere(raised, stock)
            for listing in batch:
                if listing in elsewhere:
                    listing._adopt(stock[listing.remote_id])
                else:
                    differing += listing._compare(stock.get(listing.remote_id))
            self._commit()
        return differing

    def _committed_elsewhere(self, listings, stock):
        """Those that show more because their orders leave from another place.

        When the shop moves an order to another of its places, what it holds is free
        again at ours. The order is ours to send all the same.

        :param listings: that show more than is explained
        :param stock: ``{remote id: channel_clients.types.Stock}`` as read just now
        """
        able = self._adapter()._capabilities()
        if not (listings and able.tells_committed):
            return listings.browse()
        ordered = self.env["sale.order.line"]._read_group(
            [("maker_listing_id", "in", listings.ids), ("order_id.state", "=", "sale")],
            ["maker_listing_id"],
            ["product_uom_qty:sum", "qty_delivered:sum"],
        )
        found = listings.browse()
        for listing, units, gone in ordered:
            there = stock[listing.remote_id]
            due = (units - gone) / listing.units_per_listing - there.committed
            raised = there.quantity - (listing.acked_qty - listing.sold_since_ack)
            if due >= raised:
                found |= listing
        return found

    def _explain_raise(self, client, listings):
        """Ask for the orders that may have given back what these show more.

        A cancellation that no list and no notice told raises a shop's number.

        :return: the listings whose orders changed
        """
        if not listings:
            return listings
        orders = self.env["maker.channel.order"]
        lines = self.env["sale.order.line"].search(
            [("maker_listing_id", "in", listings.ids)]
        )
        asked = orders.search(
            orders._unsettled_domain(self)
            & Domain("sale_order_id", "in", lines.order_id.ids)
            & Domain("asked_at", "<", fields.Datetime.now() - JUST_ASKED),
            order="id desc",
            limit=MOST_ASKED,
        )
        try:
            changed = self._ask_back(client, asked)
        except ScopeError:
            return listings.browse()  # numbers go out where orders may not be read
        return changed.sale_order_id.order_line.maker_listing_id & listings

    def _compared(self):
        """What the last comparison found and did, in words.

        :return: list of sentences, and whether nobody needs to do anything
        """
        listings = self.env["maker.channel.listing"]
        own = [("channel_id", "=", self.id)]
        differed = listings.search([*own, ("differed_at", ">=", self.reconciled_at)])
        compared = listings.search_count(
            [*own, ("state", "=", "mapped"), ("exclude", "=", False)]
        )
        awaited = differed.filtered("unexplained_qty")
        refused = differed.filtered("error")
        held = differed.filtered("needs_push") - awaited - refused
        unlinked = listings.search_count(self._unmatched_domain())
        put_right = differed - awaited - refused - held
        counts = [
            (self.env._("Listings compared: %s."), compared),
            (self.env._("Different: %s."), len(differed)),
            (self.env._("Put right: %s (see Incidents)."), len(put_right)),
            (self.env._("Wait to be sent: %s (see Waiting)."), len(held)),
            (
                self.env._(
                    "Lower there, so probably an order on its way: %s; without one "
                    "they are put right in two minutes."
                ),
                len(awaited),
            ),
            (self.env._("Refused or not found there: %s."), len(refused)),
            (
                self.env._("Without a product, so nothing keeps them right: %s."),
                unlinked,
            ),
        ]
        told = [words % count for words, count in counts if count]
        if not differed:
            told.insert(1, self.env._("All show what they should."))
        return told, not (held or awaited or refused or unlinked)
