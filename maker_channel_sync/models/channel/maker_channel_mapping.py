from odoo import fields, models


class MakerChannel(models.Model):
    """Listings are fetched and matched to products."""

    _inherit = "maker.channel"

    listings_read_at = fields.Datetime(
        string="Listings fetched", readonly=True, copy=False
    )

    def _fetch_listings(self, client=None):
        """Read every listing of the shop and match the new ones.

        A listing that the shop knows no more is marked as gone, never deleted: its
        product link comes back with it. Missing from the list alone is not gone.

        :return: number of listings the shop has
        """
        self.ensure_one()
        client = client or self._client()
        found = {one.remote_id: one for one in client.iter_listings()}
        listings = self.env["maker.channel.listing"]
        by_id = {
            one.remote_id: one
            for one in listings.search([("channel_id", "=", self.id)])
        }
        new = []
        for remote in found.values():
            values = listings._remote_values(self, remote)
            if known := by_id.pop(remote.remote_id, None):
                known._refresh(values)
            else:
                values["channel_id"] = self.id
                values["remote_id"] = remote.remote_id
                values["acked_qty"] = values["remote_qty"]
                new.append(values)
        created = listings.create(new)
        missing = listings.union(*by_id.values())
        missing = missing.filtered(lambda one: one.state != "gone")
        there = client.get_stock(missing.mapped("remote_id")) if missing else {}
        gone = missing.filtered(lambda one: one.remote_id not in there)
        gone.write({"state": "gone"})
        (created | listings.search(self._unmatched_domain()))._match()
        listings.search([("channel_id", "=", self.id)])._remember_issues()
        self.listings_read_at = fields.Datetime.now()
        return len(found)

    def _discover_listings(self, client):
        """Fetch the listings and tell a person of new ones without a product."""
        listings = self.env["maker.channel.listing"]
        before = listings.search(self._unmatched_domain())
        first = not self.listings_read_at
        self._fetch_listings(client)
        new = listings.search(self._unmatched_domain()) - before
        if not new or first:
            return
        names = ", ".join(new[:5].mapped("display_name"))
        self._maker_todo(
            self.user_id,
            self.env._("%(count)s new listings without a product", count=len(new)),
            self.env._(
                "They are on sale and nothing keeps their number right: "
                "%(names)s. Link them under Listings.",
                names=names,
            ),
        )

    def _adopt_listing(self, remote, product):
        """The listing of a ``channel_clients.types.Listing``, linked to a product."""
        self.ensure_one()
        listings = self.env["maker.channel.listing"]
        values = listings._remote_values(self, remote)
        listing = listings.search(
            [("channel_id", "=", self.id), ("remote_id", "=", remote.remote_id)]
        )
        if listing:
            listing._refresh(values)
            listing.product_id = product
            return listing
        return listings.create(
            {
                **values,
                "channel_id": self.id,
                "remote_id": remote.remote_id,
                "acked_qty": values["remote_qty"],
                "product_id": product.id,
            }
        )

    def _unmatched_domain(self):
        return [("channel_id", "=", self.id), ("state", "=", "unmapped")]
