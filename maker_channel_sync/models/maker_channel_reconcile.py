from datetime import timedelta

from odoo import fields, models
from odoo.tools import split_every

EVERY = timedelta(days=1)
READ_BATCH = 200


class MakerChannelReconcileMixin(models.AbstractModel):
    """Once a day, and on demand, every listing is read back and compared."""

    _name = "maker.channel.reconcile.mixin"
    _description = "Reconciliation of a channel"

    heal = fields.Selection(
        [("correct", "Correct it"), ("ask", "Ask me first")],
        string="When a number was changed there",
        default="correct",
        required=True,
    )
    reconciled_at = fields.Datetime(string="Last compared", readonly=True, copy=False)
    drift_count = fields.Integer(
        string="Differences found", readonly=True, copy=False, aggregator=False
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
        self._discover_listings(client)
        listings = self.env["maker.channel.listing"].search(
            [
                ("channel_id", "=", self.id),
                ("state", "=", "mapped"),
                ("exclude", "=", False),
            ]
        )
        differing = 0
        for ids in split_every(READ_BATCH, listings.ids):
            batch = listings.browse(ids)
            self._commit()
            stock = client.get_stock(batch.mapped("remote_id"))
            for listing in batch:
                differing += listing._compare(stock.get(listing.remote_id))
            self._commit()
        self.write({"reconciled_at": now, "drift_count": differing})
        self._note_all()
        self.hooks_checked_at = False
        self._commit()
