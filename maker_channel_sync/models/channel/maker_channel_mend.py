from odoo import fields, models


class MakerChannel(models.Model):
    """What a write left undone at the shop, put right at the next turn."""

    _inherit = "maker.channel"

    picture_wishes = fields.Json(
        readonly=True,
        copy=False,
        help="Pictures of variations that the shop still has to show again, by "
        "listing.",
    )

    def _keep_pictures(self, listing_id, wish):
        """Store for good, whatever happens next, what a listing should show.

        :param wish: see ``channel_clients.etsy.pictures``; None: it does
        """
        wishes = dict(self.picture_wishes or {})
        wishes.pop(listing_id, None)
        if wish is not None:
            wishes[listing_id] = wish
        self.picture_wishes = wishes or False
        self._commit()

    def _mend(self, open_client):
        """Finish what earlier writes left open."""
        if not self.picture_wishes:
            return
        for listing_id in open_client().mend():
            titles = self.listing_ids.filtered(
                lambda one, parent=listing_id: one.remote_parent_id == parent
            ).mapped("title")
            self._maker_todo(
                self.user_id,
                self.env._("Set the pictures of a listing's options again"),
                self.env._(
                    "Open “%(listing)s” in %(shop)s and choose the picture of each "
                    "option: the shop dropped them when a number was written, and "
                    "refuses to take them back.",
                    listing=titles[0] if titles else listing_id,
                    shop=self.name,
                ),
            )
